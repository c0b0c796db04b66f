"""What two versions of a letter have differently, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_ALIKE = 0.45
_TOO_LONG = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph that differs: `parts` are ("zelfde" | "weg" | "nieuw", words) in reading order."""

    kind: Literal["weg", "nieuw", "gewijzigd"]
    parts: tuple[tuple[Literal["zelfde", "weg", "nieuw"], str], ...]


def changes(old: str, new: str) -> list[Change]:
    """The paragraphs (or list items) in which `new` differs from `old`, in reading order."""
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Change] = []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag != "equal":
            found.extend(_paired(before[a0:a1], after[b0:b1]))
    return found


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n+", text) if part.strip()]


def _paired(before: list[str], after: list[str]) -> Iterator[Change]:
    """Changes of one stretch: what is alike is paired in order, the rest is gone or new."""
    at = 0
    for old in before:
        partner = next((n for n in range(at, len(after)) if _alike(old, after[n])), None)
        if partner is None:
            yield Change("weg", (("weg", old),))
            continue
        for new in after[at:partner]:
            yield Change("nieuw", (("nieuw", new),))
        yield Change("gewijzigd", tuple(_words(old, after[partner])))
        at = partner + 1
    for new in after[at:]:
        yield Change("nieuw", (("nieuw", new),))


def _alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old.split()[:_TOO_LONG], new.split()[:_TOO_LONG], autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _words(old: str, new: str) -> Iterator[tuple[Literal["zelfde", "weg", "nieuw"], str]]:
    left, right = old.split(), new.split()
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "zelfde", " ".join(left[a0:a1])
            continue
        if a1 > a0:
            yield "weg", " ".join(left[a0:a1])
        if b1 > b0:
            yield "nieuw", " ".join(right[b0:b1])
