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
