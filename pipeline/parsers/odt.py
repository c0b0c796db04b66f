"""OpenDocument text (odt), read from its XML: no LibreOffice needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import UnreadableFile
from pipeline.layout import BOLD, ITALIC, UNDERLINE, Piece, Row, Sheet, compose, structure
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.package import Package, all_text
from pipeline.parsers.types import Parsed
from pipeline.parsers.wordlists import numeral

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, STYLE, DRAW = (f"{{{_NS}{part}:1.0}}" for part in ("text", "table", "style", "drawing"))
FO = f"{{{_NS}xsl-fo-compatible:1.0}}"
_SKIPPED = frozenset(
    (f"{TEXT}tracked-changes", f"{{{_NS}office:1.0}}annotation", f"{{{_NS}office:1.0}}forms", f"{TEXT}sequence-decls",
     f"{TEXT}table-of-content")
)  # fmt: skip
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read an odt file."""
    package = Package(data, name, limits)
    content = package.xml("content.xml")
    if content is None:
        raise UnreadableFile("beschadigd", f"{name}: the document has no text part; not read.")
    styles = package.xml("styles.xml")
    reader = _Reader(_styles(content, styles))
    body = content.find(f".//{{{_NS}office:1.0}}text")
    if body is not None:
        reader.blocks(body, 0)
    furniture = [" ".join(all_text(part).split()) for part in _page_parts(styles)]
    letter = compose(
        structure(reader.pieces),
        [Sheet(1, furniture=tuple(text for text in furniture if text))],
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/vnd.oasis.opendocument.text",
        name=name,
        metadata=package.core_properties("meta.xml"),
    )
    return Parsed(letter)


def _page_parts(styles: etree._Element | None) -> Iterator[etree._Element]:
    if styles is not None:
        yield from styles.iter(f"{STYLE}header", f"{STYLE}footer", f"{STYLE}header-first", f"{STYLE}footer-first")


@dataclass(slots=True)
class _Styles:
    looks: dict[str, int] = field(default_factory=dict)
    lists: dict[str, dict[int, etree._Element]] = field(default_factory=dict)
    list_of: dict[str, str] = field(default_factory=dict)


def _styles(*roots: etree._Element | None) -> _Styles:
    """Looks of named styles (inherited ones too), and the levels of list styles."""
    found = _Styles()
    parents: dict[str, str] = {}
    own: dict[str, int] = {}
    for root in roots:
        for style in root.iter(f"{STYLE}style") if root is not None else ():
            name = style.get(f"{STYLE}name") or ""
            parents[name] = style.get(f"{STYLE}parent-style-name") or ""
            own[name] = _own_looks(style.find(f"{STYLE}text-properties"))
            if style.get(f"{STYLE}list-style-name"):
                found.list_of[name] = style.get(f"{STYLE}list-style-name") or ""
        for style in root.iter(f"{TEXT}list-style") if root is not None else ():
            levels = {int(level.get(f"{TEXT}level") or 1): level for level in style if isinstance(level.tag, str)}
            found.lists[style.get(f"{STYLE}name") or ""] = levels
    for name in own:
        looks, at = 0, name
        for _ in range(12):
            looks |= own.get(at, 0)
            at = parents.get(at, "")
        found.looks[name] = looks
    return found


def _own_looks(properties: etree._Element | None) -> int:
    if properties is None:
        return 0
    looks = BOLD if properties.get(f"{FO}font-weight") in ("bold", "600", "700", "800", "900") else 0
    looks |= ITALIC if properties.get(f"{FO}font-style") in ("italic", "oblique") else 0
    return looks | (UNDERLINE if properties.get(f"{STYLE}text-underline-style") not in (None, "none") else 0)


