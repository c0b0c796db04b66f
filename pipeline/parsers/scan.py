"""Scans as images (jpg, png, tiff): every page through text recognition."""

from __future__ import annotations

import hashlib
import io
import time
import warnings

from pipeline.errors import UnreadableFile
from pipeline.layout import compose, structure
from pipeline.layout.pages import RawPage, lay_out
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers import ocr
from pipeline.parsers.types import Parsed

_A4_INCHES = 11.7


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a scan. UnreadableFile("ocr_ontbreekt") when text recognition is not installed."""
    ocr.require(name)
    from PIL import Image, ImageSequence

    Image.MAX_IMAGE_PIXELS = limits.image_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableFile("te_groot", f"{name}: the image has more pixels than is allowed.") from None
    except Exception:
        raise UnreadableFile("beschadigd", f"{name}: the image cannot be opened.") from None
    if getattr(image, "n_frames", 1) > limits.ocr_pages:
        raise UnreadableFile("te_groot", f"{name}: more than {limits.ocr_pages} pages to recognise; not read.")
    media_type = Image.MIME.get(image.format or "", "image/*")
    raw: list[RawPage] = []
    begun = time.monotonic()
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if frame.width * frame.height > limits.image_pixels:
            raise UnreadableFile("te_groot", f"{name}: page {number} has more pixels than is allowed.")
        if time.monotonic() - begun > 0.6 * limits.seconds:
            raw.append(RawPage(number, 0.0, 0.0, [], source="ocr", quality=0.0))
            continue
        found, quality, width, height = ocr.recognise(frame, _dpi(frame), limits)
        raw.append(RawPage(number, width, height, found, source="ocr", quality=round(quality, 3)))
    pieces, sheets = lay_out(raw)
    letter = compose(
        structure(pieces), sheets, sha256=hashlib.sha256(data).hexdigest(), media_type=str(media_type), name=name
    )
    return Parsed(letter)


def _dpi(frame: object) -> float:
    """Resolution as the file states it, else as if the longest side were that of A4."""
    stated = getattr(frame, "info", {}).get("dpi")
    try:
        dpi = float(stated[1]) if stated else 0.0
    except (TypeError, ValueError, IndexError):
        dpi = 0.0
    longest = max(getattr(frame, "width", 1), getattr(frame, "height", 1))
    return dpi if 70 <= dpi <= 1200 else max(70.0, longest / _A4_INCHES)
