"""Search on a small archive: inflection, compounds, operators, reasons, filters, and keeping the index in step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from archive import SAMPLES, HashEncoder, Part, Sample, add, make
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from benchmarks.relevance import SETS, judged_on
from pipeline.cli import group
from pipeline.search import index_letter, reindex, remove_letter
from pipeline.search.expand import Meant, Vocabulary, concepts
from pipeline.search.find import Filters, Searcher, as_json
from pipeline.search.query import parse
from pipeline.search.snippet import Mark, marks, pieces
from pipeline.search.spelling import Speller
from pipeline.search.turn import shipped_turn, turned
from pipeline.search.vectors import SMALL, build
from pipeline.search.words import keys


@pytest.fixture(scope="module")
def db() -> Database:
    return make(None)


@pytest.fixture(scope="module")
def words_only() -> Searcher:
    return Searcher()


class Listening(HashEncoder):
    """Keeps what it was given to encode."""

    heard: tuple[str, ...] = ()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.heard += tuple(texts)
        return super().encode(texts)


def texts(searcher: Searcher, db: Database, query: str, **filters: tuple[str, ...]) -> list[str]:
    results = searcher.search(db, query, Filters(**filters))
    return [hit.text for found in results.letters for hit in found.hits]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("groep", "groepen"),
        ("advies", "adviezen"),
        ("brief", "brieven"),
        ("huis", "huizen"),
        ("stad", "steden"),
        ("kind", "kinderen"),
        ("adviseren", "geadviseerd"),
        ("kwetsbare", "kwetsbaar"),
        ("Cliënten", "client"),
        ("wachttijden", "wachttijd"),
        ("gesprekken", "gesprek"),
        ("overlegde", "overleggen"),
        ("geïnformeerd", "informeren"),
    ],
)
def test_inflections_share_a_key(one: str, other: str) -> None:
    from pipeline.search.words import fold

    assert set(keys(fold(one))) & set(keys(fold(other)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kwetsbare groep", "Let daarbij op kwetsbare groepen"),  # plural
        ("kwetsbare groepen", "De kwetsbare groep die niet"),  # singular
        ("ondersteuning", "Mantelzorgondersteuning verdient"),  # last part of a compound
        ("verzorging", "De bus stopt niet meer bij het verzorgingshuis"),  # first part
        ("markten", "De bus stopt niet meer"),
        ("mantelzorgondersteunning", "Mantelzorgondersteuning verdient"),  # misspelt
        ("mantelsorchondersteuning", "Mantelzorgondersteuning verdient"),  # as it sounds
        ("loketondersteunig", "Mantelzorgondersteuning verdient"),  # an error in a part of a compound
        ("mantelzorg ondersteuning", "Mantelzorgondersteuning verdient"),  # written apart
        ("een adviesaanvragen", "Eén adviesaanvraag bereikte"),  # accent, plural
        ("halte herstellen", "Wij bevelen aan de oude halte"),
        ("marktbewoners", "De bus stopt niet meer"),  # a compound of which only the parts are there
        ("Kampen loket", "Mantelzorgondersteuning verdient"),  # the municipality stands in the letter's data
    ],
)
def test_finds(words_only: Searcher, db: Database, query: str, expected: str) -> None:
    assert any(text.startswith(expected) for text in texts(words_only, db, query))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ('"kwetsbare groep"', "De kwetsbare groep die niet"),
        ("mantelz*", "Mantelzorgondersteuning verdient"),
        ("bus OR schulden", ""),
        ("kwetsbare -computer", "Let daarbij op kwetsbare groepen"),
    ],
)
def test_operators(words_only: Searcher, db: Database, query: str, first: str) -> None:
    found = texts(words_only, db, query)
    assert found and found[0].startswith(first)
    if "computer" in query:
        assert not any("computer" in text for text in found)
    if query.startswith('"'):
        assert all("kwetsbare groep " in text for text in found)


def test_phrases_must_be_there(words_only: Searcher, db: Database) -> None:
    assert texts(words_only, db, '"groep kwetsbare"') == []


@given(st.text(max_size=60) | st.text(alphabet='"-*ORNEAR()^:{}+ abcé\x00', max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_query_is_an_error(typed: str) -> None:
    query = parse(typed)
    assert all(clause.forms for clause in (*query.clauses, *query.excluded))
    _SHARED.search(_ARCHIVE, typed)


_ARCHIVE = make(None)
_SHARED = Searcher(HashEncoder())


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', '""', "-", "*", "OR", "OR OR", "-OR", '"a" OR', "a OR -b", "(", "de"]
)
def test_odd_queries_are_text(typed: str) -> None:
    assert _SHARED.search(_ARCHIVE, typed).total >= 0


def test_why(words_only: Searcher, db: Database) -> None:
    (found,) = [f for f in words_only.search(db, "bus").letters if f.letter["municipality"] == "Venlo"]
    assert "woorden" in found.hits[0].why
    related = [hit for found in words_only.search(db, "taxi").letters for hit in found.hits]
    assert any("verwante woorden" in hit.why for hit in related)
    meant = Searcher(HashEncoder()).search(db, "adviesraden voortaan zes weken de ruimte geven").letters[0].hits[0]
    assert {"woorden", "betekenis"} <= set(meant.why)


def test_the_answer_is_found_under_its_question_and_heading() -> None:
    db = make(None, ())
    parts = (
        Part("Vraag 1", "heading"),
        Part("Wat vindt u van het zwembad?", fact="vraag"),
        Part("Dat leggen wij hieronder uit."),
        Part("Openhouden, want ouderen komen er graag."),
        Part("Zwembad", "heading"),
        Part("Ook de gymzaal is oud."),
        Part("De kachel doet het niet."),
        Part("Slot", "heading"),
        Part("Wij wensen u wijsheid."),
    )
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    question, answer = (db.execute("SELECT start, end FROM passages WHERE seq = ?", [n]).fetchone() for n in (1, 3))
    number = db.execute("SELECT id FROM questions WHERE start = ?", [question[0]]).fetchone()[0]
    span = {"letter_id": "e" * 16, "question_id": number, "start": answer[0], "end": answer[1], "seq": 0, "page": 1}
    db["answer_spans"].insert(span)
    found = [hit.text for hit in Searcher().search(db, "zwembad").passages]
    assert {parts[1].text, parts[3].text, parts[5].text, parts[6].text} <= set(found)
    assert parts[8].text not in found


def test_a_name_that_only_a_signature_has_leads_to_it(words_only: Searcher) -> None:
    db = make(None)
    parts = (Part("Wij schrijven u over de bus en de halte."), Part("Roos Bloem, voorzitter", "signature"))
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief van Roos Bloem", parts))
    assert texts(words_only, db, "roos bloem")[0] == "Roos Bloem, voorzitter"


def test_misspelling_is_told(words_only: Searcher, db: Database) -> None:
    assert words_only.search(db, "mantelzorgondersteunning").corrected == (
        ("mantelzorgondersteunning", "mantelzorgondersteuning"),
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wachtijden", "wachttijd"),  # a letter too few
        ("wahcttijd", "wachttijd"),  # two letters changed places
        ("rekenign", "reken"),  # in the ending, so that no stem can be told
        ("laagelleterde", "laaggeletterd"),  # letters doubled in the wrong places
        ("kenmerck", "kenmerk"),
        ("deventer", None),  # a name
        ("fietspad", None),  # a word that no letter has
        ("xyzzyplugh", None),
    ],
)
def test_typing_errors(typed: str, meant: str | None) -> None:
    terms = {term: number for number, term in enumerate(("wachttijd", "reken", "laaggeletterd", "kenmerk", "dement"))}
    assert Vocabulary(terms).meant(typed) == (Meant(meant) if meant else None)


def test_of_words_as_near_the_more_frequent_one_is_meant() -> None:
    often = {"huisdeur": 2, "huismeur": 9, "huiskleur": 50}
    assert Speller(often, often.__getitem__).nearest("huisbeur")[0] == "huismeur"


def test_the_meaning_is_that_of_the_mended_query(db: Database) -> None:
    encoder = Listening()
    results = Searcher(encoder).search(db, "de mantelsorchondersteuning")
    assert encoder.heard == ("de mantelzorgondersteuning",) and results.query.typed == "de mantelsorchondersteuning"


def test_the_meaning_of_a_word_that_is_misspelt_within_its_stem_is_that_of_the_right_one() -> None:
    encoder = Listening()
    archive = make(None, ())
    parts = (Part("De mantelzorgwaardering is voor veel mensen belangrijk."),)
    add(archive, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    results = Searcher(encoder).search(archive, "mantelzorgwaardeering")
    assert encoder.heard == ("mantelzorgwaardering",) and not results.corrected


def test_parts_typed_apart_have_the_meaning_of_the_compound(db: Database) -> None:
    encoder = Listening()
    Searcher(encoder).search(db, "wat is mantelzorg ondersteuning")
    assert encoder.heard == ("wat is mantelzorgondersteuning",)


def test_of_stems_as_near_the_one_with_the_likest_word_is_meant(words_only: Searcher) -> None:
    db = make(None)
    parts = (Part("Zij stappen over."), Part("Hij stapt ook."), Part("De stapeling van kosten baart zorgen."))
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    assert texts(words_only, db, "stapling")[0] == parts[2].text


def test_a_letter_that_has_a_compound_means_it_by_its_last_part(words_only: Searcher) -> None:
    db = make(None, ())
    parts = (
        Part("De mantelzorgwaardering is voor veel mensen belangrijk."),
        Part("Een bos bloemen is aardig."),
        Part("Het is ook aardig, vinden wij."),
        Part("Halveer de waardering niet."),
    )
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    other = (Part("De mantelzorg is zwaar."), Part("Wij spreken onze waardering uit."))
    add(db, Sample("f" * 16, "Wmo-raad", "Ede", "2022-01-01", "Brief", other))
    found = texts(words_only, db, "mantelzorgwaardering")
    assert found[:2] == [parts[0].text, parts[3].text]


def test_how_many_asks_after_a_number_of_them_and_not_of_euros(words_only: Searcher) -> None:
    db = make(None, ())
    parts = (
        Part("De wasservice kost mensen € 40 en dat is veel."),
        Part("De wasservice heeft volgens de mensen 212 klanten."),
    )
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    assert texts(words_only, db, "hoeveel mensen gebruiken de wasservice")[0] == parts[1].text


def test_asked_what_a_council_thinks_its_own_letter_comes_first(words_only: Searcher) -> None:
    db = make(None, ())
    part = (Part("Het primaat van verhuizen blijft in de verordening."),)
    add(db, Sample("d" * 16, "", "Epe", "2022-01-01", "Brief", part))
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", part))
    db.execute("UPDATE letters SET document_type = 'reactie_college' WHERE id = ?", ["d" * 16])

    def first(query: str) -> str:
        return words_only.search(db, query).letters[0].letter["id"]

    assert first("primaat van verhuizen") == "d" * 16
    assert first("wat vindt de raad van het primaat van verhuizen") == "e" * 16


def test_phrases_and_what_is_left_out_stay_as_typed(words_only: Searcher, db: Database) -> None:
    assert not texts(words_only, db, '"mantelsorchondersteuning"')
    assert not words_only.search(db, "bus -mantelsorchondersteuning").corrected


def test_of_an_unknown_compound_each_part_is_looked_for(words_only: Searcher) -> None:
    db = make(None)
    parts = (Part("De medewerkers zijn tevreden."), Part("De vergrijzing van het personeelsbestand gaat door."))
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    assert texts(words_only, db, "personeelsvergrijzing")[0] == parts[1].text


def test_a_longer_expression_is_not_found_by_its_common_word(words_only: Searcher) -> None:
    db = make(None, ())
    parts = (Part("Tot die tijd blijft het loket dicht."), Part("Wij hadden te weinig tijd voor dit stuk."))
    add(db, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", parts))
    found = texts(words_only, db, "adviestermijn")
    assert parts[1].text in found and parts[0].text not in found


@pytest.mark.parametrize("typed", ["xyzzy qqq", "fietspad", "hoeveel fietspaden zijn er", "welke brief noemt ijsbanen"])
def test_what_no_letter_names_is_not_found(db: Database, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    searcher = Searcher(HashEncoder())
    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", 1.1)
    monkeypatch.setattr("pipeline.search.find.SOME_MEANING", 1.0)
    nothing = searcher.search(db, typed)
    assert (nothing.total, nothing.nearest, nothing.letters) == (0, False, ())
    monkeypatch.setattr("pipeline.search.find.SOME_MEANING", 0.0)
    monkeypatch.setattr("pipeline.search.find.NEAREST", 1)
    near = searcher.search(db, typed)
    assert near.total == 1 and near.nearest
    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", 0.0)
    meant = searcher.search(db, typed)
    assert meant.total and not meant.nearest


def test_in_a_large_archive_likeness_has_to_be_greater(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", -1.0)
    assert not Searcher(HashEncoder()).search(db, "fietspad").nearest
    monkeypatch.setattr("pipeline.search.find.RISE", 100.0)
    assert not Searcher(HashEncoder()).search(db, "fietspad").nearest  # no larger than the one that was measured
    monkeypatch.setattr("pipeline.search.find.MEASURED", 1)
    found = Searcher(HashEncoder()).search(db, "fietspad")
    assert found.nearest or not found.total


@pytest.mark.parametrize("typed", ["mantelzorg", "taxi", "wijk fietspad", '"vast loket"', "mantelzorgr"])
def test_what_a_letter_names_is_never_merely_near(db: Database, typed: str) -> None:
    found = Searcher(HashEncoder()).search(db, typed)
    assert found.total and not found.nearest


@pytest.mark.parametrize(("typed", "near"), [("fietspad ijsbaan", True), ("dat er geen fietspad en ijsbaan is", False)])
def test_a_sentence_needs_less_to_be_sure_of_its_theme(
    db: Database, typed: str, near: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Themes:
        ids = ("vervoer",)

        def profiles(self, texts: list[str], vectors: np.ndarray) -> np.ndarray:
            return np.array([[0.5]], np.float32)

    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", 1.1)
    monkeypatch.setattr("pipeline.search.hybrid._theme", lambda corpus, _: np.full(corpus.size, 0.5, np.float32))
    assert Searcher(HashEncoder(), Themes()).search(db, typed).nearest is near


@pytest.mark.parametrize("typed", ["hoeveel bussen", "welke bus", "wanneer de bus", "waarom de bus", "zijn er bussen"])
def test_question_words_are_no_words_to_search_for(words_only: Searcher, db: Database, typed: str) -> None:
    part = Part("De voordeel van welkom wandelen met waarden is hoeveelheid.")
    other = make(None)
    add(other, Sample("e" * 16, "Wmo-raad", "Epe", "2022-01-01", "Brief", (part,)))
    found = Searcher().search(other, typed)
    assert found.corrected == ()
    assert part.text not in [hit.text for hit in found.passages]


def test_filters_and_counts(words_only: Searcher, db: Database) -> None:
    assert texts(words_only, db, "kwetsbare groep", gemeente=("Gouda",)) == [SAMPLES[2].parts[0].text]
    assert texts(words_only, db, "kwetsbare groep", thema=("kwetsbare-groep",)) == [SAMPLES[0].parts[5].text]
    all_of_them = words_only.search(db, "")
    assert all_of_them.total == 3
    counts = {name: {c.value: c.count for c in found} for name, found in all_of_them.choices.items()}
    assert counts["gemeente"] == {"Gouda": 1, "Kampen": 1, "Venlo": 1}
    assert counts["soort"] == {"advies": 3, "vraag": 1, "zorg": 3}
    assert counts["strekking"] == {"positief_onder_voorwaarden": 1}
    assert [c.value for c in all_of_them.choices["jaar"]] == ["2021", "2020", "2019"]


@pytest.mark.parametrize("query", ["", "kwetsbare halte schulden"])
def test_the_other_values_of_a_filter_stay_there_to_choose(words_only: Searcher, db: Database, query: str) -> None:
    free = words_only.search(db, query)
    some = words_only.search(db, query, Filters(jaar=("2021",)))
    assert {c.value: c.count for c in some.choices["jaar"]} == {c.value: c.count for c in free.choices["jaar"]}
    assert [c.value for c in some.choices["jaar"] if c.chosen] == ["2021"]
    assert {c.value for c in some.choices["gemeente"]} == {"Venlo"}
    assert {found.letter["year"] for found in some.letters} == {2021}


def test_letters_are_listed_newest_first(words_only: Searcher, db: Database) -> None:
    years = [found.letter["year"] for found in words_only.search(db, "").letters]
    assert years == [2021, 2020, 2019]


def test_more_like_this_leaves_the_letter_out(db: Database) -> None:
    searcher = Searcher(HashEncoder())
    number = db.execute("SELECT id FROM passages WHERE text LIKE 'De kwetsbare groep%'").fetchone()[0]
    found = searcher.like(db, number)
    assert found.letters and all(letter.letter["municipality"] != "Gouda" for letter in found.letters)


def test_marks_point_at_words() -> None:
    text = "Veel mantelzorgers én één mantelzorger."
    found = marks(text, {("mantelzorger",): True, ("een",): False})
    assert [text[mark.start : mark.end] for mark in found] == ["mantelzorgers", "mantelzorger"]
    assert "".join(part for _, part in pieces(text, found)) == text
    assert pieces("ab", (Mark(0, 1, True),)) == [("verwant", "a"), ("", "b")]


def test_index_follows_the_letters() -> None:
    db, searcher = make(None), Searcher()
    new = Sample("d" * 16, "Wmo-raad", "Assen", "2022-01-01", "Brief", (Part("Onze zwaluwen vliegen laag."),))
    assert not texts(searcher, db, "zwaluw")
    add(db, new)
    assert texts(searcher, db, "zwaluw") and texts(searcher, db, '"zwaluwen vliegen"')
    index_letter(db, new.id)  # again: nothing doubles
    assert len(texts(searcher, db, '"zwaluwen vliegen"')) == 1
    remove_letter(db, new.id)
    assert not texts(searcher, db, "zwaluw") and not texts(searcher, db, '"zwaluwen vliegen"')
    assert reindex(db) == 4
    assert texts(searcher, db, "zwaluw")
    db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')")


def test_new_letters_are_put_behind_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import corrections
    from pipeline.search import find
    from pipeline.search.corpus import extended, read_corpus

    db = make(None)
    many = tuple(Part(f"Zin {number} gaat over fiets {number} en de stoep.") for number in range(60))
    add(db, Sample("f" * 16, "Wmo-raad", "Assen", "2022-01-01", "Lange brief", many))
    word = '"zwaluwen"'
    searcher, started = Searcher(HashEncoder()), []
    monkeypatch.setattr(find, "read_corpus", lambda db: started.append(1) or read_corpus(db))
    assert not texts(searcher, db, word)
    add(
        db, Sample("0" * 16, "Wmo-raad", "Ede", "2023-01-01", "Vogels", (Part("Onze zwaluwen vliegen", fact="advies"),))
    )
    add(db, Sample("d" * 16, "Wmo-raad", "Epe", "2024-01-01", "Vogels", (Part("Hun zwaluwen niet."), Part("Fiets 7"))))
    assert {*texts(searcher, db, word)} == {"Onze zwaluwen vliegen", "Hun zwaluwen niet."}
    assert texts(searcher, db, word, soort=("advies",)) == ["Onze zwaluwen vliegen"]
    corrections.add(db, "0" * 16, "letterhead", None, "gecorrigeerd", {"municipality": "Zwolle"}, "2026-01-01")
    assert texts(searcher, db, word, gemeente=("Zwolle",)) == ["Onze zwaluwen vliegen"]
    assert started == [1]  # read once, the rest was added
    anew = Searcher(HashEncoder())
    for query in ("fiets 7", "zwaluwen", "kwetsbare groep", "Assen", '"zwaluwen niet"'):
        ours, theirs = searcher.search(db, query), anew.search(db, query)
        assert [hit.text for hit in ours.passages] == [hit.text for hit in theirs.passages]
        assert [hit.score for hit in ours.passages] == pytest.approx([hit.score for hit in theirs.passages], abs=0.02)
    remove_letter(db, "d" * 16)
    assert extended(db, searcher.corpus(db)) is not None and len(started) == 3
    assert texts(searcher, db, word) == ["Onze zwaluwen vliegen"]


def test_corrections_win(words_only: Searcher) -> None:
    from pipeline import corrections

    db = make(None)
    assert texts(words_only, db, "loket", soort=("advies",))
    start, end = db.execute("SELECT start, end FROM advice WHERE text LIKE 'Mantelzorgond%'").fetchone()
    corrections.add(db, "a" * 16, "advice", (start, end), "verworpen", {}, "2026-01-01T00:00:00")
    assert not texts(words_only, db, "loket", soort=("advies",))
    corrections.add(db, "a" * 16, "letterhead", None, "gecorrigeerd", {"municipality": "Zwolle"}, "2026-01-01")
    assert texts(words_only, db, "loket", gemeente=("Zwolle",))


def test_two_step_search_finds_the_same() -> None:
    import numpy as np

    rng = np.random.default_rng(1)
    matrix = np.round(127 * rng.standard_normal((SMALL + 500, 64)).clip(-3, 3) / 3).astype(np.int8)
    vectors = build(matrix)
    assert vectors.projection is not None
    target = 17_123
    query = vectors.prepare(matrix[target].astype(np.float32) / np.linalg.norm(matrix[target].astype(np.float32)))
    rough = np.argsort(-vectors.rough(query))[:1_200]
    assert target in rough
    exact = vectors.exact(query, rough)
    assert rough[int(exact.argmax())] == target and exact.max() == pytest.approx(1.0, abs=1e-3)


def test_json_has_passages_and_letters(words_only: Searcher, db: Database) -> None:
    data = json.loads(json.dumps(as_json(words_only.search(db, "mantelzorg"))))
    assert data["hits"][0]["rank"] == 1 and data["hits"][0]["file"] == "kampen-2019.txt"
    assert data["letters"][0]["hits"][0]["text"] == data["hits"][0]["text"]
    hit, text = data["hits"][0], db.execute("SELECT text FROM letters WHERE id = ?", ["a" * 16]).fetchone()[0]
    assert text[hit["start"] : hit["end"]] == hit["text"]


def test_command_line(tmp_path: Path) -> None:
    make(tmp_path / "archief.db").close()
    run = CliRunner().invoke(group, ["search", str(tmp_path / "archief.db"), "kwetsbare groep"])
    assert run.exit_code == 0, run.output
    assert "Wmo-raad (Kampen), 2019-05-14" in run.output
    assert "kampen-2019.txt · gevonden op woorden" in run.output
    assert "[kwetsbare] [groepen]" in run.output
    draft = CliRunner().invoke(
        group, ["similar", str(tmp_path / "archief.db"), "--text", "Wij adviseren u de oude halte snel te herstellen."]
    )
    assert draft.exit_code == 0, draft.output
    assert "Participatieraad (Venlo), 2021-10-02" in draft.output


def test_command_line_says_that_letters_are_merely_near(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "archief.db").close()
    monkeypatch.setattr("pipeline.search.start._encoder", lambda db: HashEncoder())
    monkeypatch.setattr("pipeline.search.find.SOME_MEANING", 0.0)
    monkeypatch.setattr("pipeline.search.find.SURE_MEANING", 1.1)
    run = CliRunner().invoke(group, ["search", str(tmp_path / "archief.db"), "fietspad"])
    assert run.output.startswith("Geen brief noemt dit. Dit lijkt er nog het meest op:\n"), run.output


def test_an_empty_store_finds_nothing(words_only: Searcher) -> None:
    found = words_only.search(make(None, ()), "kwetsbare groepen", Filters(jaar=("2020",)))
    assert found.total == 0 and not found.letters


def test_command_line_without_store(tmp_path: Path) -> None:
    run = CliRunner().invoke(group, ["search", str(tmp_path / "weg.db"), "x"])
    assert run.exit_code != 0 and "weg.db" in str(run.exception or run.output)


def test_queries_with_known_answers_are_sound(corpus: Path) -> None:
    import yaml

    rows = [row for file in (corpus / "queries").glob("*.yaml") for row in yaml.safe_load(file.read_text("utf-8"))]
    assert len(rows) >= 40 and len({row["query"] for row in rows}) == len(rows)
    names = {name for queries in ("afstemming", *SETS) for name in judged_on(queries)}
    themes = {
        label for file in (corpus / "concerns").glob("*.yaml") for label in yaml.safe_load(file.read_text("utf-8"))
    }
    assert all(row["theme"] in themes for row in rows if "theme" in row)
    for row in (row for row in rows if "theme" not in row):
        assert row["kind"] and all(row["relevant"].values())
        assert all(any(name.startswith(start) for name in names) for start in row["relevant"] | row.get("partly", {}))


def _found(letters: Sequence[tuple[str, Sequence[str]]], query: str) -> list[str]:
    """The passages that a store of these letters (council, sentences) gives, best first."""
    db = make(None, ())
    for number, (council, sentences) in enumerate(letters):
        parts = tuple(Part(sentence) for sentence in sentences)
        add(db, Sample(f"{number:016x}", council, "Epe", "2022-01-01", "Brief", parts))
    return [hit.text for hit in Searcher().search(db, query).passages]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("hoe lang duurt de rit", "De rit duurt soms twee uur."),
        ("wanneer verdwijnt de rit", "De rit verdwijnt op 3 december."),
        ("waarom is de rit te lang", "De rit is te lang, omdat de chauffeur omrijdt."),
    ],
)
def test_a_question_finds_what_it_asks_after(query: str, first: str) -> None:
    sentences = (
        "De rit duurt erg lang.",
        "De rit verdwijnt helaas.",
        "De rit is te lang voor ouderen.",
        "De rit duurt soms twee uur.",
        "De rit verdwijnt op 3 december.",
        "De rit is te lang, omdat de chauffeur omrijdt.",
    )
    assert _found([("Wmo-raad", sentences)], query)[0] == first


def test_who_has_no_car_is_no_question() -> None:
    sentences = ("Wie geen auto heeft, zit vast.", "Zonder auto kent Jan de Boer niemand.")
    assert _found([("Wmo-raad", sentences)], "wie geen auto heeft zit vast")[0] == sentences[0]


def test_parents_are_no_elderly() -> None:
    sentences = ("De ouders van leerlingen klagen.", "Ouderen klagen over de stoep.", "Een oudere vrouw viel.")
    assert set(_found([("Wmo-raad", sentences)], "ouderen")) == set(sentences[1:])
    assert _found([("Wmo-raad", sentences)], "ouders") == [sentences[0]]


@pytest.mark.parametrize("query", ["inloop", "stoep", "woningen"])
def test_the_first_part_of_a_compound_is_found(query: str) -> None:
    sentences = ("Het inloophuis gaat dicht.", "Verlaag de stoeprand.", "De woningcorporatie bouwt.")
    whole = {"inloop": 0, "stoep": 1, "woningen": 2}[query]
    assert _found([("Wmo-raad", sentences)], query)[0] == sentences[whole]


def test_the_beginning_of_a_compound_may_be_misspelt() -> None:
    letters = [("Wmo-raad", ("Wij lazen de jeugdhulp en de verordening.", "De stoep is glad."))]
    assert _found(letters, "jeugdhlpverordening") == ["Wij lazen de jeugdhulp en de verordening."]


def test_words_that_were_joined_still_count_apart() -> None:
    sentences = ("Het taalniveau is te hoog.", "De taal is van een hoog niveau.", "De bus is laat.")
    assert set(_found([("Wmo-raad", sentences)], "taal niveau")[:2]) == set(sentences[:2])


def test_an_expression_counts_in_any_order() -> None:
    query = parse("minder geld voor de bibliotheek")
    terms = {term: number for number, term in enumerate(("bezuin", "bibliothek"))}
    for typed in ("minder geld voor de bibliotheek", "geld, veel minder voor de bibliotheek"):
        found = {a.terms for c in concepts(parse(typed), Vocabulary(terms)) for a in c.alternatives}
        assert ((0,) in found) == (typed == query.typed)
    other = {a.terms for c in concepts(parse("geld minder"), Vocabulary(terms)) for a in c.alternatives}
    assert (0,) in other


def test_the_turn_belongs_to_its_encoder() -> None:
    from pipeline.encode import load

    encoder = load(None)
    matrix = shipped_turn(f"{encoder.name} {encoder.version}")
    assert matrix is not None and matrix.shape == (encoder.dimensions,) * 2
    assert shipped_turn("een ander 1") is None
    vector = np.ones(encoder.dimensions, np.float32) / np.sqrt(np.float32(encoder.dimensions))
    assert np.array_equal(turned(vector, None), vector)
    assert abs(float(np.linalg.norm(turned(vector, matrix))) - 1.0) < 1e-5


def test_words_that_belong_together_are_marked_together() -> None:
    sought = {("client", "naast"): False, ("loket",): True}
    assert [text_of(mark, "Naast het loket") for mark in marks("Naast het loket", sought)] == ["loket"]
    both = "Iemand naast de cliënt aan het loket"
    assert [text_of(mark, both) for mark in marks(both, sought)] == ["naast", "cliënt", "loket"]


def text_of(mark: Mark, text: str) -> str:
    return text[mark.start : mark.end]


def test_the_command_line_names_the_word_that_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "archief.db"
    make(path).close()
    printed = CliRunner().invoke(group, ["search", str(path), "mantelzorgondersteunning"]).output
    assert "'mantelzorgondersteunning' komt niet voor; er is gezocht naar 'mantelzorgondersteuning'." in printed
