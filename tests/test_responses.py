"""Reactions of the college: each advice as restated, the reaction, what came of it; items of a bestuursopdracht."""

from __future__ import annotations

import pytest
from letters import blank_doc, make_letter, read_text

from extractors import items, responses, status
from extractors.facts import Letterhead
from pipeline import language

REACTION = Letterhead("reactie_college")


def _responses(text: str) -> list[tuple[str, str, str]]:
    letter = make_letter(text)
    return [
        (letter.quote(r.span), " ".join(letter.quote(span) for span in r.reaction), r.status)
        for r in responses.find(letter, blank_doc(letter), REACTION)
    ]


def test_running_text() -> None:
    found = _responses(
        """Geachte leden van de adviesraad,

Wij danken u voor uw advies over het loket.

U adviseert om het loket ook 's avonds te openen. Dat advies nemen wij over. In mei beginnen wij op dinsdag.

Daarnaast vraagt u om een vaste tolk. Daar zien wij geen aanleiding toe.

De raad pleit voor een folder. Wij nemen dit gedeeltelijk over: er komt een filmpje.

Verder verzoekt u ons om ieder jaar te overleggen.

Wij vertrouwen erop u zo te hebben ingelicht."""
    )
    assert [(advice, status) for advice, _, status in found] == [
        ("U adviseert om het loket ook 's avonds te openen.", "overgenomen"),
        ("Daarnaast vraagt u om een vaste tolk.", "niet_overgenomen"),
        ("De raad pleit voor een folder.", "deels_overgenomen"),
        ("Verder verzoekt u ons om ieder jaar te overleggen.", "onbeantwoord"),
    ]
    assert found[0][1] == "Dat advies nemen wij over. In mei beginnen wij op dinsdag."


def test_labels() -> None:
    found = _responses(
        """# Advies 1

Zet een bankje bij de bushalte.

Reactie van het college:

Dit wordt overgenomen.

# Advies 2

Maak de bus gratis.

Reactie van het college:

Hiervoor is geen geld. Wij nemen dit advies niet over."""
    )
    assert found == [
        ("Zet een bankje bij de bushalte.", "Dit wordt overgenomen.", "overgenomen"),
        ("Maak de bus gratis.", "Hiervoor is geen geld. Wij nemen dit advies niet over.", "niet_overgenomen"),
    ]


def test_advice_and_reply_in_one_sentence() -> None:
    found = _responses("Uw voorstel om de brief te herschrijven nemen wij graag over.")
    assert found == [("Uw voorstel om de brief te herschrijven", "nemen wij graag over.", "overgenomen")]


def test_a_table_drawn_with_bars() -> None:
    found = _responses(
        "| Uw advies | Onze reactie |\n| Open eerder | Overgenomen. |\n| Sluit later | Niet overgenomen. |"
    )
    assert [(advice, status) for advice, _, status in found] == [
        ("Open eerder", "overgenomen"),
        ("Sluit later", "niet_overgenomen"),
    ]


STATUS = [
    ("Wij volgen uw advies.", "overgenomen"),
    ("Dit is inmiddels verwerkt in de verordening.", "overgenomen"),
    ("Ja, dat gaan wij doen.", "overgenomen"),
    ("Het college ziet hiervoor geen ruimte.", "niet_overgenomen"),
    ("Wij kiezen ervoor dit niet te doen.", "niet_overgenomen"),
    ("Uw advies wordt deels overgenomen.", "deels_overgenomen"),
    ("Wij nemen dit mee bij de evaluatie.", "deels_overgenomen"),
    ("Wij komen hier later op terug.", "onbeantwoord"),
    ("Dit is al staand beleid.", "overgenomen"),
    ("Dit nemen wij ter harte.", "overgenomen"),
    ("Dat is een goed idee, waar wij in mei mee beginnen.", "overgenomen"),
    ("Dit advies volgen wij niet.", "niet_overgenomen"),
    ("Dit kunnen wij helaas niet honoreren.", "niet_overgenomen"),
    ("Daarvoor ontbreekt het geld.", "niet_overgenomen"),
    ("Wij betrekken dit bij de begroting.", "onbeantwoord"),
    ("Wij onderzoeken dit.", "onbeantwoord"),
    ("Dat nemen wij over. Een tweede punt komt er echter niet; daarvoor is geen ruimte.", "deels_overgenomen"),
]


@pytest.mark.parametrize(("reply", "status"), STATUS)
def test_status(reply: str, status: str) -> None:
    ((_, _, found),) = _responses(f"U adviseert om een meldpunt te openen. {reply}")
    assert found == status


