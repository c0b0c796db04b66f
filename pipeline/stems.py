"""Stems of Dutch words, by Porter's rules for Dutch (Snowball's `dutch_porter`)."""

from __future__ import annotations

import threading
from functools import lru_cache

import Stemmer


class _Stemmers(threading.local):
    """A stemmer per thread: one must not be shared."""

    def __init__(self) -> None:
        self.dutch = Stemmer.Stemmer("dutch_porter", 0)


_STEMMERS = _Stemmers()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word in lower case; a final z or v becomes s or f (adviezen → advies)."""
    found: str = _STEMMERS.dutch.stemWord(word)
    return found[:-1] + {"z": "s", "v": "f"}.get(found[-1:], found[-1:])
