"""Councils: all of them, and one with its letters, advice and themes over the years."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline import corrections
from pipeline.sources import SHOWN_NAME
from pipeline.web.ask import Ask, Reply
from pipeline.web.charts import bars, grid
from pipeline.web.pages.search import as_csv
from pipeline.web.site import Site

_LETTERS = f"""
    SELECT l.id, l.title, l.document_type, l.letter_date, l.year, l.verdict, l.our_reference, l.council,
           l.municipality, l.sender, l.page_count, l.quality,
           (SELECT COUNT(*) FROM advice a WHERE a.letter_id = l.id) AS advice_points,
           (SELECT COUNT(*) FROM questions q WHERE q.letter_id = l.id) AS questions,
           {SHOWN_NAME} AS file
    FROM letters l WHERE l.council_id = ? ORDER BY COALESCE(l.letter_date, l.year, '') DESC, l.id"""


def overview(site: Site, ask: Ask) -> Reply:
    """All councils with what the archive has of them."""
    query = """
        SELECT council_id AS key, MAX(council) AS council, MAX(municipality) AS municipality, COUNT(*) AS letters,
               MIN(year) AS first, MAX(year) AS last,
               (SELECT COUNT(*) FROM advice a JOIN letters x ON x.id = a.letter_id
                WHERE x.council_id = l.council_id) AS advice_points
        FROM letters l WHERE council_id IS NOT NULL GROUP BY council_id ORDER BY municipality, council"""
    without = site.db.execute("SELECT COUNT(*) FROM letters WHERE council_id IS NULL").fetchone()[0]
    return site.page(ask, "raden.html", councils=list(site.db.query(query)), without=without)


def page(site: Site, ask: Ask) -> Reply:
    """One council."""
    letters = _letters(site, ask.parts["key"])
    if not letters:
        return site.missing(ask, "Deze raad")
    years = Counter(letter["year"] for letter in letters if letter["year"])
    themes = site.db.execute(
        """SELECT c.id, c.label, l.year, COUNT(DISTINCT l.id) FROM concern_mentions m
           JOIN letters l ON l.id = m.letter_id JOIN concerns c ON c.id = m.concern_id
           WHERE l.council_id = ? AND l.year IS NOT NULL GROUP BY c.id, l.year""",
        [ask.parts["key"]],
    ).fetchall()
    advice = list(
        site.db.query(
            """SELECT a.*, l.media_type, l.page_count,
               l.letter_date, l.year, l.title, l.our_reference, l.council, l.municipality, l.sender
               FROM advice a JOIN letters l ON l.id = a.letter_id WHERE l.council_id = ?
               ORDER BY COALESCE(l.letter_date, l.year, '') DESC, a.letter_id, a.start LIMIT 60""",
            [ask.parts["key"]],
        )
    )
    return site.page(
        ask,
        "raad.html",
        letters=letters,
        first=letters[0],
        chart=bars(years),
        themes=grid([((theme, label), year, count) for theme, label, year, count in themes]),
        advice=advice,
    )


def table(site: Site, ask: Ask) -> Reply:
    """The letters of a council as CSV."""
    names = {
        "letter_date": "datum", "title": "onderwerp", "document_type": "soort", "our_reference": "kenmerk",
        "questions": "vragen", "advice_points": "adviespunten", "verdict": "strekking", "file": "bestand",
        "id": "brief",
    }  # fmt: skip
    rows = _letters(site, ask.parts["key"])
    return as_csv([{dutch: row[name] for name, dutch in names.items()} for row in rows], f"{ask.parts['key']}.csv")


def _letters(site: Site, key: str) -> list[dict[str, Any]]:
    changed = corrections.letter_values(site.db)
    return [{**row, **changed.get(row["id"], {})} for row in site.db.query(_LETTERS, [key])]
