"""The theme register, the tagger, links between councils, candidates and the commands."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import sqlite_utils
from click.testing import CliRunner

from extractors.letter import Span
from pipeline import concerns, migrations
from pipeline.cli import concerns as commands
from pipeline.concerns import Tagger, candidates, find_concerns, letter_themes, load_register
from pipeline.concerns.evidence import clauses, evidence
from pipeline.concerns.find import in_context
from pipeline.concerns.links import link_letter, relink
from pipeline.concerns.measure import load_labelled, measure
from pipeline.concerns.model import dumps, loads, shipped_weights
from pipeline.concerns.recurrence import describe, recurrences
from pipeline.concerns.register import RegisterError
from pipeline.concerns.train import examples, fit_and_report
from pipeline.concerns.words import pattern, terms
from pipeline.encode import Encoder, dequantise, load, quantise
from pipeline.passages import Passage, PassageKind
from pipeline.stems import stem
from pipeline.store import transaction

LABELS = [
    "kwetsbare groep",
    "tijdsdruk",
    "participatie en betrokkenheid",
    "financien",
    "communicatie",
    "digitale toegankelijkheid",
    "deskundigheid en capaciteit",
    "monitoring en evaluatie",
    "samenhang en integraliteit",
    "armoede",
    "continuiteit",
    "rechtspositie en beloning",
    "toegang tot ondersteuning",
    "clientondersteuning",
    "inclusieve arbeidsmarkt",
    "privacy",
    "mantelzorg",
    "vervoer en bereikbaarheid",
    "wonen",
    "wachttijden",
    "eigen bijdrage",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load(threads=1)


@pytest.fixture(scope="module")
def tagger(encoder: Encoder) -> Tagger:
    return Tagger.load(None, encoder)


def tags_of(tagger: Tagger, encoder: Encoder, text: str, *, praise: bool = False) -> list[tuple[str, str]]:
    vectors = dequantise(quantise(encoder.encode([text])))
    return [(tag.label, tag.polarity) for tag in tagger.tag([text], vectors, praise=praise)[0]]


# --- the register ---------------------------------------------------------------------------------


def test_register_has_the_fixed_labels_with_enough_sentences() -> None:
    register = load_register()
    assert [theme.label for theme in register.themes] == LABELS
    assert all(len(theme.seeds) >= 40 and theme.definition and theme.keywords for theme in register.themes)
    negatives = [example for example in examples(register) if not example.themes]
    assert len(negatives) >= 400


def test_nothing_kept_aside_is_trained_on(corpus: Path) -> None:
    trained = {example.text.lower() for example in examples(load_register())}
    for path in (corpus / "concerns").glob("*.yaml"):
        assert not trained & {entry.text.lower() for entry in load_labelled(path)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("themes: [", "broken YAML at line"),
        ("- a\n- b\n", "needs a list called 'themes'"),
        ("themes:\n- label: a\n  seeds: [b, c]\n", "theme 1 has no id"),
        ("themes:\n- {id: a, label: a, seeds: [b]}\n", "at least 2 seed sentences"),
        ("themes:\n- {id: a, label: a, seeds: [b, c]}\n- {id: a, label: d, seeds: [b, c]}\n", "occurs twice"),
        ("themes:\n- {id: a, label: a, seeds: [b, {c: d}]}\n", "must be a list of texts"),
        ("themes:\n- {id: a, label: a, seeds: [b, c], reported: ooit}\n", "must be true or false"),
        ("extends: other\nthemes: []\n", "extends must be 'shipped'"),
    ],
)
def test_a_broken_register_is_refused_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(RegisterError, match=message) as caught:
        load_register(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_absent_register_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="cannot be read"):
        load_register(tmp_path / "weg.yaml")


def test_an_unknown_theme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RegisterError, match="choose from kwetsbare groep"):
        load_register().theme("weer")


# --- words ----------------------------------------------------------------------------------------


def test_terms_meet_over_inflection_and_compounds() -> None:
    assert set(terms("kwetsbare groep")) & set(terms("kwetsbare groepen")) >= {"groep"}
    assert "#lijst" in set(terms("wachtlijst")) & set(terms("lijsten"))


@pytest.mark.parametrize(
    ("keyword", "text", "found"),
    [
        ("wachtlijst*", "op wachtlijsten", True),
        ("*vervoer", "het leerlingenvervoer", True),
        ("eigen bijdrage", "de eigen\nbijdrage", True),
        ("arm", "de arme", False),
    ],
)
def test_keyword_patterns(keyword: str, text: str, found: bool) -> None:
    assert bool(pattern([keyword]).search(text)) == found


def test_no_keywords_match_nothing() -> None:
    assert not pattern([]).search("iets")


# --- tagging --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("De reactietermijn was veel te kort.", "tijdsdruk"),
        ("Oudere inwoners zonder computer kunnen zich niet aanmelden.", "digitale toegankelijkheid"),
        ("De dochters die voor hun zieke ouders zorgen, raken uitgeput.", "mantelzorg"),
        ("Er zijn te weinig betaalbare huurwoningen voor starters.", "wonen"),
        ("De regiotaxi laat mensen een uur in de kou wachten.", "vervoer en bereikbaarheid"),
    ],
)
def test_tags_concerns(tagger: Tagger, encoder: Encoder, text: str, label: str) -> None:
    found = tags_of(tagger, encoder, text)
    assert label in [name for name, _ in found]
    assert all(polarity == "zorg" for _, polarity in found)


@pytest.mark.parametrize(
    "text",
    [
        "Geacht college,",
        "Wij danken u voor de toezending van de stukken.",
        "De vergadering begint om acht uur.",
        "",
        "   ",
        "42",
    ],
)
def test_neutral_sentences_get_no_theme(tagger: Tagger, encoder: Encoder, text: str) -> None:
    assert tags_of(tagger, encoder, text) == []


def test_praise_is_no_concern(tagger: Tagger, encoder: Encoder) -> None:
    text = "Wij zijn zeer tevreden over de ruime tijd die wij kregen om te reageren."
    assert tags_of(tagger, encoder, text) == []
    assert ("tijdsdruk", "lof") in tags_of(tagger, encoder, text, praise=True)


def test_a_sentence_scores_the_same_in_any_company(tagger: Tagger, encoder: Encoder) -> None:
    texts = ["De wachtlijst is te lang.", "De brief is onbegrijpelijk.", "Hoogachtend,"]
    vectors = dequantise(quantise(encoder.encode(texts)))
    together, _, _ = tagger.scores(texts, vectors)
    for row, text in enumerate(texts):
        alone, _, _ = tagger.scores([text], vectors[row : row + 1])
        assert np.allclose(alone[0], together[row], atol=1e-5)


def test_scores_on_sentences_kept_aside(tagger: Tagger, encoder: Encoder, corpus: Path) -> None:
    dev = measure(tagger, encoder, load_labelled(corpus / "concerns" / "dev.yaml"))
    assert dev.micro_f1 >= 0.70
    assert dev.macro_f1 >= 0.70
    assert dev.recall >= 0.60
    assert dev.neutral_alarms <= 0.03
    assert dev.lookalike_alarms <= 0.15
    assert dev.pair_auc >= 0.92
    hard = measure(tagger, encoder, load_labelled(corpus / "concerns" / "hard.yaml"))
    assert hard.micro_f1 >= 0.80
    assert hard.recall >= 0.75
    assert hard.lookalike_alarms <= 0.15
    test = measure(tagger, encoder, load_labelled(corpus / "concerns" / "test.yaml"))
    assert test.micro_f1 >= 0.80
    assert test.letter_f1 >= 0.78
    assert test.pair_auc >= 0.93


# --- evidence and context -------------------------------------------------------------------------

LONG = (
    "De raad kan zich in grote lijnen in de voorgestelde nieuwe opzet van de dagbesteding vinden, "
    "maar mensen zonder auto kunnen het nieuwe gebouw met de bus niet bereiken."
)


def test_evidence_is_the_clause_that_shows_the_theme(tagger: Tagger) -> None:
    column = [theme.label for theme in tagger.themes].index("vervoer en bereikbaarheid")
    place = evidence(LONG, column, tagger)
    assert place is not None
    assert LONG[slice(*place)].startswith("maar mensen zonder auto")
    assert evidence("Mensen zonder auto kunnen er niet komen.", column, tagger) is None


def test_clauses_cover_the_text_in_order() -> None:
    text = "Wij stemmen met het plan in, mits de hulp doorloopt; over de kosten zijn wij bezorgd"
    assert [text[start:end] for start, end in clauses(text)] == [
        "Wij stemmen met het plan in",
        "mits de hulp doorloopt",
        "over de kosten zijn wij bezorgd",
    ]
    assert clauses("Kort, maar krachtig") == [(0, 19)]


def test_a_heading_lends_its_theme_to_what_stands_below_it() -> None:
    def part(kind: PassageKind, section: str, text: str) -> Passage:
        return Passage(kind, Span(0, len(text)), 1, section, text)

    below = part("sentence", "Vervoer", "Dat moet anders worden geregeld.")
    parts = [part("heading", "Vervoer", "Vervoer"), below, part("sentence", "Slot", "Dat moet anders.")]
    scores = np.array([[0.8, 0.0], [0.3, 0.3], [0.3, 0.3]], np.float32)
    moved = in_context(scores, parts)
    assert moved[1, 0] > 0.3
    assert moved[1, 1] == pytest.approx(0.3, abs=1e-6)
    assert np.allclose(moved[2], scores[2], atol=1e-6)


def test_weights_survive_their_file() -> None:
    weights = shipped_weights()
    again = loads(dumps(weights))
    assert again.themes == weights.themes
    assert again.vocabulary == weights.vocabulary
    assert np.array_equal(again.topic, weights.topic)
    assert dumps(again) == dumps(weights)


def test_shipped_weights_belong_to_the_shipped_register() -> None:
    assert shipped_weights().register == load_register().digest


class OtherEncoder:
    """Stands for another encoder; its vectors say how often each letter occurs."""

    name, version, dimensions = "letters", "1", 26

    def encode(self, texts: list[str]) -> np.ndarray:
        counts = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)
        return np.asarray(counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9), np.float32)


def test_another_encoder_is_refused() -> None:
    with pytest.raises(RegisterError, match=r"trained with encoder e5-small-nl .*, now letters 1 is used"):
        Tagger.load(None, OtherEncoder())


OWN = """
themes:
- id: fietsen
  label: fietsen
  keywords: ["fiets*"]
  seeds: [Het fietspad is slecht., De fietser heeft geen ruimte., Fietsen is gevaarlijk., Er is geen fietsbrug.]
