"""Letters that are nearly the same: draft and final, or one text typed twice.

Every letter has a MinHash signature of its word shingles, computed from its text; candidates are
letters of about the same length that share enough of the signature.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

_HASHES = 128
_SHINGLE = 3
_PRIME = (1 << 61) - 1
SIMILAR = 0.55
"""Share of word triples from which on two letters are kept as versions of one another."""
_TOKEN = re.compile(r"[^\W_]+")

Signature = NDArray[np.uint32]


@lru_cache(maxsize=1)
def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    random = np.random.default_rng(20_170_808)
    return (
        random.integers(1, 2**31 - 1, _HASHES, dtype=np.uint64),
        random.integers(0, 2**31 - 1, _HASHES, dtype=np.uint64),
    )


def shingles(text: str) -> set[int]:
    """32-bit hashes of the word triples of a text (of its words, when it has fewer than three)."""
    words = _TOKEN.findall(text.casefold())
    size = _SHINGLE if len(words) >= _SHINGLE else 1
    runs = {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}
    return {
        int.from_bytes(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=4).digest(), "big") for run in runs
    }


def signature(text: str) -> Signature:
    """MinHash signature, uint32 (128,); equal places estimate the share of shingles in common."""
    found = shingles(text)
    if not found:
        return np.full(_HASHES, 0xFFFFFFFF, dtype=np.uint32)
    a, b = _coefficients()
    values = np.fromiter(found, dtype=np.uint64)
    mixed = (values[:, None] * a[None, :] + b[None, :]) % np.uint64(_PRIME) & np.uint64(0xFFFFFFFF)
    smallest: Signature = mixed.min(axis=0).astype(np.uint32)
    return smallest


def similarity(one: str, other: str) -> float:
    """Share of the word triples of both texts that they have in common, 0-1."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right) if left or right else 1.0


def similar_letters(db: Database, letter_id: str, text: str) -> list[tuple[str, float]]:
    """Other letters of which `text` may be a version: (id, similarity), most similar first.

    The signatures stand in the table `signatures`, one row a letter; those that are missing are
    computed here, so that the first call on an old store takes longer.
    """
    _prepare(db)
    own = signature(text)
    with_id = db.execute("SELECT letter_id, signature FROM signatures WHERE letter_id <> ?", [letter_id]).fetchall()
    if not with_id:
        return []
    matrix = np.frombuffer(b"".join(row[1] for row in with_id), dtype=np.uint32).reshape(-1, _HASHES)
    estimate = (matrix == own).mean(axis=1)
    found: list[tuple[str, float]] = []
    for at in np.flatnonzero(estimate >= SIMILAR - 0.12):
        other_id = str(with_id[int(at)][0])
        other = db.execute("SELECT text FROM letters WHERE id = ?", [other_id]).fetchone()
        exact = similarity(text, str(other[0])) if other else 0.0
        if exact >= SIMILAR:
            found.append((other_id, round(exact, 4)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _prepare(db: Database) -> None:
    """Make the table of signatures, drop those of letters that are gone, add those that lack."""
    db.execute(
        "CREATE TABLE IF NOT EXISTS signatures (letter_id TEXT PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE, "
        "signature BLOB NOT NULL) WITHOUT ROWID"
    )
    db.execute("DELETE FROM signatures WHERE letter_id NOT IN (SELECT id FROM letters)")
    lacking = db.execute("SELECT id, text FROM letters WHERE id NOT IN (SELECT letter_id FROM signatures)").fetchall()
    for lacking_id, text in lacking:
        db.execute("INSERT INTO signatures VALUES (?, ?)", [lacking_id, signature(str(text)).tobytes()])


def relate(db: Database, letter_id: str) -> int:
    """Record of which letters this one is a version, both ways; returns how many. Within a transaction."""
    row = db.execute("SELECT text FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        return 0
    found = similar_letters(db, letter_id, str(row[0]))
    db.execute("DELETE FROM versions_of WHERE letter_id = :id OR other_id = :id", {"id": letter_id})
    for other_id, share in found:
        for pair in ((letter_id, other_id), (other_id, letter_id)):
            db.execute("INSERT OR REPLACE INTO versions_of VALUES (?, ?, ?)", [*pair, share])
    return len(found)
