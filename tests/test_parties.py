"""Parties: who is named, once each, under one name, with all mentions, kind and roles."""

from __future__ import annotations

import pytest
from letters import blank_doc, make_letter, read_text

from extractors import letterhead, parties
from extractors.facts import Letterhead, Party
from extractors.letter import Letter
from extractors.names import places
from extractors.names.bodies import find_bodies
from extractors.names.organisations import find_organisations
from extractors.names.persons import find_persons

PERSONS = [
    ("J.P. de Vries", "de Vries"),  # initials and prefix
    ("mevrouw Van Driessche", "Van Driessche"),  # surname only, prefix with a capital
    ("de heer drs. K. ter Braak", "ter Braak"),  # title
    ("mr. dr. A.B. van der Meer-Jansen MSc", "van der Meer-Jansen"),  # double surname, title behind
    ("prof. dr. W.L. Verhoeven", "Verhoeven"),
    ("C.A. (Cora) van 't Veer", "van 't Veer"),  # nickname, 't
    ("Th.M. op den Camp", "op den Camp"),  # initial of two letters
    ("Fatima el Khatabi", "el Khatabi"),  # prefix that is not Dutch
    ("Jan-Willem Boersma", "Boersma"),  # double first name
    ("IJsbrand de Wit", None),  # no known first name, no title: only where names are expected
    ("wethouder Van Ommeren", "Van Ommeren"),  # function before the name
    ("Sociaal Domein", None),  # capitals that are no name
    ("Gemeente Ede", None),
    ("de heer Rozendaal", "Rozendaal"),  # a surname that is a municipality's name too
    ("de leden van Kompas", None),  # members of a body
    ("de voorzitter van Samenspel", None),
    ("de fractievoorzitter van GroenLinks Ede", None),
    ("Kredietbank Midden-Twente", None),  # a body's noun is no first name
]


@pytest.mark.parametrize(
    "heading", ["B. Beantwoording van uw vragen", "C. Opmerkingen per hoofdstuk", "V. Samenvatting en conclusie"]
)
def test_a_letter_that_numbers_a_heading_is_no_initial(heading: str) -> None:
    assert find_persons(f"Zo zit het.\n{heading}\nWij vinden dit goed.") == []


@pytest.mark.parametrize(("text", "surname"), PERSONS)
def test_persons(text: str, surname: str | None) -> None:
    assert [person.surname for person in find_persons(f"Wij spraken met {text}.")] == ([surname] if surname else [])


BODIES = [
    ("de Adviesraad Sociaal Domein Wijchen heeft", "Adviesraad Sociaal Domein Wijchen", "adviesraad", "Wijchen"),
    ("namens de Cliëntenraad Werk en Inkomen van de gemeente Assen", None, "adviesraad", "Assen"),
    ("de Wmo-raad Olst-Wijhe", "Wmo-raad Olst-Wijhe", "adviesraad", "Olst-Wijhe"),
    ("Lokale Adviesraad Capelle aan den IJssel", None, "adviesraad", "Capelle aan den IJssel"),
    ("Raad voor Maatschappelijke Zaken Rheden", None, "adviesraad", "Rheden"),
    ("Adviesraad Zorg, Welzijn en Wonen Bladel", None, "adviesraad", "Bladel"),
    ("het college van burgemeester en wethouders van de gemeente Tiel", None, "college", "Tiel"),
    ("het college van B&W van Súdwest-Fryslân", None, "college", "Súdwest-Fryslân"),
    ("burgemeester en wethouders der gemeente Sluis", None, "college", "Sluis"),
    ("de gemeenteraad van Hof van Twente", None, "gemeenteraad", "Hof van Twente"),
    ("het ministerie van Volksgezondheid, Welzijn en Sport", None, "ministerie", None),
    ("de brief van de Wmo-raad van 7 november 2016", "Wmo-raad", "adviesraad", None),  # a day is no part of a name
    ("Aanwezig: Wmo-raad Ede – Jan Smit (voorzitter)", "Wmo-raad Ede", "adviesraad", "Ede"),  # nor is a person
    ("het verslag van de Seniorenraad 17 januari 2024", "Seniorenraad", "adviesraad", None),
]


