"""One letter, as plain Dutch text for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from sqlite_utils.db import Database

from pipeline import store
from pipeline.record import Json
from pipeline.search.filters import has_pages, label_of

TYPES = {
    "gevraagd_advies": "gevraagd advies",
    "ongevraagd_advies": "ongevraagd advies",
    "adviesaanvraag": "adviesaanvraag",
    "reactie_college": "reactie van het college",
    "bestuursopdracht": "bestuursopdracht",
    "transcript": "transcript",
    "overig": "overig stuk",
}
"""Document types as people read them."""
WIDTH = 100


def describe(db: Database, letter_id: str) -> str:
    """Letterhead, questions and answers, advice, dates, parties and themes of one letter."""
    files = [row[0] for row in db.execute("SELECT path FROM sources WHERE letter_id = ? ORDER BY path", [letter_id])]
    record = store.load_record(db, letter_id)
    letter = next(iter(db.query("SELECT media_type, page_count FROM letters WHERE id = ?", [letter_id])))
    return "\n".join(_lines(record, letter_id, files, has_pages(letter))).rstrip() + "\n"


def _lines(record: Json, letter_id: str, files: list[str], paged: bool) -> Iterator[str]:
    def noted(item: Json, *notes: str) -> str:
        return ", ".join([*notes, *([f"p. {item['page']}"] if paged else [])])

    yield record["subject"] or record["file"]
    yield "=" * min(WIDTH, len(record["subject"] or record["file"]))
    yield from _head(record, letter_id, files)
    if record["questions"]:
        yield f"\nVragen aan de raad ({len(record['questions'])})"
    for number, question in enumerate(record["questions"], start=1):
        yield from _item(f"{question['number'] or number}.", question["text"], noted(question))
        if question["answer"]:
            label = f"antwoord ({question['answer']['stance'].replace('_', ' ')})"
            yield from _item("", f"{label}: {' '.join(question['answer']['text'])}", "")
    if record["advice"]:
        yield f"\nAdviezen ({len(record['advice'])})"
    for point in record["advice"]:
        yield from _item("-", point["text"], noted(point, point["strength"]))
    yield from _section("Vragen van de raad", record["council_questions"], lambda q: (q["text"], noted(q)))
    yield from _section(
        "Reacties", record["responses"],
        lambda r: (f"{r['advice_restated']} → {r['reaction']}", r["status"].replace("_", " ")),
    )  # fmt: skip
    yield from _section("Zorgen", record["concerns"], lambda c: (f"{label_of(c['theme'])}: {c['quote']}", noted(c)))
    yield from _section("Datums", record["dates"], lambda d: (f"{d['iso']}  {d['text']}", d["role"].replace("_", " ")))
    yield from _section("Partijen", record["parties"], _party)
    yield from _section("Verwijzingen", record["references"], lambda r: (r["text"], r["kind"]))


def _party(party: Json) -> tuple[str, str]:
    function = f", {party['function']}" if party["function"] else ""
    return party["name"] + function, f"{party['kind']}; {', '.join(party['roles'])}"


def _head(record: Json, letter_id: str, files: list[str]) -> Iterator[str]:
    facts = {
        "Brief": letter_id,
        "Soort": TYPES.get(record["document_type"], record["document_type"]),
        "Strekking": (record["verdict"] or "").replace("_", " "),
        "Datum": record["letter_date"],
        "Van": record["sender"] and record["sender"]["name"],
        "Aan": record["addressee"] and record["addressee"]["name"],
        "Kenmerk": record["reference"]["ours"],
        "Uw kenmerk": record["reference"]["yours"],
        "Ondertekend": ", ".join(person["name"] for person in record["signatories"]),
        "Bestand": ", ".join(files),
    }
    for label, value in facts.items():
        if value:
            yield f"{label + ':':<13}{value}"


def _section(title: str, items: list[Json], render: Callable[[Json], tuple[str, str]]) -> Iterator[str]:
    if items:
        yield f"\n{title} ({len(items)})"
    for item in items:
        text, note = render(item)
        yield from _item("-", text, note)


def _item(marker: str, text: str, note: str) -> Iterator[str]:
    flat = " ".join(text.split()) + (f"  [{note}]" if note else "")
    indent = f"  {marker:<3}"
    yield textwrap.fill(flat, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))
