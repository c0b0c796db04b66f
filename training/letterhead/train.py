"""Trains the classifiers of letterhead lines and of the type of a document, and measures them on unread writers.

    python -m training.letterhead             train, write extractors/models/letterhead.json and documenttype.json
    python -m training.letterhead --measure   per set of letters, when that set is left out of training: how many
                                              subjects, dates and addressees it finds the line of, how many types

Learned from the annotated letters of corpus/passages, without those kept aside. Train the classifier of questions
first: the type listens to it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from extractors import classifier
from extractors.dates.grammar import parse
from extractors.dates.resolve import iso
from extractors.letter import Letter
from extractors.letterhead import kind, model
from extractors.letterhead.find import opening
from extractors.letterhead.lines import Parts, split
from pipeline import parsers
from pipeline.evaluate.gold import find_letter, gold_files, load
from training.fit import fit, write

PASSAGES = Path(__file__).parents[2] / "corpus" / "passages"
SETS = ("dev", "extra", "varied", "mixed", "unseen", "blind", "asked", "put", "wide", "late", "recent")
REGULARISATION = 1.0
TYPES = (0.5, 3)
"""Regularisation of the types, and in how many letters a feature occurs at least."""
NOTHING = "overig"


@dataclass(frozen=True)
class Head:
    """The lines of one letter: features, and the roles that each has; the types that count as right, the best first."""

    name: str
    features: Mapping[int, Mapping[str, float]]
    roles: Mapping[int, frozenset[str]]
    type_features: Mapping[str, float]
    types: Sequence[str]


def read(folder: Path) -> list[Head]:
    """The letterheads of the annotated letters in `folder`."""
    return list(_heads(folder))


def _heads(folder: Path) -> Iterator[Head]:
    for path in gold_files(folder):
        source = find_letter(folder, path.stem)
        if source is None:
            continue
        letter = parsers.parse(source.read_bytes(), source.name).letter
        parts = split(letter)
        record = load(path)
        types = tuple(dict.fromkeys([record["document_type"], *record.get("document_type_accepted", ())]))
        lines = model.features(letter, parts)
        told = kind.features(letter, opening(letter))
        yield Head(path.stem, lines, _roles(letter, parts, record), told, types)


def _roles(letter: Letter, parts: Parts, record: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """Which of the outer lines hold what the record says."""
    lines = model.outer_lines(parts)
    addressee = record.get("addressee") or {}
    names = [name for name in (addressee.get("name"), *(addressee.get("name_accepted") or ())) if name]
    found: dict[int, set[str]] = {index: set() for index in lines}
    for role, texts in (("onderwerp", [record.get("subject")]), ("aan", names)):
        for index in _first_line(letter, parts, lines, [text for text in texts if text]):
            found[index].add(role)
    for index in lines:
        days = [raw for raw in parse(parts.lines[index].text) if raw.year and raw.month and raw.day]
        if any(iso(raw, raw.year)[0] == record.get("letter_date") for raw in days):
            found[index].add("datum")
    return {index: frozenset(roles) for index, roles in found.items()}


def _first_line(letter: Letter, parts: Parts, lines: list[int], texts: list[str]) -> Iterator[int]:
    """The first of `lines` on which one of `texts` begins."""
    for text in texts:
        pattern = re.compile(r"\s+".join(map(re.escape, text.split())), re.I)
        for index in lines:
            line = parts.lines[index].span
            match = pattern.search(letter.text, line.start)
            if match and match.start() < line.end:
                yield index
                return


def train(heads: list[Head]) -> dict[str, Any]:
    """Trained weights as plain data; a line with two roles counts once for each."""
    found, labels = [], []
    for head in heads:
        for index, described in head.features.items():
            for role in head.roles[index] or {NOTHING}:
                found.append(described)
                labels.append(role)
    return fit(found, None, labels, REGULARISATION)


def train_types(heads: Sequence[Head]) -> dict[str, Any]:
    """Trained weights of the types of documents."""
    return fit([head.type_features for head in heads], None, [head.types[0] for head in heads], *TYPES)


def measure_types(heads: Sequence[Head]) -> int:
    """How many types are right, with the weights in use."""
    likely = [classifier.probabilities(kind.MODEL, head.type_features, None) for head in heads]
    return sum(max(one, key=lambda name: one[name]) in head.types for one, head in zip(likely, heads, strict=True))


def measure(heads: list[Head]) -> dict[str, tuple[int, int]]:
    """Per role how often the likeliest line is right, of the letters that have one; with the weights in use."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for head in heads:
        likely = {i: classifier.probabilities(model.MODEL, one, None) for i, one in head.features.items()}
        for role in get_args(model.Role):
            if any(role in roles for roles in head.roles.values()):
                of[role] += 1
                best = max(likely, key=lambda index: likely[index][role])
                right[role] += role in head.roles[best]
    return {role: (right[role], of[role]) for role in get_args(model.Role)}


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    sets = {name: read(PASSAGES / name) for name in SETS}
    if not options.measure:
        every = [head for heads in sets.values() for head in heads]
        write(model.MODEL, train(every))
        write(kind.MODEL, train_types(every))
        return
    for left_out, heads in sets.items():
        others = [head for name, known in sets.items() if name != left_out for head in known]
        with classifier.using(model.MODEL, train(others)), classifier.using(kind.MODEL, train_types(others)):
            shares = [f"{role} {right}/{of}" for role, (right, of) in measure(heads).items()]
            print(f"{left_out:8} {'  '.join(shares)}  soort {measure_types(heads)}/{len(heads)}")
