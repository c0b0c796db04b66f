"""Bytes to text: UTF-8, UTF-16, Windows-1252 or Latin-1, told apart without guessing at words."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`.

    A byte order mark decides; then a `declared` encoding; then UTF-16 when every second byte is NUL;
    then UTF-8; then Windows-1252, of which Latin-1 is all but a part. Bytes that fit nothing become
    U+FFFD. Line ends become "\\n".
    """
    return re.sub("\r\n?", "\n", _decode(data, declared))


def _decode(data: bytes, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    sample = data[:4000]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) * 0.4 and not sample[::2].count(0):
        return data.decode("utf-16-le", "replace")
    if len(sample) >= 4 and sample[::2].count(0) > len(sample) * 0.4 and not sample[1::2].count(0):
        return data.decode("utf-16-be", "replace")
    for candidate in ("utf-8", declared):
        if candidate is None:
            continue
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")


def _mostly_utf8(data: bytes) -> bool:
    """Whether a text with a few broken bytes is UTF-8 all the same."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    fine = sum(char > "\x7f" for char in text) - broken
    return fine > 4 * broken
