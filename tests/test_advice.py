"""Advice points: what counts, how strong it is, who says it, and what is left alone."""

from __future__ import annotations

import pytest

from extractors import advice, dates, questions
from extractors.advice import cues, model, syntax
from extractors.advice.judge import Setting, judge
from extractors.advice.speaker import own_names
from extractors.facts import AdvicePoint, Letterhead
from extractors.letter import Letter
from extractors.outline import council_pattern
from pipeline import language
from tests.letters import blank_doc, make_letter

NAMES = council_pattern("De Participatieraad Noorderveld (PRN) adviseert.")


def strength_of(sentence: str) -> str:
    """The strength that the sentence gets, "geen" when it is no advice."""
    verdict = judge(sentence, Setting(NAMES))
    return verdict.strength if verdict else "geen"


def points(text: str, document_type: str = "ongevraagd_advies") -> tuple[Letter, tuple[AdvicePoint, ...]]:
    letter = make_letter(text)
    doc = blank_doc(letter)
    head = Letterhead(document_type)  # type: ignore[arg-type]
    asked, _ = questions.find(letter, doc, head)
    return letter, advice.find(letter, doc, head, asked)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # performative verbs, in all word orders
        ("De PRN adviseert u de openingstijden van het loket te verruimen.", "advies"),
        ("Graag adviseren wij u daarom eerst een proef te houden.", "advies"),
        ("Over de brieven adviseert de participatieraad om ze op B1 te schrijven.", "advies"),
        # separable verbs
        ("Wij raden het college met klem aan om de pot niet te verlagen.", "advies"),
        ("Daarom bevelen wij aan dat er een vast nummer komt.", "advies"),
        ("Wij dringen er bij uw college op aan dit besluit uit te stellen.", "advies"),
        ("Tevens stellen wij voor de bijdrage in termijnen te innen.", "advies"),
        ("Wij geven u in overweging een tolk in te zetten.", "advies"),
        ("Wij zouden u willen aanraden hierover met de huisartsen te praten.", "advies"),
        # passives and nouns
        ("Geadviseerd wordt de brieven te herschrijven.", "advies"),
        ("Er wordt gepleit voor een ruimere vergoeding.", "advies"),
        ("Ons dringende advies is om de bus te laten rijden.", "advies"),
        ("Het verdient aanbeveling de website voor te lezen.", "advies"),
        # labels, imperatives, demands in the council's opinion
        ("Aanbeveling 3: een spreekuur in de avond.", "advies"),
        ("Zorg ervoor dat de formulieren ook op papier te krijgen zijn.", "advies"),
        ("Naar onze mening moet de drempel voor de regeling omlaag.", "advies"),
        # for the council itself
        ("Wij ontvangen graag een schriftelijke reactie op dit advies.", "verzoek"),
        ("De raad gaat ervan uit dat hij bij de evaluatie wordt betrokken.", "verzoek"),
        ("Wij bespreken dit graag met de wethouder.", "verzoek"),
        # the same verb asks something for others: then it is advice
        ("Wij verzoeken u de termijn voor bezwaar te verlengen.", "advies"),
        ("Wij verzoeken u ons de cijfers over vorig jaar toe te sturen.", "verzoek"),
        # attention and conditions
        ("De raad vraagt aandacht voor inwoners zonder computer.", "aandachtspunt"),
        ("Wij missen in de nota een paragraaf over vervoer.", "aandachtspunt"),
        ("Wij vinden het van groot belang dat de cliënt meebeslist.", "aandachtspunt"),
        ("De raad kan hiermee instemmen, mits de wachttijd niet oploopt.", "voorwaarde"),
    ],
)
def test_advice_and_its_strength(sentence: str, expected: str) -> None:
    assert strength_of(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Vorig jaar adviseerden wij u al om het loket open te houden.",  # retold
        "De raad heeft destijds geadviseerd een proef te houden.",  # retold
        "De GGD adviseert om kinderen vaker te laten bewegen.",  # a third party
        "Het Nibud beveelt aan een buffer aan te houden.",  # a third party
        "Het college vraagt ons vóór 1 juni te adviseren.",  # the college's request
        "Wij zullen u daarover later adviseren.",  # an undertaking
        "De raad complimenteert de opstellers met het heldere stuk.",  # praise
        "Wij kunnen ons vinden in de gekozen aanpak.",  # assent
        "De wethouder verzoekt de adviesraad om een reactie.",  # the college's request
        "De nota roept bij ons vragen op.",  # not "oproepen"
        "De participatieraad bestaat uit negen leden.",
        "Volgens de wet moeten gemeenten een verordening vaststellen.",
        "Hoofdstuk 2 van deze notitie beschrijft hoe ons advies tot stand kwam.",  # what stands where
        "Tot slot bevat bijlage 3 een voorstel voor de planning.",
        "Het onderstaande advies is bedoeld als aanvulling op de nota.",
        "De PRN is heel blij met de toezegging dat mensen hun hulp mogen houden.",  # praise
        "Graag vragen wij uw aandacht voor het volgende.",
        "Naar verluidt zou de regeling moeten vervallen.",  # hearsay
        "De groep 'Blijf hier: houd de school open' was er ook.",  # quoted
    ],
)
def test_what_is_no_advice(sentence: str) -> None:
    assert strength_of(sentence) == "geen"


