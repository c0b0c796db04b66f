"""What each piece is: letterhead, heading, list item, signature; and cut paragraphs joined again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from statistics import median

from extractors.formulas import is_salutation
from pipeline.layout.headings import mark_headings
from pipeline.layout.model import BOLD, Piece, Row
from pipeline.layout.wording import (
    ended,
    goes_on,
    hangs,
    is_bullet,
    is_closing,
    is_heading_wording,
    is_label,
    split_marker,
    trailing_heading,
)

_LETTERHEAD_ROWS = 70
_SIGNATURE_ROWS = 14
_LONG = 300


def structure(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a whole document, sorted out: zones, markers, joins and headings."""
    sorted_out = [part for piece in pieces if piece.rows for part in _apart(piece)]
    head, body, tail = _zones(sorted_out)
    body = [part for piece in body for part in _paragraphs(_marked(piece))]
    body = _sorted_out(body)
    return [*head, *body, *_after(tail)]


def sort_body(pieces: Sequence[Piece]) -> list[Piece]:
    """The same for a text that has no letterhead of its own, as a mail's: closing and body only."""
    body = [part for piece in pieces if piece.rows for part in _apart(piece)]
    end = next((at for at in range(len(body) - 1, -1, -1) if _closes(body, at)), len(body))
    marked = [part for piece in body[:end] for part in _paragraphs(_marked(piece))]
    return [*_sorted_out(marked), *_after(body[end:])]


def _sorted_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Body pieces with joins, items and headings settled."""
    return mark_headings(_unmarked_items(_stuck_headings(_inline_start(_joined(pieces)))))


def _apart(piece: Piece) -> list[Piece]:
    """A piece split before a salutation or closing that stands on a line of its own, and after it."""
    if piece.sure or piece.table or len(piece.rows) < 2:
        return [piece]
    cuts = [0]
    for at, row in enumerate(piece.rows):
        if is_closing(row.text) and len(row.text) < 45 and _at_end(piece.rows[at - 1 : at]):
            cuts.append(at)
        elif is_salutation(row.text) and _at_end(piece.rows[at - 1 : at]) and row.text.endswith((",", ":", "!")):
            cuts.extend((at, at + 1))
    parts = [piece.rows[start:end] for start, end in zip(cuts, [*cuts[1:], len(piece.rows)], strict=True)]
    return _split(piece, [rows for rows in parts if rows])


def _at_end(rows: Sequence[Row]) -> bool:
    return not rows or ended(rows[-1].text) or len(rows[-1].text) < 60


def _split(piece: Piece, parts: Sequence[list[Row]]) -> list[Piece]:
    """Pieces like `piece` with the given rows; only the first keeps the marker."""
    made = []
    for at, rows in enumerate(parts):
        kind = piece.kind if at == 0 or piece.kind != "list_item" else "paragraph"
        made.append(
            Piece(
                kind,
                rows,
                piece.level if at == 0 else 0,
                piece.marker if at == 0 else "",
                piece.table,
                piece.row,
                piece.column,
                piece.sure and at == 0,
                piece.broken and at == len(parts) - 1,
                piece.indent,
            )
        )
    return made


def _zones(pieces: list[Piece]) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Letterhead, body, and everything from the closing formula on."""
    start = _body_start(pieces)
    end = _closing(pieces, start)
    return _letterhead(pieces[:start]), pieces[start:end], pieces[end:]


def _closing(pieces: Sequence[Piece], start: int) -> int:
    """Index of the closing formula, or of "Namens …" where there is none; the end without either."""
    last = next((at for at in range(len(pieces) - 1, start - 1, -1) if _closes(pieces, at)), len(pieces))
    while last > start and last < len(pieces) and pieces[last].rows[0].text.lower().startswith("namens "):
        if not _closes(pieces, last - 1):
            break
        last -= 1
    return last - 1 if last == len(pieces) > start and _only_names(pieces[-1]) else last


def _only_names(piece: Piece) -> bool:
    """Whether the last piece is a signature without a formula above it: short lines, none of them a sentence."""
    lines = [row.text for row in piece.rows]
    plain = all(len(line) <= 50 and not line[0].islower() and not line.endswith((".", ",", ":", "-")) for line in lines)
    return piece.kind == "paragraph" and 1 < len(lines) <= 6 and plain and not any(ended(line) for line in lines)


