"""Trains the classifier of questions put to the council, and measures it on letters and voices that it has not read.

    python -m training.questions             train, write extractors/models/asked.json
    python -m training.questions --measure   per set of letters or sentences: precision and recall of the clauses
                                             that it takes for questions when that set is left out of training

Learned from the annotated letters of corpus/passages, without those kept aside, and from the sentences of corpus/told:
`writer<TAB>label<TAB>text`, each question that is told in double brackets.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractors import classifier, letterhead, outline
from extractors.letter import Span
from extractors.questions import model
from extractors.questions.model import Clause, Setting
from pipeline import language, parsers
from pipeline.evaluate.gold import find_letter, gold_files, load
from training.fit import fit, write

CORPUS = Path(__file__).parents[2] / "corpus"
SETS = ("dev", "extra", "varied", "mixed", "unseen", "blind", "asked", "put", "wide", "late", "recent")
REGULARISATION = 1.0
ALIKE = 0.5
"""Share of words in common from which a clause counts as the question that the record names."""

_MARKED = re.compile(r"\[\[(.*?)\]\]")
_TYPES = ("gevraagd_advies", "ongevraagd_advies", "adviesaanvraag")


@dataclass(frozen=True)
class Example:
    """A clause in its sentence, and whether it is a question that was put to the council."""

    sentence: str
    clause: Clause
    setting: Setting
    put: bool


def from_letters(folder: Path) -> list[Example]:
    """The clauses of the annotated letters in `folder`."""
    dutch = language.load()
    return [one for path in gold_files(folder) for one in _of_letter(dutch, folder, path)]


def _of_letter(dutch: Any, folder: Path, path: Path) -> Iterator[Example]:
    record, source = load(path), find_letter(folder, path.stem)
    if source is None or record["document_type"] not in _TYPES:
        return
    letter = parsers.parse(source.read_bytes(), source.name).letter
    doc = dutch.analyse(letter)
    head = replace(letterhead.find(letter, doc), document_type=record["document_type"])
    questions = record.get("questions") or ()
    asked = [text for one in questions for text in (one["text"], *one.get("mentions", ()))]
    before = ""
    for part in outline.read(letter, doc, head).parts:
        request = record["document_type"] == "adviesaanvraag" or part.voice == "ander"
        for span in part.sentences:
            sentence = letter.quote(span)
            here = Setting("college" if request else "raad", before, part.block.kind)
            yield from _examples(sentence, here, asked)
            before = sentence


def from_sentences(path: Path) -> list[Example]:
    """The clauses of the labelled sentences in a file of corpus/told."""
    dutch = language.load()
    found: list[Example] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        writer, _, marked = line.split("\t")
        letter = parsers.parse(_MARKED.sub(r"\1", marked).encode(), "zin.txt").letter
        starts = outline.sentence_starts(dutch.analyse(letter))
        before = ""
        for span in outline.split(letter.text, Span(0, len(letter.text)), starts):
            sentence = letter.quote(span)
            found += _examples(sentence, Setting(writer, before, "paragraph"), _MARKED.findall(marked))
            before = sentence
    return found


def _examples(sentence: str, here: Setting, asked: Sequence[str]) -> Iterator[Example]:
    for clause in model.clauses(sentence):
        words = sentence[clause.start : clause.end]
        yield Example(sentence, clause, here, any(_is_that(words, question) for question in asked))


def _is_that(clause: str, question: str) -> bool:
    """Whether a clause is the question, or begins as it does."""
    one, other = (re.findall(r"\w+", text.lower()) for text in (clause, question))
    common = len(set(one) & set(other)) / max(1, len(set(one) | set(other)))
    return common >= ALIKE or (len(other) > 2 and one[:8] == other[:8])


def train(examples: Sequence[Example]) -> dict[str, Any]:
    """Trained weights as plain data."""
    found = [model.features(one.sentence, one.clause, one.setting) for one in examples]
    return fit(found, None, ["gesteld" if one.put else "geen" for one in examples], REGULARISATION)


def measure(examples: Sequence[Example], least: float) -> tuple[float, float]:
    """Precision and recall of the clauses with at least this probability, with the weights in use."""
    taken = [model.probability(one.sentence, one.clause, one.setting) >= least for one in examples]
    right = sum(one.put and yes for one, yes in zip(examples, taken, strict=True))
    return right / max(1, sum(taken)), right / max(1, sum(one.put for one in examples))


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    sets = {name: from_letters(CORPUS / "passages" / name) for name in SETS}
    sets |= {path.stem: from_sentences(path) for path in sorted((CORPUS / "told").glob("*.tsv"))}
    if not options.measure:
        write(model.MODEL, train([one for examples in sets.values() for one in examples]))
        return
    for left_out, examples in sets.items():
        others = [one for name, known in sets.items() if name != left_out for one in known]
        with classifier.using(model.MODEL, train(others)):
            shares = [f"{least}: {p:.2f}/{r:.2f}" for least in (0.4, 0.6, 0.8) for p, r in [measure(examples, least)]]
        print(f"{left_out:8} {len(examples):4} clauses, precision/recall  {'  '.join(shares)}")