def test_the_cue_is_the_text_that_triggered() -> None:
    letter, found = points("Geacht college,\n\nDe cliëntenraad raadt u aan de folder te vertalen.")
    assert [letter.quote(point.cue) for point in found if point.cue] == ["raadt u aan"]


def test_items_of_a_list_take_the_cue_of_the_sentence_above() -> None:
    letter, found = points(
        "Geacht college,\n\nIn het plan missen wij:\n\n- een telefoonnummer;\n- een vast contactpersoon.\n\n"
        "Het plan telt veertig bladzijden."
    )
    assert [letter.quote(point.span) for point in found] == ["een telefoonnummer;", "een vast contactpersoon."]
    assert {point.strength for point in found} == {"aandachtspunt"}
    assert {letter.quote(point.cue) for point in found if point.cue} == {"missen"}


def test_a_list_that_retells_the_plan_is_no_advice() -> None:
    _, found = points(
        "Geacht college,\n\nU stelt in de nota drie uitgangspunten vast:\n\n- de inwoner voorop;\n- zorg dichtbij;\n"
        "- samen met de wijk."
    )
    assert found == ()


def test_recommendations_under_a_heading() -> None:
    letter, found = points(
        "Geacht college,\n\nWij lazen het plan met plezier.\n\n# Aanbevelingen\n\n1. Houd het loket open.\n"
        "2. Een spreekuur in de avond."
    )
    assert [letter.quote(point.span) for point in found] == ["Houd het loket open.", "Een spreekuur in de avond."]
    assert [letter.quote(point.section) for point in found if point.section] == ["Aanbevelingen"] * 2


def test_advice_is_tied_to_the_question_whose_answer_holds_it() -> None:
    _, found = points(
        "Geacht college,\n\nU stelde ons twee vragen.\n\nVraag 1: Vindt u de nota helder?\n\n"
        "Ja, de nota leest prettig.\n\nVraag 2: Is de toegang goed geregeld?\n\n"
        "Nee. Wij adviseren een tweede loket te openen.\n\n# Tot slot\n\n"
        "Wij ontvangen graag uw reactie.",
        "gevraagd_advies",
    )
    assert [(point.strength, point.answers_question) for point in found] == [("advies", "q2"), ("verzoek", None)]


@pytest.mark.parametrize("kind", ["adviesaanvraag", "reactie_college", "bestuursopdracht", "transcript", "overig"])
def test_other_documents_hold_no_advice_of_a_council(kind: str) -> None:
    _, found = points("Geacht college,\n\nDe raad adviseert u de folder te vertalen.", kind)
    assert found == ()


def test_verdict_of_the_letter() -> None:
    text = "Geacht college,\n\nWij adviseren u positief over de verordening, mits de wachttijd niet oploopt."
    letter, found = points(text)
    head = Letterhead("ongevraagd_advies")
    assert advice.verdict(letter, head, (), found)[0] == "positief_onder_voorwaarden"
    assert advice.verdict(letter, Letterhead("overig"), (), ()) == (None, 0.0)


@pytest.mark.parametrize("text", ["", "x", "?", "Geacht college,", "- \n- ", "Advies:", "| a | b |\n\n| c? | d |"])
def test_odd_letters_do_no_harm(text: str) -> None:
    letter, found = points(text or " ", "gevraagd_advies")
    assert all(letter.quote(point.span) in letter.text for point in found)


