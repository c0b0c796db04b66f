"""Narrowing results down, and counting what each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.search.corpus import SORTS, STANCES, Corpus, Ints

DOCUMENT_TYPES = {
    "gevraagd_advies": "gevraagd advies",
    "ongevraagd_advies": "ongevraagd advies",
    "adviesaanvraag": "adviesaanvraag",
    "reactie_college": "reactie van het college",
    "bestuursopdracht": "bestuursopdracht",
    "transcript": "verslag of transcript",
    "overig": "overig",
}
LABELS = {
    **DOCUMENT_TYPES,
    "advies": "adviespunt",
    "vraag": "gestelde vraag",
    "antwoord": "antwoord van de raad",
    "zorg": "zorg",
    "brief": "hele brief",
    "positief": "positief",
    "positief_onder_voorwaarden": "positief onder voorwaarden",
    "kritisch": "kritisch",
    "negatief": "negatief",
    "neutraal": "neutraal",
    "geen_oordeel": "geen oordeel",
    "financien": "financiën",
    "continuiteit": "continuïteit",
    "clientondersteuning": "cliëntondersteuning",
}
"""How values are shown to readers."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are limited to; within one field any of its values will do.

    `raad` are ids of councils, `thema` ids of themes, `strekking` verdicts of letters.
    """

    gemeente: tuple[str, ...] = ()
    raad: tuple[str, ...] = ()
    jaar: tuple[str, ...] = ()
    soort: tuple[str, ...] = ()
    thema: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    strekking: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.used)

    @property
    def used(self) -> tuple[str, ...]:
        """The fields that are filtered on."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))

    def relaxed(self, name: str) -> Filters:
        """The same filters without those on one field."""
        return replace(self, **{name: ()})

    def without(self, name: str, value: str) -> Filters:
        """The same filters with one value less."""
        return replace(self, **{name: tuple(v for v in getattr(self, name) if v != value)})


NOT_OF_COUNCILS = {"adviesaanvraag", "reactie_college", "bestuursopdracht"}
NAMES = tuple(field.name for field in fields(Filters))
_COLUMNS = {"gemeente": "municipality", "raad": "council_id", "jaar": "year", "strekking": "verdict"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, how it reads, and the number of letters that it leaves."""

    value: str
    label: str
    count: int
    chosen: bool


def mask(corpus: Corpus, filters: Filters) -> NDArray[np.bool_]:
    """Which passages pass the filters."""
    allowed = np.ones(corpus.size, np.bool_)
    for name in NAMES:
        if getattr(filters, name):
            allowed &= _passing(corpus, name, getattr(filters, name))
    return allowed


def _passing(corpus: Corpus, name: str, values: Iterable[str]) -> NDArray[np.bool_]:
    wanted = set(values)
    if name in _COLUMNS:
        column = _COLUMNS[name]
        letters = np.fromiter((str(letter[column]) in wanted for letter in corpus.letters), np.bool_)
        return letters[corpus.letter_of] if len(letters) else np.zeros(0, np.bool_)
    result = np.zeros(corpus.size, np.bool_)
    if name == "soort":
        bits = sum(1 << SORTS.index(value) for value in wanted if value in SORTS)
        result = (corpus.sorts & bits) > 0
    elif name == "stance":
        codes = [1 + STANCES.index(value) for value in wanted if value in STANCES]
        result = np.isin(corpus.stances, codes)
    elif name == "thema":
        for theme in wanted & corpus.theme_rows.keys():
            result[corpus.theme_rows[theme]] = True
    return result


def choices(
    corpus: Corpus, filters: Filters, rows: Ints, labels: dict[str, str], relaxed: Mapping[str, Ints]
) -> dict[str, tuple[Choice, ...]]:
    """For every filter the values among the found passages, with the number of their letters.

    `relaxed` has, for a filter in use, what would be found without it, so that its other values stay there to choose.
    """
    result: dict[str, tuple[Choice, ...]] = {}
    for name in NAMES:
        among = relaxed.get(name, rows)
        counts: Counter[str] = Counter()
        shown = dict(labels)
        if name in _COLUMNS:
            column = _COLUMNS[name]
            found = [corpus.letters[number] for number in set(corpus.letter_of[among].tolist())]
            counts.update(str(letter[column]) for letter in found if letter[column] is not None)
            if name == "raad":
                for letter in found:
                    shown[str(letter[column])] = council_label(letter["council"], letter["municipality"])
        else:
            counts.update(_passage_counts(corpus, name, among))
        for value in getattr(filters, name):
            counts.setdefault(value, 0)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if name == "jaar":
            ordered = sorted(counts.items(), reverse=True)
        chosen = set(getattr(filters, name))
        result[name] = tuple(
            Choice(value, label_of(shown.get(value, value)), count, value in chosen) for value, count in ordered
        )
    return result


def _passage_counts(corpus: Corpus, name: str, rows: Ints) -> dict[str, int]:
    """Number of letters with a found passage of each value."""

    letter_of = corpus.letter_of[rows]

    def letters(selected: NDArray[np.bool_]) -> int:
        return len(set(letter_of[selected].tolist()))

    if name == "soort":
        found = {s: letters((corpus.sorts[rows] & (1 << n)) > 0) for n, s in enumerate(SORTS) if s != "brief"}
    elif name == "stance":
        found = {s: letters(corpus.stances[rows] == n + 1) for n, s in enumerate(STANCES)}
    else:
        found = {theme: letters(_among(rows, tagged)) for theme, tagged in corpus.theme_rows.items() if len(tagged)}
    return {value: count for value, count in found.items() if count}


def _among(rows: Ints, ordered: Ints) -> NDArray[np.bool_]:
    """Which of the rows are in a list of at least one, in order."""
    places = np.searchsorted(ordered, rows)
    found: NDArray[np.bool_] = ordered[np.minimum(places, len(ordered) - 1)] == rows
    return found


def label_of(value: str) -> str:
    """A stored value as readers see it."""
    return LABELS.get(value, value)


def has_pages(letter: Mapping[str, Any]) -> bool:
    """Whether the letter has pages to refer to: a pdf or a scan has, a mail or a text file has not."""
    kind = letter.get("media_type")
    return not kind or kind == "application/pdf" or kind.startswith("image/") or (letter.get("page_count") or 1) > 1


def writer(letter: Mapping[str, Any]) -> str:
    """Who wrote a letter, with the municipality: the council, or the sender of what no council wrote."""
    own = letter.get("document_type") in NOT_OF_COUNCILS
    first, second = ("sender", "council") if own else ("council", "sender")
    name, municipality = letter.get(first) or letter.get(second), letter.get("municipality")
    if name:
        return council_label(name, municipality)
    return f"gemeente {municipality}" if municipality else "afzender onbekend"


def writer_role(letter: Mapping[str, Any]) -> str:
    """What `writer` is: "Raad", or "Afzender" for whoever is no council or unknown."""
    name, council = writer(letter), letter.get("council")
    return "Raad" if council and name == council_label(council, letter.get("municipality")) else "Afzender"


def council_label(council: str | None, municipality: str | None) -> str:
    """A council's name with its municipality, once."""
    if not council:
        return "raad onbekend"
    if not municipality or municipality.casefold() in council.casefold():
        return council
    return f"{council} ({municipality})"
