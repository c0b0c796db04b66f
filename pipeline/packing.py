"""What the store keeps of a letter in packed form: its JSON record, and its blocks, lines, styles and metadata."""

from __future__ import annotations

import json
import zlib
from typing import Any

from extractors.letter import Block, Letter, Line, Span, Style
from pipeline.record import Json


def pack_record(record: Json, text: str) -> bytes:
    """The JSON record of a letter, compressed with the letter's text, which it quotes, as preset dictionary."""
    packer = zlib.compressobj(9, zdict=_dictionary(text))
    whole = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return packer.compress(whole) + packer.flush()


def unpack_record(packed: bytes, text: str) -> Json:
    """The JSON record that `pack_record` packed; `text` is the text of its letter."""
    record: Json = json.loads(zlib.decompressobj(zdict=_dictionary(text)).decompress(packed))
    return record


def _dictionary(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def pack_layout(letter: Letter) -> bytes:
    """Blocks, lines, styles and metadata of `letter` as compressed JSON."""
    layout = {
        "blocks": [
            [b.kind, b.span.start, b.span.end, b.level, b.marker, b.page, _box(b.bbox), b.table, b.row, b.column]
            for b in letter.blocks
        ],
        "lines": [[line.span.start, line.span.end, line.page, _box(line.bbox)] for line in letter.lines],
        "styles": [[style.kind, style.span.start, style.span.end] for style in letter.styles],
        "metadata": dict(letter.metadata),
    }
    return zlib.compress(json.dumps(layout, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def _box(box: tuple[float, float, float, float] | None) -> list[int] | None:
    """A box in whole points: exact enough to mark a passage on a page."""
    return None if box is None else [round(value) for value in box]


def unpack_layout(packed: bytes, letter: Letter) -> Letter:
    """`letter` with the blocks, lines, styles and metadata of `packed`."""
    layout: dict[str, Any] = json.loads(zlib.decompress(packed))
    return Letter(
        sha256=letter.sha256,
        text=letter.text,
        blocks=tuple(
            Block(kind, Span(start, end), level, marker, page, tuple(box) if box else None, *cell)
            for kind, start, end, level, marker, page, box, *cell in layout["blocks"]
        ),
        pages=letter.pages,
        media_type=letter.media_type,
        name=letter.name,
        lines=tuple(Line(Span(start, end), page, tuple(box)) for start, end, page, box in layout["lines"]),
        styles=tuple(Style(kind, Span(start, end)) for kind, start, end in layout["styles"]),
        metadata=layout["metadata"],
    )
