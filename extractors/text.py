"""Small helpers that several extractors share: sentences, blocks and spans of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors.letter import Letter, Span


def sentences(letter: Letter, doc: Any) -> Iterator[Span]:
    """Spans of the sentences of the letter, without outer whitespace, empty ones left out."""
    for sent in doc.sents:
        span = trim(letter.text, Span(sent.start_char, sent.end_char))
        if len(span):
            yield span


def trim(text: str, span: Span) -> Span:
    """`span` without the whitespace at its ends."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def match_span(match: re.Match[str], group: int | str = 0, offset: int = 0) -> Span:
    """Where a group of `match` stands, `offset` code points further on."""
    return Span(match.start(group) + offset, match.end(group) + offset)


def sentence_at(letter: Letter, doc: Any, span: Span) -> Span:
    """The sentence of `doc` around `span`, kept inside the block (or printed line) that `span` stands in."""
    low, high = 0, len(letter.text)
    block = letter.block_at(span.start)
    if block is not None:
        low, high = block.span.start, block.span.end
    if block is None or block.kind in ("letterhead", "signature"):
        low = max(low, letter.text.rfind("\n", 0, span.start) + 1)
        newline = letter.text.find("\n", span.end)
        high = min(high, newline if newline >= 0 else high)
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    if found is not None:
        start = found[0].sent.start_char
        end = found[-1].sent.end_char
        low, high = max(low, min(start, span.start)), min(high, max(end, span.end))
    return trim(letter.text, Span(low, high))
