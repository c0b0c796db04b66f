"""Characters of a page to segments: stretches of one printed line without a wide gap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import Any

from pipeline.layout.clean import clean_text
from pipeline.layout.model import BOLD, ITALIC

SUPERSCRIPT = 8
"""Look bit of raised small characters, as references to footnotes are."""

_BOLD_FONT = re.compile(r"bold|black|heavy|semibold|demi|-bd|,bd|medi(?:um)?$", re.I)
_ITALIC_FONT = re.compile(r"italic|oblique|kursiv|-it$|ital$", re.I)
_BULLET_CODES = frozenset(("(cid:127)", "(cid:149)", "(cid:183)"))
_SPACE = 0.2
_WIDE = 1.0


@dataclass(slots=True)
class Segment:
    """Words beside each other on one line; `runs` are (text, look bits) in order."""

    runs: list[tuple[str, int]]
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    confidence: float = 1.0
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = clean_text("".join(text for text, _ in self.runs))

    @property
    def bold(self) -> bool:
        """Whether nearly all of it is bold."""
        letters = [(text, bits) for text, bits in self.runs if text.strip()]
        total = sum(len(text) for text, _ in letters)
        return total > 0 and sum(len(text) for text, bits in letters if bits & BOLD) > 0.9 * total


@lru_cache(maxsize=1024)
def font_looks(name: str) -> int:
    """Look bits that the name of a font tells."""
    plain = name.split("+", 1)[-1]
    return (BOLD if _BOLD_FONT.search(plain) else 0) | (ITALIC if _ITALIC_FONT.search(plain) else 0)


@dataclass(slots=True)
class Glyph:
    """One printed character."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bits: int


def glyphs(
    chars: Iterable[Any], width: float, height: float, left: float = 0.0, top: float = 0.0
) -> tuple[list[Glyph], list[str]]:
    """Upright characters on the page, and the texts that stand slanted, upside down or outside it.

    `chars` are pdfminer's `LTChar` objects; `left` and `top` are where the media box begins.
    """
    kept: list[Glyph] = []
    slanted: list[str] = []
    for char in chars:
        text = char.get_text()
        if text.startswith("(cid:"):
            text = "•" if text in _BULLET_CODES else "\ufffd"
        matrix = char.matrix
        x0, x1 = char.x0 + left, char.x1 + left
        upper, lower = height - char.y1 + top, height - char.y0 + top
        if not (x1 > -5 and x0 < width + left + 5 and lower > -5 and upper < height + top + 5):
            continue
        if not (char.upright and abs(matrix[1]) < 0.1 * abs(matrix[0] or 1) and matrix[0] >= 0):
            slanted.append(text)
            continue
        size = float(char.size) or float(lower - upper) or 1.0
        rise = matrix[5] - char.y0
        base = lower - (rise if 0 <= rise < 2 * size else 0.2 * size)
        kept.append(Glyph(text, x0, x1, upper, lower, base, size, font_looks(str(char.fontname))))
    joined = clean_text("".join(slanted))
    return kept, [joined] if joined else []


def with_dots(kept: Sequence[Glyph], shapes: Iterable[Mapping[str, Any]]) -> list[Glyph]:
    """The characters with a bullet for every dot that was drawn, not typed, before a line.

    Browsers draw the bullets of lists; `shapes` are the curves and rectangles of the page.
    """
    dots: list[Glyph] = []
    for shape in shapes:
        width, height = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
        if not (1.5 < width < 7 and 1.5 < height < 7 and abs(width - height) < 1.5):
            continue
        middle = (shape["top"] + shape["bottom"]) / 2
        beside = [glyph for glyph in kept if glyph.top < middle < glyph.bottom and not glyph.text.isspace()]
        after = min((glyph for glyph in beside if glyph.x0 > shape["x1"]), key=lambda glyph: glyph.x0, default=None)
        before = max((glyph.x1 for glyph in beside if glyph.x1 < shape["x0"] + 1), default=-1e9)
        if after is None or after.x0 - shape["x1"] > 3.5 * after.size or shape["x0"] - before < 2 * after.size:
            continue
        if all(abs(dot.x0 - shape["x0"]) > 2 or abs(dot.base - after.base) > 2 for dot in dots):
            dots.append(Glyph("•", shape["x0"], shape["x1"], after.top, after.bottom, after.base, after.size, 0))
        if len(dots) > 400:
            break
    return [*kept, *dots]


Wall = tuple[float, float, float]
"""A vertical line between cells: x, top, bottom."""


