"""A grammar of Dutch dates: every notation found in letters, as partial dates still without a role.

Nothing is resolved here: "1 juli" stays without a year. `parse` finds the printed forms, `Raw.complete`
tells whether they name a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from extractors.dates.exclusions import excluded_spans, is_name_year
from extractors.letter import Span
from extractors.lexicon import load_csv, load_lines

Shift = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A printed date. `shift` says which way a missing year lies (jl., a.s.); `week` is an ISO week."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    week: int | None = None
    shift: Shift | None = None

    @property
    def complete(self) -> bool:
        """Whether the year is known."""
        return self.year is not None


def _alternatives(forms: Sequence[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


_MONTHS = {row["form"]: int(row["month"]) for row in load_csv("maanden")}
_FULL = [row["form"] for row in load_csv("maanden") if row["full"]]
_ORDINALS = {row["form"]: int(row["number"]) for row in load_csv("telwoorden")}
_M = rf"(?:{_alternatives(list(_MONTHS))})(?![\w])\.?"
_MF = rf"(?:{_alternatives(_FULL)})(?!\w)"
_D = r"(?:0?[1-9]|[12]\d|3[01])(?:ste|de|e)?(?!\d)"
_Y = r"(?:(?:19[3-9]\d|20[0-9]\d)(?![\d]|[-/]\d{3})|['’‘´`]\d{2}(?!\d))"
_JOIN = r"\s*(?:,\s*(?:en\s+)?|\ben\b|\bof\b|/|-|–|—|&|\+|\bt/m\b|\btot en met\b|\btot\b)\s*"
_SHIFT = r"(?:\s*\(?(?P<shift>j\.?l\.?|jongstleden|a\.?\s?s\.?|aanstaande|eerstkomend[e]?)(?!\w)\)?)?"
_EDGE = r"(?<![\w/.,-])"
_FUZZY = r"(?:(?:begin|medio|midden|half|eind|einde|ultimo)\s+(?:van\s+)?)"

_DAY_MONTH = re.compile(
    rf"(?<![\w.,/€-])(?P<days>{_D}(?:{_JOIN}{_D})*)(?:\s*|\s+van\s+)(?P<month>{_M})"
    rf"(?:\s*(?:(?:van|anno|des jaars|in het jaar|,)\s+)?(?P<year>{_Y}))?{_SHIFT}",
    re.I,
)
_WORD_DAYS_IN_ORDER = (
    "eerste", "tweede", "derde", "vierde", "vijfde", "zesde",
    "zevende", "achtste", "negende", "tiende", "elfde", "twaalfde",
    "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende", "achttiende",
    "negentiende", "twintigste", "eenentwintigste", "tweeëntwintigste", "drieëntwintigste", "vierentwintigste",
    "vijfentwintigste", "zesentwintigste", "zevenentwintigste", "achtentwintigste", "negenentwintigste", "dertigste",
    "eenendertigste",
)  # fmt: skip
_WORD_DAYS = {word: number for number, word in enumerate(_WORD_DAYS_IN_ORDER, start=1)}
_WORD_DAY = re.compile(
    rf"(?<![\w-])(?P<day>{_alternatives(list(_WORD_DAYS))})\s+(?:dag\s+van\s+|van\s+)?(?P<month>{_MF})"
    rf"(?:\s+(?:van\s+|anno\s+)?(?P<year>{_Y}))?{_SHIFT}",
    re.I,
)
_NAMED_DAYS = {"oudejaarsdag": (12, 31), "nieuwjaarsdag": (1, 1), "koningsdag": (4, 27), "bevrijdingsdag": (5, 5)}
_NAMED_DAY = re.compile(rf"(?<![\w-])(?P<name>{'|'.join(_NAMED_DAYS)})(?![\w-])(?:\s+(?P<year>{_Y}))?", re.I)
_NUMERIC = re.compile(
    rf"{_EDGE}(?P<day>0?[1-9]|[12]\d|3[01])(?P<sep>\s?[-/.‑–]\s?)(?P<month>0?[1-9]|1[0-2])(?P=sep)"
    r"(?P<year>(?:19|20)\d{2}|['’]?\d{2})(?![\w]|[-/]\w|\.\d)"
)
_ISO = re.compile(
    rf"{_EDGE}(?P<year>(?:19|20)\d{{2}})(?P<sep>[-/])(?P<month>0[1-9]"
    rf"|1[0-2])(?P=sep)(?P<day>0[1-9]|[12]\d|3[01])(?![\w]|[-/]\w)"
)
_WEEKDAY = r"(?:ma|di|wo|do|vr|za|zo)(?:\.|(?:an|ns|nder|ij|ter|n)?dag)?"
_DM_END = r"(?![\w/%-]|[.,]\d|\s*(?:jaar|jarigen?|uur|weken|maanden|dagen|punten|personen|mensen|leden|euro)\b)"
_DM = rf"(?P<day>0?[1-9]|[12]\d|3[01])[-/](?P<month>0?[1-9]|1[0-2]){_DM_END}"
_SHORT = (
    re.compile(
        r"(?:\b(?:op|d\.d\.|dd\.?|vóór|uiterlijk|datum:?|(?:mail|brief|bericht|verzoek|schrijven|aanvraag|vraag|vragen"
        rf"|vergadering|advies|overleg|verslag) van|{_WEEKDAY})\s+|\(|\|\s*)" + _DM,
        re.I,
    ),
    re.compile(r"\b(?:per|tot|t/m|sinds|vanaf|(?:voor|na)(?=\s+\d+/))\s+(?![123]/[2345]\b)" + _DM, re.I),
    re.compile(
        r"\b(?:d\.d\.|dd\.?|(?:mail|brief|bericht|verzoek|schrijven|aanvraag|vergadering|advies|overleg) van)\s+"
        r"(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0?[1-9]|1[0-2])(?![\w/%-]|[.,]\d)",
        re.I,
    ),
    re.compile(rf"(?<=[\s(])(?P<day>0[1-9]|[12]\d|3[01])[-/](?P<month>0[1-9]){_DM_END}"),
    re.compile(r"^[ \t]*(?![123]/[2345]\b)" + _DM + r"[ \t]*$", re.M),
)
"""A day and a month in figures without a year: behind a word that a date follows, with zeros, or alone on a line."""
_MONTH = re.compile(
    (
        rf"(?<![\w-])(?P<fuzzy>{_FUZZY})?(?P<months>{_M}(?:{_JOIN}{_M})*)\s*(?:van\s+(?:het\s+ja"
        rf"ar\s+)?)?(?P<year>{_Y}){_SHIFT}"
    ),
    re.I,
)
_BARE_MONTH = re.compile(rf"(?<![\w-])(?P<fuzzy>{_FUZZY})?(?P<months>{_MF}(?:{_JOIN}{_MF})*)(?![\w-]){_SHIFT}")
_QUARTER = re.compile(
    rf"(?<![\w-])(?:(?P<first>{_Y})\s*[-/]?\s*[QK](?P<q0>[1-4])"
    rf"|[QqK](?P<q1>[1-4])(?:\s*[-/]?\s*(?:van\s+)?(?P<y1>{_Y}))?"
    rf"|(?P<q2>{_alternatives(list(_ORDINALS))})\s+kwartaal(?:\s+(?:van\s+)?(?:het\s+jaar\s+)?(?P<y2>{_Y}))?"
    rf"|kwartaal\s+(?P<q3>[1-4])(?:\s*(?:van\s+|,\s*)?(?P<y3>{_Y}))?)(?![\w])",
    re.I,
)
_QUARTER_PAIR = re.compile(
    (
        rf"(?<!\w)(?P<a>{_alternatives(list(_ORDINALS))}){_JOIN}(?=(?:het\s+)?(?:"
        rf"{_alternatives(list(_ORDINALS))})\s+kwartaal)"
    ),
    re.I,
)
_PART = re.compile(
    rf"(?<!\w)(?:(?:eerste|tweede|laatste|1e|2e)\s+(?:half\s?jaar|jaarhelft|helft)|voorjaar"
    rf"|najaar|zomer|herfst|winter|lente|"
    rf"voorjaars-?\s?en\s+zomer)\s+(?:van\s+)?(?:het\s+jaar\s+)?(?P<year>{_Y})",
    re.I,
)
_WEEK = re.compile(
    (
        rf"(?<!\w)week(?:nummer|nr\.?)?\s+(?P<week>[1-9]|[1-4]\d|5[0-3])(?![\d.,%]|\s*(?:jaar"
        rf"|weken|dagen|uur))(?:\s*(?:van|,|-|/|in)?\s*(?P<year>{_Y}))?"
    ),
    re.I,
)
_YEAR_RANGE = re.compile(
    r"(?<![\w.,/€-])(?P<a>19[5-9]\d|20[0-6]\d)\s?[-–/]\s?(?P<b>(?:19|20)?\d{2})(?![\w%€]|[-.,:/]\d)"
)
_YEAR = re.compile(
    r"(?<![\w.,/€-])(?:(?P<fuzzy>[Bb]egin|[Mm]edio|[Mm]idden|[Hh]alf|[Ee]inde?"
    r"|[Uu]ltimo)\s+(?:van\s+)?)?(?P<year>19[5-9]\d|20[0-6]\d)(?![\w%€]|[.,:]\d"
    r"|-\w*[A-Za-z\d]{3}\b(?<!\d\d\d\d))"
)


def parse(text: str, taken: Sequence[Span] = ()) -> list[Raw]:
    """All dates printed in `text`, in order; nothing that overlaps `taken` (references, say)."""
    return list(_parsed(text, tuple(taken)))


_NEEDED = re.compile(
    rf"\d\s?[-/.‑–]\s?\d|(?:19|20)\d\d|['’‘´`]\d\d|[QK][1-4]|{_M}|{'|'.join(_NAMED_DAYS)}|kwartaal|week", re.I
)
"""What every date holds one of."""


@lru_cache(maxsize=256)
def _parsed(text: str, taken: tuple[Span, ...]) -> tuple[Raw, ...]:
    possible = _possible(text) if _NEEDED.search(text) else ()
    free = _Free([*taken, *excluded_spans(text)] if possible else [])
    found: list[Raw] = []
    for raws, whole in possible:
        if free.take(whole):
            found.extend(raws)
    return tuple(_share_years(text, sorted(found, key=lambda raw: (raw.span.start, raw.span.end))))


@lru_cache(maxsize=256)
def _possible(text: str) -> tuple[tuple[list[Raw], Span], ...]:
    """What each step finds in `text`, with the stretch that it takes; the first to take a stretch has it."""
    steps = (
        _iso,
        _numeric,
        _day_month,
        _word_days,
        _named_days,
        _quarters,
        _parts,
        _weeks,
        _months,
        _short,
        _year_ranges,
        _years,
        _bare_months,
    )
    return tuple(found for step in steps for found in step(text))


class _Free:
    """Which stretches are still free of other findings."""

    def __init__(self, taken: Sequence[Span]) -> None:
        self._taken = list(taken)

    def take(self, span: Span) -> bool:
        if any(span.overlaps(other) for other in self._taken):
            return False
        self._taken.append(span)
        return True


_Step = Iterator[tuple[list[Raw], Span]]


def _whole(match: re.Match[str]) -> Span:
    return Span(match.start(), match.end())


def _year(printed: str | None) -> int | None:
    if not printed:
        return None
    digits = re.sub(r"\D", "", printed)
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _shift_of(match: re.Match[str]) -> Shift | None:
    printed = match["shift"]
    if not printed:
        return None
    return "past" if printed[0].lower() == "j" else "future"


def _valid(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return False
    return True


def _iso(text: str) -> _Step:
    for match in _ISO.finditer(text):
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if _valid(year, month, day):
            yield [Raw(_whole(match), year, month, day)], _whole(match)


def _numeric(text: str) -> _Step:
    for match in _NUMERIC.finditer(text):
        year, month, day = _year(match["year"]), int(match["month"]), int(match["day"])
        if not _valid(year, month, day) or (len(match["year"]) == 2 and not _short_year_fits(text, match)):
            continue
        yield [Raw(_whole(match), year, month, day)], _whole(match)


def _short_year_fits(text: str, match: re.Match[str]) -> bool:
    """Whether d.m.yy is a date: a section number or a version looks the same."""
    before = text[max(0, match.start() - 14) : match.start()]
    if "." not in match["sep"]:
        return not re.search(r"(?:versie|paragraaf|§|nr\.?|nummer)\s*$", before, re.I)
    return bool(re.search(r"(?:\bop|d\.d\.|\bdd\.?|datum:?|van|vóór|voor|tot|per)\s*$", before, re.I))


def _day_month(text: str) -> _Step:
    for match in _DAY_MONTH.finditer(text):
        month = _MONTHS[match["month"].rstrip(".").lower()]
        year = _year(match["year"])
        days = [(int(re.sub(r"\D", "", m[0])), m.start()) for m in re.finditer(_D, match["days"])]
        if not all(_valid(year, month, day) for day, _ in days):
            days = days[-1:]
            if not _valid(year, month, days[0][0]):
                continue
        end = match.end("year") if match["year"] else match.start("month") + len(match["month"].rstrip("."))
        start = match.start("days")
        if len(days) == 1 and not match["year"] and match["month"] in ("Jan", "JAN", "Mar", "Dec"):
            continue  # a name
        if not match["year"] and _YEARLY.search(text, max(0, start - 40), start):
            continue  # "ieder jaar rond 3 december"
        raws = [Raw(Span(start + at, end), year, month, day, shift=_shift_of(match)) for day, at in days]
        yield raws, Span(start + days[0][1], end)


def _word_days(text: str) -> _Step:
    """Days in words: "de vierde november 2024"."""
    for match in _WORD_DAY.finditer(text):
        year, month, day = _year(match["year"]), _MONTHS[match["month"].lower()], _WORD_DAYS[match["day"].lower()]
        if _valid(year, month, day):
            span = Span(match.start(), match.end("year") if match["year"] else match.end("month"))
            yield [Raw(span, year, month, day, shift=_shift_of(match))], span


def _named_days(text: str) -> _Step:
    """Days with a name of their own: "oudejaarsdag"."""
    for match in _NAMED_DAY.finditer(text):
        month, day = _NAMED_DAYS[match["name"].lower()]
        yield [Raw(_whole(match), _year(match["year"]), month, day)], _whole(match)


def _months(text: str) -> _Step:
    for match in _MONTH.finditer(text):
        yield (
            _month_raws(match, _year(match["year"]), match.end("year")),
            Span(match.start(), match.end("year")),
        )


def _month_raws(match: re.Match[str], year: int | None, end: int) -> list[Raw]:
    start = match.start("months")
    forms = list(re.finditer(_M, match["months"], re.I))
    return [
        Raw(
            Span(match.start() if i == 0 else start + form.start(), end),
            year,
            _MONTHS[form[0].rstrip(".").lower()],
            shift=_shift_of(match),
        )
        for i, form in enumerate(forms)
    ]


_MONTH_CUE = re.compile(
    r"(?:\b(?:in|eind|einde|begin|medio|half|midden|vanaf|tot|per|sinds|maand(?:en)?|voor"
    r"|vóór|na|tussen|en|t/m|uiterlijk|van|of|"
    r"afgelopen|komende|d\.d\.|rond|tegen|over|door|volgende?|naar|heel|uit)\s+|(?:^|\n)[^\w\n]{0,3}|[-–/(]\s?)$",
    re.I,
)
_FREQUENCY = re.compile(
    (
        r"\b(?:elke?|ieder[e]?|jaarlijks[e]?|altijd|steeds|telkens|meestal|maandelijks[e]?"
        r"|doorgaans|voortaan|in het vervolg)\b[^.;\n]{0,30}$"
    ),
    re.I,
)


_YEARLY = re.compile(r"\b(?:(?:elk|ieder)\s+jaar|jaarlijks)\b[^.;\n]{0,30}$", re.I)


def _bare_months(text: str) -> _Step:
    for match in _BARE_MONTH.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        cued = match["fuzzy"] or match["shift"] or _MONTH_CUE.search(before)
        if cued and not _FREQUENCY.search(before):
            yield _month_raws(match, None, match.end("months")), Span(match.start(), match.end("months"))


def _quarters(text: str) -> _Step:
    for match in _QUARTER.finditer(text):
        printed = match["q0"] or match["q1"] or match["q3"]
        if match[0][0] in "Kk" and printed and not (match["y1"] or match["y3"] or match[0].lower().startswith("kwart")):
            continue
        number = int(printed) if printed else _ORDINALS[match["q2"].lower()]
        year = _year(match["first"] or match["y1"] or match["y2"] or match["y3"])
        pairs = [
            m for m in _QUARTER_PAIR.finditer(text, max(0, match.start() - 30), match.end()) if m.end() <= match.start()
        ]
        raws = [Raw(_whole(match), year, quarter=number)]
        if match["q2"] and pairs and match.start() - pairs[-1].end() < 5:
            other = pairs[-1]
            raws.insert(0, Raw(Span(other.start(), match.end()), year, quarter=_ORDINALS[other["a"].lower()]))
        yield raws, _whole(match)


def _parts(text: str) -> _Step:
    for match in _PART.finditer(text):
        yield [Raw(_whole(match), _year(match["year"]))], _whole(match)


def _weeks(text: str) -> _Step:
    for match in _WEEK.finditer(text):
        yield [Raw(_whole(match), _year(match["year"]), week=int(match["week"]))], _whole(match)


_IN_FIGURES = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])(?!\d)")
"""What a short date looks like, whatever stands around it."""


def _short(text: str) -> _Step:
    for pattern in _SHORT if _IN_FIGURES.search(text) else ():
        for match in pattern.finditer(text):
            span = Span(match.start("day"), match.end("month"))
            if _valid(None, int(match["month"]), int(match["day"])):
                yield [Raw(span, None, int(match["month"]), int(match["day"]))], span


def _year_ranges(text: str) -> _Step:
    for match in _YEAR_RANGE.finditer(text):
        first, last = int(match["a"]), int(match["b"])
        last = last if last > 99 else first // 100 * 100 + last
        if first < last <= first + 40 and not is_name_year(text, match.start(), match.start(), match.end(), True):
            yield [Raw(_whole(match), first), Raw(Span(match.start("b"), match.end()), last)], _whole(match)


def _years(text: str) -> _Step:
    counted = load_lines("naamwoorden_getal")
    for match in _YEAR.finditer(text):
        following = re.match(r"\s+([\w-]+)", text[match.end("year") : match.end("year") + 30])
        if following and following[1].lower() in counted:
            continue
        if match["year"] == "2000" and not re.search(
            r"\b(?:in|sinds|vanaf|jaar|uit|rond|tot)\s$", text[: match.start()][-7:]
        ):
            continue
        if not is_name_year(text, match.start(), match.start("year"), match.end("year")):
            yield [Raw(_whole(match), int(match["year"]))], _whole(match)


def _share_years(text: str, raws: list[Raw]) -> list[Raw]:
    """Give "30 mei t/m 2 juni 2024" one year: a date without one takes it from a later one joined to it."""
    joined = re.compile(
        r"\s*(?:,|\ben\b|\bof\b|/|-|–|&|t/m|tot en met|\btot\b)\s*(?:van\s+|op\s+|\w+dag\s+|het\s+|de\s+)?",
        re.I,
    )
    out = list(raws)
    for index in range(len(out) - 2, -1, -1):
        here, following = out[index], out[index + 1]
        if (
            here.year is None
            and following.year is not None
            and (here.month or here.quarter)
            and (following.month or following.quarter)
        ):
            between = text[here.span.end : following.span.start]
            if here.span.end <= following.span.start and joined.fullmatch(between):
                out[index] = replace(here, year=following.year)
    return out


def week_month(year: int, week: int) -> int:
    """The month that holds the Thursday of an ISO week (most of its days)."""
    try:
        return (date.fromisocalendar(year, week, 1) + timedelta(days=3)).month
    except ValueError:
        return 12
