"""What eml and msg have in common: header fields as letterhead, the best body, useful attachments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from pipeline.errors import UnreadableFile
from pipeline.layout import Piece, Row, Sheet, compose, structure
from pipeline.layout.clean import clean_text
from pipeline.layout.structure import sort_body
from pipeline.limits import Limits
from pipeline.parsers import html, text
from pipeline.parsers.kind import SUFFIXES
from pipeline.parsers.types import Attachment, Parsed

_MONTHS: tuple[str, ...] = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus")
_MONTHS += ("september", "oktober", "november", "december")
_IMAGES = (".jpg", ".jpeg", ".png", ".tif", ".tiff")
_SMALL_IMAGE = 60_000
_SIGNED = re.compile(r"^(?:smime\.p7s|winmail\.dat|.*\.(?:ics|vcf|gif|asc))$", re.I)


def dutch_date(moment: datetime | None) -> str:
    """A date as a letter prints it: "3 mei 2022"; "" when there is none."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}" if moment else ""


def letter_of(
    data: bytes,
    name: str,
    media_type: str,
    fields: Mapping[str, str],
    plain: str,
    rich: str,
    attachments: Sequence[Attachment],
    limits: Limits,
) -> Parsed:
    """A mail as a letter. `fields` are the printed header fields (Van, Aan, Cc, Datum, Onderwerp)."""
    pieces = body_pieces(plain, rich, limits)
    rows = [Row.of([(f"{label}: {value}", 0)]) for label, value in fields.items() if value.strip()]
    useful = tuple(item for item in attachments if _is_useful(item))
    head = [Piece("letterhead", rows)] if rows and (pieces or not useful) else []
    salutation = structure(pieces)
    if head and not any(piece.kind == "letterhead" for piece in salutation):
        salutation = sort_body(pieces)
    letter = compose(
        [*head, *salutation],
        [Sheet(1)],
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        name=name,
        metadata={
            **{label.lower(): value for label, value in fields.items()},
            "bijlagen": ", ".join(clean_text(item.name) for item in attachments),
        },
    )
    return Parsed(letter, useful)


def body_pieces(plain: str, rich: str, limits: Limits) -> list[Piece]:
    """The pieces of the better body: HTML when it holds about all words of the plain text."""
    from_html = html.pieces_of(rich, limits, trusted=True) if rich.strip() else []
    words_html = sum(len(piece.text.split()) for piece in from_html)
    words_plain = len(plain.split())
    if from_html and words_html >= 0.8 * words_plain:
        return from_html
    if len(plain) > limits.text_characters:
        raise UnreadableFile("te_groot", "The mail's text is longer than is allowed.")
    return text.pieces_of(plain.replace("\f", "\n"))[0] if words_plain else from_html


def _is_useful(item: Attachment) -> bool:
    """Whether an attachment can be a letter: no logo, calendar item or signature file."""
    suffix = PurePath(item.name).suffix.lower()
    if _SIGNED.match(item.name) or not item.data:
        return False
    if suffix in _IMAGES:
        return len(item.data) > _SMALL_IMAGE
    return suffix in SUFFIXES or not suffix
