"""Plain text: hard-wrapped lines joined into paragraphs and list items."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.formulas import is_salutation
from pipeline.errors import UnreadableFile
from pipeline.layout import QUOTED, Piece, Row, Sheet, compose, structure
from pipeline.layout.clean import clean_text
from pipeline.layout.wording import (
    ended,
    follows,
    goes_on,
    is_bullet,
    is_heading_wording,
    is_label,
    remember,
    split_marker,
)
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.decode import decode
from pipeline.parsers.types import Parsed

_PAGE_NUMBER = re.compile(
    r"^[-–—\s]*(?:pagina|pag\.|blz\.?|bladzijde)?\s*\d{1,3}(?:\s*(?:van|/)\s*\d{1,3})?[-–—\s]*$", re.I
)
_MOST_PAGES = 2000
_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"^[\s=_*~#|+:-]{4,}$")


@dataclass(slots=True)
class _Printed:
    """A line with the number of blank lines above it, its indent, and its page."""

    text: str
    blank: int
    indent: int
    page: int
    looks: int = 0


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a plain text file."""
    text = decode(data)
    if len(text) > limits.text_characters:
        raise UnreadableFile("te_groot", f"{name}: more than {limits.text_characters} characters; not read.")
    pieces, sheets = pieces_of(text)
    letter = compose(
        structure(pieces),
        sheets,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/plain",
        name=name,
    )
    return Parsed(letter)


def pieces_of(text: str) -> tuple[list[Piece], list[Sheet]]:
    """Paragraphs and list items of a plain text, and its pages (one more after each form feed)."""
    pages = text.split("\f") if text.count("\f") <= _MOST_PAGES else [text.replace("\f", "\n")]
    lines, furniture = _printed(pages)
    width = _wrap_width(lines)
    sheets = [Sheet(number + 1, furniture=tuple(furniture.get(number + 1, ()))) for number in range(len(pages))]
    return _group(lines, width), sheets


def _printed(pages: list[str]) -> tuple[list[_Printed], dict[int, list[str]]]:
    """The lines with text; page numbers beside a form feed are kept apart."""
    lines: list[_Printed] = []
    furniture: dict[int, list[str]] = {}
    for number, page in enumerate(pages, start=1):
        blank = 1
        printed: list[_Printed] = []
        for raw in _barred(page.split("\n")):
            quoted = _QUOTE.match(raw)
            raw = raw[quoted.end() :] if quoted else raw
            line = clean_text(raw) if raw and not raw.isspace() else ""
            if not line or _RULE.match(line):
                blank += 1
                continue
            expanded = raw.expandtabs(4)
            printed.append(
                _Printed(line, blank, len(expanded) - len(expanded.lstrip()), number, QUOTED if quoted else 0)
            )
            blank = 0
        if len(pages) > 1:
            for at in (-1, 0):
                if printed and _PAGE_NUMBER.match(printed[at].text):
                    furniture.setdefault(number, []).append(printed.pop(at).text)
        lines.extend(printed)
    return lines, furniture


def _barred(raw: list[str]) -> list[str]:
    """The lines, with bars for the tabs of a table that has long cells (labels and signatures have short ones)."""
    tabs = [line.strip().count("\t") for line in raw]
    out = list(raw)
    at = 0
    while at < len(raw):
        end = at
        while end + 1 < len(raw) and tabs[at] and tabs[end + 1] == tabs[at]:
            end += 1
        if end > at and any(len(cell) > 40 for line in raw[at : end + 1] for cell in line.split("\t")):
            out[at : end + 1] = [line.strip().replace("\t", " | ") for line in raw[at : end + 1]]
        at = end + 1
    return out


