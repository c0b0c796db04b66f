"""Names that rules can find in Dutch council letters: `(start, end, label, strength)` over plain text.

Strength says which finding wins where two overlap; a trained model's findings have `MODEL`.
The words come from the lexicons of `extractors` and from the lists in this folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.lexicon import any_of, load_csv, load_lines

FILL, MODEL, BEFORE_PLACE, HEADED, PERSON, COUNCIL, FIXED = range(1, 8)

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’&+!-]*\w|[A-Z]\b"
_LINK = r"(?:voor|de|het|der|den|&|op|aan|ter|tot|'t|’t)"
_STOP = (
    r"(?:De|Het|Een|Wij|Op|In|Dat|Dit|Deze|Die|Ook|Als|Met|Voor|Naar|Namens|Geachte?|Betreft|Onderwerp|Datum|Postbus|Aan|Van|"
    r"Advies|Onze?|Uw|Postadres|Bezoekadres|Secretariaat|Secretaris|Voorzitter|Kenmerk|Telefoon|Tel|Te|Zij|Er|Wat|Hoe)\b"
)
_WORD = rf"(?!{_STOP})(?:{_CAP})"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A name in a text: code points `[start, end)`."""

    start: int
    end: int
    label: str
    strength: int

    def overlaps(self, other: Found) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end


@cache
def words(name: str) -> tuple[str, ...]:
    """The lines of a word list in this folder, without comments."""
    text = files("pipeline.language").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


PLAN = re.compile(
    r"(?i:programma|(?<!mo)(?<!tele)visie|nota|akkoord|agenda|verordening|kader|strategie|monitor|document)(?![\w-])"
    r"|[a-z]plan(?![\w-])"
)
"""Words that say that a name is that of a plan or an agreement."""
_CAMEL = re.compile(r"(?<![\w@./-])[A-Z][a-zë]+[A-Z][a-zë]+\w*(?![\w@]|\.nl)")


@cache
def _places() -> dict[str, bool]:
    """Municipality names and other spellings, and whether each is an ordinary word too."""
    known: dict[str, bool] = {}
    for row in load_csv("gemeenten"):
        for form in filter(None, [row["name"], *row["aliases"].split(";")]):
            known[form] = bool(row["ordinary_word"])
    return known


def is_municipality(name: str) -> bool:
    """Whether `name` is a Dutch municipality, in any case."""
    return name.casefold() in municipalities()


@cache
def municipalities() -> frozenset[str]:
    """All Dutch municipalities, in small letters."""
    return frozenset(place.casefold() for place in _places())


@cache
def _college() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w-])(?:college\s+(?:van\s+)?)?(?:burgemeester\s+(?:en|&)\s+wethouders|b\s?&\s?w\b|b\.?\s?en\s?w\b\.?(?=\W))",
        re.IGNORECASE,
    )


@cache
def _council() -> re.Pattern[str]:
    nouns = "|".join(row["pattern"] for row in load_csv("raden") if row["strength"] == "strong")
    topics = any_of(load_lines("raad_onderwerpen"))
    places = any_of(list(_places()))
    piece = rf"(?:(?:,| en| &|/)?[ /-](?i:{topics})(?![\w-])|[ ](?:{places})(?![\w-])|[ ]{_WORD})"
    prefix = (
        r"(?:(?:Lokale|Stedelijke|Regionale|Gemeentelijke|Maatschappelijke|Brede|Onafhankelijke|Integrale|Centrale|"
        r"Sociale|Samenwerkende|Landelijke|Gezamenlijke|Stichting|Werkgroep)[ ]){0,2}"
    )
    return re.compile(rf"(?<![\w@./-])(?P<name>{prefix}(?P<noun>(?i:{nouns}))(?!\w){piece}{{0,6}})")


@cache
def _headed() -> re.Pattern[str]:
    heads = any_of([head for word in words("organisation_heads") for head in (word, word.upper())])
    return re.compile(rf"(?<![\w@./-])(?:{heads})(?:(?:[ ]{_LINK}){{0,2}}[ ]{_WORD}|[ ]?[/&][ ]?{_WORD}){{1,6}}")


