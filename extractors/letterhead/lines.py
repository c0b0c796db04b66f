"""A letter as printed lines, cut into head, body and tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.formulas import is_salutation
from extractors.letter import Block, Letter, Span
from extractors.lexicon import load_lines
from extractors.text import trim


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of the text: where it stands, what it says, its block, and whether a blank line is above it."""

    span: Span
    text: str
    block: Block | None
    gap: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a letter. Head: before the salutation; tail: from the closing formula on."""

    lines: tuple[PrintedLine, ...]
    salutation: int | None
    closing: int | None
    head_end: int

    @property
    def head(self) -> Sequence[PrintedLine]:
        """Lines above the salutation, or the first ones where there is none."""
        return self.lines[: self.head_end]

    @property
    def tail(self) -> Sequence[PrintedLine]:
        """Lines from the closing formula on; empty when the letter has none."""
        return self.lines[self.closing :] if self.closing is not None else ()

    @property
    def body(self) -> Sequence[PrintedLine]:
        """Lines between head and tail."""
        start = self.head_end if self.salutation is None else self.salutation + 1
        return self.lines[start : self.closing]


@cache
def _closings() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in load_lines("slotformules")), re.I)


def split(letter: Letter) -> Parts:
    """Cut `letter` into lines and find salutation and closing formula."""
    lines = tuple(_own(letter, _lines(letter)))
    salutation = next((i for i, line in enumerate(lines) if is_salutation(line.text)), None)
    closing = _closing(lines, salutation or 0)
    if salutation is not None and closing is not None and closing <= salutation:
        closing = None
    head_end = salutation if salutation is not None else _head_without_salutation(lines)
    if closing is not None:
        head_end = min(head_end, closing)
    return Parts(lines, salutation, closing, head_end)


def _lines(letter: Letter) -> list[PrintedLine]:
    out = []
    position = 0
    gap = True
    for raw in letter.text.split("\n"):
        span = trim(letter.text, Span(position, position + len(raw)))
        position += len(raw) + 1
        if len(span):
            block = letter.block_at(span.start) or letter.block_at(span.end - 1)
            out.append(PrintedLine(span, letter.quote(span), block, gap))
        gap = not len(span)
    return out


def _own(letter: Letter, lines: list[PrintedLine]) -> list[PrintedLine]:
    """The lines without what a mail repeats of an earlier one, unless nothing else holds a letter."""
    own = [line for line in lines if letter.styled(line.span, "quoted") <= 0.5]
    return own if any(is_salutation(line.text) for line in own) or len(own) > len(lines) / 2 else lines


def _closing(lines: Sequence[PrintedLine], start: int) -> int | None:
    candidates = [
        i
        for i, line in enumerate(lines)
        if i > start and len(line.text) < 110 and _closings().match(line.text) and _short_after(lines, i)
    ]
    return next((i for i in candidates if len(lines) - i <= 45), None)


def _short_after(lines: Sequence[PrintedLine], index: int) -> bool:
    """Whether a signature may follow: no long paragraph within the next three lines."""
    return (
        all(len(line.text) < 160 for line in lines[index + 1 : index + 4]) and index + 1 < len(lines)
    ) or index + 1 == len(lines)


def _head_without_salutation(lines: Sequence[PrintedLine]) -> int:
    """Without salutation the head ends at the first paragraph of running text."""
    for index, line in enumerate(lines[:60]):
        long = len(line.text) > 110 or (line.text.endswith(".") and len(line.text.split()) > 8)
        if long and not re.match(r"(?:betreft?|onderwerp|subject|cc|aan|van)\b", line.text, re.I):
            return index
    return min(len(lines), 40)
