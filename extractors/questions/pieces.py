"""Several questions in one sentence: enumerated, joined by "en", or told one after the other."""

from __future__ import annotations

import re

from extractors.letter import Span
from extractors.outline import trimmed


def enumerated(text: str, span: Span) -> list[tuple[str | None, Span]]:
    """The questions in "is dit genoeg, en moet er meer bij?" or "(1) is dit genoeg, (2) wie betaalt?", numbered."""
    marks = list(_NUMBERED.finditer(text, span.start, span.end))
    if len(marks) > 1:
        ends = [mark.start() for mark in marks[1:]] + [span.end]
        pieces = [Span(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
        numbers = [mark["number"] for mark in marks]
        return [(one, _without_and(text, piece)) for one, piece in zip(numbers, pieces, strict=True)]
    starts = [span.start, *(match.start("next") for match in _NEXT.finditer(text, span.start, span.end))]
    return [(None, _without_and(text, Span(a, b))) for a, b in zip(starts, [*starts[1:], span.end], strict=True)]


def run_on(text: str, span: Span, number: str | None) -> list[tuple[str | None, Span]]:
    """A list item and those that are printed behind it: "of dit genoeg is; (b) wie betaalt", with their numbers."""
    marks = list(_RUN_ON.finditer(text, span.start, span.end))
    starts = [span.start, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), span.end]
    numbers = [number, *(mark["number"] for mark in marks)]
    return [(one, Span(start, end)) for one, start, end in zip(numbers, starts, ends, strict=True)]


_RUN_ON = re.compile(r"(?<=[;,.?])\s+(?:en\s+)?\((?P<number>[2-9]|[b-h])\)\s+", re.IGNORECASE)


def _without_and(text: str, span: Span) -> Span:
    """A piece of an enumeration without the comma, semicolon or "en" before the next."""
    match = re.search(r"[,;]?(?:\s+en)?\s*$", text[span.start : span.end])
    return Span(span.start, span.start + match.start()) if match else span


_NUMBERED = re.compile(r"\((?P<number>\d|[a-h]|[ivx]{1,4})\)\s+", re.IGNORECASE)
_NEXT = re.compile(
    r"(?:, en|,| en):? (?P<next>(?:is|zijn|moet|moeten|kan|kunnen|heeft|hebben|wordt|worden|vindt|vinden|ziet|mag|"
    r"mogen|zou|zouden|hoe|welke|wat|waar|wanneer|wie) )"
)


def told(text: str, span: Span, clause: int) -> list[Span]:
    """The parts of "U wilt weten of … en of …", each a question of its own; the first begins at `clause`."""
    about = text.startswith(("over ", "omtrent ", "op "), clause if clause < span.end else span.start)
    begins = clause if clause < span.end else span.start
    cut = (_ABOUT if about else _AND).search(text, begins, span.end)
    if cut is not None and len(text[_next(cut) : span.end].split()) < 3:
        cut = None  # "welk scenario onze voorkeur heeft en waarom"
    first = cut and (_COMMA.search(text, begins, cut.start()) or cut)
    answer = _ANSWERED.search(text, clause, span.end) if clause < span.end else None
    head = trimmed(
        text, Span(span.start, min(first.start() if first else span.end, answer.start() if answer else span.end))
    )
    if clause < head.end and _is_frame(text[head.start : clause], text[clause : head.end]):
        head = Span(clause, head.end)
    return [head] if first is None else [head, *told(text, Span(_next(first), span.end), span.end)]


def _next(cut: re.Match[str]) -> int:
    """Where the next question begins."""
    return max(cut.start(name) for name in cut.groupdict())


_ANSWERED = re.compile(
    r"\s[-–—]\s(?=\w+ (?:wij|we|de \w*raad)\b)|"
    r",? (?:en )?(?=(?:vandaar|daarom|dus|daarover|hierover|zodat)\b)|"
    r", (?=(?:(?:is|was|dat is|dat was|zijnde|zo luidt|aldus) )?(?:uw|jullie) (?:\w+ )?(?:vraag|verzoek)\b)|"
    r",? en (?=(?:onze|ons|uw|de|het|dit|daarbij|daarover) [^,.;]{3,80} (?:in te leveren|in te dienen|"
    r"kenbaar te maken|te geven|(?:op |toe )?te sturen|"
    r"aan te leveren|te laten weten|te mailen|uit te brengen)\b)|"
    r",? (?=(?:antwoordt|antwoorden|zegt|zeggen|reageert|reageren|luidt) )|"
    r", (?!(?:dat|die|zoals|omdat|als|of|en|terwijl|maar|waar\w*|wat|hoe) )(?=\w+ (?:wij|we)\b)",
    re.IGNORECASE,
)
"""Where "Op de vraag of … antwoordt de raad" goes over to the answer."""


def _is_frame(before: str, clause: str) -> bool:
    """Whether what stands before the clause is too long to be shown with it: "Op 3 mei ontvingen wij …"."""
    return len(before.split()) > 0.6 * len(clause.split()) and len(clause.split()) >= 4


_COMMA = re.compile(r", (?P<next>of|hoe|welke|wat|wie|wanneer|waar(?! (?:wij|we|u)\b)|in hoeverre)\b", re.IGNORECASE)
_AND = re.compile(
    r",? (?:en|alsmede|en ook|en tevens|en daarnaast) (?P<next>of|hoe|welke?|wat|waar\w*|wie|wanneer|in hoeverre)\b|"
    r",? en (?:vroeg|vraagt|wilde|wilt)(?: (?:ons|ook|verder|tevens|daarnaast|nog|graag|weten)){0,3}"
    r" (?P<next4>of|hoe|welke?|wat|in hoeverre)\b|"
    r",? anderzijds (?P<next3>of|hoe|welke|wat|in hoeverre)\b|"
    r", (?P<next2>of (?:de|het|er|jullie|wij|u|uw|onze|dit|deze|die) (?!juist|liever|beter))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r",? (?:en|alsmede|en ook)(?: daarnaast)?(?: (?:ons|onze|uw) \w+)? (?P<next>over|omtrent|op) (?!\d)", re.IGNORECASE
)
