"""Tables of everything in the store, one per kind of fact, with a codebook, BibTeX and a manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlite_utils
import yaml
from sqlite_utils.db import Database

from pipeline import corrections, migrations
from pipeline.errors import MissingExtra, StoreError
from pipeline.sources import SHOWN_PATH
from pipeline.store import now

_LETTER = "l.id AS letter_id, l.council, l.municipality, l.letter_date, l.year"
_OF_LETTER = ("letter_id", "council", "municipality", "letter_date", "year")
_SOURCE = f"{SHOWN_PATH} AS file"


@dataclass(frozen=True, slots=True)
class Table:
    """An exported table: its Dutch file name and the query that makes it."""

    name: str
    sql: str


TABLES = (
    Table(
        "brieven",
        f"""SELECT {_LETTER}, l.document_type, l.document_type_confidence, l.verdict, l.title, l.subject,
            l.our_reference, l.your_reference, l.municipality_code, l.sender, l.sender_kind, l.addressee,
            l.addressee_kind, l.page_count, l.word_count, l.quality, l.media_type, {_SOURCE}
            FROM letters l ORDER BY l.letter_date, l.id""",
    ),
    Table(
        "vragen",
        f"""SELECT {_LETTER}, q.id, q.number, q.text, q.section, q.asked_by, q.answer, q.stance, q.page,
            q.start, q.end, q.confidence FROM questions q JOIN letters l ON l.id = q.letter_id
            ORDER BY l.letter_date, l.id, q.start""",
    ),
    Table(
        "vragen_van_de_raad",
        f"""SELECT {_LETTER}, q.text, q.page, q.start, q.end, q.confidence
            FROM council_questions q JOIN letters l ON l.id = q.letter_id
            ORDER BY l.letter_date, l.id, q.start""",
    ),
    Table(
        "adviezen",
        f"""SELECT {_LETTER}, a.id, a.text, a.cue, a.strength, a.section, a.answers_question, a.addressee,
            a.deadline, a.page, a.start, a.end, a.confidence
            FROM advice a JOIN letters l ON l.id = a.letter_id ORDER BY l.letter_date, l.id, a.start""",
    ),
    Table(
        "data",
        f"""SELECT {_LETTER}, d.text, d.iso, d.precision, d.role, d.context, d.page, d.start, d.end,
            d.confidence FROM dates d JOIN letters l ON l.id = d.letter_id
            ORDER BY l.letter_date, l.id, d.start""",
    ),
    Table(
        "partijen",
        f"""SELECT {_LETTER}, p.name, p.kind, p.roles, p.function, p.municipality AS party_municipality,
            p.municipality_code, p.page, p.start, p.end, p.confidence
            FROM parties p JOIN letters l ON l.id = p.letter_id ORDER BY l.letter_date, l.id, p.seq""",
    ),
    Table(
        "ondertekenaars",
        f"""SELECT {_LETTER}, s.name, s.role, s.page, s.start, s.end
            FROM signatories s JOIN letters l ON l.id = s.letter_id ORDER BY l.letter_date, l.id, s.seq""",
    ),
    Table(
        "zorgen",
        f"""SELECT {_LETTER}, m.concern_id, c.label AS theme, p.text, m.score, m.polarity, p.page, m.start,
            m.end, p.section FROM concern_mentions m JOIN concerns c ON c.id = m.concern_id
            JOIN passages p ON p.id = m.passage_id JOIN letters l ON l.id = m.letter_id
            ORDER BY l.letter_date, l.id, m.start, m.concern_id""",
    ),
    Table(
        "verbanden",
        """SELECT c.label AS theme, k.score, k.reason, a.letter_id AS letter_a, la.council AS council_a,
            a.text AS text_a, a.page AS page_a, b.letter_id AS letter_b, lb.council AS council_b,
            b.text AS text_b, b.page AS page_b
            FROM links k JOIN concerns c ON c.id = k.concern_id
            JOIN passages a ON a.id = k.passage_a JOIN letters la ON la.id = a.letter_id
            JOIN passages b ON b.id = k.passage_b JOIN letters lb ON lb.id = b.letter_id
            ORDER BY k.score DESC, text_a, text_b""",
    ),
    Table(
        "verwijzingen",
        f"""SELECT {_LETTER}, r.kind, r.text, r.name, r.date, r.number, r.target_letter_id, r.target_score,
            r.target_reason, r.page, r.start, r.end, r.confidence
            FROM "references" r JOIN letters l ON l.id = r.letter_id ORDER BY l.letter_date, l.id, r.start""",
    ),
    Table(
        "reacties",
        f"""SELECT {_LETTER}, r.advice_restated, r.reaction, r.status, r.page, r.start, r.end, r.confidence
            FROM responses r JOIN letters l ON l.id = r.letter_id ORDER BY l.letter_date, l.id, r.start""",
    ),
    Table("mislukt", "SELECT path, reason, message, failed_at FROM failures ORDER BY path"),
)
"""The tables of an export, each row with the letter it comes from."""


Row = dict[str, Any]
FORMATS = ("csv", "jsonl", "parquet")


def read_table(db: Database, table: Table) -> tuple[list[str], list[Row]]:
    """Columns and rows of `table`, as people corrected them."""
    columns = [column[0] for column in db.execute(f"SELECT * FROM ({table.sql}) LIMIT 0").description]
    return columns, corrected(db, table.name, list(db.query(table.sql)))


_CORRECTED = {"adviezen": "advice", "vragen": "question", "data": "date", "partijen": "party"}
"""Tables whose facts people can correct, and what corrections call them."""


def corrected(db: Database, name: str, rows: list[Row]) -> list[Row]:
    """The rows of table `name` as people left them: their word goes before the machine's."""
    touched = {row[0] for row in db.execute("SELECT DISTINCT letter_id FROM corrections")}
    if not touched or not rows or "letter_id" not in rows[0]:
        return rows
    head = corrections.letter_values(db)
    result: list[Row] = []
    for letter_id, group in groupby(rows, key=lambda row: row["letter_id"]):
        found = list(group)
        if letter_id in touched and name in _CORRECTED:
            (text,) = db.execute("SELECT text FROM letters WHERE id = ?", [letter_id]).fetchone()
            blank = dict.fromkeys(found[0]) | {key: found[0][key] for key in _OF_LETTER}
            said = corrections.of_letter(db, letter_id)
            found = [
                {key: (blank | row).get(key) for key in blank}
                for row in corrections.apply(_CORRECTED[name], found, said, text)
            ]
        values = head.get(letter_id, {})
        result += [row | {key: values[key] for key in values if key in _corrected_keys(name, row)} for row in found]
    return result


