"""References to letters, laws with their articles, and reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letters import blank_doc, make_letter

from extractors import references
from extractors.facts import DateMention, Letterhead
from extractors.letter import Span

HEAD = Letterhead("gevraagd_advies", letter_date="2023-03-20")

TABLE = [
    # laws: full name, abbreviation, article
    ("Dat volgt uit de Wet maatschappelijke ondersteuning.", ("wet", "Wet maatschappelijke ondersteuning 2015", None)),
    ("De Wmo 2015 biedt ruimte.", ("wet", "Wet maatschappelijke ondersteuning 2015", None)),
    ("Zie artikel 2.1.3, lid 2 van de Jeugdwet.", ("wet", "Jeugdwet", "2.1.3, lid 2")),
    ("Op grond van art. 7 Participatiewet mag dat.", ("wet", "Participatiewet", "7")),
    # letters: date, kenmerk
    ("In uw brief van 6 februari 2023 staat iets anders.", ("brief", "2023-02-06", None)),
    ("Zie ons advies van 12 mei jl. over het loket.", ("brief", "2022-05-12", None)),
    ("Uw e-mail d.d. 3 maart 2023 met kenmerk Z23-118 is helder.", ("brief", "2023-03-03", "Z23-118")),
    # reports and plans
    ("Wij lazen de notitie “Samen op weg”.", ("rapport", "Samen op weg", None)),
    ("Het Beleidsplan Armoede 2023-2026 is duidelijk.", ("rapport", "Beleidsplan Armoede 2023-2026", None)),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_references(text: str, expected: tuple[str, str | None, str | None]) -> None:
    letter = make_letter(text)
    (found,) = references.find(letter, blank_doc(letter), HEAD)
    assert (found.kind, found.date or found.name, found.number) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Wij schrijven u deze brief met plezier.",
        "De wet van de communicerende vaten geldt ook hier.",
        "Wij gaan met de bus naar het overleg.",
        "",
    ],
)
def test_no_references(text: str) -> None:
    letter = make_letter(text or "-")
    assert references.find(letter, blank_doc(letter), HEAD) == ()


def test_the_kenmerk_at_the_top_is_a_letter_that_is_meant() -> None:
    letter = make_letter("Uw kenmerk: CR-2024/3\n\nGeachte leden, dank voor uw advies.")
    head = replace(HEAD, your_reference=Span(12, 21))
    (found,) = references.find(letter, blank_doc(letter), head)
    assert (found.kind, found.number) == ("brief", "CR-2024/3")


def test_the_day_of_earlier_advice_stands_for_that_letter() -> None:
    letter = make_letter("Op 12 maart 2024 bracht u hierover advies uit.")
    day = DateMention(Span(3, 16), "2024-03-12", "dag", "eerder_advies", Span(0, 46))
    year = replace(day, iso="2024", precision="jaar")
    (found,) = references.find(letter, blank_doc(letter), HEAD, (day,))
    assert (found.kind, found.date) == ("brief", "2024-03-12")
    assert references.find(letter, blank_doc(letter), HEAD, (year,)) == ()