@cache
def _press() -> re.Pattern[str]:
    """Newspapers and broadcasters: "de Krant van …", "Dagblad voor …", "… Courant"."""
    kinds = "Dagblad|Weekblad|Nieuwsblad|Krant|Courant|Omroep|Streekomroep|Bode"
    place = rf"(?:(?:van|voor)[ ](?:(?:de|het)[ ])?)?{_WORD}(?:(?:[ ]{_LINK}){{0,2}}[ ]{_WORD}){{0,2}}"
    return re.compile(rf"(?<![\w@./-])(?:(?:(?<=[a-z,/] )De[ ])?(?:{kinds})[ ]{place}|{_WORD}[ ](?:{kinds})(?!\w))")


_EACH_OTHER = re.compile(rf"(?<![\w-]){_WORD}(?:[ ]{_WORD})?[ ](?:voor|met)[ ](?:Elkaar|Mekaar)(?!\w)")
_ENDED = re.compile(
    rf"(?<=[a-z,(] ){_WORD}(?:[ ](?:[Dd]e|[Vv]an|den|der|{_WORD})){{0,3}}[ ](?:Ziekenhuis|Gasthuis|Lyceum|College|"
    r"Coöperatie|Uitzendbureau|Zorggroep|Thuiszorg|Universiteit|Hogeschool|Academie|Zorgverzekeringen|Bibliotheek|Supermarkten)"
    r"(?![\w-])"
)


def is_organisation(name: str) -> bool:
    """Whether a name is in our list of organisations."""
    return name in _organisation_names()


@cache
def _organisation_names() -> frozenset[str]:
    return frozenset(name.rstrip("|") for name in words("organisations"))


