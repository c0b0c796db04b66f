"""Reading order: segments of a page to flows of lines, column by column, pairs and tables by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.formulas import is_salutation
from pipeline.layout.glyphs import Segment
from pipeline.layout.wording import is_label, split_marker

_DEEPEST = 4


@dataclass(slots=True)
class PrintedLine:
    """A line of one flow: the segments on it, in order."""

    parts: list[Segment]

    @property
    def x0(self) -> float:
        return self.parts[0].x0

    @property
    def x1(self) -> float:
        return max(part.x1 for part in self.parts)

    @property
    def top(self) -> float:
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        return max(part.bottom for part in self.parts)

    @property
    def base(self) -> float:
        return self.parts[-1].base

    @property
    def size(self) -> float:
        return max(self.parts, key=lambda part: len(part.text)).size

    @property
    def text(self) -> str:
        return " ".join(part.text for part in self.parts)

    @property
    def bold(self) -> bool:
        return all(part.bold for part in self.parts)


@dataclass(slots=True)
class Flow:
    """Lines that are read one after the other, or the cells of a table: [row][column] -> lines."""

    lines: list[PrintedLine] = field(default_factory=list)
    cells: list[list[list[PrintedLine]]] = field(default_factory=list)
    linewise: bool = False
    """Whether every line stands on its own (pairs of label and value)."""


Band = list[Segment]
Corridor = tuple[float, float]


def flows(found: Sequence[Segment], *, head: bool = False, deep: int = 0) -> list[Flow]:
    """Flows in reading order. `head` says that a letterhead may be here, so no tables are seen."""
    bands = _bands(found)
    made: list[Flow] = []
    at = 0
    while at < len(bands):
        zone = _zone(bands, at) if deep < _DEEPEST else None
        if zone is None:
            _add_plain(made, bands[at])
            at += 1
            continue
        start, end, corridors = zone
        while start < at and made and made[-1].lines and not made[-1].linewise:
            break
        made.extend(_arranged(bands[at:end], corridors, head, deep))
        made.append(Flow())
        at = end
    return [flow for flow in made if flow.lines or flow.cells]


def _add_plain(made: list[Flow], band: Band) -> None:
    if not made or made[-1].cells or made[-1].linewise:
        made.append(Flow())
    made[-1].lines.extend(_lines_of(band))


def _lines_of(band: Band) -> list[PrintedLine]:
    """One band of a single column: mostly one line, but what is far apart and complete stands alone."""
    lines = [PrintedLine([band[0]])]
    for segment in band[1:]:
        before = lines[-1].parts[-1]
        gap = segment.x0 - before.x1
        same = abs(segment.base - before.base) < 0.5 * segment.size
        if same and (gap < 2.5 * segment.size or _is_lead(lines[-1].text)):
            lines[-1].parts.append(segment)
        else:
            lines.append(PrintedLine([segment]))
    return lines


def _is_lead(text: str) -> bool:
    """Whether what follows on the line belongs to this: a label, or a list marker."""
    return text.endswith(":") or is_label(text) or only_marker(text)


def only_marker(text: str) -> bool:
    """Whether the text is a list marker and nothing else."""
    marker, start = split_marker(f"{text} x")
    return bool(marker) and start == len(text) + 1


def _bands(found: Sequence[Segment]) -> list[Band]:
    """Segments beside each other, from the top; list markers joined to their text first."""
    bands: list[Band] = []
    for segment in sorted(_marked(_justified(found)), key=lambda item: (item.base, item.x0)):
        band = bands[-1] if bands else []
        if any(_beside(segment, other) for other in band) and not any(_across(segment, other) for other in band):
            band.append(segment)
        else:
            bands.append([segment])
    for band in bands:
        band.sort(key=lambda item: (item.x0, item.base))
    return bands


def _beside(one: Segment, other: Segment) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.45 * min(one.bottom - one.top, other.bottom - other.top)


def _across(one: Segment, other: Segment) -> bool:
    """Whether the two stand (partly) under each other."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0.3 * min(one.size, other.size)


def _marked(found: Sequence[Segment]) -> list[Segment]:
    """Markers that stand apart ("1.    text") as part of the segment to their right."""
    made: list[Segment] = []
    for segment in sorted(found, key=lambda item: (round(item.base), item.x0)):
        before = made[-1] if made else None
        if (
            before is not None
            and abs(before.base - segment.base) < 0.4 * segment.size
            and 0 <= segment.x0 - before.x1 < 5 * segment.size
            and only_marker(before.text)
        ):
            made[-1] = _one([before, segment])
        else:
            made.append(segment)
    return made


