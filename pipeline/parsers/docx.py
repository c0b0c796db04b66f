"""Word documents (docx): paragraphs, lists as numbered by Word, tables, text boxes, footnotes.

Read from the XML itself, because tracked changes must be accepted (insertions kept, deletions and
the origin of moves left out) and text boxes have to be found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import UnreadableFile
from pipeline.layout import Piece, Row, Sheet, compose, structure
from pipeline.layout.clean import clean_text
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.package import Package
from pipeline.parsers.types import Parsed
from pipeline.parsers.wordlists import Numbering, Styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_GONE = frozenset((f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}instrText", f"{W}rPrChange", f"{W}pPrChange"))
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SYMBOLS = {"F0B7": "•", "F0A7": "•", "F0FC": "✓", "F0D8": "➢"}


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a docx file."""
    package = Package(data, name, limits)
    document = package.xml("word/document.xml")
    if document is None:
        raise UnreadableFile("beschadigd", f"{name}: the Word document has no text part; not read.")
    reader = _Reader(package, limits)
    body = document.find(f"{W}body")
    pieces = list(reader.blocks(body)) if body is not None else []
    first_header, furniture = reader.headers(document)
    letter = compose(
        structure([*first_header, *pieces]),
        [Sheet(1, furniture=tuple(furniture))],
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=_MEDIA_TYPE,
        name=name,
        metadata=package.core_properties("docProps/core.xml"),
    )
    return Parsed(letter)


@dataclass(slots=True)
class _Table:
    number: int
    row: int = -1
    column: int = -1