def segments(kept: Sequence[Glyph], walls: Sequence[Wall] = ()) -> list[Segment]:
    """The segments of a page, line by line from the top, each line from left to right.

    No segment goes through one of the `walls`.
    """
    found: list[Segment] = []
    for row in _raised_merged(_rows(kept)):
        found.extend(_segments_of(row, walls))
    return found


def _rows(kept: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters on one baseline, with some play."""
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(kept, key=lambda item: item.base):
        if rows and glyph.base - base <= max(0.8, 0.22 * min(glyph.size, rows[-1][-1].size)):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            base = glyph.base
    return rows


def _raised_merged(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Superscripts joined with the line that they belong to."""
    merged: list[list[Glyph]] = []
    for at, row in enumerate(rows):
        visible = [glyph for glyph in row if not glyph.text.isspace()]
        below = rows[at + 1] if at + 1 < len(rows) else []
        if visible and below and len(visible) <= 12 and _is_raised(visible, below):
            for glyph in visible:
                glyph.bits |= SUPERSCRIPT
            below.extend(visible)
            continue
        merged.append(row)
    return merged


def _is_raised(row: Sequence[Glyph], below: Sequence[Glyph]) -> bool:
    size = max(glyph.size for glyph in below)
    low = max(glyph.base for glyph in below) - min(glyph.base for glyph in row)
    if max(glyph.size for glyph in row) > 0.8 * size or not 0 < low < 0.65 * size:
        return False
    return all(
        any(abs(glyph.x0 - other.x1) < 0.6 * size for other in (*below, *row) if other is not glyph) for glyph in row
    )


def _segments_of(row: list[Glyph], walls: Sequence[Wall]) -> list[Segment]:
    row.sort(key=lambda glyph: (glyph.x0, glyph.x1))
    row = _undoubled(row)
    threshold = _space_width(row)
    near = sorted(x for x, top, bottom in walls if top <= row[0].base <= bottom + 2)
    found: list[list[Glyph | None]] = []
    before: Glyph | None = None
    spaced = False
    for glyph in row:
        if glyph.text.isspace() or glyph.text == "\u00a0":
            spaced = True
            continue
        if before is None:
            found.append([glyph])
        else:
            gap = glyph.x0 - before.x1
            size = max(glyph.size, before.size) if not (glyph.bits | before.bits) & SUPERSCRIPT else before.size
            if gap > _WIDE * size or any(before.x1 - 1 < x < glyph.x0 + 1 for x in near):
                found.append([glyph])
            else:
                if (spaced and gap > 0.06 * size) or gap > threshold * size:
                    found[-1].append(None)
                found[-1].append(glyph)
        before = glyph
        spaced = False
    return [_segment(items) for items in found]


def _undoubled(row: list[Glyph]) -> list[Glyph]:
    """Characters that are printed twice on the same spot (a way to look bold) only once, and bold."""
    kept: list[Glyph] = []
    for glyph in row:
        twin = next(
            (
                other
                for other in reversed(kept[-6:])
                if other.text == glyph.text
                and abs(other.x0 - glyph.x0) < 0.12 * glyph.size
                and abs(other.base - glyph.base) < 0.12 * glyph.size
            ),
            None,
        )
        if twin is not None and not glyph.text.isspace():
            twin.bits |= BOLD
        else:
            kept.append(glyph)
    return kept


def _space_width(row: Sequence[Glyph]) -> float:
    """From which gap (in em) on there is a space; wider where letters are spaced out."""
    visible = [glyph for glyph in row if not glyph.text.isspace()]
    gaps = [(b.x0 - a.x1) / a.size for a, b in pairwise(visible) if a.size]
    near = [gap for gap in gaps if gap < _WIDE]
    if len(near) >= 6 and sum(gap > 0.15 for gap in near) > 0.6 * len(near):
        return 1.6 * median(near)
    return _SPACE


def _segment(items: Sequence[Glyph | None]) -> Segment:
    runs: list[tuple[str, int]] = []
    visible = [item for item in items if item is not None]
    for at, item in enumerate(items):
        if item is None:
            left, right = items[at - 1], items[at + 1]
            text, bits = " ", (left.bits if left else 0) & (right.bits if right else 0)
        else:
            text, bits = item.text, item.bits
        if runs and runs[-1][1] == bits:
            runs[-1] = (runs[-1][0] + text, bits)
        else:
            runs.append((text, bits))
    plain = [item for item in visible if not item.bits & SUPERSCRIPT] or visible
    return Segment(
        runs,
        visible[0].x0,
        min(item.top for item in plain),
        visible[-1].x1,
        max(item.bottom for item in plain),
        median(item.base for item in plain),
        median(item.size for item in plain),
    )
