"""Questions put to the council, their answers and stances, and questions of the council itself."""

from __future__ import annotations

import pytest

from extractors import questions
from extractors.facts import CouncilQuestion, Letterhead, Question
from extractors.letter import Letter
from extractors.outline import council_pattern
from extractors.questions import indirect, stance
from tests.letters import blank_doc, make_letter, read_text

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


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "In uw mail van 6 mei vraagt u onze mening over de nieuwe parkeerkaart. Daarnaast wilt u weten of de "
            "wachttijd van acht weken acceptabel is.\n\nOver de parkeerkaart zijn wij tevreden. De kaart is goed "
            "leesbaar en het tarief is redelijk.\n\nDe wachttijd van acht weken achten wij te lang.",
            [
                (None, "Over de parkeerkaart", "redelijk.", "positief"),
                (None, "De wachttijd van", "te lang.", "kritisch"),
            ],
        ),
        (
            "U legde ons drie vragen voor:\n\nI. Deelt de raad de analyse van de woningnood?\n\nII. Welke doelgroepen "
            "ontbreken?\n\nIII. Is het budget toereikend?\n\nReactie op vraag I\n\nDe raad deelt de analyse.\n\n"
            "Reactie op vraag II\n\nMensen die uit detentie komen.\n\nReactie op vraag III\n\nDaarover kunnen wij niet "
            "oordelen, omdat een begroting ontbreekt.\n\nTot slot vragen wij u ons in het najaar bij te praten.",
            [
                ("I", "De raad", "analyse.", "positief"),
                ("II", "Mensen die", "komen.", "neutraal"),
                ("III", "Daarover", "ontbreekt.", "geen_oordeel"),
            ],
        ),
        (
            "Uw vragen waren: wat vindt de raad van de pas, is de logeeropvang voldoende en hoe bereiken we werkende "
            "mantelzorgers?\n\nDe mantelzorgpas\n\nDe pas is een mooi gebaar.\n\nLogeeropvang\n\nNee. Vijf bedden "
            "zijn te weinig.\n\nWerkende mantelzorgers\n\nGa langs bij werkgevers en sportclubs.\n\nAfsluitend\n\n"
            "Wij lichten dit advies graag toe.",
            [
                (None, "De pas is", "gebaar.", "positief"),
                (None, "Nee.", "weinig.", "kritisch"),
                (None, "Ga langs", "sportclubs.", "neutraal"),
            ],
        ),
        (
            "Het college heeft de cliëntenraad op 2 maart verzocht te adviseren over drie punten:\n\na. of de "
            "inkomensgrens omhoog moet;\nb. of de aanvraag digitaal kan;\nc. welke vergoedingen ontbreken.\n\nAd a De "
            "cliëntenraad is voor verhoging naar 130 procent.\n\nAd b Ja, mits er ook een papieren formulier blijft."
            "\n\nAd c Een vergoeding voor een fiets.",
            [
                ("a", "De cliëntenraad", "procent.", "positief"),
                ("b", "Ja, mits", "blijft.", "positief_onder_voorwaarden"),
                ("c", "Een vergoeding", "fiets.", "neutraal"),
            ],
        ),
        (
            "Over vraagpunt A (mag het zwembad op maandag dicht blijven) Daar kunnen wij niet mee akkoord gaan.\n\n"
            "Over vraagpunt B (welke dag ligt meer voor de hand) De donderdag.",
            [("A", "Daar kunnen", "gaan.", "kritisch"), ("B", "De donderdag.", "De donderdag.", "neutraal")],
        ),
        (
            "Bedankt voor uw vraag. U wilde weten: is de folder goed te lezen?\n\nNee, nog niet. De letters zijn te "
            "klein.\n\nWij willen de nieuwe folder graag eerst zelf lezen.",
            [(None, "Nee, nog", "klein.", "kritisch")],
        ),
    ],
)
def test_letters_of_many_shapes(body: str, expected: list[tuple[str | None, str, str, str]]) -> None:
    found = [(row[0], " ".join(row[2]), row[3]) for row in summary(read(body))]
    assert [(number, stance_) for number, _, stance_ in found] == [(one[0], one[3]) for one in expected]
    for (_, answer, _), (_, start, end, _) in zip(found, expected, strict=True):
        assert answer.startswith(start) and answer.endswith(end)


