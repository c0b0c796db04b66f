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
def _list(name: str) -> frozenset[str]:
    """The entries of a list that comes with the model; empty without it."""
    path = _FOLDER / f"{name}.txt.gz"
    if not path.is_file():
        return frozenset()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(lines.read().split("\n"))


def is_place(name: str, before: str) -> bool:
    """Whether lists, the ending of `name` or the words before it make it a place."""
    if patterns.is_municipality(name) or _STREET.search(name) or _BEFORE_PLACE.search(before):
        return True
    return name in _list("places") or name.title() in _list("places")


def is_person(name: str, before: str) -> bool:
    """Whether a single word is a first name or stands behind a form of address."""
    return name in load_lines("voornamen") or name in _list("first_names") or bool(_BEFORE_PERSON.search(before))


def is_body(name: str) -> bool:
    """Whether the last word of a name of several words says that it is an organisation."""
    return " " in name and bool(_BODY.search(name))


def is_addressed(before: str) -> bool:
    """Whether a form of address, a greeting or initials stand right before a name."""
    return bool(_BEFORE_PERSON.search(before))


def is_plain_word(name: str) -> bool:
    """Whether a supposed title or law is one capitalised word without anything that titles and laws have."""
    return bool(re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ]+", name)) and not re.search(r"wet$|dag$|akkoord$|plan$|nota$", name)
