"""The Dutch date grammar, how dates are resolved, and what they are for."""

from __future__ import annotations

import pytest
from letters import blank_doc, make_letter

from extractors import dates
from extractors.dates import model, parse_all
from extractors.dates.roles import role_of
from extractors.dates.situation import Situation
from extractors.facts import Letterhead
from extractors.letter import Letter, Span


def _iso(raw: dates.Raw) -> str:
    if raw.quarter:
        return f"{raw.year or '????'}-Q{raw.quarter}"
    parts = [f"{raw.year:04d}" if raw.year else "????"]
    parts += [f"{part:02d}" for part in (raw.month, raw.day) if part]
    return "-".join(parts)


NOTATIONS = [
    ("Ede, 3 mei 2024", ["2024-05-03"]),  # day, month, year
    ("dinsdag 12 maart 2019 om 19.30 uur", ["2019-03-12"]),  # weekday before, time behind
    ("1 mrt. 2023", ["2023-03-01"]),  # abbreviated month with a point
    ("d.d. 4 sept 2021", ["2021-09-04"]),  # d.d.
    ("de 3e januari '23", ["2023-01-03"]),  # ordinal, year of two digits
    ("7 juni ’08", ["2008-06-07"]),  # curly apostrophe
    ("1mei 2020", ["2020-05-01"]),  # no space
    ("3 MEI 2024", ["2024-05-03"]),  # capitals
    ("06/02/2024", ["2024-02-06"]),  # day first, always
    ("12-05-2023, 12.05.2023 en 12/5/2023", ["2023-05-12", "2023-05-12", "2023-05-12"]),  # every separator
    ("12 / 03 / 2022", ["2022-03-12"]),  # blanks around the separator
    ("2-4-'19 en 2-4-19", ["2019-04-02", "2019-04-02"]),  # two digits
    ("2024-02-06", ["2024-02-06"]),  # ISO
    ("op 8 en 15 mei 2024", ["2024-05-08", "2024-05-15"]),  # a shared month
    ("op 3, 10 en 17 juni", ["????-06-03", "????-06-10", "????-06-17"]),
    ("van 30 mei t/m 2 juni 2024", ["2024-05-30", "2024-06-02"]),  # a shared year
    ("12 t/m 15 juli 2021", ["2021-07-12", "2021-07-15"]),  # a range
    ("vóór 1 juli a.s.", ["????-07-01"]),  # relative
    ("12 maart jl.", ["????-03-12"]),
    ("in september 2022", ["2022-09"]),  # a month
    ("in de maand februari", ["????-02"]),
    ("eind maart 2024", ["2024-03"]),  # end of a month
    ("januari t/m maart 2024", ["2024-01", "2024-03"]),
    ("mei/juni 2024", ["2024-05", "2024-06"]),
    ("Q1 2025 tot en met Q4 2025", ["2025-Q1", "2025-Q4"]),  # quarters
    ("2024-Q3 en Q2-2025", ["2024-Q3", "2025-Q2"]),
    ("het eerste kwartaal van 2024", ["2024-Q1"]),
    ("eerste en tweede kwartaal van 2024", ["2024-Q1", "2024-Q2"]),
    ("(verschijnt q2)", ["????-Q2"]),
    ("de eerste helft van 2024", ["2024"]),  # halves and seasons are no finer than their year
    ("najaar 2023", ["2023"]),
    ("begin 2018 en medio 2019", ["2018", "2019"]),
    ("van 210 in 2023 naar 180 plaatsen in 2030", ["2023", "2030"]),  # years
    ("tussen 2020 en 2024", ["2020", "2024"]),
    ("in de periode 2023-2026", ["2023", "2026"]),  # a period is two years
    ("het schooljaar 2023/2024", ["2023", "2024"]),
    ("de begroting 2019", ["2019"]),
    ("het overleg (do 31-10) en (24/4)", ["????-10-31", "????-04-24"]),  # figures without a year, after a cue
    ("Nel | folders bestellen | 27-3", ["????-03-27"]),
    ("uw brief van 29.8 (nr. 3)", ["????-08-29"]),
    ("dat moest 15/06 af zijn", ["????-06-15"]),
    ("Datum: 02-03-2020 09:11", ["2020-03-02"]),  # a time behind it makes it no phone number
]