@dataclass(slots=True)
class _Reader:
    """Turns body elements into pieces, in document order."""

    package: Package
    limits: Limits
    styles: Styles = field(init=False)
    numbering: Numbering = field(init=False)
    notes: dict[str, etree._Element] = field(init=False)
    tables: int = 0
    seen_notes: int = 0

    def __post_init__(self) -> None:
        self.styles = Styles(self.package.xml("word/styles.xml"))
        self.numbering = Numbering(self.package.xml("word/numbering.xml"))
        self.notes = {}
        for kind in ("footnote", "endnote"):
            root = self.package.xml(f"word/{kind}s.xml")
            for note in root.iter(f"{W}{kind}") if root is not None else ():
                if note.get(f"{W}type") in (None, "normal"):
                    self.notes[f"{kind}{note.get(f'{W}id')}"] = note

    def blocks(self, parent: etree._Element, table: _Table | None = None) -> Iterator[Piece]:
        """Pieces of the paragraphs and tables under `parent`."""
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                yield from self.paragraph(child, table)
            elif tag == f"{W}tbl":
                yield from self.table(child, table)
            elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
                yield from self.blocks(child, table)

    def table(self, element: etree._Element, outer: _Table | None) -> Iterator[Piece]:
        """Pieces of a table, row by row and cell by cell; a table in a cell is part of that cell."""
        if outer is None:
            self.tables += 1
        here = outer or _Table(self.tables)
        for row in element.iter(f"{W}tr"):
            if _owner(row) is not element or row.find(f"{W}trPr/{W}del") is not None:
                continue
            if outer is None:
                here.row += 1
                here.column = -1
            for cell in row.iter(f"{W}tc"):
                if _owner(cell) is not element:
                    continue
                if outer is None:
                    here.column += 1
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is not None and merged.get(f"{W}val") != "restart":
                    continue
                yield from self.blocks(cell, here)

    def paragraph(self, element: etree._Element, table: _Table | None) -> Iterator[Piece]:
        """The piece of one paragraph, then its text boxes and footnotes."""
        boxes: list[etree._Element] = []
        noted: list[str] = []
        rows = [Row.of(runs) for runs in self._runs(element, boxes, noted)]
        for row in rows[:-1]:
            row.hard = True
        rows = [row for row in rows if row.text]
        if rows:
            yield self._piece(element, rows, table)
        for box in boxes:
            yield from self.blocks(box, table)
        for key in noted:
            yield from self._note(key)

    def _piece(self, element: etree._Element, rows: list[Row], table: _Table | None) -> Piece:
        style = self.styles.of(element)
        piece = Piece("paragraph", rows)
        if table is not None:
            piece.kind = "table_cell"
            piece.table, piece.row, piece.column = table.number, max(0, table.row), max(0, table.column)
        marker, level = self.numbering.next(element, style)
        heading = self.styles.heading_level(element)
        if heading and table is None:
            piece.kind, piece.level, piece.sure, piece.marker = "heading", heading, True, marker
        elif marker:
            piece.kind, piece.level, piece.sure, piece.marker = "list_item", min(3, level + 1), True, marker
        return piece

    def _note(self, key: str) -> Iterator[Piece]:
        note = self.notes.get(key)
        if note is None:
            return
        self.seen_notes += 1
        rows = [
            row
            for paragraph in note.iter(f"{W}p")
            for row in (Row.of(runs) for runs in self._runs(paragraph, [], []))
            if row.text
        ]
        if rows:
            yield Piece("footnote", rows, marker=str(self.seen_notes))

    def _runs(
        self, paragraph: etree._Element, boxes: list[etree._Element], noted: list[str]
    ) -> list[list[tuple[str, int]]]:
        """The printed lines of a paragraph as (text, looks) runs; text boxes and note keys on the side."""
        lines: list[list[tuple[str, int]]] = [[]]
        base = self.styles.looks(paragraph)
        for run in _own_runs(paragraph, boxes):
            looks = self.styles.run_looks(run, base)
            if looks is None:
                continue
            for part in run:
                tag = part.tag
                if tag == f"{W}t":
                    lines[-1].append((part.text or "", looks))
                elif tag in (f"{W}tab", f"{W}ptab"):
                    lines[-1].append((" ", looks))
                elif tag in (f"{W}br", f"{W}cr") and part.get(f"{W}type") != "page":
                    lines.append([])
                elif tag == f"{W}noBreakHyphen":
                    lines[-1].append(("-", looks))
                elif tag == f"{W}sym":
                    lines[-1].append((_SYMBOLS.get((part.get(f"{W}char") or "").upper(), ""), looks))
                elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                    kind = "footnote" if "footnote" in tag else "endnote"
                    noted.append(f"{kind}{part.get(f'{W}id')}")
        return lines

    def headers(self, document: etree._Element) -> tuple[list[Piece], list[str]]:
        """The header of a different first page as letterhead, and all others as furniture."""
        pieces: list[Piece] = []
        furniture: list[str] = []
        relations = self.package.relations("word/_rels/document.xml.rels")
        taken: set[str] = set()
        for section in document.iter(f"{W}sectPr"):
            has_first = section.find(f"{W}titlePg") is not None
            for reference in section:
                target = relations.get(reference.get(f"{R}id") or "")
                root = self.package.xml(f"word/{target}") if target and target not in taken else None
                if root is None or reference.tag not in (f"{W}headerReference", f"{W}footerReference"):
                    continue
                taken.add(str(target))
                found = list(self.blocks(root))
                is_first = reference.tag.endswith("headerReference") and reference.get(f"{W}type") == "first"
                if is_first and has_first:
                    pieces.extend(Piece("letterhead", piece.rows, sure=True) for piece in found)
                else:
                    furniture.extend(clean_text(piece.text) for piece in found)
        return pieces, list(dict.fromkeys(furniture))


def _owner(element: etree._Element) -> etree._Element | None:
    """The table that a row or cell belongs to."""
    return next((up for up in element.iterancestors(f"{W}tbl")), None)


def _own_runs(paragraph: etree._Element, boxes: list[etree._Element]) -> Iterator[etree._Element]:
    """Runs of the paragraph itself in order, without deletions; text box contents go to `boxes`."""
    stack = [iter(paragraph)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        if child.tag in _GONE or child.tag == _CHOICE:
            continue
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
            continue
        if child.tag == f"{W}r":
            yield child
        if child.tag not in (f"{W}t", f"{W}pPr", f"{W}rPr"):
            stack.append(iter(child))
