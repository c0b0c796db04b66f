"""What readers of file formats hand over: rows (printed lines) in pieces (paragraphs, items, cells)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from extractors.letter import BBox, BlockKind
from pipeline.layout.clean import clean

BOLD, ITALIC, UNDERLINE, QUOTED = 1, 2, 4, 8
"""Bits of a character's looks; QUOTED where a mail repeats an earlier one."""


@dataclass(slots=True)
class Row:
    """One printed line.

    `text` is clean (NFC, single spaces), `looks` has one byte of look bits per character. `hard`
    marks a line that the writer ended on purpose (a line break inside a paragraph), `full` a line
    that ran to the right margin; None where the format cannot tell.
    """

    text: str
    looks: bytes = b""
    page: int = 1
    box: BBox | None = None
    hard: bool = False
    full: bool | None = None

    @classmethod
    def of(cls, runs: Iterable[tuple[str, int]], page: int = 1, box: BBox | None = None) -> Row:
        """A row from (text, look bits) runs, cleaned."""
        text, looks = clean(list(runs))
        return cls(text, looks, page, box)

    def __post_init__(self) -> None:
        if len(self.looks) != len(self.text):
            self.looks = bytes(len(self.text))

    def cut(self, start: int, end: int | None = None) -> Row:
        """The part of the row from `start` to `end`, outer spaces dropped, the box narrowed to it."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        box = self.box
        if box is not None and self.text:
            width = (box[2] - box[0]) / len(self.text)
            box = (box[0] + start * width, box[1], box[0] + end * width, box[3])
        return Row(self.text[start:end], self.looks[start:end], self.page, box, self.hard, self.full)


@dataclass(slots=True)
class Piece:
    """A block in the making: its rows, and what the format or the layout says it is.

    `sure` is set where the format itself said what this is (a heading style, a list element), so
    that wording does not overrule it. `broken` is set where a page or column ends right after it.
    """

    kind: BlockKind
    rows: list[Row] = field(default_factory=list)
    level: int = 0
    marker: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    sure: bool = False
    broken: bool = False
    indent: float = 0.0

    @property
    def text(self) -> str:
        """The words of the piece with single spaces; for looking at, not for the letter."""
        return " ".join(row.text for row in self.rows)

    @property
    def head(self) -> str:
        """The first words of the piece: its first row, 200 characters at most."""
        return self.rows[0].text[:200]

    @property
    def tail(self) -> str:
        """The last words of the piece: its last row, 200 characters at most."""
        return self.rows[-1].text[-200:]

    def longer(self, than: int) -> bool:
        """Whether the text has more than `than` characters; does not look further than needed."""
        length = 0
        for row in self.rows:
            length += len(row.text) + 1
            if length > than + 1:
                return True
        return False

    @property
    def page(self) -> int:
        """Page on which the piece begins."""
        return self.rows[0].page if self.rows else 1

    def share(self, look: int) -> float:
        """Share of the letters and digits of the piece that have the look bit `look`."""
        total = styled = 0
        for row in self.rows:
            for char, bits in zip(row.text, row.looks, strict=True):
                if char.isalnum():
                    total += 1
                    styled += bool(bits & look)
        return styled / total if total else 0.0


@dataclass(slots=True)
class Sheet:
    """A page as its reader found it; see `extractors.letter.Page` for the fields."""

    number: int
    width: float = 0.0
    height: float = 0.0
    source: Literal["text", "ocr"] = "text"
    quality: float = 1.0
    furniture: tuple[str, ...] = ()