def _closes(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the letter is closed here: the formula, and short lines after it."""
    piece = pieces[at]
    if piece.kind in ("footnote", "table_cell", "list_item"):
        return False
    first = piece.rows[0].text
    if first.lower().startswith("namens ") and not piece.longer(160) and not first.endswith("."):
        rest = list(takewhile(lambda other: not _is_copied(other), pieces[at + 1 : at + 10]))
        return 0 < len(rest) <= 8 and all(_signs(other) and not ended(other.tail) for other in rest)
    return is_closing(first) and not piece.longer(250)


def _body_start(pieces: Sequence[Piece]) -> int:
    """Index of the salutation, or of the first piece after a letterhead without salutation."""
    rows = labels = 0
    last_label = 0
    for at, piece in enumerate(pieces):
        if piece.kind != "footnote" and is_salutation(piece.rows[0].text):
            return at
        if rows > _LETTERHEAD_ROWS or (_is_running(piece) and not is_label(piece.rows[0].text)):
            break
        rows += len(piece.rows)
        found = 0 if piece.table else sum(is_label(row.text) for row in piece.rows)
        labels += found
        last_label = at + 1 if found else last_label
    if labels < 2:
        return 0
    value_follows = (
        last_label < len(pieces)
        and pieces[last_label - 1].rows[-1].text.rstrip(" :").lower()
        and (_bare_label(pieces[last_label - 1]) and not _is_running(pieces[last_label]))
    )
    return last_label + 1 if value_follows else last_label


def _bare_label(piece: Piece) -> bool:
    text = piece.rows[-1].text
    return is_label(text) and (text.endswith(":") or ":" not in text)


def _is_running(piece: Piece) -> bool:
    """Whether this is running text, too long for a letterhead."""
    return piece.longer(_LONG) or (piece.sure and piece.kind == "list_item" and piece.longer(120))


def _letterhead(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces as letterhead, lines kept; the cells of one table row become one line, but for addresses."""
    made: list[Piece] = []
    for piece in pieces:
        if piece.kind == "footnote":
            made.append(piece)
            continue
        beside = piece.table and made and (made[-1].table, made[-1].row) == (piece.table, piece.row)
        if beside and (len(made[-1].rows) < 2 or len(piece.rows) < 2 or is_label(made[-1].rows[0].text)):
            made[-1].rows = [_beside(made[-1].rows, piece.rows), *made[-1].rows[1:], *piece.rows[1:]]
            continue
        if piece.kind == "list_item" and made and made[-1].kind == "letterhead" and not piece.table:
            made[-1].rows.extend(_with_marker(piece))
            continue
        rows = _with_marker(piece)
        made.append(Piece("letterhead", rows, table=piece.table, row=piece.row, broken=piece.broken))
    for piece in made:
        piece.table = piece.row = 0
    return made


def _with_marker(piece: Piece) -> list[Row]:
    """The rows with the marker as text, as a letterhead has no markers."""
    if not piece.marker or not piece.rows:
        return piece.rows
    first = piece.rows[0]
    text = f"{piece.marker} {first.text}"
    row = Row(text, bytes(len(text) - len(first.text)) + first.looks, first.page, first.box, first.hard, first.full)
    return [row, *piece.rows[1:]]


def _beside(left: Sequence[Row], right: Sequence[Row]) -> Row:
    """The first lines of two cells as one line."""
    one, two = left[0], right[0]
    box = one.box
    if one.box and two.box:
        box = (one.box[0], min(one.box[1], two.box[1]), two.box[2], max(one.box[3], two.box[3]))
    return Row(f"{one.text} {two.text}", one.looks + b"\0" + two.looks, one.page, box)


def _after(pieces: list[Piece]) -> list[Piece]:
    """Closing and signature as one block; what comes after it is body again."""
    if not pieces:
        return []
    signature = Piece("signature", list(pieces[0].rows), broken=pieces[0].broken)
    at = 1
    while at < len(pieces) and _signs(pieces[at]) and len(signature.rows) < _SIGNATURE_ROWS:
        signature.rows.extend(_with_marker(pieces[at]))
        at += 1
    rest = [part for piece in pieces[at:] for part in _paragraphs(_marked(piece))]
    return [signature, *_sorted_out(rest)]


def _signs(piece: Piece) -> bool:
    """Whether the piece can be part of a signature: short lines, no sentences, no new section."""
    if piece.kind in ("footnote", "list_item") or (piece.kind == "heading" and piece.sure):
        return False
    if _is_copied(piece):
        return False
    return all(len(row.text) <= 90 for row in piece.rows) and not piece.longer(250)


def _is_copied(piece: Piece) -> bool:
    """Whether the piece says what goes with the letter, or who gets a copy."""
    first = piece.rows[0].text.lower()
    return first.startswith(("bijlage", "cc", "c.c.", "kopie", "afschrift", "p.s.", "ps:", "ps.", "noot"))


def _marked(piece: Piece) -> list[Piece]:
    """List items out of a paragraph whose lines carry their own markers."""
    if piece.kind not in ("paragraph", "table_cell", "heading") or piece.marker:
        return [piece]
    marker, start = split_marker(piece.rows[0].text)
    if not marker or start >= len(piece.rows[0].text):
        return [piece]
    piece.rows[0] = piece.rows[0].cut(start)
    piece.marker = marker
    if piece.kind != "heading":
        piece.kind = "list_item"
        piece.level = piece.level or 1
    return [piece]


def _paragraphs(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces split at line breaks that the writer made, unless they are short lines of an address."""
    made: list[Piece] = []
    for piece in pieces:
        if not any(row.hard for row in piece.rows[:-1]) or piece.kind == "heading":
            made.append(piece)
            continue
        if all(len(row.text) < 50 for row in piece.rows) and not any(ended(row.text) for row in piece.rows):
            made.append(piece)
            continue
        parts: list[list[Row]] = [[]]
        for row in piece.rows:
            parts[-1].append(row)
            if row.hard:
                parts.append([])
        for part in _split(piece, [rows for rows in parts if rows]):
            part.rows[-1].hard = False
            made.extend(_marked(part))
    return made


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Paragraphs and items cut by a page, a column or a blank line, joined again."""
    made: list[Piece] = []
    notes: list[Piece] = []
    width = _spaced_width(pieces)
    for piece in pieces:
        if piece.kind == "footnote":
            notes.append(piece)
            continue
        if made and (_cut_off(made[-1], piece) or _spaced_out(made[-1], piece, width)):
            made[-1].rows.extend(piece.rows)
            made[-1].broken = piece.broken
            continue
        made.extend(notes)
        notes = []
        made.append(piece)
    return [*made, *notes]


def _spaced_width(pieces: Sequence[Piece]) -> float:
    """Usual length of a line where single lines stand apart as if they were paragraphs; 0 elsewhere."""
    lengths = [
        len(one.rows[-1].text)
        for one, two in pairwise(pieces)
        if not one.broken and not two.marker and not ended(one.tail) and goes_on(two.head)
    ]
    return median(lengths) if len(lengths) >= 3 else 0.0


def _spaced_out(before: Piece, after: Piece, width: float) -> bool:
    """Whether, in such a document, a line that begins with a capital goes on with the one above."""
    if not width or before.kind not in ("paragraph", "list_item") or after.kind != "paragraph":
        return False
    left, right = before.tail, after.head
    if before.table or after.table or after.sure or ended(left) or is_salutation(left) or is_label(right):
        return False
    if is_heading_wording(right) or is_heading_wording(left) or (before.share(BOLD) > 0.9) != (after.share(BOLD) > 0.9):
        return False
    return len(before.rows[-1].text) > 0.8 * width


def _inline_start(pieces: list[Piece]) -> list[Piece]:
    """A first item that was printed behind its lead-in ("mist: 1. De jongeren …"), before item 2."""
    made: list[Piece] = []
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        made.append(piece)
        if piece.kind != "paragraph" or following is None or following.marker not in ("2.", "2)", "(2)", "b.", "b)"):
            continue
        first = following.marker.replace("2", "1").replace("b", "a")
        for number, row in enumerate(piece.rows):
            cut = row.text.find(f": {first} ")
            if cut > 0:
                item = Piece("list_item", [row.cut(cut + 3 + len(first)), *piece.rows[number + 1 :]], following.level)
                item.marker, item.indent, item.broken = first, following.indent, piece.broken
                piece.rows = [*piece.rows[:number], row.cut(0, cut + 1)]
                made.append(item)
                break
    return made


def _stuck_headings(pieces: list[Piece]) -> list[Piece]:
    """Headings that were printed behind the last sentence of the paragraph above them."""
    made: list[Piece] = []
    for piece in pieces:
        made.append(piece)
        short = piece.kind == "paragraph" and len(piece.rows[-1].text) < 400
        start = trailing_heading(piece.rows[-1].text) if short else 0
        if start:
            made.append(Piece("heading", [piece.rows[-1].cut(start)], 2))
            piece.rows[-1] = piece.rows[-1].cut(0, start)
    return made


def _unmarked_items(pieces: list[Piece]) -> list[Piece]:
    """Items whose bullets were lost: after a colon, paragraphs that end in ";" and a last one."""
    for at, piece in enumerate(pieces):
        if not piece.tail.endswith(":"):
            continue
        end = at + 1
        while end < len(pieces) and pieces[end].kind == "paragraph" and pieces[end].tail.endswith(";"):
            end += 1
        if end > at + 1 and end < len(pieces) and pieces[end].kind == "paragraph":
            for item in pieces[at + 1 : end + 1]:
                item.kind = "list_item"
                item.level = min(3, piece.level + 1) if piece.kind == "list_item" else 1
    return pieces


def _cut_off(before: Piece, after: Piece) -> bool:
    """Whether `after` goes on with the sentence that `before` left unfinished."""
    if before.kind not in ("paragraph", "list_item", "table_cell") or after.marker:
        return False
    same_cell = (before.table, before.row, before.column) == (after.table, after.row, after.column)
    same_kind = after.kind == "paragraph" or (after.kind == before.kind == "table_cell")
    if not same_kind or not same_cell or after.sure or before.rows[-1].hard or ended(before.tail):
        return False
    left, right = before.tail, after.head
    if is_closing(right) or is_salutation(right) or (len(before.rows) == 1 and is_salutation(left)):
        return False
    if goes_on(right):
        return before.longer(30) or hangs(left) or before.broken
    if not before.longer(30) or is_bullet(split_marker(right)[0]):
        return False
    return hangs(left) or (before.broken and bool(before.rows[-1].full))
