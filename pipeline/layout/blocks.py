"""Lines of a flow to pieces: paragraphs, list items and headings by typography."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractors.formulas import is_salutation
from pipeline.layout.glyphs import SUPERSCRIPT
from pipeline.layout.model import Piece, Row
from pipeline.layout.order import PrintedLine, only_marker
from pipeline.layout.wording import (
    ended,
    follows,
    goes_on,
    is_bullet,
    is_closing,
    is_label,
    remember,
    split_marker,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual in a document: size of the type and distance between lines, in points."""

    size: float
    pitch: float
    large: float = 99.0
    """From this size on type is a heading's: larger than usual, and rare."""


def measure(lines: Sequence[PrintedLine]) -> Measure:
    """The usual size (by characters) and line distance of a document."""
    sizes: dict[float, int] = {}
    for line in lines:
        key = round(line.size * 2) / 2
        sizes[key] = sizes.get(key, 0) + len(line.text)
    size = max(sizes, key=lambda key: sizes[key], default=10.0)
    pitches: dict[float, int] = {}
    for one, two in pairwise(lines):
        distance = two.base - one.base
        if 0.9 * size < distance < 2.2 * size and abs(two.size - one.size) < 1:
            key = round(distance * 2) / 2
            pitches[key] = pitches.get(key, 0) + 1
    pitch = min((key for key in pitches if pitches[key] >= 0.25 * sum(pitches.values())), default=1.2 * size)
    return Measure(size, pitch, _large(sizes, size))


def _large(sizes: dict[float, int], usual: float) -> float:
    """The smallest size over 1.12 times the usual that, with all larger ones, sets a tenth of the text."""
    rest = 0.12 * sum(sizes.values())
    large = 99.0
    for size in sorted(sizes, reverse=True):
        rest -= sizes[size]
        if size <= 1.12 * usual or (rest < 0 and sizes[size] > 200):
            break
        large = size
    return large - 0.25


def row_of(line: PrintedLine, page: int) -> Row:
    """The line as a row; references to footnotes (raised digits after a word) are left out."""
    runs: list[tuple[str, int]] = []
    for at, part in enumerate(line.parts):
        if at:
            runs.append((" ", 0))
        for text, bits in part.runs:
            if bits & SUPERSCRIPT and runs and text.strip().isdigit():
                continue
            runs.append((text, bits & ~SUPERSCRIPT))
    return Row.of(runs, page, (line.x0, line.top, line.x1, line.bottom))


def pieces_of_flow(lines: Sequence[PrintedLine], page: int, usual: Measure, *, linewise: bool = False) -> list[Piece]:
    """Pieces of one flow on one page; the last one is marked as possibly going on elsewhere."""
    lines = _with_markers(lines)
    groups = _groups(lines, usual, linewise)
    right = max((line.x1 for line in lines), default=0.0)
    pieces: list[Piece] = []
    for at, group in enumerate(groups):
        following = groups[at + 1][0] if at + 1 < len(groups) else None
        pieces.extend(_pieces_of_group(group, page, usual, right, following))
    if pieces:
        pieces[-1].broken = True
    return pieces


