"""A letter as a reader sees it: blocks, cut into pieces that know which facts they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from extractors.letter import Block, Letter, Span

KINDS = {
    "advies": "advies",
    "vraag": "vraag",
    "antwoord": "antwoord",
    "datum": "datum",
    "partij": "partij",
    "zorg": "thema",
}
"""Kinds of mark and what they are called."""


@dataclass(frozen=True, slots=True)
class Note:
    """A marked stretch of the letter. `anchor` is the id of its place on the page."""

    kind: str
    start: int
    end: int
    anchor: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text within which nothing begins or ends."""

    text: str
    kinds: tuple[str, ...]
    title: str
    anchors: tuple[str, ...]
    found: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A block as it is shown; `cells` are the rows of a table."""

    kind: str
    level: int
    marker: str
    pieces: tuple[Piece, ...]
    page: int
    new_page: bool
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()

    @property
    def here(self) -> bool:
        """Whether the passage that was asked for is (partly) in this block or table."""
        cells = (piece for row in self.rows for cell in row for piece in cell)
        return any(piece.here for piece in chain(self.pieces, cells))


def parts(letter: Letter, notes: Sequence[Note], found: Sequence[Span], here: Span | None) -> list[Part]:
    """The blocks of `letter` with `notes` and found words marked; `here` is the passage that was asked for."""
    blocks = letter.blocks or _paragraphs(letter.text)
    result: list[Part] = []
    page, table = 0, 0
    for number, block in enumerate(blocks):
        if block.kind == "table_cell" and block.table and block.table == table:
            continue
        table = block.table if block.kind == "table_cell" else 0
        rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
        if table:
            rows = _rows(letter, [b for b in blocks[number:] if b.table == table], notes, found, here)
        pieces = () if rows else _pieces(letter.text, block.span, notes, found, here)
        result.append(Part(block.kind, block.level, block.marker, pieces, block.page, block.page != page, rows))
        page = block.page
    return result


def _rows(
    letter: Letter, cells: list[Block], notes: Sequence[Note], found: Sequence[Span], here: Span | None
) -> tuple[tuple[tuple[Piece, ...], ...], ...]:
    rows: dict[int, list[tuple[Piece, ...]]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(_pieces(letter.text, cell.span, notes, found, here))
    return tuple(tuple(row) for row in rows.values())


def _pieces(
    text: str, span: Span, notes: Sequence[Note], found: Sequence[Span], here: Span | None
) -> tuple[Piece, ...]:
    inside = [note for note in notes if note.start < span.end and span.start < note.end]
    words = [word for word in found if word.overlaps(span)]
    wanted = here if here is not None and here.overlaps(span) else None
    ends = {span.start, span.end}
    for start, end in [(n.start, n.end) for n in inside] + [
        (w.start, w.end) for w in (*words, *filter(None, [wanted]))
    ]:
        ends.update(place for place in (start, end) if span.start < place < span.end)
    cuts = sorted(ends)
    return tuple(_piece(text, start, end, inside, words, wanted) for start, end in pairwise(cuts))


def _piece(text: str, start: int, end: int, notes: list[Note], words: list[Span], here: Span | None) -> Piece:
    covering = [note for note in notes if note.start <= start and end <= note.end]
    return Piece(
        text[start:end],
        tuple(dict.fromkeys(note.kind for note in covering)),
        "; ".join(dict.fromkeys(note.title for note in covering if note.title)),
        tuple(note.anchor for note in covering if note.start == start and note.anchor),
        any(word.start <= start and end <= word.end for word in words),
        here is not None and here.start <= start and end <= here.end,
    )


def _paragraphs(text: str) -> tuple[Block, ...]:
    """Paragraphs of a letter of which no layout is known."""
    blocks, place = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            blocks.append(Block("paragraph", Span(place, place + len(paragraph))))
        place += len(paragraph) + 2
    return tuple(blocks)


def outline(facts: dict[str, list[dict[str, Any]]]) -> list[Note]:
    """Notes for all facts of a letter: `facts` as `letter_facts` gives them."""
    notes = []
    for kind, rows in facts.items():
        for row in rows:
            notes.append(Note(kind, row["start"], row["end"], f"{kind}-{row['start']}", row.get("title", "")))
    return notes
