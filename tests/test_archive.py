"""Keeping an archive: refreshing it, watching a folder, backing it up, a full disk, two runs at once."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import corrections, run, store
from pipeline.analyse import Settings, load_tools
from pipeline.archive import forget, refresh, stale_letters, watch
from pipeline.cli import group
from pipeline.errors import StoreError
from pipeline.sources import SHOWN_NAME
from pipeline.store import Analysis, backup
from tests import hostile

ROOT = Path(__file__).parents[1]
NAMES = ("gouda-2023-jongerenraad-mail.txt", "noordoostpolder-2022-energie.md")


@pytest.fixture(scope="module")
def analyses(corpus: Path) -> list[Analysis]:
    """Two letters analysed, ready to be written."""
    from pipeline.analyse import analyse_file

    tools = load_tools(Settings())
    found = [item for name in NAMES for item in analyse_file(corpus / "letters" / name, tools, Settings().limits, None)]
    return [item for item in found if isinstance(item, Analysis)]


@pytest.fixture
def archive(tmp_path: Path, analyses: list[Analysis]) -> Path:
    """A store with those letters."""
    db = store.open_store(tmp_path / "a.db", create=True)
    run.prepare(db, Settings())
    for analysis in analyses:
        run.write(db, [analysis], run.Summary("proef"))
    db.close()
    return tmp_path / "a.db"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What `query` gives."""
    return sqlite3.connect(path).execute(query).fetchall()


FACTS = "SELECT letter_id, start, end, text FROM passages ORDER BY 1, 2"
LINKS = "SELECT round(score, 4), reason FROM links ORDER BY 1, 2"


def test_refresh_renews_only_what_an_older_version_worked_on(archive: Path) -> None:
    versions = load_tools(Settings()).versions
    assert list(stale_letters(store.open_store(archive), archive, versions)) == []
    before = rows(archive, FACTS), rows(archive, LINKS)
    with sqlite3.connect(archive) as db:
        (first, packed) = db.execute("SELECT id, versions FROM letters ORDER BY id").fetchone()
        old = json.dumps({**json.loads(packed), "extract": "older"})
        db.execute("UPDATE letters SET versions = ?, title = 'oud' WHERE id = ?", [old, first])
    assert [stale.letter_id for stale in stale_letters(store.open_store(archive), archive, versions)] == [first]
    assert refresh(archive, Settings()) == (1, 0)
    assert (rows(archive, FACTS), rows(archive, LINKS)) == before
    assert rows(archive, "SELECT 1 FROM letters WHERE title = 'oud'") == []


def test_refresh_says_so_when_there_is_nothing_to_do(archive: Path) -> None:
    result = CliRunner().invoke(group, ["refresh", str(archive), "--workers", "1"])
    assert (result.exit_code, result.output) == (
        0,
        "Niets te vernieuwen: alle brieven zijn door deze versie gelezen.\n",
    )


