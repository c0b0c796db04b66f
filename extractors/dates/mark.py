"""A sentence with marks for its dates: one for the date in question, another for all others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.letter import Span

MARK, OTHER = "\ue000", "\ue001"
_CLAUSE_EDGE = re.compile(r"[;:()\n•]|,\s+(?:en|maar|waar\w*|die|dat|terwijl|zodat|omdat)\b|\s[–—-]\s")
_SUBORDINATE = re.compile(
    r"[ ](?=(?:voordat|nadat|zodra|terwijl|omdat|zodat|maar|waarna|waarop|tenzij|hoewel|doordat)[ ])"
)
_SHIFTED = re.compile(r"\s*\(?(?:j\.?l\.?|a\.?\s?s\.?|jongstleden|aanstaande)(?!\w)\)?", re.I)
_BRACKETED = re.compile(rf"\(([^()]{{0,30}}{MARK}[^()]{{0,3}})\)")


def mask(sentence: str, date: Span, others: Sequence[Span]) -> tuple[str, list[int]]:
    """`sentence` with `MARK` for the date, `OTHER` for the others, and where each character came from."""
    out: list[str] = []
    origin: list[int] = []
    position = 0
    spans = sorted([(span, OTHER) for span in others if not span.overlaps(date)] + [(date, MARK)])
    for span, mark in spans:
        if span.start < position:
            continue
        out.append(_SUBORDINATE.sub(";", sentence[position : span.start]) + mark)
        origin.extend(range(position, span.start))
        origin.append(span.start)
        position = span.end
        shift = _SHIFTED.match(sentence, position)
        if shift:  # "15 november jl. ontving": the words behind the date must stand right behind its mark
            position = shift.end()
    out.append(_SUBORDINATE.sub(";", sentence[position:]))
    origin.extend(range(position, len(sentence)))
    return "".join(out), [*origin, len(sentence)]


def clause(marked: str) -> tuple[int, int]:
    """Start and end of the clause around the mark; a date in brackets belongs to the words before them."""
    opened = _BRACKETED.search(marked)
    hidden = marked
    if opened:
        hidden = f"{marked[: opened.start()]} {opened[1]} {marked[opened.end() :]}"
    at = hidden.index(MARK)
    start = max((m.end() for m in _CLAUSE_EDGE.finditer(hidden, 0, at)), default=0)
    if hidden[start:at].strip(" \n") == "" and start and hidden[start - 1] in ":\n":  # a label before the date
        start = max((m.end() for m in _CLAUSE_EDGE.finditer(hidden, 0, start - 1)), default=0)
    edge = _CLAUSE_EDGE.search(hidden, at + 1)
    return start, edge.start() if edge else len(hidden)
