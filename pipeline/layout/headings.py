"""Which pieces are headings: by the format's word, by typography, by numbering and by wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.model import BOLD, UNDERLINE, Piece
from pipeline.layout.wording import depth, ended, goes_on, is_bullet, is_heading_wording

_MOST_WORDS = 14
_MOST_CHARACTERS = 110


def mark_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, headings marked and levels given; the level follows from what made it one."""
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        if piece.kind == "heading":
            piece.level = piece.level or _level(piece)
        elif _is_heading(piece, before, after):
            piece.level = _level(piece)
            piece.kind = "heading"
        if piece.kind == "heading" and not piece.marker:
            _number(piece)
    _even_levels([piece for piece in pieces if piece.kind == "heading"])
    return list(pieces)


def _number(piece: Piece) -> None:
    """Take the number of a heading ("2.1 De pijlers", "3 Slot") as its marker."""
    found = re.match(r"(\d{1,2}(?:\.\d{1,2}){0,3})\s+(?=[A-ZÀ-Ý])", piece.rows[0].text)
    if found and len(piece.rows[0].text) > found.end():
        piece.marker = found.group(1)
        piece.rows[0] = piece.rows[0].cut(found.end())
        piece.level = max(piece.level, min(6, 1 + depth(piece.marker)))


def _even_levels(headings: Sequence[Piece]) -> None:
    """Headings numbered alike get the same level; a bulleted label is one below what it stands under."""
    levels: dict[str, int] = {}
    for piece in headings:
        if piece.marker and not is_bullet(piece.marker):
            shape = re.sub(r"\d+", "1", piece.marker)
            shape = re.sub(r"[a-zA-Z]", "a", shape)
            levels[shape] = min(piece.level, levels.get(shape, piece.level))
    above = 1
    for piece in headings:
        if is_bullet(piece.marker):
            piece.level = max(4, above + 1) if not piece.sure else piece.level
        elif piece.marker:
            shape = re.sub(r"[a-zA-Z]", "a", re.sub(r"\d+", "1", piece.marker))
            piece.level = levels[shape]
            above = piece.level
        else:
            above = piece.level


def _is_heading(piece: Piece, before: Piece | None, after: Piece | None) -> bool:
    if piece.table or piece.kind not in ("paragraph", "list_item") or after is None or after.table:
        return False
    if piece.longer(_MOST_CHARACTERS):
        return False
    text = piece.text
    if not _short(text) or not any(char.isalpha() for char in text) or goes_on(text) or goes_on(after.head):
        return False
    if len(piece.rows) > 1 and any(row.hard for row in piece.rows[:-1]):
        return False
    if piece.kind == "list_item":
        return _heads_item(piece, before, after)
    if text.endswith((",", ";")):
        return False
    if is_heading_wording(text):
        return True
    bold = piece.share(BOLD) > 0.9 or piece.share(UNDERLINE) > 0.9
    if bold:
        return not text.endswith(("?", "!")) and not (text.endswith(".") and len(text.split()) > 8)
    if ended(text) and not text.endswith(":"):
        return False
    if text.isupper() and len(text) > 3:
        return True
    if _stands_alone(piece, before, after):
        return True
    label = text.endswith(":") and len(text.split()) <= 3 and text[:1].isupper()
    return label and after.kind == "paragraph" and after.longer(80)


def _stands_alone(piece: Piece, before: Piece | None, after: Piece) -> bool:
    """Whether a few words without an end stand between two ended paragraphs, as a plain title does."""
    text = piece.text
    words = re.sub(r"^\d{1,2}(?:\.\d{1,2})*\s+", "", text)
    if len(words.split()) > 9 or len(text) > 70 or not words[:1].isupper() or ended(text):
        return False
    above = before is None or ended(before.tail) or before.kind == "heading"
    return above and after.kind in ("paragraph", "list_item") and after.longer(60) and after.head[:1].isupper()


def _heads_item(piece: Piece, before: Piece | None, after: Piece) -> bool:
    """Whether a list item is the heading of the paragraph under it ("1. Sanctionering", "• Kosten:")."""
    text = piece.text
    if (
        after.kind != "paragraph"
        or not (after.longer(59) or ended(after.tail))
        or text.endswith((".", ",", ";", "?", "!"))
    ):
        return False
    words = len(text.split())
    bold = piece.share(BOLD) > 0.9 or piece.share(UNDERLINE) > 0.9
    if is_bullet(piece.marker):
        return (text.endswith(":") and words <= 8) or (bold and words <= 12)
    beside = before is not None and before.kind == "list_item" and before.level == piece.level
    return bold or (words <= 8 and not text.endswith(":") and not beside) or is_heading_wording(text)


def _short(text: str) -> bool:
    return len(text) <= _MOST_CHARACTERS and len(text.split()) <= _MOST_WORDS


def _level(piece: Piece) -> int:
    """1 for a title, 2 for a section, 3 for "Advies 3" and numbered items, 4 for a bulleted label."""
    if is_bullet(piece.marker):
        return 4
    if piece.marker:
        return min(6, depth(piece.marker) + (1 if piece.share(BOLD) > 0.9 else 2))
    if re.search(r"\d[a-z]?\s*:?$", piece.text) and is_heading_wording(piece.text):
        return 3
    return 2
