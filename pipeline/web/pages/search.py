"""The start page: a box to type in, what was found, and ways to narrow it down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from pipeline.search.filters import NAMES, Filters, has_pages, label_of
from pipeline.search.find import FoundLetter, Results
from pipeline.web import dutch
from pipeline.web.ask import Ask, Reply
from pipeline.web.facts import letter_row
from pipeline.web.site import Site

PER_PAGE = 15
HEADINGS = {
    "gemeente": "Gemeente",
    "raad": "Raad",
    "jaar": "Jaar",
    "soort": "Soort passage",
    "thema": "Thema",
    "stance": "Oordeel in het antwoord",
    "strekking": "Strekking van de brief",
}
EXAMPLES = (
    "te weinig tijd om te adviseren",
    "kwetsbare groepen",
    "wachttijden bij de Wmo",
    '"eigen bijdrage"',
    "begrijpelijke taal",
    "mantelzorg",
)


def filters_of(ask: Ask) -> Filters:
    """The filters in the address."""
    return Filters(**{name: tuple(ask.args.get(name, ())) for name in NAMES})


def followed(ask: Ask) -> list[tuple[str, str]]:
    """What was typed and chosen, to go along to a letter and back."""
    return [(name, value) for name in ("q", *NAMES) for value in ask.args.get(name, ())]


def page(site: Site, ask: Ask) -> Reply:
    """Results for `q` and the filters; without either, an inviting start."""
    typed, number = ask.one("q"), ask.number("pagina", 1, 1, 10_000)
    filters = filters_of(ask)
    archive = site.archive
    started = not typed.strip() and not filters.any and "alles" not in ask.args
    results = archive.searcher.search(archive.db, typed, filters, PER_PAGE, (number - 1) * PER_PAGE)
    if number > 1 and results.total and not results.letters:
        return Reply.to(ask.address(pagina=None))
    return site.page(
        ask,
        "zoeken.html",
        typed=typed,
        results=results,
        started=started,
        headings=HEADINGS,
        examples=EXAMPLES,
        filters=filters,
        along=followed(ask),
        number=number,
        pages=-(-results.total // PER_PAGE),
        note=archive.note,
        facts=_facts(site) if started else {},
    )


def like(site: Site, ask: Ask) -> Reply:
    """More like one passage."""
    archive = site.archive
    passage = int(ask.parts["passage"])
    row = archive.db.execute(
        "SELECT p.text, p.letter_id, p.start, p.end, p.page FROM passages p WHERE id = ?", [passage]
    ).fetchone()
    if row is None:
        return site.missing(ask, "Deze passage")
    results = archive.searcher.like(archive.db, passage, 30)
    text, letter_id, start, end, number = row
    source = {"text": text, "letter_id": letter_id, "start": start, "end": end, "page": number}
    letter = letter_row(archive.db, letter_id)
    return site.page(ask, "meer.html", results=results, source=source, letter=letter)


def table(site: Site, ask: Ask) -> Reply:
    """The same results as CSV."""
    archive = site.archive
    results = archive.searcher.search(archive.db, ask.one("q"), filters_of(ask), 1_000, per_letter=5)
    return as_csv(result_rows(results), "zoekresultaat.csv")


def result_rows(results: Results) -> list[dict[str, Any]]:
    """One row a passage."""
    return [row for found in results.letters for row in _rows(found)]


def _rows(found: FoundLetter) -> Iterable[dict[str, Any]]:
    letter = found.letter
    base = {
        "raad": letter["council"] or "",
        "gemeente": letter["municipality"] or "",
        "datum": letter["letter_date"] or letter["year"] or "",
        "soort brief": dutch.label(letter["document_type"]),
        "onderwerp": letter["title"],
        "kenmerk": letter["our_reference"] or "",
        "bestand": letter["file"] or "",
    }
    if not found.hits:
        yield {**base, "pagina": "", "passage": "", "thema": "", "gevonden op": "", "brief": letter["id"]}
    for hit in found.hits:
        about = {
            "pagina": hit.page if has_pages(letter) else "",
            "passage": hit.text,
            "thema": ", ".join(map(label_of, hit.themes)),
        }
        yield {**base, **about, "gevonden op": ", ".join(hit.why), "brief": letter["id"]}


def as_csv(rows: Iterable[dict[str, Any]], name: str) -> Reply:
    """Rows as a CSV file that Dutch spreadsheets open well; no cell starts a formula."""
    listed = list(rows)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(listed[0]) if listed else ["geen resultaten"], delimiter=";")
    writer.writeheader()
    for row in listed:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Reply("\ufeff" + buffer.getvalue(), 200, "text/csv; charset=utf-8", headers)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(tuple("=+-@\t\r")) else value


def _facts(site: Site) -> dict[str, Any]:
    """What the archive holds, for the start page."""
    query = """SELECT COUNT(*), COUNT(DISTINCT council_id), MIN(year), MAX(year),
        (SELECT COUNT(*) FROM advice) FROM letters"""
    letters, councils, first, last, advice = site.db.execute(query).fetchone()
    themes = site.db.execute(
        "SELECT id, label, councils, letters FROM recurring_concerns WHERE letters > 0 ORDER BY letters DESC LIMIT 12"
    ).fetchall()
    return {
        "letters": letters, "councils": councils, "first": first, "last": last, "advice": advice, "themes": themes
    }  # fmt: skip
