"""The facts of a letter as rows of tables, for questions in SQL."""

from __future__ import annotations

import json

from sqlite_utils.db import Database

from pipeline.record import Json

FACT_TABLES = (
    "questions", "answer_spans", "council_questions", "advice", "dates", "parties", "signatories",
    "references", "responses",
)  # fmt: skip
"""The tables filled from the record, one row a fact."""


def insert_facts(db: Database, letter_id: str, record: Json) -> None:
    """One row per fact of the record; the caller made sure that none are there yet."""
    rows: dict[str, list[Json]] = {name: [] for name in FACT_TABLES}
    for item in record["questions"]:
        answer = item["answer"] or {}
        rows["questions"].append(
            _pick(item, "id", "number", "text", "section", "asked_by", "page", "confidence")
            | _bounds(item)
            | {"answer": "\n\n".join(answer["text"]) if answer else None, "stance": answer.get("stance")}
        )
        rows["answer_spans"] += [
            {"question_id": item["id"], "seq": seq, "start": span[0], "end": span[1], "page": answer["page"]}
            for seq, span in enumerate(answer.get("spans", []))
        ]
    for item in record["council_questions"]:
        rows["council_questions"].append(_pick(item, "text", "page", "confidence") | _bounds(item))
    for item in record["advice"]:
        rows["advice"].append(
            _pick(item, "id", "text", "cue", "strength", "section", "answers_question", "addressee")
            | _pick(item, "deadline", "page", "confidence")
            | _bounds(item)
        )
    for item in record["dates"]:
        rows["dates"].append(
            _pick(item, "text", "iso", "precision", "role", "context", "page", "confidence") | _bounds(item)
        )
    for seq, item in enumerate(record["parties"]):
        rows["parties"].append(
            _pick(item, "name", "kind", "function", "municipality", "municipality_code", "page", "confidence")
            | _bounds(item)
            | {"seq": seq, "roles": json.dumps(item["roles"]), "mentions": json.dumps(item["mention_spans"])}
        )
    for seq, item in enumerate(record["signatories"]):
        rows["signatories"].append(_pick(item, "name", "role", "page") | _bounds(item) | {"seq": seq})
    for item in record["references"]:
        rows["references"].append(
            _pick(item, "text", "kind", "name", "date", "number", "page", "confidence") | _bounds(item)
        )
    for item in record["responses"]:
        rows["responses"].append(
            _pick(item, "advice_restated", "reaction", "status", "page", "confidence") | _bounds(item)
        )
    for name, found in rows.items():
        if found:
            columns, marks = ", ".join(found[0]), ", ?" * len(found[0])
            db.conn.executemany(
                f'INSERT OR IGNORE INTO "{name}" (letter_id, {columns}) VALUES (?{marks})',
                ([letter_id, *row.values()] for row in found),
            )


def _pick(item: Json, *keys: str) -> Json:
    return {key: item[key] for key in keys}


def _bounds(item: Json) -> Json:
    return {"start": item["span"][0], "end": item["span"][1]}
