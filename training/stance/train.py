"""Trains the classifiers of answers, reactions and questions, and measures what rules and classifier contribute.

    python -m training.stance                    train, write extractors/models/stance.json, status.json and own.json
    python -m training.stance --measure          share that rules, model and both get right on dev
    python -m training.stance --measure --test   the same on the part that nothing is tuned on

Learned from: the voices of corpus/stances/train and corpus/reactions/train, and the annotated letters of
corpus/passages/mixed, asked, put, unseen and blind. Not from letters that the cues were made with: there the cues
look better than they are.
Questions of the council to the college: see `council`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extractors import classifier, status
from extractors.classifier import Vector, Vectors
from extractors.letter import Letter, Span
from extractors.questions import stance
from pipeline import encode, language, parsers
from pipeline.encode import dequantise, quantise
from pipeline.language import sentences
from pipeline.passages import passages
from training.fit import fit, write
from training.stance import council

CORPUS = Path(__file__).parents[2] / "corpus"
LETTERS = tuple(CORPUS / "passages" / name for name in ("mixed", "asked", "put", "unseen", "blind", "wide"))


@dataclass(frozen=True)
class Example:
    """A text with the labels that count as right, the best first; `question` only for answers."""

    labels: tuple[str, ...]
    text: str
    question: str = ""


@dataclass(frozen=True)
class Task:
    """What is learned: `features` of a text, and `decide`, which also gets its vector (None: rules alone)."""

    name: str
    folder: str
    features: Callable[[Example], Mapping[str, float]]
    decide: Callable[[Example, Vector | None], str]
    from_record: Callable[[dict[str, Any]], Iterator[Example]]


def _answers(record: dict[str, Any]) -> Iterator[Example]:
    for question in record.get("questions") or ():
        answer = question.get("answer") or {}
        if answer.get("stance") and answer.get("text"):
            labels = dict.fromkeys([answer["stance"], *answer.get("stance_accepted", ())])
            yield Example(tuple(labels), _joined(answer["text"]), question["text"])


def _reactions(record: dict[str, Any]) -> Iterator[Example]:
    for response in record.get("responses") or ():
        if response.get("status") and response.get("reaction"):
            yield Example((response["status"],), _joined(response["reaction"]))


def _joined(text: str | Sequence[str]) -> str:
    return text if isinstance(text, str) else " ".join(text)


TASKS = (
    Task(
        stance.MODEL,
        "stances",
        lambda one: stance.features(one.text, one.question),
        lambda one, vector: stance.classify(one.text, one.question, vector)[0],
        _answers,
    ),
    Task(
        status.MODEL,
        "reactions",
        lambda one: status.features([one.text]),
        lambda one, vector: status.of([one.text], vector).status,
        _reactions,
    ),
)


def read(folder: Path) -> list[Example]:
    """The labelled texts of the files in `folder`: `labels<TAB>text` or `labels<TAB>question<TAB>text`."""
    lines = [line for path in sorted(folder.glob("*.tsv")) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [line.split("\t") for line in lines]
    return [Example(tuple(row[0].split("|")), row[-1], row[1] if len(row) > 2 else "") for row in rows]


def from_records(task: Task, folder: Path) -> list[Example]:
    """The same from the gold records in `folder`."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [one for record in records for one in task.from_record(record)]


def vectors(examples: Sequence[Example]) -> list[Vector]:
    """The mean sentence vector of each text, rounded as the store keeps it."""
    dutch, encoder = language.load(), encode.load(encode.DEFAULT)
    kept: list[list[str]] = []
    for one in examples:
        letter: Letter = parsers.parse(one.text.encode(), "a.txt").letter
        with dutch.nlp.select_pipes(enable=[sentences.NAME]):
            kept.append([part.text for part in passages(letter, dutch.analyse(letter))] or [one.text])
    texts = list(dict.fromkeys(text for parts in kept for text in parts))
    rows = dict(zip(texts, dequantise(quantise(encoder.encode(texts))), strict=True))
    means = []
    for parts in kept:
        spans = [Span(number, number + 1) for number in range(len(parts))]
        mean = Vectors(spans, np.array([rows[part] for part in parts])).mean(spans)
        assert mean is not None
        means.append(mean)
    return means


def train(
    task: Task, examples: Sequence[Example], means: Sequence[Vector], rules: bool = True, dense: bool = True
) -> dict[str, Any]:
    """Trained weights as plain data; `rules` and `dense` say what the classifier hears."""
    found = [task.features(one) if rules else {} for one in examples]
    return fit(found, [mean * dense for mean in means], [one.labels[0] for one in examples])


def share_right(task: Task, examples: Sequence[Example], means: Sequence[Vector | None]) -> float:
    """Share of the texts that get a right label."""
    right = [task.decide(one, mean) in one.labels for one, mean in zip(examples, means, strict=True)]
    return sum(right) / len(right)


def _measure(task: Task, examples: Sequence[Example], means: Sequence[Vector], test: bool) -> None:
    sets = (
        {"test": read(CORPUS / task.folder / "test")}
        if test
        else {
            "dev": read(CORPUS / task.folder / "dev"),
            "dev letters": from_records(task, CORPUS / "passages" / "dev"),
        }
    )
    for name, chosen in sets.items():
        here = vectors(chosen)
        print(f"{task.name}, {name}: rules  {share_right(task, chosen, [None] * len(chosen)):.3f} of {len(chosen)}")
        for mode, rules, dense in (("model", False, True), ("cues", True, False), ("both", True, True)):
            with classifier.using(task.name, train(task, examples, means, rules, dense)):
                print(f"{task.name}, {name}: {mode:6} {share_right(task, chosen, here):.3f} of {len(chosen)}")


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--test", action="store_true", help="measure on the part that nothing is tuned on")
    options = parser.parse_args()
    for task in TASKS:
        examples = read(CORPUS / task.folder / "train")
        examples += [one for folder in LETTERS for one in from_records(task, folder)]
        means = vectors(examples)
        if options.measure:
            _measure(task, examples, means, options.test)
            continue
        write(task.name, train(task, examples, means))
    council.measure(options.test) if options.measure else council.train()
