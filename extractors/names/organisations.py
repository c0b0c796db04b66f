"""Organisations and companies: by name, by the noun that heads their name, by legal form, in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from extractors.facts import PartyKind
from extractors.letter import Span
from extractors.lexicon import load_csv, load_lines
from extractors.names import places


@dataclass(frozen=True, slots=True)
class Organisation:
    """A printed organisation. `core` is the proper part of its name ("Kompas" of "welzijnsorganisatie Kompas")."""

    span: Span
    kind: PartyKind
    name: str
    core: str
    abbreviation: Span | None = None


_CAP = r"(?:[A-ZÀ-Ý0-9][\w&’'!+-]*|'[st](?=\s[A-Z]))"
_LINK = r"(?:van|voor|de|het|der|den|en|&|in|op|aan|ter|te|bij|tot|’t|'t)"
_STOP = r"(?!(?:De|Het|Een|Wij|Op|In|Dat|Dit|Deze|Die|Ook|Als|Met|Voor|Naar|Namens|Geacht\w*|Betreft|Onderwerp|Datum|Postbus)\b)"
_PROPER = rf"{_STOP}{_CAP}(?:(?:[ ]{_LINK}){{0,2}}[ ]{_CAP}|[ ]?[/&][ ]?{_CAP}){{0,5}}"
_ABBR = r"(?:[ ]\((?P<abbr>[A-Z][\w&-]{1,9})\))?"


@cache
def _known() -> tuple[re.Pattern[str], dict[str, tuple[str, PartyKind]]]:
    names: dict[str, tuple[str, PartyKind]] = {}
    for row in load_csv("organisaties"):
        for form in filter(None, [row["name"], *row["aliases"].split(";")]):
            names[form] = (row["name"], cast(PartyKind, row["kind"]))
    forms = "|".join(re.escape(form) for form in sorted(names, key=len, reverse=True))
    region = rf"(?P<region>[ ](?:{places.known_names()}|(?:Regio[ ])?[A-Z][\w-]+(?:[ ][A-Z][\w-]+)?)(?![\w]))?"
    return re.compile(rf"(?<![\w@./-])(?P<form>{forms})(?![\w@]|\.nl){region}{_ABBR}"), names


@cache
def _headed() -> tuple[tuple[PartyKind, bool, re.Pattern[str]], ...]:
    out = []
    for row in load_csv("organisatiehoofden"):
        noun = row["pattern"]
        out.append(
            (
                cast(PartyKind, row["kind"]),
                bool(row["alone"]),
                re.compile(
                    rf"(?<![\w@./-])(?P<noun>(?i:(?:[a-z]+se[ ])?(?:{noun})))[ ](?:[\"“'‘])?(?P<core>{_PROPER})[\"”'’]?{_ABBR}"
                ),
            )
        )
    return tuple(out)


_LEGAL = re.compile(rf"(?<![\w@./-])(?P<core>{_PROPER})[ ](?P<form>B\.?V\.?|N\.?V\.?|U\.A\.|V\.?O\.?F\.?)(?!\w)")
_ALONE = re.compile(r"(?<![\w-])(?P<core>(?:[Oo]ndernemingsraad|[Rr]ekenkamer(?:commissie)?))(?![\w])" + _ABBR)
_OR = re.compile(r"(?<=\bde )OR(?![\w-])")
_CAMEL = re.compile(r"(?<![\w@./-])(?P<core>[A-Z][a-zë]{2,}[A-Z][a-zë]{2,}\w*)(?![\w@]|\.nl)")
_LIST_LEAD = re.compile(
    r"\b(?:organisaties|instellingen|partners|partijen|aanbieders|zorgaanbieders|bedrijven|stichtingen|verenigingen|maatschappelijke partners|ketenpartners)\b"
    r"[^.;:()]{0,40}?(?:\(|\bzoals\b|\bwaaronder\b|\bonder andere\b|\bo\.a\.|\bte weten\b|:)\s*(?P<list>[^.;)\n]{5,250})"
)
_NAMED_IN_LIST = re.compile(rf"^(?:de |het |en |ook |bijvoorbeeld )*(?P<core>{_PROPER})$")


def find_organisations(text: str) -> list[Organisation]:
    """Organisations named in `text`, in order; the longest reading of each place."""
    found: list[Organisation] = []
    for organisation in sorted(_candidates(text), key=lambda o: (-len(o.span), o.span.start)):
        if not any(organisation.span.overlaps(other.span) for other in found) and organisation.core not in load_lines(
            "geen_organisatie"
        ):
            found.append(organisation)
    return sorted(found, key=lambda organisation: organisation.span.start)


def _candidates(text: str) -> Iterator[Organisation]:
    pattern, names = _known()
    for match in pattern.finditer(text):
        name, kind = names[match["form"]]
        region = match["region"] or ""
        if region and not (
            places.is_known(region.strip())
            or match["form"] in ("GGD", "MEE", "Zorgbelang", "Voedselbank", "UWV", "Veilig Thuis")
        ):
            region = ""
        full = match["form"] + region
        yield Organisation(
            Span(match.start(), match.start() + len(full)),
            kind,
            full,
            match["form"] if not region else full,
            _abbr(match),
        )
    for kind, _, headed in _headed():
        for match in headed.finditer(text):
            if _plain(match["core"]):
                continue
            proper = match["noun"][0].isupper() or kind == "overig"
            core = f"{match['noun']} {match['core']}" if proper else match["core"]
            yield Organisation(
                Span(match.start(), match.end("core")), kind, f"{match['noun']} {match['core']}", core, _abbr(match)
            )
    for match in _LEGAL.finditer(text):
        yield Organisation(Span(match.start(), match.end()), "bedrijf", match[0], match["core"])
    for match in _ALONE.finditer(text):
        yield Organisation(
            Span(match.start(), match.end("core")), "organisatie", match["core"], match["core"], _abbr(match)
        )
    for match in _OR.finditer(text):
        yield Organisation(Span(match.start(), match.end()), "organisatie", "OR", "OR")
    for match in _CAMEL.finditer(text):
        yield Organisation(Span(match.start(), match.end()), "organisatie", match["core"], match["core"])
    yield from _listed(text)


def _plain(core: str) -> bool:
    """Whether what stands behind a noun is a law, a month or the like rather than a name."""
    first = core.split()[0]
    return first in load_lines("geen_organisatie") or (first[0].isdigit() and len(core.split()) == 1)


def _listed(text: str) -> Iterator[Organisation]:
    """Capitalised items of a list that is said to be of organisations."""
    for match in _LIST_LEAD.finditer(text):
        position = match.start("list")
        for item in re.split(r"(,\s*|\s+en\s+|\s+of\s+)", match["list"]):
            named = _NAMED_IN_LIST.match(item.strip())
            if named and (
                len(named["core"].split()) > 1
                or named["core"][1:] != named["core"][1:].lower()
                or named["core"].istitle()
            ):
                if named["core"].lower() not in ("onderwijs", "kunst", "cultuur", "zorg", "sport", "welzijn"):
                    at = position + item.index(named["core"])
                    yield Organisation(Span(at, at + len(named["core"])), "organisatie", named["core"], named["core"])
            position += len(item)


def _abbr(match: re.Match[str]) -> Span | None:
    return Span(match.start("abbr"), match.end("abbr")) if match["abbr"] else None
