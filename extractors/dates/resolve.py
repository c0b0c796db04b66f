"""From a partial date to ISO 8601: the year that a letter leaves out comes from its own date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.dates.grammar import Raw, week_month
from extractors.facts import Precision

_PAST = re.compile(
    r"\b(?:heeft|hebben|had|hadden|was|waren|werd|werden|ontving(?:en)?|ontvangen|kregen|bracht(?:en)?|vond(?:en)?|vroeg(?:en)?|"
    r"adviseerden?|stuurden?|jl|vorig[e]?|afgelopen|laatstleden|sprak(?:en)?|stelden?|zond(?:en)?|ben|is\s+\w+\s*$)\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:zal|zullen|uiterlijk|vóór|wordt|worden|gaat|gaan|kunt|kan|komend[e]?|aanstaande|verwachten?|graag|willen|wil|deadline|"
    r"niet later dan|treedt|treden|start|starten|ontvangen wij graag)\b",
    re.I,
)


def iso(raw: Raw, year: int) -> tuple[str, Precision]:
    """The ISO value of `raw` in `year`, and how precise it is."""
    if raw.day and raw.month:
        return f"{year:04d}-{raw.month:02d}-{raw.day:02d}", "dag"
    if raw.month:
        return f"{year:04d}-{raw.month:02d}", "maand"
    if raw.quarter:
        return f"{year:04d}-Q{raw.quarter}", "kwartaal"
    if raw.week:
        return f"{year:04d}-{week_month(year, raw.week):02d}", "maand"
    return f"{year:04d}", "jaar"


def year_of(raw: Raw, anchor: date | None, near: Sequence[Raw], sentence: str) -> int | None:
    """The year of `raw`: its own, or the one that fits the letter's date and the tense of `sentence`.

    `near` are the other dates of the letter, nearest first; they help when the letter has no date.
    """
    if raw.year is not None:
        return raw.year
    if anchor is None:
        return next((other.year for other in near if other.year is not None and other.month), None) or next(
            (other.year for other in near if other.year is not None), None
        )
    month = raw.month or (raw.quarter or 0) * 3 or (week_month(anchor.year, raw.week) if raw.week else anchor.month)
    shift = raw.shift or _tense(sentence)
    later = (month, raw.day or 0) > (anchor.month, anchor.day if raw.day else 0)
    earlier = (month, raw.day or 32) < (anchor.month, anchor.day if raw.day else 0)
    if shift == "past" and later and (raw.shift or month - anchor.month >= 2):
        return anchor.year - 1
    if shift == "future" and earlier and (raw.shift or anchor.month - month >= 2):
        return anchor.year + 1
    if shift is None and month - anchor.month >= 10:
        return anchor.year - 1
    if shift is None and anchor.month - month >= 10:
        return anchor.year + 1
    return anchor.year


def _tense(sentence: str) -> str | None:
    past, future = bool(_PAST.search(sentence)), bool(_FUTURE.search(sentence))
    if past == future:
        return None
    return "past" if past else "future"