NO_DATES = [
    "Vier dit elk jaar rond 3 december, en jaarlijks op 21 maart.",
    "de Wmo 2015 en de Wet inburgering 2021",  # laws
    "de Aanbestedingswet 2012",
    "de Verordening jeugdhulp gemeente Ede 2020",  # ordinances
    "het Beleidsplan sociaal domein 2023-2026",  # plans and programmes
    "Coalitieakkoord 2022 – 2026",
    "de Omgevingsvisie 2040 en Agenda 2030",
    "paragraaf 2.2.14 en 2.1",  # sections
    "artikel 2.3.2 lid 4",
    "§ 3.1.20",
    "€ 2.023,- per jaar, 1.5 miljoen en 2000 euro",  # prices
    "ongeveer 2020 inwoners",  # counts
    "telefoon 06 - 12 03 20 24 of 0318-12 03 20",  # phones
    "kenmerk ASD-2024-03-1 en Z/2023/0412",  # references
    "ons kenmerk 2020-0114advies",
    "Postbus 2020, 2011 AB Haarlem",  # addresses
    "binnen 6 weken, 3 maanden of 2 jaar",  # durations
    "elk jaar in mei",  # frequencies
    "dit mei ook wel",  # no month name by itself
    "van 10.30 tot 12.30 uur",  # times
    "versie 1.2.24",
    "www.site.nl/2023/05/nieuws en jan@mei2024.example",
    "1 op de 3 mensen, 2/3 van de raad",
    "voor 1/3 betaald, 24/7 open, van 9-12 jaar en groep 7/8",
    "volgend jaar, dit najaar en over twee weken",  # relative expressions
]


@pytest.mark.parametrize(("text", "expected"), NOTATIONS)
def test_notations(text: str, expected: list[str]) -> None:
    assert [_iso(raw) for raw in parse_all(text)] == expected


@pytest.mark.parametrize("text", NO_DATES)
def test_no_dates(text: str) -> None:
    assert [text[raw.span.start : raw.span.end] for raw in parse_all(text)] == []


def _find(text: str, head: Letterhead) -> list[tuple[str, str]]:
    letter = make_letter(text)
    return [(date.iso, date.role) for date in dates.find(letter, blank_doc(letter), head)]


COUNCIL = Letterhead("gevraagd_advies", letter_date="2023-03-20")
COLLEGE = Letterhead("reactie_college", letter_date="2023-03-20")

YEARS = [
    ("Wij hielden op oudejaarsdag de deuren open.", "2022-12-31"),
    ("De tweede februari kwamen wij bijeen.", "2023-02-02"),
    ("Wij spraken u op 12 januari jl.", "2023-01-12"),  # jl.: before the letter
    ("Op 9 december jl. kwam de raad bijeen.", "2022-12-09"),
    ("Graag horen wij dit vóór 1 mei a.s.", "2023-05-01"),  # a.s.: after it
    ("Het loket opent op 3 februari a.s.", "2024-02-03"),
    ("In december ontvingen wij de notitie.", "2022-12"),  # the tense tells
    ("De raad zal hier in april over vergaderen.", "2023-04"),
    ("De monitor verschijnt in Q2.", "2023-Q2"),
    ("In de brief (d.d. 28 november) staat dat u ons advies verwacht.", "2022-11-28"),
    ("De stukken zijn op 18 november naar ons verzonden.", "2022-11-18"),  # it has been done
    ("De dienstregeling wijzigt op 11 augustus.", "2023-08-11"),  # nothing tells: the letter's own year
]


@pytest.mark.parametrize(("text", "iso"), YEARS)
def test_years_that_are_not_printed(text: str, iso: str) -> None:
    assert [found for found, _ in _find(text, COUNCIL)] == [iso]


