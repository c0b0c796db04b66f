"""The classifier of questions of the council to the college: trained on the candidates that the rules leave.

Learned from: the voices of corpus/asked/train, each in a short letter, and the annotated letters of corpus/gold and
corpus/passages: extra, varied, mixed, asked, put, unseen and blind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors import letterhead, outline
from extractors.classifier import Vector, Vectors, using
from extractors.facts import Letterhead
from extractors.letter import Letter
from extractors.questions import detect, judge, own
from pipeline import encode, language, parsers
from pipeline.encode import dequantise, quantise
from pipeline.evaluate.gold import find_letter, gold_files, load
from pipeline.evaluate.match import overlap
from pipeline.language import sentences
from pipeline.passages import passages
from training.fit import fit, write

CORPUS = Path(__file__).parents[2] / "corpus"
LETTERS = (
    ("gold", "letters"),
    *((f"passages/{name}",) * 2 for name in ("extra", "varied", "mixed", "asked", "put", "unseen", "blind", "wide")),
)
SAME = 0.7
"""Share of words by which a candidate is the question that was labelled."""
_AROUND = (
    "Geachte college,\n\nWij hebben uw nota over vervoer besproken en er is waardering voor het werk.\n\n{}\n\n"
    "De raad adviseert de nota aan te passen.\n\nMet vriendelijke groet,\n\nJ. Berg"
)


@dataclass(frozen=True)
class Example:
    """A candidate: its features and vector, what the rules say, and whether it is the council's own."""

    found: dict[str, float]
    mean: Vector
    rules: bool
    own: bool


def _examples(letter: Letter, kind: Any, label: Callable[[str], bool | None]) -> Iterator[Example]:
    """The candidates of a letter that are put to nobody yet; `label` says which are the council's (None: leave out)."""
    dutch, encoder = language.load(), encode.load(encode.DEFAULT)
    with dutch.nlp.select_pipes(enable=[sentences.NAME]):
        doc = dutch.analyse(letter)
    head = letterhead.find(letter, doc)
    view = outline.read(letter, doc, Letterhead(kind, subject=head.subject, sender=head.sender))
    candidates = detect.candidates(view)
    for one in candidates:
        judge.judge(view, one, request=False)
    put = judge.settle(letter, candidates, kind != "ongevraagd_advies")
    parts = passages(letter, doc)
    rows = dequantise(quantise(encoder.encode([part.text for part in parts])))
    vectors = Vectors([part.span for part in parts], rows)
    for one in candidates:
        right, mean = label(letter.quote(one.span)), vectors.mean([one.span])
        if one not in put and own.may_be(one) and right is not None and mean is not None:
            yield Example(own.features(view, one), mean, own.by_rules(one), right)


def from_voices(part: str) -> Iterator[Example]:
    """The labelled questions of corpus/asked, except those put to the council."""
    for path in sorted((CORPUS / "asked" / part).glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, before, question = line.split("\t")
            if label == "gesteld":
                continue
            apart = "\n\n" if before and before[-1] not in ".!?" else " "
            text = _AROUND.format((before + apart + question).strip())
            is_own = label == own.OWN
            yield from _examples(
                parsers.parse(text.encode(), "a.txt").letter,
                "ongevraagd_advies",
                lambda words, question=question, is_own=is_own: is_own if overlap(words, question) >= SAME else None,
            )


def from_letters(gold: Path, letters: Path) -> Iterator[Example]:
    """The candidates of annotated letters of advice; those that are other questions are left out."""
    for path in gold_files(gold):
        record, source = load(path), find_letter(letters, path.stem)
        if source is None or not record["document_type"].endswith("gevraagd_advies"):
            continue
        council = record.get("council_questions") or []
        put = [text for one in record.get("questions") or () for text in (one["text"], *one.get("mentions", ()))]
        doubtful = [one["text"] for one in council if one.get("optional")] + put
        asked = [one["text"] for one in council if not one.get("optional")]

        def label(words: str, asked: list[str] = asked, doubtful: list[str] = doubtful) -> bool | None:
            if any(overlap(words, text) >= SAME for text in asked):
                return True
            return None if any(overlap(words, text) >= SAME for text in doubtful) else False

        yield from _examples(parsers.parse(source.read_bytes(), source.name).letter, record["document_type"], label)


def _learned() -> list[Example]:
    letters = [one for gold, source in LETTERS for one in from_letters(CORPUS / gold, CORPUS / source)]
    return [*from_voices("train"), *letters]


def _fit(examples: list[Example], rules: bool = True, dense: bool = True) -> dict[str, Any]:
    found = [one.found if rules else {} for one in examples]
    return fit(found, [one.mean * dense for one in examples], [own.OWN if one.own else own.OTHER for one in examples])


def train() -> None:
    """Train and keep the weights."""
    write(own.MODEL, _fit(_learned()))


def measure(test: bool) -> None:
    """Print F1 of rules, model and both."""
    examples = _learned()
    folder = CORPUS / "passages" / "dev"
    sets = (
        {"test": list(from_voices("test"))}
        if test
        else {"dev": list(from_voices("dev")), "dev letters": list(from_letters(folder, folder))}
    )
    for name, chosen in sets.items():
        print(f"own, {name}: rules  F1 {_f1([one.rules for one in chosen], chosen):.3f} of {len(chosen)}")
        for mode, rules, dense in (("model", False, True), ("cues", True, False), ("both", True, True)):
            with using(own.MODEL, _fit(examples, rules, dense)):
                said = [own.likely(one.found, one.mean) for one in chosen]
            print(f"own, {name}: {mode:6} F1 {_f1([bool(one) for one in said], chosen):.3f} of {len(chosen)}")


def _f1(said: list[bool], chosen: list[Example]) -> float:
    both = sum(one and example.own for one, example in zip(said, chosen, strict=True))
    return 2 * both / max(1, sum(said) + sum(example.own for example in chosen))
