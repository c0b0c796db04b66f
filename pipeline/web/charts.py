"""Charts as numbers for inline SVG: the templates draw them, with a table beside them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT = 120
STEP = 44
BAR = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, in the units of its drawing."""

    label: str
    value: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart of one value a year, years without letters included."""

    bars: tuple[Bar, ...]
    width: float


def bars(counts: Mapping[int, int]) -> Bars:
    """A chart of counts per year."""
    if not counts:
        return Bars((), 0)
    years = list(range(min(counts), max(counts) + 1))[-40:]
    highest = max(counts.values())
    drawn = []
    for place, year in enumerate(years):
        value = counts.get(year, 0)
        height = round(HEIGHT * value / highest, 1)
        drawn.append(Bar(str(year), value, place * STEP + (STEP - BAR) / 2, HEIGHT - height + 18, height))
    return Bars(tuple(drawn), len(years) * STEP)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid: its number, and how dark it is (0-4)."""

    value: int
    level: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows by columns; `rows` are (key, cells, total)."""

    columns: tuple[Any, ...]
    rows: tuple[tuple[Any, tuple[Cell, ...], int], ...]


def grid(counts: Sequence[tuple[Hashable, Any, int]]) -> Grid:
    """A grid of (row, column, number), rows with the highest total first."""
    columns = sorted({column for _, column, _ in counts})
    if columns and all(isinstance(column, int) for column in columns):
        columns = list(range(columns[0], columns[-1] + 1))[-25:]
    values: dict[Any, dict[Any, int]] = {}
    for row, column, number in counts:
        values.setdefault(row, {})[column] = number
    highest = max((number for _, _, number in counts), default=1)
    rows = [
        (row, tuple(_cell(found.get(column, 0), highest) for column in columns), sum(found.values()))
        for row, found in values.items()
    ]
    return Grid(tuple(columns), tuple(sorted(rows, key=lambda row: (-row[2], str(row[0])))))


def _cell(value: int, highest: int) -> Cell:
    return Cell(value, 0 if not value else min(4, 1 + (3 * (value - 1)) // max(1, highest - 1)) if highest > 1 else 2)