ROLES = [
    ("Wij hebben uw adviesaanvraag van 6 februari 2023 besproken.", COUNCIL, "adviesaanvraag"),
    ("Bij brief van 6 februari 2023 heeft uw college ons om advies gevraagd.", COUNCIL, "adviesaanvraag"),
    ("Op 6 februari 2023 heeft u ons gevraagd te adviseren.", COUNCIL, "adviesaanvraag"),
    ("U vroeg ons op 6 februari 2023 om een reactie.", COUNCIL, "adviesaanvraag"),
    ("Op 8 februari 2023 ontvingen wij het concept.", COUNCIL, "ontvangst"),
    ("Het stuk is op 8 februari 2023 door ons ontvangen.", COUNCIL, "ontvangst"),
    ("U verzoekt ons uiterlijk 1 april 2023 te adviseren.", COUNCIL, "deadline"),
    ("Het advies moet voor 1 april 2023 worden uitgebracht.", COUNCIL, "deadline"),
    ("De reactietermijn eindigt op 1 april 2023.", COUNCIL, "deadline"),
    ("In de vergadering van 14 maart 2023 is het stuk besproken.", COUNCIL, "vergadering"),
    ("De wethouder heeft het plan op 14 maart 2023 toegelicht.", COUNCIL, "vergadering"),
    ("De raad stelde de visie op 3 juli 2022 vast.", COUNCIL, "besluit"),
    ("Op 3 juli 2022 heeft het college besloten het loket te sluiten.", COUNCIL, "besluit"),
    ("De regeling geldt per 1 januari 2024.", COUNCIL, "ingangsdatum"),
    ("De verordening treedt op 1 januari 2024 in werking.", COUNCIL, "ingangsdatum"),
    ("Vanaf 1 januari 2024 betaalt iedereen een eigen bijdrage.", COUNCIL, "ingangsdatum"),
    ("In ons advies van 5 mei 2021 wezen wij daar al op.", COUNCIL, "eerder_advies"),
    ("Op 5 mei 2021 brachten wij hierover advies uit.", COUNCIL, "eerder_advies"),
    ("Dank voor uw advies van 5 februari 2023 over het loket.", COLLEGE, "eerder_advies"),
    ("In 2019 telde de wijk nog vier ontmoetingsplekken.", COUNCIL, "overig"),
    ("Uw vragen van 6 februari 2023 beantwoorden wij hieronder.", COUNCIL, "adviesaanvraag"),
    ("In uw memo van 6 februari 2023 vraagt u ons te reageren.", COUNCIL, "adviesaanvraag"),
    ("De wethouder belde op 6 februari 2023 met de vraag of wij mee wilden denken.", COUNCIL, "adviesaanvraag"),
    ("De aanvraag is gedagtekend 6 februari 2023.", COUNCIL, "adviesaanvraag"),
    ("Wij kregen de stukken op 8 februari 2023 per post.", COUNCIL, "ontvangst"),
    ("Uw verzoek lag op 8 februari 2023 bij ons op de mat.", COUNCIL, "ontvangst"),
    ("Wij hebben op 14 maart 2023 vergaderd en brengen dit advies uit.", COUNCIL, "vergadering"),
    ("Het stuk gaat op 14 april 2023 naar de gemeenteraad.", COUNCIL, "besluit"),
    ("Aanmelden kan tot 1 april 2023 bij de griffie.", COUNCIL, "deadline"),
    ("De inzagetermijn loopt nog tot 1 april 2023.", COUNCIL, "deadline"),
    ("Uw raad heeft op 5 februari 2022 al gevraagd om ruimere tijden.", COLLEGE, "eerder_advies"),
    ("Op 5 februari 2023 bood u ons uw advies aan.", COLLEGE, "eerder_advies"),
    ("U schreef ons op 5 februari 2023 dat de balie te ver is; dat advies volgen wij.", COLLEGE, "eerder_advies"),
    ("De nieuwe regels gaan in op 1 januari 2024.", COUNCIL, "ingangsdatum"),
    ("Met ingang van 1 januari 2024 stopt de subsidie.", COUNCIL, "ingangsdatum"),
    ("De nota is ons door uw medewerker op 8 februari 2023 toegezonden.", COUNCIL, "ontvangst"),
    ("Dinsdag 7 februari 2023, vlak voor sluitingstijd, ontvingen wij per mail uw plan.", COUNCIL, "ontvangst"),
    ("Uw collega vroeg ons per mail van 6 februari 2023 even mee te lezen.", COUNCIL, "adviesaanvraag"),
    ("U ontving de tellingen op 22 februari 2023.", COUNCIL, "overig"),
    ("Wij vroegen uitstel tot 7 april 2023 en dat kregen wij.", COUNCIL, "deadline"),
    ("Een eerste opzet is op 7 maart 2023 digitaal besproken met drie ambtenaren.", COUNCIL, "vergadering"),
    ("Het college nam dit besluit op 3 juli 2022.", COUNCIL, "besluit"),
    ("Zie ook uw brief aan de gemeenteraad van 3 maart 2023 over 'Besluitvorming Wmo'.", COUNCIL, "overig"),
]


