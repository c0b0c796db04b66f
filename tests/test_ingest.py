"""Finding files, reading them with all that is inside, ids of letters, and versions of one letter."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from pipeline import duplicates
from pipeline.compare import changes
from pipeline.errors import AdviesradarError, UnreadableFile
from pipeline.ingest import Item, digest, find_files, letter_id, printable, read, read_all, read_bytes, read_guarded
from pipeline.limits import DEFAULT, Limits, limits_from
from pipeline.parsers import Parsed
from tests import hostile


def test_the_id_is_of_the_words() -> None:
    assert letter_id("De Raad, 'adviseert':\nu") == letter_id("de raad adviseert u")
    assert letter_id("de raad adviseert u") != letter_id("de raad adviseert")
    assert len(letter_id("")) == 16


def test_the_same_text_in_another_format_is_the_same_letter(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(hostile.LETTER, encoding="utf-8")
    paragraphs = "".join(hostile._p(line) for line in hostile.LETTER.split("\n") if line)
    (tmp_path / "a.docx").write_bytes(hostile.docx(hostile._body(paragraphs)))
    (tmp_path / "a.html").write_text("".join(f"<p>{line}</p>" for line in hostile.LETTER.split("\n")), encoding="utf-8")
    ids = {letter_id(read(path).letter.text) for path in tmp_path.iterdir()}
    assert len(ids) == 1


def test_find_files_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.pdf", "a/b/c.md", ".verborgen", "~$brief.docx", "Thumbs.db", "c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path]) if isinstance(path, Path)]
    assert found == ["b.txt", "c.txt", "a/z.pdf", "a/b/c.md"]


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(AdviesradarError, match=r"weg\.txt: cannot be found"):
        list(find_files([tmp_path / "weg.txt"]))


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX systems have them")
def test_a_link_that_the_user_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text(hostile.LETTER, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to("brief.txt")
    assert list(find_files([tmp_path / "link.txt"])) == [(tmp_path / "brief.txt").resolve()]
    with pytest.raises(OSError):
        digest(tmp_path / "link.txt")


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX systems have them")
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.txt")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_bytes(tmp_path / "pijp.txt")


def test_too_large_a_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "groot.txt"
    path.write_bytes(b"a" * 2000)
    with pytest.raises(UnreadableFile, match=r"groot\.txt: larger than"):
        read_bytes(path, Limits(file_bytes=1000))


def test_printable() -> None:
    assert printable("map/regel\neinde.txt") == "map/regel\\neinde.txt"
    assert printable(Path("één brief.txt")) == "één brief.txt"


def test_a_mail_in_a_zip_gives_its_parts_with_their_origin(tmp_path: Path) -> None:
    path = tmp_path / "archief.zip"
    path.write_bytes(hostile.zipped({"m.eml": hostile._traversing_mail(), "stuk.pdf": b"%PDF-1.4 stuk", "n.xyz": b"?"}))
    items = {item.path.removeprefix(f"{tmp_path}/"): item for item in read_all(path)}
    assert {name.removeprefix("archief.zip") for name in items} == {
        "", "/m.eml", "/m.eml/uit de map.txt", "/stuk.pdf", "/n.xyz",
    }  # fmt: skip
    mail, attached = items["archief.zip/m.eml"], items["archief.zip/m.eml/uit de map.txt"]
    assert mail.parent_sha256 == items["archief.zip"].sha256 == digest(path)
    assert attached.parent_sha256 == mail.sha256
    assert isinstance(attached.content, Parsed) and "wachttijden" in attached.content.letter.text
    reasons = [item.content.reason for item in items.values() if isinstance(item.content, UnreadableFile)]
    assert sorted(reasons) == ["beschadigd", "onbekend_type"]


def test_items_can_cross_processes() -> None:
    error = UnreadableFile("leeg", "a.txt: the file is empty.")
    item = Item("a.txt", "", "a.txt", 0, None, error)
    copy = pickle.loads(pickle.dumps(item))
    assert (copy.content.reason, str(copy.content)) == ("leeg", "a.txt: the file is empty.")


def test_read_guarded(tmp_path: Path) -> None:
    (tmp_path / "goed.txt").write_text(hostile.LETTER, encoding="utf-8")
    (tmp_path / "leeg.txt").write_text("", encoding="utf-8")
    found = {item.name: item.content for item in read_guarded(sorted(tmp_path.iterdir()))}
    assert isinstance(found["goed.txt"], Parsed)
    assert isinstance(found["leeg.txt"], UnreadableFile) and found["leeg.txt"].reason == "leeg"


# --- versions of one letter -----------------------------------------------------------------------

DRAFT = (
    "De raad heeft de stukken gelezen en dankt u voor de toelichting tijdens de vergadering van vorige week. "
    "Wij adviseren u om de wachttijd voor een gesprek terug te brengen tot drie weken. "
    "Verder vragen wij aandacht voor mensen die geen computer hebben en dus niet digitaal kunnen aanvragen."
)


@pytest.fixture
def db() -> sqlite_utils.Database:
    made = sqlite_utils.Database(memory=True)
    made["letters"].create({"id": str, "text": str}, pk="id")
    made.execute(
        "CREATE TABLE versions_of (letter_id TEXT, other_id TEXT, similarity REAL, PRIMARY KEY (letter_id, other_id))"
    )
    made.execute(
        "CREATE TABLE signatures (number INTEGER PRIMARY KEY AUTOINCREMENT, letter_id TEXT NOT NULL UNIQUE "
        "REFERENCES letters(id) ON DELETE CASCADE, signature BLOB NOT NULL)"
    )
    for number in range(40):
        made["letters"].insert(
            {"id": f"ander{number}", "text": f"Brief {number} gaat over heel iets anders. " * 9 + str(number)}
        )
    return made


def test_a_draft_and_the_final_letter_are_versions(db: sqlite_utils.Database) -> None:
    final = DRAFT.replace("drie weken", "twee weken") + " Hoogachtend."
    db["letters"].insert_all([{"id": "concept", "text": DRAFT}, {"id": "brief", "text": final}])
    found = duplicates.similar_letters(db, "brief", final)
    assert [other for other, _ in found] == ["concept"]
    assert 0.7 < found[0][1] < 1
    assert duplicates.relate(db, "brief") == 1
    pairs = db.execute("SELECT letter_id, other_id FROM versions_of ORDER BY 1").fetchall()
    assert pairs == [("brief", "concept"), ("concept", "brief")]


def test_signatures_go_with_their_letters(db: sqlite_utils.Database) -> None:
    db["letters"].insert({"id": "concept", "text": DRAFT})
    assert duplicates.similar_letters(db, "x", DRAFT)[0][0] == "concept"
    db["letters"].delete("concept")
    assert duplicates.similar_letters(db, "x", DRAFT) == []


def test_changes_between_versions() -> None:
    old = "Geacht college,\n\nWij adviseren u drie weken aan te houden.\n\nDit vervalt geheel en al."
    new = "Geacht college,\n\nWij adviseren u twee weken aan te houden.\n\nEen heel nieuwe alinea over vervoer."
    found = [(change.kind, change.parts) for change in changes(old, new)]
    assert found == [
        (
            "gewijzigd",
            (("zelfde", "Wij adviseren u"), ("weg", "drie"), ("nieuw", "twee"), ("zelfde", "weken aan te houden.")),
        ),
        ("weg", (("weg", "Dit vervalt geheel en al."),)),
        ("nieuw", (("nieuw", "Een heel nieuwe alinea over vervoer."),)),
    ]
    assert changes(old, old) == []


def test_diff_command(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from pipeline.cli.compare import diff
    from tests import archive

    path = tmp_path / "archief.db"
    db = archive.make(path)
    first, second = [row[0] for row in db.execute("SELECT id FROM letters ORDER BY id LIMIT 2")]
    db.close()
    result = CliRunner().invoke(diff, [str(path), first, second])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"A  {first[:8]}")
    same = CliRunner().invoke(diff, [str(path), first, first, "--json"])
    assert '"changes": []' in same.output and '"similarity": 1.0' in same.output


def test_soffice_is_found_where_it_is() -> None:
    from pipeline.parsers.office import soffice

    assert (soffice() is not None) >= (shutil.which("soffice") is not None)


def test_limits_can_be_changed_by_name_and_nonsense_is_one_line() -> None:
    assert limits_from(["seconds=300", "pages=3000"]) == replace(DEFAULT, seconds=300.0, pages=3000)
    for wrong in ("minutes=3", "pages=veel", "pages=-1", "pages"):
        with pytest.raises(AdviesradarError, match=wrong.partition("=")[0]):
            limits_from([wrong])
