"""A letter: its text with what was found in it, beside the image of its page; and correcting it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from extractors.letter import Letter, Span
from pipeline import corrections, store
from pipeline.errors import VisitorError
from pipeline.web import facts as letter_facts
from pipeline.web import pictures, segments
from pipeline.web.ask import Ask, Reply
from pipeline.web.pages.search import filters_of, followed
from pipeline.web.site import Site

CHOICES = {
    "document_type": (
        "gevraagd_advies", "ongevraagd_advies", "adviesaanvraag", "reactie_college", "bestuursopdracht", "transcript",
        "overig",
    ),
    "strength": ("advies", "verzoek", "aandachtspunt", "voorwaarde"),
    "stance": ("", "positief", "positief_onder_voorwaarden", "kritisch", "neutraal", "geen_oordeel"),
    "verdict": ("", "positief", "positief_onder_voorwaarden", "kritisch", "negatief", "neutraal", "geen_oordeel"),
    "role": (
        "briefdatum", "adviesaanvraag", "ontvangst", "deadline", "vergadering", "besluit", "ingangsdatum",
        "eerder_advies", "overig",
    ),
    "kind": (
        "adviesraad", "college", "gemeente", "gemeenteraad", "persoon", "organisatie", "bedrijf", "ministerie",
        "overig",
    ),
}  # fmt: skip
"""Values to choose from when correcting."""
NAMES = {
    "document_type": "Soort brief",
    "letter_date": "Datum (jjjj-mm-dd)",
    "subject": "Onderwerp",
    "our_reference": "Kenmerk",
    "your_reference": "Uw kenmerk",
    "council": "Raad",
    "municipality": "Gemeente",
    "sender": "Afzender",
    "addressee": "Geadresseerde",
    "verdict": "Strekking",
    "strength": "Soort advies",
    "answers_question": "Hoort bij vraag",
    "deadline": "Termijn",
    "number": "Nummer",
    "stance": "Oordeel",
    "asked_by": "Gesteld door",
    "iso": "Datum (jjjj-mm-dd)",
    "role": "Rol",
    "name": "Naam",
    "kind": "Soort",
    "roles": "Rollen",
}
"""What the fields are called."""


@dataclass(frozen=True, slots=True)
class Box:
    """A marked rectangle on the page image, in points."""

    x: float
    y: float
    width: float
    height: float


def page(site: Site, ask: Ask) -> Reply:
    """The letter, at the passage from `van` to `tot`, with the words of `q` marked."""
    letter_id = ask.parts["id"]
    row = letter_facts.letter_row(site.db, letter_id)
    if row is None:
        return site.missing(ask, "Deze brief")
    letter = store.load_letter(site.db, letter_id)
    changed = corrections.of_letter(site.db, letter_id)
    facts = letter_facts.letter_facts(site.db, letter_id, letter.text, changed)
    found, hits = _found(site, ask, letter_id)
    places = sorted(hits)
    here = _here(ask, letter) or (hits[0] if hits else None)
    marked = {**facts, "partij": letter_facts.mentions(facts["partij"])}
    source = pictures.source_file(site.db, letter_id)
    number = ask.number("pagina", letter.page_at(here.start) if here else 1, 1, max(1, len(letter.pages)))
    return site.page(
        ask,
        "brief.html",
        letter=row,
        text=letter.text,
        parts=segments.parts(letter, segments.outline(marked), found, here),
        facts=facts,
        reactions=letter_facts.reactions(site.db, letter_id),
        kinds=segments.KINDS,
        fact_of=letter_facts.FACT_OF,
        here=here,
        along=followed(ask),
        quote=" ".join(letter.quote(here).split()) if here else "",
        here_page=letter.page_at(here.start) if here else 1,
        here_passage=_passage_at(site, letter_id, here),
        places=places,
        place=places.index(here) if here in places else -1,
        source=source,
        files=[r[0] for r in site.db.execute("SELECT name FROM sources WHERE letter_id = ?", [letter_id])],
        number=number,
        size=_size(letter, number),
        boxes=_boxes(letter, here, number),
        neighbours=_neighbours(site, row),
        related=_related(site, letter_id),
        changed=changed,
        letter_fields=corrections.LETTER_FIELDS,
        fact_fields=corrections.FACT_FIELDS,
        choices=CHOICES,
        names=NAMES,
    )


def image(site: Site, ask: Ask) -> Reply:
    """A page of the letter as PNG."""
    source = pictures.source_file(site.db, ask.parts["id"])
    data = pictures.page_png(*source, int(ask.parts["number"])) if source else None
    if data is None:
        return Reply("Er is geen beeld van deze pagina.", 404, "text/plain; charset=utf-8")
    return Reply(data, 200, "image/png", {"cache-control": "private, max-age=3600"})


def correct(site: Site, ask: Ask) -> Reply:
    """Records a correction and goes back to the letter."""
    if ask.method != "POST":
        return Reply.to(f"/brief/{ask.parts['id']}")
    letter_id, fact, action = ask.parts["id"], ask.form.get("fact", ""), ask.form.get("action", "")
    if action not in ("bevestigd", "gecorrigeerd", "verworpen", "toegevoegd"):
        raise VisitorError("Kies bevestigen, verbeteren of verwerpen.")
    with site.writing() as db:
        letter = store.load_letter(db, letter_id)
        span = _span(ask, letter, action)
        value = _value(ask, fact, letter, span) if action in ("gecorrigeerd", "toegevoegd") else {}
        corrections.add(db, letter_id, fact, span, action, value, store.now())  # type: ignore[arg-type]
    anchor = f"?van={span[0]}&tot={span[1]}#hier" if span else ""
    return Reply.to(f"/brief/{letter_id}{anchor}")


def undo(site: Site, ask: Ask) -> Reply:
    """Takes one correction back."""
    number = ask.form.get("nummer", "")
    if ask.method == "POST" and number.isdecimal():
        with site.writing() as db:
            db.execute("DELETE FROM corrections WHERE id = ? AND letter_id = ?", [int(number), ask.parts["id"]])
    return Reply.to(f"/brief/{ask.parts['id']}#verbeteringen")


def _here(ask: Ask, letter: Letter) -> Span | None:
    start, end = ask.number("van", -1), ask.number("tot", -1)
    return Span(start, end) if 0 <= start < end <= len(letter.text) else None


def _found(site: Site, ask: Ask, letter_id: str) -> tuple[list[Span], list[Span]]:
    """Words of the query and the passages it finds in this letter, best first."""
    typed = ask.one("q")
    if not typed.strip():
        return [], []
    archive = site.archive
    hits = archive.searcher.within(archive.db, typed, letter_id, filters_of(ask))
    words = [Span(hit.start + mark.start, hit.start + mark.end) for hit in hits for mark in hit.marks]
    return words, [Span(hit.start, hit.end) for hit in hits]


def _passage_at(site: Site, letter_id: str, here: Span | None) -> int | None:
    if here is None:
        return None
    query = "SELECT id FROM passages WHERE letter_id = ? AND start <= ? AND ? < end LIMIT 1"
    row = site.db.execute(query, [letter_id, here.start, here.start]).fetchone()
    return int(row[0]) if row else None


def _size(letter: Letter, number: int) -> tuple[float, float]:
    page = next((page for page in letter.pages if page.number == number), None)
    return (page.width or 595.0, page.height or 842.0) if page else (595.0, 842.0)


def _boxes(letter: Letter, here: Span | None, number: int) -> list[Box]:
    if here is None:
        return []
    return [
        Box(place.bbox[0] - 2, place.bbox[1] - 1, place.bbox[2] - place.bbox[0] + 4, place.bbox[3] - place.bbox[1] + 2)
        for place in letter.where(here)
        if place.page == number and place.bbox is not None
    ]


def _neighbours(site: Site, row: dict[str, Any]) -> dict[str, dict[str, Any] | None]:
    """The letters of the same council before and after this one."""
    query = """SELECT id, title, letter_date, year FROM letters WHERE council_id = ?
        ORDER BY COALESCE(letter_date, year, ''), id"""
    letters = list(site.db.query(query, [row["council_id"]])) if row["council_id"] else []
    place = next((n for n, letter in enumerate(letters) if letter["id"] == row["id"]), None)
    if place is None:
        return {"before": None, "after": None}
    return {
        "before": letters[place - 1] if place else None,
        "after": letters[place + 1] if place + 1 < len(letters) else None,
    }


def _related(site: Site, letter_id: str) -> list[dict[str, Any]]:
    """Letters that this one refers to, or that refer to it."""
    query = """SELECT DISTINCT l.id, l.title, l.council, l.municipality, l.sender, l.letter_date, l.year,
        l.document_type FROM "references" r
        JOIN letters l ON l.id = CASE WHEN r.letter_id = :id THEN r.target_letter_id ELSE r.letter_id END
        WHERE (r.letter_id = :id AND r.target_letter_id IS NOT NULL) OR r.target_letter_id = :id
        ORDER BY COALESCE(l.letter_date, l.year, '')"""
    return list(site.db.query(query, {"id": letter_id}))


def _span(ask: Ask, letter: Letter, action: str) -> tuple[int, int] | None:
    if ask.form.get("fact") == "letterhead":
        return None
    start, end = ask.form.get("start", ""), ask.form.get("end", "")
    if start.isdecimal() and end.isdecimal():
        return int(start), int(end)
    place = _locate(letter, ask.form.get("text", ""), 0)
    if place is None or action != "toegevoegd":
        raise VisitorError("Deze tekst staat niet letterlijk in de brief. Kopieer hem uit de brief.")
    return place


def _value(ask: Ask, fact: str, letter: Letter, span: tuple[int, int] | None) -> dict[str, Any]:
    """The corrected fields out of the form; a new text moves the boundaries."""
    fields = corrections.LETTER_FIELDS if fact == "letterhead" else corrections.FACT_FIELDS.get(fact, ())
    value: dict[str, Any] = {}
    for name in fields:
        given = ask.form.get(name)
        if given is None or given == ask.form.get(f"was-{name}", ""):
            continue
        if name in CHOICES and given not in CHOICES[name]:
            raise VisitorError(f"{NAMES[name]}: {given} kan hier niet.")
        value[name] = given.strip() or None
    new = ask.form.get("text", "").strip()
    if fact != "letterhead" and span and new and new != letter.text[span[0] : span[1]].strip():
        place = _locate(letter, new, span[0])
        if place is None:
            raise VisitorError("Deze tekst staat niet letterlijk in de brief. Kopieer hem uit de brief.")
        value.update({"start": place[0], "end": place[1], "page": letter.page_at(place[0])})
    if span and fact != "letterhead" and ask.form.get("action") == "toegevoegd":
        value.setdefault("page", letter.page_at(span[0]))
    return value


def _locate(letter: Letter, text: str, near: int) -> tuple[int, int] | None:
    """Where `text` stands in the letter (white space need not agree), nearest to `near`."""
    words = text.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    places = [match.span() for match in pattern.finditer(letter.text)]
    return min(places, key=lambda place: abs(place[0] - near), default=None)