class _Reader:
    """Turns body elements into pieces, in document order."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.pieces: list[Piece] = []
        self.tables = 0
        self.cell: tuple[int, int, int] | None = None
        self.counts: dict[str, list[int]] = {}
        self.later: list[etree._Element] = []

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """Pieces of what stands under `parent`; parsing bounded the depth of the tree."""
        for child in parent:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                continue
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                self.paragraph(child)
            elif child.tag == f"{TEXT}list":
                self.read_list(child, 1, child.get(f"{TEXT}style-name") or "")
            elif child.tag == f"{TABLE}table":
                self.table(child, depth)
            else:
                self.blocks(child, depth + 1)

    def read_list(self, element: etree._Element, level: int, style: str) -> None:
        """Items of a list, nested ones one level deeper."""
        if element.get(f"{TEXT}continue-numbering") != "true" and level == 1:
            self.counts.pop(style, None)
        counts = self.counts.setdefault(style, [0] * 11)
        counts[level:] = [0] * (11 - level)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            first = True
            for child in item:
                if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    marker = self._marker(style, level, counts) if first and item.tag.endswith("item") else ""
                    self.paragraph(child, marker, level)
                    first = False
                elif child.tag == f"{TEXT}list":
                    self.read_list(child, min(10, level + 1), child.get(f"{TEXT}style-name") or style)

    def _marker(self, style: str, level: int, counts: list[int]) -> str:
        definition = self.styles.lists.get(style, {}).get(level)
        if definition is None or not definition.tag.endswith("number"):
            sign = definition.get(f"{TEXT}bullet-char") if definition is not None else None
            return sign if sign and sign in "-–—*•◦▪■□●○➢✓→·" else "•"
        form = definition.get(f"{STYLE}num-format") or ""
        start = definition.get(f"{TEXT}start-value") or "1"
        counts[level] = counts[level] + 1 if counts[level] else int(start)
        if not form:
            return ""
        shown = int(definition.get(f"{TEXT}display-levels") or 1)
        numbers = [
            numeral(count or 1, _FORMS.get(form, "decimal")) for count in counts[max(1, level - shown + 1) : level + 1]
        ]
        prefix, suffix = definition.get(f"{STYLE}num-prefix") or "", definition.get(f"{STYLE}num-suffix") or ""
        return f"{prefix}{'.'.join(numbers)}{suffix}".strip()

    def table(self, element: etree._Element, depth: int) -> None:
        """Cells row by row; a table in a cell is part of that cell."""
        if self.cell is not None:
            self.blocks(element, depth + 1)
            return
        self.tables += 1
        for row_number, row in enumerate(element.iter(f"{TABLE}table-row")):
            if next(row.iterancestors(f"{TABLE}table"), None) is not element:
                continue
            cells = [cell for cell in row if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")]
            for column, cell in enumerate(cells):
                self.cell = (self.tables, row_number, column)
                self.blocks(cell, depth + 1)
        self.cell = None

    def paragraph(self, element: etree._Element, marker: str = "", level: int = 0) -> None:
        """One paragraph or heading, then the text boxes and notes in it."""
        base = self.styles.looks.get(element.get(f"{TEXT}style-name") or "", 0)
        lines: list[list[tuple[str, int]]] = [[]]
        aside: list[etree._Element] = []
        self._inline(element, base, lines, aside)
        rows = [Row.of(runs) for runs in lines]
        for row in rows[:-1]:
            row.hard = True
        rows = [row for row in rows if row.text]
        if rows:
            self.pieces.append(self._piece(element, rows, marker, level))
        for other in aside:
            if other.tag == f"{TEXT}note":
                self._note(other)
            else:
                self.blocks(other, 0)

    def _piece(self, element: etree._Element, rows: list[Row], marker: str, level: int) -> Piece:
        piece = Piece("paragraph", rows)
        if self.cell is not None:
            piece.kind = "table_cell"
            piece.table, piece.row, piece.column = self.cell
        if element.tag == f"{TEXT}h" and self.cell is None:
            outline = element.get(f"{TEXT}outline-level") or "1"
            piece.kind, piece.level, piece.sure = "heading", min(6, int(outline) if outline.isdigit() else 1), True
            piece.marker = marker
        elif marker:
            piece.kind, piece.level, piece.marker, piece.sure = "list_item", min(3, level), marker, True
        return piece

    def _note(self, note: etree._Element) -> None:
        citation = note.find(f"{TEXT}note-citation")
        body = note.find(f"{TEXT}note-body")
        rows = [Row.of([(all_text(part), 0)]) for part in body.iter(f"{TEXT}p")] if body is not None else []
        rows = [row for row in rows if row.text]
        if rows:
            number = all_text(citation).strip() if citation is not None else ""
            self.pieces.append(Piece("footnote", rows, marker=number))

    def _inline(
        self, element: etree._Element, looks: int, lines: list[list[tuple[str, int]]], aside: list[etree._Element]
    ) -> None:
        """Text of an element with its looks; line breaks start a line, notes and frames go aside."""
        lines[-1].append((element.text or "", looks))
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == f"{TEXT}line-break":
                lines.append([])
            elif tag in (f"{TEXT}s", f"{TEXT}tab"):
                lines[-1].append((" ", looks))
            elif tag == f"{TEXT}note" or tag.startswith(DRAW):
                aside.append(child)
            elif tag and tag not in _SKIPPED and not tag.endswith(("bookmark", "annotation", "annotation-end")):
                own = self.styles.looks.get(child.get(f"{TEXT}style-name") or "", 0)
                self._inline(child, looks | own, lines, aside)
            lines[-1].append((child.tail or "", looks))
