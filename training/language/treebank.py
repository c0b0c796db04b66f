"""The Dutch treebanks as spaCy documents, their differences evened out.

Reads the CoNLL-U files of the data folder (see README.md); nothing here is random but the number of
sentences a document gets, which a fixed seed decides.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

SEED = 7
DEV_SENTENCES = {"ud-alpino-dev": 359, "ud-lassysmall-dev": 338}
BREAKS = ("\n\n", "\n", "\n\n", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One token: its form, lemma, tags and head (index within its sentence)."""

    form: str
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    dep: str
    space: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a treebank and the name it has there."""

    name: str
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """What makes two sentences doubles of each other: their forms, lower case."""
        return " ".join(row.form for row in self.rows).lower()


def read(path: Path, whole: bool = False) -> Iterator[Sentence]:
    """Sentences of a gzipped CoNLL-U file, in its order.

    `whole`: the lemma of a separated verb keeps its particle, as it must come out of the pipeline;
    without, it is what can be told from the form alone, as the lemmatizer learns it.
    """
    name, rows = "", []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# sent_id = "):
                name = line.removeprefix("# sent_id = ").strip()
            elif line.strip() and not line.startswith("#"):
                columns = line.rstrip("\n").split("\t")
                if columns[0].isdigit():
                    rows.append(_row(columns, whole))
            elif not line.strip() and rows:
                yield Sentence(name, tuple(rows))
                rows = []
    if rows:
        yield Sentence(name, tuple(rows))


def _row(columns: list[str], whole: bool) -> Row:
    number, form, lemma, pos, tag, feats, head, dep, _, misc = columns
    index = int(number) - 1
    return Row(
        form=form,
        lemma=lemma.replace("_", "") if whole and pos in ("VERB", "AUX") else plain_lemma(form, lemma, pos),
        pos=pos,
        tag=tag,
        morph=even_features(feats, pos),
        head=int(head) - 1 if head != "0" else index,
        dep="ROOT" if dep == "root" else dep,
        space="SpaceAfter=No" not in misc,
    )


def even_features(feats: str, pos: str) -> str:
    """Features without those that only the newer conversion writes."""
    dropped = {"Mood=Ind", "PronType=Art"} | ({"PronType=Dem"} if pos == "DET" else set())
    kept = [f for f in feats.split("|") if f != "_" and f not in dropped and not f.startswith("ExtPos=")]
    return "|".join(kept)


def plain_lemma(form: str, lemma: str, pos: str) -> str:
    """A lemma without the `_` that marks compounds and separable verbs.

    `verzekering_maatschappij` for "verzekeringsmaatschappijen" becomes the form up to the last part
    plus that part; `af_wachten` becomes "afwachten" where the form holds "af", else "wachten".
    """
    if "_" not in lemma.strip("_"):
        return lemma
    *first, last = lemma.split("_")
    start = "".join(first)
    if pos in ("VERB", "AUX"):
        return start + last if form.lower().startswith(start.lower()) else last
    for size in range(len(last), 0, -1):
        at = form.lower().rfind(last[:size].lower())
        if at >= len(start):
            return (form[:at] if lemma[0].isupper() else form[:at].lower()) + last
    return start + last if form.lower().startswith(start.lower()) else last


def parts(data: Path) -> tuple[list[Sentence], list[Sentence], dict[str, list[Sentence]]]:
    """Training, development and test sentences; no training sentence stands in the other two."""
    dev: list[Sentence] = []
    train: list[Sentence] = []
    for name, size in DEV_SENTENCES.items():
        taken = 0
        for sentence in read(data / f"{name}.conllu.gz"):
            wanted = taken < size and ("alpino" in name or sentence.name.startswith("wiki-"))
            (dev if wanted else train).append(sentence)
            taken += wanted
    test = {"alpino": list(read(data / "ud-alpino-test.conllu.gz", whole=True)), "lassysmall": []}
    for sentence in read(data / "ud-lassysmall-test.conllu.gz", whole=True):
        if sentence.name.startswith("wiki-"):
            test["lassysmall"].append(sentence)
    train += [s for s in read(data / "ud-lassysmall-test.conllu.gz") if not s.name.startswith("wiki-")]
    train.extend(read(data / "alpino-treebank-ud.conllu.gz"))
    held = {s.key for s in dev} | {s.key for part in test.values() for s in part}
    seen: set[str] = set(held)
    unique = []
    for sentence in train:
        if sentence.key not in seen:
            seen.add(sentence.key)
            unique.append(sentence)
    return unique, dev, test


def documents(sentences: Iterable[Sentence], vocab: Vocab, breaks: float, largest: int = 12) -> Iterator[Doc]:
    """Documents of 1–`largest` sentences in order; `breaks` is the share of sentences that a line break follows."""
    dice = random.Random(SEED)
    group: list[Sentence] = []
    size = dice.randint(1, largest)
    for sentence in sentences:
        group.append(sentence)
        if len(group) >= size:
            yield _document(group, vocab, dice, breaks)
            group, size = [], dice.randint(1, largest)
    if group:
        yield _document(group, vocab, dice, breaks)


def _document(group: list[Sentence], vocab: Vocab, dice: random.Random, breaks: float) -> Doc:
    rows: list[Row] = []
    starts: list[bool] = []
    for sentence in group:
        offset = len(rows)
        for row in sentence.rows:
            rows.append(_moved(row, offset))
            starts.append(row is sentence.rows[0])
        if sentence is not group[-1] and dice.random() < breaks:
            rows[-1] = _moved(rows[-1], 0, space=False)
            mark = dice.choice(BREAKS)
            rows.append(Row(mark, mark, "SPACE", "_SP", "", len(rows), "ROOT", False))
            starts.append(True)
    return Doc(
        vocab,
        words=[r.form for r in rows],
        spaces=[r.space for r in rows],
        tags=[r.tag for r in rows],
        pos=[r.pos for r in rows],
        morphs=[r.morph for r in rows],
        lemmas=[r.lemma for r in rows],
        heads=[r.head for r in rows],
        deps=[r.dep for r in rows],
        sent_starts=starts,
    )


def _moved(row: Row, by: int, space: bool | None = None) -> Row:
    return Row(
        row.form,
        row.lemma,
        row.pos,
        row.tag,
        row.morph,
        row.head + by,
        row.dep,
        row.space if space is None else space,
    )
