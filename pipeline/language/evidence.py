"""What speaks for a name being a place, a person or a title, besides the model's opinion."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

from extractors.lexicon import load_lines
from pipeline.language import patterns

_FOLDER = Path(__file__).parents[1] / "models" / "nl_adviesradar"
_BEFORE_PLACE = re.compile(
    r"(?:\b(?:in|te|uit|naar|gemeenten?|dorp|dorpen|wijk|wijken|regio|provincie|station|kern|kernen|heel|buurgemeenten?|"
    r"centrumgemeente|stad|omgeving van|halte|bushalte|nabij|vanuit|richting|inwoners van|locatie)\s+(?:de\s|het\s)?|"
    r"\b\d{4}\s?[A-Z]{2}\s+)$",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?:straat|weg|laan|plein|singel|kade|dijk|pad|markt|gracht|steeg|dreef|plantsoen|ring|baan|eiland|streek|kerk)$"
)
_BEFORE_PERSON = re.compile(
    r"(?:\b(?:heer|heren|mevrouw|mevr\.?|mw\.?|dhr\.?|meneer|beste|lieve|dag|hoi|hallo|groet(?:en|jes)?,?|wethouder|burgemeester|"
    r"minister|familie|[A-Z]\.)\s+)$",
    re.IGNORECASE,
)


_BODY = re.compile(
    r"(?:krant|courant|dagblad|weekblad|zorg|groep|welzijn|wonen|college|instituut|stichting|fonds|school|ziekenhuis|centrum|"
    r"bedrijf|bedrijven|taxi|platform|raad|vereniging|bond|dienst|team|huis|bank|werk|omroep|nieuws)$",
    re.IGNORECASE,
)


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of a list that comes with the model; empty without it."""
    path = _FOLDER / f"{name}.txt.gz"
    if not path.is_file():
        return frozenset()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(lines.read().split("\n"))


def is_place(name: str, before: str) -> bool:
    """Whether lists, the ending of `name` or the words before it make it a place."""
    if patterns.is_municipality(name) or _STREET.search(name):
        return True
    if _BEFORE_PLACE.search(before) or _PLACE_BEFORE.search(before):
        return True
    return name in listed("places") or name.title() in listed("places")


def is_person(name: str, before: str) -> bool:
    """Whether a single word is a first name or stands behind a form of address."""
    return name in load_lines("voornamen") or name in listed("first_names") or bool(_BEFORE_PERSON.search(before))


def is_first_name(name: str) -> bool:
    """Whether a single word is one of the first names that are nothing else."""
    return name in load_lines("voornamen")


def is_headed(name: str) -> bool:
    """Whether a name without capitals begins with a noun for councils or organisations and goes on behind it."""
    head, _, rest = name.partition(" ")
    heads = {word.split()[0].casefold() for word in patterns.words("organisation_heads")}
    return bool(rest) and (head in heads or bool(re.search(r"raad$|platform$|beraad$", head)))


def is_body(name: str) -> bool:
    """Whether the last word of a name of several words says that it is an organisation."""
    return " " in name and bool(_BODY.search(name))


def is_addressed(before: str) -> bool:
    """Whether a form of address, a greeting or initials stand right before a name."""
    return bool(_BEFORE_PERSON.search(before))


