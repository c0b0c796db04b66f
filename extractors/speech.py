"""Words that a letter puts in the mouth of who asked for advice: "U schreef: laat weten of …", "…, zo vroeg u."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.letter import Span
from extractors.lexicon import load_lines, pattern

_THEIRS = re.compile(rf"\b(?:uw|jullie|{'|'.join(load_lines('requesters'))})(?!\w)", re.IGNORECASE)
_WE = re.compile(r"\b(?:wij|we|ik)\b", re.IGNORECASE)
_MARKS = "\"“”„‘’' "
_FRAME = 160
"""Characters of a frame such as "In uw brief van 3 mei schrijft u"."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the requester says within a sentence (offsets in it), and whether the frame calls it a question."""

    inner: Span
    asks: bool


def said(sentence: str) -> Said | None:
    """What the sentence lets the requester say, or None where the council speaks."""
    after = pattern("speech_after").search(sentence)
    if after is not None and after.start() > 8 and _THEIRS.search(after[0]):
        return Said(_bare(sentence, 0, after.start()), bool(pattern("speech_asks").search(after[0])))
    colon = sentence.find(": ", 0, _FRAME)
    frame = sentence[: max(colon, 0)]
    if not frame or frame.count("(") > frame.count(")") or pattern("speech_own").search(frame):
        return None
    verb = pattern("speech_before").search(frame)
    if verb is None or not _THEIRS.search(frame) or (_WE.search(frame) and not pattern("speech_read").search(frame)):
        return None
    inner = _bare(sentence, colon + 2, len(sentence))
    return Said(inner, bool(pattern("speech_asks").search(frame))) if len(inner) > 8 else None


def _bare(sentence: str, start: int, end: int) -> Span:
    """`[start, end)` without the quotation marks and comma around it."""
    while start < end and sentence[start] in _MARKS:
        start += 1
    while end > start and sentence[end - 1] in _MARKS + ",–—":
        end -= 1
    return Span(start, end)