def test_a_request_asks_in_a_list_or_in_running_text() -> None:
    letter, asked, _ = read(
        "Graag ontvangen wij uw advies, waarbij wij u verzoeken in te gaan op:\n\n- de hoogte van de eigen bijdrage;\n"
        "- de leeftijd waarop een kind zelf kan reizen.\n\nKunt u uw advies voor 1 juni toezenden?",
        "adviesaanvraag",
    )
    assert [letter.quote(one.span)[:13] for one in asked] == ["de hoogte van", "de leeftijd w"]
    letter, asked, _ = read(
        "Wij vernemen graag van u in hoeverre de aanpak aansluit bij de praktijk. Ook zijn wij benieuwd of u groepen "
        "mist. Wij zien uw advies uiterlijk 1 mei tegemoet.",
        "adviesaanvraag",
    )
    assert len(asked) == 2


def test_recommendations_without_questions_answer_nothing() -> None:
    _, asked, _ = read(
        "Aanbeveling 1: Maak de bus gratis.\n\nAanbeveling 2: Laat hem vaker rijden.", "ongevraagd_advies"
    )
    assert asked == ()


@pytest.mark.parametrize(
    ("sentence", "asker"),
    [
        ("Afgelopen vrijdag legde u ons voor of de bus nog langs het verzorgingshuis moet rijden.", "ander"),
        ("Mevrouw Jansen van uw afdeling polste ons over de vraag of een tweede loket zinvol is.", "ander"),
        ("Tot slot vraagt u wat wij van de planning vinden.", "ander"),
        ("Aan de raad is de vraag voorgelegd hoe jongeren bereikt kunnen worden.", "ander"),
        ("Op de vraag of de nota volledig is, antwoordt de raad bevestigend.", "ander"),
        ("Wij zouden graag van u vernemen hoe het verder gaat.", "raad"),
        ("De adviesraad vraagt het college aan te geven wanneer de evaluatie komt.", "raad"),
        ("De raad vraagt zich af of dit haalbaar is.", None),
        ("Het is de vraag of dit zo werkt.", None),
        ("Vorig jaar vroeg u ons hoe wij over de pas dachten.", None),
        ("Via onze leden krijgen wij regelmatig de vraag of het loket langer open kan.", None),
    ],
)
def test_who_asks_whom(sentence: str, asker: str | None) -> None:
    found = indirect.told(sentence, council_pattern(sentence))
    assert (found.asker if found else None) == asker


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "U hebt ons drie vragen gesteld: (1) is het plan leesbaar, (2) klopt het budget en (3) wat mist u nog?\n\n"
            "Hieronder antwoorden wij.",
            [("1", "is het plan leesbaar"), ("2", "klopt het budget"), ("3", "wat mist u nog?")],
        ),
        (
            "Wat uw tweede vraag betreft (is een pas voor vrijwilligers zinvol?): de raad ziet daar weinig in.",
            [(None, "is een pas voor vrijwilligers zinvol?")],
        ),
        (
            "In de vorm van kopjes herhalen wij uw vragen.\n\nHoe kunnen wij eenzaamheid tegengaan?\n\nOnze leden "
            "vragen al jaren om een inloop.\n\nKunt u instemmen met de start in mei?\n\nJa, graag.",
            [(None, "Hoe kunnen wij eenzaamheid tegengaan?"), (None, "Kunt u instemmen met de start in mei?")],
        ),
        (
            "Je vroeg onze jongeren om input.\n\n> Is de hal groot genoeg?\n\nJa hoor.\n\n> Mag er muziek aan?\n\n"
            "Graag!\n\nKan je doorgeven wanneer hij opengaat? Volgens jullie planning toch in mei?",
            [(None, "Is de hal groot genoeg?"), (None, "Mag er muziek aan?")],
        ),
    ],
)
def test_how_questions_are_printed(body: str, expected: list[tuple[str | None, str]]) -> None:
    letter, asked, _ = read(body)
    assert [(one.number, letter.quote(one.span)) for one in asked] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Wethouder Prins kwam in juni langs. Karin Prins wilde horen of de subsidie omlaag kan. Dat ontraden wij. "
            "En hoe de huurders worden ingelicht: met een brief, denken wij.",
            ["of de subsidie omlaag kan", "hoe de huurders worden ingelicht"],
        ),
        (
            "De hal (vraag 1: mag de hal om tien uur dicht?). Dat mag van ons.\n\nDe tuin (vraag 2: wie onderhoudt "
            "de tuin?). Dat doen de buren.",
            ["mag de hal om tien uur dicht?", "wie onderhoudt de tuin?"],
        ),
        (
            "Mevrouw Baas wilde weten hoe de pas bevalt; de heer Vos vroeg of hij duurder mag.\n\nDe pas bevalt goed.",
            ["hoe de pas bevalt", "of hij duurder mag"],
        ),
        (
            "U legde ons drie keuzes voor, waarover u ons oordeel vraagt.\n\n- Keuze 1: het loket sluiten. Liever "
            "niet.\n"
            "- Keuze 2: de folder schrappen. Akkoord.\n- Keuze 3: een app maken. Daar zijn wij tegen.",
            ["het loket sluiten.", "de folder schrappen.", "een app maken."],
        ),
    ],
)
def test_ways_of_being_asked(body: str, expected: list[str]) -> None:
    letter, asked, _ = read(body)
    found = [letter.quote(one.span) for one in asked]
    assert len(found) == len(expected)
    assert all(wanted in printed for wanted, printed in zip(expected, found, strict=True)), found


