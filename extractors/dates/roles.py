"""What a date is for: its role, from the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, cast

from extractors.dates import model
from extractors.dates.mark import MARK, OTHER, mask
from extractors.facts import DateRole, Precision
from extractors.letter import Span
from extractors.lexicon import load_csv

Writer = Literal["raad", "college", ""]
Mode = Literal["rules", "model", "both"]
_CLAUSE_EDGE = re.compile(r"[;:()\n•]|,\s+(?:en|maar|waar\w*|die|dat|terwijl|zodat|omdat)\b|\s[–—-]\s")
_QUOTED = re.compile(r"(?:[“„\"‘]|(?<!\w)')[^”\"’\n]{3,120}[”\"’']")
_NEAR_LIMIT = 90


@cache
def _rules(kind: str) -> tuple[tuple[DateRole, str, re.Pattern[str]], ...]:
    rules = []
    for row in load_csv("datumrollen"):
        if row["kind"] == kind:
            pattern = re.sub(r"\[\^\.;(D?)(d?)\]", _stop_class, row["pattern"])
            pattern = re.sub(r"(?:(?<![A-Za-z])|(?<=\\b))D(?![A-Za-z])", MARK, pattern)
            pattern = pattern.replace("\\b" + MARK, MARK)
            rules.append((cast(DateRole, row["role"]), row["by"], re.compile(pattern, re.I)))
    return tuple(rules)


def _stop_class(match: re.Match[str]) -> str:
    """A class of characters that end the reach of a pattern: sentence marks, and dates where D or d is named."""
    return "[^.;" + (MARK if match[1] else "") + (OTHER if match[2] else "") + "]"


def role_of(
    sentence: str,
    date: Span,
    others: Sequence[Span],
    writer: Writer,
    precision: Precision = "dag",
    mode: Mode = "model",
) -> tuple[DateRole, Span | None, float]:
    """Role of the date at `date` in `sentence` (both relative to it), the words that say so, and a confidence.

    `others` are the other dates in the sentence; `writer` tells who wrote the letter. `mode` says who decides:
    the rules, the trained classifier, or both.
    """
    marked, origin = mask(sentence, date, others)
    if mode != "model":
        for role, by, pattern in _rules("near"):
            if by and writer and by != writer:
                continue
            for match in pattern.finditer(marked):
                if MARK in match[0]:
                    return role, _cue(match, origin), 0.85
    coarse = precision in ("jaar", "kwartaal")
    if mode == "rules":
        return _by_word(marked, origin, writer, coarse)
    likely = model.probabilities(marked, writer, precision)
    best = max(likely, key=lambda role: likely[role])
    return cast(DateRole, best), None, round(likely[best], 3)


def _cue(match: re.Match[str], origin: list[int]) -> Span:
    return Span(origin[match.start()], origin[match.end()])


def _by_word(marked: str, origin: list[int], writer: Writer, coarse: bool) -> tuple[DateRole, Span | None, float]:
    """The role of the nearest telling word in the clause of the date."""
    marked = re.sub(rf"\(([^()]{{0,12}}{MARK}[^()]{{0,3}})\)", r" \1 ", marked)
    at = marked.index(MARK)
    start = max((m.end() for m in _CLAUSE_EDGE.finditer(marked, 0, at)), default=0)
    marked = _QUOTED.sub(lambda m: m[0] if MARK in m[0] else " " * len(m[0]), marked)
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