def _justified(found: Sequence[Segment]) -> list[Segment]:
    """Words of a line that was spread out to the margin as one segment again.

    Such a line has a few words with equally wide gaps; the cells of a table are not words alone.
    """
    rows: dict[int, list[Segment]] = {}
    for segment in found:
        rows.setdefault(round(segment.base), []).append(segment)
    made: list[Segment] = []
    for row in rows.values():
        row.sort(key=lambda item: item.x0)
        gaps = [right.x0 - left.x1 for left, right in pairwise(row)]
        plain = len(row) >= 3 and all(item.text.rstrip(".,;:").isalpha() for item in row[1:])
        lower = plain and sum(item.text[:1].islower() for item in row[1:]) >= 0.6 * (len(row) - 1)
        if lower and max(gaps) < 1.5 * min(gaps) + 1 and max(gaps) < 4 * row[0].size:
            made.append(_one(row))
        else:
            made.extend(row)
    return made


def _one(parts: Sequence[Segment]) -> Segment:
    """Segments beside each other as one."""
    runs = [run for at, part in enumerate(parts) for run in (*([(" ", 0)] if at else []), *part.runs)]
    return Segment(
        runs,
        parts[0].x0,
        min(part.top for part in parts),
        parts[-1].x1,
        max(part.bottom for part in parts),
        parts[-1].base,
        parts[-1].size,
        min(part.confidence for part in parts),
    )


def _zone(bands: Sequence[Band], start: int) -> tuple[int, int, list[Corridor]] | None:
    """Bands from `start` on that share white corridors: (start, end, corridors); None for one column."""
    corridors = _corridors(bands[start])
    end = start + 1
    if not corridors and not _starts_columns(bands, start):
        return None
    covered = list(bands[start])
    best: tuple[int, list[Corridor]] | None = (end, corridors) if corridors else None
    while end < len(bands):
        if bands[end][0].top - max(item.bottom for item in bands[end - 1]) > 3.5 * bands[end][0].size:
            break
        narrowed = _corridors([*covered, *bands[end]])
        if not narrowed or (corridors and len(narrowed) < len(corridors) and _multi(bands[start:end]) >= 2):
            break
        covered.extend(bands[end])
        corridors = narrowed
        end += 1
        best = (end, corridors)
    if best is None:
        return None
    end, corridors = best
    end = start + _without_tail(bands[start:end], corridors)
    corridors = _corridors([item for band in bands[start:end] for item in band])
    if not corridors or end - start < 2:
        return None
    return start, end, corridors


def _multi(bands: Sequence[Band]) -> int:
    return sum(len(band) > 1 for band in bands)


def _starts_columns(bands: Sequence[Band], start: int) -> bool:
    """Whether a lone segment opens columns: the next bands have text wholly to the left of it."""
    if start + 1 >= len(bands) or len(bands[start]) != 1:
        return False
    alone = bands[start][0]
    near = bands[start + 1 : start + 4]
    pitch = 2.2 * alone.size
    if near[0][0].base - alone.base > pitch:
        return False
    return any(len(band) > 1 and band[0].x1 < alone.x0 - alone.size for band in near)


def _corridors(found: Sequence[Segment]) -> list[Corridor]:
    """White stretches that no segment touches, wide enough to part columns."""
    if not found:
        return []
    made: list[Corridor] = []
    reach: float | None = None
    size = median(item.size for item in found)
    for segment in sorted(found, key=lambda item: item.x0):
        if reach is not None and segment.x0 - reach > max(9.0, 1.0 * size):
            made.append((reach, segment.x0))
        reach = segment.x1 if reach is None else max(reach, segment.x1)
    return made


def _column(segment: Segment, corridors: Sequence[Corridor]) -> int:
    middle = (segment.x0 + segment.x1) / 2
    return sum(middle > (left + right) / 2 for left, right in corridors)


def _without_tail(bands: Sequence[Band], corridors: Sequence[Corridor]) -> int:
    """Length of the zone without one-sided lines at its end that belong below it."""
    last = max(
        (at for at, band in enumerate(bands) if len({_column(item, corridors) for item in band}) > 1), default=-1
    )
    if last < 0:
        return 0
    if _is_prose(bands, corridors):
        return len(bands)
    end = last + 1
    while end < len(bands):
        gap = bands[end][0].top - max(item.bottom for item in bands[end - 1])
        if gap > 0.7 * bands[end][0].size or _starts_body(bands[end]):
            break
        end += 1
    rest = [_column(item, corridors) for band in bands[end:] for item in band]
    return len(bands) if rest and all(column > 0 for column in rest) else end


def _starts_body(band: Band) -> bool:
    return is_salutation(band[0].text)