@pytest.mark.parametrize(("text", "name", "kind", "municipality"), BODIES)
def test_bodies(text: str, name: str | None, kind: str, municipality: str | None) -> None:
    (body,) = find_bodies(text)
    assert (body.kind, body.municipality) == (kind, municipality)
    assert name is None or body.name == name


ORGANISATIONS = [
    ("samen met Stichting Welzijn Oost", ["Stichting Welzijn Oost"]),
    ("uitgevoerd door adviesbureau Kwint", ["adviesbureau Kwint"]),
    ("een rapport van Zorgvoerder B.V. over", ["Zorgvoerder B.V."]),
    ("volgens het Nibud en de VNG", ["Nibud", "VNG"]),
    ("organisaties (MIM, Humanitas, ouders)", ["MIM", "Humanitas"]),
    ("de GGD Twente meldt", ["GGD Twente"]),
    ("bij woningcorporatie De Veste", ["woningcorporatie De Veste"]),
    ("het vervoer door Regiohopper loopt goed", ["Regiohopper"]),
    ("de Wmo, de Participatiewet en het PGB", []),
    ("in Ede en in Wageningen", []),
    ("overlegd met Alzheimer Nederland afdeling Epe", ["Alzheimer Nederland afdeling Epe"]),
    ("en dat vindt De Vlinder ook", ["De Vlinder"]),
    ("overleg met Logeerhuis De Vlinder over", ["Logeerhuis De Vlinder"]),
    ("een bijeenkomst in De Vlinder", []),  # where people meet
    ("in Reuver en van Riel tot Luyksgestel", []),  # villages
    ("een afspraak met DigiD of over de Tozo", []),
    ("bij het Wandelpark en voor Jeugdhulpverlening", []),
    ("de heer Smit van de afdeling Samenleving", []),  # a department of the municipality
    ("Dit klopt. Dorpsbelang Reuver heeft dat gezegd.", ["Dorpsbelang Reuver"]),
    ("de Sociale Dienst Bollenstreek", ["Sociale Dienst Bollenstreek"]),
    ("met Sociaal Werk De Kade in", ["Sociaal Werk De Kade"]),
    ("het Beleidsplan Samen Leven", []),
    ("over de Rioolheffing en het Woonlabel", []),  # levies and the like
    ("zoals de Gemeente Het Hogeland schrijft", []),  # a municipality, however it is spelled
]


@pytest.mark.parametrize(("text", "names"), ORGANISATIONS)
def test_organisations(text: str, names: list[str]) -> None:
    assert [organisation.name for organisation in find_organisations(text)] == names


LETTER = """Adviesraad Sociaal Domein Wijchen

Aan het college van burgemeester en wethouders van de gemeente Wijchen
Postbus 9000
6600 HA Wijchen

Wijchen, 4 juni 2021
Onderwerp: advies dagbesteding
cc: mevrouw H. Peters

Geacht college,

De Adviesraad Sociaal Domein (ASD) kreeg op 3 mei uw adviesaanvraag. De ASD sprak met wethouder Loeffen, met
Stichting Meerzorg en met de heer T. Jansen van de gemeente Druten. Meerzorg deed dat graag. Ook mevrouw
K. Jansen (beleidsmedewerker) was erbij. De gemeenten Heumen en Beuningen doen niet mee. Uw college stuurt het
voorstel naar de gemeenteraad. Wij vinden dat de gemeente te weinig doet.

Met vriendelijke groet,
namens de adviesraad,

Mieke Thijssen
voorzitter
"""


def _parties(text: str) -> tuple[Letter, dict[str, Party]]:
    letter = read_text(text)
    doc = blank_doc(letter)
    found = parties.find(letter, doc, letterhead.find(letter, doc))
    return letter, {party.name: party for party in found}


