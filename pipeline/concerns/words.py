"""Words as the theme model sees them: stems, and keyword patterns in which `*` stands for letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W\d_]+")
_STEMMER = snowballstemmer.stemmer("dutch_porter")


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1:], stem[-1:])


def stems(text: str) -> list[str]:
    """The stems of the words of `text` in lower case, final z and v as s and f, and pairs of neighbours."""
    found = [_stem(word) for word in _WORD.findall(text.lower())]
    return found + [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]


def pattern(keywords: Iterable[str]) -> re.Pattern[str]:
    """One expression for a list of keywords: `*` stands for any letters, a space for any blank."""
    parts = [re.escape(word.lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in keywords]
    return re.compile(r"\b(?:" + ("|".join(parts) or r"(?!)") + r")\b")
