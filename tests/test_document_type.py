"""The type of a letter when nothing prints it: who writes to whom, and whether advice was asked."""

from __future__ import annotations

import pytest

from extractors.letterhead import find
from extractors.outline import council_pattern
from extractors.questions.indirect import SURE, not_asked, request_weight
from tests.letters import read_text

COUNCIL = """Wmo-raad Terneuzen

Aan het college van burgemeester en wethouders
4 mei 2019

Geacht college,

{}

Met vriendelijke groet,
P. de Vos, voorzitter
"""
TOWN = """Gemeente Terneuzen

Wmo-raad Terneuzen
4 mei 2019

Beste leden van de Wmo-raad,

{}

Groeten,
Sanne Bos
beleidsmedewerker
"""


@pytest.mark.parametrize(
    ("frame", "body", "expected"),
    [
        (TOWN, "Wij maken een plan voor het zwembad en zijn benieuwd naar jullie ideeën.", "adviesaanvraag"),
        (TOWN, "In de bijlage staat de nota. Zou de Wmo-raad er voor 3 juni naar willen kijken?", "adviesaanvraag"),
        (TOWN, "Jullie willen een bankje bij de halte. Dat gaan we niet doen, er is geen plek.", "reactie_college"),
        (
            TOWN,
            "Jullie brief hebben wij gelezen. Het idee om te flyeren nemen we over.",
            "reactie_college",
        ),
        (
            COUNCIL,
            "Uw medewerker vroeg ons om een verslag. Wij adviseren u nu iets anders: open het loket.",
            "ongevraagd_advies",
        ),
        (COUNCIL, "U heeft ons hierover niet geraadpleegd. Wij raden u aan het loket te openen.", "ongevraagd_advies"),
        (
            COUNCIL,
            "In reactie op de conceptnota die u ons stuurde adviseren wij een loket te openen.",
            "gevraagd_advies",
        ),
        (COUNCIL, "U besloot onze raad twee vragen te stellen. Wij adviseren een loket te openen.", "gevraagd_advies"),
    ],
)
def test_who_writes_and_whether_it_was_asked(frame: str, body: str, expected: str) -> None:
    letter = read_text(frame.format(body))
    assert find(letter, None).document_type == expected


def test_an_invitation_to_the_college_is_no_advice() -> None:
    text = COUNCIL.format("Onze raad bestaat tien jaar en viert dat op 3 juni. Komt u ook?")
    letter = read_text(text.replace("4 mei 2019", "4 mei 2019\n\nUitnodiging"))
    assert find(letter, None).document_type == "overig"


def test_asking_for_something_else_weighs_little() -> None:
    names = council_pattern("")
    assert request_weight("Uw college vroeg ons om een zienswijze op de nota.", names) == SURE
    assert request_weight("Uw afdeling vroeg ons om een foto.", names) == 0
    assert 0 < request_weight("Uw afdeling vroeg ons een stukje te schrijven.", names) < SURE
    assert request_weight("Wij vragen ons af of het college dat weet.", names) == 0
    assert not_asked("Ons is niets gevraagd.", names)
    assert not not_asked("Wij vragen ons af of dat klopt.", names)


def test_of_whose_own_accord() -> None:
    body = (
        "Uw verzoek om advies hebben wij besproken. Jonge ouders melden zich niet uit eigen beweging bij een wijkteam."
    )
    letter = read_text(COUNCIL.format(body))
    assert find(letter, None).document_type == "gevraagd_advies"
    letter = read_text(COUNCIL.format("Uit eigen beweging vragen wij aandacht voor de stoepen in de kern."))
    assert find(letter, None).document_type == "ongevraagd_advies"


POLITICS = """Aan het college van burgemeester en wethouders
Terneuzen, 4 mei 2019
Betreft: {}

Geacht college,

{}

Met vriendelijke groet,
namens de fractie van Wij Samen
Piet de Vos
"""


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("schriftelijke vragen over de bus", "Rijdt de bus straks nog? Wij horen het graag."),
        ("de bus", "Onze fractie vraagt u waarom het advies van de Wmo-raad niet is gevolgd."),
    ],
)
def test_politicians_do_not_advise_as_a_council(subject: str, body: str) -> None:
    letter = read_text(POLITICS.format(subject, body))
    head = find(letter, None)
    assert head.document_type == "overig"
    assert head.sender is not None and (head.sender.name, head.sender.kind) == ("fractie van Wij Samen", "organisatie")
    assert [letter.quote(one.span) for one in head.signatories] == ["Piet de Vos"]
    assert head.addressee is not None and head.addressee.kind == "college"


def test_to_ask_attention_is_no_request_of_theirs() -> None:
    body = "Met deze brief willen wij uw aandacht vragen voor de stoepen. Inwoners hebben gelegenheid te oefenen."
    assert find(read_text(COUNCIL.format(body)), None).document_type == "ongevraagd_advies"


def test_an_official_who_answers_one_person_asks_for_no_advice() -> None:
    text = (
        "Van: Sanne Bos\nVerzonden: maandag 4 mei 2020 10:12\nAan: Piet de Vos\nOnderwerp: RE: de bushalte\n\n"
        "Beste heer De Vos,\n\nDe halte blijft waar hij is. Zullen wij dat eens bespreken?\n\n"
        "Met vriendelijke groet,\n\nSanne Bos\nprojectleider openbare ruimte"
    )
    assert find(read_text(text), None).document_type == "overig"


def test_a_remark_that_nobody_asked_for_leaves_an_advice_asked() -> None:
    body = (
        "U wilde van ons weten of de nieuwe folder begrijpelijk is. Dat is hij niet. Ongevraagd willen wij er nog iets "
        "over de kleuren bij zeggen: neem zwarte letters."
    )
    assert find(read_text(COUNCIL.format(body)), None).document_type == "gevraagd_advies"


def test_a_form_names_who_asked_and_when_the_council_advised() -> None:
    head = find(
        read_text(
            "Adviesraad Sociaal Domein Borne\n\nAangevraagd door: college van burgemeester en wethouders\n"
            "Ontvangen op: 4 maart 2020\nDatum advies: 2 april 2020\nOnderwerp: parkeren bij het zorgplein\n\n"
            "Vraag van het college: is een uur gratis parkeren genoeg?\n\nAntwoord: nee, een bezoek duurt langer. Wij "
            "adviseren anderhalf uur.\n\nNamens de adviesraad,\nP. de Vos, voorzitter\n"
        ),
        None,
    )
    assert head.document_type == "gevraagd_advies"
    assert head.letter_date == "2020-04-02"
    assert head.addressee is not None and head.addressee.kind == "college"
