"""The pages, one module each, and the addresses they have."""

from __future__ import annotations

from pipeline.web.pages import (
    completeness,
    council,
    dossier,
    draft,
    letter,
    search,
    static,
    theme,
    upload,
)
from pipeline.web.site import Handler

_ID = r"(?P<id>[0-9a-f]{4,64})"

WITH_FILES = {"/concept", "/nieuw"}
"""Addresses whose forms send files."""

ROUTES: list[tuple[str, Handler]] = [
    (r"^/$", search.page),
    (r"^/zoeken\.csv$", search.table),
    (r"^/meer/(?P<passage>\d{1,12})$", search.like),
    (rf"^/brief/{_ID}$", letter.page),
    (rf"^/brief/{_ID}/pagina/(?P<number>\d{{1,4}})\.png$", letter.image),
    (rf"^/brief/{_ID}/verbeter$", letter.correct),
    (rf"^/brief/{_ID}/herstel$", letter.undo),
    (rf"^/dossier/{_ID}$", dossier.page),
    (r"^/raden$", council.overview),
    (r"^/raad/(?P<key>[a-z0-9-]{1,200})$", council.page),
    (r"^/raad/(?P<key>[a-z0-9-]{1,200})\.csv$", council.table),
    (r"^/themas$", theme.overview),
    (r"^/thema/(?P<key>[\w-]{1,100})$", theme.page),
    (r"^/thema/(?P<key>[\w-]{1,100})\.csv$", theme.table),
    (r"^/concept$", draft.page),
    (r"^/nieuw$", upload.page),
    (r"^/nieuw/(?P<job>[0-9a-f]{12})$", upload.progress),
    (r"^/volledigheid$", completeness.page),
    (r"^/verbeteringen\.jsonl$", completeness.gold),
    (r"^/uitleg$", static.explanation),
    (r"^/stijl/(?P<name>[a-z-]{1,30}\.(?:css|js|svg))$", static.file),
    (r"^/favicon\.ico$", static.icon),
]
