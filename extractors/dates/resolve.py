"""From a partial date to ISO 8601: the year that a letter leaves out comes from its own date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extractors.dates.grammar import Raw, week_month
from extractors.facts import Precision

_PAST = re.compile(
    r"\b(?:heeft|hebben|had|hadden|was|waren|werd|werden|ontving(?:en)?|ontvangen|kregen|bracht(?:en)?|vond(?:en)?|vroeg(?:en)?|"
    r"adviseerden?|stuurden?|jl|vorig[e]?|afgelopen|laatstleden|(?:be)?sprak(?:en)?|stelden?|zond(?:en)?|ben|is\s+\w+\s*$|gaf|gaven|kwam(?:en)?|ging(?:en)?|hield(?:en)?|bleek|zei(?:den)?|"
    r"schreef|schreven|besloot|zag(?:en)?|deed|deden|liet(?:en)?|liep(?:en)?|begon(?:nen)?|nam(?:en)?|viel(?:en)?|legden?|bood|wees|"
    r"hoorden?|mailden?|belden?|bezochten?|startte|opende|vertelden?|sloot|sloten|verscheen|vernamen|lazen|toen|sinds|sedert|d\.d(?=\.))\b",
    re.I,
)
_DONE = re.compile(
    r"(?<!moet )(?<!moeten )(?<!kan )(?<!kunnen )(?<!zal )(?<!zullen )\b(?:is|zijn)\b[^.?!;]{0,70}"
    r"\b(?!gepland|geagendeerd|gericht|bedoeld|gewenst|geldig|gesloten|geopend|gereed)"
    r"(?:ge\w{3,}(?:d|t|en)|(?:toe|rond|door|op|aan|in|over|voor|bij)ge\w{3,}(?:d|t|en)"
    r"|(?:ver|ont|be)(?:zonden|stuurd|vangen|sproken|sloten|schenen|handeld|antwoord))\b",
    re.I,
)
"""Something that has been done: "zijn op 3 mei verzonden"."""
_FUTURE = re.compile(
    r"\b(?:zal|zullen|uiterlijk|vóór|wordt|worden|gaat|gaan|kunt|kan|komend[e]?|aanstaande|verwachten?|graag|willen|wil|deadline|"
    r"vanaf|verschijnt|verschijnen|volgt|volgen|komt|vervalt|opent|"
    r"niet later dan|treedt|treden|start|starten|ontvangen wij graag)\b",
    re.I,
)


_SAME_YEAR, _AGAINST_TENSE, _AGAINST_WORD = 4, 9, 99
"""In months: what the letter's own year has before others, what speaks against a year."""


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
        dated = next((other for other in near if other.year is not None and other.month), None)
        if dated is None:
            return next((other.year for other in near if other.year is not None), None)
        anchor = date(dated.year or 1, dated.month or 1, dated.day or 15)
    month = raw.month or (raw.quarter or 0) * 3 or (week_month(anchor.year, raw.week) if raw.week else anchor.month)
    tense = _tense(sentence)

    def cost(year: int) -> float:
        months = (year - anchor.year) * 12 + month - anchor.month
        if raw.day and not months:
            months = (raw.day > anchor.day) - (raw.day < anchor.day)
        wrong = "past" if months > 0 else "future" if months < 0 else None
        against = (_AGAINST_WORD if raw.shift == wrong else 0) + (_AGAINST_TENSE if tense == wrong else 0)
        return abs(months) + (against if wrong else 0) - (_SAME_YEAR if year == anchor.year else 0)

    return min((anchor.year, anchor.year - 1, anchor.year + 1), key=cost)


def _tense(sentence: str) -> str | None:
    past, future = bool(_PAST.search(sentence) or _DONE.search(sentence)), bool(_FUTURE.search(sentence))
    if past == future:
        return None
    return "past" if past else "future"
