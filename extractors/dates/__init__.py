"""Dates: a Dutch date grammar, resolved against the letter's own date, each with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from extractors.dates.grammar import Raw
from extractors.dates.grammar import parse as parse_all
from extractors.dates.resolve import iso, year_of
from extractors.dates.roles import role_of
from extractors.dates.situation import Situation, context_of, situation
from extractors.facts import DateMention, DateRole, Letterhead
from extractors.letter import Letter, Span

__all__ = ["Raw", "find", "mentions", "parse_all"]


def find(letter: Letter, doc: Any, letterhead: Letterhead) -> tuple[DateMention, ...]:
    """All dates of the letter with role: one entry per (iso, role), in order of first mention."""
    entries: dict[tuple[str, DateRole], DateMention] = {}
    for mention in _settled(letter, [one for one, _ in mentions(letter, doc, letterhead)]):
        key = (mention.iso, mention.role)
        seen = entries.get(key)
        entries[key] = _merge(seen, mention) if seen else mention
    return tuple(entries.values())


def mentions(letter: Letter, doc: Any, letterhead: Letterhead) -> Iterator[tuple[DateMention, Situation]]:
    """Every printed date with its role as far as its own sentence tells, and where it stands."""
    taken = [span for span in (letterhead.our_reference, letterhead.your_reference) if span]
    raws = [raw for raw in parse_all(letter.text, taken) if not _names_subject(letterhead, raw)]
    anchor = _anchor(letterhead)
    answered = _of_your_letter(letter)
    for raw in raws:
        near = sorted(
            (other for other in raws if other is not raw),
            key=lambda other: abs(other.span.start - raw.span.start),
        )
        context = context_of(letter, doc, raw.span)
        year = year_of(raw, anchor, near, letter.quote(_clause(letter, context, raw.span, _VERB_CUT)))
        if year is None:
            continue
        value, precision = iso(raw, year)
        here = situation(letter, letterhead, context, raw, raws, value, precision)
        role, cue, confidence = _role(letter, letterhead, raw.span, value, here)
        if role != "briefdatum" and any(raw.span.overlaps(span) for span in answered):
            role, confidence = "eerder_advies" if here.writer == "college" else "adviesaanvraag", 0.9
        cue = cue.shift(context.start) if cue else None
        clause = _clause(letter, context, raw.span)
        yield DateMention(raw.span, value, precision, role, clause, (raw.span,), confidence, cue), here


def _of_your_letter(letter: Letter) -> list[Span]:
    """What stands under a label "Uw brief van" on a line of its own: the date of the letter that this one answers."""
    from extractors.letterhead.labels import find_labels
    from extractors.letterhead.lines import split

    if not _YOUR_LETTER.search(letter.text):
        return []
    labels = find_labels(letter, split(letter).head)
    return [
        label.value
        for label in labels
        if label.field == "uw_brief" and "\n" in letter.text[label.label.end : label.value.start]
    ]


_YOUR_LETTER = re.compile(r"\b[Uu]w (?:brief|mail|e-mail|bericht|schrijven)\b")


def _settled(letter: Letter, found: list[DateMention]) -> Iterator[DateMention]:
    """The mentions, each with a doubtful role made that of the date joined to it, or of the same day elsewhere."""
    sure: dict[str, DateMention] = {}
    for mention in found:
        known = sure.get(mention.iso)
        certain = mention.confidence >= _SURE and mention.role != "briefdatum"
        if certain and (known is None or mention.confidence > known.confidence):
            sure[mention.iso] = mention
    last: DateMention | None = None
    for mention in found:
        settled = mention
        known = sure.get(mention.iso)
        joined = last and _JOINED.fullmatch(letter.text[last.span.end : mention.span.start])
        if last and joined and (mention.role == "overig" or mention.confidence < _DOUBTFUL):
            settled = replace(mention, role=last.role, cue=last.cue)  # "op 3 mei en 4 juni": one role for both
        elif known and mention.precision == "dag" and mention.confidence < _DOUBTFUL:
            settled = replace(mention, role=known.role, cue=known.cue)
        last = settled
        yield settled


_SURE, _DOUBTFUL = 0.7, 0.5
_JOINED = re.compile(r"\s*(?:\([^()]{1,60}\)\s*)?(?:,|,?\s*en|of)\s+(?:op\s+|van\s+|in\s+)?(?:\w+dag\s+)?")


def _names_subject(letterhead: Letterhead, raw: Raw) -> bool:
    """Whether a bare year stands in the subject: there it belongs to the name of a plan."""
    subject = letterhead.subject
    return subject is not None and subject.contains(raw.span) and raw.month is None and raw.quarter is None


def _anchor(letterhead: Letterhead) -> date | None:
    printed = letterhead.letter_date or ""
    try:
        return date.fromisoformat(f"{printed}-15" if len(printed) == 7 else printed)
    except ValueError:
        return None


def _merge(seen: DateMention, other: DateMention) -> DateMention:
    return DateMention(
        seen.span, seen.iso, seen.precision, seen.role, seen.context, (*seen.mentions, *other.mentions),
        max(seen.confidence, other.confidence), seen.cue or other.cue,
    )  # fmt: skip


def _role(
    letter: Letter, letterhead: Letterhead, span: Span, value: str, here: Situation
) -> tuple[DateRole, Span | None, float]:
    own = letterhead.letter_date_span
    if own and own.overlaps(span):
        return "briefdatum", None, 1.0
    role, cue, confidence = role_of(here)
    weak = role == "overig" or confidence < _DOUBTFUL
    if own and value == letterhead.letter_date and weak and _in_head(letter, span, here):
        return "briefdatum", None, 0.8
    return role, cue, confidence


def _in_head(letter: Letter, span: Span, here: Situation) -> bool:
    """Whether a repeated date of the letter stands by itself, as on a title page, in a head or in a signature."""
    block = letter.block_at(span.start)
    alone = len(here.sentence) - len(span) < 30
    return alone or (block is not None and block.kind == "letterhead")


_CUT = re.compile(r"[;\n]|,\s+(?=(?:en|maar|waar\w*|terwijl|zodat|omdat)\b)|\s[–—]\s")
_VERB_CUT = re.compile(
    _CUT.pattern + r"|[()]|,\s+(?=(?:die|dat|welke)\b)"
    r"|\s(?=(?:voordat|nadat|zodra|terwijl|omdat|zodat|maar|waarna|waarop|dat|of)\s)"
)
"""Between two cuts stands one verb: the tense of the date."""


def _clause(letter: Letter, sentence: Span, span: Span, cut: re.Pattern[str] = _CUT) -> Span:
    """The part of `sentence` around `span` between two inner cuts."""
    text = letter.text
    start = max((m.end() for m in cut.finditer(text, sentence.start, span.start)), default=sentence.start)
    end = cut.search(text, span.end, sentence.end)
    return Span(start, end.start() if end else sentence.end)
