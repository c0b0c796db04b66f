"""The passages in which each letter raises each theme most clearly, in memory, so that a new one finds its likes.

A letter speaks for a theme through the passage that scores highest for it: those passages are linked, and no
others. The first letter that a process links reads them all once; after that only what is new is read. A stamp in
the store tells whether another process, or a transaction that was taken back, changed the links in between.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from pipeline.concerns.model import shipped_mean
from pipeline.encode import encoder_of

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
Key = tuple[str, int]
"""Letter and sequence number of a passage: the same in every store."""

STAMP = "links_stamp"
_AT_ONCE = 4_096
_GONE = -1

_TELLING = """
    SELECT p.id, p.letter_id, p.seq, COALESCE(l.council_id, l.id), v.vector
    FROM (SELECT DISTINCT passage_id FROM (
        SELECT passage_id, ROW_NUMBER() OVER (PARTITION BY letter_id, concern_id ORDER BY score DESC, passage_id) AS n
        FROM concern_mentions WHERE polarity <> 'lof' {scope}) WHERE n = 1) t
    JOIN passages p ON p.id = t.passage_id
    JOIN letters l ON l.id = p.letter_id
    JOIN vectors v ON v.text_hash = p.text_hash
    ORDER BY p.id"""
_SCORES = """
    SELECT passage_id, concern_id, score FROM concern_mentions
    WHERE polarity <> 'lof' {scope} ORDER BY passage_id, concern_id"""
_ONE_LETTER = "AND letter_id = ?"


class Growing:
    """An array that grows at its end."""

    def __init__(self, dtype: Any, width: int | None = None) -> None:
        self._shape = () if width is None else (width,)
        self._data: NDArray[Any] = np.zeros((0, *self._shape), dtype)
        self._size = 0

    def extend(self, values: Any) -> None:
        """Put `values` (n or n x width) at the end."""
        size = self._size + len(values)
        if size > len(self._data):
            grown = np.zeros((max(size, 2 * len(self._data), 64), *self._shape), self._data.dtype)
            grown[: self._size] = self.values
            self._data = grown
        self._data[self._size : size] = values
        self._size = size

    @property
    def values(self) -> NDArray[Any]:
        """What is in it, as a view that may be written to."""
        return self._data[: self._size]


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike the passage of a row is with that of `row`: score, the column of the theme they share most, wording."""

    row: int
    score: float
    theme: int
    wording: float


