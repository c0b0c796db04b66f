"""What a date is for: its role, from the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, cast

from extractors.facts import DateRole
from extractors.letter import Span
from extractors.lexicon import load_csv

Writer = Literal["raad", "college", ""]
_MARK, _OTHER = "\ue000", "\ue001"
_CLAUSE_EDGE = re.compile(r"[;:()\n•]|,\s+(?:en|maar|waar\w*|die|dat|terwijl|zodat|omdat)\b|\s[–—-]\s")
_SUBORDINATE = re.compile(
    r"[ ](?=(?:voordat|nadat|zodra|terwijl|omdat|zodat|maar|waarna|waarop|tenzij|hoewel|doordat)[ ])"
)
_SHIFTED = re.compile(r"\s*\(?(?:j\.?l\.?|a\.?\s?s\.?|jongstleden|aanstaande)(?!\w)\)?", re.I)
_QUOTED = re.compile(r"(?:[“„\"‘]|(?<!\w)')[^”\"’\n]{3,120}[”\"’']")
_NEAR_LIMIT = 90


@cache
def _rules(kind: str) -> tuple[tuple[DateRole, str, re.Pattern[str]], ...]:
    rules = []
    for row in load_csv("datumrollen"):
        if row["kind"] == kind:
            pattern = re.sub(r"\[\^\.;(D?)(d?)\]", _stop_class, row["pattern"])
            pattern = re.sub(r"(?:(?<![A-Za-z])|(?<=\\b))D(?![A-Za-z])", _MARK, pattern)
            pattern = pattern.replace("\\b" + _MARK, _MARK)
            rules.append((cast(DateRole, row["role"]), row["by"], re.compile(pattern, re.I)))
    return tuple(rules)


def _stop_class(match: re.Match[str]) -> str:
    """A class of characters that end the reach of a pattern: sentence marks, and dates where D or d is named."""
    return "[^.;" + (_MARK if match[1] else "") + (_OTHER if match[2] else "") + "]"


def role_of(
    sentence: str, date: Span, others: Sequence[Span], writer: Writer, coarse: bool = False
) -> tuple[DateRole, Span | None, float]:
    """Role of the date at `date` in `sentence` (both relative to it), the words that say so, and a confidence.

    `others` are the other dates in the sentence; `writer` tells who wrote the letter; `coarse` dates (years,
    quarters) are no days on which something is received or people meet.
    """
    marked, origin = _mask(sentence, date, others)
    for role, by, pattern in _rules("near"):
        if by and writer and by != writer:
            continue
        for match in pattern.finditer(marked):
            if _MARK in match[0]:
                return role, _cue(match, origin), 0.85
    return _by_word(marked, origin, writer, coarse)


def _mask(sentence: str, date: Span, others: Sequence[Span]) -> tuple[str, list[int]]:
    """`sentence` with one mark for the date, one for every other, and where each character came from."""
    out: list[str] = []
    origin: list[int] = []
    position = 0
    spans = sorted([(span, _OTHER) for span in others if not span.overlaps(date)] + [(date, _MARK)])
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


def _cue(match: re.Match[str], origin: list[int]) -> Span:
    return Span(origin[match.start()], origin[match.end()])


def _by_word(marked: str, origin: list[int], writer: Writer, coarse: bool) -> tuple[DateRole, Span | None, float]:
    """The role of the nearest telling word in the clause of the date."""
    marked = re.sub(rf"\(([^()]{{0,12}}{_MARK}[^()]{{0,3}})\)", r" \1 ", marked)
    at = marked.index(_MARK)
    start = max((m.end() for m in _CLAUSE_EDGE.finditer(marked, 0, at)), default=0)
    marked = _QUOTED.sub(lambda m: m[0] if _MARK in m[0] else " " * len(m[0]), marked)
    edge = _CLAUSE_EDGE.search(marked, at + 1)
    end = edge.start() if edge else len(marked)
    best: tuple[int, DateRole, Span] | None = None
    for role, by, pattern in _rules("word"):
        if (by and writer and by != writer) or (coarse and role not in ("besluit", "eerder_advies")):
            continue
        for match in pattern.finditer(marked, start, end):
            distance = match.start() - at if match.start() > at else at - match.end()
            if distance <= _NEAR_LIMIT and (best is None or distance < best[0]):
                best = (distance, role, _cue(match, origin))
    if best is None:
        return "overig", None, 0.6
    return best[1], best[2], 0.6