@pytest.mark.parametrize(("text", "head", "role"), ROLES)
def test_roles(text: str, head: Letterhead, role: str) -> None:
    assert [found for _, found in _find(text, head)] == [role]


def test_one_entry_per_date_and_role_with_all_mentions() -> None:
    letter = make_letter("De wet geldt per 1 januari 2024.\n\nPer 1 januari 2024 vervalt de oude regeling.")
    (found,) = dates.find(letter, blank_doc(letter), COUNCIL)
    assert [letter.quote(span) for span in found.mentions] == ["1 januari 2024", "1 januari 2024"]
    assert found.span == found.mentions[0]
    assert found.precision == "dag"


def test_two_dates_in_one_sentence_have_roles_of_their_own() -> None:
    text = "Op 2 februari 2023 ontvingen wij uw verzoek om voor 1 april 2023 advies uit te brengen."
    assert _find(text, COUNCIL) == [("2023-02-02", "ontvangst"), ("2023-04-01", "deadline")]


@pytest.mark.parametrize("text", ["", "31 februari 2023", "99-99-9999", "Q9 2025", "week 99", "0 mei"])
def test_nonsense_gives_no_dates(text: str) -> None:
    letter = make_letter(text) if text else Letter("0" * 64, "", (), (), "text/plain")
    assert not [d for d in dates.find(letter, blank_doc(letter), COUNCIL) if d.precision == "dag"]


def test_of_dates_in_one_sentence_each_has_its_own_year() -> None:
    head = Letterhead("gevraagd_advies", letter_date="2014-09-03")
    text = "In uw mail van 1 september jl. legde u ons voor of de bus na 14 december nog rijdt."
    assert [iso for iso, _ in _find(text, head)] == ["2014-09-01", "2014-12-14"]


@pytest.mark.parametrize(
    ("head", "role"), [(COUNCIL, "adviesaanvraag"), (COLLEGE, "eerder_advies")], ids=["council", "college"]
)
def test_the_writer_tells_whose_letter_your_letter_is(head: Letterhead, role: str) -> None:
    assert [found for _, found in _find("Met uw brief van 6 februari 2023 zijn wij blij.", head)] == [role]


def test_nobody_answers_a_request_of_tomorrow() -> None:
    text = "Tot slot vraagt u ons naar het moment van ingaan, 1 juli 2024."
    assert [role for _, role in _find(text, COUNCIL)] != ["adviesaanvraag"]


def test_a_role_comes_with_the_words_that_say_so() -> None:
    letter = make_letter("De raad heeft het plan op 14 maart 2023 met de wethouder besproken.")
    (date,) = dates.find(letter, blank_doc(letter), COUNCIL)
    assert date.role == "vergadering"
    assert date.cue is not None
    assert letter.quote(date.cue) == "besproken"


def test_without_weights_the_rules_decide() -> None:
    here = Situation("Graag uiterlijk 1 mei uw advies.", Span(16, 21), writer="college")
    with model.using({}):
        assert role_of(here)[0] == "deadline"


def test_from_a_day_on_in_the_present_tense_lies_ahead() -> None:
    head = Letterhead("gevraagd_advies", letter_date="2014-09-02")
    assert _find("Vanaf 1 januari gaat iedereen naar het nieuwe loket.", head) == [("2015-01-01", "ingangsdatum")]


@pytest.mark.parametrize(("head", "role"), [(COUNCIL, "adviesaanvraag"), (COLLEGE, "eerder_advies")])
def test_a_date_under_the_label_your_letter_is_that_of_the_letter_answered(head: Letterhead, role: str) -> None:
    letter = make_letter(
        """Behandeld door Telefoon Uw brief van Ons kenmerk
J. Peeters 14 0495 6 februari 2023 D23/044871

Geachte leden,

Hierbij onze reactie.
"""
    )
    found = {(date.iso, date.role) for date in dates.find(letter, blank_doc(letter), head)}
    assert found == {("2023-02-06", role)}


def test_our_advice_and_a_day_is_advice_given_before() -> None:
    text = "Deze brief volgt op ons advies op concept 1 februari 2023 over wonen."
    assert _find(text, COUNCIL) == [("2023-02-01", "eerder_advies")]
