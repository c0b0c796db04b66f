"""How much two texts share of what they are about."""

from __future__ import annotations

import re
from collections import Counter

from extractors.lexicon import load_lines

_STOP = frozenset(load_lines("question_stopwords"))


def words(text: str) -> Counter[str]:
    """Content words of `text`, lower case, crudely without endings."""
    tokens = re.findall(r"[^\W_]+", text.lower())
    return Counter(_stem(token) for token in tokens if token not in _STOP)


def _stem(token: str) -> str:
    return token[:7] if len(token) > 8 else re.sub(r"(?:ten|en|e|s|t)$", "", token) if len(token) > 4 else token


def similar(first: str, second: str) -> float:
    """F1 of the content words that two texts share, 0–1."""
    a, b = words(first), words(second)
    shared = sum((a & b).values())
    return 2 * shared / (sum(a.values()) + sum(b.values())) if shared else 0.0
