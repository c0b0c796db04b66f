"""Public bodies by their printed name: advisory councils, colleges, gemeenteraden, ministries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.facts import PartyKind
from extractors.letter import Span
from extractors.lexicon import any_of, load_csv, load_lines
from extractors.names import places
from extractors.quick import Quick, quick


@dataclass(frozen=True, slots=True)
class Body:
    """A printed body. `abbreviation` is what stands in brackets behind its name; `weak` when only the
    context can tell that it is an advisory council ("platform")."""

    span: Span
    kind: PartyKind
    name: str
    municipality: str | None = None
    abbreviation: Span | None = None
    weak: bool = False


_WS = r"(?:[ ]|\n(?!\n))"
_DAY = r"\d{1,2}[ ](?i:jan|febr?|maart|mrt|apr|mei|jun|jul|aug|sept?|okt|nov|dec)"
_CAP = rf"(?!\d+[-./ ]\d|{_DAY}|[A-Z]\.[ ]?[A-Z])(?:['’‘][sStT][- ])?[A-ZÀ-ÞĀ-Ž0-9][\w'’&+.-]*(?<![.,:;])"
"""A word with a capital or a number; no date, telephone number or initials."""
_STOP = (
    r"(?:Postbus|Datum|Aan|Betreft|Onderwerp|Voorzitter|Secretaris|Secretariaat|Geacht\w*"
    r"|Beste|Uw|Ons|Onze|Kenmerk|Telefoon|Tel|"
    r"E-mail|Email|Bijlagen?|Contact\w*|Namens|Met|De|Het|Een|Wij|Op|In|Bezoekadres|Postadres|College|Burgemeester|Van|"
    r"Verslag|VERSLAG|Notulen|NOTULEN|Nieuwsbrief|NIEUWSBRIEF|Agenda|AGENDA|Reactie|REACTIE|Uitnodiging|UITNODIGING"
    r"|POSTBUS|DATUM|AAN|BETREFT|ONDERWERP|KENMERK|Jaarverslag|JAARVERSLAG|Besluitenlijst|Vergadering|VERGADERING|"
    r"Gevraagd|Ongevraagd|Memo|Notitie|Brief|Behandeld|Pagina|Correspondentie\w*|Deze|Dit"
    r"|Penningmeester|Website|Www|Hoogachtend|"
    r"Ambtelijk|Waarnemend|Plaatsvervangend|Cc|CC|KvK|IBAN|Mevrouw|Mw|Dhr|T\.a\.v|P/a|T|E|M|I)(?![\w-])"
)


_OWN_NAME = (
    r"(?:(?<![^\n])(?!(?i:aan|geachte?|beste|van|cc|namens|gemeente|stichting)\b)"
    r"[A-ZÀ-ÞĀ-Ž][\w'’-]+(?:[ ][A-Z][\w'’-]+){0,2},[ ](?=[a-z]+raad[ ]voor[ ]))?"
)
"""A council's own name before the word that says what it is, at the start of a line: "Klankrijk, adviesraad voor …"."""


def _alternatives(forms: tuple[str, ...]) -> str:
    return any_of(forms, lambda form: re.escape(form).replace(r"\ ", r"\s+"))


@cache
def _nouns(strength: str) -> Quick:
    """The words for an advisory council."""
    return quick("|".join(row["pattern"] for row in load_csv("raden") if row["strength"] == strength))