def test_a_letter_names_each_party_once() -> None:
    _, found = _parties(LETTER)
    assert {name: party.kind for name, party in found.items()} == {
        "Adviesraad Sociaal Domein Wijchen": "adviesraad",
        "College van burgemeester en wethouders van de gemeente Wijchen": "college",
        "Gemeenteraad": "gemeenteraad",
        "Gemeente Wijchen": "gemeente",
        "Gemeente Druten": "gemeente",
        "Gemeente Heumen": "gemeente",
        "Gemeente Beuningen": "gemeente",
        "H. Peters": "persoon",
        "Wethouder Loeffen": "persoon",
        "T. Jansen": "persoon",
        "K. Jansen": "persoon",
        "Mieke Thijssen": "persoon",
        "Stichting Meerzorg": "organisatie",
    }


def test_mentions_roles_and_functions() -> None:
    letter, found = _parties(LETTER)
    council = found["Adviesraad Sociaal Domein Wijchen"]
    assert {letter.quote(span) for span in council.mentions} >= {
        "Adviesraad Sociaal Domein Wijchen",
        "Adviesraad Sociaal Domein",
        "ASD",
        "adviesraad",
    }
    assert council.roles == ("afzender",)
    assert found["College van burgemeester en wethouders van de gemeente Wijchen"].roles == ("geadresseerde",)
    assert found["H. Peters"].roles == ("cc",)
    assert found["Mieke Thijssen"].roles == ("ondertekenaar",)
    assert found["Mieke Thijssen"].function == "voorzitter"
    assert found["Wethouder Loeffen"].function == "wethouder"
    assert found["K. Jansen"].function == "beleidsmedewerker"
    assert {letter.quote(span) for span in found["Stichting Meerzorg"].mentions} == {"Stichting Meerzorg", "Meerzorg"}


def test_municipalities_carry_their_code() -> None:
    _, found = _parties(LETTER)
    assert found["Gemeente Wijchen"].municipality_code == "0296"
    assert found["Gemeente Wijchen"].municipality == "Wijchen"


def test_one_person_in_two_spellings_is_one() -> None:
    letter = make_letter("Voorzitter: Rob van den Berg\n\nGeacht college,\n\nDat vindt de heer R. van den Berg ook.")
    found = parties.find(letter, blank_doc(letter), Letterhead("ongevraagd_advies"))
    assert [party.name for party in found if party.kind == "persoon"] == ["Rob van den Berg"]


@pytest.mark.parametrize(
    ("name", "canonical", "code"),
    [
        ("Leidschendam-Voorburg", "Leidschendam-Voorburg", "1916"),  # one name, not two
        ("Den Bosch", "'s-Hertogenbosch", "0796"),
        ("’s-Hertogenbosch", "'s-Hertogenbosch", "0796"),
        ("Sudwest-Fryslan", "Súdwest-Fryslân", "1900"),
        ("Bergen", "Bergen", None),  # two municipalities have this name
    ],
)
def test_municipality_names(name: str, canonical: str, code: str | None) -> None:
    assert places.canonical(name) == canonical
    assert places.code(canonical) == code


def test_mergers_have_dates() -> None:
    assert places.successor("Weesp", 2021) == "Weesp"
    assert places.successor("Weesp", 2022) == "Amsterdam"
    assert places.successor("Ede", 2030) == "Ede"


@pytest.mark.parametrize("text", ["", "Geacht college,", "A.", "de de de"])
def test_next_to_nothing_gives_no_crash(text: str) -> None:
    letter = make_letter(text) if text else Letter("0" * 64, "", (), (), "text/plain")
    parties.find(letter, blank_doc(letter), Letterhead("overig"))


