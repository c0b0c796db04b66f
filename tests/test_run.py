"""From a folder to a store and back: what a run adds, skips, reports and survives."""

from __future__ import annotations

import json
import os
import pickle
import random
import re
import shutil
import signal
import sqlite3
import time
import zlib
from pathlib import Path

import pytest
import sqlite_utils
from click.testing import CliRunner

from pipeline import run, store
from pipeline.analyse import Settings, analyse_file, load_tools
from pipeline.cli import group
from pipeline.errors import StoreError
from pipeline.report import write_report
from pipeline.store import Analysis

LETTERS = ("hilversum-2022-2-advies.docx", "noordoostpolder-2022-energie.md", "gouda-2023-jongerenraad-mail.txt")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A small archive with good and bad files in it."""
    folder = tmp_path_factory.mktemp("archief")
    for name in LETTERS:
        shutil.copy(corpus / "letters" / name, folder)
    (folder / "leeg.pdf").write_bytes(b"")
    (folder / "ook-leeg.docx").write_bytes(b"")
    (folder / "kapot.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "muziek.mp3").write_bytes(b"ID3\x04\x00" + bytes(range(256)) * 4)
    return folder


@pytest.fixture(scope="module")
def ingested(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, run.Summary]:
    """That archive in a store."""
    target = tmp_path_factory.mktemp("store") / "archief.db"
    return target, run.ingest(target, [folder], Settings())


def dump(path: Path) -> list[str]:
    """The store as SQL, without what says when."""
    lines = sqlite3.connect(path).iterdump()
    return [line for line in lines if not line.startswith(('INSERT INTO "runs"', 'INSERT INTO "_sqlite'))]


def test_good_letters_come_in_and_bad_files_are_named(ingested: tuple[Path, run.Summary], folder: Path) -> None:
    _, summary = ingested
    assert (summary.added, summary.skipped) == (len(LETTERS), 0)
    failures = {Path(failure.path).name: failure for failure in summary.failures}
    assert set(failures) == {"leeg.pdf", "ook-leeg.docx", "kapot.pdf", "muziek.mp3"}
    for name, failure in failures.items():
        assert name in failure.message
        assert "\n" not in failure.message


def test_a_second_run_changes_nothing_and_names_the_failures_again(
    ingested: tuple[Path, run.Summary], folder: Path
) -> None:
    target, first = ingested
    before = dump(target)
    summary = run.ingest(target, [folder], Settings())
    assert (summary.added, summary.skipped) == (0, len(LETTERS))
    assert {failure.path for failure in summary.failures} == {failure.path for failure in first.failures}
    assert dump(target) == before


def test_a_renamed_copy_is_a_second_source_of_the_same_letter(
    ingested: tuple[Path, run.Summary], tmp_path: Path, corpus: Path
) -> None:
    target = tmp_path / "kopie.db"
    shutil.copy(ingested[0], target)
    shutil.copy(corpus / "letters" / LETTERS[0], tmp_path / "kopie.docx")
    summary = run.ingest(target, [tmp_path / "kopie.docx"], Settings())
    assert summary.added == 0
    db = store.open_readonly(target)
    rows = db.execute("SELECT COUNT(DISTINCT letter_id), COUNT(*) FROM sources WHERE name LIKE '%.docx'").fetchone()
    assert rows == (1, 2)


def test_exit_status_and_summary_of_the_command(folder: Path, tmp_path: Path) -> None:
    target, listed = tmp_path / "a.db", tmp_path / "samenvatting.json"
    result = CliRunner().invoke(
        group, ["ingest", str(target), str(folder / "leeg.pdf"), "--summary", str(listed), "--workers", "1"]
    )
    assert result.exit_code == 1
    assert "--retry" in result.output
    assert f"mislukt (leeg): {folder / 'leeg.pdf'}: Er staat geen tekst in het bestand." in result.output
    summary = json.loads(listed.read_text())
    assert summary["failed"] == 1 and summary["failures"][0]["reason"] == "leeg"


def test_a_letter_is_shown_as_it_was_read(ingested: tuple[Path, run.Summary]) -> None:
    path, _ = ingested
    db = store.open_readonly(path)
    (letter_id,) = db.execute("SELECT id FROM letters ORDER BY id").fetchone()
    shown = CliRunner().invoke(group, ["show", str(path), letter_id, "--json"], catch_exceptions=False)
    assert json.loads(shown.output) == store.load_record(db, letter_id)
    text = CliRunner().invoke(group, ["show", str(path), letter_id, "--text"], catch_exceptions=False)
    assert text.output == store.load_letter(db, letter_id).text + "\n"


def test_every_stored_position_reproduces_its_text(ingested: tuple[Path, run.Summary]) -> None:
    db = store.open_readonly(ingested[0])
    for name, column in (("passages", "text"), ("advice", "text"), ("questions", "text"), ("dates", "text")):
        wrong = db.execute(
            f"SELECT COUNT(*) FROM {name} f JOIN letters l ON l.id = f.letter_id "
            f"WHERE substr(l.text, f.start + 1, f.end - f.start) <> f.{column}"
        ).fetchone()
        assert wrong == (0,), name


def test_a_letter_read_back_is_the_letter_that_went_in(ingested: tuple[Path, run.Summary], corpus: Path) -> None:
    from pipeline.ingest import letter_id, read

    letter = read(corpus / "letters" / LETTERS[0]).letter
    back = store.load_letter(store.open_readonly(ingested[0]), letter_id(letter.text))
    assert back.text == letter.text
    assert [(b.kind, b.span, b.marker, b.level) for b in back.blocks] == [
        (b.kind, b.span, b.marker, b.level) for b in letter.blocks
    ]


def test_the_report_among_the_letters_is_no_letter(ingested: tuple[Path, run.Summary], tmp_path: Path) -> None:
    write_report(store.open_readonly(ingested[0]), tmp_path / "rapport.html")
    summary = run.ingest(tmp_path / "a.db", [tmp_path / "rapport.html"], Settings())
    assert (summary.files, summary.added, summary.failures) == (1, 0, [])


def test_the_store_among_the_letters_is_no_letter(ingested: tuple[Path, run.Summary], tmp_path: Path) -> None:
    path, _ = ingested
    store.backup(store.open_readonly(path), tmp_path / "archief.db.backup-20260101")
    summary = run.ingest(path, [tmp_path], Settings())
    assert (summary.skipped, summary.failures) == (1, [])


def test_no_page_is_cited_of_a_file_without_pages(ingested: tuple[Path, run.Summary], tmp_path: Path) -> None:
    from pipeline.show import describe

    shutil.copy(ingested[0], tmp_path / "a.db")
    db = sqlite_utils.Database(tmp_path / "a.db")
    ids = [row[0] for row in db.execute("SELECT DISTINCT letter_id FROM advice")]
    cited = r"\bp\. \d"
    page = _report(db, tmp_path)
    assert ids and not any(re.search(cited, describe(db, letter)) for letter in ids)
    assert not re.search(cited, page)
    db.execute("UPDATE letters SET media_type = 'application/pdf'")
    assert all(re.search(cited, describe(db, letter)) for letter in ids)
    assert re.search(cited, _report(db, tmp_path))


def test_a_letter_is_described_without_the_codes_of_the_store(
    ingested: tuple[Path, run.Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.show import describe

    db = store.open_readonly(ingested[0])
    (letter,) = db.execute("SELECT letter_id FROM dates LIMIT 1").fetchone()
    record = store.load_record(db, letter)
    record["dates"][0]["role"] = "eerder_advies"
    monkeypatch.setattr(store, "load_record", lambda *_: record)
    printed = describe(db, letter)
    assert re.search(r"^Datums \(\d+\)$", printed, re.M)
    assert "[eerder advies]" in printed and "eerder_advies" not in printed


def test_the_report_is_spelled_in_dutch_and_names_no_unknown_council(
    ingested: tuple[Path, run.Summary], tmp_path: Path
) -> None:
    shutil.copy(ingested[0], tmp_path / "a.db")
    db = sqlite_utils.Database(tmp_path / "a.db")
    page = _report(db, tmp_path)
    assert "Dezelfde zorg bij verschillende raden</h2>" in page
    assert ">thema’s</th>" in page and ">pagina’s</th>" in page
    assert ">paginas" not in page and ">themas" not in page and "Paginas" not in page
    db.execute("UPDATE letters SET council = NULL, council_id = NULL")
    page = _report(db, tmp_path)
    assert "<b>0</b> raden" in page and "None" not in page
    assert "Dezelfde zorg bij verschillende raden</h2>" not in page


def test_the_report_names_files_as_they_are(ingested: tuple[Path, run.Summary], tmp_path: Path) -> None:
    shutil.copy(ingested[0], tmp_path / "a.db")
    db = sqlite_utils.Database(tmp_path / "a.db")
    db["failures"].insert(
        {"path": "nog_eens.xyz", "reason": "onbekend_type", "message": "unknown", "run_id": "r", "failed_at": "nu"}
    )
    page = _report(db, tmp_path)
    assert ">nog_eens.xyz<" in page and ">onbekend type<" in page and "unknown" not in page
    with pytest.raises(StoreError, match=r"is a folder; give a file, such as .*rapport\.html"):
        write_report(db, tmp_path)


def _report(db: sqlite_utils.Database, folder: Path) -> str:
    from pipeline.report import write_report

    write_report(db, folder / "rapport.html")
    return (folder / "rapport.html").read_text(encoding="utf-8")


def test_reading_leaves_no_files_beside_the_store(ingested: tuple[Path, run.Summary], tmp_path: Path) -> None:
    shutil.copy(ingested[0], tmp_path / "a.db")
    db = store.open_readonly(tmp_path / "a.db")
    assert db.execute("SELECT COUNT(*) FROM letters").fetchone() == (len(LETTERS),)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.conn.execute("DELETE FROM letters")
    db.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_an_empty_folder_leaves_no_store_behind(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    result = CliRunner().invoke(group, ["ingest", str(tmp_path / "a.db"), str(tmp_path / "leeg")])
    assert result.exit_code != 0 and "holds no files" in str(result.exception or result.output)
    assert [path.name for path in tmp_path.iterdir()] == ["leeg"]


# --- stores that cannot be used -------------------------------------------------------------------


def test_stores_that_cannot_be_used_are_refused_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        store.open_store(tmp_path / "geen.db")
    (tmp_path / "tekst.db").write_text("dit is geen database " * 99)
    for open_it in (store.open_store, store.open_readonly):
        with pytest.raises(StoreError, match=r"tekst\.db: is no store; give"):
            open_it(tmp_path / "tekst.db")
        with pytest.raises(StoreError, match="is a folder"):
            open_it(tmp_path)
    with sqlite3.connect(tmp_path / "ander.db") as other:
        other.execute("CREATE TABLE iets (a)")
    with pytest.raises(StoreError, match="no adviesradar store"):
        store.open_store(tmp_path / "ander.db")
    with sqlite3.connect(tmp_path / "ander.db") as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # nothing of it was changed


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    store.open_store(tmp_path / "a.db", create=True).close()
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('adviesradar', 'x', '')")
    with pytest.raises(StoreError, match="newer adviesradar"):
        store.open_store(tmp_path / "a.db")


def test_an_older_store_is_backed_up_and_whole_after_migration(tmp_path: Path, analyses: list[Analysis]) -> None:
    from pipeline.migrations import MIGRATIONS
    from pipeline.search.index import read_postings

    write_all(tmp_path / "nieuw.db", analyses)
    new = sqlite3.connect(tmp_path / "nieuw.db")
    old = sqlite_utils.Database(tmp_path / "oud.db")
    MIGRATIONS.apply(old, stop_before="keep_neighbours_and_short_postings")
    for name in (
        "settings",
        "concerns",
        "letters",
        "sources",
        "signatories",
        "passages",
        "vectors",
        "concern_mentions",
    ):
        columns = "text_hash, vector, 0.1" if name == "vectors" else "*"
        rows = new.execute(f"SELECT {columns} FROM {name}").fetchall()
        old.conn.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
    for letter_id, blob in new.execute("SELECT letter_id, postings FROM search_letters"):
        plain = zlib.compress(read_postings(blob).astype("<i4").tobytes())
        old.execute("INSERT INTO search_letters VALUES (?, ?, NULL)", [letter_id, plain])
    old.conn.commit()
    old.close()
    (tmp_path / "oud.db").rename(tmp_path / "archief.db")
    migrated = store.open_readonly(tmp_path / "archief.db")
    (copy,) = tmp_path.glob("archief.db.backup-*")
    assert sqlite3.connect(copy).execute("SELECT COUNT(*), SUM(scale > 0) FROM vectors").fetchone()[0] > 0
    assert migrated.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert migrated.execute("PRAGMA foreign_key_check").fetchall() == []
    for query in (
        "SELECT passage_id, other_id, score FROM neighbours",
        "SELECT * FROM passages",
        "SELECT * FROM vectors",
    ):
        assert set(migrated.execute(query).fetchall()) == set(new.execute(query).fetchall()) != set()

    def words(db: sqlite3.Connection | sqlite_utils.Database) -> set[tuple[str, int, str, int]]:
        terms = dict(db.execute("SELECT id, term FROM search_terms").fetchall())
        letters = db.execute("SELECT letter_id, postings FROM search_letters").fetchall()
        return {
            (letter_id, place, terms[term], count)
            for letter_id, blob in letters
            for place, term, count in read_postings(blob).tolist()
        }

    assert words(migrated) == words(new) != set()


# --- durability -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def analyses(corpus: Path) -> list[Analysis]:
    """A few letters analysed, ready to be written."""
    tools = load_tools(Settings())
    found = [
        item
        for path in sorted((corpus / "letters").iterdir())[:6]
        for item in analyse_file(path, tools, Settings().limits, None)
    ]
    return [item for item in found if isinstance(item, Analysis)]


def counts(path: Path) -> dict[str, int]:
    """Rows per table of what belongs to letters."""
    db = sqlite3.connect(path)
    names = ("letters", "sources", "pages", "passages", "advice", "dates", "parties", "concern_mentions", "links")
    return {name: db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}


def write_all(target: Path, analyses: list[Analysis]) -> None:
    """What the writer of a run does, letter after letter."""
    db = store.open_store(target, create=True)
    run.prepare(db, Settings())
    for analysis in analyses:
        if not store.known_file(db, analysis.source.sha256):
            run.write(db, [analysis], run.Summary("proef"))
    db.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to kill a writer often and quickly")
def test_fifty_kills_at_random_moments_lose_double_and_halve_nothing(tmp_path: Path, analyses: list[Analysis]) -> None:
    whole = tmp_path / "heel.db"
    begin = time.perf_counter()
    write_all(whole, analyses)
    duration = time.perf_counter() - begin
    expected = counts(whole)
    target = tmp_path / "gedood.db"
    moments = random.Random(4)
    for _ in range(50):
        child = os.fork()
        if child == 0:
            write_all(target, analyses)
            os._exit(0)
        pause = time.perf_counter() + moments.uniform(0, duration * 1.2)
        while time.perf_counter() < pause:
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if target.exists() and target.stat().st_size:
            db = sqlite3.connect(target)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            db.close()
    write_all(target, analyses)
    assert counts(target) == expected


def test_order_of_ingestion_changes_nothing_that_is_found(tmp_path: Path, analyses: list[Analysis]) -> None:
    write_all(tmp_path / "heen.db", analyses)
    write_all(tmp_path / "terug.db", analyses[::-1])
    query = (
        "SELECT a.text, b.text, k.concern_id, round(k.score, 6) FROM links k "
        "JOIN passages a ON a.id = k.passage_a JOIN passages b ON b.id = k.passage_b"
    )

    def links(path: Path) -> set[tuple[object, ...]]:
        rows = sqlite3.connect(path).execute(query).fetchall()
        return {(*sorted(row[:2]), *row[2:]) for row in rows}

    assert links(tmp_path / "heen.db") == links(tmp_path / "terug.db")
    assert all(0 < float(str(score)) <= 1 for *_, score in links(tmp_path / "heen.db"))
    assert counts(tmp_path / "heen.db") == counts(tmp_path / "terug.db")


def test_a_reader_sees_whole_letters_while_another_one_is_written(tmp_path: Path, analyses: list[Analysis]) -> None:
    target = tmp_path / "a.db"
    write_all(target, analyses[:1])
    reader, writer = store.open_readonly(target), store.open_store(target)
    with store.transaction(writer):
        run.add_letter(writer, analyses[1], run.Summary("proef"))
        assert reader.execute("SELECT COUNT(*) FROM letters").fetchone() == (1,)
    assert reader.execute("SELECT COUNT(*) FROM letters").fetchone() == (2,)


def test_an_analysis_survives_the_way_between_processes(analyses: list[Analysis]) -> None:
    back = pickle.loads(pickle.dumps(analyses[0]))
    assert back.record == analyses[0].record


# --- forgetting -----------------------------------------------------------------------------------


def test_links_after_forgetting_are_those_of_a_store_without_it(tmp_path: Path, analyses: list[Analysis]) -> None:
    from pipeline.archive import forget

    query = (
        "SELECT a.text, b.text, k.score FROM links k "
        "JOIN passages a ON a.id = k.passage_a JOIN passages b ON b.id = k.passage_b"
    )

    def links(path: Path) -> set[tuple[object, ...]]:
        return {(frozenset(row[:2]), row[2]) for row in sqlite3.connect(path).execute(query)}

    write_all(tmp_path / "a.db", analyses)
    db = store.open_store(tmp_path / "a.db")
    gone = max(analyses, key=lambda one: sum(map(len, one.tags)))
    forget(db, gone.id)
    db.close()
    write_all(tmp_path / "b.db", [one for one in analyses if one is not gone])
    assert links(tmp_path / "a.db") == links(tmp_path / "b.db") != set()


def test_two_writers_in_turn_make_the_links_of_one(tmp_path: Path, analyses: list[Analysis]) -> None:
    write_all(tmp_path / "een.db", analyses)
    both = [store.open_store(tmp_path / "twee.db", create=True) for _ in range(2)]
    run.prepare(both[0], Settings())
    for number, analysis in enumerate(analyses):
        run.write(both[number % 2], [analysis], run.Summary("proef"))
    query = "SELECT passage_id, other_id, score FROM neighbours ORDER BY 1, 2"
    assert both[0].execute(query).fetchall() == sqlite3.connect(tmp_path / "een.db").execute(query).fetchall()


def test_a_forgotten_letter_leaves_no_trace_in_the_file(tmp_path: Path, analyses: list[Analysis]) -> None:
    from pipeline.archive import forget

    target = tmp_path / "a.db"
    write_all(target, analyses)
    db = store.open_store(target)
    gone = max(analyses, key=lambda analysis: len(analysis.record["parties"]))
    names = [party["name"] for party in gone.record["parties"] if party["kind"] == "persoon"]
    others = " ".join(other.letter.text for other in analyses if other is not gone)
    assert names
    forget(db, gone.id)
    db.close()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for name in names:
        assert name in others or name.encode() not in left
    assert counts(target)["letters"] == len(analyses) - 1
