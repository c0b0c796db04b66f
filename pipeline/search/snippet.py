"""Which words of a passage to highlight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.search.words import keys, stop_words, words


@dataclass(frozen=True, slots=True)
class Mark:
    """A word in a passage that stands for a word of the query; `related`: by its meaning, not its form."""

    start: int
    end: int
    related: bool


def marks(text: str, sought: Mapping[str, bool]) -> tuple[Mark, ...]:
    """The words of `text` whose key is sought (its value tells whether it is the word itself)."""
    found = []
    for word in words(text):
        kinds = [sought[key] for key in keys(word.form) if key in sought]
        if kinds and (any(kinds) or word.form not in stop_words()):
            found.append(Mark(word.start, word.end, not any(kinds)))
    return tuple(found)


def pieces(text: str, marked: tuple[Mark, ...]) -> list[tuple[str, str]]:
    """`text` cut into (kind, part): kind is "", "woord" or "verwant"."""
    result: list[tuple[str, str]] = []
    place = 0
    for mark in marked:
        if mark.start > place:
            result.append(("", text[place : mark.start]))
        result.append(("verwant" if mark.related else "woord", text[mark.start : mark.end]))
        place = mark.end
    if place < len(text):
        result.append(("", text[place:]))
    return result