@pytest.mark.parametrize(
    "body",
    [
        "In maart hielden wij een enquête onder onze leden.\n\n| Vraag | Ja | Nee |\n| Bent u tevreden? | 12 | 3 |",
        "De fractie van het CDA heeft u gevraagd of de wachttijd korter kan. Uw antwoord kennen wij nog niet.",
        "Waarom schrijven wij u?\n\nOmdat de bus niet meer rijdt.\n\nWat moet er gebeuren?\n\nZet een belbus in.",
    ],
)
def test_questions_to_others_are_none(body: str) -> None:
    assert summary(read(body)) == []


def test_numbers_in_a_table_stand_in_the_cell_before() -> None:
    letter = read_text(
        "Geacht college,\n\nNr. | Vraag | Reactie van de raad\n1 | Kan het aantal aanbieders omlaag? | Liever niet.\n"
        "2 | Is een spreekuur nodig? | Ja, zeker voor starters.\n"
    )
    asked, _ = questions.find(letter, blank_doc(letter), Letterhead("gevraagd_advies"))
    found = [(one.number, letter.quote(one.answer.spans[0]) if one.answer else None) for one in asked]
    assert found == [("1", "Liever niet."), ("2", "Ja, zeker voor starters.")]


def test_the_rest_of_the_letter_is_no_answer() -> None:
    found = read(
        "U vraagt ons:\n\nIs de folder duidelijk?\n\nNee, de letters zijn te klein.\n\nKan het loket dicht?\n\n"
        "Liever niet, het wordt goed bezocht.\n\nMag de pas duurder worden?\n\nDat vinden wij redelijk.\n\n"
        "Wij gaan ervan uit dat wij de definitieve tekst ontvangen voordat de raad besluit."
    )
    assert [" ".join(row[2]) for row in summary(found)][-1] == "Dat vinden wij redelijk."


def test_numbered_advice_is_no_answer_to_the_question_of_that_number() -> None:
    found = read(
        "U stelde ons de volgende vragen:\n\n1. Is de nota volledig?\n2. Is er genoeg aandacht voor mantelzorgers?\n\n"
        "Ten aanzien van de eerste vraag\n\nDe nota is volledig.\n\nTen aanzien van de tweede vraag\n\nDe paragraaf "
        "is te kort.\n\nAdvies 1: Stel een makelaar aan.\n\nAdvies 2: Vergoed vervangende zorg."
    )
    assert " ".join(summary(found)[1][2]).endswith("Vergoed vervangende zorg.")