def _is_prose(bands: Sequence[Band], corridors: Sequence[Corridor]) -> bool:
    """Whether the columns hold running text: many lines that fill their column."""
    columns: dict[int, list[Segment]] = {}
    for band in bands:
        for segment in band:
            columns.setdefault(_column(segment, corridors), []).append(segment)
    if len(columns) < 2 or len(bands) < 4:
        return False
    prose = 0
    for found in columns.values():
        width = max(item.x1 for item in found) - min(item.x0 for item in found)
        full = sum(item.x1 - item.x0 > 0.75 * width for item in found)
        words = sum(len(item.text.split()) for item in found) / len(found)
        prose += len(found) >= 4 and full > 0.5 * len(found) and words >= 3.5
    return prose == len(columns) or (prose >= 2 and len(columns) <= prose + 1)


def _arranged(bands: list[Band], corridors: list[Corridor], head: bool, deep: int) -> list[Flow]:
    """The flows of one zone: pairs of label and value, a table, or columns."""
    if not _is_prose(bands, corridors):
        if _is_pairs(bands, corridors):
            return [Flow([line for band in bands for line in _pair_lines(band)], linewise=True)]
        if not head and _is_table(bands, corridors):
            return [Flow(cells=_cells(bands, corridors))]
    made: list[Flow] = []
    everything = [item for band in bands for item in band]
    widest = max(corridors, key=lambda corridor: corridor[1] - corridor[0])
    if _labels_on_top(bands, corridors) or _is_prose(bands, corridors):
        parts = [[item for item in everything if _column(item, corridors) == at] for at in range(len(corridors) + 1)]
    else:
        parts = [[item for item in everything if _column(item, [widest]) == at] for at in range(2)]
    for part in parts:
        made.extend(flows(part, head=head, deep=deep + 1))
        made.append(Flow())
    return [flow for flow in made if flow.lines or flow.cells]


def _is_pairs(bands: Sequence[Band], corridors: Sequence[Corridor]) -> bool:
    """Whether the first column (and every second one) holds labels of what stands beside them."""
    firsts = [item for band in bands for item in band if _column(item, corridors) % 2 == 0]
    beside = sum(len(band) > 1 and _column(band[0], corridors) == 0 for band in bands)
    labels = sum(item.text.endswith(":") or is_label(item.text) for item in firsts)
    if not firsts or len(corridors) % 2 == 0 or beside < 1:
        return False
    return labels >= 0.6 * len(firsts) and beside >= 0.6 * min(len(firsts), len(bands))


def _pair_lines(band: Band) -> list[PrintedLine]:
    lines: list[PrintedLine] = []
    for segment in band:
        if lines and _is_lead(lines[-1].text) and len(lines[-1].parts) == 1:
            lines[-1].parts.append(segment)
        else:
            lines.append(PrintedLine([segment]))
    return lines


def _labels_on_top(bands: Sequence[Band], corridors: Sequence[Corridor]) -> bool:
    """Whether the first band names what stands below it ("Datum | Ons kenmerk | Behandeld door")."""
    first = bands[0]
    if len(first) != len(corridors) + 1 or len(bands) > 4:
        return False
    return sum(is_label(item.text) or item.text.endswith(":") for item in first) >= max(2, 0.6 * len(first))


def _is_table(bands: Sequence[Band], corridors: Sequence[Corridor]) -> bool:
    """Whether the zone is a table without ruling: rows that line up, cells that are short."""
    if len(bands) < 3 or _labels_on_top(bands, corridors):
        return False
    filled = sum(len({_column(item, corridors) for item in band}) > 1 for band in bands)
    level = sum(max(item.base for item in band) - min(item.base for item in band) < 2.0 for band in bands)
    if filled < 0.55 * len(bands) or filled < 3 or level < 0.8 * len(bands):
        return False
    lefts = [band[0] for band in bands if _column(band[0], corridors) == 0]
    left_edges = {round(item.x0) for item in lefts}
    return len(left_edges) <= 2 and sum(item.text.endswith(".") for item in lefts) < 0.5 * len(lefts) + 1


def _cells(bands: Sequence[Band], corridors: Sequence[Corridor]) -> list[list[list[PrintedLine]]]:
    """Rows of cells; a band without a first column carries on with the row above it."""
    rows: list[list[list[PrintedLine]]] = []
    for band in bands:
        columns = {_column(item, corridors) for item in band}
        if not rows or 0 in columns:
            rows.append([[] for _ in range(len(corridors) + 1)])
        for segment in band:
            rows[-1][_column(segment, corridors)].append(PrintedLine([segment]))
    return rows
