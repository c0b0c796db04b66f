"""Trains the classifier of date roles and measures what rules and classifier contribute.

    python -m training.dates                    train, write extractors/models/dates.json
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
from typing import Any, cast, get_args

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from extractors import dates, letterhead
from extractors.dates import model
from extractors.dates.grammar import parse
from extractors.dates.mark import mask
from extractors.dates.roles import Mode, role_of, rule_role
from extractors.dates.situation import Situation, Writer
from extractors.facts import DateRole, Precision
from extractors.letter import Span
from pipeline import language, parsers
from pipeline.evaluate.gold import find_letter, gold_files, load

ROOT = Path(__file__).parents[2]
CLASSES = [role for role in get_args(DateRole) if role != "briefdatum"]
MIN_COUNT = 2
REGULARISATION = 30.0
FIRST = 0.7
"""Weight of the first of several roles that count as right; the others share the rest."""

_LABELLED = re.compile(r"\[([^\]|]+)\|([a-z_|]+)\]")


@dataclass(frozen=True)
class Example:
    """A date in its sentence and the roles that count as right, the best first."""

    here: Situation
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
        others += [
            one.span for one in raws if not one.span.overlaps(span) and not any(one.span.overlaps(o) for o in others)
        ]
        precision: Precision = "jaar"
        if raw is None or raw.day:
            precision = "dag"
        elif raw.quarter:
            precision = "kwartaal"
        elif raw.month or raw.week:
            precision = "maand"
        if roles:
            examples.append(Example(Situation(plain, date, tuple(sorted(others)), writer, precision), roles))
    return examples


def from_letters(folders: Sequence[tuple[Path, Path]]) -> list[Example]:
    """The dates of annotated letters, from (gold records, letters) folders."""
    dutch = language.load()
    examples = []
    for gold, letters in folders:
        for path in gold_files(gold):
            source = find_letter(letters, path.stem)
            if source is None:
                continue
            wanted: dict[str, list[DateRole]] = {}
            for item in load(path).get("dates", ()):
                wanted.setdefault(item["iso"], []).extend(item.get("role_accepted") or [item["role"]])
            letter = parsers.parse(source.read_bytes(), source.name).letter
            doc = dutch.analyse(letter)
            for mention, here in dates.mentions(letter, doc, letterhead.find(letter, doc)):
                roles = tuple(role for role in dict.fromkeys(wanted.get(mention.iso, ())) if role in CLASSES)
                if mention.role != "briefdatum" and roles:
                    examples.append(Example(here, roles))
    return examples


def _features(example: Example, rules: bool) -> set[str]:
    here = example.here
    marked, _ = mask(here.sentence, here.date, here.others)
    return model.features(marked, here.writer, here.precision, rule_role(here) if rules else None)


def train(examples: Sequence[Example], rules: bool = True) -> dict[str, Any]:
    """Trained weights as plain data; `rules` says whether the classifier hears what the rules find."""
    described = [_features(example, rules) for example in examples]
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
            weights.append(
                1.0 if alone else FIRST if role == example.roles[0] else (1 - FIRST) / (len(example.roles) - 1)
            )
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


def measure(examples: Sequence[Example], mode: Mode) -> float:
    """Share of the dates that get a right role."""
    return sum(role_of(example.here, mode)[0] in example.roles for example in examples) / len(examples)


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--test", action="store_true", help="measure on the part that nothing is tuned on")
    parser.add_argument("--errors", action="store_true", help="print what goes wrong")
    options = parser.parse_args()
    corpus = ROOT / "corpus"
    examples = read(corpus / "dates" / "train")
    seen = [
        (corpus / "passages" / part,) * 2 for part in ("extra", "varied", "mixed", "asked", "put", "unseen", "blind")
    ]
    examples += from_letters([(corpus / "gold", corpus / "letters"), *seen])
    if not options.measure:
        target = ROOT / "extractors" / "models" / "dates.json"
        lines = json.dumps(train(examples), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        target.write_text(lines.replace("],", "],\n") + "\n", encoding="utf-8")
        print(f"{target.relative_to(ROOT)}: trained on {len(examples)} dates, {target.stat().st_size // 1024} kB")
        return
    sets = (
        {"test sentences": read(corpus / "dates" / "test")}
        if options.test
        else {
            "dev sentences": read(corpus / "dates" / "dev"),
            "dev letters": from_letters([(corpus / "passages" / "dev",) * 2]),
        }
    )
    for name, chosen in sets.items():
        for mode in get_args(Mode):
            with model.using(train(examples, mode == "both")):
                print(f"{name}: {mode:6} {measure(chosen, mode):.3f} of {len(chosen)} dates")
        if options.errors and not options.test:
            for example in chosen:
                role, here = role_of(example.here)[0], example.here
                if role not in example.roles:
                    printed = here.sentence[here.date.start : here.date.end]
                    print(f"{'/'.join(example.roles)}\t{role}\t{printed}\t{here.sentence}")
