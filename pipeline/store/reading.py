"""What is in a store: which files are known, which letter is meant, and a letter as it came in."""

from __future__ import annotations

import json

from sqlite_utils.db import Database

from extractors.letter import Letter, Page, Span
from pipeline.errors import StoreError
from pipeline.packing import unpack_layout, unpack_record
from pipeline.record import Json


def known_file(db: Database, sha256: str) -> bool:
    """Whether a file with these bytes is in the store already."""
    row = db.execute(
        "SELECT 1 FROM sources WHERE sha256 = :sha UNION ALL SELECT 1 FROM containers WHERE sha256 = :sha",
        {"sha": sha256},
    ).fetchone()
    return row is not None


def known_path(db: Database, path: str) -> bool:
    """Whether this path is recorded as a source or container."""
    query = "SELECT 1 FROM sources WHERE path = :path UNION ALL SELECT 1 FROM containers WHERE path = :path"
    return db.execute(query, {"path": path}).fetchone() is not None


def known_failure(db: Database, path: str, sha256: str) -> tuple[str, str] | None:
    """Reason and message when this very file failed before, else None."""
    row = db.execute("SELECT reason, message FROM failures WHERE path = ? AND sha256 = ?", [path, sha256]).fetchone()
    return None if row is None else (row[0], row[1])


def find_letter(db: Database, reference: str) -> str:
    """The id of the one letter that `reference` names: an id, the start of one, a path or a file name.

    Raises StoreError when no letter or more than one fits.
    """
    rows = db.execute(
        "SELECT id FROM letters WHERE id = :r OR (length(:r) >= 4 AND substr(id, 1, length(:r)) = :r) "
        "UNION SELECT letter_id FROM sources WHERE path = :r OR name = :r OR sha256 = :r",
        {"r": reference},
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if not rows:
        raise StoreError(
            f"no letter {reference!r} in this store; give its file name, as `adviesradar search` shows it."
        )
    raise StoreError(f"{reference!r} fits {len(rows)} letters; give more of the id.")


def load_letter(db: Database, letter_id: str) -> Letter:
    """The parsed letter as it was when it came in."""
    row = db.execute("SELECT text, media_type, layout, record FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        raise StoreError(f"no letter {letter_id!r} in this store.")
    text, media_type, layout, record = row
    pages = db.execute(
        "SELECT number, start, end, width, height, source, quality, furniture FROM pages "
        "WHERE letter_id = ? ORDER BY number",
        [letter_id],
    ).fetchall()
    known = unpack_record(record, text)
    return unpack_layout(
        layout,
        Letter(
            sha256=known["sha256"],
            text=text,
            blocks=(),
            pages=tuple(
                Page(number, Span(start, end), width, height, source, quality, tuple(json.loads(furniture)))
                for number, start, end, width, height, source, quality, furniture in pages
            ),
            media_type=media_type,
            name=known["file"],
        ),
    )


def load_record(db: Database, letter_id: str) -> Json:
    """The JSON record of a letter, as `adviesradar extract` prints it."""
    row = db.execute("SELECT record, text FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        raise StoreError(f"no letter {letter_id!r} in this store.")
    return unpack_record(*row)
