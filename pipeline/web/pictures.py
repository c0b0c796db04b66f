"""Images of the pages of a PDF, made from the file the letter came from when it is still the same file."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from threading import Lock

import pypdfium2
from sqlite_utils import Database

SCALE = 1.5
"""Pixels per point: sharp enough to read, small enough to send."""
_LARGEST = 4000
_LOCK = Lock()


def source_file(db: Database, letter_id: str) -> tuple[Path, str] | None:
    """The PDF file of a letter and its SHA-256, when it lies where it was and is unchanged."""
    query = "SELECT path, sha256 FROM sources WHERE letter_id = ? AND parent_sha256 IS NULL"
    for path, sha256 in db.execute(query, [letter_id]):
        file = Path(path)
        if file.suffix.lower() == ".pdf" and file.is_file():
            stat = file.stat()
            if _digest(str(file), stat.st_mtime_ns, stat.st_size) == sha256:
                return file, sha256
    return None


@lru_cache(maxsize=2_000)
def _digest(path: str, changed: int, size: int) -> str:
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@lru_cache(maxsize=24)
def page_png(path: Path, sha256: str, number: int) -> bytes | None:
    """Page `number` (from 1) as PNG; None when there is no such page or it cannot be drawn."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(path)
            try:
                if not 1 <= number <= len(document):
                    return None
                page = document[number - 1]
                scale = min(SCALE, _LARGEST / max(page.get_size()))
                image = page.render(scale=scale).to_pil()
            finally:
                document.close()
        except pypdfium2.PdfiumError:
            return None
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
