"""PDF: a quick look at every page with pypdfium2, layout with pdfplumber, OCR where text is missing."""

from __future__ import annotations

import hashlib
import io
import logging
import time
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.layout import LTChar, LTContainer, LTCurve

from pipeline.errors import UnreadableFile
from pipeline.layout import compose, structure
from pipeline.layout.glyphs import Segment, glyphs, segments, with_dots
from pipeline.layout.grid import grids
from pipeline.layout.pages import RawPage, lay_out
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers import ocr, textlayer
from pipeline.parsers.types import Parsed

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_OCR_DPI = 300
_FEW_CHARACTERS = 25
_MOST_SHAPES = 1500
_METADATA = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "CreationDate": "created",
    "Producer": "producer",
}


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a PDF. One with an empty user password is opened; others are reported.

    Pages without a usable text layer are recognised when Tesseract is there. When it is not, a PDF
    of such pages only is refused ("ocr_ontbreekt"); in a mixed one they are left empty, quality 0.
    """
    with _Quick(data, name, limits) as quick:
        lacking = [number for number in range(quick.pages) if quick.needs_ocr(number)]
        if len(lacking) == quick.pages:
            ocr.require(name)
        if len(lacking) > limits.ocr_pages:
            raise UnreadableFile("te_groot", f"{name}: {len(lacking)} scanned pages, more than {limits.ocr_pages}.")
        crowded = [n for n in range(quick.pages) if n not in lacking and quick.is_crowded(n)]
        raw, metadata = _with_layout(data, name, limits, {*lacking, *crowded})
        raw.extend(quick.recognised(number) for number in lacking)
        raw.extend(quick.plain(number) for number in crowded)
        raw.sort(key=lambda page: page.number)
    pieces, sheets = lay_out(raw)
    letter = compose(
        structure(pieces),
        sheets,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        name=name,
        metadata=metadata,
    )
    if not letter.text and lacking:
        ocr.require(name)
    return Parsed(letter)


class _Quick:
    """pypdfium2's view of a file: page count, whether pages have usable text, page images."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.begun = time.monotonic()
        try:
            self.document = pypdfium2.PdfDocument(data, password="")
        except pypdfium2.PdfiumError as error:
            if "assword" in str(error):
                raise UnreadableFile("versleuteld", f"{name}: protected by a password; not read.") from None
            raise UnreadableFile("beschadigd", f"{name}: damaged, no PDF reader can open it.") from None
        self.pages = len(self.document)
        if self.pages > limits.pages:
            self.document.close()
            raise UnreadableFile("te_groot", f"{name}: {self.pages} pages, more than {limits.pages}; not read.")
        if not self.pages:
            self.document.close()
            raise UnreadableFile("leeg", f"{name}: the PDF has no pages.")

    def __enter__(self) -> _Quick:
        return self

    def __exit__(self, *_: object) -> None:
        self.document.close()

    def needs_ocr(self, number: int) -> bool:
        """Whether the page has no text but an image, or text that is no language."""
        try:
            page = self.document[number]
        except pypdfium2.PdfiumError:
            return False
        text_page = page.get_textpage()
        count = text_page.count_chars()
        if count > self.limits.page_characters:
            raise UnreadableFile("te_groot", f"{self.name}: page {number + 1} holds too many characters; not read.")
        text = text_page.get_text_range() if count > 0 else ""
        text_page.close()
        letters = sum(char.isalnum() for char in text)
        needs = textlayer.look(text).garbage if letters >= _FEW_CHARACTERS else _covered(page)
        page.close()
        return needs

    def is_crowded(self, number: int) -> bool:
        """Whether so much is drawn on the page that its layout would take too long."""
        page = self.document[number]
        crowded = int(pypdfium2.raw.FPDFPage_CountObjects(page.raw)) > self.limits.page_objects
        page.close()
        return crowded

    def plain(self, number: int) -> RawPage:
        """The lines of a page with their boxes, without fonts and tables."""
        page = self.document[number]
        width, height = page.get_size()
        text_page = page.get_textpage()
        found: list[Segment] = []
        for index in range(min(text_page.count_rects(), self.limits.page_objects)):
            left, bottom, right, top = text_page.get_rect(index)
            text = text_page.get_text_bounded(left, bottom, right, top)
            size = max(4.0, 0.85 * (top - bottom))
            found.append(Segment([(text, 0)], left, height - top, right, height - bottom, height - bottom, size))
        text_page.close()
        page.close()
        return RawPage(number + 1, width, height, found)

    def recognised(self, number: int) -> RawPage:
        """The page by text recognition; empty with quality 0 when that is not installed or time is up."""
        page = self.document[number]
        width, height = page.get_size()
        if ocr.missing() or time.monotonic() - self.begun > 0.6 * self.limits.seconds:
            page.close()
            return RawPage(number + 1, width, height, [], source="ocr", quality=0.0)
        dpi = float(_OCR_DPI)
        while width * height * (dpi / 72) ** 2 > self.limits.image_pixels / 4 and dpi > 75:
            dpi /= 1.5
        if width * height * (dpi / 72) ** 2 > self.limits.image_pixels:
            raise UnreadableFile("te_groot", f"{self.name}: page {number + 1} is too large to recognise.")
        image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        page.close()
        found, quality, wide, high = ocr.recognise(image, dpi, self.limits)
        return RawPage(number + 1, wide, high, found, source="ocr", quality=round(quality, 3))


