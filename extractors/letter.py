"""The letter as every later stage sees it: clean running text, and where each part of it stands.

`Letter.text` is the only text. Positions are `Span`s of code points into it, end exclusive; the
printed form of a fact *is* the text under its span. Nothing here reads files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, measured from the top left corner of the page."""

BlockKind = Literal["heading", "paragraph", "list_item", "table_cell", "letterhead", "signature", "footnote"]
StyleKind = Literal["bold", "italic", "underline", "quoted"]
"""Looks of printed text; "quoted" is what a mail repeats of an earlier one."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `[start, end)` of `Letter.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span (equal spans do)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """The same stretch, `by` code points further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table cell … in reading order.

    `span` covers the content without its list marker or heading number; that marker stands in the
    text right before it (`marker` as printed, "" when there is none). Blocks never overlap and
    together cover all of the text except whitespace and markers. `level` is the depth of a heading
    or list item, from 1; 0 for other kinds. `page` (from 1) is where the block begins. A table cell
    knows its `row` and `column` (from 0) and its `table` (numbered from 1 within the letter).
    """

    kind: BlockKind
    span: Span
    level: int = 0
    marker: str = ""
    page: int = 1
    bbox: BBox | None = None
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: which part of the text it holds and where it stands on its page."""

    span: Span
    page: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class Style:
    """A stretch of text printed in bold, italic or underlined, or quoted from an earlier mail."""

    kind: StyleKind
    span: Span


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its part of the text, its size in points, how it was read and how well.

    `quality` is 0–1, the share of the page's words that could be read with confidence; 1.0 for text
    that needed no recognition. `furniture` holds what was printed but is no running text: running
    headers and footers, page numbers, stamps, watermarks.
    """

    number: int
    span: Span
    width: float = 0.0
    height: float = 0.0
    source: Literal["text", "ocr"] = "text"
    quality: float = 1.0
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A page and the box on it."""

    page: int
    bbox: BBox | None


@dataclass(frozen=True)
class Letter:
    """A parsed document.

    `sha256` is the hex digest of the file's bytes, `name` the file's name without its folder,
    `metadata` what the file says of itself (title, author, mail headers), values as text.
    """

    sha256: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    media_type: str
    name: str = ""
    lines: tuple[Line, ...] = ()
    styles: tuple[Style, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    def quote(self, span: Span) -> str:
        """The text under `span`."""
        return self.text[span.start : span.end]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]

    def block_at(self, offset: int) -> Block | None:
        """The block that `offset` falls in, or None between blocks."""
        index = self.block_index(offset)
        return None if index is None else self.blocks[index]

    def block_index(self, offset: int) -> int | None:
        """Index in `blocks` of the block that `offset` falls in, or None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        if index >= 0 and offset < self.blocks[index].span.end:
            return index
        return None

    def page_at(self, offset: int) -> int:
        """Number of the page (from 1) that holds `offset`."""
        for page in reversed(self.pages):
            if page.span.start <= offset:
                return page.number
        return 1

    def where(self, span: Span) -> list[Place]:
        """Pages and boxes of `span`, one per printed line; page only where no box is known."""
        places = [Place(line.page, _part(line, span)) for line in self.lines if line.span.overlaps(span)]
        return places or [Place(self.page_at(span.start), None)]

    def styled(self, span: Span, kind: StyleKind) -> float:
        """Share of the characters of `span` printed in `kind`, 0–1."""
        inside = sum(
            min(style.span.end, span.end) - max(style.span.start, span.start)
            for style in self.styles
            if style.kind == kind and style.span.overlaps(span)
        )
        return inside / len(span) if len(span) else 0.0

    def headings_above(self, offset: int) -> Iterator[Block]:
        """Headings that `offset` falls under, nearest first, each of a higher rank than the last."""
        level = 99
        for block in reversed(self.blocks[: bisect_right(self._block_starts, offset)]):
            if block.kind == "heading" and block.level < level and block.span.end <= offset:
                level = block.level
                yield block


def _part(line: Line, span: Span) -> BBox:
    """The box of the part of `line` that `span` covers, characters taken as equally wide."""
    x0, top, x1, bottom = line.bbox
    width = (x1 - x0) / max(1, len(line.span))
    start = max(span.start, line.span.start) - line.span.start
    end = min(span.end, line.span.end) - line.span.start
    return (x0 + start * width, top, x0 + end * width, bottom)
