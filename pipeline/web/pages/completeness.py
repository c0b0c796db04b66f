"""Completeness: what the archive holds per council and year, and what still needs a look."""

from __future__ import annotations

import json

from pipeline.search.filters import council_label
from pipeline.web import dutch
from pipeline.web.ask import Ask, Reply
from pipeline.web.charts import grid
from pipeline.web.site import Site

UNSURE = 0.6
"""Below this confidence a letter or a fact is worth a look."""


def page(site: Site, ask: Ask) -> Reply:
    """Letters per council and year, pages read by text recognition, failures, and low confidence."""
    db = site.db
    counts = db.execute(
        """SELECT council_id, MAX(council), MAX(municipality), year, COUNT(*) FROM letters
           GROUP BY council_id, year"""
    ).fetchall()
    names = {key: council_label(council, municipality) for key, council, municipality, _, _ in counts}
    known = [((key or "", names[key]), year, number) for key, _, _, year, number in counts if year]
    scans = list(
        db.query(
            """SELECT l.id, l.title, l.council, l.municipality, l.sender, l.letter_date, l.year, COUNT(*) AS pages,
                      MIN(p.quality) AS quality FROM pages p JOIN letters l ON l.id = p.letter_id
               WHERE p.source = 'ocr' GROUP BY l.id ORDER BY quality LIMIT 100"""
        )
    )
    unsure = list(
        db.query(
            """SELECT l.id, l.title, l.council, l.municipality, l.sender, l.letter_date, l.year, l.document_type,
                      l.document_type_confidence AS confidence,
                      (SELECT COUNT(*) FROM advice a WHERE a.letter_id = l.id AND a.confidence < :low)
                      + (SELECT COUNT(*) FROM questions q WHERE q.letter_id = l.id AND q.confidence < :low) AS doubtful
               FROM letters l WHERE l.document_type_confidence < :low OR l.letter_date IS NULL OR l.council IS NULL
               ORDER BY confidence LIMIT 100""",
            {"low": UNSURE},
        )
    )
    failed = db.query("SELECT path, reason FROM failures ORDER BY failed_at DESC LIMIT 200")
    failures = [{**row, "waarom": dutch.failure(row["reason"])} for row in failed]
    corrected = db.execute("SELECT action, COUNT(*) FROM corrections GROUP BY action ORDER BY action").fetchall()
    return site.page(
        ask,
        "volledigheid.html",
        matrix=grid(known),
        undated=sum(n for _, _, _, year, n in counts if not year),
        scans=scans,
        unsure=unsure,
        failures=failures,
        corrected=corrected,
        letters=sum(row[4] for row in counts),
    )


def gold(site: Site, ask: Ask) -> Reply:
    """All corrected letters as gold records, one JSON object a line."""
    from pipeline.gold import corrected_records

    lines = [json.dumps(record, ensure_ascii=False) for record in corrected_records(site.db)]
    headers = {"content-disposition": 'attachment; filename="verbeteringen.jsonl"'}
    return Reply("".join(line + "\n" for line in lines), 200, "application/x-ndjson; charset=utf-8", headers)