def _corrected_keys(name: str, row: Row) -> set[str]:
    """Columns of the letter itself that a row of table `name` carries."""
    return set(row) if name == "brieven" else set(row) & set(_OF_LETTER)


def export_tables(db: Database, out: Path, formats: Sequence[str] = ("csv", "jsonl")) -> dict[str, int]:
    """Write every table to `out` in each of `formats`, with codebook, BibTeX and manifest; returns rows per table.

    Raises MissingExtra for Parquet without pyarrow and StoreError when `out` is a file, before anything is written.
    """
    if "parquet" in formats:
        _pyarrow()
    if out.exists() and not out.is_dir():
        raise StoreError(f"{out}: is a file; give a folder for the tables.")
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in TABLES:
        columns, found = read_table(db, table)
        for form in formats:
            _WRITERS[form](out / f"{table.name}.{form}", columns, found)
        counts[table.name] = len(found)
    (out / "codeboek.csv").write_text(codebook_csv(), encoding="utf-8-sig")
    (out / "brieven.bib").write_text(bibtex(db), encoding="utf-8")
    manifest = manifest_of(db, counts, [path for path in sorted(out.iterdir()) if path.name != "manifest.json"])
    (out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return counts


# --- formats --------------------------------------------------------------------------------------


def _write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)


