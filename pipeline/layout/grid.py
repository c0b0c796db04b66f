"""Tables with ruling: which cells the lines on a page make."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from extractors.letter import BBox

_MOST_EDGES = 3000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place in the grid of its table."""

    row: int
    column: int
    box: BBox


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: at least two cells."""

    box: BBox
    cells: tuple[Cell, ...]


def grids(page: Any) -> list[Grid]:
    """The ruled tables of a pdfplumber page, from the top. Frames around text are no tables."""
    if not (page.rects or page.lines or page.curves):
        return []
    if len(page.rects) * 4 + len(page.lines) + len(page.curves) > _MOST_EDGES:
        return []
    found: list[Grid] = []
    for table in page.find_tables({"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 4}):
        boxes = [tuple(float(side) for side in cell) for cell in table.cells]
        if len(boxes) < 2:
            continue
        grid = _grid(boxes)  # type: ignore[arg-type]
        if len({cell.column for cell in grid.cells}) > 1 or len(boxes) > 2:
            found.append(grid)
    return sorted(found, key=lambda grid: grid.box[1])


def _grid(boxes: list[BBox]) -> Grid:
    lefts = _edges(sorted(box[0] for box in boxes))
    tops = _edges(sorted(box[1] for box in boxes))
    cells = sorted(
        (Cell(_index(tops, box[1]), _index(lefts, box[0]), box) for box in boxes),
        key=lambda cell: (cell.row, cell.column),
    )
    whole = (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
    return Grid(whole, tuple(cells))


def _edges(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > 3:
            kept.append(value)
    return kept


def _index(edges: list[float], value: float) -> int:
    return max(0, bisect_left(edges, value + 3.001) - 1)
