"""PDF: a quick look at every page with pypdfium2, layout with pdfplumber, OCR where text is missing."""

from __future__ import annotations

import hashlib
import io
import logging
from typing import Any

import pdfplumber
import pypdfium2

from pipeline.errors import UnreadableFile
from pipeline.layout import compose, structure
from pipeline.layout.glyphs import glyphs, segments
from pipeline.layout.grid import grids
from pipeline.layout.pages import RawPage, lay_out
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.types import Parsed

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a PDF. One with an empty user password is opened; others are reported."""
    _look(data, name, limits)
    raw: list[RawPage] = []
    with pdfplumber.open(io.BytesIO(data), password="") as document:
        metadata = _metadata(document.metadata)
        for page in document.pages:
            raw.append(_raw_page(page, name, limits))
            page.close()
    pieces, sheets = lay_out(raw)
    letter = compose(
        structure(pieces),
        sheets,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        name=name,
        metadata=metadata,
    )
    return Parsed(letter)


def _look(data: bytes, name: str, limits: Limits) -> None:
    try:
        document = pypdfium2.PdfDocument(data, password="")
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableFile("versleuteld", f"{name}: protected by a password; not read.") from None
        raise UnreadableFile("beschadigd", f"{name}: damaged, no PDF reader can open it.") from None
    pages = len(document)
    document.close()
    if pages > limits.pages:
        raise UnreadableFile("te_groot", f"{name}: {pages} pages, more than {limits.pages}; not read.")


def _raw_page(page: Any, name: str, limits: Limits) -> RawPage:
    chars = page.chars
    if len(chars) > limits.page_characters:
        raise UnreadableFile("te_groot", f"{name}: page {page.page_number} holds too many characters; not read.")
    width, height = float(page.width), float(page.height)
    kept, slanted = glyphs(chars, width, height)
    return RawPage(page.page_number, width, height, segments(kept), grids(page), furniture=slanted)


def _metadata(found: dict[str, Any]) -> dict[str, str]:
    wanted = {
        "Title": "title",
        "Author": "author",
        "Subject": "subject",
        "CreationDate": "created",
        "Producer": "producer",
    }
    return {key: value for field, key in wanted.items() if isinstance(value := found.get(field), str) and value.strip()}
