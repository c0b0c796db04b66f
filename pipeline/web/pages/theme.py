"""Themes: which recur, and for one who raised it, when, and in what words."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.search.filters import writer
from pipeline.sources import SHOWN_NAME
from pipeline.web.ask import Ask, Reply
from pipeline.web.charts import bars, grid
from pipeline.web.pages.search import as_csv
from pipeline.web.site import Site

PER_PAGE = 60
_QUOTES = f"""
    SELECT m.letter_id, m.score, m.polarity, p.id AS passage_id, p.text, p.start, p.end, p.page, p.section, l.title,
           l.document_type, l.media_type, l.page_count,
           l.council, l.council_id, l.municipality, l.sender, l.letter_date, l.year, l.our_reference,
           {SHOWN_NAME} AS file
    FROM concern_mentions m JOIN passages p ON p.id = m.passage_id JOIN letters l ON l.id = m.letter_id
    WHERE m.concern_id = ? ORDER BY COALESCE(l.letter_date, l.year, '') DESC, m.letter_id, p.seq"""


def overview(site: Site, ask: Ask) -> Reply:
    """All themes, the most recurring first, and a matrix of themes by years."""
    query = """SELECT c.id, c.label, c.definition, COALESCE(r.councils, 0) AS councils,
        COALESCE(r.letters, 0) AS letters, r.first_year, r.last_year
        FROM concerns c LEFT JOIN recurring_concerns r ON r.id = c.id ORDER BY letters DESC, c.label"""
    counts = site.db.execute(
        """SELECT c.id, c.label, l.year, COUNT(DISTINCT l.id) FROM concern_mentions m
           JOIN letters l ON l.id = m.letter_id JOIN concerns c ON c.id = m.concern_id
           WHERE l.year IS NOT NULL GROUP BY c.id, l.year"""
    ).fetchall()
    matrix = grid([((theme, label), year, count) for theme, label, year, count in counts])
    candidates = list(
        site.db.query("SELECT * FROM candidates ORDER BY council_count DESC, passage_count DESC LIMIT 12")
    )
    return site.page(ask, "themas.html", themes=list(site.db.query(query)), matrix=matrix, candidates=candidates)


def page(site: Site, ask: Ask) -> Reply:
    """One theme: who raised it, when, and quotes."""
    key = ask.parts["key"]
    theme = next(iter(site.db.query("SELECT * FROM concerns WHERE id = ?", [key])), None)
    if theme is None:
        return site.missing(ask, "Dit thema")
    quotes = list(site.db.query(_QUOTES, [key]))
    years = Counter({year: len(set(ids)) for year, ids in _by_year(quotes).items()})
    seen: dict[tuple[str, int], set[str]] = {}
    names: dict[str, str] = {}
    for quote in quotes:
        if quote["year"]:
            name = writer(quote)
            key_of = quote["council_id"] or ""
            shown = names.setdefault(key_of or name, name)
            seen.setdefault((f"{key_of}|{shown}", quote["year"]), set()).add(quote["letter_id"])
    matrix = grid([(tuple(who.split("|", 1)), year, len(ids)) for (who, year), ids in seen.items()])
    chosen = _chosen(quotes, ask)
    number = ask.number("pagina", 1, 1, 10_000)
    return site.page(
        ask,
        "thema.html",
        theme=theme,
        councils=len({quote["council_id"] for quote in quotes if quote["council_id"]}),
        letters=len({quote["letter_id"] for quote in quotes}),
        chart=bars(years),
        matrix=matrix,
        quotes=chosen[(number - 1) * PER_PAGE : number * PER_PAGE],
        total=len(chosen),
        number=number,
        pages=-(-len(chosen) // PER_PAGE),
    )


def table(site: Site, ask: Ask) -> Reply:
    """The quotes of a theme as CSV."""
    rows = _chosen(list(site.db.query(_QUOTES, [ask.parts["key"]])), ask)
    names = {
        "council": "raad", "municipality": "gemeente", "letter_date": "datum", "page": "pagina", "text": "passage",
        "polarity": "toon", "title": "onderwerp", "our_reference": "kenmerk", "file": "bestand", "letter_id": "brief",
    }  # fmt: skip
    return as_csv([{dutch: row[name] for name, dutch in names.items()} for row in rows], f"{ask.parts['key']}.csv")


def _chosen(quotes: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
    councils, years = set(ask.args.get("raad", ())), set(ask.args.get("jaar", ()))
    return [
        quote
        for quote in quotes
        if (not councils or quote["council_id"] in councils) and (not years or str(quote["year"]) in years)
    ]


def _by_year(quotes: list[dict[str, Any]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for quote in quotes:
        if quote["year"]:
            found.setdefault(quote["year"], []).append(quote["letter_id"])
    return found
