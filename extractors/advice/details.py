"""Who should act on an advice point, and by when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.facts import DateMention
from extractors.letter import Letter, Span

_BODY = (
    r"(?:uw college|het college(?: van (?:burgemeester en wethouders|b ?(?:&|en) ?w))?|"
    r"de gemeente(?: (?-i:[A-Z])[\w-]+)?|de gemeenteraad|de wethouder|de aanbieders?|de regio|u|jullie)"
)
_AFTER = re.compile(rf"[^.;:?!]{{0,60}}?\b(?P<who>{_BODY})\b", re.IGNORECASE)
_OPENING = re.compile(
    rf"^(?:[\w-]+ ){{0,4}}?(?P<who>{_BODY}) (?:\w+ ){{0,2}}?(?:moet|dient|zou|hoort|mag|kan)", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:vóór|voor|uiterlijk|niet later dan|ten laatste|per|met ingang van|vanaf|tot|in|op|binnen)"
    r"(?: (?:uiterlijk|eind|begin|medio|het|de|\w+dag|\w+jaar|\w+ van))*\s*$",
    re.IGNORECASE,
)
DATE_HINT = re.compile(
    r"\b(?:vóór|voor|uiterlijk|later dan|per|ingang van|vanaf|eind|begin|medio|in) (?:\w+ ){0,3}?(?:\d|[a-z]+ 20\d\d)"
)


def addressee(letter: Letter, span: Span, cue: Span | None) -> Span | None:
    """The body that an advice point is put to, or that must act by it, where the sentence names one."""
    start = cue.start if cue is not None and span.contains(cue) else span.start
    after = _AFTER.match(letter.text, start, span.end)
    if after is not None:
        return Span(after.start("who"), after.end("who"))
    opening = _OPENING.match(letter.quote(span))
    return Span(opening.start("who"), opening.end("who")).shift(span.start) if opening is not None else None


def deadline(letter: Letter, span: Span, dates: Sequence[DateMention]) -> str | None:
    """The date (ISO) by which an advice point is to be done, where its text sets one."""
    for date in dates:
        for mention in date.mentions or (date.span,):
            if span.contains(mention) and _BY.search(letter.text[max(span.start, mention.start - 40) : mention.start]):
                return date.iso
    return None