@cache
def _known() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Organisations by name: those that are nothing else, and those that are ordinary words too."""
    plain = [name for name in words("organisations") if not name.endswith("|")]
    ordinary = [name[:-1] for name in words("organisations") if name.endswith("|")]
    ahead = r"(?![\w@-]|\.nl)"
    return (
        re.compile(rf"(?<![\w@./-])(?:{any_of(plain)}){ahead}"),
        re.compile(rf"(?<=[a-z,] )(?<!\b[Dd]e )(?<!\b[Hh]et )(?<!\b[Ee]en )(?:{any_of(ordinary)}){ahead}(?![ ][A-Z])"),
    )


_ROAD = re.compile(r"\b[Dd]e (?P<name>(?:A\d{1,2}|N\d{2,3}))(?!\w)")
_MINISTRY = re.compile(r"(?<!\w)[Mm]inisterie van [A-Z]\w+(?:(?:,| en|, en)? (?:en )?[A-Z]\w+){0,4}")
_COMPANY = re.compile(rf"(?<![\w@./-]){_WORD}(?:[ ]{_WORD}){{0,3}}[ ](?:B\.?V\.?|N\.?V\.?|U\.A\.)(?!\w)")
_LAW = re.compile(r"(?<![\w-])(?!Wet\b)[A-Z][a-zé]+wet(?:[ ](?:19|20)\d\d)?(?![\w-])")


@cache
def _organisations() -> re.Pattern[str]:
    forms: set[str] = set()
    for row in load_csv("organisaties"):
        forms.update(form for form in [row["name"], *row["aliases"].split(";")] if form)
    return re.compile(rf"(?<![\w@./-])(?:{any_of(list(forms))})(?![\w@-]|\.nl)")


@cache
def _laws() -> re.Pattern[str]:
    forms: set[str] = set()
    for row in load_csv("wetten"):
        forms.update(form.rstrip(".") for form in [row["name"], row["short"], *row["aliases"].split(";")] if form)
    return re.compile(rf"(?<![\w-])(?:{any_of(list(forms))})(?:[ ](?:19|20)\d\d)?(?![\w-])")


@cache
def _plans() -> re.Pattern[str]:
    kinds = "|".join(
        re.escape(ending) for ending in load_lines("plannamen") if ending not in ("regels", "wet", "beleid")
    )
    kind = rf"(?!Movisie|Jaarverslag|Plan van)(?:[A-ZÀ-Þ][\w-]*)?(?i:{kinds})"
    piece = rf"(?:(?:[ ](?:en|in|van|voor|op))?[ ]{_WORD}|[ ](?:19|20)\d\d(?:[ ]?[-–][ ]?(?:19|20)\d\d)?)"
    adjective = "(?:(?:Lokaal|Lokale|Regionaal|Regionale|Nationaal|Integraal)[ ])?"
    return re.compile(rf"(?<![\w-])(?=[A-ZÀ-Þ]){adjective}{kind}{piece}{{1,7}}(?![\w-])")


@cache
def _surname() -> str:
    prefix = "(?:(?i:" + any_of(load_lines("tussenvoegsels")) + r")[ ])?"
    prefix += "(?:(?:Oude|Groot|Groote|Klein|Kleine|Lange|Baron|Baronesse|baron|barones)[ ](?:van[ ])?)?"
    last = r"(?:[dO]['’])?[A-ZÀ-ÖØ-Þ](?:[\w'’]*[a-zà-ÿ]|[A-ZÀ-ÖØ-Þ]{2,})"
    return rf"{prefix}{last}(?:[ ]?-[ ]?{prefix}{last}){{0,2}}"


_INITIALS = r"(?:(?:[A-ZÀ-ÖØ-Þ]|Th|Ch|Ph|IJ|Chr|Tj|Sj|Fr)\.[ ]?){1,6}"


@cache
def _persons() -> tuple[re.Pattern[str], ...]:
    first = rf"(?:{any_of(load_lines('voornamen'))})(?:-[A-Z][a-zà-ÿ]+)?"
    academic = r"(?:(?:prof|dr|drs|mr|ir|ing|ds)\.?[ ])*"
    polite, offices = (any_of(words(name)) for name in ("person_titles", "offices"))
    plain = r"[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+"
    given = rf"(?:{first}|{plain}(?=[ ](?:[A-ZÀ-ÖØ-Þ]|(?:van )?de[rn]? |te[rn]? |el |al )))"
    named = rf"(?P<name>(?:{given}[ ])?{_surname()})(?![\w@])"
    return (
        re.compile(rf"(?<![\w@./-])(?P<name>{_INITIALS}(?:\([A-Z]\w+\)[ ])?{_surname()})(?![\w@])"),
        re.compile(rf"(?<![\w@./-])(?P<name>{first}(?:[ ]{first})?(?:[ ][A-Z]\.)*[ ]{_surname()})(?![\w@])"),
        re.compile(rf"(?<![\w-])(?i:{polite})[ ](?i:{academic}){named}"),
        re.compile(rf"(?<![\w-])(?i:familie|echtpaar)[ ](?P<name>{_surname()}(?:[ ]{_surname()})?)(?![\w@])"),
        re.compile(rf"(?<![\w-])(?i:{offices})[ ](?i:{academic})(?=[A-ZÀ-ÖØ-Þ]){named}"),
    )


@cache
def _place() -> re.Pattern[str]:
    forms = [form for place, ordinary in _places().items() if not ordinary for form in (place, place.upper())]
    cued = any_of([form for place in _places() for form in (place, place.upper())])
    return re.compile(
        rf"(?<![\w@./'’-])(?:{any_of(forms)})(?![\w@-]|\.nl)"
        rf"|(?:(?<=[Gg]emeente )|(?<=\b[A-Z]{{2}}\s)|(?<= (?:in|te) ))(?:{cued})(?![\w-])"
    )


_TOWN = r"(?P<name>['’A-ZÀ-Þ][\w'’-]+(?:[ ](?:[A-ZÀ-Þ][\w'’-]+|aan|den|de|der|op|in|en|het)){0,4})"
_MONTH = r"(?i:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
_NO_HEAD = (
    rf"(?:{_STOP}|(?:Gemeenten?|Provincie|Stad|Station|Regio|Postbus|Wethouder|Burgemeester|"
    r"Nieuw|Oud|Noord|Oost|Zuid|West)\b)"
)


@cache
def _with_place() -> re.Pattern[str]:
    """Capitalised words right before a municipality, in mid-sentence or as a whole line: "Welzijn Ede"."""
    places = any_of([form for place in _places() for form in (place, place.upper())])
    words_before = rf"(?!{_NO_HEAD})(?:{_CAP})(?:[ ](?!{_NO_HEAD})(?:{_CAP})){{0,2}}"
    name = rf"{words_before}[ ](?:{places})(?![\w-])"
    return re.compile(rf"(?<=[a-z,;:(] ){name}|^{name}(?=,?$)", re.MULTILINE)


_AT_POSTCODE = re.compile(rf"\b\d{{4}}[ ]?[A-Z]{{2}}[ ]{{1,2}}{_TOWN}")
_DATELINE = re.compile(rf"^(?:Te )?{_TOWN}, (?:d\.d\. |op )?(?:\d{{1,2}}[ /-]|{_MONTH} \d{{4}})", re.MULTILINE)
_STREET_END = r"(?:straat|weg|laan|plein|singel|kade|dijk|pad|gracht|steeg|dreef|plantsoen|markt)"
_STREET_LINE = re.compile(
    r"(?:^|: |, |p/a |(?i:\b(?:aan|op|in) (?:de|het) ))"
    rf"(?P<name>(?:(?:[A-ZÀ-Þ][\w.'’-]*|van|de|der|den)[ ])*(?i:\w*{_STREET_END}))(?=[ ]\d{{1,4}}\b)",
    re.MULTILINE,
)

_BEFORE_POSTCODE = re.compile(
    r"(?:^|: |, |p/a )(?P<name>(?!Postbus)['’A-ZÀ-Þ][^\n\d,:]{3,40}?)[ ]\d{1,4}[ ]?[a-zA-Z]?(?:, ?|[ ]{2,}|\n)"
    r"\d{4} ?[A-Z]{2}\b",
    re.MULTILINE,
)


def _addresses(text: str) -> Iterator[Found]:
    for pattern in (_AT_POSTCODE, _DATELINE, _STREET_LINE, _BEFORE_POSTCODE):
        for match in pattern.finditer(text):
            if match["name"][0] in "'’" or match["name"][0].isupper():
                yield Found(match.start("name"), match.end("name"), "LOC", COUNCIL)


def find(text: str) -> list[Found]:
    """All findings of the rules in `text`; they may overlap."""
    return [*_bodies(text), *_addresses(text), *_others(text), *_people(text)]


def _bodies(text: str) -> Iterator[Found]:
    for match in _college().finditer(text):
        yield Found(match.start(), match.end(), "ORG", FIXED)
    for match in _council().finditer(text):
        if match["name"][0].isupper() and match["name"].casefold() not in ("adviesraad", "adviesraden", "raad"):
            yield Found(match.start(), match.end(), "ORG", COUNCIL)
    for match in _MINISTRY.finditer(text):
        yield Found(match.start(), match.end(), "ORG", FIXED)


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of(words('titles'))})(?![\w-])")


def _others(text: str) -> Iterator[Found]:
    for pattern in (_headed(), _press(), _ENDED, _EACH_OTHER, _COMPANY):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "MISC" if PLAN.search(match[0]) else "ORG", HEADED)
    for pattern in _known():
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "ORG", BEFORE_PLACE)
    for match in _ROAD.finditer(text):
        yield Found(match.start("name"), match.end("name"), "LOC", BEFORE_PLACE)
    for match in _with_place().finditer(text):
        if match[0].split()[0].casefold() not in words("no_names"):
            yield Found(match.start(), match.end(), "ORG", BEFORE_PLACE)
    for pattern in (_CAMEL, _organisations()):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "ORG", FILL)
    for match in _laws().finditer(text):
        yield Found(match.start(), match.end(), "MISC", PERSON)
    for match in _titles().finditer(text):
        yield Found(match.start(), match.end(), "MISC", PERSON)
    for match in _LAW.finditer(text):
        yield Found(match.start(), match.end(), "MISC", FILL)
    for match in _plans().finditer(text):
        yield Found(match.start(), match.end(), "MISC", HEADED)
    for match in _place().finditer(text):
        yield Found(match.start(), match.end(), "LOC", FILL)


def _people(text: str) -> Iterator[Found]:
    for pattern in _persons():
        for match in pattern.finditer(text):
            if match["name"].casefold() not in words("no_names"):
                yield Found(match.start("name"), match.end("name"), "PER", PERSON)