@cache
def _council_pattern(strength: str) -> re.Pattern[str]:
    nouns = "|".join(row["pattern"] for row in load_csv("raden") if row["strength"] == strength)
    topics = _alternatives(load_lines("raad_onderwerpen"))
    noun = rf"(?i:{nouns})(?![\w])"
    every = "|".join(row["pattern"] for row in load_csv("raden") if row["strength"] == "strong")
    not_next = rf"(?!{_STOP})(?!(?i:{every})(?!\w))(?![A-Z][\w-]+[ ]\d)"
    link = r"(?:De(?= [A-Z])|Het(?= [A-Z])|voor|van|de|het|der|den|en|&|in|te|uit|aan|bij|/|-|–|met|over|op)"
    topic = rf"(?i:{topics})(?![\w-])"
    same = (
        rf"(?:(?:,[ ](?={topic}|{_CAP}[^\n,.;]{{0,25}}[ ]en[ ])"
        rf"|[ ])(?:{link}{_WS}){{0,3}}{not_next}(?:{topic}|(?:[Gg]emeenten?|[Rr]egio){_WS}{_CAP}"
        rf"|{_CAP})|[ ]?[/&][ ]?{_CAP})"
    )
    below = (  # a name goes on below with a topic, a place or a linking word; a bare capital there is someone who signs
        rf"(?:\n(?!\n){not_next}(?:(?:{link}{_WS}){{1,3}}(?:{topic}|(?:[Gg]emeente"
        rf"|[Rr]egio){_WS}{_CAP}|{_CAP})|{topic}|"
        rf"[Gg]emeente{_WS}{_CAP}|(?:{places.known_names()})(?![\w-])))"
    )
    piece = rf"(?:{same}|{below})"
    prefix = (
        r"(?:(?:Loka(?:le|al)|Stedelijke?|Regiona(?:le|al)|Gemeentelijke?|Maatschappelijke?|Brede|Onafhankelijke?"
        r"|Integra(?:le|al)|Gezamenlijke?|Socia(?:le|al)|Koepel|(?:Advies|Cliënten)- en|W(?:mo|MO)|"
        r"Algemene|Centra(?:le|al)|Provincia(?:le|al)|Gemeenschappelijke|Plaatselijke?|Intergemeentelijke?"
        r"|Zoetermeerse|Stichting|Vereniging|"
        r"(?!Voorzitter|Secretaris|Penningmeester|Wethouder)[A-Z]\w+(?:se|er|sche|se))[ ]){0,3}"
    )
    return re.compile(
        rf"(?<![\w@./-])(?P<name>{_OWN_NAME}{prefix}{noun}{piece}{{0,9}}(?:[ ](?:c\.a\.|e\.o\.))?)"
        rf"(?:{_WS}?\((?P<abbr>[A-Z][\w&.-]{{1,12}})\)(?P<rest>(?:{_WS}(?:van{_WS}(?:de{_WS})?)?(?:gemeente{_WS})?(?:"
        rf"{places.known_names()})(?![\w-]))?))?"
    )


_PLACE_TAIL = r"(?:\s+(?:van|der|te|in|voor)?\s*(?:de\s+)?(?P<word>[Gg]emeenten?\s+)?(?P<place>{names}))"


@cache
def _college_pattern() -> re.Pattern[str]:
    known = places.known_names()
    loose = places.name_pattern()
    mayor = r"(?:\s+(?-i:(?:[a-z]{2,3}\s+){0,2}[A-Z][\w'’-]+))?"
    bw = rf"(?:burgemeester{mayor}\s+(?:en|&)\s+wethouders|b\.?\s?(?:&|en)\s?w\.?(?!\w))"
    place = (
        rf"(?:,?\s+(?:(?:(?i:van|der|te|in)\s+(?i:de\s+)?)?(?i:gemeenten?)\s+(?P<place>{loose})"
        rf"|(?i:van|der|te)\s+(?P<place2>{loose})|(?P<place3>(?:{known})(?![\w-]))))?"
    )
    return re.compile(
        rf"(?<![\w-])(?P<name>(?i:het\s+|de\s+(?=colleges))?(?i:colleges?)\s+(?i:van\s+)?(?i:{bw}){place}"
        rf"|(?i:{bw}){_renamed(place, 'a')}"
        rf"|(?i:het\s+|de\s+(?=colleges))?(?i:colleges?)\s+(?:van\s+)?(?:de\s+)?(?i:gemeenten?)\s+(?P<place4>{loose})"
        rf"|(?i:het\s+|de\s+(?=colleges))?(?i:colleges?)\s+(?:van\s+)?(?P<place5>(?:{known})(?![\w-])))"
    )


