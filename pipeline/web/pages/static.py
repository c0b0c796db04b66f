"""Styles, the one script, and the explanation."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files

from pipeline.web.ask import Ask, Reply
from pipeline.web.site import Site

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@lru_cache(maxsize=16)
def _read(name: str) -> tuple[bytes, str] | None:
    found = files("pipeline.web").joinpath("static", name)
    if not found.is_file():
        return None
    data = found.read_bytes()
    return data, f'"{hashlib.sha256(data).hexdigest()[:16]}"'


def file(site: Site, ask: Ask) -> Reply:
    """A file of the folder `static`."""
    found = _read(ask.parts["name"])
    if found is None:
        return site.missing(ask, "Deze bladzijde")
    data, tag = found
    headers = {"etag": tag, "cache-control": "no-cache"}
    if ask.etag == tag:
        return Reply("", 304, headers=headers)
    return Reply(data, 200, _TYPES[ask.parts["name"].rsplit(".", 1)[1]], headers)


def icon(site: Site, ask: Ask) -> Reply:
    """The icon that browsers ask for."""
    found = _read("beeldmerk.svg")
    return Reply(found[0] if found else b"", 200, _TYPES["svg"], {"cache-control": "max-age=86400"})


def explanation(site: Site, ask: Ask) -> Reply:
    """How to search, in a page."""
    return site.page(ask, "uitleg.html")