def _wrap_width(lines: list[_Printed]) -> int:
    """The column at which the text is wrapped; 0 when it is not (one paragraph per line)."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return 0
    high = lengths[int(len(lengths) * 0.95)]
    return 0 if high > 160 else high


def _group(lines: list[_Printed], width: int) -> list[Piece]:
    pieces: list[Piece] = []
    seen: list[str] = []
    drawn = _drawn(lines)
    for at, line in enumerate(lines):
        before = lines[at - 1] if at and at - 1 not in drawn else None
        if at in drawn:
            pieces.extend(_cells(line, *drawn[at]))
            continue
        row = Row.of([(line.text, line.looks)], page=line.page)
        row.full = bool(width) and len(line.text) > 0.75 * width
        starts, begins_item = _starts(line, before, seen, width, spaced=_is_spaced(lines, at))
        if not starts and pieces:
            pieces[-1].rows.append(row)
            pieces[-1].broken = False
            continue
        piece = Piece("paragraph", [row], indent=line.indent)
        if begins_item:
            marker, cut = split_marker(line.text)
            remember(seen, marker)
            piece.kind, piece.marker, piece.level = "list_item", marker, 1
            piece.rows = [row.cut(cut)]
        pieces.append(piece)
    for one, two in pairwise(pieces):
        one.broken = one.rows[-1].page != two.rows[0].page
    _levels(pieces)
    return pieces


def _drawn(lines: list[_Printed]) -> dict[int, tuple[int, int]]:
    """(table, row) of the lines that draw a table with bars: two or more in a row with as many cells."""
    found: dict[int, tuple[int, int]] = {}
    table = row = 0
    for at, (one, two) in enumerate(pairwise(lines)):
        if _bars(one.text) and _bars(one.text) == _bars(two.text) and two.blank <= 1:
            if at not in found:
                table, row = table + 1, 0
                found[at] = (table, 0)
            row += 1
            found[at + 1] = (table, row)
    return found


def _bars(line: str) -> int:
    """How many bars stand between cells of a line, 0 for a line that is no row of a table."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return inner.count("|") if re.search(r"\w", inner.split("|")[-1] + inner.split("|")[0]) else 0


def _cells(line: _Printed, table: int, row: int) -> list[Piece]:
    """The cells of a drawn row that hold text."""
    whole = Row.of([(line.text, 0)], page=line.page)
    edges = [0] if not whole.text.startswith("|") else []
    edges += [match.start() for match in re.finditer(r"\|", whole.text)]
    cells: list[Piece] = []
    for column, (start, end) in enumerate(pairwise([*edges, len(whole.text)])):
        cut = whole.cut(start + (whole.text[start] == "|"), end)
        if cut.text:
            cells.append(Piece("table_cell", [cut], table=table, row=row, column=column, sure=True))
    return cells


def _is_spaced(lines: list[_Printed], at: int) -> bool:
    """Whether lines around here stand one by one, each followed by a blank line."""
    near = lines[max(0, at - 2) : at + 3]
    return sum(line.blank > 0 for line in near) >= len(near) - 1


def _starts(line: _Printed, before: _Printed | None, seen: list[str], width: int, *, spaced: bool) -> tuple[bool, bool]:
    """Whether a new piece starts with this line, and whether that is a list item."""
    found, start = split_marker(line.text)
    if before is None or before.looks != line.looks:
        return True, bool(found)
    wrapped = bool(width) and _full(before, line, width)
    if found and start < len(line.text):
        likely = is_bullet(found) or follows(found, seen) or line.blank > 0
        mid_sentence = (
            wrapped and not ended(before.text) and not line.blank and (found in "-–—*" or not is_bullet(found))
        )
        if likely and not mid_sentence:
            return True, True
    if line.blank:
        rejoin = spaced and width and wrapped and not ended(before.text) and line.blank <= 2
        rejoin = rejoin and not is_heading_wording(line.text) and not is_label(line.text)
        rejoin = rejoin and not is_salutation(line.text) and len(before.text) > 0.6 * width
        return not (rejoin or (spaced and line.blank == 1 and goes_on(line.text) and not ended(before.text))), False
    if is_salutation(line.text) or (is_heading_wording(line.text) and not wrapped):
        return True, False
    if not width or (_FIELD.match(line.text) and _FIELD.match(before.text)):
        return True, False
    return not wrapped and ended(before.text), False


_FIELD = re.compile(r"[A-ZÀ-Þ][\w’'/(). -]{1,34}:\s+\S.{0,70}$")
"""A line as forms and letterheads stack them: "Ontvangen op: 4 maart"."""


def _full(before: _Printed, line: _Printed, width: int) -> bool:
    """Whether the first word of `line` no longer fitted on the line before."""
    first = line.text.split(" ", 1)[0]
    return len(before.text) + 1 + len(first) > 0.86 * width


def _levels(pieces: list[Piece]) -> None:
    """Depth of list items: by indent, and bullets under a number or letter one deeper."""
    stack: list[tuple[float, bool]] = []
    for piece in pieces:
        if piece.kind != "list_item":
            if piece.kind == "paragraph" and not goes_on(piece.head):
                stack = stack[:1] if piece.indent else []
            continue
        sign = is_bullet(piece.marker)
        while stack and (stack[-1][0] > piece.indent or (stack[-1][1] and not sign and stack[-1][0] >= piece.indent)):
            stack.pop()
        if not stack or stack[-1][0] < piece.indent or (sign and not stack[-1][1]):
            stack.append((piece.indent, sign))
        piece.level = min(3, len(stack))
