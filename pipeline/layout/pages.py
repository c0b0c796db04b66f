"""Pages of segments (from a PDF or from text recognition) to the pieces of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractors.formulas import is_salutation
from pipeline.layout.blocks import Measure, mark_levels, measure, pieces_of_flow
from pipeline.layout.furniture import split_furniture
from pipeline.layout.glyphs import Segment
from pipeline.layout.grid import Cell, Grid
from pipeline.layout.model import Piece, Sheet
from pipeline.layout.order import Flow, PrintedLine, flows

_NOTE = re.compile(r"^(\d{1,3}|\*{1,3})[.)]?\s+\D")


@dataclass(slots=True)
class RawPage:
    """A page before its layout is known."""

    number: int
    width: float
    height: float
    segments: list[Segment]
    grids: list[Grid] = field(default_factory=list)
    source: Literal["text", "ocr"] = "text"
    quality: float = 1.0
    furniture: list[str] = field(default_factory=list)


def lay_out(raw: Sequence[RawPage]) -> tuple[list[Piece], list[Sheet]]:
    """The pieces of all pages in reading order, and the pages with what was kept out of the text."""
    bodies, removed = split_furniture([page.segments for page in raw], [page.height for page in raw])
    if not any(bodies):  # pages with the same few words each
        bodies, removed = [page.segments for page in raw], [[] for _ in raw]
    usual = _usual(bodies)
    pieces: list[Piece] = []
    tables = 0
    head = True
    for page, body in zip(raw, bodies, strict=True):
        body, notes = _footnotes(body, page, usual)
        made, tables, head = _page_pieces(page, body, usual, tables, head and page.number <= 2)
        pieces.extend(made)
        pieces.extend(notes)
    mark_levels(pieces)
    sheets = [
        Sheet(page.number, page.width, page.height, page.source, page.quality, (*page.furniture, *texts))
        for page, texts in zip(raw, removed, strict=True)
    ]
    return pieces, sheets


def _usual(bodies: Sequence[Sequence[Segment]]) -> Measure:
    return measure([PrintedLine([segment]) for body in bodies for segment in body])


def _footnotes(body: list[Segment], page: RawPage, usual: Measure) -> tuple[list[Segment], list[Piece]]:
    """Small print at the foot of a page that begins with a number or asterisk, as footnotes."""
    small: list[Segment] = []
    for segment in sorted(body, key=lambda item: (-item.base, item.x0)):
        if segment.size > (0.8 if page.source == "ocr" else 0.93) * usual.size or segment.base < 0.45 * page.height:
            break
        small.append(segment)
    rows = [line for flow in flows(sorted(small, key=lambda item: item.base), head=True) for line in flow.lines]
    first = next((at for at, line in enumerate(rows) if _NOTE.match(_spaced(line))), None)
    if first != 0:
        return body, []
    notes: list[Piece] = []
    groups: list[list[PrintedLine]] = []
    for line in rows:
        if _NOTE.match(_spaced(line)):
            groups.append([line])
        else:
            groups[-1].append(line)
    for group in groups:
        found = _NOTE.match(_spaced(group[0]))
        marker = found.group(1) if found else ""
        made = pieces_of_flow(group, page.number, usual)
        texts = [row for piece in made for row in piece.rows]
        notes.append(_note(marker, texts, made))
    kept = {id(item) for item in small}
    return [item for item in body if id(item) not in kept], notes


def _spaced(line: PrintedLine) -> str:
    """The text of a line with a space after a raised number at its start."""
    return re.sub(r"^(\d{1,3})(?=[A-Za-z])", r"\1 ", line.text)


def _note(marker: str, rows: list, made: list[Piece]) -> Piece:  # type: ignore[type-arg]
    first = rows[0]
    if made[0].marker:
        return Piece("footnote", rows, marker=made[0].marker)
    if first.text.startswith(marker):
        rows = [first.cut(len(marker)), *rows[1:]]
    return Piece("footnote", [row for row in rows if row.text], marker=marker)


def _page_pieces(
    page: RawPage, body: list[Segment], usual: Measure, tables: int, head: bool
) -> tuple[list[Piece], int, bool]:
    pieces: list[Piece] = []
    rest = sorted(body, key=lambda item: item.base)
    for grid in page.grids:
        inside = [item for item in rest if _within(item, grid.box)]
        if not inside:
            continue
        above = [item for item in rest if item.base < grid.box[1] + 2 and not _within(item, grid.box)]
        taken = {id(item) for item in (*inside, *above)}
        rest = [item for item in rest if id(item) not in taken]
        made, tables, head = _flow_pieces(above, page, usual, tables, head)
        pieces.extend(made)
        tables += 1
        pieces.extend(_grid_pieces(grid, inside, page, usual, tables))
    made, tables, head = _flow_pieces(rest, page, usual, tables, head)
    pieces.extend(made)
    if pieces:
        pieces[-1].broken = True
    return pieces, tables, head


def _within(segment: Segment, box: tuple[float, float, float, float]) -> bool:
    x, y = (segment.x0 + segment.x1) / 2, (segment.top + segment.bottom) / 2
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _flow_pieces(
    found: list[Segment], page: RawPage, usual: Measure, tables: int, head: bool
) -> tuple[list[Piece], int, bool]:
    pieces: list[Piece] = []
    upper, lower = _at_salutation(found) if head else ([], found)
    for part, is_head in ((upper, True), (lower, False)):
        if not part:
            continue
        for flow in flows(part, head=is_head):
            if flow.cells:
                tables += 1
                pieces.extend(_cell_pieces(flow, page, usual, tables))
            else:
                pieces.extend(pieces_of_flow(flow.lines, page.number, usual, linewise=flow.linewise))
    return pieces, tables, head and not (upper and lower)


def _at_salutation(found: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """What stands above the salutation, and the rest with the salutation itself."""
    opening = next((item for item in found if is_salutation(item.text)), None)
    if opening is None:
        return found, []
    limit = opening.base - 0.3 * opening.size
    above = [item for item in found if item.base < limit and not _opens_column(item, opening, found)]
    taken = {id(item) for item in above}
    return above, [item for item in found if id(item) not in taken]


def _opens_column(item: Segment, opening: Segment, found: list[Segment]) -> bool:
    """Whether a segment a little above the salutation, beside it, is the top of a column of the body."""
    if opening.base - item.base > 1.6 * opening.size or item.x0 < opening.x1:
        return False
    return any(
        abs(other.x0 - item.x0) < 3 and 0 < other.base - item.base < 1.8 * item.size for other in found
    ) and not any(abs(other.x0 - item.x0) < 3 and 0 < item.base - other.base < 1.8 * item.size for other in found)


def _grid_pieces(grid: Grid, inside: list[Segment], page: RawPage, usual: Measure, table: int) -> list[Piece]:
    pieces: list[Piece] = []
    left = {id(item): item for item in inside}
    for cell in grid.cells:
        own = [item for item in inside if id(item) in left and _within(item, cell.box)]
        for item in own:
            del left[id(item)]
        lines = [line for flow in flows(own, head=True) for line in flow.lines]
        pieces.extend(_celled(pieces_of_flow(lines, page.number, usual), table, cell))
    if left:
        lines = [line for flow in flows(list(left.values()), head=True) for line in flow.lines]
        pieces.extend(pieces_of_flow(lines, page.number, usual))
    return pieces


def _cell_pieces(flow: Flow, page: RawPage, usual: Measure, table: int) -> list[Piece]:
    pieces: list[Piece] = []
    for row, cells in enumerate(flow.cells):
        for column, lines in enumerate(cells):
            cell = Cell(row, column, (0.0, 0.0, 0.0, 0.0))
            pieces.extend(_celled(pieces_of_flow(lines, page.number, usual), table, cell))
    return pieces


def _celled(pieces: list[Piece], table: int, cell: Cell) -> list[Piece]:
    for piece in pieces:
        piece.table, piece.row, piece.column = table, cell.row, cell.column
        piece.broken = False
        if piece.kind != "list_item":
            piece.kind, piece.level = "table_cell", 0
    return pieces
