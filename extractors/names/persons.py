"""Names of persons: titles, initials, nicknames, prefixes in every spelling, double surnames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import simplemma

from extractors.letter import Span
from extractors.lexicon import any_of, load_lines
from extractors.names import places
from extractors.names.politics import is_political


@dataclass(frozen=True, slots=True)
class Person:
    """A printed name. `span` covers it with titles, without "mevrouw" and without function;
    `function` is the one printed before or after it."""

    span: Span
    name: str
    first: str
    surname: str
    initials: str
    polite: str = ""
    function: Span | None = None


_TITLE = r"(?:(?:jhr|jkvr|prof|dr|drs|mr|ir|ing|ds|bc|Prof|Dr|Drs|Mr|Ir|Ing|Ds|Bc)\.?(?:[ ]h\.?c\.?)?[ ])"
_POLITE = r"(?:[Dd]e[ ](?:heer|Heer)|[Hh]eer|[Mm]evrouw|[Mm]evr\.?|[Mm]w\.?|[Mm]v\.|[Dd]hr\.?|[Mm]eneer)"
_INITIALS = r"(?:(?:[A-ZÀ-ÞĀ-Ž]|Th|Ch|Ph|IJ|Y|St|Chr|Tj|Sj)\.[ ]?){1,6}"
_LAST = r"(?:[A-ZÀ-ÞĀ-Ž](?:['’][A-ZÀ-ÞĀ-Ž])?[a-zß-ɏ’']+(?:[A-Z][a-zß-ɏ]+)?|IJ[a-z]+)"
_NICK = r"(?:[ ]?\([A-ZÀ-ÞĀ-Ž][\w’'-]+\))"
_SUFFIX = r"(?:,?[ ](?:MSc|BSc|MA|BA|MBA|MPA|LLM|RA|PhD|MBO|RN|MPH|Msc)\b)?"


@cache
def _prefix() -> str:
    forms = any_of(load_lines("tussenvoegsels"), lambda form: re.escape(form).replace(r"\ ", "[ ]"))
    return rf"(?:(?i:{forms})[ ])"


@cache
def _surname() -> str:
    one = rf"{_prefix()}?{_LAST}"
    return rf"{_prefix()}?{_LAST}(?:[ ]?[-–][ ]?{one}){{0,2}}"


@cache
def _first_names() -> str:
    return rf"(?:(?:{any_of(load_lines('voornamen'))})(?:-(?:[A-Z][a-zß-ɏ]+))?(?![\w]))"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    surname, first = _surname(), _first_names()
    edge = r"(?<![\w@./-])"
    tail = rf"{_SUFFIX}(?![\w@])"
    given = rf"(?:{first}(?:[ ]{first})?)"
    return (
        # Wobbe K. de Vries, at the start of a line, whatever the first name
        re.compile(
            rf"(?<![^\n])(?P<name>(?P<first>{_LAST})[ ](?P<init>(?:[A-Z]\.[ ]?){{1,2}})(?P<sur>{surname}){tail})"
        ),
        # J.P. (Jan) de Vries; drs. A. Jansen
        re.compile(
            rf"{edge}(?:(?P<polite>{_POLITE})[ ])?(?P<name>{_TITLE}*(?P<init>{_INITIALS}){_NICK}?[ ]"
            rf"?(?:{given}[ ])?(?P<sur>{surname}){tail})"
        ),
        # Jan de Vries, Jan P. de Vries, with a known first name
        re.compile(
            rf"{edge}(?:(?P<polite>{_POLITE})[ ])?(?P<name>{_TITLE}*(?P<first>{given})(?:[ ](?:[A-Z]"
            rf"\.[ ]?)+)?{_NICK}?[ ](?P<sur>{surname}){tail})"
        ),
        # mevrouw Van Driel, de heer dr. Jansen, mw. Fatma Yildiz
        re.compile(
            rf"{edge}(?P<polite>{_POLITE})[ ](?P<name>{_TITLE}*(?:(?P<first>{_LAST}(?:-{_LAST})?)[ ]"
            rf"(?=\S+))?(?P<sur>{surname}){tail})"
        ),
        # dr. Jansen, drs. Emmeline van Rooijen
        re.compile(rf"{edge}(?P<name>{_TITLE}+(?:(?P<first>{_LAST})[ ](?={_prefix()}))?(?P<sur>{surname}){tail})"),
    )


@cache
def _loose() -> re.Pattern[str]:
    """A name where only a name can stand: two or three capitalised words on a line of a signature."""
    surname = _surname()
    return re.compile(
        rf"(?<![\w@./-])(?:(?P<polite>{_POLITE})[ ])?(?P<name>{_TITLE}*(?P<first>{_LAST}(?:-"
        rf"{_LAST})?(?:[ ]{_LAST})?){_NICK}?[ ](?P<sur>{surname}){_SUFFIX}(?![\w@]))"
    )


@cache
def _functions() -> str:
    return any_of(load_lines("functies"))


@cache
def function_pattern() -> re.Pattern[str]:
    """A function with what belongs to it: "waarnemend voorzitter", "wethouder Zorg en Welzijn"."""
    before = (
        r"(?:(?:onafhankelijk|waarnemend|wnd\.?|plaatsvervangend|plv\.?|ambtelijk|technisch"
        r"|tweede|1e|2e|adjunct|interim|senior|vice|algemeen|"
        r"dagelijks|bestuurlijk|verantwoordelijk|gemeentelijk|strategisch|oud|loco|co|beleids|duo)[ -])*"
    )
    return re.compile(rf"(?<![\w-])(?P<function>(?i:{before}(?:{_functions()})(?:[ ]a\.i\.)?))(?![\w])")


@cache
def _function_before() -> re.Pattern[str]:
    """A function right before a surname: "wethouder Van Driel", "onze voorzitter Jan Jansen"."""
    return re.compile(
        rf"(?<![\w-])(?P<function>(?i:(?:{_functions()})))(?:[ ](?P<polite>{_POLITE}))?[ ](?P<na"
        rf"me>{_TITLE}*(?:(?P<init>{_INITIALS})[ ]?|(?P<first>{_LAST}(?:-{_LAST})?)[ ](?=\S))?"
        rf"(?P<sur>{_surname()})(?![\w@]))"
    )


_NO_SURNAME = frozenset(
    [
        "college",
        "gemeente",
        "raad",
        "adviesraad",
        "wmo",
        "zorg",
        "welzijn",
        "jeugd",
        "sociaal",
        "sociale",
        "domein",
        "datum",
        "onderwerp",
        "betreft",
        "geachte",
        "aan",
        "postbus",
        "werk",
        "inkomen",
        "participatie",
        "onderwijs",
        "wonen",
        "sport",
        "cultuur",
        "financiën",
        "financien",
        "economie",
        "ruimte",
        "milieu",
        "cliëntenraad",
        "seniorenraad",
        "namens",
        "afdeling",
        "team",
        "dienst",
        "stichting",
        "commissie",
        "advies",
        "brief",
        "straat",
        "weg",
        "laan",
        "plein",
        "maart",
        "mei",
        "juni",
        "juli",
        "wethouder",
        "burgemeester",
        "voorzitter",
        "secretaris",
        "burgemeester",
        "wethouders",
        "raadslid",
        "lid",
        "leden",
        "penningmeester",
        "met",
        "uw",
        "wij",
        "de",
        "het",
        "een",
        "onze",
        "op",
        "in",
        "bij",
        "over",
        "voor",
        "algemene",
        "ons",
        "deze",
        "dit",
        "er",
        "zij",
        "hij",
        "u",
        "als",
        "om",
        "en",
        "of",
        "maar",
        "ook",
        "nu",
        "dan",
        "wat",
        "wie",
        "hoe",
        "waar",
        "heeft",
        "heer",
        "mevrouw",
        "jongeren",
        "ouderen",
        "griffie",
        "raadsgriffie",
        "bestuur",
        "redactie",
        "secretariaat",
        "fractie",
        "provincie",
        "regio",
        "werkgroep",
    ]
)


_ALSO_SURNAME = frozenset(("laan", "weg", "straat", "plein", "maart", "mei"))
"""Surnames behind initials."""
_STREET = re.compile(r"\w{3}(?:straat|laan|plein|weg|singel|kade|gracht|dijk|hof|pad|plantsoen|markt|steeg|dreef)$")
_FIELD_OF_WORK = re.compile(r"(?:ing|ingen|heid|zaken|atie|aties|iteit|omein|beleid|zorg|diensten|verlening|hulp)$")
"""How the second word of a department ends: "hoofd Maatschappelijke Ontwikkeling"."""


def _person(match: re.Match[str], function: Span | None = None) -> Person | None:
    groups = match.groupdict()
    surname, first = groups["sur"], groups.get("first") or ""
    if function and is_political(match["name"]):  # "fractievoorzitter D66 Ede"
        return None
    if first and groups.get("init") and not _may_be_given(first):
        return None
    if first.lower() in load_lines("tussenvoegsels"):
        surname, first = f"{first} {surname}", ""
    last = surname.split()[-1].lower()
    if (last in _NO_SURNAME and not (groups.get("init") and last in _ALSO_SURNAME)) or first.lower() in _NO_SURNAME:
        return None
    if surname.lower() in load_lines("tussenvoegsels"):  # "dhr. Tuinstra Te gast": the next line begins
        if not first:
            return None
        end = match.end("first")
        return Person(Span(match.start("name"), end), first, "", first, "", groups.get("polite") or "", function)
    unknown = first and first not in load_lines("voornamen")
    numbered = re.match(r"\s+\d", match.string[match.end() :])
    if _STREET.search(surname) and (numbered or (unknown and not groups.get("init"))):
        return None
    unproven = not (groups.get("polite") or groups.get("init")) and first not in load_lines("voornamen")
    if (
        unproven
        and first
        and (
            _FIELD_OF_WORK.search(surname)
            or _BODY_NOUN.search(first.lower())
            or first.lower() in load_lines("functies")
            or (not function and (surname in load_lines("streken") or places.is_known(surname)))
        )
    ):
        return None
    goes_on = re.match(r" [A-ZÀ-ÞĀ-Ž]", match.string[match.end() :])
    if goes_on and groups.get("polite") and unknown and surname.startswith("van "):  # "de heer Smit van Eigen Haard"
        return Person(Span(match.start("name"), match.end("first")), first, "", first, "", groups["polite"], function)
    certain = groups.get("polite") or groups.get("init")
    if surname.lower() in load_lines("raad_onderwerpen") or (places.is_known(match["name"]) and not certain):
        return None
    if _numbers_heading(match) or (function and _of_body(match, function, first)):
        return None
    return Person(
        Span(match.start("name"), match.end("name")),
        re.sub(r"\s+", " ", match["name"]),
        first,
        surname,
        re.sub(r"[^A-ZÀ-ÞĀ-Ž]", "", groups.get("init") or ""),
        groups.get("polite") or "",
        function,
    )


def _may_be_given(word: str) -> bool:
    """Whether a word before an initial can be a first name: no word of the language, function, body or place."""
    lower = word.lower()
    return word in load_lines("voornamen") or not (
        simplemma.is_known(lower, lang="nl")
        or lower in load_lines("functies")
        or lower in _NO_SURNAME
        or _BODY_NOUN.search(lower)
        or places.is_known(word)
        or places.is_village(word)
    )


_BODY_NOUN = re.compile(
    r"(?:bank|groep|huis|zorg|bureau|centrum|fonds|loket|punt|platform|raad|stichting|vereniging|school|programma|blad"
    r"|krant|omroep|nieuws|parochie|bond|kring|dienst|instituut|museum|theater|politie|bedrijf|team|straat|laan|weg|plein)$"
)
"""How the first word of a body's name ends, or of a street: no first name."""
_ABSTRACT = re.compile(r"(?:ing|ingen|heid|heden|tie|ties)$")
_WITHIN = re.compile(r"[ ](?:van|en|per|op|voor|over|tot|bij|in|met|aan|uit|de|het|naar|om|door)[ ][a-zß-ɏ]")