- id: bomen
  label: bomen
  keywords: ["boom", "bomen"]
  seeds: [De bomen worden gekapt., Er is te weinig groen., Elke boom telt., Plant nieuwe bomen.]
neutral: [Geachte raad, Tot ziens., De vergadering is om acht uur., Dank u wel., Bijlage 1.]
"""


def test_an_own_register_is_trained_once_and_kept_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(OWN, "utf-8")
    first = Tagger.load(path, OtherEncoder())
    assert [theme.label for theme in first.themes] == ["fietsen", "bomen"]
    kept = tmp_path / "eigen.weights.npz"
    assert kept.exists()
    before = kept.read_bytes()
    path.write_text(OWN.replace("Elke boom telt.", "Elke boom is er een."), "utf-8")
    assert Tagger.load(path, OtherEncoder()).version != first.version
    assert kept.read_bytes() != before


def test_training_reports_scores_and_confusions(tmp_path: Path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(OWN, "utf-8")
    weights, report = fit_and_report(load_register(path), OtherEncoder())
    assert [entry.label for entry in report.themes] == ["fietsen", "bomen"]
    assert 0 <= report.micro_f1 <= 1
    assert dumps(fit_and_report(load_register(path), OtherEncoder())[0]) == dumps(weights)


# --- letters --------------------------------------------------------------------------------------


def passage(text: str, start: int = 0, kind: str = "sentence") -> Passage:
    return Passage(kind, Span(start, start + len(text)), 1, None, text)  # type: ignore[arg-type]


def test_a_letter_raises_concerns_in_its_prose_only(tagger: Tagger, encoder: Encoder) -> None:
    parts = [
        passage("De reactietermijn was veel te kort.", kind="heading"),
        passage("Wij vinden dat de reactietermijn veel te kort was."),
        passage("Met vriendelijke groet,", kind="signature"),
    ]
    vectors = dequantise(quantise(encoder.encode([part.text for part in parts])))
    found = find_concerns(parts, vectors, tagger)
    assert [bool(tags) for tags in found] == [False, True, False]
    assert "tijdsdruk" in letter_themes(found, tagger.weights.threshold)
    assert not any(find_concerns(parts, vectors, tagger, document_type="transcript"))


# --- the store ------------------------------------------------------------------------------------

LETTERS = {
    "aa": ("almelo/asd", "ASD Almelo", 2019, ["De termijn was te kort.", "De wachtlijst is veel te lang."]),
    "bb": ("borne/asd", "ASD Borne", 2020, ["Wij kregen te weinig tijd om te reageren.", "Ouders wachten maanden."]),
    "cc": ("almelo/asd", "ASD Almelo", 2021, ["Opnieuw was de reactietermijn te kort."]),
    "dd": ("dinkel/wmo", "Wmo-raad Dinkel", 2021, ["De stukken kwamen veel te laat.", "Er is haast gemaakt."]),
    "ee": ("ede/asd", "ASD Ede", 2022, ["Drie dagen is te kort voor een advies.", "Het wachten duurt te lang."]),
}


def new_store() -> sqlite_utils.Database:
    db = sqlite_utils.Database(memory=True)
    migrations.apply(db)
    for theme in load_register().themes:
        db.execute("INSERT INTO concerns VALUES (?, ?, ?)", [theme.id, theme.label, theme.definition])
    return db


def put(db: sqlite_utils.Database, name: str, tagger: Tagger, encoder: Encoder) -> None:
    council_id, council, year, texts = LETTERS[name]
    columns = {column.name: column.type for column in db["letters"].columns if column.notnull}
    row = {key: "" if kind == "TEXT" else 0 for key, kind in columns.items()}
    row |= {"id": name, "title": name, "council": council, "council_id": council_id, "year": year}
    db["letters"].insert(row | {"text": "\n".join(texts), "layout": b""})
    rounded = quantise(encoder.encode(texts))
    tags = tagger.tag(texts, dequantise(rounded), threshold=0.2)
    start = 0
    for seq, text in enumerate(texts):
        key = name.encode() + bytes([seq])
        db.execute("INSERT INTO vectors VALUES (?, ?)", [key, rounded[seq].tobytes()])
        cursor = db.execute(
            "INSERT INTO passage_spans (letter_id, seq, kind, start, end, page, text_hash) "
            "VALUES (?, ?, 'sentence', ?, ?, 1, ?)",
            [name, seq, start, start + len(text), key],
        )
        start += len(text) + 1
        for tag in tags[seq]:
            db.execute(
                "INSERT INTO concern_mentions VALUES (?, ?, ?, ?, ?, 0, 1)",
                [cursor.lastrowid, tag.theme, name, tag.score, tag.polarity],
            )
    link_letter(db, name)


def links_of(db: sqlite_utils.Database) -> set[tuple[object, ...]]:
    rows = db.execute(
        "SELECT p.letter_id, p.seq, q.letter_id, q.seq, k.concern_id, k.score FROM links k "
        "JOIN passages p ON p.id = k.passage_a JOIN passages q ON q.id = k.passage_b"
    ).fetchall()
    return {(frozenset({(a, b), (c, d)}), theme, score) for a, b, c, d, theme, score in rows}


def test_links_join_other_councils_whatever_the_order(
    tagger: Tagger, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.concerns.links.NEAREST", 2)
    outcomes = []
    for order in ("aa bb cc dd ee", "ee dd cc bb aa", "cc aa ee bb dd"):
        db = new_store()
        for name in order.split():
            put(db, name, tagger, encoder)
        outcomes.append(links_of(db))
        councils = {name: LETTERS[name][0] for name in LETTERS}
        assert all(len({councils[letter] for letter, _ in ends}) == 2 for ends, _, _ in outcomes[-1])
        relink(db)
        assert links_of(db) == outcomes[-1]
        link_letter(db, "aa")
        assert links_of(db) == outcomes[-1]
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert any(theme == "tijdsdruk" for _, theme, _ in outcomes[0])


def test_recurrence_says_who_came_back_to_it(tagger: Tagger, encoder: Encoder) -> None:
    db = new_store()
    for name in LETTERS:
        put(db, name, tagger, encoder)
    found = recurrences(db, "tijdsdruk")[0]
    assert [(entry.council, entry.years) for entry in found.councils if entry.again] == [("ASD Almelo", (2019, 2021))]
    lines = list(describe(found, full=False))
    assert lines[0].startswith("tijdsdruk: 4 raden, 2019–2022")
    assert lines[1].strip() == "ASD Almelo: 2019, 2021 (opnieuw)"
    with pytest.raises(RegisterError, match="no theme called"):
        recurrences(db, "weer")


def test_who_is_no_council_is_not_counted_as_one(tagger: Tagger, encoder: Encoder) -> None:
    db = new_store()
    for name in LETTERS:
        put(db, name, tagger, encoder)
    db.execute("UPDATE letters SET council_id = NULL, council = NULL, title = 'Opdracht' WHERE id = 'dd'")
    found = recurrences(db, "tijdsdruk")[0]
    shown = db.execute("SELECT councils, letters, last_year FROM recurring_concerns WHERE id = 'tijdsdruk'").fetchone()
    assert (len(found.councils), found.letters, found.years[-1]) == shown == (3, 5, 2022)
    assert "Opdracht" not in "".join(describe(found, full=True))


def test_themes_are_spelled_as_readers_know_them(tagger: Tagger, encoder: Encoder) -> None:
    db = new_store()
    put(db, "aa", tagger, encoder)
    db.execute("UPDATE concerns SET label = 'continuiteit' WHERE id = 'tijdsdruk'")
    for name in ("continuiteit", "continuïteit", "tijdsdruk"):
        found = recurrences(db, name)
        assert next(describe(found[0], full=False)).startswith("continuïteit: 1 raad")


# --- candidates -----------------------------------------------------------------------------------

UNNAMED = [
    "Wij adviseren meer bomen te planten in de wijk.",
    "Plant bomen in de straten van de wijk.",
    "Er moeten meer bomen en struiken in de wijk komen.",
    "De vlag hangt halfstok bij het overlijden van een ereburger.",
]


def store_with_advice(encoder: Encoder) -> sqlite_utils.Database:
    db = new_store()
    db.execute("INSERT INTO settings VALUES ('encoder', ?)", [f"{encoder.name} {encoder.version}"])
    columns = {column.name: column.type for column in db["letters"].columns if column.notnull}
    rounded = quantise(encoder.encode(UNNAMED))
    for at, text in enumerate(UNNAMED):
        name = f"x{at}"
        row = {key: "" if kind == "TEXT" else 0 for key, kind in columns.items()} | {"id": name, "layout": b""}
        row |= {"council": f"Raad {at}", "council_id": f"raad/{at}", "year": 2020 + at, "text": text}
        db["letters"].insert(row)
        db.execute("INSERT INTO vectors VALUES (?, ?)", [name.encode(), rounded[at].tobytes()])
        db.execute(
            "INSERT INTO passage_spans (letter_id, seq, kind, start, end, page, text_hash) "
            "VALUES (?, 0, 'sentence', 0, ?, 1, ?)",
            [name, len(text), name.encode()],
        )
        db.execute(
            "INSERT INTO advice (letter_id, id, start, end, page, text, strength, confidence) "
            "VALUES (?, 'a1', 0, ?, 1, ?, 'advies', 1)",
            [name, len(text), text],
        )
    return db


def test_a_candidate_is_named_by_its_telling_words() -> None:
    texts = [
        "Wij adviseren meer bomen te planten in Losser.",
        "Plant een boom in de wijk.",
        "De bomen in Losser kwijnen.",
    ]
    others = ["Wij adviseren een wijkkrant te maken.", "De wijk verdient een plein.", "Plant in de wijk een maibaum."]
    background = Counter(stem(word) for text in texts + others for word in set(text.lower().rstrip(".").split()))
    words = candidates.telling_words(texts, background)
    assert words[0] in {"bomen", "boom"}
    assert not {"adviseren", "losser", "meer"} & set(words)


def test_advice_without_a_theme_becomes_a_candidate(encoder: Encoder) -> None:
    db = store_with_advice(encoder)
    found = concerns.find_candidates(db)
    assert [(entry.passages, len(entry.councils)) for entry in found] == [(3, 3)]
    assert "bomen" in found[0].words or "bomen" in found[0].central
    assert [entry.id for entry in concerns.find_candidates(db)] == [found[0].id]


def test_decisions_are_respected(encoder: Encoder, tmp_path: Path) -> None:
    db = store_with_advice(encoder)
    key = concerns.find_candidates(db)[0].id
    register = tmp_path / "eigen.yaml"
    theme = concerns.accept(db, key, "groen in de wijk", register)
    assert concerns.find_candidates(db) == []
    assert db.execute("SELECT COUNT(*) FROM concern_mentions WHERE concern_id = ?", [theme]).fetchone()[0] == 3
    assert load_register(register).theme("groen in de wijk").id == theme
    assert len(load_register(register).themes) == len(LABELS) + 1
    with pytest.raises(candidates.CandidateError, match="decided on before"):
        concerns.reject(db, key)
    with pytest.raises(candidates.CandidateError, match="no candidate k-0"):
        concerns.reject(db, "k-0")


def test_a_candidate_merges_with_a_known_theme_only(encoder: Encoder) -> None:
    db = store_with_advice(encoder)
    key = concerns.find_candidates(db)[0].id
    with pytest.raises(candidates.CandidateError, match="no theme called 'weer'"):
        concerns.merge(db, key, "weer")
    assert concerns.merge(db, key, "wonen") == "wonen"


def test_a_rejected_group_stays_away(encoder: Encoder) -> None:
    db = store_with_advice(encoder)
    concerns.reject(db, concerns.find_candidates(db)[0].id)
    assert concerns.find_candidates(db) == []


# --- commands -------------------------------------------------------------------------------------


def test_tag_reads_lines_and_writes_jsonl() -> None:
    result = CliRunner().invoke(commands.tag, input="De reactietermijn was te kort.\nGeacht college,\n\n")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [line["text"] for line in lines] == ["De reactietermijn was te kort.", "Geacht college,", ""]
    assert lines[0]["themes"][0]["theme"] == "tijdsdruk"
    assert set(lines[0]["themes"][0]) == {"theme", "score", "polarity"}
    assert lines[1]["themes"] == lines[2]["themes"] == []


def test_link_writes_pairs() -> None:
    sentences = "De termijn was te kort.\nHet huis is te duur.\nWij kregen te weinig tijd om te reageren.\n"
    result = CliRunner().invoke(commands.link, input=sentences)
    pairs = [json.loads(line) for line in result.output.splitlines()]
    assert [(pair["i"], pair["j"], pair["theme"]) for pair in pairs] == [(0, 2, "tijdsdruk")]
    same = CliRunner().invoke(commands.link, ["--all"], input=sentences + "De termijn was te kort.\n")
    scores = [json.loads(line)["score"] for line in same.output.splitlines()]
    assert len(scores) == 6
    assert max(scores) <= 1


def test_concerns_takes_a_store_or_a_command(tmp_path: Path, tagger: Tagger, encoder: Encoder) -> None:
    path = tmp_path / "een.db"
    db = sqlite_utils.Database(path)
    migrations.apply(db)
    with transaction(db):
        for theme in load_register().themes:
            db.execute("INSERT INTO concerns VALUES (?, ?, ?)", [theme.id, theme.label, theme.definition])
        for name in LETTERS:
            put(db, name, tagger, encoder)
    db.close()
    for arguments in ([str(path)], ["list", str(path)]):
        result = CliRunner().invoke(commands.concerns, arguments)
        assert result.exit_code == 0, result.output
        assert "tijdsdruk: 4 raden" in result.output
    result = CliRunner().invoke(commands.concerns, [str(path), "--json"])
    assert {"theme", "councils", "first_year"} <= set(json.loads(result.output)[0])
    result = CliRunner().invoke(commands.concerns, ["candidates", str(path)])
    assert result.exit_code == 0, result.output
