"""Pieces to a `Letter`: the text is written once here, and every span comes from that writing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.letter import Block, Letter, Line, Page, Span, Style, StyleKind
from pipeline.layout.clean import SOFT_HYPHEN, clean_text, joint
from pipeline.layout.model import BOLD, ITALIC, QUOTED, UNDERLINE, Piece, Row, Sheet

_LOOKS: tuple[tuple[int, StyleKind], ...] = (
    (BOLD, "bold"), (ITALIC, "italic"), (UNDERLINE, "underline"), (QUOTED, "quoted"),
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LINEWISE = ("letterhead", "signature")


class _Writer:
    """The text so far, with what stands where."""

    def __init__(self, words: frozenset[str], hyphenates: bool) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.looks = bytearray()
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.page_starts: dict[int, int] = {}
        self.words = words
        self.hyphenates = hyphenates

    def write(self, text: str, looks: bytes | None = None) -> None:
        self.parts.append(text)
        self.length += len(text)
        self.looks.extend(looks if looks is not None else bytes(len(text)))

    def piece(self, piece: Piece) -> None:
        """Write marker and rows, and note the block, its lines and where pages begin."""
        box = piece.rows[0].box
        if piece.marker:
            self.write(f"{piece.marker} ")
        start = self.length
        begun = start - (len(piece.marker) + 1 if piece.marker else 0)
        self.page_starts.setdefault(piece.rows[0].page, begun)
        for at, row in enumerate(piece.rows):
            self.page_starts.setdefault(row.page, self.length)
            following = piece.rows[at + 1] if at + 1 < len(piece.rows) else None
            drop, glue = self._joint(piece, row, following)
            kept = len(row.text) - drop
            line_start = self.length if at else begun
            self.write(row.text[:kept], row.looks[:kept])
            if row.box is not None and self.length > line_start:
                self.lines.append(Line(Span(line_start, self.length), row.page, row.box))
            if following is not None:
                self.write(glue, None if glue != " " else bytes([_shared(row, following)]))
        self.blocks.append(
            Block(
                piece.kind,
                Span(start, self.length),
                piece.level,
                piece.marker,
                piece.page,
                _union(piece) if box else None,
                piece.table,
                piece.row,
                piece.column,
            )
        )

    def _joint(self, piece: Piece, row: Row, following: Row | None) -> tuple[int, str]:
        if following is None:
            return (1, "") if row.text.endswith(SOFT_HYPHEN) else (0, "")
        linewise = piece.kind in _LINEWISE or row.hard
        if linewise and not row.text.endswith(SOFT_HYPHEN):
            return 0, "\n"
        return joint(row.text, following.text, self.words, self.hyphenates)


def _shared(left: Row, right: Row) -> int:
    return left.looks[-1] & right.looks[0] if left.looks and right.looks else 0


def _union(piece: Piece) -> tuple[float, float, float, float] | None:
    """The box of the rows on the page where the piece begins."""
    boxes = [row.box for row in piece.rows if row.box is not None and row.page == piece.page]
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _separator(before: Piece, after: Piece) -> str:
    if before.kind == after.kind == "list_item" and before.table == after.table and before.row == after.row:
        return "\n"
    same_table = before.table and before.table == after.table
    return "\n" if same_table and before.kind == after.kind == "table_cell" else "\n\n"


def hyphenation(pieces: Sequence[Piece]) -> tuple[frozenset[str], bool]:
    """The words of the document, and whether it breaks words at line ends with a plain hyphen.

    A document in which more than one line in forty ends in a hyphen before a lower-case letter
    hyphenates; one that never does has only the hyphens of its compounds.
    """
    words: set[str] = set()
    ends = lines = 0
    for piece in pieces:
        for at, row in enumerate(piece.rows):
            words.update(word.lower() for word in _WORD.findall(row.text))
            following = piece.rows[at + 1].text if at + 1 < len(piece.rows) else ""
            lines += 1
            ends += row.text.endswith("-") and following[:1].islower()
    return frozenset(words), ends >= 3 and ends > lines / 40


def compose(
    pieces: Sequence[Piece],
    sheets: Sequence[Sheet],
    *,
    sha256: str,
    media_type: str,
    name: str = "",
    metadata: Mapping[str, str] | None = None,
) -> Letter:
    """The letter that `pieces` make, in their order. Pieces without text are left out."""
    kept = [piece for piece in (_bare(piece) for piece in pieces) if piece.rows]
    writer = _Writer(*hyphenation(kept))
    for at, piece in enumerate(kept):
        if at:
            writer.write(_separator(kept[at - 1], piece))
        writer.piece(piece)
    text = "".join(writer.parts)
    return Letter(
        sha256=sha256,
        text=text,
        blocks=tuple(writer.blocks),
        pages=tuple(_pages(sheets, writer.page_starts, len(text))),
        media_type=media_type,
        name=name,
        lines=tuple(writer.lines),
        styles=tuple(_styles(bytes(writer.looks))),
        metadata={key: clean_text(value) for key, value in (metadata or {}).items() if value},
    )


def _bare(piece: Piece) -> Piece:
    """The piece without empty rows."""
    rows = [row for row in piece.rows if row.text.strip(f"{SOFT_HYPHEN} ")]
    if len(rows) != len(piece.rows):
        piece.rows = rows
    return piece


def _pages(sheets: Sequence[Sheet], starts: Mapping[int, int], end: int) -> list[Page]:
    """Pages that follow each other without a gap; a page without text has an empty span."""
    begins: list[int] = []
    after = end
    for sheet in reversed(sheets or [Sheet(1)]):
        after = min(after, starts.get(sheet.number, after))
        begins.append(after)
    begins.reverse()
    begins[0] = 0
    ends = [*begins[1:], end]
    return [
        Page(
            sheet.number,
            Span(start, stop),
            sheet.width,
            sheet.height,
            sheet.source,
            sheet.quality,
            tuple(text for text in (clean_text(item) for item in sheet.furniture) if text),
        )
        for sheet, start, stop in zip(sheets or [Sheet(1)], begins, ends, strict=True)
    ]


def _styles(looks: bytes) -> list[Style]:
    styles: list[Style] = []
    for bit, kind in _LOOKS:
        marked = looks.translate(bytes(1 if look & bit else 0 for look in range(256)))
        styles.extend(Style(kind, Span(*found.span())) for found in re.finditer(b"\x01+", marked))
    return sorted(styles, key=lambda style: style.span)
