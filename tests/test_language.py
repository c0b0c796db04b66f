"""The Dutch pipeline: sentences, lemmas, names, the loader, and floors for the model that comes along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as Tokens

from extractors.letter import Block, BlockKind, Letter, Page, Span
from pipeline import language
from pipeline.errors import AdviesradarError
from pipeline.language import capitals, inflection, lemmas, names, pack, patterns, sentences
from training.language import capitals as trained_capitals
from training.language import card as model_card
from training.language import evaluate, marked, treebank

OURS = Path(language.__file__).parents[1] / "models" / language.OURS
needs_model = pytest.mark.skipif(not (OURS / pack.FILE).is_file(), reason="the trained model is not there")

# (paragraph, its sentences)
PARAGRAPHS = [
    # abbreviations in the middle of a sentence, before a capital and before a digit
    ("Uw brief d.d. 3 mei is binnen. Dank.", ["Uw brief d.d. 3 mei is binnen.", "Dank."]),
    ("Dit geldt m.b.t. De Brug en art. 3 van de wet.", ["Dit geldt m.b.t. De Brug en art. 3 van de wet."]),
    ("Wij spraken o.a. Movisie i.v.m. Het plan.", ["Wij spraken o.a. Movisie i.v.m. Het plan."]),
    # abbreviations that may end a sentence
    ("Dat was op 3 mei jl. Wij waren er niet.", ["Dat was op 3 mei jl.", "Wij waren er niet."]),
    ("Vóór 1 juli a.s. ontvangen wij bericht.", ["Vóór 1 juli a.s. ontvangen wij bericht."]),
    ("Denk aan taal, vervoer, enz. De raad helpt.", ["Denk aan taal, vervoer, enz.", "De raad helpt."]),
    # initials and titles
    ("Mevr. A.B. de Wit en dhr. T. Kok spraken.", ["Mevr. A.B. de Wit en dhr. T. Kok spraken."]),
    ("Wij kiezen optie B. Dat is beter.", ["Wij kiezen optie B.", "Dat is beter."]),
    # quotes and brackets
    ("“Dat kan niet.” Zo dacht hij.", ["“Dat kan niet.”", "Zo dacht hij."]),
    ("“Mag dat?” vroeg zij. Nee.", ["“Mag dat?” vroeg zij.", "Nee."]),
    ("Het mag (zie bijlage 2). Toch niet.", ["Het mag (zie bijlage 2).", "Toch niet."]),
    # labels belong to what follows
    ("1. Kunt u dit toelichten? Graag.", ["1. Kunt u dit toelichten?", "Graag."]),
    ("Advies 2. Zorg voor rust.", ["Advies 2. Zorg voor rust."]),
    # numbers, apostrophes, no closing mark
    ("Het kost € 1.250,50 per jaar. 's Avonds ook.", ["Het kost € 1.250,50 per jaar.", "'s Avonds ook."]),
    ("Dat is artikel 3. Het college weet dat", ["Dat is artikel 3.", "Het college weet dat"]),
    ("Waarom niet?! Daarom.", ["Waarom niet?!", "Daarom."]),
]

# text that hardly prints capitals, and its sentences
SMALL = [
    ("jullie vroegen of dat klopt. nee, dat is niet zo.", ["jullie vroegen of dat klopt.", "nee, dat is niet zo."]),
    ("klopt dat? ja. maak ze korter! dank.", ["klopt dat?", "ja.", "maak ze korter!", "dank."]),
    (
        "wij spraken dhr. j. de vries o.a. over art. 3. dat ging goed. hij belt a.m. van olst.",
        ["wij spraken dhr. j. de vries o.a. over art. 3. dat ging goed.", "hij belt a.m. van olst."],
    ),
    ("de raad is tegen. in 2015. wij niet, d.w.z. nu.", ["de raad is tegen.", "in 2015.", "wij niet, d.w.z. nu."]),
    ("we wachten... en wachten. de Wmo helpt.", ["we wachten...", "en wachten.", "de Wmo helpt."]),
    # one capital sentence among small ones, and one small letter among capitals
    ("De raad wil dit. een lid niet. Wij wel. Goed.", ["De raad wil dit. een lid niet.", "Wij wel.", "Goed."]),
    ("“mag dat?” vroeg zij. nee hoor.", ["“mag dat?” vroeg zij.", "nee hoor."]),
]


@pytest.mark.parametrize(("text", "expected"), SMALL)
def test_sentences_of_text_without_capitals(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences.bounds(text, [(0, len(text))])] == expected


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_sentences_of_a_paragraph(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences.bounds(text, [(0, len(text))])] == expected


def letter(*parts: tuple[BlockKind, str, str], sha: str = "0") -> Letter:
    """A letter of (kind, marker, content) blocks."""
    text, blocks = "", []
    for kind, marker, content in parts:
        text += ("\n" if kind == "list_item" else "\n\n") if text else ""
        text += f"{marker} " if marker else ""
        blocks.append(Block(kind, Span(len(text), len(text) + len(content)), marker=marker))
        text += content
    return Letter(sha, text, tuple(blocks), (Page(1, Span(0, len(text))),), "text/plain")


SAMPLE = letter(
    ("letterhead", "", "Wmo-raad Lutterveen\nPostbus 9\n7770 AA Lutterveen"),
    ("heading", "2.", "Onze vragen"),
    ("paragraph", "", "Wij hebben het plan gelezen. Het is helder"),
    ("list_item", "a)", "Wie betaalt dit? Waarom"),
    ("list_item", "b)", "Wat doet mevrouw Ietje Dolfsma bij Stichting Zonneroos?"),
)


@pytest.fixture(scope="module", params=[language.BLANK, language.OURS])
def dutch(request: pytest.FixtureRequest) -> language.Dutch:
    if request.param == language.OURS and not (OURS / pack.FILE).is_file():
        pytest.skip("the trained model is not there")
    return language.load(request.param)


def test_doc_is_a_view_on_the_letter(dutch: language.Dutch) -> None:
    doc = dutch.analyse(SAMPLE)
    assert doc.text == SAMPLE.text
    for sentence in doc.sents:
        inside = [b for b in SAMPLE.blocks if b.span.overlaps(Span(sentence.start_char, sentence.end_char))]
        assert len(inside) <= 1
        assert not inside or inside[0].span.contains(Span(sentence.start_char, sentence.end_char))
    spoken = [s.text for s in doc.sents if SAMPLE.block_at(s.start_char)]
    assert "Wij hebben het plan gelezen." in spoken
    assert "Wie betaalt dit?" in spoken and "Waarom" in spoken
    assert "Postbus 9" in spoken


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufffd", "a" * 3000, "!" * 300, "😀 goed 👍🏽", "e\u0301"])
def test_odd_text_is_left_as_it_is(dutch: language.Dutch, text: str) -> None:
    assert dutch.analyse_text(text).text == text


def test_many_letters_come_back_in_order(dutch: language.Dutch) -> None:
    letters = [letter(("paragraph", "", f"Dit is brief {n}. Punt.")) for n in range(5)]
    assert [doc.text for doc in dutch.analyse_all(letters, batch_size=2)] == [one.text for one in letters]


def test_rules_find_names_with_and_without_a_model(dutch: language.Dutch) -> None:
    found = {(e.text, e.label_) for e in dutch.analyse(SAMPLE).ents}
    assert {("Ietje Dolfsma", "PER"), ("Stichting Zonneroos", "ORG")} <= found
    assert any(label == "ORG" and text.startswith("Wmo-raad") for text, label in found)
    assert {label for _, label in found} <= {"PER", "ORG", "LOC", "MISC"}


# (text, names that the rules must find)
NAMES = [
    (
        "Aan het college van burgemeester en wethouders van Ede",
        {"college van burgemeester en wethouders": "ORG", "Ede": "LOC"},
    ),
    ("de brief van B&W van de gemeente Best", {"B&W": "ORG", "Best": "LOC"}),
    ("Best een goed plan, maar goes is geen plaats", {}),
    (
        "Adviesraad Sociaal Domein Hof van Twente (ASHT)",
        {"Adviesraad Sociaal Domein Hof van Twente": "ORG", "ASHT": "ORG"},
    ),
    ("de heer P.J. van der Plas-Ten Cate", {"P.J. van der Plas-Ten Cate": "PER"}),
    ("wethouder Van den Oever", {"Van den Oever": "PER"}),
    ("op grond van de Wmo 2015 en de Jeugdwet", {"Wmo 2015": "MISC", "Jeugdwet": "MISC"}),
    (
        "het ministerie van Volksgezondheid, Welzijn en Sport",
        {"ministerie van Volksgezondheid, Welzijn en Sport": "ORG"},
    ),
    ("De Raad vindt dat het College gelijk heeft", {}),
    # newspapers, known organisations, roads and names in which two words are topics
    ("zo las ik in De Krant van Roden", {"De Krant van Roden": "ORG"}),
    ("de reden is dat Tzorg stopt", {"Tzorg": "ORG"}),
    ("een plek bij Karakter of op het Portaal", {"Karakter": "ORG"}),
    ("Het Meldpunt Zorg en Overlast helpt", {"Meldpunt Zorg en Overlast": "ORG"}),
    ("files op de A28", {"A28": "LOC"}),
    ("in het Regionaal Beleidskader staat dat", {"Regionaal Beleidskader": "MISC"}),
    ("Kunstbedrijf Zwaluw B.V. doet mee", {"Kunstbedrijf Zwaluw B.V.": "ORG"}),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_rules_alone(text: str, expected: dict[str, str]) -> None:
    doc = language.load(language.BLANK).analyse_text(text)
    assert {e.text: e.label_ for e in doc.ents} == expected


# (text, what a model says it is, names that stay)
DOUBTED = [
    ("Zij werkt bij de afdeling Samenleving van Ede", {"Samenleving": "ORG", "Ede": "LOC"}, {"Ede": "LOC"}),
    ("Het nieuwe loket is open. Het Loket helpt", {"Loket": "ORG"}, {}),
    ("De Projectleider belt", {"Projectleider": "ORG"}, {}),
    ("De Zwolse aanpak werkt", {"Zwolse": "ORG"}, {}),
    ("het project Samen Fit loopt", {"Samen Fit": "ORG"}, {"Samen Fit": "MISC"}),
    ("in de wijk Klaverveen wonen", {"Klaverveen": "ORG"}, {"Klaverveen": "LOC"}),
    ("volgens zorgaanbieder Lumijn is dat", {"Lumijn": "PER"}, {"Lumijn": "ORG"}),
    ("de vrijwilligers van Zwart Supermarkten", {"Zwart Supermarkten": "PER"}, {"Zwart Supermarkten": "ORG"}),
    ("met De Ronde Venen gaat het goed", {"De Ronde Venen": "LOC"}, {"De Ronde Venen": "LOC"}),
    (
        "Het Centraal Bureau voor rust (CBR) doet dit",
        {"Centraal Bureau": "ORG"},
        {"Centraal Bureau voor rust": "ORG", "CBR": "ORG"},
    ),
]


@needs_model
@pytest.mark.parametrize(("text", "said", "expected"), DOUBTED)
def test_what_a_model_says_is_doubted(text: str, said: dict[str, str], expected: dict[str, str]) -> None:
    doc = spacy.blank("nl")(text)
    spans = (doc.char_span(at := text.rindex(name), at + len(name), label=label) for name, label in said.items())
    doc.ents = [span for span in spans if span is not None]
    assert {e.text: e.label_ for e in names.set_names(doc).ents} == expected


@pytest.mark.parametrize(
    ("words", "tags", "lemma"),
    [
        (["Leden", "vragen", "dit"], ["PROPN", "VERB", "PRON"], "lid"),
        (["Jan", "vraagt", "dit"], ["PROPN", "VERB", "PRON"], "Jan"),
        (["Zwolle", "betaalt", "dit"], ["PROPN", "VERB", "PRON"], "Zwolle"),
    ],
)
@needs_model
def test_a_capital_at_the_beginning_is_no_part_of_a_lemma(words: list[str], tags: list[str], lemma: str) -> None:
    doc = Doc(spacy.blank("nl").vocab, words=words, pos=tags)
    assert lemmas.set_table_lemmas(doc)[0].lemma_ == lemma


@pytest.mark.parametrize(
    ("form", "pos", "tag", "morph", "lemma"),
    [
        ("schuurtjes", "NOUN", "N|soort|mv|dim", "Degree=Dim|Number=Plur", "schuur"),
        ("harpiste", "NOUN", "N|soort|ev|basis|zijd|stan", "Number=Sing", "harpiste"),
        ("analfabeten", "NOUN", "N|soort|mv|basis", "Number=Plur", "analfabeet"),
        ("GGD-artsen", "NOUN", "N|soort|mv|basis", "Number=Plur", "GGD-arts"),
        ("kiesdrempels", "NOUN", "N|soort|mv|basis", "Number=Plur", "kiesdrempel"),
        ("stilzet", "NOUN", "N|soort|ev|basis|onz|stan", "Number=Sing", "stilzetten"),
        ("opgekropt", "VERB", "WW|vd|vrij|zonder", "", "opkroppen"),
        ("Olga's", "PROPN", "N|eigen|ev|basis|gen", "Number=Sing", "Olga"),
        ("Afrikanen", "PROPN", "N|eigen|mv|basis", "Number=Plur", "Afrikaan"),
    ],
)
@needs_model
def test_lemmas_by_ending_and_dictionary(form: str, pos: str, tag: str, morph: str, lemma: str) -> None:
    vocab = spacy.blank("nl").vocab
    doc = Doc(vocab, words=["de", form], pos=["DET", pos], tags=["", tag], morphs=["", morph])
    assert lemmas.set_table_lemmas(doc)[1].lemma_ == lemma


@pytest.mark.parametrize(
    ("candidates", "wanted"),
    [
        (inflection.singulars("onjuistheden"), "onjuistheid"),
        (inflection.singulars("brieven"), "brief"),
        (inflection.singulars("bonnen"), "bon"),
        (inflection.without_diminutive("krabbetjes"), "krab"),
        (inflection.without_diminutive("autootje"), "auto"),
        (inflection.infinitives("keer"), "keren"),
        (inflection.infinitives("getrainde"), "trainen"),
        (inflection.infinitives("wijst"), "wijzen"),
    ],
)
def test_what_a_form_may_be_a_form_of(candidates: Iterator[str], wanted: str) -> None:
    assert wanted in set(candidates)


@needs_model
def test_a_capital_alone_makes_no_name() -> None:
    text = "Aandachtspunten bij de nota Wonen\nDe Gemeenten spraken in Zwolle met het Openbaar Ministerie."
    found = {t.text: (t.pos_, t.lemma_) for t in language.load(language.OURS).analyse_text(text) if t.is_title}
    assert found["Aandachtspunten"] == ("NOUN", "aandachtspunt")
    assert found["Gemeenten"] == ("NOUN", "gemeente")
    assert found["Zwolle"] == ("PROPN", "Zwolle")
    assert found["Ministerie"][1] == "Ministerie"


def test_forms_with_a_capital_are_counted(tmp_path: Path) -> None:
    rows = [("Leden", "NOUN"), ("van", "ADP"), ("Zwolle", "PROPN"), ("lezen", "VERB"), ("Wetten", "NOUN")]
    sentence = treebank.Sentence("1", tuple(treebank.Row(f, f, pos, "", "", 0, "ROOT", True) for f, pos in rows))
    trained_capitals.count([sentence, sentence], tmp_path / "forms.gz")
    assert capitals.forms(tmp_path / "forms.gz") == {"Zwolle": (2, 0, 0, 0), "Wetten": (0, 2, 0, 0)}


def test_labels_of_other_models_are_mapped_and_kept_consistent() -> None:
    nlp = spacy.blank("nl")
    doc = nlp.make_doc("Zuidlinge helpt. Ook in Leerdam werkt Zuidlinge, elke 3 mei.")
    doc.ents = [
        Tokens(doc, 0, 1, label="GPE"),
        Tokens(doc, 8, 9, label="ORG"),
        Tokens(doc, 11, 13, label="DATE"),
    ]
    kept = names.set_names(doc)
    assert "DATE" not in {e.label_ for e in kept.ents}
    assert len({e.label_ for e in kept.ents if e.text == "Zuidlinge"}) == 1


def test_a_surname_is_found_again_after_the_full_name() -> None:
    doc = language.load(language.BLANK).analyse_text("J.K. van Rompen sprak. Later ging Van Rompen weg.")
    assert [(e.text, e.label_) for e in doc.ents] == [("J.K. van Rompen", "PER"), ("Van Rompen", "PER")]


def test_overlapping_findings_the_stronger_wins_then_the_longer() -> None:
    low, high = patterns.Found(0, 9, "LOC", patterns.FILL), patterns.Found(4, 12, "ORG", patterns.COUNCIL)
    short = patterns.Found(20, 22, "PER", patterns.PERSON)
    longer = patterns.Found(20, 29, "PER", patterns.PERSON)
    assert names.resolve([low, short, high, longer]) == [high, longer]


def test_blank_pipeline_says_that_it_is_reduced(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(language, "_FOLDER", Path("nowhere"))
    monkeypatch.setattr(language, "_INSTALLED", ())
    assert language._first_available() == language.BLANK
    assert "alleen regels" in caplog.text
    assert language.load(language.BLANK).reduced
    assert language.load(language.BLANK).analyse_text("Wij adviseren dit.")[1].lemma_ == "adviseren"


def test_a_model_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(AdviesradarError, match="nl_nergens") as error:
        language.load("nl_nergens")
    assert "\n" not in str(error.value)


def test_the_setting_names_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(language.SETTING, language.BLANK)
    assert language.load().name == language.BLANK


@pytest.mark.skipif(not lemmas.FILE.is_file(), reason="the lemma table is not there")
@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("cliëntenraden", "NOUN", "cliëntenraad"),
        ("EU-burgers", "NOUN", "EU-burger"),
        ("omgebouwde", "VERB", "ombouwen"),
    ],
)
def test_lemmas_of_words_that_no_table_has(form: str, pos: str, lemma: str) -> None:
    assert (lemmas.compound_lemma(form) if pos == "NOUN" else lemmas.particle_lemma(form)) == lemma


@needs_model
def test_separated_verbs_get_their_particle_back() -> None:
    doc = language.load(language.OURS).analyse_text("Wij dringen erop aan. Het plan sluit goed aan bij de wensen.")
    assert "aansluiten" in {token.lemma_ for token in doc}


def test_packed_weights_read_back(tmp_path: Path) -> None:
    nlp = spacy.blank("nl")
    ner = nlp.add_pipe("ner")
    ner.add_label("PER")
    nlp.initialize()
    pack.write(nlp, tmp_path)
    again = pack.read(tmp_path)
    assert again("Anna belt.").text == "Anna belt."
    assert again.get_pipe("ner").labels == ("PER",)
    assert (tmp_path / pack.FILE).stat().st_size < len(nlp.to_bytes())


def test_marked_sentences_are_read() -> None:
    assert marked.parse("[Jan|PER] zag [De Brug|ORG].") == marked.Marked(
        "Jan zag De Brug.", ((0, 3, "PER"), (8, 15, "ORG"))
    )
    with pytest.raises(ValueError, match="broken mark"):
        marked.parse("Jan|PER] zag")


def test_parts_of_the_corpus_are_apart_and_large_enough() -> None:
    texts = {part: [s.text for block in marked.part(part) for s in block] for part in ("train", "dev", "test")}
    assert sum(map(len, texts.values())) >= 1500
    long = {part: {text for text in lines if len(text.split()) > 6} for part, lines in texts.items()}
    assert not long["train"] & long["test"] and not long["dev"] & long["test"]


@needs_model
def test_scores_on_the_held_part_stay_above_their_floors() -> None:
    floors = json.loads((Path(__file__).parent / "data" / "language_floors.json").read_text())
    scores = evaluate.name_scores(language.load(language.OURS).nlp, "test")
    assert scores["sentences"] >= floors["sentences"]
    for label, floor in floors["names"].items():
        assert scores[label]["f"] >= floor, label


@needs_model
def test_treebank_scores_stay_above_their_floors(shared: Path) -> None:
    floors = json.loads((Path(__file__).parent / "data" / "language_floors.json").read_text())
    nlp = language.load(language.OURS).nlp
    gold = list(treebank.read(shared / "nlp-data" / "ud-alpino-test.conllu.gz", whole=True))[:150]
    scores = evaluate.treebank_scores(nlp, treebank.documents(gold, nlp.vocab, 0.0), given_sentences=True)
    for name, floor in floors["treebank"].items():
        assert scores[name] >= floor, name


@needs_model
def test_the_model_is_small_and_carries_its_notices() -> None:
    assert sum(file.stat().st_size for file in OURS.rglob("*") if file.is_file()) <= 20_000_000
    card = (OURS / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in card and "LGPL" in card and "Alpino" in card
    assert card == model_card.render(), "run python -m training.language.card"


def test_documents_keep_their_tokens_and_heads(tmp_path: Path) -> None:
    rows = (
        treebank.Row("Wij", "wij", "PRON", "VNW", "", 1, "nsubj", True),
        treebank.Row("gaan", "gaan", "VERB", "WW", "", 1, "ROOT", False),
    )
    doc: Doc = next(iter(treebank.documents([treebank.Sentence("x", rows)], spacy.blank("nl").vocab, 0.0)))
    assert [t.head.text for t in doc] == ["gaan", "gaan"]
    DocBin(docs=[doc]).to_disk(tmp_path / "one.spacy")


@pytest.mark.parametrize(
    ("form", "lemma", "pos", "plain"),
    [
        ("verzekeringsmaatschappijen", "verzekering_maatschappij", "NOUN", "verzekeringsmaatschappij"),
        ("afgewacht", "af_wachten", "VERB", "afwachten"),
        ("spoorde", "aan_sporen", "VERB", "sporen"),
        ("bestuurszaken", "bestuur_zaak", "NOUN", "bestuurszaak"),
        ("huis", "huis", "NOUN", "huis"),
    ],
)
def test_lemmas_of_the_treebank_lose_their_joints(form: str, lemma: str, pos: str, plain: str) -> None:
    assert treebank.plain_lemma(form, lemma, pos) == plain