def _covered(page: Any) -> bool:
    """Whether images cover a good part of a page, or many drawn paths may be outlined text."""
    width, height = page.get_size()
    area = 0.0
    paths = 0
    for item in page.get_objects(max_depth=4):
        if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            area += max(0.0, right - left) * max(0.0, top - bottom)
        elif item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH:
            paths += 1
        if area > 0.25 * width * height or paths > 300:
            return True
    return False


def _with_layout(data: bytes, name: str, limits: Limits, without: set[int]) -> tuple[list[RawPage], dict[str, str]]:
    """The pages with a text layer, as pdfplumber sees them, and what the file says of itself."""
    raw: list[RawPage] = []
    with pdfplumber.open(io.BytesIO(data), password="") as document:
        found = document.metadata
        for index, page in enumerate(document.pages):
            if index not in without:
                raw.append(_raw_page(page, name, limits))
            page.close()
    metadata = {
        key: value for item, key in _METADATA.items() if isinstance(value := found.get(item), str) and value.strip()
    }
    return raw, metadata


def _raw_page(page: Any, name: str, limits: Limits) -> RawPage:
    chars, page._objects = _apart(page)
    if len(chars) > limits.page_characters:
        raise UnreadableFile("te_groot", f"{name}: page {page.page_number} holds too many characters; not read.")
    width, height = float(page.width), float(page.height)
    kept, slanted = glyphs(chars, width, height, float(page.mediabox[0]), float(page.mediabox[1]))
    tables = grids(page)
    if len(page.curves) + len(page.rects) < _MOST_SHAPES:
        kept = with_dots(kept, [*page.curves, *page.rects])
    walls = [
        (x, cell.box[1], cell.box[3]) for table in tables for cell in table.cells for x in (cell.box[0], cell.box[2])
    ]
    return RawPage(page.page_number, width, height, segments(kept, walls), tables, furniture=slanted)


def _apart(page: Any) -> tuple[list[LTChar], dict[str, list[dict[str, Any]]]]:
    """The characters of a page as pdfminer has them, and its other objects as pdfplumber does.

    pdfplumber's dictionary for every single character would take half of the time of a page.
    """
    chars: list[LTChar] = []
    others: dict[str, list[dict[str, Any]]] = {}
    waiting = [iter(page.layout)]
    while waiting:
        item = next(waiting[-1], None)
        if item is None:
            waiting.pop()
        elif isinstance(item, LTChar):
            chars.append(item)
        elif isinstance(item, LTContainer):
            waiting.append(iter(item))
        elif isinstance(item, LTCurve):
            described = page.process_object(item)
            others.setdefault(described["object_type"], []).append(described)
    return chars, others
