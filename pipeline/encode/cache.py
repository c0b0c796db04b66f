"""Vectors in the store: each text is encoded once, and a store keeps to one encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pipeline.encode.base import Encoder, Matrix
from pipeline.encode.rounding import dequantise, quantise
from pipeline.errors import StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database

SETTING = "encoder"
"""Key in the table `settings`; its value is name and version, with a space between."""
NEXT_SETTING = "encoder_next"
"""The encoder that an unfinished `reencode` is moving the store to."""
_NEXT_TABLE = "vectors_next"
_AT_ONCE = 500
"""Texts looked up or encoded in one go; SQLite takes at least 999 parameters."""


def text_hash(text: str) -> bytes:
    """The key of a text's vector: 8 bytes of its SHA-256."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]


def vectors_for(db: Database, encoder: Encoder, texts: Sequence[str]) -> Matrix:
    """One unit row per text, as rounded in the store; what the store lacks is encoded and added.

    Runs inside the caller's transaction, if there is one. Raises StoreError when another encoder made the
    store's vectors.
    """
    claim(db, encoder.name, encoder.version)
    by_hash = {text_hash(text): text for text in texts}
    known = stored_vectors(db, by_hash)
    missing = [key for key in by_hash if key not in known]
    if missing:
        _add(db, "vectors", missing, encoder.encode([by_hash[key] for key in missing]))
        known |= stored_vectors(db, missing)
    rows = [known[text_hash(text)] for text in texts]
    return dequantise(np.frombuffer(b"".join(rows), np.int8).reshape(-1, encoder.dimensions))


def encoder_of(db: Database) -> tuple[str, str] | None:
    """Name and version of the encoder that made the store's vectors; None as long as there are none."""
    return _setting(db, SETTING)


def claim(db: Database, name: str, version: str) -> None:
    """Make this encoder the store's encoder. Raises StoreError when it has another one."""
    present = encoder_of(db)
    wanted = (name, version)
    if present is None:
        _set(db, SETTING, wanted)
    elif present != wanted:
        raise StoreError(
            f"this store's vectors were made by {_named(present)}, not by {_named(wanted)}; "
            f"use `--encoder {present[0]}`, or move the store with `adviesradar reencode`"
        )


def reencode(db: Database, encoder: Encoder) -> Iterator[tuple[int, int]]:
    """Replace the vectors of all passages by those of `encoder`. Yields (texts done, texts in all).

    The new vectors are gathered beside the old ones, so the store stays usable; the last step swaps them.
    When interrupted, the next call with the same encoder goes on where this one stopped.
    """
    wanted = (encoder.name, encoder.version)
    if encoder_of(db) == wanted:
        return
    with db.atomic():
        if _setting(db, NEXT_SETTING) != wanted:
            db.execute(f"DROP TABLE IF EXISTS {_NEXT_TABLE}")
            _set(db, NEXT_SETTING, wanted)
        db.execute(f"CREATE TABLE IF NOT EXISTS {_NEXT_TABLE} (text_hash BLOB PRIMARY KEY, vector BLOB NOT NULL)")
    (total,) = db.execute("SELECT COUNT(DISTINCT text_hash) FROM passages").fetchone()
    while todo := _todo(db):
        with db.atomic():
            _add(db, _NEXT_TABLE, list(todo), encoder.encode(list(todo.values())))
        (done,) = db.execute(f"SELECT COUNT(*) FROM {_NEXT_TABLE}").fetchone()
        yield min(done, total), total
    with db.atomic():
        db.execute("DELETE FROM vectors")
        db.execute(f"INSERT INTO vectors SELECT text_hash, vector FROM {_NEXT_TABLE}")
        db.execute(f"DROP TABLE {_NEXT_TABLE}")
        db.execute("DELETE FROM settings WHERE key = ?", [NEXT_SETTING])
        _set(db, SETTING, wanted)


def _todo(db: Database) -> dict[bytes, str]:
    return dict(
        db.execute(
            f"""SELECT text_hash, MIN(text) FROM passages
                WHERE text_hash NOT IN (SELECT text_hash FROM {_NEXT_TABLE})
                GROUP BY text_hash ORDER BY text_hash LIMIT ?""",
            [_AT_ONCE],
        ).fetchall()
    )


def stored_vectors(db: Database, hashes: Iterable[bytes], table: str = "vectors") -> dict[bytes, bytes]:
    """The rounded vectors that the store has, by text hash. Only reads."""
    found: dict[bytes, bytes] = {}
    remaining = iter(hashes)
    while part := list(islice(remaining, _AT_ONCE)):
        places = ",".join("?" * len(part))
        query = f"SELECT text_hash, vector FROM {table} WHERE text_hash IN ({places})"
        found.update(db.execute(query, part).fetchall())
    return found


def _add(db: Database, table: str, hashes: Sequence[bytes], matrix: Matrix) -> None:
    db.conn.executemany(
        f"INSERT OR IGNORE INTO {table} (text_hash, vector) VALUES (?, ?)",
        [(key, vector.tobytes()) for key, vector in zip(hashes, quantise(matrix), strict=True)],
    )


def _setting(db: Database, key: str) -> tuple[str, str] | None:
    row = db.execute("SELECT value FROM settings WHERE key = ?", [key]).fetchone()
    if row is None:
        return None
    name, _, version = row[0].rpartition(" ")
    return name, version


def _set(db: Database, key: str, encoder: tuple[str, str]) -> None:
    db.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", [key, " ".join(encoder)])


def _named(encoder: tuple[str, str]) -> str:
    return f"{encoder[0]} ({encoder[1]})"