def is_plain_word(name: str) -> bool:
    """Whether a supposed title or law is one capitalised word without anything that titles and laws have."""
    return bool(re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+", name)) and not re.search(r"wet$|dag$|akkoord$|plan$|nota$", name)


_KIND_OF_BODY = re.compile(
    r"\b(?:(?:zorg|hulp|jeugdhulp|thuiszorg)?aanbieders?|(?:woning)?corporaties?|woonstichting|(?:welzijns|zorg|thuiszorg|"
    r"cliënten|ouderen|vrijwilligers)?organisaties?|stichtingen|stichting|vereniging|zorgverzekeraars?|verzekeraars?|"
    r"basisschool|basisscholen|scholengemeenschap|dorpshuis|buurthuis|wijkcentrum|woonzorgcentrum|verpleeghuis|zorgcentrum|"
    r"verzorgings(?:te)?huis|(?:advies|onderzoeks|ingenieurs|architecten|uitzend|re-integratie|taal)?bureau|taxibedrijf|"
    r"vervoerders?|(?:leer)?werkbedrijf|zorgboerderij|kwekerij|hospice|inloophuis|kinderopvang|kinderdagverblijf|theater|"
    r"restaurant|apotheek|supermarkt|leverancier|softwareleverancier|partij|fracties?|vakbond|maatschap|coöperatie|"
    r"woongroep|activiteitencentrum|bouwbedrijf|accountant|uitvoerder|omroep|weekblad|tijdschrift)\s+$",
    re.IGNORECASE,
)
_KIND_OF_PLAN = re.compile(
    r"\b(?:project|programma|pilot|proef|campagne|manifest|actieplan|traject|cursus|methode|methodiek|convenant|cao|"
    r"regeling|website|app|spel|magazine)\s+[\"“‘']?$",
    re.IGNORECASE,
)
_INTO = re.compile(
    r"\b(?:in|te|uit|nabij|vanuit|inwoners van|verhuizen naar|verhuist naar|gemeente)\s+$", re.IGNORECASE
)
_PLACE_BEFORE = re.compile(
    r"\b(?:wijk|wijken|dorp|dorpen|kern|kernen|buurt|buurten|stadsdeel|buurtschap|woonplaats|plaats|winkelcentrum|afslag|"
    r"bedrijventerrein|industrieterrein|omgeving van(?: de| het)?|overkant van de|langs de|langs het|"
    r"inwoners van|inwoners uit|verhuizen naar|verhuist naar|verhuisde naar|woont in|wonen in|provincie)\s+$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:afdeling(?:en)?|team|teams|cluster|sector|directie|eenheid|domein|commissie|raadscommissie|werkgroep|stuurgroep|"
    r"projectgroep|hoofd|portefeuille|portefeuillehouder|programma|taakveld|vakgroep|manager|teamleider|afdelingshoofd|teammanager|beleidsadviseur|wethouder|"
    r"beleidsmedewerker|adviseur|thema|hoofdstuk|paragraaf)\s+(?-i:[A-ZÀ-Þ][\w-]+(?:,| en| &)? )?$"
    r"|\bgeachte?\s+$",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(
    r"(?:Afdeling|Team|Cluster|Sector|Directie|Eenheid|Domein|Commissie|Raadscommissie|Stuurgroep|Projectgroep|Fase|Stap|"
    r"Scenario|Spoor|Route|Optie|Perceel|Bijlage|Hoofdstuk|Artikel|Tabel|Figuur|Ad|Advies|Vraag|Antwoord)(?: |$)"
)
_ROLE = re.compile(
    r"(?:medewerk(?:er|ster)|consulent|adviseur|regisseur|manager|coach|ondersteuner|leider|coördinator|functionaris|"
    r"verpleegkundige|secretaris|voorzitter|ambtenaar|makelaar|houder|bestuurder|directeur|inspecteur|begeleider|werk(?:er|ster)|"
    r"deskundigen?|notaris|rechter|statenleden|raadsleden|zorgers?|willigers?|therapeut|controller|griffier|cliënten|inwoners|ouders?)$",
    re.IGNORECASE,
)
_SHORTEST_STEM = 3
_INHABITANTS = ("s", "se", "er", "ers", "naar", "naren", "sche")


def is_kind_of_body(before: str) -> bool:
    """Whether the word right before a name says that it is an organisation ("woningcorporatie …")."""
    return bool(_KIND_OF_BODY.search(before))


def is_plan(name: str) -> bool:
    """Whether a word of a name says that it is a plan or an agreement."""
    return bool(patterns.PLAN.search(name))


def is_kind_of_plan(before: str) -> bool:
    """Whether the word right before a name says that it is a project, a campaign or the like."""
    return bool(_KIND_OF_PLAN.search(before))


def is_place_before(before: str) -> bool:
    """Whether the words right before a name say that it is a place, known or not ("de wijk …", "langs de …")."""
    return bool(_PLACE_BEFORE.search(before))


def is_going_to(before: str) -> bool:
    """Whether the word right before a name stands before places only ("in …", "inwoners van …")."""
    return bool(_INTO.search(before))


def is_unit(name: str, before: str) -> bool:
    """Whether a name is that of a department, a committee or a numbered part ("afdeling Samenleving", "Fase 2")."""
    return bool(_UNIT_FIRST.match(name) or _UNIT.search(before))


def is_role(name: str) -> bool:
    """Whether a single word is what somebody does ("Projectleider")."""
    return name.istitle() and bool(_ROLE.search(name))


def is_of_a_place(name: str) -> bool:
    """Whether a single word is made of a municipality's name: "Zwolse", "Zoetermeers", "Goudse"."""
    stems = {name[: -len(end)] for end in _INHABITANTS if name.endswith(end)}
    return not patterns.is_municipality(name) and any(stem.casefold() in _stems() for stem in stems)


@cache
def _stems() -> frozenset[str]:
    """Municipalities, and what is left of them before "-se": "zwol" of "Zwolle", "goud" of "Gouda"."""
    places = patterns.municipalities()
    short = {re.sub(r"(\w)\1$", r"\1", re.sub(r"(?:en|e|a)$", "", place)) for place in places}
    return frozenset(places | {stem for stem in short if len(stem) > _SHORTEST_STEM})
