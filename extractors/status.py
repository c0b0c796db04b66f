"""What became of an advice, by the words of the reaction to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from extractors.classifier import Vector, probabilities
from extractors.facts import ReactionStatus
from extractors.letter import Span
from extractors.lexicon import load_csv

MODEL = "status"
"""Name of the trained classifier."""


@dataclass(frozen=True)
class Outcome:
    """A status with a confidence, and where the words stand that say it: number of the text, place in that text."""

    status: ReactionStatus
    confidence: float
    cue: tuple[int, Span] | None = None


def of(reaction: Sequence[str], vector: Vector | None = None) -> Outcome:
    """The status that the texts of a `reaction` give to the advice; without text it is unanswered.

    `vector` is the mean vector of its sentences: with it the trained classifier decides, which hears what the rules
    find; without it the rules alone.
    """
    said = by_rules(reaction)
    likely = probabilities(MODEL, features(reaction), vector) if reaction else {}
    if not likely:
        return said
    best = max(likely, key=likely.__getitem__)
    return Outcome(cast(ReactionStatus, best), round(likely[best], 2), said.cue if said.status == best else None)


def features(reaction: Sequence[str]) -> dict[str, float]:
    """What the classifier hears besides the vector: what the rules say, of the whole and clause by clause."""
    said = by_rules(reaction)
    found = {f"rule={said.status}": 1.0}
    clauses = [clause[0] for text in reaction for clause in _clauses(text)]
    verdicts = Counter(verdict[0] for clause in clauses if (verdict := _verdict(clause)))
    found |= {f"clauses={status}": count / 2 for status, count in verdicts.items()}
    found |= {f"any={kind}": 1.0 for kind, _ in _VERDICTS if any(matching(kind, text) for text in reaction)}
    found |= {name: 1.0 for name, cue in (("turn", _TURN), ("no", _NO)) if any(map(cue.search, reaction))}
    return found


def by_rules(reaction: Sequence[str]) -> Outcome:
    """The status by patterns alone.

    The first clause that says anything decides; a later one that says the opposite makes it a partial yes: a
    yes after a no only with "wel", "maar" or "echter", a no after a yes only right behind it or with such a word.
    """
    first: tuple[ReactionStatus, tuple[int, Span]] | None = None
    passed, turned = 0, False
    for number, text in enumerate(reaction):
        for clause in _clauses(text):
            passed += first is not None
            turned = turned or (first is not None and _TURN.search(clause[0]) is not None)
            found = _verdict(clause[0])
            if found is None:
                continue
            kind, match = found
            if first is None:
                first = kind, (number, Span(match.start(), match.end()).shift(clause.start()))
            elif {kind, first[0]} == {"overgenomen", "niet_overgenomen"} and (
                turned or (kind == "niet_overgenomen" and passed == 1)
            ):
                return Outcome("deels_overgenomen", 0.6, first[1])
    if first is None:
        return Outcome("onbeantwoord", 0.6 if reaction else 0.8)
    return Outcome(first[0], 0.8, first[1])


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"], re.I) for row in load_csv("reacties") if row["kind"] == kind)


def matching(kind: str, text: str) -> re.Match[str] | None:
    """The first match in `text` of a pattern of `kind` ("restate", "over", "niet", …)."""
    return next((match for pattern in _patterns(kind) if (match := pattern.search(text))), None)


def _clauses(text: str) -> Iterator[re.Match[str]]:
    """Sentences, cut where one half may say yes and the other no, unless the whole says "in part"."""
    for sentence in re.finditer(r"(?:[^.?!\n]|[.](?=\S))+[.?!]?", text):
        if matching("deels", sentence[0]):
            yield sentence
        else:
            yield from _HALF.finditer(text, sentence.start(), sentence.end())


_HALF = re.compile(r"(?:[^;,]|,(?! (?:maar|wel|doch|[\w-]+ wel)\b))+[;,]?")
_TURN = re.compile(r"\b(?:wel|maar|echter|toch|daarentegen)\b", re.I)
_NO = re.compile(r"\b(?:niet|geen|nee)\b", re.I)
_VERDICTS: tuple[tuple[str, ReactionStatus], ...] = (
    ("deels", "deels_overgenomen"),
    ("niet", "niet_overgenomen"),
    ("open", "onbeantwoord"),
    ("over", "overgenomen"),
)


def _verdict(sentence: str) -> tuple[ReactionStatus, re.Match[str]] | None:
    """What one sentence says of an advice, and its words."""
    return next(((status, match) for kind, status in _VERDICTS if (match := matching(kind, sentence))), None)
