"""What the letter refers to: earlier letters, laws and their articles, reports and plans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from extractors.dates.grammar import Raw, parse
from extractors.dates.resolve import iso, year_of
from extractors.facts import DateMention, Letterhead, Reference
from extractors.letter import Letter, Span
from extractors.lexicon import any_of, load_csv, load_lines

_ARTICLE = (
    r"(?:(?P<article>(?:artikel(?:en)?|art\.)\s+\d+[\w.:]*(?:\s*(?:,|en"
    r"|t/m)\s*\d+[\w.:]*)*(?:,?\s+(?:eerste|tweede|derde|vierde|vijfde)\s+lid|"
    r",?\s+lid\s+\d+)?(?:,?\s+(?:aanhef en\s+)?(?:onder|sub)\s+\w)?)\s+(?:van\s+)?(?:de\s+|het\s+)?)?"
)
_LETTER = re.compile(
    r"\b(?P<whose>uw|onze?|ons|mijn|de|het|een)\s+(?:\w+\s+){0,2}?(?P<what>\w*brief"
    r"|adviesaanvra(?:ag|gen)|adviesvraag|adviesverzoek|advies|adviezen|"
    r"e-?mail|schrijven|reactie|zienswijze|verzoek"
    r"|raadsinformatiebrief)\b(?P<rest>(?:[^.;\n]|\.(?=\S|\s[a-z\d])){0,140})",
    re.I,
)
_SOURCE_MARK = re.compile(r"\b(?:van|d\.?\s?d\.?|gedateerd(?:\s+op)?|uit|de dato)\s*$", re.I)
_KENMERK = re.compile(
    r"\b(?:kenmerk|nummer|nr\.?|zaaknummer|referentie|ref\.?)\s*:?\s*(?P<ref>[\w./-]*\d[\w./-]*\w)", re.I
)


def find(letter: Letter, doc: Any, letterhead: Letterhead, dates: Sequence[DateMention] = ()) -> tuple[Reference, ...]:
    """References in order of their place; a law or report that is named again counts each time it stands.

    `dates` are those that the letter prints: the day of a request or of earlier advice stands for that letter.
    """
    found = [*_laws(letter), *_letters(letter, letterhead), *_reports(letter)]
    found += [*_answered(letter, letterhead), *_dated(dates)]
    found.sort(key=lambda reference: (reference.span.start, -len(reference.span)))
    out: list[Reference] = []
    for reference in found:
        if not any(reference.span.overlaps(other.span) and reference.kind == other.kind for other in out):
            out.append(reference)
    return tuple(out)


@cache
def _law_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    names: dict[str, str] = {}
    for row in load_csv("wetten"):
        for form in filter(None, [row["name"], row["short"], *row["aliases"].split(";")]):
            names[form.lower()] = row["name"]
    exact = [f for f in _law_forms() if f.isupper() and len(f) <= 4]
    others = [f for f in _law_forms() if f not in exact]

    def alternatives(forms: list[str]) -> str:
        return any_of(forms, lambda form: re.escape(form).replace(r"\ ", r"\s+"))

    return re.compile(
        rf"(?<![\w-]){_ARTICLE}(?P<law>(?i:{alternatives(others)})|(?:{alternatives(exact)}))(?![\w]|-[a-z])"
    ), names


def _law_forms() -> list[str]:
    return [
        form for row in load_csv("wetten") for form in [row["name"], row["short"], *row["aliases"].split(";")] if form
    ]


_UNKNOWN_LAW = re.compile(
    r"(?<![\w-])"
    + _ARTICLE
    + (
        r"(?P<law>(?:Wet|Besluit|Regeling)\s+(?:[a-z]+\s+){0,3}?[a-z]{4,}(?:\s+(?:en|van|de|het"
        r"|op)\s+[a-z]{4,}){0,2}(?:\s(?:19|20)\d{2})?|[A-Z][a-z]{3,}wet(?![\w]))"
    )
)


def _laws(letter: Letter) -> list[Reference]:
    pattern, names = _law_pattern()
    found = [_law(match, names) for match in pattern.finditer(letter.text)]
    for match in _UNKNOWN_LAW.finditer(letter.text):
        span = Span(match.start(), match.end())
        if not any(span.overlaps(other.span) for other in found):
            found.append(Reference(span, "wet", re.sub(r"\s+", " ", match["law"]), None, _number(match), 0.6))
    return found


def _law(match: re.Match[str], names: dict[str, str]) -> Reference:
    key = re.sub(r"\s+", " ", match["law"]).lower()
    return Reference(Span(match.start(), match.end()), "wet", names[key], None, _number(match), 0.95)


def _number(match: re.Match[str]) -> str | None:
    if not match["article"]:
        return None
    return re.sub(r"^(?:artikel(?:en)?|art\.)\s+", "", re.sub(r"\s+", " ", match["article"]), flags=re.I)


def _letters(letter: Letter, letterhead: Letterhead) -> list[Reference]:
    """Letters with a date or a kenmerk: "uw brief van 3 mei 2023 met kenmerk Z-12"."""
    try:
        anchor: date | None = date.fromisoformat(letterhead.letter_date or "")
    except ValueError:
        anchor = None
    raws = parse(letter.text)
    out = []
    for match in _LETTER.finditer(letter.text):
        rest = Span(match.start("rest"), match.end("rest"))
        kenmerk = _KENMERK.search(letter.text, rest.start, rest.end)
        raw = next((r for r in raws if rest.contains(r.span) and _dates_it(letter, rest, r)), None)
        if raw is None and kenmerk is None:
            continue
        end = max(raw.span.end if raw else 0, kenmerk.end() if kenmerk else 0)
        year = year_of(raw, anchor, raws, match[0]) if raw else None
        out.append(
            Reference(
                Span(match.start(), end),
                "brief",
                None,
                iso(raw, year)[0] if raw and year else None,
                kenmerk["ref"] if kenmerk else None,
                0.8,
                Span(match.start("what"), match.end("what")),
            )
        )
    return out


def _answered(letter: Letter, letterhead: Letterhead) -> list[Reference]:
    """The letter whose kenmerk is printed at the top: "Uw kenmerk: CR-2024/3"."""
    yours = letterhead.your_reference
    return [Reference(yours, "brief", None, None, letter.quote(yours), 0.8)] if yours else []


def _dated(dates: Sequence[DateMention]) -> list[Reference]:
    """Letters that are named by their day alone: "Op 8 februari 2019 bracht de raad hierover advies uit"."""
    return [
        Reference(date.span, "brief", None, date.iso, None, 0.6, date.cue)
        for date in dates
        if date.role in ("adviesaanvraag", "eerder_advies") and date.precision == "dag"
    ]


def _dates_it(letter: Letter, rest: Span, raw: Raw) -> bool:
    between = letter.text[rest.start : raw.span.start]
    return (
        len(between) < 70
        and bool(_SOURCE_MARK.search(between))
        and not re.search(r"\b(?:wij|we|u|is|zijn|heeft)\b", between)
    )


@cache
def _report_pattern() -> re.Pattern[str]:
    nouns = any_of(load_lines("rapporten"))
    quoted = r"[“„\"‘'](?P<title>[^”\"’\n]{3,150})[”\"’']"
    cap = r"[A-Z0-9][\w&’'-]*"
    link = r"(?:van|voor|en|de|het|in|der|naar|op|sociaal|domein|met)(?=[ ]\w)"
    named = rf"(?P<name>{cap}(?:[ ](?:{cap}|{link})){{0,9}}(?:[ ](?:19|20)\d{{2}}(?:\s?[-–]\s?(?:19|20)?\d{{2}})?)?)"
    years = r"(?P<years>(?:19|20)\d{2}(?:\s?[-–]\s?(?:19|20)?\d{2})?)"
    return re.compile(
        rf"(?<!\w)(?P<noun>(?:\w+-?)?(?i:{nouns}))\s+(?:(?:over|genaamd|getiteld|met als titel"
        rf"|met de titel)\s+)?(?:{quoted}|{named}|{years})"
    )


def _reports(letter: Letter) -> list[Reference]:
    out = []
    for match in _report_pattern().finditer(letter.text):
        name = match["title"] or match["name"]
        if not match["title"] and len(re.sub(r"\W", "", name or match["years"])) < 4:
            continue
        full = name if match["title"] else f"{match['noun']} {name or match['years']}"
        span = Span(
            match.start("title") if match["title"] else match.start(),
            match.end("title") if match["title"] else match.end(),
        )
        out.append(
            Reference(
                span,
                "rapport",
                re.sub(r"\s+", " ", full),
                None,
                None,
                0.7,
                Span(match.start("noun"), match.end("noun")),
            )
        )
    return out
