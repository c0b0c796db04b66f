"""Where a date stands: its sentence or table row, the other dates there, who writes, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from extractors.dates.grammar import Raw
from extractors.facts import Letterhead, Precision
from extractors.letter import Letter, Span
from extractors.text import sentence_at

Writer = Literal["raad", "college", ""]
Timing = Literal["before", "after", ""]


@dataclass(frozen=True, slots=True)
class Situation:
    """What tells the role of a date. `date` and `others` are spans in `sentence`; `timing` is that of the date
    as against the letter's own ("" when either is unknown or they are equal)."""

    sentence: str
    date: Span
    others: tuple[Span, ...] = ()
    writer: Writer = ""
    precision: Precision = "dag"
    timing: Timing = ""


def situation(
    letter: Letter,
    letterhead: Letterhead,
    context: Span,
    raw: Raw,
    raws: Sequence[Raw],
    iso: str,
    precision: Precision,
) -> Situation:
    """The situation of `raw`, which means `iso`, in `context` (see `context_of`); `raws` are all dates."""
    others = [one.span.shift(-context.start) for one in raws if one is not raw and context.contains(one.span)]
    return Situation(
        _one_line(letter, context),
        raw.span.shift(-context.start),
        tuple(others),
        _writer(letterhead),
        precision,
        _timing(iso, letterhead.letter_date or ""),
    )


def context_of(letter: Letter, doc: Any, span: Span) -> Span:
    """The sentence around `span`; for a table cell the row from its first cell on."""
    sentence = sentence_at(letter, doc, span)
    index = letter.block_index(span.start)
    if index is not None and letter.blocks[index].kind == "table_cell":
        block = letter.blocks[index]
        row = [b for b in letter.blocks if b.kind == "table_cell" and b.table == block.table and b.row == block.row]
        if row and row[0].span.end - row[0].span.start < 60 and span.start - row[0].span.start < 200:
            return Span(min(row[0].span.start, sentence.start), sentence.end)
    return sentence


def _one_line(letter: Letter, context: Span) -> str:
    """The text of `context` with a bar between the cells of a table and a blank for other breaks."""
    block = letter.block_at(context.start)
    bar = "|" if block is not None and block.kind == "table_cell" else " "
    return letter.quote(context).replace("\n", bar)


def _writer(letterhead: Letterhead) -> Writer:
    if letterhead.document_type in ("reactie_college", "adviesaanvraag"):
        return "college"
    return "raad" if letterhead.document_type in ("gevraagd_advies", "ongevraagd_advies") else ""


def _timing(iso: str, own: str) -> Timing:
    """Which of two ISO dates is later, as far as both are printed; a quarter is compared by its year alone."""
    length = min(len(iso.split("-Q")[0]), len(own))
    one, other = iso[:length], own[:length]
    if one == other:
        return ""
    return "after" if one > other else "before"
