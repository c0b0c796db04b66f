"""The pictures of the report: vector graphics that read without colour vision and print well."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
"""Okabe and Ito's colours, told apart with every kind of colour vision."""
_STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#777777",
    "svg.fonttype": "none",
    "svg.hashsalt": "adviesradar",
    "figure.constrained_layout.use": True,
}


def heat(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[int]]) -> str:
    """A matrix of counts: one row a theme, one column a council or year; zeros stay empty."""
    width = 2.6 + 0.42 * max(4, len(columns))
    with plt.rc_context(_STYLE):
        canvas, axes = plt.subplots(figsize=(min(width, 11), 1.4 + 0.24 * len(rows)))
        highest = max((value for row in values for value in row), default=1) or 1
        axes.pcolormesh([[v or math.nan for v in row] for row in values], cmap="cividis_r", vmin=0, vmax=highest * 1.1,
                        edgecolors="white", linewidth=1)  # fmt: skip
        for y, row in enumerate(values):
            for x, value in enumerate(row):
                if value:
                    dark = value > highest * 0.6
                    axes.text(x + 0.5, y + 0.5, str(value), ha="center", va="center",
                              color="white" if dark else "#222222", fontsize=8)  # fmt: skip
        axes.set_xticks([x + 0.5 for x in range(len(columns))], columns, rotation=60, ha="left")
        axes.set_yticks([y + 0.5 for y in range(len(rows))], rows)
        axes.xaxis.tick_top()
        axes.invert_yaxis()
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        return _svg(canvas)


def stacked_columns(years: Sequence[int], series: Mapping[str, Sequence[int]], label: str) -> str:
    """Counts per year, one colour a series, stacked."""
    with plt.rc_context(_STYLE):
        canvas, axes = plt.subplots(figsize=(7.5, 2.8))
        floor = [0] * len(years)
        for (name, counts), colour in zip(series.items(), _colours(len(series)), strict=True):
            axes.bar([str(year) for year in years], counts, bottom=floor, label=name, color=colour, edgecolor="white")
            floor = [below + count for below, count in zip(floor, counts, strict=True)]
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylabel(label)
        axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
        return _svg(canvas)


def stacked_bars(rows: Sequence[str], series: Mapping[str, Sequence[int]], label: str) -> str:
    """Counts per row (a theme), one colour a series, stacked from left to right."""
    with plt.rc_context(_STYLE):
        canvas, axes = plt.subplots(figsize=(7.5, 0.9 + 0.24 * len(rows)))
        floor = [0] * len(rows)
        for (name, counts), colour in zip(series.items(), _colours(len(series)), strict=True):
            axes.barh(list(rows), counts, left=floor, label=name, color=colour, edgecolor="white")
            floor = [below + count for below, count in zip(floor, counts, strict=True)]
        axes.invert_yaxis()
        axes.set_xlabel(label)
        axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
        return _svg(canvas)


def network(nodes: dict[str, int], edges: dict[tuple[str, str], int]) -> str:
    """Councils on a circle (size: letters), joined by shared concerns (width: number of links)."""
    names = sorted(nodes)
    spot = {
        name: (math.cos(2 * math.pi * i / len(names)), math.sin(2 * math.pi * i / len(names)))
        for i, name in enumerate(names)
    }
    with plt.rc_context(_STYLE):
        canvas, axes = plt.subplots(figsize=(7.5, 5.5))
        strongest = max(edges.values(), default=1)
        for (a, b), count in sorted(edges.items(), key=lambda item: item[1]):
            axes.plot(*zip(spot[a], spot[b], strict=True), color=PALETTE[0], linewidth=0.5 + 5 * count / strongest,
                      alpha=0.25 + 0.5 * count / strongest, solid_capstyle="round", zorder=1)  # fmt: skip
        largest = max(nodes.values(), default=1)
        for name in names:
            x, y = spot[name]
            axes.scatter([x], [y], s=60 + 240 * nodes[name] / largest, color=PALETTE[1], edgecolor="#222222", zorder=2)
            axes.text(x * 1.13, y * 1.13, name, ha="left" if x > 0.01 else "right" if x < -0.01 else "center",
                      va="center", fontsize=8)  # fmt: skip
        axes.set_axis_off()
        axes.set_xlim(-2.1, 2.1)
        axes.set_ylim(-1.4, 1.4)
        return _svg(canvas)


def _colours(count: int) -> list[str]:
    return [PALETTE[i % len(PALETTE)] for i in range(count)]


def _svg(canvas: Canvas) -> str:
    """The picture as one `<svg>` element, the same for the same figures."""
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(canvas)
    text = out.getvalue()
    return text[text.index("<svg") :]
