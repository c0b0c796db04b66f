"""A draft: earlier advice on each of its points."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UnreadableFile
from pipeline.ingest import read_guarded
from pipeline.limits import Limits
from pipeline.parsers import Parsed
from pipeline.search import similar
from pipeline.web.ask import Ask, Reply
from pipeline.web.pages.upload import accepted
from pipeline.web.site import Site

LONGEST = 60_000


def page(site: Site, ask: Ask) -> Reply:
    """The form, and after sending it the points of the draft with earlier advice."""
    text = ask.form.get("tekst", "")[:LONGEST]
    council = ask.form.get("raad", "").strip()
    points: list[similar.Point] = []
    upload = ask.files[0] if ask.files else None
    if ask.method == "POST":
        archive = site.archive
        if upload is not None:
            named = upload.path.with_name(upload.path.name + "-" + upload.name)
            upload.path.rename(named)
            try:
                points = similar.of_text(archive, _text(named, site.limits), council or None)
            finally:
                named.unlink(missing_ok=True)
        else:
            points = similar.of_text(archive, text, council or None)
    councils = list(
        site.db.execute(
            "SELECT MAX(council), MAX(municipality) FROM letters WHERE council_id IS NOT NULL GROUP BY council_id "
            "ORDER BY 2, 1"
        )
    )
    return site.page(
        ask,
        "concept.html",
        points=points,
        text=text,
        council=council,
        councils=councils,
        sent=ask.method == "POST",
        accepted=accepted(),
    )


def _text(draft: Path, limits: Limits) -> str:
    """The text of a draft that was sent, read in a process that can be killed. Raises UnreadableFile."""
    items = [item.content for item in read_guarded([draft], limits)]
    for content in items:
        if isinstance(content, Parsed) and content.letter.text:
            return content.letter.text
    raise next((item for item in items if isinstance(item, UnreadableFile)), UnreadableFile("leeg", draft.name))
