"""Corrected letters as gold records: what the machine found, as people left it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from pipeline import corrections
from pipeline.packing import unpack_record
from pipeline.record import Json

_LISTS = {"advice": "advice", "question": "questions", "date": "dates", "party": "parties"}
_OWN = ("span", "spans", "page", "confidence", "cue", "checked")
"""What our records have besides the gold schema."""


def corrected_records(db: Database) -> Iterator[Json]:
    """One record per letter that someone corrected or confirmed something of."""
    query = "SELECT id, text, record FROM letters WHERE id IN (SELECT letter_id FROM corrections) ORDER BY id"
    for letter in db.query(query):
        changed = corrections.of_letter(db, letter["id"])
        head = corrections.letter_values(db, letter["id"]).get(letter["id"], {})
        yield gold_record(unpack_record(letter["record"], letter["text"]), letter["text"], changed, head)


def gold_record(record: Json, text: str, changed: list[dict[str, Any]], head: dict[str, Any]) -> Json:
    """A record with its corrections applied, without what only the machine knows (span, confidence …)."""
    result = dict(record)
    for fact, name in _LISTS.items():
        rows = [{**item, "start": item["span"][0], "end": item["span"][1]} for item in record.get(name, [])]
        result[name] = corrections.apply(fact, rows, changed, text)
    for name in ("document_type", "letter_date", "subject", "verdict"):
        result[name] = head.get(name, record.get(name))
    reference = dict(record.get("reference") or {})
    reference["ours"] = head.get("our_reference", reference.get("ours"))
    reference["yours"] = head.get("your_reference", reference.get("yours"))
    result["reference"] = reference
    for name in ("sender", "addressee"):
        if name in head:
            result[name] = {**(record.get(name) or {}), "name": head[name]}
    cleaned = _without(result)
    assert isinstance(cleaned, dict)
    return cleaned


def _without(value: Any) -> Any:
    """`value` without our own fields, at any depth."""
    if isinstance(value, dict):
        own = {*_OWN, "start", "end"}
        return {key: _without(item) for key, item in value.items() if key not in own and not key.endswith("_cue")}
    return [_without(item) for item in value] if isinstance(value, list) else value
