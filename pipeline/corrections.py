"""What people said about what the machine found. Kept apart from it, applied wherever facts are shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlite_utils import Database

from pipeline.errors import VisitorError

Row = dict[str, Any]
Action = Literal["bevestigd", "gecorrigeerd", "verworpen", "toegevoegd"]

LETTER_FIELDS = (
    "document_type",
    "letter_date",
    "subject",
    "our_reference",
    "your_reference",
    "council",
    "municipality",
    "sender",
    "addressee",
    "verdict",
)
"""What of the letter itself can be corrected (fact `letterhead`)."""
FACT_FIELDS = {
    "advice": ("strength", "answers_question", "deadline"),
    "question": ("number", "stance", "asked_by"),
    "date": ("iso", "role"),
    "party": ("name", "kind", "roles"),
}
"""What of each kind of fact can be corrected, besides its boundaries (`start`, `end`)."""


def letter_values(db: Database, letter_id: str | None = None) -> dict[str, Row]:
    """Corrected fields of letters, by letter id; the latest correction of a field wins."""
    query = "SELECT letter_id, value FROM corrections WHERE fact = 'letterhead' AND action != 'verworpen'"
    args: list[str] = []
    if letter_id is not None:
        query, args = f"{query} AND letter_id = ?", [letter_id]
    found: dict[str, Row] = {}
    for letter, value in db.execute(f"{query} ORDER BY id", args):
        fields = {key: new for key, new in json.loads(value).items() if key in LETTER_FIELDS}
        found.setdefault(letter, {}).update(fields)
    for fields in found.values():
        if fields.get("letter_date"):
            fields["year"] = int(str(fields["letter_date"])[:4])
    return found


def of_letter(db: Database, letter_id: str) -> list[Row]:
    """All corrections of a letter, oldest first; `value` decoded."""
    rows = db.query("SELECT * FROM corrections WHERE letter_id = ? ORDER BY id", [letter_id])
    return [{**row, "value": json.loads(row["value"])} for row in rows]


def apply(fact: str, rows: Iterable[Row], corrections: Sequence[Row], text: str = "") -> list[Row]:
    """The facts of one kind as people left them.

    Rejected ones are gone, corrected ones have their new values (and new text, when their boundaries
    moved and the letter's `text` is given), added ones are there. `checked` tells what was said of
    each: "bevestigd", "gecorrigeerd", "toegevoegd" or None.
    """
    latest: dict[tuple[int, int], Row] = {}
    for correction in corrections:
        if correction["fact"] == fact:
            latest[(correction["start"], correction["end"])] = correction
    result: list[Row] = []
    for row in rows:
        correction = latest.pop((row["start"], row["end"]), {})
        if correction.get("action") != "verworpen":
            result.append(_changed(fact, row, correction, text))
    for (start, end), correction in latest.items():
        if correction["action"] == "toegevoegd":
            result.append(_changed(fact, {"start": start, "end": end}, correction, text))
    return sorted(result, key=lambda row: (row["start"], row["end"]))


def _changed(fact: str, row: Row, correction: Mapping[str, Any], text: str) -> Row:
    value = correction.get("value", {})
    allowed = {*FACT_FIELDS.get(fact, ()), "start", "end", "page"}
    new = {**row, **{key: value[key] for key in value if key in allowed}, "checked": correction.get("action")}
    if text and ((new["start"], new["end"]) != (row["start"], row["end"]) or "text" not in row):
        new["text"] = text[new["start"] : new["end"]]
    return new


def add(
    db: Database, letter_id: str, fact: str, span: tuple[int, int] | None, action: Action, value: Row, at: str
) -> int:
    """Records a correction and returns its number. Raises VisitorError on what cannot be corrected."""
    row = db.execute("SELECT length(text) FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        raise VisitorError("Deze brief staat niet in het archief.")
    allowed = LETTER_FIELDS if fact == "letterhead" else (*FACT_FIELDS.get(fact, ()), "start", "end", "page")
    unknown = sorted(set(value) - set(allowed))
    if unknown or (fact != "letterhead" and fact not in FACT_FIELDS):
        raise VisitorError(f"Dit kan niet worden verbeterd: {fact} {', '.join(unknown)}.")
    start, end = span or (None, None)
    new_start, new_end = value.get("start", start), value.get("end", end)
    if new_start is not None and not 0 <= int(new_start) < int(new_end or 0) <= int(row[0]):
        raise VisitorError("De grenzen vallen buiten de brief.")
    query = "INSERT INTO corrections (letter_id, fact, start, end, action, value, made_at) VALUES (?,?,?,?,?,?,?)"
    encoded = json.dumps(value, ensure_ascii=False, sort_keys=True)
    cursor = db.execute(query, [letter_id, fact, start, end, action, encoded, at])
    return int(cursor.lastrowid or 0)