def test_councils_that_sign_together_have_all_sent_the_letter() -> None:
    _, found = _parties(
        """Adviesraad Sociaal Domein Zutphen
Seniorenraad Lochem

De colleges van burgemeester en wethouders
van de gemeenten Zutphen en Lochem

Geachte colleges,

Wij adviseren u samen over het vervoer.

Met vriendelijke groet,
A. van Egmond, voorzitter Adviesraad Sociaal Domein Zutphen
J. Zandberg, voorzitter Seniorenraad Lochem
"""
    )
    roles = {party.name: party.roles for party in found.values()}
    assert roles["Adviesraad Sociaal Domein Zutphen"] == roles["Seniorenraad Lochem"] == ("afzender",)
    assert roles["Gemeente Lochem"] == ("betrokken",)


def test_places_where_people_go_are_no_municipalities_that_do_something() -> None:
    _, found = _parties(
        """Wmo-raad Urk

Geacht college,

De bus naar Zwolle rijdt niet en mijn moeder ligt in het ziekenhuis in Sneek. In Den Haag denkt men daar anders over.
Wij zien graag dat u samenwerkt met Kampen.
"""
    )
    names = {party.name for party in found.values() if party.kind == "gemeente"}
    assert "Gemeente Kampen" in names
    assert not names & {"Gemeente Zwolle", "Gemeente Den Haag", "Gemeente Sneek"}


def test_a_council_may_have_a_name_of_its_own_and_a_short_one() -> None:
    _, found = _parties(
        """Gemeente Venlo

Samenspel, adviesraad voor het sociaal domein
Hanzeplaats 1
5912 AT Venlo

Onderwerp: schuldhulp

Geachte leden,

Ons college legt dit graag aan Samenspel voor.

Hoogachtend,
burgemeester en wethouders van Venlo
"""
    )
    (council,) = [party for party in found.values() if party.kind == "adviesraad"]
    assert len(council.mentions) == 2
    assert not [party for party in found.values() if party.kind == "organisatie"]


def test_who_does_something_in_the_matter_is_concerned_who_is_quoted_is_only_named() -> None:
    _, found = _parties(
        """Adviesraad Sociaal Domein Epe

Aan het college van burgemeester en wethouders van Epe

Contactpersoon: L. de Graaf

Geacht college,

De heer Hofman van uw team heeft het plan op 3 mei helder uitgelegd. Humanitas verzorgt de huisbezoeken.
Volgens het Nibud komen gezinnen tekort. Cijfers van het CBS laten dat ook zien.

Met vriendelijke groet,
A. Jansen, voorzitter
"""
    )
    roles = {name: party.roles for name, party in found.items()}
    assert roles["De heer Hofman"] == roles["Humanitas"] == ("betrokken",)
    assert roles["Nibud"] == roles["CBS"] == roles["L. de Graaf"] == ("genoemd",)


def test_a_first_name_that_no_list_has_stands_before_an_initial() -> None:
    (person,) = find_persons("Wobbina K. Terpstra,\nvoorzitter")
    assert (person.name, person.initials) == ("Wobbina K. Terpstra", "K")
    assert [one.name for one in find_persons("Penningmeester K. Terpstra")] == ["K. Terpstra"]
    assert [one.name for one in find_persons("Ede K. Terpstra")] == ["K. Terpstra"]


def test_initials_that_were_never_introduced_are_the_council_too() -> None:
    _, found = _parties(
        "Cliëntenraad Werk en Inkomen Ede\n\nAan het college van burgemeester en wethouders van Ede\n\nGeacht college,"
        "\n\nDe ClWI mist een telefoonnummer. De CWeI vindt dat jammer en de CWI ook.\n\nMet vriendelijke groet,"
        "\nnamens de Cliëntenraad Werk en Inkomen Ede\nA. de Boer, voorzitter"
    )
    assert [party.kind for party in found.values()].count("adviesraad") == 1
    council = next(party for party in found.values() if party.kind == "adviesraad")
    assert len(council.mentions) >= 4


def test_an_election_is_no_gemeenteraad() -> None:
    assert find_bodies("alle partijen in de gemeenteraadsverkiezingen") == []
