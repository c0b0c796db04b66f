"""Tables of everything in the store, one per kind of fact, as CSV and JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils.db import Database

_LETTER = "l.id AS letter_id, l.council, l.municipality, l.letter_date, l.year"
_SOURCE = "(SELECT MIN(s.path) FROM sources s WHERE s.letter_id = l.id) AS file"


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


def rows(db: Database, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of `table`."""
    return db.query(table.sql)


def export_tables(db: Database, out: Path) -> dict[str, int]:
    """Write every table to `out` as NAME.csv and NAME.jsonl (UTF-8); returns rows per table."""
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for table in TABLES:
        columns = [column[0] for column in db.execute(f"SELECT * FROM ({table.sql}) LIMIT 0").description]
        found = list(rows(db, table))
        with (out / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({key: _cell(value) for key, value in row.items()} for row in found)
        with (out / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        counts[table.name] = len(found)
    return counts


def _cell(value: object) -> object:
    """A value that a spreadsheet shows as text, never runs as a formula."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value
