"""Which parser a file needs: by its first bytes, then by its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from pipeline.errors import UnreadableFile

_BY_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".odt": "odt",
    ".ott": "odt",
    ".doc": "office",
    ".dot": "office",
    ".rtf": "office",
    ".wpd": "office",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "eml",
    ".mht": "eml",
    ".eml": "eml",
    ".msg": "msg",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".jpg": "scan",
    ".jpeg": "scan",
    ".png": "scan",
    ".tif": "scan",
    ".tiff": "scan",
    ".zip": "zip",
}
SUFFIXES = frozenset(_BY_SUFFIX)
"""File names that end in one of these are letters, or hold letters."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s+|<\?xml[^>]*\?>|<!--.*?-->)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
"""How an HTML file may begin."""
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")


def kind_of(data: bytes, name: str) -> str:
    """Name of the module in `pipeline.parsers` that reads this file.

    Raises UnreadableFile("onbekend_type") when neither the bytes nor the name say what it is.
    """
    suffix = PurePath(name).suffix.lower()
    by_bytes = _by_bytes(data, suffix)
    if by_bytes:
        return by_bytes
    by_name = _BY_SUFFIX.get(suffix)
    if by_name in ("text", "markdown", "html", "eml") or (by_name == "office" and suffix == ".wpd"):
        return by_name
    if by_name is None and _HTML.match(data[:4096]):
        return "html"
    if by_name is not None:
        raise UnreadableFile("beschadigd", f"{name}: is no {suffix[1:]} file inside; not read.")
    listed = "pdf, docx, odt, doc, rtf, html, eml, msg, txt, md, jpg, png, tiff, zip"
    raise UnreadableFile("onbekend_type", f"{name}: unknown kind of file; readable are {listed}.")


def _by_bytes(data: bytes, suffix: str) -> str | None:
    if data.startswith(_IMAGES):
        return "scan"
    if b"%PDF-" in data[:1024] and suffix not in (".txt", ".md", ".eml"):
        return "pdf"
    if data.startswith(_OLE):
        return _ole(data, suffix)
    if data.startswith(b"{\\rtf"):
        return "office"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, suffix)
    return None


def _ole(data: bytes, suffix: str) -> str:
    if suffix in (".msg", ".doc", ".dot"):
        return "msg" if suffix == ".msg" else "office"
    return "msg" if "__properties_version1.0".encode("utf-16-le") in data else "office"


def _zipped(data: bytes, suffix: str) -> str | None:
    """docx, odt or a plain zip, by the members that the directory lists; None for another office file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception:  # a broken directory: let the parser for the suffix say what is wrong
        return _BY_SUFFIX.get(suffix, "zip")
    if "[Content_Types].xml" in names and any(item.startswith("word/") for item in names):
        return "docx"
    if "content.xml" in names and ("META-INF/manifest.xml" in names or "mimetype" in names):
        return "odt"
    return None if "[Content_Types].xml" in names or "META-INF/manifest.xml" in names else "zip"
