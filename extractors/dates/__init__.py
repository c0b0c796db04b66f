"""Dates: a Dutch date grammar, resolved against the letter's own date, each with its role."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from extractors.dates.grammar import Raw
from extractors.dates.grammar import parse as parse_all
from extractors.dates.resolve import iso, year_of
from extractors.dates.roles import Writer, role_of
from extractors.facts import DateMention, DateRole, Letterhead, Precision
from extractors.letter import Letter, Span
from extractors.text import sentence_at

__all__ = ["Raw", "find", "parse_all"]


def find(letter: Letter, doc: Any, letterhead: Letterhead) -> tuple[DateMention, ...]:
    """All dates of the letter with role: one entry per (iso, role), in order of first mention."""
    taken = [span for span in (letterhead.our_reference, letterhead.your_reference) if span]
    raws = [raw for raw in parse_all(letter.text, taken) if not _names_subject(letterhead, raw)]
    anchor = _anchor(letterhead)
    entries: dict[tuple[str, DateRole], DateMention] = {}
    last: DateMention | None = None
    for raw in raws:
        mention = _mention(letter, doc, letterhead, raw, raws, anchor)
        if mention is None:
            continue
        if last and mention.role == "overig" and _JOINED.fullmatch(letter.text[last.span.end : mention.span.start]):
            mention = replace(mention, role=last.role, cue=last.cue)  # "op 3 mei en 4 juni": one role for both
        last = mention
        key = (mention.iso, mention.role)
        seen = entries.get(key)
        if seen is None:
            entries[key] = mention
        else:
            entries[key] = _merge(seen, mention)
    return tuple(entries.values())


_JOINED = re.compile(r"\s*(?:,|,?\s*en|of)\s+(?:op\s+|van\s+|in\s+)?(?:\w+dag\s+)?")


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


def _mention(
    letter: Letter, doc: Any, letterhead: Letterhead, raw: Raw, raws: list[Raw], anchor: date | None
) -> DateMention | None:
    context = _context(letter, doc, raw.span)
    near = sorted(
        (other for other in raws if other is not raw),
        key=lambda other: abs(other.span.start - raw.span.start),
    )
    year = year_of(raw, anchor, near, letter.quote(_clause(letter, context, raw.span, _VERB_CUT)))
    if year is None:
        return None
    value, precision = iso(raw, year)
    role, cue, confidence = _role(letter, letterhead, raw, raws, context, value, precision)
    return DateMention(
        raw.span, value, precision, role, _clause(letter, context, raw.span), (raw.span,), confidence, cue
    )


def _role(
    letter: Letter,
    letterhead: Letterhead,
    raw: Raw,
    raws: list[Raw],
    context: Span,
    value: str,
    precision: Precision,
) -> tuple[DateRole, Span | None, float]:
    own = letterhead.letter_date_span
    if own and own.overlaps(raw.span):
        return "briefdatum", None, 1.0
    others = [other.span.shift(-context.start) for other in raws if context.contains(other.span) and other is not raw]
    role, cue, confidence = role_of(
        _one_line(letter, context), raw.span.shift(-context.start), others, _writer(letterhead), precision
    )
    if role == "overig" and own and value == letterhead.letter_date and _in_head(letter, raw.span, context):
        return "briefdatum", None, 0.8
    return role, cue.shift(context.start) if cue else None, confidence


def _one_line(letter: Letter, context: Span) -> str:
    """The text of `context` with a bar between the cells of a table and a blank for other breaks."""
    block = letter.block_at(context.start)
    bar = "|" if block is not None and block.kind == "table_cell" else " "
    return letter.quote(context).replace("\n", bar)


def _in_head(letter: Letter, span: Span, context: Span) -> bool:
    """Whether a repeated date of the letter stands by itself, as on a title page or in a signature."""
    return len(context) - len(span) < 30


def _writer(letterhead: Letterhead) -> Writer:
    if letterhead.document_type in ("reactie_college", "adviesaanvraag"):
        return "college"
    return "raad" if letterhead.document_type in ("gevraagd_advies", "ongevraagd_advies") else ""


def _context(letter: Letter, doc: Any, span: Span) -> Span:
    """The sentence around `span`; for a table cell the row from its first cell on."""
    sentence = sentence_at(letter, doc, span)
    index = letter.block_index(span.start)
    if index is not None and letter.blocks[index].kind == "table_cell":
        block = letter.blocks[index]
        row = [b for b in letter.blocks if b.kind == "table_cell" and b.table == block.table and b.row == block.row]
        if row and row[0].span.end - row[0].span.start < 60 and span.start - row[0].span.start < 200:
            return Span(min(row[0].span.start, sentence.start), sentence.end)
    return sentence


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
