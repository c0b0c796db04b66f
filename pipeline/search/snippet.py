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


def marks(text: str, sought: Mapping[tuple[str, ...], bool]) -> tuple[Mark, ...]:
    """The words of `text` whose keys are sought; several together only where `text` has all of them.

    The value of what is sought tells whether it is the word itself, or one that is related.
    """
    own = [(word, keys(word.form)) for word in words(text)]
    present = {key for _, its in own for key in its}
    wanted: dict[str, bool] = {}
    for together, exact in sought.items():
        if present.issuperset(together):
            wanted |= {key: exact or wanted.get(key, False) for key in together}
    found = []
    for word, its in own:
        kinds = [wanted[key] for key in its if key in wanted]
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
