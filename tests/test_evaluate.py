"""The scoring rules, on hand-made records."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.evaluate import evaluate as command
from pipeline.errors import AdviesradarError
from pipeline.evaluate import check, check_all, compare, evaluate, from_records, score, summarise
from pipeline.evaluate.gold import find_letter
from pipeline.evaluate.match import name_key, normalise, one_to_one, overlap, tokens
from pipeline.evaluate.outcome import Counts
from pipeline.evaluate.report import details, quality
from pipeline.evaluate.summary import below, interval, raised

LETTER = """Wmo-raad Tiel
Betreft: **Advies** vervoer

Op 3 mei 2021 vroeg u ons: Is de pas duidelijk?
De raad vindt de pas duidelijk. Wij adviseren de pas gratis te maken.
Wij vragen aandacht voor blinde reizigers.
"""

GOLD: dict[str, Any] = {
    "document_type": "gevraagd_advies",
    "letter_date": None,
    "reference": {"ours": None, "yours": None},
    "subject": "Advies vervoer",
    "sender": {"name": "Wmo-raad Tiel", "kind": "adviesraad", "municipality": "Tiel"},
    "addressee": None,
    "cc": [],
    "signatories": [{"name": "mevrouw A. de Wit", "role": None}],
    "parties": [
        {"name": "Wmo-raad Tiel", "kind": "adviesraad", "roles": ["afzender"], "mentions": ["De raad"]},
        {
            "name": "Gemeente Tiel",
            "kind": "gemeente",
            "roles": ["genoemd"],
            "mentions": ["Tiel"],
            "optional": True,
        },
    ],
    "dates": [
        {
            "text": "3 mei 2021",
            "iso": "2021-05-03",
            "role": "adviesaanvraag",
            "context": "Op 3 mei 2021",
            "role_accepted": ["ontvangst"],
        }
    ],
    "questions": [
        {
            "id": "q1",
            "number": None,
            "section": None,
            "text": "Is de pas duidelijk?",
            "answer": {
                "text": ["De raad vindt de pas duidelijk."],
                "stance": "positief",
                "stance_accepted": ["positief_onder_voorwaarden"],
            },
        }
    ],
    "advice": [
        {
            "id": "a1",
            "text": "Wij adviseren de pas gratis te maken.",
            "trigger": "adviseren",
            "strength": "advies",
            "answers_question": "q1",
            "section": None,
        },
        {
            "id": "a2",
            "text": "Wij vragen aandacht voor blinde reizigers.",
            "trigger": "vragen aandacht",
            "strength": "aandachtspunt",
            "answers_question": None,
            "section": None,
            "optional": True,
        },
    ],
    "concerns": [{"theme": "kwetsbare groep", "quote": "aandacht voor blinde reizigers"}],
}


def record(**changes: Any) -> dict[str, Any]:
    """A prediction equal to the gold record, except for `changes`; the signatory has no title."""
    result = copy.deepcopy(GOLD)
    result["signatories"] = [{"name": "A. de Wit", "role": None}]
    result.update(changes)
    return result


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("**Advies:**  maak\n het _duidelijk_", "Advies: maak het duidelijk"),  # markdown, whitespace
        ("<p>Wmo</p><br/>2015", "Wmo 2015"),  # tags
        ("vervolg- plan &amp; meer", "vervolg- plan &amp; meer"),  # broken words and entities stay
        ("a < b en c > d", "a < b en c > d"),  # no tag
    ],
)
def test_normalise(printed: str, expected: str) -> None:
    assert normalise(printed) == expected


def test_tokens_are_runs_of_letters_and_digits() -> None:
    assert tokens("Cliënt_en #2, d.m.v. B&W") == ["cliënten", "2", "d", "m", "v", "b", "w"]


def test_overlap_is_an_f1_of_bags() -> None:
    assert overlap("een twee drie", "EEN, twee; drie!") == 1.0
    assert overlap("een twee", "een een") == 0.5
    assert overlap("", "") == 0.0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("de gemeente Tiel", "tiel"),
        ("Gemeente", "gemeente"),
        ("mevrouw De Wit", "wit"),
        ("De heer J. Bos", "j bos"),
        ("Het college van de gemeente Tiel", "college van gemeente tiel"),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_matching_is_one_to_one_highest_first() -> None:
    likeness = {("a", "x"): 0.8, ("a", "y"): 0.9, ("b", "y"): 1.0}

    def like(one: str, other: str) -> float:
        return likeness.get((one, other), 0.0)

    assert one_to_one(["a", "b"], ["x", "y"], like, 0.7, lambda _: False) == [(1, 1), (0, 0)]
    equal = one_to_one(["a", "b"], ["y"], lambda *_: 1.0, 0.7, lambda item: item == "a")
    assert equal == [(1, 0)]  # an item that counts goes before an optional one


def test_a_perfect_record_scores_one_and_optional_items_do_not_count() -> None:
    result = score("tiel", GOLD, record())
    assert (result.counts["advice"].tp, result.counts["advice"].f1) == (1, 1.0)
    assert (result.counts["parties"].tp, result.counts["parties"].f1) == (1, 1.0)
    assert result.counts["signatories"].f1 == 1.0  # mevrouw and the article are dropped
    assert all(hits.accuracy == 1.0 for hits in result.hits.values())


def test_an_optional_item_may_be_missed() -> None:
    result = score("tiel", GOLD, record(advice=GOLD["advice"][:1]))
    assert result.counts["advice"] == Counts(tp=1)


def test_an_empty_record_misses_everything() -> None:
    result = score("tiel", GOLD, {"document_type": "overig"})
    assert result.counts["questions"] == Counts(fn=1)
    assert result.counts["advice"] == Counts(fn=1)
    assert result.hits["document_type"].accuracy == 0.0
    assert result.hits["letter_date"].accuracy == 1.0  # none was printed, none was given


def test_an_empty_gold_list_is_scored_by_false_alarms_and_never_averaged_when_empty() -> None:
    gold = {**GOLD, "questions": [], "advice": []}
    result = score("tiel", gold, record(questions=[]))
    assert result.counts["advice"] == Counts(fp=2)
    assert result.counts["questions"].empty
    assert "questions" not in summarise([result])["fields"]


def test_a_list_that_the_gold_lacks_is_not_scored() -> None:
    gold = {key: value for key, value in GOLD.items() if key != "concerns"}
    assert "concerns" not in score("tiel", gold, record()).counts


def test_council_questions_that_the_gold_lacks_are_false_alarms() -> None:
    result = score("tiel", GOLD, record(council_questions=[{"text": "Wanneer hoort u ons?"}]))
    assert result.counts["council_questions"] == Counts(fp=1)


def test_date_roles() -> None:
    def roles(role: str) -> Counts:
        date = {"text": "3 mei 2021", "iso": "2021-05-03", "role": role}
        result = score("tiel", GOLD, record(dates=[date]))
        assert result.counts["dates_iso"] == Counts(tp=1)
        return result.counts["dates"]

    assert roles("adviesaanvraag") == roles("ontvangst") == Counts(tp=1)
    assert roles("deadline") == Counts(fp=1, fn=1)


def test_values_of_matched_facts() -> None:
    found = record()
    found["questions"][0]["answer"] = {"text": ["Nee."], "stance": "positief_onder_voorwaarden"}
    found["advice"][0].update(strength="verzoek", answers_question=None, trigger="gratis")
    hits = score("tiel", GOLD, found).hits
    assert hits["question_stance"].accuracy == 1.0
    assert hits["question_answer"].accuracy == 0.0
    assert hits["advice_strength"].accuracy == 0.0
    assert hits["advice_question"].accuracy == 0.0
    assert hits["advice_trigger"].accuracy == 0.0


def test_linked_questions_are_compared_by_text() -> None:
    found = record()
    found["questions"][0]["id"] = "vraag-7"
    found["advice"][0]["answers_question"] = "vraag-7"
    assert score("tiel", GOLD, found).hits["advice_question"].accuracy == 1.0


def test_a_party_needs_the_kind_and_a_name_or_mention() -> None:
    def party(name: str, kind: str) -> Counts:
        given = [{"name": name, "kind": kind, "roles": ["genoemd"]}]
        result = score("tiel", GOLD, record(parties=given))
        return result.counts["parties"]

    assert party("raad", "adviesraad") == Counts(tp=1)
    assert party("Wmo-raad Tiel", "organisatie") == Counts(fp=1, fn=1)
    assert party("Tiel", "gemeente") == Counts(fn=1)  # optional: neither right nor wrong


def test_concerns_need_the_same_theme_and_other_themes_are_equal() -> None:
    gold = {**GOLD, "concerns": [{"theme": "overig:tarieven", "quote": "de pas gratis te maken"}]}
    quote = {"quote": "de pas gratis te maken"}
    assert score("t", gold, record(concerns=[{"theme": "overig:prijs", **quote}])).counts["concerns"].f1 == 1.0
    assert score("t", gold, record(concerns=[{"theme": "armoede", **quote}])).counts["concerns"].f1 == 0.0


def test_responses_are_scored_with_their_status() -> None:
    response = {
        "advice_restated": "Maak de pas gratis.",
        "reaction": "Dat doen wij.",
        "status": "overgenomen",
    }
    given = {**response, "reaction": ["Dat doen wij."], "status": "niet_overgenomen"}
    result = score("tiel", {**GOLD, "responses": [response]}, record(responses=[given]))
    assert result.counts["responses"] == Counts(tp=1)
    assert result.hits["response_reaction"].accuracy == 1.0
    assert result.hits["response_status"].accuracy == 0.0


def test_the_interval_holds_the_score_and_is_reproducible() -> None:
    counts = [Counts(8, 1, 1), Counts(2, 4, 4), Counts(5, 0, 1)]
    low, high = interval(counts)
    assert (low, high) == interval(counts)
    assert low < 30 / 41 < high


def test_comparison_lists_gained_and_lost_facts() -> None:
    before = summarise([score("tiel", GOLD, record(advice=[], questions=[]))])
    found = record(dates=[], council_questions=[{"text": "Waarom?"}])
    changes = compare(before, summarise([score("tiel", GOLD, found)]))
    assert {(one.field, one.text) for one in changes["gained"]} == {
        ("advice", "Wij adviseren de pas gratis te maken."),
        ("questions", "Is de pas duidelijk?"),
    }
    assert {one.field for one in changes["lost"]} == {"dates", "dates_iso"}
    assert [one.text for one in changes["new false alarms"]] == ["Waarom?"]
    assert changes["gone false alarms"] == []


def test_floors_are_checked_and_only_rise() -> None:
    summary = summarise([score("tiel", GOLD, record(dates=[]))])
    assert below(summary, {"advice": 0.9, "dates": 0.5, "not_scored": 1.0}) == [
        "dates: 0.000 is under the floor of 0.500"
    ]
    lifted = raised(summary, {"advice": 0.4, "dates": 0.5})
    assert (lifted["advice"], lifted["dates"]) == (1.0, 0.5)


def test_details_name_the_letter_the_field_and_the_text() -> None:
    text = details(summarise([score("tiel", GOLD, record(advice=[]))]))
    assert "tiel" in text
    assert "missed       advice             Wij adviseren de pas gratis te maken." in text


def test_check_accepts_a_sound_record() -> None:
    gold = {**GOLD, "signatories": []}
    assert check(gold, LETTER) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"subject": "Iets anders"}, "subject: not in the document: “Iets anders”"),
        ({"document_type": "brief"}, "document_type: unknown label “brief”"),
        ({"letter_date": "3 mei 2021"}, "“3 mei 2021” is no ISO date, month, quarter or year"),
        ({"concerns": [{"theme": "geld", "quote": "gratis"}]}, "concerns[0].theme: unknown label “geld”"),
    ],
)
def test_check_reports_faults(change: dict[str, Any], fault: str) -> None:
    assert fault in check({**GOLD, "signatories": [], **change}, LETTER)


def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiel.json").write_text(json.dumps({**GOLD, "signatories": []}), encoding="utf-8")
    (tmp_path / "tiel.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "tiel.pdf").write_bytes(b"%PDF-1.4")
    return tmp_path


def test_letters_are_found_beside_their_records(tmp_path: Path) -> None:
    where = folder(tmp_path)
    assert find_letter(where, "tiel") == where / "tiel.txt"
    assert find_letter(where, "tiel", "pdf") == where / "tiel.pdf"
    assert find_letter(where, "ede") is None
    assert check_all(where, where) == []
    seen: list[str] = []

    def extract(path: Path) -> dict[str, Any]:
        seen.append(path.name)
        return record(signatories=[])

    summary = evaluate(where, where, extract=extract, wanted_format="pdf")
    assert seen == ["tiel.pdf"]
    assert summary["fields"]["advice"]["f1"] == 1.0
    assert summary["per_council"]["Tiel"]["fields"]["questions"]["tp"] == 1


def test_a_missing_letter_is_named(tmp_path: Path) -> None:
    where = folder(tmp_path)
    with pytest.raises(AdviesradarError, match=r"no letter tiel \(docx\)"):
        evaluate(where, where, extract=from_records(where), wanted_format="docx")


def test_the_command_scores_compares_and_keeps_the_history(tmp_path: Path) -> None:
    where = folder(tmp_path / "letters") if (tmp_path / "letters").mkdir() is None else tmp_path
    run, floors, page = tmp_path / "run.json", tmp_path / "floors.yaml", tmp_path / "QUALITY.md"
    base = [str(where), str(where), "--records", str(where)]
    invoke = CliRunner().invoke
    first = invoke(command, [*base, "--out", str(run), "--floors", str(floors), "--raise-floors"])
    assert first.exit_code == 0, first.output
    assert "advice: 1.00" in floors.read_text()
    again = invoke(command, [*base, "--baseline", str(run), "--floors", str(floors), "--details"])
    assert again.exit_code == 0
    assert "gained: 0" in again.output
    for day, note in (("2025-01-01", "eerste"), ("2025-02-01", "tweede"), ("2025-02-01", "tweede")):
        options = ["--quality", str(page), "--set", "Tiel", "--note", note, "--date", day]
        assert invoke(command, [*base, *options]).exit_code == 0
    rows = [line for line in page.read_text().splitlines() if line.startswith("| 2025")]
    assert [row[2:12] for row in rows] == ["2025-02-01", "2025-01-01"]  # newest first, once each


def test_the_command_fails_under_a_floor(tmp_path: Path) -> None:
    where = folder(tmp_path)
    floors = tmp_path / "floors.yaml"
    floors.write_text("advice: 1.01\n")
    result = CliRunner().invoke(command, [str(where), str(where), "--records", str(where), "--floors", str(floors)])
    assert result.exit_code == 1
    assert "under the floor" in result.output


def test_the_quality_page_lists_what_was_rejected() -> None:
    page = quality([], [{"date": "2025-01-01", "what": "stemmen", "why": "0.02 lager"}])
    assert "- 2025-01-01: stemmen — 0.02 lager" in page


def test_the_shared_gold_is_sound_and_scores_one_against_itself(shared: Path) -> None:
    assert check_all(shared / "gold", shared / "letters") == []
    summary = evaluate(shared / "gold", shared / "letters", extract=from_records(shared / "gold"))
    assert {field["f1"] for field in summary["fields"].values()} == {1.0}
    assert {value["accuracy"] for value in summary["accuracy"].values()} == {1.0}
