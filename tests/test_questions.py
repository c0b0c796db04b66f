"""Questions put to the council, their answers and stances, and questions of the council itself."""

from __future__ import annotations

import pytest

from extractors import questions
from extractors.facts import CouncilQuestion, Letterhead, Question
from extractors.letter import Letter
from extractors.questions import stance
from tests.letters import blank_doc, make_letter

Found = tuple[Letter, tuple[Question, ...], tuple[CouncilQuestion, ...]]


def read(body: str, document_type: str = "gevraagd_advies") -> Found:
    letter = make_letter("Geacht college,\n\n" + body)
    head = Letterhead(document_type)  # type: ignore[arg-type]
    asked, own = questions.find(letter, blank_doc(letter), head)
    return letter, asked, own


def summary(found: Found) -> list[tuple[str | None, str, list[str], str | None]]:
    """(number, question, answer, stance) of each question."""
    letter, asked, _ = found
    return [
        (
            one.number,
            letter.quote(one.span),
            [letter.quote(span) for span in one.answer.spans] if one.answer else [],
            one.answer.stance if one.answer else None,
        )
        for one in asked
    ]


def test_numbered_questions_repeated_above_labelled_answers() -> None:
    found = read(
        "U heeft ons de volgende vragen gesteld:\n\n1. Deelt u de visie op wonen?\n2. Welke risico's ziet u?\n\n"
        "Vraag 1: Deelt u de visie op wonen?\n\nIn de nota beschrijft u drie pijlers.\n\nAdvies 1:\n\n"
        "Ja, de raad deelt deze visie.\n\nVraag 2: Welke risico's ziet u?\n\nAdvies 2:\n\n"
        "De wachttijd zal volgens ons oplopen."
    )
    assert summary(found) == [
        ("1", "Deelt u de visie op wonen?", ["Ja, de raad deelt deze visie."], "positief"),
        ("2", "Welke risico's ziet u?", ["De wachttijd zal volgens ons oplopen."], "neutraal"),
    ]
    letter, asked, _ = found
    assert "Vraag 1: Deelt u de visie op wonen?" in [letter.quote(span) for span in asked[0].mentions]


def test_bullets_with_the_answer_below() -> None:
    found = read(
        "De cliëntenraad is verzocht de onderstaande vragen te beantwoorden:\n\n- Is de toegang goed geregeld?\n\n"
        "Nee, de raad mist een loket in de dorpen.\n\n- Heeft u aanvullende adviezen?\n\n"
        "Wij adviseren ook in de avond open te zijn."
    )
    assert [(row[1], row[3]) for row in summary(found)] == [
        ("Is de toegang goed geregeld?", "kritisch"),
        ("Heeft u aanvullende adviezen?", "neutraal"),
    ]


def test_answers_that_name_the_question_by_number_or_order() -> None:
    found = read(
        "Op 3 mei legde u ons de volgende vragen voor:\n\n1. Is het budget toereikend?\n2. Is de planning haalbaar?\n\n"
        "Wij hebben de vragen in onze vergadering besproken.\n\nAd 1. Ja, het budget lijkt ons voldoende.\n\n"
        "Op uw tweede vraag antwoorden wij ontkennend: de planning is te krap."
    )
    assert [row[2] for row in summary(found)] == [
        ["Ja, het budget lijkt ons voldoende."],
        ["Op uw tweede vraag antwoorden wij ontkennend: de planning is te krap."],
    ]


def test_a_table_drawn_with_bars() -> None:
    found = read(
        "In de tabel staan uw vragen.\n\n| Vraag | Ons antwoord |\n\n| Is de folder helder? | Nee, veel te lang. |\n\n"
        "| Wie mist u aan tafel? | De jongeren. |"
    )
    assert [(row[1], row[2]) for row in summary(found)] == [
        ("Is de folder helder?", ["Nee, veel te lang."]),
        ("Wie mist u aan tafel?", ["De jongeren."]),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "V1: Zijn er genoeg banken?\n\nA1: Nee, veel te weinig.\n\nV2: Waar mist u ze?\n\nA2: In het park.",
        "Vraag a Zijn er genoeg banken?\n\nAntwoord Nee, veel te weinig.\n\n"
        "Vraag b Waar mist u ze?\n\nAntwoord In het park.",
        "| Uw vraag | Antwoord |\n\n| Zijn er genoeg banken? | Nee, veel te weinig. |\n\n"
        "| Waar mist u ze? | In het park. |",
    ],
)
def test_labels_of_all_kinds(body: str) -> None:
    rows = summary(read("U vroeg de raad te reageren.\n\n" + body))
    assert [(row[1], row[3]) for row in rows] == [
        ("Zijn er genoeg banken?", "kritisch"),
        ("Waar mist u ze?", "neutraal"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # told by the council, whole sentence
        (
            "U vraagt ons of de nieuwe regeling begrijpelijk is. Dat vinden wij niet: de tekst is te moeilijk.",
            ["U vraagt ons of de nieuwe regeling begrijpelijk is."],
        ),
        # a long frame is left out
        (
            "Op 4 april 2022 ontvingen wij van de heer Bakker een brief met de vraag of de bus kan vervallen.\n\n"
            "Nee, dat kan niet.",
            ["of de bus kan vervallen."],
        ),
        # two in one sentence
        (
            "U wilt weten of wij het tarief redelijk vinden en of de eigen bijdrage kan stijgen.\n\nBeide niet.",
            ["U wilt weten of wij het tarief redelijk vinden", "of de eigen bijdrage kan stijgen."],
        ),
        # without a clause
        ("Onze mening is gevraagd over de nieuwe website.\n\nDie is overzichtelijk.",
         ["Onze mening is gevraagd over de nieuwe website."]),
        # after the questions it is said whose they are
        ("Is een proef nodig? Wie betaalt die? Met deze vragen kwam u bij ons.\n\nEen proef is nodig.",
         ["Is een proef nodig?", "Wie betaalt die?"]),
    ],
)  # fmt: skip
def test_indirect_questions(body: str, expected: list[str]) -> None:
    letter, asked, _ = read(body)
    assert [letter.quote(one.span) for one in asked] == expected