def _with_markers(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Lines with a marker that stands alone joined to the line under it, of which it is the marker."""
    made: list[PrintedLine] = []
    for line in lines:
        above = made[-1] if made else None
        if (
            above is not None
            and only_marker(above.text)
            and line.x0 > above.x0 - 0.5 * line.size
            and 0 <= line.base - above.base < 1.8 * line.size
        ):
            made[-1] = PrintedLine([*above.parts, *line.parts])
        else:
            made.append(line)
    return made


def _groups(lines: list[PrintedLine], usual: Measure, linewise: bool) -> list[list[PrintedLine]]:
    """Lines grouped by distance, type, indent and markers."""
    groups: list[list[PrintedLine]] = []
    seen: list[str] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        found, _ = split_marker(line.text)
        if before is None or linewise or _parted(before, line, groups[-1], usual, seen):
            groups.append([line])
            remember(seen, found)
        else:
            groups[-1].append(line)
    return groups


def _parted(
    before: PrintedLine, line: PrintedLine, group: list[PrintedLine], usual: Measure, seen: Sequence[str]
) -> bool:
    distance = line.base - before.base
    size = max(before.size, line.size)
    pitch = usual.pitch * size / usual.size if size > usual.size else usual.pitch
    if distance > max(1.22 * pitch, pitch + 1.5) or distance < -size:
        return True
    if abs(before.size - line.size) > 0.08 * size:
        return True
    found, _ = split_marker(line.text)
    if found and _is_new_item(found, before, line, group, seen):
        return True
    if is_salutation(line.text) or (is_closing(line.text) and ended(before.text)):
        return True
    if before.bold != line.bold and not goes_on(line.text) and (ended(before.text) or len(group) <= 2):
        whole = all(item.bold for item in group)
        return whole or (line.bold and ended(before.text))
    indent = line.x0 - group[-1].x0
    if len(group) > 1 or not split_marker(group[0].text)[0]:
        if indent > 0.8 * size and ended(before.text) and line.text[:1].isupper():
            return True
        if len(group) > 1 and indent < -1.0 * size and ended(before.text) and not goes_on(line.text):
            return True
    elif ended(before.text) and line.x0 < group[0].x0 + 0.3 * size and line.text[:1].isupper():
        return before.x1 < group[0].x1 or before.x1 - before.x0 < 25 * size
    return False


def _is_new_item(
    found: str, before: PrintedLine, line: PrintedLine, group: list[PrintedLine], seen: Sequence[str]
) -> bool:
    if is_bullet(found):
        started = bool(split_marker(group[0].text)[0])
        return found not in "-–—*" or started or ended(before.text) or abs(line.x0 - before.x0) > 0.5 * line.size
    started = bool(split_marker(group[0].text)[0])
    content = line.text[split_marker(line.text)[1] :]
    if content[:1].isupper() and ((before.bold and line.bold) or "." in found.rstrip(".")):
        return True
    if started and line.x0 < group[0].x0 - 0.8 * line.size:
        return True
    return follows(found, seen) and (ended(before.text) or started or line.x0 > before.x0)


def _pieces_of_group(
    group: list[PrintedLine], page: int, usual: Measure, right: float, following: PrintedLine | None
) -> list[Piece]:
    """One group as one piece, or several where a line ended early after a full stop."""
    edge = _right_edge(group, right)
    parts: list[list[Row]] = [[]]
    for at, line in enumerate(group):
        row = row_of(line, page)
        after = group[at + 1] if at + 1 < len(group) else following
        row.full = after is None or not _fits(line, after, edge)
        if not row.text:
            continue
        parts[-1].append(row)
        if at + 1 < len(group) and not row.full:
            if ended(row.text) and not row.text.endswith(",") and not goes_on(group[at + 1].text):
                parts.append([])
            elif line.x1 < edge - 6 * line.size or is_label(group[at + 1].text):
                row.hard = True
    pieces: list[Piece] = []
    for rows in parts:
        if rows:
            pieces.append(Piece("paragraph", rows, indent=rows[0].box[0] if rows[0].box else 0.0))
    if pieces:
        _mark(pieces[0], group, usual)
    return pieces


def _fits(line: PrintedLine, after: PrintedLine, edge: float) -> bool:
    """Whether the first word of the next line would have fitted on this one."""
    first = after.text.split(" ", 1)[0]
    width = (after.x1 - after.x0) * (len(first) + 1) / max(1, len(after.text))
    return line.x1 + width < edge - 0.3 * line.size


def _right_edge(group: Sequence[PrintedLine], right: float) -> float:
    """The right margin of a paragraph: its own where most of its lines reach that, else the flow's."""
    own = max(line.x1 for line in group)
    if len(group) < 3:
        return right
    near = sum(line.x1 > own - 4 * line.size for line in group[:-1])
    return own if near >= 0.6 * (len(group) - 1) else right


def _mark(piece: Piece, group: Sequence[PrintedLine], usual: Measure) -> None:
    """Make a list item or a heading of a piece where marker or type say so."""
    size = median(line.size for line in group)
    text = piece.text
    large = size >= usual.large and len(text) < 160 and len(group) <= 3 and not is_salutation(text)
    if len(piece.rows) > 1 and split_marker(f"{piece.rows[0].text} x")[1] == len(piece.rows[0].text) + 1:
        piece.marker, piece.kind, piece.level = piece.rows[0].text, "list_item", 1
        del piece.rows[0]
        return
    marker, start = split_marker(piece.rows[0].text)
    if marker and start < len(piece.rows[0].text):
        piece.marker, piece.rows[0] = marker, piece.rows[0].cut(start)
        piece.kind, piece.level = "list_item", 1
    if large and not text.endswith((";", ",")) and any(char.isalpha() for char in text):
        piece.kind = "heading"
        piece.level = 1 if size > 1.45 * usual.size else 2


def mark_levels(pieces: Sequence[Piece]) -> None:
    """Depth of list items, 1–3: by indent, and bullets under a number one deeper."""
    stack: list[tuple[float, bool]] = []
    for piece in pieces:
        if piece.kind != "list_item":
            if piece.kind == "heading" or (stack and piece.indent < stack[0][0] + 4 and not goes_on(piece.text)):
                stack = stack[:1] if stack and piece.indent > stack[0][0] + 4 else []
            continue
        sign = is_bullet(piece.marker)
        while stack and (
            stack[-1][0] > piece.indent + 4 or (stack[-1][1] and not sign and stack[-1][0] >= piece.indent - 4)
        ):
            stack.pop()
        if not stack or stack[-1][0] < piece.indent - 4 or (sign and not stack[-1][1]):
            stack.append((piece.indent, sign))
        piece.level = min(3, len(stack))
