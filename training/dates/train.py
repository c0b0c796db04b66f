"""Trains the classifier of date roles and measures what rules and classifier contribute.

    python -m training.dates                    train on corpus/dates/train, write extractors/models/dates.json
    python -m training.dates --measure          share of right roles by rules, model and both on dev
    python -m training.dates --measure --test   the same on the part that nothing is tuned on

A line of the corpus is `writer<TAB>sentence`, each labelled date in it as `[3 mei 2021|role|other role that
counts as right …]`. The features are those of `extractors.dates.model`.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extractors.dates import model
from extractors.dates.grammar import parse
from extractors.dates.mark import mask
from extractors.dates.roles import Mode, Writer, role_of
from extractors.facts import DateRole, Precision
from extractors.letter import Span

ROOT = Path(__file__).parents[2]
CLASSES = [role for role in get_args(DateRole) if role != "briefdatum"]
MIN_COUNT = 2
REGULARISATION = 30.0
FIRST = 0.7
"""Weight of the first of several roles that count as right; the others share the rest."""

_LABELLED = re.compile(r"\[([^\]|]+)\|([a-z_|]+)\]")


@dataclass(frozen=True)
class Example:
    """A date in a sentence and the roles that count as right, the best first."""

    writer: Writer
    sentence: str
    date: Span
    others: tuple[Span, ...]
    precision: Precision
    roles: tuple[DateRole, ...]


def read(folder: Path) -> list[Example]:
    """All labelled dates of the files in `folder`."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            writer, _, labelled = line.partition("\t")
            found += _examples(cast(Writer, writer), labelled)
    return found


def _examples(writer: Writer, labelled: str) -> list[Example]:
    plain, dates, position = "", [], 0
    for match in _LABELLED.finditer(labelled):
        plain += labelled[position : match.start()]
        dates.append((Span(len(plain), len(plain) + len(match[1])), match[2].split("|")))
        plain += match[1]
        position = match.end()
    plain += labelled[position:]
    raws = parse(plain)
    examples = []
    for span, named in dates:
        roles = tuple(cast(DateRole, role) for role in named if role in CLASSES)
        raw = next((one for one in raws if one.span.overlaps(span)), None)
        date = raw.span if raw else span
        others = [other for other, _ in dates if other != span]
        others += [one.span for one in raws if not one.span.overlaps(span) and not any(one.span.overlaps(o) for o in others)]
        precision: Precision = "jaar"
        if raw is None or raw.day:
            precision = "dag"
        elif raw.quarter:
            precision = "kwartaal"
        elif raw.month or raw.week:
            precision = "maand"
        if roles:
            examples.append(Example(writer, plain, date, tuple(sorted(others)), precision, roles))
    return examples


def _features(example: Example) -> set[str]:
    marked, _ = mask(example.sentence, example.date, example.others)
    return model.features(marked, example.writer, example.precision)


def train(examples: Sequence[Example]) -> dict[str, object]:
    """Trained weights as plain data."""
    described = [_features(example) for example in examples]
    counts = Counter(name for found in described for name in found)
    vocabulary = {name: index for index, name in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
    data: list[float] = []
    indices: list[int] = []
    starts, labels, weights = [0], [], []
    for example, found in zip(examples, described, strict=True):
        known = [vocabulary[name] for name in found if name in vocabulary]
        for role in example.roles:
            indices += known
            data += [1 / len(found) ** 0.5] * len(known)
            starts.append(len(indices))
            labels.append(CLASSES.index(role))
            alone = len(example.roles) == 1
            weights.append(1.0 if alone else FIRST if role == example.roles[0] else (1 - FIRST) / (len(example.roles) - 1))
    matrix = csr_matrix((data, indices, starts), shape=(len(labels), len(vocabulary)))
    classifier = LogisticRegression(C=REGULARISATION, max_iter=3000)
    classifier.fit(matrix, np.array(labels), sample_weight=np.array(weights))
    return {
        "trained_on": len(examples),
        "classes": [CLASSES[index] for index in classifier.classes_],
        "intercept": [round(float(value), 4) for value in classifier.intercept_],
        "weights": {
            name: [round(float(value), 2) for value in classifier.coef_[:, index]]
            for name, index in vocabulary.items()
            if np.abs(classifier.coef_[:, index]).max() >= 0.1
        },
    }


def decide(example: Example, mode: Mode) -> DateRole:
    """The role that the extractor gives to the date of `example`."""
    return role_of(example.sentence, example.date, example.others, example.writer, example.precision, mode)[0]


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--test", action="store_true", help="measure on the part that nothing is tuned on")
    parser.add_argument("--errors", action="store_true", help="print what goes wrong")
    options = parser.parse_args()
    folder = ROOT / "corpus" / "dates"
    if options.measure:
        examples = read(folder / ("test" if options.test else "dev"))
        for mode in get_args(Mode):
            right = sum(decide(example, mode) in example.roles for example in examples)
            print(f"{mode:6} {right / len(examples):.3f} of {len(examples)} dates")
        if options.errors and not options.test:
            for example in examples:
                role = decide(example, "both")
                if role not in example.roles:
                    print(f"{example.roles[0]}\t{role}\t{example.sentence}\t{example.sentence[example.date.start : example.date.end]}")
        return
    target = ROOT / "extractors" / "models" / "dates.json"
    examples = read(folder / "train")
    lines = json.dumps(train(examples), ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":"))
    target.write_text(lines.replace("],", "],\n") + "\n", encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: trained on {len(examples)} dates, {target.stat().st_size // 1024} kB")