def test_the_classifier_gives_probabilities() -> None:
    found = model.probabilities("De raad adviseert de bus te laten rijden.", NAMES)
    assert model.available()
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["geen"] < 0.5 < model.probabilities("De nota telt veertig bladzijden.", NAMES)["geen"]


def test_lexicons_hold_valid_patterns() -> None:
    assert cues.phrases("Dit is van groot belang.")
    assert cues.imperative("Betrek de inwoners erbij.")
    assert cues.imperative("Zorg is duur.") is None


def test_addressee_and_deadline() -> None:
    letter = make_letter(
        "Datum: 3 maart 2021\n\nGeacht college,\n\nWij verzoeken het college om vóór 1 juli 2021 een plan te maken.\n\n"
        "Betrek de huurders erbij."
    )
    head = Letterhead("ongevraagd_advies", letter_date="2021-03-03")
    doc = blank_doc(letter)
    found = advice.find(letter, doc, head, (), dates.find(letter, doc, head))
    assert [point.deadline for point in found] == ["2021-07-01", None]
    assert [letter.quote(point.addressee) if point.addressee else None for point in found] == ["het college", None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Drie keer kregen wij een brochure.\n\nStop met het stapelen van formulieren! Bel mensen gewoon terug, "
            "binnen twee dagen. Wij willen dat de wethouder zelf een dag meeloopt aan de balie.",
            ["Stop met", "Bel mensen", "Wij willen"],
        ),
        (
            "Bij de nieuwe aanbesteding zijn wat ons betreft deze zaken nodig:\n\n1. een wachttijd van hooguit tien "
            "minuten;\n2. chauffeurs die een tilcursus volgden.\n\nDe vervoerder adviseert het gebruik van een app.",
            ["een wachttijd", "chauffeurs"],
        ),
        (
            "Daarom zouden wij graag zien dat u\n\n- de drempels bij het station weghaalt;\n- een lift plaatst.",
            ["de drempels", "een lift"],
        ),
        ("De ouderenbond raadt gemeenten aan vaker te vegen.", []),
        ("Bij de opening hebben wij al eens gezegd: haal die drempel weg.", []),
    ],
)
def test_letters_of_many_shapes(text: str, expected: list[str]) -> None:
    letter, found = points(text)
    assert [letter.quote(one.span)[: len(start)] for one, start in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Op maandag 3 juni is dit advies vastgesteld in de vergadering van de raad.",  # procedure
        "Het is moedig dat het college deze stap zet.",  # praise
        "Die vrijwilligers verdienen een compliment.",
        "Dat vinden wij te duur.",  # a bare judgement
        "Wij hebben daar lang over gesproken, en wij willen dat niet verbergen.",  # "dat" is no clause
        "Kunt u ons laten weten wanneer de lift is hersteld?",  # a question of the council
        "Kunt u zich in deze keuze vinden?",  # a question to the council
    ],
)
def test_look_alikes(sentence: str) -> None:
    assert strength_of(sentence) == "geen"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In een verordening als deze behoort ook een hardheidsclausule.", "advies"),
        ("Toe te voegen zijn: ouders die zelf een zieke ouder verzorgen.", "advies"),
        ("Reserveer een kamer voor vertrouwelijke gesprekken.", "advies"),
        ("Het plan gaat voorbij aan de nachtdiensten.", "aandachtspunt"),
        ("Over het vervoer staat er geen woord in, en dat is een groot gemis.", "aandachtspunt"),
        ("Wij zouden het fijn vinden om de eindtekst te lezen.", "verzoek"),
        ("Wij nodigen u uit voor een rondgang door de wijk.", "verzoek"),
    ],
)
def test_advice_that_is_not_called_advice(sentence: str, expected: str) -> None:
    words = language.load().analyse_text(sentence)
    verdict = judge(sentence, Setting(NAMES), list(words))
    assert verdict is not None
    assert verdict.strength == expected