def test_advice_in_passing_and_the_end_of_the_reactions() -> None:
    found = _responses(
        "Jullie pleiten voor een lagere leeftijd. Dat gaan we doen. Dat de site eenvoudiger moet, zoals "
        "jullie schrijven, is ons uit het hart gegrepen.\n\nWij verzoeken u om voor mei twee leden voor te dragen."
    )
    assert found == [
        ("Jullie pleiten voor een lagere leeftijd.", "Dat gaan we doen.", "overgenomen"),
        ("Dat de site eenvoudiger moet, zoals jullie schrijven,", "is ons uit het hart gegrepen.", "overgenomen"),
    ]


def test_items_above_a_reaction() -> None:
    found = _responses(
        "Onze reactie is als volgt.\n\n- Verkort de wachttijd\n\nDit nemen wij over.\n\n- Voer een noodfonds in\n\n"
        "Hier zien wij geen aanleiding toe."
    )
    assert [(advice, status) for advice, _, status in found] == [
        ("Verkort de wachttijd", "overgenomen"),
        ("Voer een noodfonds in", "niet_overgenomen"),
    ]


def test_other_letters_have_no_responses() -> None:
    letter = make_letter("U adviseert om meer te doen. Wij nemen dat over.")
    assert responses.find(letter, blank_doc(letter), Letterhead("gevraagd_advies")) == ()


ASSIGNMENT = """# Bestuursopdracht nieuw loket

Deelproducten zijn:

1. Een plan van aanpak.
2. Een onderzoek, uitgesplitst naar de volgende onderwerpen:

- Personeel
- Huisvesting

# Onderzoeksvragen

1. Hoe vinden inwoners het loket?

# Wettelijke kaders

- Gemeentewet

# Planning

- januari start

Kansen: Meer inwoners bereiken.

Risico's: Te weinig personeel.

# Aandachtspunten

- Duidelijke taal"""


def test_items_of_a_bestuursopdracht() -> None:
    letter = make_letter(ASSIGNMENT)
    found = items.find(letter, blank_doc(letter), Letterhead("bestuursopdracht"))
    assert [(item.kind, letter.quote(item.span)) for item in found] == [
        ("deelproduct", "Een plan van aanpak."),
        ("deelproduct", "Een onderzoek, uitgesplitst naar de volgende onderwerpen:"),
        ("onderzoeksgebied", "Personeel"),
        ("onderzoeksgebied", "Huisvesting"),
        ("onderzoeksvraag", "Hoe vinden inwoners het loket?"),
        ("kader", "Gemeentewet"),
        ("kans", "Meer inwoners bereiken."),
        ("risico", "Te weinig personeel."),
        ("aandachtspunt", "Duidelijke taal"),
    ]


def test_a_letter_has_no_such_items() -> None:
    letter = make_letter(ASSIGNMENT)
    assert items.find(letter, blank_doc(letter), Letterhead("gevraagd_advies")) == ()


@pytest.mark.parametrize(
    ("reaction", "expected"),
    [
        ("Die komen er, in het voorjaar.", "overgenomen"),
        ("Wij trekken hier € 8.000 voor uit.", "overgenomen"),
        ("Dat gaan we niet doen: het geld is er niet.", "niet_overgenomen"),
        ("Wij doen dat een keer per jaar. Per maand vinden wij te vaak.", "deels_overgenomen"),
        ("De folder pakken wij aan. Een balie is niet haalbaar.", "deels_overgenomen"),
        ("Verplichten kunnen wij niet, aanbieden wel.", "deels_overgenomen"),
        ("Wij nemen hierover pas in december een besluit.", "onbeantwoord"),
    ],
)
def test_status_of_plain_reactions(reaction: str, expected: str) -> None:
    assert status.of([reaction]).status == expected


def test_a_paragraph_that_says_to_what_it_reacts_needs_no_heading() -> None:
    letter = read_text(
        """Geachte leden van de adviesraad,

Hieronder gaan wij in op uw aanbevelingen.

## Ophaaltijd

U adviseert de marge terug te brengen tot een kwartier. Dit advies nemen wij over.

## Kosten

U stelt voor het maximum los te laten. Wij volgen u hierin niet.""",
        "brief.md",
    )
    found = responses.find(letter, language.load().analyse(letter), REACTION)
    assert [(letter.quote(one.span), one.status) for one in found] == [
        ("U adviseert de marge terug te brengen tot een kwartier.", "overgenomen"),
        ("U stelt voor het maximum los te laten.", "niet_overgenomen"),
    ]