class Mentions:
    """One row a passage; a row of a letter that was taken out is dead.

    `bars` is per row the score from which on its passage would take another neighbour.
    """

    def __init__(self, db: Database, wording: float, least: float) -> None:
        self._weight, self._least = wording, least
        self.themes = [row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id").fetchall()]
        self.encoder = encoder_of(db)
        self.stamp: str | None = None
        self._columns = {theme: number for number, theme in enumerate(self.themes)}
        self._mean = shipped_mean(" ".join(self.encoder or ()))
        row = db.execute("SELECT length(vector) FROM vectors LIMIT 1").fetchone()
        self._letters: list[str] = []
        self._of_letter: dict[str, list[int]] = {}
        self._councils: dict[str, int] = {}
        self.row_of: dict[int, int] = {}
        self._profiles: list[dict[int, float]] = []
        self._by_theme = [(Growing(np.int64), Growing(np.float64)) for _ in self.themes]
        self._ids, self._seq, self._council = Growing(np.int64), Growing(np.int64), Growing(np.int64)
        self._vectors, self._moved = Growing(np.int8, int(row[0]) if row else 0), Growing(np.float64, 3)
        self.bars = Growing(np.float64)
        self._scratch = np.ones(0)
        self._read(db, "", [])

    def add(self, db: Database, letter_id: str) -> list[int]:
        """Read the passages of a letter that is not in here; returns their rows."""
        self._read(db, _ONE_LETTER, [letter_id])
        return self._of_letter.get(letter_id, [])

    def remove(self, letter_id: str) -> list[int]:
        """Take the passages of a letter out; returns what were their rows."""
        rows = self._of_letter.pop(letter_id, [])
        self._council.values[rows] = _GONE
        for row in rows:
            del self.row_of[self.passage(row)]
        return rows

    def _read(self, db: Database, scope: str, values: list[str]) -> None:
        first = len(self._letters)
        found = db.execute(_TELLING.format(scope=scope), values).fetchall()
        if not found:
            return
        for row, (passage, letter, *_) in enumerate(found, first):
            self.row_of[passage] = row
            self._of_letter.setdefault(letter, []).append(row)
            self._letters.append(letter)
            self._profiles.append({})
        per_theme: list[tuple[list[int], list[float]]] = [([], []) for _ in self.themes]
        for passage, theme, score in db.execute(_SCORES.format(scope=scope), values):
            at = self.row_of.get(passage)
            if at is not None:
                column = self._columns[theme]
                self._profiles[at][column] = score
                per_theme[column][0].append(at)
                per_theme[column][1].append(score)
        for (rows, scores), (more_rows, more_scores) in zip(self._by_theme, per_theme, strict=True):
            rows.extend(more_rows)
            scores.extend(more_scores)
        self._ids.extend([line[0] for line in found])
        self._seq.extend([line[2] for line in found])
        self._council.extend([self._councils.setdefault(line[3], len(self._councils)) for line in found])
        vectors = np.frombuffer(b"".join(line[4] for line in found), np.int8).reshape(len(found), -1)
        self._vectors.extend(vectors)
        for at_once in range(0, len(found), _AT_ONCE):
            self._moved.extend(self._movements(vectors[at_once : at_once + _AT_ONCE]))
        self.bars.extend(np.full(len(found), self._least))
        if len(self._scratch) < len(self._letters):
            self._scratch = np.ones(2 * len(self._letters))

    def _movements(self, vectors: NDArray[np.int8]) -> Scores:
        """Per vector: 1 / its length, its share of the mean vector, 1 / its distance from that."""
        exact = vectors.astype(np.float64)
        shrink = 1 / np.maximum(np.sqrt((exact * exact).sum(axis=1)), 1e-9)
        if self._mean is None:
            return np.stack([shrink, np.zeros(len(exact)), np.ones(len(exact))], axis=1)
        unit, mean = exact * shrink[:, None], self._mean.astype(np.float64)
        apart = unit - mean
        distance = np.maximum(np.sqrt((apart * apart).sum(axis=1)), 1e-9)
        return np.stack([shrink, (unit * mean).sum(axis=1), 1 / distance], axis=1)

    # --- asking -----------------------------------------------------------------------------------

    def passage(self, row: int) -> int:
        """Id of the passage in `row`."""
        return int(self._ids.values[row])

    def key(self, row: int) -> Key:
        """Letter and place of the passage in `row`."""
        return self._letters[row], int(self._seq.values[row])

    def nearest(self, row: int, count: int, *, offer: bool = False) -> tuple[list[Alike], list[Alike]]:
        """The at most `count` passages of other councils that are most like the one in `row`, nearest first; and
        with `offer` those for which it passes the bar."""
        rows, together = self._together(row)
        floor = self._least
        if len(rows) > count:
            floor = max(floor, (1 - self._weight) * float(np.partition(together, -count)[-count]))
        bars = self.bars.values[rows] if offer else np.full(len(rows), 2.0)
        near = (1 - self._weight) * together + self._weight >= np.minimum(bars, floor) - 1e-4
        rows, together, bars = rows[near], together[near], bars[near]
        wording = self._wording(row, rows)
        scores = np.round((1 - self._weight) * together + self._weight * np.clip(wording, 0, 1), 4)
        enough = scores >= self._least
        taken = np.flatnonzero(enough & (scores >= bars))
        best = np.flatnonzero(enough)
        if len(best) > count:
            best = np.flatnonzero(enough & (scores >= np.partition(scores[best], -count)[-count]))
        found = {
            at: Alike(int(rows[at]), float(scores[at]), self._theme(row, int(rows[at])), float(wording[at]))
            for at in {*best.tolist(), *taken.tolist()}
        }
        sought = sorted((found[at] for at in best.tolist()), key=self.order)[:count]
        return sought, [found[at] for at in taken.tolist()]

    def order(self, alike: Alike) -> tuple[float, Key]:
        """What puts the nearest first, the same in every store."""
        return -alike.score, self.key(alike.row)

    def _together(self, row: int) -> tuple[Rows, Scores]:
        """The rows of other councils with a theme in common, and the chance that both raise at least one theme."""
        met = []
        for column, share in sorted(self._profiles[row].items()):
            theme, scores = self._by_theme[column]
            self._scratch[theme.values] *= 1 - share * scores.values
            met.append(theme.values)
        rows: Rows = met[0] if len(met) == 1 else np.unique(np.concatenate(met))
        together = 1 - self._scratch[rows]
        self._scratch[rows] = 1.0
        council = self._council.values[rows]
        apart = (council != self._council.values[row]) & (council != _GONE)
        return rows[apart], together[apart]

    def _wording(self, row: int, rows: Rows) -> Scores:
        """Cosine of the centred vectors of `row` and each of `rows`; the same whichever of the two asks.

        Products of int8 vectors are whole numbers that float32 holds exactly, in whatever order they are summed.
        """
        own = self._vectors.values[row].astype(np.float32)
        products = np.zeros(len(rows))
        for at in range(0, len(rows), _AT_ONCE):
            products[at : at + _AT_ONCE] = self._vectors.values[rows[at : at + _AT_ONCE]].astype(np.float32) @ own
        here, there = self._moved.values[row], self._moved.values[rows]
        middle = 0.0 if self._mean is None else float(self._mean.astype(np.float64) @ self._mean)
        moved = products * (there[:, 0] * here[0]) - (there[:, 1] + here[1]) + middle
        return np.asarray(moved * (there[:, 2] * here[2]))

    def _theme(self, row: int, other: int) -> int:
        """Column of the theme that two passages share most; the first of equals."""
        one, two = self._profiles[row], self._profiles[other]
        return max(sorted(one.keys() & two.keys()), key=lambda column: one[column] * two[column])


# --- keeping up with the store ----------------------------------------------------------------------

_OPEN: WeakKeyDictionary[Database, Mentions] = WeakKeyDictionary()


def mentions_of(db: Database, wording: float, least: float, bars: str) -> Mentions:
    """The passages that were linked in the store, read anew when that changed outside this process.

    The query `bars` gives passages with their bar.
    """
    known = _OPEN.get(db)
    if known is None or not _holds(db, known):
        known = _OPEN[db] = Mentions(db, wording, least)
        known.stamp = _stamp(db)
        for passage, bar in db.execute(bars):
            if passage in known.row_of:
                known.bars.values[known.row_of[passage]] = bar
    return known


def stamp(db: Database, known: Mentions) -> None:
    """Record that the links changed, and that `known` knows."""
    known.stamp = secrets.token_hex(8)
    db.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", [STAMP, known.stamp])


def is_open(db: Database) -> bool:
    """Whether the mentions of this store are in memory."""
    return db in _OPEN


def forget(db: Database) -> None:
    """Let the next letter read all mentions anew."""
    _OPEN.pop(db, None)


def _holds(db: Database, known: Mentions) -> bool:
    themes: Iterable[tuple[str]] = db.execute("SELECT id FROM concerns ORDER BY id").fetchall()
    return (
        known.stamp == _stamp(db) and [theme for (theme,) in themes] == known.themes and encoder_of(db) == known.encoder
    )


def _stamp(db: Database) -> str | None:
    row = db.execute("SELECT value FROM settings WHERE key = ?", [STAMP]).fetchone()
    return None if row is None else str(row[0])
