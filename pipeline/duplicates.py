"""Letters that are nearly the same: draft and final, or one text typed twice.

Every letter has a MinHash signature of its word shingles, computed from its text; candidates are
letters of about the same length that share enough of the signature.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

_HASHES = 128
_SHINGLE = 3
_PRIME = (1 << 61) - 1
SIMILAR = 0.55
"""Share of word triples from which on two letters are kept as versions of one another."""
_TOKEN = re.compile(r"[^\W_]+")

Signature = NDArray[np.uint16]


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


@lru_cache(maxsize=2)
def signature(text: str) -> Signature:
    """MinHash signature, uint16 (128,); equal places estimate the share of shingles in common."""
    found = shingles(text)
    if not found:
        return np.full(_HASHES, 0xFFFF, dtype=np.uint16)
    a, b = _coefficients()
    values = np.fromiter(found, dtype=np.uint64)
    mixed = (values[:, None] * a[None, :] + b[None, :]) % np.uint64(_PRIME) & np.uint64(0xFFFFFFFF)
    return np.asarray(mixed.min(axis=0) & np.uint64(0xFFFF), np.uint16)


def similarity(one: str, other: str) -> float:
    """Share of the word triples of both texts that they have in common, 0-1."""
    left, right = shingles(one), shingles(other)
    return len(left & right) / len(left | right) if left or right else 1.0


def similar_letters(db: Database, letter_id: str, text: str) -> list[tuple[str, float]]:
    """Other letters of which `text` may be a version: (id, similarity), most similar first.

    The signatures stand in the table `signatures`, one row a letter.
    """
    own = signature(text)
    known = _Known.of(db)
    found: dict[str, float] = {}
    for other_id in dict.fromkeys(known.like(own)):
        other = db.execute("SELECT text FROM letters WHERE id = ?", [other_id]).fetchone()
        exact = similarity(text, str(other[0])) if other and other_id != letter_id else 0.0
        if exact >= SIMILAR:
            found[other_id] = round(exact, 4)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


class _Known:
    """The signatures in a store, kept in memory: only those that were added since are read.

    Rows of letters that are gone stay; whoever uses them looks the letter up.
    """

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.last = 0
        self.matrix = np.zeros((64, _HASHES), np.uint16)

    @classmethod
    def of(cls, db: Database) -> _Known:
        """The signatures of all letters in the store; of letters that lack one it is computed."""
        known = _KNOWN.get(db)
        if known is None or not known._goes_on(db):
            known = _KNOWN[db] = cls()
            query = "SELECT id, text FROM letters WHERE id NOT IN (SELECT letter_id FROM signatures)"
            for lacking_id, text in db.execute(query).fetchall():
                sign(db, lacking_id, signature(str(text)))
        query = "SELECT number, letter_id, signature FROM signatures WHERE number > ? ORDER BY number"
        known._add(db.execute(query, [known.last]).fetchall())
        return known

    def _goes_on(self, db: Database) -> bool:
        """Whether the last row read is still there: else one was taken back or removed."""
        if not self.letters:
            return False
        row = db.execute("SELECT letter_id FROM signatures WHERE number = ?", [self.last]).fetchone()
        return row is not None and row[0] == self.letters[-1]

    def _add(self, rows: Sequence[tuple[int, str, bytes]]) -> None:
        size = len(self.letters) + len(rows)
        if size > len(self.matrix):
            self.matrix = np.concatenate([self.matrix, np.zeros((size, _HASHES), np.uint16)])
        for number, letter_id, packed in rows:
            self.matrix[len(self.letters)] = np.frombuffer(packed, np.uint16)
            self.letters.append(letter_id)
            self.last = number

    def like(self, own: Signature) -> list[str]:
        """The letters that share enough of the signature `own` to be worth a closer look."""
        same = (self.matrix[: len(self.letters)] == own).sum(axis=1, dtype=np.int32)
        return [self.letters[int(at)] for at in np.flatnonzero(same >= (SIMILAR - 0.12) * _HASHES)]


_KNOWN: WeakKeyDictionary[Database, _Known] = WeakKeyDictionary()


def sign(db: Database, letter_id: str, own: Signature) -> None:
    """Record the signature of a letter in the place of an earlier one."""
    db.conn.execute(
        "INSERT OR REPLACE INTO signatures (letter_id, signature) VALUES (?, ?)", [letter_id, own.tobytes()]
    )


def relate(db: Database, letter_id: str) -> int:
    """Record of which letters this one is a version, both ways; returns how many. Within a transaction."""
    row = db.execute("SELECT text FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        return 0
    sign(db, letter_id, signature(str(row[0])))
    found = similar_letters(db, letter_id, str(row[0]))
    db.execute("DELETE FROM versions_of WHERE letter_id = :id OR other_id = :id", {"id": letter_id})
    for other_id, share in found:
        for pair in ((letter_id, other_id), (other_id, letter_id)):
            db.execute("INSERT OR REPLACE INTO versions_of VALUES (?, ?, ?)", [*pair, share])
    return len(found)
