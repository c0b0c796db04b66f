"""The facts of one letter as its page shows them, corrections applied."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from pipeline import corrections
from pipeline.web import dutch

Row = dict[str, Any]

FACT_OF = {"advies": "advice", "vraag": "question", "datum": "date", "partij": "party"}
"""Kind of mark → name of the fact in `corrections`."""
_QUERIES = {
    "advies": "SELECT * FROM advice WHERE letter_id = ? ORDER BY start",
    "vraag": "SELECT * FROM questions WHERE letter_id = ? ORDER BY start",
    "antwoord": """SELECT s.*, q.stance FROM answer_spans s LEFT JOIN questions q
        ON q.letter_id = s.letter_id AND q.id = s.question_id WHERE s.letter_id = ? ORDER BY s.start""",
    "datum": "SELECT * FROM dates WHERE letter_id = ? ORDER BY start",
    "partij": "SELECT * FROM parties WHERE letter_id = ? ORDER BY start",
    "zorg": """SELECT m.start, m.end, m.score, m.polarity, p.page, p.text, c.label, c.id FROM concern_mentions m
        JOIN concerns c ON c.id = m.concern_id JOIN passages p ON p.id = m.passage_id
        WHERE m.letter_id = ? ORDER BY m.start""",
}


def letter_row(db: Database, letter_id: str) -> Row | None:
    """The letter without its text, corrections applied; None when it is not there."""
    query = """SELECT id, title, document_type, document_type_confidence, verdict, letter_date, year, subject,
        our_reference, your_reference, council, council_id, municipality, sender, addressee, media_type, page_count,
        word_count, quality FROM letters WHERE id = ?"""
    row: Row | None = next(iter(db.query(query, [letter_id])), None)
    if row is None:
        return None
    return {**row, **corrections.letter_values(db, letter_id).get(letter_id, {})}


def letter_facts(db: Database, letter_id: str, text: str, changed: list[Row]) -> dict[str, list[Row]]:
    """Facts by kind of mark, in order; `title` says in a few words what each is, `inside` whether its text is part
    of that of the one before it (a sentence of a list item)."""
    found: dict[str, list[Row]] = {}
    for kind, query in _QUERIES.items():
        rows = [dict(row) for row in db.query(query, [letter_id])]
        if kind in FACT_OF:
            rows = corrections.apply(FACT_OF[kind], rows, changed, text)
        rows.sort(key=lambda row: (row["start"], -row["end"]))
        end = -1
        for row in rows:
            row["inside"] = row["end"] <= end
            end = max(end, row["end"])
            row.setdefault("text", text[row["start"] : row["end"]])
            row.setdefault("page", 1)
            row["title"] = _title(kind, row)
        found[kind] = rows
    return found


def reactions(db: Database, letter_id: str) -> list[Row]:
    """What a college answers to each piece of advice: `advice_restated`, `reaction`, `status` and where it stands."""
    query = """SELECT start, end, page, advice_restated, reaction, status FROM responses
        WHERE letter_id = ? ORDER BY start"""
    return list(db.query(query, [letter_id]))


def mentions(parties: list[Row]) -> list[Row]:
    """All mentions of the parties, not only their first."""
    result = []
    for party in parties:
        places = json.loads(party.get("mentions") or "[]") or [[party["start"], party["end"]]]
        for start, end in places:
            result.append({**party, "start": start, "end": end})
    return result


def _title(kind: str, row: Row) -> str:
    if kind == "advies":
        return dutch.label(row.get("strength") or "advies")
    if kind == "vraag":
        return f"vraag {row['number']}" if row.get("number") else "vraag"
    if kind == "antwoord":
        return "antwoord" + (f": {dutch.label(row['stance'])}" if row.get("stance") else "")
    if kind == "datum":
        return f"{dutch.date(row.get('iso'))} ({dutch.label(row.get('role') or 'datum')})"
    if kind == "partij":
        return f"{row.get('name') or row['text']} ({dutch.label(row.get('kind') or 'partij')})"
    return f"thema {row['label']}"