def _cell(value: object) -> object:
    """A value that a spreadsheet shows as text, never runs as a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value


def _write_jsonl(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_parquet(path: Path, columns: list[str], rows: list[Row]) -> None:
    arrow, parquet = _pyarrow()
    types = {"text": arrow.string(), "date": arrow.string(), "integer": arrow.int64(), "real": arrow.float64()}
    described = {entry["column"]: entry["type"] for entry in codebook() if entry["table"] == path.stem}
    schema = arrow.schema([(column, types[described.get(column, "text")]) for column in columns])
    parquet.write_table(arrow.Table.from_pylist(rows, schema=schema), path)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("Parquet needs the extra: pip install 'adviesradar[parquet]'") from error
    return pyarrow, pyarrow.parquet


_WRITERS: dict[str, Callable[[Path, list[str], list[Row]], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}


# --- what goes with it ----------------------------------------------------------------------------


def codebook() -> list[dict[str, str]]:
    """One entry per table and column: meaning, type, unit and vocabulary."""
    described = yaml.safe_load(files("pipeline").joinpath("codebook.yaml").read_text("utf-8"))
    empty = sqlite_utils.Database(memory=True)
    migrations.apply(empty)
    entries = []
    for table in TABLES:
        own = described["tables"][table.name]["columns"]
        for column in empty.execute(f"SELECT * FROM ({table.sql}) LIMIT 0").description:
            entry = own.get(column[0]) or described["common"][column[0]]
            entries.append(
                {
                    "table": table.name,
                    "column": column[0],
                    "meaning": entry["meaning"],
                    "type": entry["type"],
                    "unit": entry.get("unit", ""),
                    "vocabulary": " | ".join(entry.get("vocabulary", [])),
                }
            )
    return entries


def codebook_csv() -> str:
    """The codebook as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["table", "column", "meaning", "type", "unit", "vocabulary"])
    writer.writeheader()
    writer.writerows(codebook())
    return out.getvalue()


def bibtex(db: Database) -> str:
    """Every letter as a BibTeX entry, to cite it by."""
    query = f"""SELECT {_LETTER}, l.title, l.our_reference, l.sender, l.addressee, l.document_type
                FROM letters l ORDER BY l.letter_date, l.id"""
    return "\n".join(_entry(row) for row in corrected(db, "brieven", list(db.query(query))))


def _entry(row: Row) -> str:
    fields = {
        "author": "{" + _tex(row["sender"] or row["council"] or "Onbekend") + "}",
        "title": _tex(" ".join(row["title"].split())),
        "year": str(row["year"] or ""),
        "date": row["letter_date"] or "",
        "number": _tex(row["our_reference"] or ""),
        "type": row["document_type"].replace("_", " "),
        "note": _tex(f"Aan {row['addressee']}" if row["addressee"] else ""),
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items() if value]
    return "\n".join([f"@misc{{adviesradar-{row['letter_id']},", *lines, "}", ""])


def _tex(text: str) -> str:
    """`text` with the characters that mean something to TeX written out."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    special |= {char: f"\\{char}" for char in "&%$#_{}"}
    return "".join(special.get(char, char) for char in text)


def manifest_of(db: Database, counts: dict[str, int], written: list[Path]) -> dict[str, Any]:
    """What a reader needs to make the export again: versions, settings, runs, scores and file hashes."""
    versions = {row[0] for row in db.execute("SELECT DISTINCT versions FROM letters")}
    return {
        "adviesradar": version("adviesradar"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "made_at": now(),
        "stages": [json.loads(packed) for packed in sorted(versions)],
        "settings": dict(db.execute("SELECT key, value FROM settings").fetchall()),
        "runs": list(db.query("SELECT id, started_at, finished_at, command FROM runs ORDER BY started_at")),
        "letters": [row[0] for row in db.execute("SELECT DISTINCT sha256 FROM sources ORDER BY sha256")],
        "rows": counts,
        "scores": _scores(),
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in written},
    }


def _scores() -> Any:
    """The latest measured scores that this version came with, or None."""
    found = files("pipeline").joinpath("scores.json")
    return json.loads(found.read_text("utf-8")) if found.is_file() else None