def test_a_request_tells_its_questions() -> None:
    letter, asked, _ = read(
        "Graag horen wij of u de speerpunten herkent en welke maatregelen volgens u helpen. Kunt u daarnaast aangeven "
        "hoe jonge mantelzorgers bereikt worden. In 2019 vroeg u ons om een meldpunt; dat is er gekomen.",
        "adviesaanvraag",
    )
    assert [letter.quote(one.span).split()[-1].strip(".") for one in asked] == ["herkent", "helpen", "worden"]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Is de prijs redelijk?", "Goed plan, zolang minima niets betalen.", "positief_onder_voorwaarden"),
        (
            "Stemt u in met de datum?",
            "Wat ons betreft wel, mits iedereen bericht krijgt.",
            "positief_onder_voorwaarden",
        ),
        ("Is de lijst volledig?", "Bijna. Toe te voegen zijn de mantelzorgers.", "positief_onder_voorwaarden"),
        ("Kan het loket dicht?", "Wij zijn daartegen. Veel mensen hebben geen auto.", "kritisch"),
        ("Moet het bedrag omhoog?", "Dat weten wij niet. De cijfers kennen wij niet.", "geen_oordeel"),
        ("Mist u onderwerpen?", "Ja, wij missen een hoofdstuk over wonen.", "neutraal"),
        ("Mag het loket verhuizen?", "Zo kan het wat ons betreft door.", "positief"),
    ],
)
def test_stance_by_where_the_answer_says_it(question: str, answer: str, expected: str) -> None:
    assert stance.classify(answer, question)[0] == expected


def test_a_later_remark_that_something_is_for_others_does_not_decline() -> None:
    answer = "Begin klein en vraag het de jongeren zelf. Maak een meldpunt. Wie het bemenst, is niet aan ons."
    assert stance.classify(answer, "Hoe kunnen wij dit voorkomen?")[0] == "neutraal"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "U gaf ons twee dingen mee om over na te denken:\n\n1) wat missen ouderen in het dorp?\n"
            "2) zouden jullie zelf iets willen opzetten?\n\nOver 1. Een plek om te eten.\n\nOver 2. Ja, een eettafel.",
            [
                ("wat missen ouderen in het dorp?", ["Over 1. Een plek om te eten."]),
                ("zouden jullie zelf iets willen opzetten?", ["Over 2. Ja, een eettafel."]),
            ],
        ),
        (
            "Twee zaken hield u ons voor. Het ene: kan het tarief omlaag zonder dat iemand afhaakt? Het andere, of een "
            "maximum van tien ritten te verdedigen is.\n\nWat het ene aangaat: neen. Over het andere valt te praten.",
            [
                ("kan het tarief omlaag zonder dat iemand afhaakt?", ["Wat het ene aangaat: neen."]),
                ("of een maximum van tien ritten te verdedigen is", ["Over het andere valt te praten."]),
            ],
        ),
        (
            "De projectleider legde ons namens u enkele vragen voor. Zij wilde weten of de bus mag vervallen, en vroeg "
            "ook hoe wij denken over een deeltaxi.",
            [("of de bus mag vervallen", []), ("hoe wij denken over een deeltaxi", [])],
        ),
        (
            "Per telefoon vroeg u ons om een snel advies. De markt kan niet doorgaan. Moet het geld naar de "
            "kraamhouders, of naar iets voor iedereen?",
            [("Moet het geld naar de kraamhouders, of naar iets voor iedereen?", [])],
        ),
        ("Het college wordt verzocht de groepen alleen samen te voegen wanneer cliënten daar baat bij hebben.", []),
    ],
)
def test_ways_of_putting_questions_and_of_answering_them(body: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [(one[1].rstrip("."), one[2]) for one in summary(read(body))] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Uw beleidsmedewerker peilde bij ons of de folder begrijpelijk is. Nee.", ["of de folder begrijpelijk is"]),
        ("Bij de nota zat een briefje: of wij nog namen wisten voor de jury. Die weten wij.", []),
        ("Welke weg u ook kiest, de halte moet blijven. Wat er ook gebeurt, wij denken mee.", []),
        ("Dit vraagt naar ons oordeel een tweede balie. Dat vraagt tijd en geld.", []),
    ],
)
def test_who_asks_is_heard_in_words_that_no_list_holds(body: str, expected: list[str]) -> None:
    assert [one[1].rstrip(".") for one in summary(read(body))] == expected


def test_a_question_restated_under_its_heading_is_one_question() -> None:
    body = (
        "In uw brief staan twee vragen.\n\nIs het loket goed te vinden?\n\nU wilt weten of inwoners het loket kunnen "
        "vinden. Ja, het ligt aan het plein.\n\nIs het loket lang genoeg open?\n\nNee, een avond erbij zou helpen."
    )
    found = summary(read(body))
    assert [one[1] for one in found] == ["Is het loket goed te vinden?", "Is het loket lang genoeg open?"]
    assert "het plein" in found[0][2][0]
