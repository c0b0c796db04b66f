"""Organisations and companies: by name, by the noun that heads their name, by legal form, in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import simplemma

from extractors.facts import PartyKind
from extractors.letter import Span
from extractors.lexicon import any_of, load_csv, load_lines
from extractors.names import places
from extractors.quick import Many


@dataclass(frozen=True, slots=True)
class Organisation:
    """A printed organisation. `core` is the proper part of its name ("Kompas" of "welzijnsorganisatie Kompas")."""

    span: Span
    kind: PartyKind
    name: str
    core: str
    abbreviation: Span | None = None
    confidence: float = 0.8


_CAP = r"(?:[A-ZÀ-ÞĀ-Ž][\w&’'!+-]*|\d[\w&’'!+-]*(?!\S|[ ][a-z])|'[st](?=\s[A-Z]))"
_LINK = r"(?:van|voor|de|het|der|den|en|&|in|op|aan|ter|te|bij|tot|’t|'t)"
_STOP = (
    r"(?!(?:De|Het|Een|Wij|Op|In|Dat|Dit|Deze|Die|Ook|Als|Met|Voor|Naar|Namens|Geacht\w*"
    r"|Betreft|Onderwerp|Datum|Postbus)\b)"
)
_PROPER = rf"{_STOP}{_CAP}(?:(?:[ ]{_LINK}){{0,2}}[ ]{_CAP}|[ ]?[/&][ ]?{_CAP}){{0,5}}"
_ABBR = r"(?:[ ]\((?P<abbr>[A-Z][\w&-]{1,9})\))?"


@cache
def _known() -> tuple[re.Pattern[str], dict[str, tuple[str, PartyKind]]]:
    names: dict[str, tuple[str, PartyKind]] = {}
    for row in load_csv("organisaties"):
        for form in filter(None, [row["name"], *row["aliases"].split(";")]):
            names[form] = (row["name"], cast(PartyKind, row["kind"]))
    region = rf"(?P<region>[ ](?:{places.known_names()}|(?:Regio[ ])?[A-Z][\w-]+(?:[ ][A-Z][\w-]+)?)(?![\w]))?"
    return re.compile(rf"(?<![\w@./-])(?P<form>{any_of(names)})(?![\w@]|\.nl){region}{_ABBR}"), names


@cache
def _headed() -> Many[tuple[PartyKind, re.Pattern[str]]]:
    rows = load_csv("organisatiehoofden")
    return Many((row["pattern"], (cast(PartyKind, row["kind"]), _named(row["pattern"]))) for row in rows)


def _named(noun: str) -> re.Pattern[str]:
    """A name behind a noun that heads the names of organisations."""
    return re.compile(
        rf"(?<![\w@./-])(?P<noun>(?i:(?:[a-z]+se[ ])?(?:{noun})))[ ](?:[\"“'‘])?(?P<core>(?:(?:D"
        rf"e|Het|’t|'t)[ ](?=[A-Z]))?{_PROPER})[\"”'’]?{_ABBR}"
    )


_LEGAL = re.compile(rf"(?<![\w@./-])(?P<core>{_PROPER})[ ](?P<form>B\.?V\.?|N\.?V\.?|U\.A\.|V\.?O\.?F\.?)(?!\w)")
_ALONE = re.compile(r"(?<![\w-])(?P<core>(?:[Oo]ndernemingsraad|[Rr]ekenkamer(?:commissie)?))(?![\w])" + _ABBR)
_OR = re.compile(r"(?<=\bde )OR(?![\w-])")
_CAMEL = re.compile(r"(?<![\w@./-])(?P<core>[A-Z][a-zë]{2,}[A-Z][a-zë]{2,}\w*)(?![\w@]|\.nl)")
_LIST_LEAD = re.compile(
    r"\b(?:organisaties|instellingen|partners|partijen|aanbieders|zorgaanbieders|bedrijven"
    r"|stichtingen|verenigingen|maatschappelijke partners|ketenpartners)\b"
    r"[^.;:()]{0,40}?(?:\(|\bzoals\b|\bwaaronder\b|\bonder andere\b|\bo\.a\.|\bte weten\b"
    r"|:)\s*(?P<list>[^.;)\n]{5,250})"
)
_NAMED_IN_LIST = re.compile(rf"^(?:de |het |en |ook |bijvoorbeeld )*(?P<core>{_PROPER})$")


def find_organisations(text: str) -> list[Organisation]:
    """Organisations named in `text`, in order; the longest reading of each place."""
    found: list[Organisation] = []
    for organisation in sorted(_candidates(text), key=lambda o: (o.confidence < 0.6, -len(o.span), o.span.start)):
        if not any(organisation.span.overlaps(other.span) for other in found) and organisation.core not in load_lines(
            "geen_organisatie"
        ):
            found.append(organisation)
    return sorted(found, key=lambda organisation: organisation.span.start)


def _candidates(text: str) -> Iterator[Organisation]:
    pattern, names = _known()
    for match in pattern.finditer(text):
        _, kind = names[match["form"]]
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
    for _, (kind, headed) in _headed().possible(text):
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
    yield from _proper_nouns(text)


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
            if (
                named
                and (
                    len(named["core"].split()) > 1
                    or named["core"][1:] != named["core"][1:].lower()
                    or named["core"].istitle()
                )
                and named["core"].lower() not in ("onderwijs", "kunst", "cultuur", "zorg", "sport", "welzijn")
            ):
                at = position + item.index(named["core"])
                yield Organisation(Span(at, at + len(named["core"])), "organisatie", named["core"], named["core"])
            position += len(item)


_MIDDLE = re.compile(
    r"(?<=[a-zß-ɏ,;)])[ ](?P<core>[A-ZÀ-ÞĀ-Ž][\w’'!+&-]*[\w!]"
    r"(?:[ ](?:&[ ])?[A-ZÀ-ÞĀ-Ž][\w’'!+-]*\w){0,3})(?![\w@]|\.nl)"
)
_AGENT = re.compile(r"\b(?:door|volgens|namens|samen met|stelt|van organisaties als)(?:[ ](?:de|het))?\s*$")
_PAIR = re.compile(r"(?<![\w/-])(?P<core>[A-Z][A-Z&]{1,5}\s?/\s?[A-Z][A-Z&]{1,5})(?![\w/-])")
_PLACED = re.compile(
    r"(?<![\w-])(?P<core>[A-Z]\w+(?:s|se|er)[ ](?:Werkbedrijf|Leerwerkbedrijf"
    r"|Ontwikkelbedrijf|Welzijnsorganisatie|Wijkteam|Uitvoeringsorganisatie))(?!\w)"
)
_BOARD = re.compile(
    r"(?<![\w-])(?P<core>(?:Algemeen|Dagelijks)[ ][Bb]estuur(?:[ ]van[ ](?:de[ ]"
    r"|het[ ])?[A-Z][\w-]*(?:[ ][A-Z][\w-]*){0,4})?|Raad[ ]van[ ](?:Toezicht|Bestuur"
    r"|Commissarissen))(?!\w)"
)
_PLACE_BEFORE = re.compile(
    (
        r"\b(?:in|te|uit|rond|nabij|omgeving|kern|kernen|wijk|wijken|dorp|dorpen|buurt|regio"
        r"|plaats|straat|heer|mevrouw|mw\.|dhr\.|om|op|tot|naar)\s+(?:[A-Z][\w-]+(?:,|\s+en"
        r"|\s+of)\s*)*$"
    ),
    re.I,
)
_QUOTES = re.compile(r"[“„\"‘][^”\"’\n]{2,120}[”\"’]")
_ADJECTIVE = re.compile(
    r"^(?:Nederlands|Engels|Duits|Frans|Turks|Arabisch|Pools|Europe|Marokkaans|Oekra|Syri"
    r"|Eritre|Fries|Limburgs|Brabants|Gronings|Twents|Zeeuws|Islam|Christ|Katholie"
    r"|Surinaams|Antilliaans)"
)


def _proper_nouns(text: str) -> Iterator[Organisation]:
    """Names in the middle of a sentence that are no ordinary word, place, law or plan: most are organisations."""
    closed = [Span(m.start(), m.end()) for m in _QUOTES.finditer(text)]
    closed += [Span(start, end) for start, end, _ in places.mentioned(text)]
    for match in _MIDDLE.finditer(text):
        core = match["core"]
        if len(set(core.split())) == 1:  # a line that breaks off and starts again: "Kompas Kompas"
            core = core.split()[0]
        span = Span(match.start("core"), match.start("core") + len(core))
        before = text[max(0, match.start() - 45) : match.start()] + " "
        if any(span.overlaps(other) for other in closed) or _PLACE_BEFORE.search(before):
            continue
        if is_name(text, core) and (not core.isupper() or _AGENT.search(before.rstrip())):
            yield Organisation(span, "organisatie", core, core, None, 0.5)
    pairs = list(_PAIR.finditer(text))
    for match in pairs:
        if len(pairs) > 1:
            yield Organisation(Span(match.start(), match.end()), "organisatie", match["core"], match["core"])
    for match in _local().finditer(text):
        if match["first"] not in load_lines("voornamen") and not _plan_word(match["first"]):
            yield Organisation(
                Span(match.start("core"), match.end("core")), "organisatie", match["core"], match["core"], None, 0.6
            )
    for pattern, kind in ((_PLACED, "bedrijf"), (_BOARD, "organisatie")):
        for match in pattern.finditer(text):
            yield Organisation(Span(match.start(), match.end()), cast(PartyKind, kind), match["core"], match["core"])


@cache
def _local() -> re.Pattern[str]:
    """A capitalised word with a municipality behind it, in mid-sentence: "Sportpunt Gouda"."""
    not_first = (
        r"(?!(?:Gemeenten?|College|Provincie|Regio|Noord|Zuid|Oost|West|Midden|Centrum"
        r"|Wethouder|Burgemeester|Station)\b)"
    )
    return re.compile(
        rf"(?<=[a-zß-ɏ,;)])[ ](?P<core>{not_first}(?P<first>[A-Z][\w’'-]+)[ ](?:{places.known_names()}))(?![\w-])"
    )


@lru_cache(maxsize=8)
def _small_words(text: str) -> frozenset[str]:
    """Words that the text also prints without a capital."""
    return frozenset(re.findall(r"(?<!\w)[a-zß-ɏ][\w’'&+!-]*(?<=\w)", text))


def is_name(text: str, core: str) -> bool:
    """Whether capitalised words are a name: no ordinary word, law, plan, place or topic, nor small elsewhere."""
    words = core.split()
    if len(words) > 1 and len(set(words)) == 1:
        return False
    parts = re.split(r"[-’']", words[0])
    if (
        core in load_lines("streken")
        or parts[0] in load_lines("geen_organisatie")
        or _ADJECTIVE.match(core)
        or (len(parts) > 1 and parts[0].isupper())
    ):
        return False
    if re.search(r"(?:weg|straat|laan|plein|gracht|kade|singel|dreef|pad|markt|sluis|sluizen|brug|haven)$", words[-1]):
        return False
    if any(_plan_word(word) for word in words) or core.lower() in load_lines("raad_onderwerpen"):
        return False
    if re.match(r"Q\d|\d", core) or any(places.is_known(words[0][:cut]) for cut in range(5, len(words[0]) + 1)):
        return False
    lowered = [word.lower() for word in words]
    if any(word in _small_words(text) for word in lowered):
        return False
    if len(core) < 3:
        return False
    if re.match(r"(?:Hier|Daar|Waar|Er)[a-z]{2,6}$", core):
        return False
    return any(word.isupper() and len(word) > 1 for word in words) or any(
        not simplemma.is_known(w, lang="nl") for w in lowered
    )


def _plan_word(word: str) -> bool:
    return word.lower().rstrip("s").endswith(tuple(load_lines("plannamen"))) or word.lower().endswith(
        ("raad", "college", "wethouder", "domein")
    )


def _abbr(match: re.Match[str]) -> Span | None:
    return Span(match.start("abbr"), match.end("abbr")) if match["abbr"] else None
