"""The search index inside the store: exact words in FTS5, stems as compact postings per letter.

`passages_fts` answers "exact phrases" and is there for anyone with an SQLite browser. Ranking works
on stems in memory; `search_letters` keeps, per letter, which stems its passages hold, so that opening
ten thousand letters is a matter of reading blobs.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.search.words import keys, words

LETTER = -1
"""Place of the words that belong to the letter as a whole: title, council, municipality, reference."""


def index_letter(db: Database, letter_id: str, profiles: NDArray[np.float32] | None = None) -> None:
    """Make a letter findable; call it in the transaction that wrote its passages. Repeating is harmless.

    `profiles` (passages x themes, in order of theme id) are the themes' probabilities; without them
    the shipped theme model gives them, or else the themes that the passages were tagged with.
    """
    remove_letter(db, letter_id)
    rows = list(db.query("SELECT id, text FROM passages WHERE letter_id = ? ORDER BY seq", [letter_id]))
    blob = _postings(db, letter_id, [row["text"] for row in rows])
    if profiles is None:
        profiles = _modelled(db, letter_id)
    if profiles is None or profiles.shape != (len(rows), db["concerns"].count):
        profiles = _tagged(db, [row["id"] for row in rows])
    themes = np.round(255 * np.clip(profiles, 0.0, 1.0)).astype(np.uint8)
    db.execute(
        "INSERT INTO search_letters (letter_id, postings, profiles) VALUES (?, ?, ?)",
        [letter_id, blob, zlib.compress(themes.tobytes(), 6)],
    )
    db.conn.executemany(
        "INSERT INTO passages_fts (rowid, text) VALUES (?, ?)", ((row["id"], row["text"]) for row in rows)
    )
    _changed(db)


def remove_letter(db: Database, letter_id: str) -> None:
    """Take a letter out of the index; call it before its passages are deleted."""
    if not db.execute("SELECT 1 FROM search_letters WHERE letter_id = ?", [letter_id]).fetchone():
        return
    rows = db.execute("SELECT id, text FROM passages WHERE letter_id = ?", [letter_id]).fetchall()
    for number, text in rows:
        db.execute("INSERT INTO passages_fts (passages_fts, rowid, text) VALUES ('delete', ?, ?)", [number, text])
    db.execute("DELETE FROM search_letters WHERE letter_id = ?", [letter_id])
    _changed(db)


def reindex(db: Database) -> int:
    """Build the index of all letters anew; returns their number."""
    db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
    db.execute("DELETE FROM search_letters")
    db.execute("DELETE FROM search_terms")
    letters = [row["id"] for row in db.query("SELECT id FROM letters ORDER BY id")]
    for letter_id in letters:
        index_letter(db, letter_id)
    return len(letters)


def restem(db: Database) -> None:
    """Find the stems of all indexed passages anew, after the rules for stems changed; themes stay as they are."""
    db.execute("DELETE FROM search_terms")
    for (letter_id,) in db.execute("SELECT letter_id FROM search_letters ORDER BY letter_id").fetchall():
        texts = db.execute("SELECT text FROM passages WHERE letter_id = ? ORDER BY seq", [letter_id]).fetchall()
        blob = _postings(db, letter_id, [text for (text,) in texts])
        db.execute("UPDATE search_letters SET postings = ? WHERE letter_id = ?", [blob, letter_id])
    _changed(db)


def index_missing(db: Database) -> int:
    """Index the letters that are not in the index yet; returns their number."""
    query = "SELECT id FROM letters WHERE id NOT IN (SELECT letter_id FROM search_letters) ORDER BY id"
    letters = [row["id"] for row in db.query(query)]
    for letter_id in letters:
        index_letter(db, letter_id)
    return len(letters)


def pack_postings(postings: NDArray[np.int32]) -> bytes:
    """Rows (place, term id, count) as bytes: sorted, as differences, column by column and byte by byte, compressed."""
    rows = postings[np.lexsort((postings[:, 1], postings[:, 0]))].astype("<i4")
    rows[1:, :2] -= rows[:-1, :2].copy()
    return zlib.compress(np.ascontiguousarray(rows).view(np.uint8).T.tobytes(), 9)


def read_postings(blob: bytes) -> NDArray[np.int32]:
    """Postings of one letter as rows (place, term id, count), by place and term."""
    planes = np.frombuffer(zlib.decompress(blob), np.uint8).reshape(12, -1)
    rows = rows_of(np.ascontiguousarray(planes.T).tobytes()).copy()
    rows[:, :2] = rows[:, :2].cumsum(axis=0, dtype=np.int32)
    return rows


def rows_of(data: bytes) -> NDArray[np.int32]:
    """Little-endian int32 triples as rows."""
    return np.frombuffer(data, "<i4").reshape(-1, 3)


def _postings(db: Database, letter_id: str, texts: Sequence[str]) -> bytes:
    """Which stems the passages of a letter hold, and the letter as a whole."""
    counts = [(place, Counter(_keys(text))) for place, text in enumerate(texts)]
    counts.append((LETTER, Counter(_keys(_about(db, letter_id)))))
    ids = _term_ids(db, {key for _, counter in counts for key in counter})
    postings = [(place, ids[key], count) for place, counter in counts for key, count in counter.items()]
    return pack_postings(np.array(postings, np.int32).reshape(-1, 3))


def _keys(text: str) -> Iterable[str]:
    return (key for word in words(text) for key in keys(word.form))


def _modelled(db: Database, letter_id: str) -> NDArray[np.float32] | None:
    from pipeline.search.themes import passage_profiles  # the theme model is only needed when there are themes

    return passage_profiles(db, letter_id) if db.execute("SELECT 1 FROM concerns").fetchone() else None


def _tagged(db: Database, passages: list[int]) -> NDArray[np.float32]:
    """Profiles from the stored tags."""
    themes = {row["id"]: number for number, row in enumerate(db.query("SELECT id FROM concerns ORDER BY id"))}
    result = np.zeros((len(passages), len(themes)), np.float32)
    for place, passage in enumerate(passages):
        query = "SELECT concern_id, score FROM concern_mentions WHERE passage_id = ?"
        for theme, score in db.execute(query, [passage]):
            result[place, themes[theme]] = score
    return result


def _about(db: Database, letter_id: str) -> str:
    query = """
        SELECT title, subject, council, municipality, our_reference, year, sender,
               (SELECT group_concat(name, ' ') FROM signatories s WHERE s.letter_id = l.id)
        FROM letters l WHERE id = ?"""
    row = db.execute(query, [letter_id]).fetchone()
    return " ".join(str(value) for value in row or () if value)


def _term_ids(db: Database, terms: set[str]) -> dict[str, int]:
    found = _known_terms(db, sorted(terms))
    new = sorted(terms - found.keys())
    db.conn.executemany("INSERT INTO search_terms (term) VALUES (?)", ((term,) for term in new))
    return found | _known_terms(db, new)


def _known_terms(db: Database, terms: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(terms), 500):
        part = terms[start : start + 500]
        marks = ",".join("?" * len(part))
        found.update(db.execute(f"SELECT term, id FROM search_terms WHERE term IN ({marks})", part).fetchall())
    return found


def _changed(db: Database) -> None:
    db.execute(
        "INSERT INTO settings (key, value) VALUES ('search_version', '1') "
        "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
    )
