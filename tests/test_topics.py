"""Questions that are no sentences: headings, lettered lines, table rows, enumerations, quoted mail."""

from __future__ import annotations

from extractors import questions
from extractors.facts import Letterhead
from tests.letters import blank_doc, make_letter


def asked(body: str, document_type: str = "gevraagd_advies") -> list[tuple[str | None, str, str]]:
    """(number, question, answer) of each question in a letter with this body."""
    letter = make_letter("Geacht college,\n\n" + body)
    found, _ = questions.find(letter, blank_doc(letter), Letterhead(document_type))  # type: ignore[arg-type]
    return [
        (
            one.number,
            letter.quote(one.span),
            " ".join(letter.quote(span) for span in one.answer.spans) if one.answer else "",
        )
        for one in found
    ]


def test_headings_below_an_announced_number_of_matters() -> None:
    found = asked(
        "U legde ons twee onderwerpen voor.\n\n## Taxivervoer\n\nDat gaat goed zo.\n\n## Openingstijden\n\n"
        "Die zijn te krap.\n\n## Tot slot\n\nWij lichten dit graag toe."
    )
    assert found == [(None, "Taxivervoer", "Dat gaat goed zo."), (None, "Openingstijden", "Die zijn te krap.")]


def test_headings_of_another_number_are_none() -> None:
    assert not asked("U legde ons drie onderwerpen voor.\n\n## Taxivervoer\n\nGoed.\n\n## Tijden\n\nTe krap.")


def test_matters_named_one_by_one() -> None:
    found = asked(
        "U vroeg onze zienswijze op twee punten.\n\n"
        "Het eerste punt is de sluiting van het zwembad. Wij zijn daar tegen.\n\n"
        "Het tweede punt betreft het nieuwe loket. Dat steunen wij."
    )
    assert [(text, answer) for _, text, answer in found] == [
        ("de sluiting van het zwembad.", "Wij zijn daar tegen."),
        ("het nieuwe loket.", "Dat steunen wij."),
    ]


def test_matters_in_a_table_with_a_column_for_the_council() -> None:
    found = asked(
        "Hieronder staan uw vragen.\n\n| Onderwerp | Wat vindt de raad? |\n\n| Prijs van de pas | Te hoog. |\n\n"
        "| Looptijd van de pas | Goed zo. |"
    )
    assert [text for _, text, _ in found] == ["Prijs van de pas", "Looptijd van de pas"]


def test_enumeration_within_a_sentence_without_question_marks() -> None:
    found = asked("U legt ons voor: (i) is de prijs van de pas redelijk; (ii) kan de pas ook digitaal.")
    assert [(number, text) for number, text, _ in found] == [
        ("i", "is de prijs van de pas redelijk"),
        ("ii", "kan de pas ook digitaal."),
    ]


def test_answers_between_the_questions_of_a_quoted_mail() -> None:
    letter = make_letter(
        "Beste Anne,\n\nOnze antwoorden staan ertussen.\n\nOp 3 mei 2021 schreef Anne Vos <anne@voorbeeld.nl>:\n\n"
        "Is de prijs redelijk?\n\nJa, daar zijn wij blij mee.\n\nWat missen jullie?\n\nEen pas voor ouders.\n\n"
        "Stuur je ons het stuk toe?\n\nMet vriendelijke groet,\nLies"
    )
    found, _ = questions.find(letter, blank_doc(letter), Letterhead("gevraagd_advies"))
    assert [letter.quote(one.span) for one in found] == ["Is de prijs redelijk?", "Wat missen jullie?"]
    assert found[0].answer and letter.quote(found[0].answer.spans[0]) == "Ja, daar zijn wij blij mee."


def test_a_request_to_meet_or_to_send_is_no_question() -> None:
    assert not asked("Zullen we dit een keer bespreken?\n\nMag ik uw advies voor 3 juni verwachten?", "adviesaanvraag")


def test_matters_listed_behind_a_colon() -> None:
    found = asked("U legde ons drie punten voor: de prijs, de looptijd en het beheer.\n\nDaar gaan wij nu op in.")
    assert [text for _, text, _ in found] == ["de prijs", "de looptijd", "het beheer"]


def test_a_request_tells_its_question_behind_a_colon() -> None:
    found = asked("Het gaat ons om het volgende: is de prijs redelijk, en is de pas nodig?", "adviesaanvraag")
    assert [text for _, text, _ in found] == ["is de prijs redelijk", "is de pas nodig?"]
    whole = "Deelt u de opvatting dat dit kan, en zo ja: hoe?"
    assert [text for _, text, _ in asked(whole, "adviesaanvraag")] == [whole]


def test_two_matters_told_in_one_sentence() -> None:
    found = asked("U nodigde onze raad uit zich uit te spreken over de sluiting van lijn 4 en over de wensbus.")
    assert [text for _, text, _ in found] == ["over de sluiting van lijn 4", "over de wensbus."]


def test_a_labelled_question_with_its_matter_in_brackets_keeps_its_number() -> None:
    found = asked("Adviesvraag 1 (geld): Is het bedrag genoeg?\n\nNee, het is te laag.")
    assert found == [("1", "Is het bedrag genoeg?", "Nee, het is te laag.")]