def test_a_command_is_known_by_its_word_class() -> None:
    dutch = language.load()
    if dutch.reduced:
        pytest.skip("no word classes")
    assert syntax.command(list(dutch.analyse_text("Geef de bewoners een stem."))) == 0
    assert syntax.command(list(dutch.analyse_text("De bewoners kozen zelf."))) is None
    assert syntax.features(list(blank_doc(make_letter("Betrek de bewoners.")))) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # items without a full stop stay one list
            "Het liefst zouden wij zien:\n\n- een meldpunt dat altijd open is,\n- een tolk aan de balie,\n"
            "- een jaarlijks verslag",
            ["een meldpunt", "een tolk", "een jaarlijks"],
        ),
        (  # a question of the council's own above a list
            "Wat moet er volgens ons gebeuren?\n\n- een vaste ophaaldag\n- een telefoonlijn met mensen",
            ["een vaste", "een telefoonlijn"],
        ),
        (
            "Het kan slagen als aan het volgende is voldaan:\n\n- iedere kern houdt een loket;\n- niemand wacht lang.",
            ["iedere kern", "niemand wacht"],
        ),
    ],
)
def test_lists_that_hold_together(text: str, expected: list[str]) -> None:
    letter, found = points(f"Geacht college,\n\n{text}\n\nHoogachtend,")
    assert [letter.quote(one.span)[: len(start)] for one, start in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("De speelplek is mooi, maar zet er ook een bank neer.", "advies"),
        ("Wilt u de pas toch duurder maken, begin dan pas na de winter.", "advies"),
        ("II.3 Streef naar één aanvraag voor alle regelingen.", "advies"),
        ("Wij hebben toen gezegd: begin er niet aan, want het geld is er niet.", "geen"),
        ("Probeer dat maar eens met twee kinderen achterop.", "geen"),
        ("Laat ons vooropstellen dat de balie goed werk doet.", "geen"),
    ],
)
def test_commands_in_later_clauses_and_commands_that_are_none(sentence: str, expected: str) -> None:
    verdict = judge(sentence, Setting(NAMES), list(language.load().analyse_text(sentence)))
    assert (verdict.strength if verdict else "geen") == expected


def test_the_request_of_the_other_is_not_the_councils() -> None:
    assert strength_of("In uw brief vraagt u het platform advies over de verordening.") == "geen"


def test_he_is_the_council_where_the_sentence_before_names_it() -> None:
    letter, found = points(
        "Geacht college,\n\nDe Adviesraad raadt u aan de balie te verplaatsen. Hij adviseert de deur te verbreden."
    )
    assert [point.strength for point in found] == ["advies", "advies"]
    assert "Hij adviseert" in letter.quote(found[1].span)


def test_a_chapter_of_advice_gives_its_lists_their_cue() -> None:
    letter, found = points(
        "Geacht college,\n\n## Aanbevelingen per thema\n\n### Vervoer\n\nDe halte ligt ver weg.\n\n"
        "- Verplaats de halte naar het plein.\n- Zet er een bank bij.\n\n## Slot\n\nDank voor uw aandacht."
    )
    assert [letter.quote(point.cue) for point in found if point.cue] == ["Aanbevelingen", "Aanbevelingen"]


@pytest.mark.parametrize(
    ("sender", "short", "known"),
    [
        ("Cliëntenraad Werk en Inkomen", "CRWI", True),
        ("Adviesraad Sociaal Domein Borne", "ASD", True),
        ("Wmo-raad Borne", "GGD", False),
        (None, "ASD", False),
    ],
)
def test_the_abbreviation_of_the_senders_name_is_the_council(sender: str | None, short: str, known: bool) -> None:
    names = own_names(council_pattern(""), sender, f"De {short} adviseert de deur te verbreden.")
    assert bool(names.search(f"De {short} adviseert")) is known


def test_of_an_item_only_the_sentence_that_advises() -> None:
    letter, found = points(
        "Onze adviezen:\n\n1. Leg matten tot aan de vloedlijn. De kosten vallen mee.\n"
        "2. Herhaal de schouw om de twee jaar. Dat is al eens afgesproken."
    )
    assert [letter.quote(one.span) for one in found] == [
        "Leg matten tot aan de vloedlijn.",
        "Herhaal de schouw om de twee jaar.",
    ]


def test_what_is_said_to_be_good_to_do_is_advice() -> None:
    assert strength_of("Om misverstanden te voorkomen is het goed de regels op papier te zetten.") == "advies"


def test_what_others_are_quoted_with_is_not_ours() -> None:
    letter, found = points(
        "Geacht college,\n\nOp 3 mei schreef uw college ons: “De regeling loopt goed. Wel moeten de formulieren korter "
        "worden. Daarom is het nodig dat er een nieuw loket komt.” Wij adviseren u daar niet mee te wachten."
    )
    assert [letter.quote(point.span) for point in found] == ["Wij adviseren u daar niet mee te wachten."]
