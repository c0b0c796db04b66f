"""Which clause of a passage shows a theme."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import numpy as np

from pipeline.concerns.model import Tagger
from pipeline.concerns.words import terms

LONG = 25
"""Words from which on a passage is cut; a shorter one is evidence as a whole."""
SHORTEST = 4
"""Words that a clause has at least."""
SHARE = 0.7
"""Share of what speaks for the theme that one clause must hold to stand for all of the passage."""


def evidence(text: str, theme: int, tagger: Tagger) -> tuple[int, int] | None:
    """Start and end of the clause in `text` that shows the theme in column `theme`; None for all of the text."""
    if len(text.split()) < LONG:
        return None
    parts = clauses(text)
    if len(parts) < 2:
        return None
    speaking = [max(_speaks_for(text[start:end], theme, tagger), 0.0) for start, end in parts]
    best = int(np.argmax(speaking))
    start, end = parts[best]
    if speaking[best] <= 0 or speaking[best] < SHARE * sum(speaking) or len(text[start:end].split()) <= SHORTEST:
        return None
    return start, end


def clauses(text: str) -> list[tuple[int, int]]:
    """Start and end of the clauses of `text`, in order; what separates them is left out."""
    found, start = [], 0
    for match in _breaks().finditer(text):
        before, after = text[start : match.start()], text[match.end() :]
        if min(len(before.split()), len(after.split())) >= SHORTEST:
            found.append((start, match.start()))
            start = match.end()
    return [*found, (start, len(text))]


def _speaks_for(text: str, theme: int, tagger: Tagger) -> float:
    """How much the words of `text` speak for a theme rather than for the others."""
    weights = tagger.weights
    columns = [weights.vocabulary[term] for term in set(terms(text)) if term in weights.vocabulary]
    if not columns:
        return 0.0
    rows = weights.topic[np.asarray(columns) + len(weights.mean)]
    return float(weights.idf[columns] @ (rows[:, theme] - rows.mean(axis=1)))


@lru_cache(maxsize=1)
def _breaks() -> re.Pattern[str]:
    lines = files("pipeline").joinpath("concerns", "clauses.txt").read_text("utf-8").split("\n")
    words = [line for line in lines if line and not line.startswith("#")]
    anywhere = "|".join(word[1:] for word in words if word.startswith("*"))
    after_comma = "|".join(word.lstrip("*") for word in words)
    return re.compile(rf"[;:]\s+|,\s+(?=(?:{after_comma})\b)|\s+(?=(?:{anywhere})\b)|\s[–—-]\s|[.!?]\s+", re.IGNORECASE)