def _numbers_heading(match: re.Match[str]) -> bool:
    """Whether a letter with a point numbers a heading: "B. Beantwoording van de vragen"."""
    text, groups = match.string, match.groupdict()
    initials, start = groups.get("init") or "", match.start()
    if len(initials.strip()) != 2 or groups.get("polite") or (start and text[start - 1] != "\n"):
        return False
    word = groups["sur"].lower()
    goes_on = bool(_WITHIN.match(text, match.end()))
    if _ABSTRACT.search(word) and len(word) > 7 and (goes_on or simplemma.is_known(word, lang="nl")):
        return True
    return goes_on and simplemma.is_known(word, lang="nl")


def _of_body(match: re.Match[str], function: Span, first: str) -> bool:
    """Whether a function is that in a body ("leden van Kompas"): a name after it has its prefix with a capital."""
    groups = match.groupdict()
    if first or groups.get("init") or groups.get("polite") or not groups["sur"].startswith("van "):
        return False
    name = groups["sur"].split()[-1]
    office = match.string[function.start : function.end].lower()
    return not office.startswith(("wethouder", "burgemeester", "griffier")) or places.is_known(name)


def find_persons(text: str, loose: bool = False) -> list[Person]:
    """Persons named in `text`, in order. `loose` also takes capitalised word pairs for a name, for places
    where names stand alone: signatures and labelled lines."""
    found = _apart(_candidates(text))
    if loose:
        rest = text
        for person in found:
            rest = rest[: person.span.start] + " " * len(person.span) + rest[person.span.end :]
        found += _apart(other for match in _loose().finditer(rest) if (other := _person(match)))
    return sorted(found, key=lambda person: person.span.start)


def _apart(persons: Iterable[Person]) -> list[Person]:
    """The first reading of each place."""
    found: list[Person] = []
    for person in persons:
        if not any(person.span.overlaps(other.span) for other in found):
            found.append(person)
    return found


def _candidates(text: str) -> Iterator[Person]:
    for pattern in _patterns():
        for match in pattern.finditer(text):
            person = _person(match)
            if person:
                yield person
    for match in _function_before().finditer(text):
        official = _person(match, Span(match.start("function"), match.end("function")))
        if official:
            yield official