def _renamed(pattern: str, suffix: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", lambda m: f"(?P<{m[1]}{suffix}>", pattern)


@cache
def _raad_pattern() -> re.Pattern[str]:
    loose = places.name_pattern()
    return re.compile(
        rf"(?<![\w-])(?P<name>(?i:(?:leden\s+van\s+)?(?:de\s+)?(?:gemeenteraad(?!sverkiezing)|gemeenteraden"
        rf"|raad\s+van\s+de\s+gemeente(?=\s)))"
        rf"(?:\s+(?:van\s+(?:de\s+)?)?(?i:gemeenten?)\s+(?P<place>{loose})"
        rf"|\s+(?:van\s+)?(?P<place2>(?:{places.known_names()})(?![\w-]))"
        rf"|(?<=gemeente)\s+(?P<place3>{loose}))?)"
    )


_MINISTRY = re.compile(
    r"(?<!\w)(?P<name>[Mm]inisteries?\s+van\s+(?:[A-Z][\w-]*)(?:(?:,\s+|\s+en\s+"
    r"|\s+)(?:van\s+)?[A-Z][\w-]*){0,6})(?:\s\((?P<abbr>[A-Z][A-Za-z&]{1,6})\))?"
)


def find_bodies(text: str) -> list[Body]:
    """Councils, colleges, gemeenteraden and ministries named in `text`, in order, none overlapping another."""
    return list(_bodies(text))


@lru_cache(maxsize=64)
def _bodies(text: str) -> tuple[Body, ...]:
    text = places.with_usual_capitals(text)
    found: list[Body] = []
    for body in (
        *_colleges(text),
        *_raden(text),
        *_councils(text, "strong"),
        *_ministries(text),
        *_councils(text, "weak"),
    ):
        if not any(body.span.overlaps(other.span) for other in found):
            found.append(body)
    return tuple(sorted(found, key=lambda body: body.span.start))


def _colleges(text: str) -> Iterator[Body]:
    for match in _college_pattern().finditer(text):
        place = next((match[key] for key in match.groupdict() if key.startswith("place") and match[key]), None)
        name = match["name"]
        more = _more_places().match(text, match.end()) if place and re.search(r"\bcolleges\b", name, re.I) else None
        span = Span(match.start("name"), more.end() if more else match.end("name"))
        yield Body(span, "college", flat(text[span.start : span.end]), places.canonical(place) if place else None)


@cache
def _more_places() -> re.Pattern[str]:
    """What follows the first place of several colleges: ", Aalten en Montferland"."""
    return re.compile(rf"(?:,\s+(?:{places.known_names()}))*\s+en\s+(?:van\s+)?(?:{places.known_names()})(?![\w-])")


def _raden(text: str) -> Iterator[Body]:
    for match in _raad_pattern().finditer(text):
        place = match["place"] or match["place2"] or match["place3"]
        more = _more_places().match(text, match.end()) if place and "raden" in match["name"].lower() else None
        span = Span(match.start("name"), more.end() if more else match.end("name"))
        municipality = places.canonical(place) if place else None
        yield Body(span, "gemeenteraad", flat(text[span.start : span.end]), municipality)


def _ministries(text: str) -> Iterator[Body]:
    for match in _MINISTRY.finditer(text):
        abbreviation = Span(match.start("abbr"), match.end("abbr")) if match["abbr"] else None
        yield Body(
            Span(match.start("name"), match.end("name")),
            "ministerie",
            flat(match["name"]),
            None,
            abbreviation,
        )


def _body(match: re.Match[str], kind: PartyKind, place: str | None) -> Body:
    municipality = places.canonical(place) if place else None
    return Body(Span(match.start("name"), match.end("name")), kind, flat(match["name"]), municipality)


def _councils(text: str, strength: str) -> Iterator[Body]:
    if not _nouns(strength).possible(text.lower()):
        return
    for match in _council_pattern(strength).finditer(text):
        name = re.sub(r"\s[-–]\s[A-Z]{2,6}(?:\s[\d./-]+)?$", "", _before_person(match["name"])).rstrip(" ,-–/&")
        if strength == "weak" and name[0].islower() and name == name.lower():
            continue
        abbreviation = Span(match.start("abbr"), match.end("abbr")) if match["abbr"] else None
        end = match.end("rest") if match["rest"] else match.start("name") + len(name)
        full = name + (match["rest"] or "")
        yield Body(
            Span(match.start("name"), end),
            "adviesraad",
            flat(full),
            municipality_in(full),
            abbreviation,
            strength == "weak",
        )


def _before_person(name: str) -> str:
    """A council's name without who is named behind a dash: "Wmo-raad Ede – Jan Smit"."""
    for match in re.finditer(r"\s[-–/]\s(?P<first>[\w'’]+)", name):
        if match["first"] in load_lines("voornamen"):
            return name[: match.start()]
    return name


def municipality_in(name: str) -> str | None:
    """The municipality that a body's printed name holds, if any."""
    cued = re.search(rf"\b[Gg]emeente\s+({places.name_pattern()})", name)
    if cued:
        return places.canonical(cued[1])
    found = places.mentioned(name)
    if found:
        return found[-1][2]
    last = name.split()[-1] if name.split() else ""
    return places.canonical(last) if len(name.split()) > 1 and places.is_known(last) else None


def flat(name: str) -> str:
    """A printed name on one line, single spaces."""
    return re.sub(r"\s+", " ", name).strip()