@pytest.mark.parametrize(
    "body",
    [
        "Maar wie betaalt straks de rekening? Dat zijn de inwoners.",  # rhetorical
        "Wij vroegen onze achterban: wat vindt u van het loket? Veel mensen waren tevreden.",  # asked of others
        "De raad vraagt zich af of dit haalbaar is.",  # a doubt
        "Wij vroegen u eerder hoe de wachttijd wordt gemeten.",  # the council asked
        "Bij brief van 3 mei vroeg u ons advies over de verordening.",  # a request, no question
    ],
)
def test_what_is_no_question_to_the_council(body: str) -> None:
    assert read(body)[1] == ()


def test_questions_of_the_council_are_another_kind() -> None:
    letter, asked, own = read(
        "Het plan roept bij ons nog enkele vragen op:\n\n- Hoeveel inwoners krijgen hiermee te maken?\n"
        "- Wanneer start de proef?\n\nGraag vernemen wij hoe u de wachttijd gaat verkorten.",
        "ongevraagd_advies",
    )
    assert asked == ()
    assert [letter.quote(one.span) for one in own] == [
        "Hoeveel inwoners krijgen hiermee te maken?",
        "Wanneer start de proef?",
        "Graag vernemen wij hoe u de wachttijd gaat verkorten.",
    ]


def test_a_request_for_advice_has_questions_without_answers() -> None:
    found = read(
        "Wij verzoeken u de volgende vragen te beantwoorden:\n\na. Wat vindt u van het loket?\n"
        "b. Zijn er groepen die wij vergeten?\n\nWij zien uw advies graag voor 1 mei tegemoet.",
        "adviesaanvraag",
    )
    assert summary(found) == [
        ("a", "Wat vindt u van het loket?", [], None),
        ("b", "Zijn er groepen die wij vergeten?", [], None),
    ]


def test_equal_questions_of_two_requests_stay_two() -> None:
    found = read(
        "# Het loket\n\nU vraagt ons:\n\n- Is de kwaliteit goed geborgd?\n\nJa, dat is zij.\n\n# Het vervoer\n\n"
        "Ook hier stelt u ons een vraag:\n\n- Is de kwaliteit goed geborgd?\n\nNee, dat mist de raad."
    )
    assert [row[3] for row in summary(found)] == ["positief", "kritisch"]


@pytest.mark.parametrize("kind", ["reactie_college", "bestuursopdracht", "transcript", "overig"])
def test_other_documents_put_no_questions(kind: str) -> None:
    assert read("U heeft ons de volgende vraag gesteld:\n\n1. Deelt u deze visie?\n\nJa.", kind)[1:] == ((), ())


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Deelt u de visie?", "Ja, die delen wij van harte.", "positief"),
        ("Deelt u de visie?", "Ja, mits de jongeren erbij worden betrokken.", "positief_onder_voorwaarden"),
        ("Deelt u de visie?", "Nee. De raad mist elke onderbouwing.", "kritisch"),
        ("Is de planning haalbaar?", "Daarover kunnen wij geen oordeel geven.", "geen_oordeel"),
        ("Welke kansen ziet u?", "Ja, meer sporten in de wijk.", "neutraal"),
        ("Heeft u nog suggesties?", "Wij adviseren de bus te laten rijden.", "neutraal"),
    ],
)
def test_stance(question: str, answer: str, expected: str) -> None:
    assert stance.classify(answer, question)[0] == expected


@pytest.mark.parametrize(
    "text", ["?", "a?", "Vraag 1:", "1. ?\n2. ?", "| ? | ? |", "Advies 9:\n\nVraag 3:", "U vraagt ons of"]
)
def test_odd_letters_do_no_harm(text: str) -> None:
    for kind in ("gevraagd_advies", "adviesaanvraag"):
        letter, asked, own = read(text, kind)
        for one in (*asked, *own):
            assert letter.quote(one.span).strip() == letter.quote(one.span)
