"""Words as the theme model sees them: stems, and keyword patterns in which `*` stands for letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

_WORD = re.compile(r"[^\W\d_]+")
_STEMMER = snowballstemmer.stemmer("dutch_porter")


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stem: str = _STEMMER.stemWord(word)
    return stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1:], stem[-1:])


def terms(text: str) -> list[str]:
    """What the words of `text` are counted by: stems, pairs of neighbouring stems, and pieces of 4 or 5 letters.

    In stems a final z and v become s and f. Pieces start with "#", stay inside a word and mark its ends with "_";
    they see the parts of compounds.
    """
    words = _WORD.findall(text.lower())
    found = [_stem(word) for word in words]
    pairs = [f"{first} {second}" for first, second in pairwise(found)]
    return found + pairs + [piece for word in words for piece in _pieces(word)]


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"_{word}_"
    return tuple("#" + marked[at : at + size] for size in (4, 5) for at in range(len(marked) - size + 1))


def pattern(keywords: Iterable[str]) -> re.Pattern[str]:
    """One expression for a list of keywords: `*` stands for any letters, a space for any blank."""
    parts = [re.escape(word.lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in keywords]
    return re.compile(r"\b(?:" + ("|".join(parts) or r"(?!)") + r")\b")
