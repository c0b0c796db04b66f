"""Items of a bestuursopdracht: deelproducten, research questions, frames, chances, risks, points of attention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from extractors.facts import Letterhead, OtherItem
from extractors.letter import Block, Letter, Span
from extractors.lexicon import load_csv
from extractors.text import trim

_NONE = "geen"
_MAX_LEAD = 160


@cache
def _labels() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    return tuple(
        (row["kind"], bool(row["inline"]), re.compile(row["pattern"], re.I)) for row in load_csv("bestuursopdracht")
    )


def find(letter: Letter, doc: Any, letterhead: Letterhead) -> tuple[OtherItem, ...]:
    """The items in order, each once; empty for any other kind of document."""
    if letterhead.document_type != "bestuursopdracht":
        return ()
    found: list[OtherItem] = []
    seen: set[tuple[str, str]] = set()
    for item in _walk(letter):
        key = (item.kind, re.sub(r"\W+", " ", letter.quote(item.span)).strip().lower())
        if key[1] and key not in seen:
            seen.add(key)
            found.append(item)
    return tuple(found)


def _walk(letter: Letter) -> Iterator[OtherItem]:
    """Go through the blocks; a heading, label or lead-in says of what kind the items after it are."""
    stack: list[tuple[str, Span]] = []
    numbered: tuple[str, Span] | None = None
    for block in letter.blocks:
        text = letter.quote(block.span)
        kind = _label(text)
        if kind is not None and block.kind != "list_item":
            stack = [] if kind == _NONE else [(kind, block.span)]
            numbered = stack[0] if stack else None
            continue
        inline = _inline(text)
        if inline is not None:
            yield from _sentences(letter, inline[0], Span(block.span.start + inline[1], block.span.end), block.span)
            continue
        current = stack[-1] if stack else None
        if current is None:
            continue
        if block.kind == "heading":
            if block.marker and numbered:
                yield OtherItem(block.span, numbered[0], 0.6, numbered[1])
            else:
                stack, numbered = [], None
            continue
        yield from _item(letter, block, current, numbered)
        inner = _lead_in(text)
        if inner:
            stack = [(inner, block.span)]
        elif block.marker and numbered and block.marker.rstrip(".)").isdigit():
            stack = [numbered]


def _item(
    letter: Letter, block: Block, current: tuple[str, Span], numbered: tuple[str, Span] | None
) -> Iterator[OtherItem]:
    kind, cue = current
    if numbered and block.marker.rstrip(".)").isdigit() and kind != numbered[0]:
        kind, cue = numbered
    if block.kind == "list_item":
        yield OtherItem(block.span, kind, 0.8, cue)
    elif block.kind == "table_cell" or kind in ("kans", "risico", "aandachtspunt"):
        yield from _sentences(letter, kind, block.span, cue)


def _sentences(letter: Letter, kind: str, span: Span, cue: Span) -> Iterator[OtherItem]:
    """Each printed line or sentence of a cell is an item, a label before its colon included."""
    text = letter.quote(span)
    for match in re.finditer(r"[^\n]+", text):
        piece = trim(letter.text, Span(span.start + match.start(), span.start + match.end()))
        if len(piece) > 2:
            yield OtherItem(piece, kind, 0.7, cue)


def _label(text: str) -> str | None:
    bare = re.sub(r"\s+", " ", text).strip(" :.")
    if len(bare) > _MAX_LEAD:
        return None
    for kind, _, pattern in _labels():
        if pattern.fullmatch(bare):
            return kind
    return None


def _lead_in(text: str) -> str | None:
    """The kind announced by an item that ends in a colon: "… wordt uitgesplitst naar zes gebieden, te weten:"."""
    if not text.rstrip().endswith(":"):
        return None
    last = re.split(r"(?<=[.!?])\s+", text.rstrip())[-1]
    kind = _label(last)
    return kind if kind and kind != _NONE else None


def _inline(text: str) -> tuple[str, int] | None:
    """A label with its items behind it in one block: ("kans", offset) for "Kansen: …"."""
    match = re.match(r"([^:\n]{3,60}):\s+(?=\S)", text)
    if not match:
        return None
    for kind, inline, pattern in _labels():
        if inline and kind != _NONE and pattern.fullmatch(match[1].strip()):
            return kind, match.end()
    return None