def test_watch_takes_a_file_only_once_it_is_complete(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "brieven"
    folder.mkdir()
    taken: list[list[str]] = []

    def ingest(_: Path, paths: list[Path], __: Settings) -> run.Summary:
        taken.append([path.name for path in paths])
        return run.Summary("proef")

    monkeypatch.setattr(run, "ingest", ingest)
    parts = iter(("Geacht", "Geacht college,", None, None))

    def wait(_: float) -> None:
        if (text := next(parts)) is not None:
            (folder / "brief.txt").write_text(text)

    watch(tmp_path / "a.db", folder, Settings(), wait=wait, rounds=5)
    assert taken == [["brief.txt"]]


def test_a_backup_made_during_a_write_is_whole(archive: Path, tmp_path: Path) -> None:
    reader, writer = store.open_readonly(archive), store.open_store(archive)
    with store.transaction(writer):
        writer.execute("UPDATE letters SET title = 'half'")
        backup(reader, tmp_path / "kopie.db")
    assert rows(tmp_path / "kopie.db", "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path / "kopie.db", "SELECT COUNT(*) FROM letters WHERE title <> 'half'") == [(len(NAMES),)]


def test_a_file_is_put_together_unless_another_program_is_in_the_way(archive: Path) -> None:
    db = store.open_store(archive)
    db.execute("CREATE TABLE ballast (x)")
    db.execute("INSERT INTO ballast VALUES (zeroblob(1000000))")
    db.execute("DROP TABLE ballast")
    writer = sqlite3.connect(archive, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    store.tidy(db)
    assert db.execute("PRAGMA freelist_count").fetchone()[0] > 200
    writer.execute("ROLLBACK")
    store.tidy(db)
    assert db.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert db.execute("PRAGMA busy_timeout").fetchone() == (60_000,)
    assert db.execute("SELECT COUNT(*) FROM letters").fetchone() == (2,)


def test_a_full_disk_stops_the_letter_and_leaves_the_store_whole(archive: Path, analyses: list[Analysis]) -> None:
    db = store.open_store(archive)
    forget(db, analyses[1].id)
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match=r"a\.db: the disk is full"):
        run.write(db, [analyses[1]], run.Summary("proef"))
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("SELECT COUNT(*) FROM letters").fetchone() == (1,)
    db.execute("PRAGMA max_page_count = 1000000")
    assert run.write(db, [analyses[1]], run.Summary("proef")) == "nieuw"


def test_two_runs_at_once_store_every_letter_once(tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "brieven"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(corpus / "letters" / name, folder)
    command = [sys.executable, "-m", "pipeline", "ingest", str(tmp_path / "a.db"), str(folder), "--workers", "1"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    outputs = [process.communicate()[0].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert rows(tmp_path / "a.db", "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path / "a.db", "SELECT COUNT(*), COUNT(DISTINCT name) FROM sources") == [(2, 2)]
    assert rows(tmp_path / "a.db", "PRAGMA foreign_key_check") == []


SAID = "Wij adviseren u de wachttijden bij de Wmo te verkorten en de raad voortaan eerder te betrekken."


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Analysis]:
    """One letter as Markdown and as PDF."""
    from pipeline.analyse import analyse_file

    folder = tmp_path_factory.mktemp("vormen")
    (folder / "brief.md").write_text(SAID, encoding="utf-8")
    (folder / "brief.pdf").write_bytes(hostile.pdf(SAID))
    tools = load_tools(Settings())
    found = [analyse_file(folder / name, tools, Settings().limits, None)[0] for name in ("brief.md", "brief.pdf")]
    return [item for item in found if isinstance(item, Analysis)]


def stored(path: Path, *analyses: Analysis) -> Path:
    """A store in which these letters came one after another."""
    db = store.open_store(path, create=True)
    run.prepare(db, Settings())
    for analysis in analyses:
        run.write(db, [analysis], run.Summary("proef"))
    db.close()
    return path


def test_of_one_text_the_form_with_pages_is_kept_whichever_comes_first(tmp_path: Path, forms: list[Analysis]) -> None:
    plain, paged = forms
    whole = f"SELECT l.media_type, l.text, {SHOWN_NAME}, p.width FROM letters l JOIN pages p ON p.letter_id = l.id"
    first, last = stored(tmp_path / "a.db", plain, paged), stored(tmp_path / "b.db", paged, plain)
    expected = ("application/pdf", paged.letter.text, "brief.pdf", 595.0)
    assert rows(first, whole) == rows(last, whole) == [expected]
    for path in (first, last):
        assert rows(path, FACTS)[0][1:] == (0, len(SAID), paged.letter.text)
        assert rows(path, "SELECT COUNT(*) FROM sources") == [(2,)]
        assert rows(path, "PRAGMA foreign_key_check") == []
        db = store.open_store(path)
        assert store.load_record(db, store.find_letter(db, "brief.md"))["file"] == "brief.pdf"
        again = next(stale_letters(db, path, {"parse": "nieuwer"}))
        assert again.source is not None and again.source.name == "brief.pdf"
        db.close()


def test_a_form_that_people_corrected_stays(tmp_path: Path, forms: list[Analysis]) -> None:
    plain, paged = forms
    path = stored(tmp_path / "a.db", plain)
    db = store.open_store(path)
    with store.transaction(db):
        corrections.add(db, plain.id, "letterhead", None, "gecorrigeerd", {"subject": "Wachttijden"}, store.now())
        run.add_letter(db, paged, run.Summary("proef"))
    assert rows(path, "SELECT media_type FROM letters") == [("text/markdown",)]
    again = next(stale_letters(db, path, {"parse": "nieuwer"}))
    assert again.source is not None and again.source.name == "brief.md"
    db.close()


# --- a store that only others may write to ----------------------------------------------------------


@pytest.fixture
def visitor(archive: Path, tmp_path: Path) -> Iterator[tuple[Path, Callable[..., Any]]]:
    """A store in a folder that may not be written to, and the program as somebody who obeys that."""
    if os.name != "posix":
        pytest.skip("permissions as POSIX systems have them")
    folder = tmp_path / "van-anderen"
    folder.mkdir()
    shutil.copy(archive, folder / "a.db")
    (folder / "a.db").chmod(0o444)
    folder.chmod(0o555)
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if bound and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv")

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        command = [*bound, sys.executable, "-m", "pipeline", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    yield folder / "a.db", call
    folder.chmod(0o755)


def test_a_store_that_may_not_be_written_to_can_be_read(
    visitor: tuple[Path, Callable[..., Any]], tmp_path: Path
) -> None:
    path, call = visitor
    for words in (["show", str(path), NAMES[0]], ["search", str(path), "energie"], ["concerns", str(path)]):
        done = call(*words)
        assert done.returncode == 0 and done.stdout and not done.stderr, done.stderr
    done = call("export", str(path), "--out", str(tmp_path / "tabellen"))
    assert done.returncode == 0 and (tmp_path / "tabellen" / "brieven.csv").is_file(), done.stderr
    assert [file.name for file in path.parent.iterdir()] == ["a.db"]
    for words in (["forget", str(path), NAMES[0], "--yes"], ["serve", str(path), "--edit", "--port", "0"]):
        done = call(*words)
        assert done.returncode == 2 and done.stderr.count("\n") == 1 and "may not be written to" in done.stderr


def test_what_others_wrote_a_moment_ago_is_read_as_well(
    visitor: tuple[Path, Callable[..., Any]], analyses: list[Analysis]
) -> None:
    path, call = visitor
    path.chmod(0o644)
    path.parent.chmod(0o755)
    writer = store.open_store(path)
    forget(writer, store.find_letter(writer, NAMES[0]))
    with store.transaction(writer):
        run.add_letter(writer, analyses[0], run.Summary("proef"))
    assert path.with_name("a.db-wal").stat().st_size
    path.parent.chmod(0o555)
    done = call("show", str(path), NAMES[0])
    writer.close()
    assert done.returncode == 0, done.stderr


def test_pages_of_a_store_that_only_others_may_write_to_follow_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.web.site import Site

    monkeypatch.setattr(store.opening, "writable", lambda _: False)
    site = Site(archive)
    assert site.db.execute("SELECT COUNT(*) FROM letters").fetchone() == (2,)
    with sqlite3.connect(archive) as others:
        others.execute("PRAGMA journal_mode = DELETE")
        others.execute("UPDATE letters SET title = 'Anders'")
    others.close()
    os.utime(archive, ns=(0, 10**9))
    assert set(site.db.execute("SELECT title FROM letters")) == {("Anders",)}
