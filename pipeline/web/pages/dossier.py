"""A dossier: a request, the advice, the reaction, and later letters on the same matter."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from pipeline.web.ask import Ask, Reply
from pipeline.web.facts import letter_row
from pipeline.web.site import Site

MOST = 60


def page(site: Site, ask: Ask) -> Reply:
    """All letters that hang together with one, through references, in order of time."""
    row = letter_row(site.db, ask.parts["id"])
    if row is None:
        return site.missing(ask, "Deze brief")
    found, reasons = connected(site.db, row["id"])
    letters = [letter for letter in (letter_row(site.db, key) for key in found) if letter]
    letters.sort(key=lambda letter: (str(letter["letter_date"] or letter["year"] or ""), letter["id"]))
    steps = [
        {"letter": letter, "why": reasons.get(letter["id"], []), **_summary(site.db, letter["id"])}
        for letter in letters
    ]
    return site.page(ask, "dossier.html", letter=row, steps=steps, open=_open(site.db, found))


def connected(db: Database, letter_id: str) -> tuple[list[str], dict[str, list[dict[str, Any]]]]:
    """Letters linked to one by references, either way and step by step; and what each refers to."""
    query = """SELECT letter_id, target_letter_id, text, page, start, end, target_reason FROM "references"
        WHERE target_letter_id IS NOT NULL AND (letter_id = :id OR target_letter_id = :id)"""
    found, waiting = [letter_id], [letter_id]
    reasons: dict[str, dict[tuple[int, int], dict[str, Any]]] = {}
    while waiting and len(found) < MOST:
        current = waiting.pop(0)
        for row in db.query(query, {"id": current}):
            reasons.setdefault(row["letter_id"], {})[(row["start"], row["end"])] = row
            for other in (row["letter_id"], row["target_letter_id"]):
                if other not in found:
                    found.append(other)
                    waiting.append(other)
    return found, {key: list(rows.values()) for key, rows in reasons.items()}


def _summary(db: Database, letter_id: str) -> dict[str, Any]:
    advice = list(
        db.query("SELECT text, page, start, end, strength FROM advice WHERE letter_id = ? ORDER BY start", [letter_id])
    )
    questions = list(
        db.query("SELECT text, page, start, end, stance FROM questions WHERE letter_id = ? ORDER BY start", [letter_id])
    )
    responses = list(db.query("SELECT * FROM responses WHERE letter_id = ? ORDER BY start", [letter_id]))
    return {"advice": advice, "questions": questions, "responses": responses}


def _open(db: Database, found: list[str]) -> list[dict[str, Any]]:
    """References to letters that are not in the archive."""
    marks = ",".join("?" * len(found))
    query = f"""SELECT letter_id, text, date, number, page, start, end FROM "references"
        WHERE kind = 'brief' AND target_letter_id IS NULL AND letter_id IN ({marks})
        ORDER BY letter_id, start LIMIT 40"""
    return list(db.query(query, found))
