"""Organisations and companies: by name, by the noun that heads their name, by legal form, in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
def _headed() -> Many[tuple[PartyKind, str]]:
    rows = load_csv("organisatiehoofden")
    return Many((row["pattern"], (cast(PartyKind, row["kind"]), row["pattern"])) for row in rows)


@cache
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
    branches = [_with_branch(text, organisation) for organisation in _candidates(text)]
    for organisation in sorted(branches, key=lambda o: (o.confidence < 0.6, -len(o.span), o.span.start)):
        if not any(organisation.span.overlaps(other.span) for other in found) and organisation.core not in load_lines(
            "geen_organisatie"
        ):
            found.append(organisation)
    return sorted(found, key=lambda organisation: organisation.span.start)


_BRANCH = re.compile(r",?[ ](?:afdeling|regio|district|locatie)[ ][A-Z][\w-]+(?:[ ][A-Z][\w-]+)?")


def _with_branch(text: str, organisation: Organisation) -> Organisation:
    """An organisation with the branch that is printed behind its name: "Alzheimer Nederland afdeling Epe"."""
    branch = _BRANCH.match(text, organisation.span.end)
    if branch is None or organisation.abbreviation or organisation.core in load_lines("geen_organisatie"):
        return organisation
    name = organisation.name + branch[0]
    return replace(organisation, span=Span(organisation.span.start, branch.end()), name=name)


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
    for _, (kind, noun) in _headed().possible(text):
        for match in _named(noun).finditer(text):
            if _plain(match["core"]):
                continue
            proper = match["noun"][0].isupper() or kind in ("overig", "gemeenteraad")
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
    for match in _THE.finditer(text):
        core = match["core"]
        of_place = places.is_village(core) or places.is_known(re.sub(r"^(?:Gemeente|Stad|Dorp) ", "", core))
        if not of_place and _may_follow_article(text, match["bare"]):
            yield Organisation(Span(match.start("core"), match.end("core")), "organisatie", core, core, None, 0.6)
    for match in _opening().finditer(text):
        if _may_open(match["first"]) and (match["village"] is None or places.is_village(match["village"])):
            yield Organisation(
                Span(match.start("core"), match.end("core")), "organisatie", match["core"], match["core"], None, 0.6
            )
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
        r"(?!(?:De|Het|Gemeenten?|College|Provincie|Regio|Noord|Zuid|Oost|West|Midden|Centrum"
        r"|Wethouder|Burgemeester|Station)\b)"
    )
    return re.compile(
        rf"(?<=[a-zß-ɏ,;)])[ ](?P<core>{not_first}(?P<first>[A-Z][\w’'-]+)[ ](?:{places.known_names()}))(?![\w-])"
    )


_THE = re.compile(
    r"(?<=[a-zß-ɏ,;])(?<!\b[Ii]n)(?<!\bte)(?<!\b[Uu]it)(?<!\bnaar)(?<!\bop)[ ]"
    r"(?P<core>(?:[A-Z][a-zß-ɏ]{2,}[ ])?(?:De|Het|['’][tT])[ ]"
    r"(?P<bare>[A-Z][\w’'-]+(?:[ ][A-Z][\w’'-]+)?))(?![\w@]|\.nl)"
)
"""An article with a capital in mid-sentence belongs to a name: "De Vlonder"."""


@cache
def _opening() -> re.Pattern[str]:
    """A capitalised word and a place, or two, at the beginning of a sentence that goes on: "Dorpsbelang Buren zegt"."""
    quarter = r"(?:Noord|Oost|Zuid|West|Noordoost|Noordwest|Zuidoost|Zuidwest)"
    return re.compile(
        rf"(?:(?<=[.!?]\s)|(?<![^\n]))(?P<core>(?P<first>[A-Z][a-zß-ɏ]{{3,}})(?:[ ][A-Z][a-zß-ɏ]+)?"
        rf"[ ](?:(?:{places.known_names()})|{quarter}|(?P<village>[A-Z][\w-]+)))(?=[ ][a-zß-ɏ]+[ ])"
    )


def _may_follow_article(text: str, bare: str) -> bool:
    """Whether a capitalised word behind "De" or "'t" can be a name, be it an ordinary word ("'t Trefpunt")."""
    word = bare.split()[0]
    return not (
        word.lower() in _small_words(text)
        or _plan_word(word)
        or word in load_lines("geen_organisatie")
        or word in load_lines("streken")
        or word.lower() in ("rijk", "heer", "kabinet", "gemeente", "minister", "wethouder", "voorzitter")
        or _PLACE_NAME.search(word)
        or _SERVICE.search(word)
        or _ADJECTIVE.match(word)
    )


def _may_open(first: str) -> bool:
    """Whether the first word of a sentence can begin a name: no small word, name of a person, function or plan."""
    lower = first.lower()
    return not (
        first in load_lines("voornamen")
        or lower in load_lines("functies")
        or lower in load_lines("layout_function_words")
        or lower in _NO_OPENING
        or _plan_word(first)
        or places.is_known(first)
    )


_NO_OPENING = frozenset(
    [
        "gemeente",
        "heel",
        "half",
        "binnen",
        "buiten",
        "rond",
        "richting",
        "station",
        "stad",
        "dorp",
        "buurgemeente",
        "centrum",
        "college",
        "provincie",
        "regio",
        "inwoners",
        "inwoner",
        "burgers",
        "mevrouw",
        "meneer",
        "oude",
        "nieuwe",
        "dokter",
        "tussen",
        "sinds",
        "vanuit",
        "langs",
        "vooral",
        "alleen",
        "zelfs",
        "juist",
        "waarom",
    ]
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
    if _PLACE_NAME.search(words[-1]) or (len(words) == 1 and _SERVICE.search(core)) or _from_place(core):
        return False
    if any(_plan_word(word) for word in words) or core.lower() in load_lines("raad_onderwerpen"):
        return False
    if re.match(r"Q\d|\d", core) or any(
        places.is_known(words[0][:cut]) and len(words[0]) - cut < 6 for cut in range(5, len(words[0]) + 1)
    ):
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


_PLACE_NAME = re.compile(
    r"(?:weg|straat|laan|plein|gracht|kade|singel|dreef|pad|markt|sluis|sluizen|brug|haven|park|plas|tunnel|viaduct)$"
)
_SERVICE = re.compile(
    r"\w{3}(?:verlening|opvang|lening|pakket|gezondheid|zorg|hulp|toeslag|begeleiding|ondersteuning|voorziening|verzekering"
    r"|bijdrage|compliment|waardering|café|cafe|code|poll|lijnen|heffing|belasting|regeling|uitkering|premie|korting"
    r"|vergoeding|snip|label|norm|toets|woning|woningen|vergadering|bijeenkomst|ontmoeting|zone|heid|teit)$"
)
"""How a word ends that is a service, a benefit or a term with a capital."""


def _from_place(core: str) -> bool:
    """Whether a name is that of a village, or of someone from a town ("Helderse")."""
    stem = re.sub(r"(?:se|er|s)$", "", core)
    return places.is_village(core) or (stem != core and places.is_known(f"Den {stem}"))


def _plan_word(word: str) -> bool:
    return word.lower().rstrip("s").endswith(tuple(load_lines("plannamen"))) or word.lower().endswith(
        ("raad", "college", "wethouder", "domein")
    )


def _abbr(match: re.Match[str]) -> Span | None:
    return Span(match.start("abbr"), match.end("abbr")) if match["abbr"] else None
