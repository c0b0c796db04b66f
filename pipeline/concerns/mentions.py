"""All mentions of themes in a store, in memory, so that a new letter is compared without reading them again.

The first letter that a process links reads every mention once; after that only what changed is read. The
table `mention_changes` tells what did: triggers keep one row there for each letter whose mentions changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from pipeline.concerns.model import centred, shipped_mean
from pipeline.encode import Matrix, dequantise, encoder_of

Rows = NDArray[np.int64]
Scores = NDArray[np.float64]
Key = tuple[str, int]
"""Letter and sequence number of a passage: the same in every store."""
Neighbour = tuple[float, Key]
"""Minus the score, and who it is: sorts nearest first."""

_MENTIONS = "SELECT passage_id, letter_id, concern_id, score FROM concern_mentions WHERE polarity != 'lof' "
_AT_ONCE = 4_096
_REMEMBERED = 50_000
"""Passages of which the neighbours stay in memory."""
_MARGIN = 3e-4
"""What rounding can add to a score."""


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
    """How alike two passages are: the score, the column of the theme they share most, and their wording."""

    score: float
    theme: int
    wording: float


class Mentions:
    """The passages that mention a theme, one row each; a row of a letter that changed is dead and replaced.

    `bars` is the score from which on a passage would take another neighbour.
    """

    def __init__(self, db: Database, weight: float, least: float) -> None:
        self._weight, self._least = weight, least
        self.themes = [row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id").fetchall()]
        self._columns = {theme: number for number, theme in enumerate(self.themes)}
        self._mean = shipped_mean(" ".join(encoder_of(db) or ()))
        row = db.execute("SELECT length(vector) FROM vectors LIMIT 1").fetchone()
        self._width = int(row[0]) if row else 0
        self.seen: tuple[int, int] = (0, 0)
        self.letters: list[str] = []
        self._of_letter: dict[str, list[int]] = {}
        self._councils: dict[str, int] = {}
        self._ids, self._council, self._alive = Growing(np.int64), Growing(np.int64), Growing(np.bool_)
        self._bars = Growing(np.float64)
        self._row: dict[int, int] = {}
        self._profile: list[dict[int, float]] = []
        self._sought: dict[Key, list[Neighbour]] = {}
        self._by_theme = [(Growing(np.int64), Growing(np.float64)) for _ in self.themes]
        self._seq, self._vectors = Growing(np.int64), Growing(np.int8, self._width)
        self._scales, self._moved = Growing(np.float32), Growing(np.float64, 3)
        self._scratch = np.zeros(0)
        self._add(db, db.execute(_MENTIONS + "ORDER BY passage_id").fetchall())
        self.read_bars(db)

    # --- filling ----------------------------------------------------------------------------------

    def _add(self, db: Database, found: Sequence[tuple[int, str, str, float]]) -> None:
        """New rows for the mentions `found`: (passage, letter, theme, score), those of a passage together."""
        profile: dict[int, dict[int, float]] = {}
        letter_of: dict[int, str] = {}
        for passage, letter, theme, score in found:
            profile.setdefault(passage, {})[self._columns[theme]] = score
            letter_of[passage] = letter
        first, count = len(self.letters), len(profile)
        councils = self._council_numbers(db, set(letter_of.values()))
        per_theme: list[tuple[list[int], list[float]]] = [([], []) for _ in self.themes]
        for row, (passage, scores) in enumerate(profile.items(), first):
            self._of_letter.setdefault(letter_of[passage], []).append(row)
            self._row[passage] = row
            for column, score in scores.items():
                per_theme[column][0].append(row)
                per_theme[column][1].append(score)
        for (rows, values), (more_rows, more_values) in zip(self._by_theme, per_theme, strict=True):
            rows.extend(more_rows)
            values.extend(more_values)
        self._profile += profile.values()
        self.letters += letter_of.values()
        self._ids.extend(list(profile))
        self._council.extend([councils[letter] for letter in letter_of.values()])
        self._alive.extend(np.ones(count, np.bool_))
        self._bars.extend(np.full(count, self._least))
        self._seq.extend(np.full(count, -1))
        self._vectors.extend(np.zeros((count, self._width), np.int8))
        self._scales.extend(np.zeros(count, np.float32))
        self._moved.extend(np.zeros((count, 3)))
        if len(self._scratch) < len(self.letters):
            self._scratch = np.zeros(2 * len(self.letters))

    def _council_numbers(self, db: Database, letters: set[str]) -> dict[str, int]:
        """The number of the council of each letter; a letter without one is a council of its own."""
        query = "SELECT id, COALESCE(council_id, id) FROM letters WHERE id IN (SELECT value FROM json_each(?))"
        rows = db.execute(query, [json.dumps(sorted(letters))])
        return {letter: self._councils.setdefault(council, len(self._councils)) for letter, council in rows}

    def renew(self, db: Database, letter_id: str) -> bool:
        """Read the mentions of one letter again; whether there were rows of it before."""
        old = self._of_letter.pop(letter_id, [])
        self._alive.values[old] = False
        self._add(db, db.execute(_MENTIONS + "AND letter_id = ? ORDER BY passage_id", [letter_id]).fetchall())
        return bool(old)

    def read_bars(self, db: Database) -> None:
        """The bars as the store has them."""
        self._sought.clear()
        bars = self._bars.values
        bars[:] = self._least
        for passage, bar in db.execute("SELECT passage_id, bar FROM link_bars"):
            if passage in self._row:
                bars[self._row[passage]] = bar

    def set_sought(self, row: int, found: list[Neighbour], bar: float) -> None:
        """Remember the neighbours that the passage of `row` seeks, and the bar for others."""
        self._bars.values[row] = bar
        self._sought[self.key(row)] = found
        if len(self._sought) > _REMEMBERED:
            del self._sought[next(iter(self._sought))]

    def sought(self, key: Key) -> list[Neighbour] | None:
        """The neighbours that a passage seeks, where they are remembered."""
        return self._sought.get(key)

    # --- asking -----------------------------------------------------------------------------------

    def rows_of(self, db: Database, letter_id: str) -> list[int]:
        """The rows of a letter, in the order of its passages; those without a vector left out."""
        rows = np.array(self._of_letter.get(letter_id, []), np.int64)
        self._load(db, rows)
        return [int(row) for row in rows if self._alive.values[row]]

    def passage(self, row: int) -> int:
        """Id of the passage in `row`."""
        return int(self._ids.values[row])

    def key(self, row: int) -> Key:
        """Letter and place of the passage in `row`."""
        return self.letters[row], int(self._seq.values[row])

    def share(self, row: int, theme: int) -> float:
        """Score of the passage in `row` for the theme in column `theme`."""
        return self._profile[row].get(theme, 0.0)

    def near(self, db: Database, row: int, count: int) -> dict[int, Alike]:
        """How alike the passage in `row` is with every passage of another council that may be among its `count`
        nearest, or for which it passes the bar; those below the least score left out."""
        rows, shared = self._candidates(row)
        floor = self._least
        if len(rows) > 2 * count:
            best = np.argpartition(-shared, 2 * count)[: 2 * count]
            known = shared[best] + self._weight * self._rough(db, row, rows[best])
            floor = max(floor, float(np.partition(known, -count)[-count]))
        reach = np.minimum(self._bars.values[rows], floor) - _MARGIN
        keep = shared + self._weight >= reach
        rows, shared, reach = rows[keep], shared[keep], reach[keep]
        keep = (shared + self._weight * self._rough(db, row, rows) >= reach) & self._alive.values[rows]
        rows, shared = rows[keep], shared[keep]
        wording = self._wording(row, rows)
        scores = np.round(shared + self._weight * wording, 4)
        return {
            other: Alike(score, self._theme(row, other), likeness)
            for other, score, likeness in zip(rows.tolist(), scores.tolist(), wording.tolist(), strict=True)
            if score >= self._least
        }

    def bar(self, row: int) -> float:
        """The score from which on the passage of `row` would take another neighbour."""
        return float(self._bars.values[row])

    def _theme(self, row: int, other: int) -> int:
        """Column of the theme that two passages share most; the first of equals."""
        one, two = self._profile[row], self._profile[other]
        return max(sorted(one.keys() & two.keys()), key=lambda column: one[column] * two[column])

    def _candidates(self, row: int) -> tuple[Rows, Scores]:
        """The rows of other councils with a theme in common, and the likeness of their profiles."""
        found = []
        for column, share in sorted(self._profile[row].items()):
            theme, values = self._by_theme[column]
            self._scratch[theme.values] += share * values.values
            found.append(theme.values)
        rows: Rows = found[0] if len(found) == 1 else np.unique(np.concatenate(found))
        shared = self._scratch[rows]
        self._scratch[rows] = 0.0
        apart = (self._council.values[rows] != self._council.values[row]) & self._alive.values[rows] & (shared > 0)
        return rows[apart], shared[apart]

    def _wording(self, row: int, rows: Rows) -> Scores:
        """Likeness of the wording of `row` and each of `rows`, whose vectors were read."""
        both = self._base(np.append(rows, row)).astype(np.float64)
        return np.asarray((both[:-1] * both[-1]).sum(axis=1))

    def _base(self, rows: Rows) -> Matrix:
        base = dequantise(self._vectors.values[rows], self._scales.values[rows])
        return base if self._mean is None else centred(base, self._mean)

    def _rough(self, db: Database, row: int, rows: Rows) -> Scores:
        """The same as `_wording`, quicker and a little less exact: from products of the int8 vectors."""
        self._load(db, rows)
        own = self._vectors.values[row].astype(np.float32)
        products = np.zeros(len(rows), np.float32)
        for at in range(0, len(rows), _AT_ONCE):
            products[at : at + _AT_ONCE] = self._vectors.values[rows[at : at + _AT_ONCE]].astype(np.float32) @ own
        moved, here = self._moved.values[rows], self._moved.values[row]
        middle = 0.0 if self._mean is None else float(self._mean.astype(np.float64) @ self._mean)
        return np.asarray((products * moved[:, 0] * here[0] - moved[:, 1] - here[1] + middle) * moved[:, 2] * here[2])

    def _load(self, db: Database, rows: Rows) -> None:
        """Read place and vector of those `rows` for which that was not done; without a vector a row is dead."""
        rows = rows[self._seq.values[rows] < 0]
        rows = rows[self._alive.values[rows]]
        if not len(rows):
            return
        at = {int(self._ids.values[row]): int(row) for row in rows}
        query = (
            "SELECT p.id, p.seq, v.vector, v.scale FROM json_each(?) j JOIN passages p ON p.id = j.value "
            "JOIN vectors v ON v.text_hash = p.text_hash"
        )
        found = db.execute(query, [json.dumps(sorted(at))]).fetchall()
        self._alive.values[rows] = False
        if not found:
            return
        rows = np.array([at[line[0]] for line in found])
        self._alive.values[rows] = True
        self._seq.values[rows] = [line[1] for line in found]
        self._vectors.values[rows] = np.frombuffer(b"".join(line[2] for line in found), np.int8).reshape(len(found), -1)
        self._scales.values[rows] = [line[3] for line in found]
        self._moved.values[rows] = self._movements(rows)

    def _movements(self, rows: Rows) -> Scores:
        """Per row what `_rough` needs: 1 / length of the int8 vector, its share of the mean, 1 / distance from that."""
        vectors = self._vectors.values[rows].astype(np.float64)
        shrink = 1 / np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
        if self._mean is None:
            return np.stack([shrink, np.zeros(len(rows)), np.ones(len(rows))], axis=1)
        unit = vectors * shrink[:, None]
        mean = self._mean.astype(np.float64)
        return np.stack([shrink, unit @ mean, 1 / np.maximum(np.linalg.norm(unit - mean, axis=1), 1e-9)], axis=1)


# --- keeping up with the store ----------------------------------------------------------------------

_OPEN: WeakKeyDictionary[Database, Mentions] = WeakKeyDictionary()


def mentions_of(db: Database, letter_id: str, weight: float, least: float) -> Mentions:
    """The mentions in the store as they are now, read anew only where they changed.

    `letter_id` is the letter about to be linked; the caller holds the transaction.
    """
    known = _OPEN.get(db)
    changed = None if known is None else _changed(db, known)
    if known is None or changed is None:
        known = _OPEN[db] = Mentions(db, weight, least)
    else:
        before = [known.renew(db, letter) for letter in changed]
        if any(before) or set(changed) - {letter_id}:
            known.read_bars(db)
    known.seen = _last(db)
    return known


def forget(db: Database) -> None:
    """Let the next letter read all mentions anew."""
    _OPEN.pop(db, None)


def _changed(db: Database, known: Mentions) -> list[str] | None:
    """The letters whose mentions changed since `known` was read; None when that can no longer be told."""
    number, stamp = known.seen
    if [row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id")] != known.themes:
        return None
    if number:
        row = db.execute("SELECT stamp FROM mention_changes WHERE number = ?", [number]).fetchone()
        if row is None or row[0] != stamp:
            return None
    query = "SELECT letter_id FROM mention_changes WHERE number > ? ORDER BY number"
    return [row[0] for row in db.execute(query, [number]).fetchall()]


def _last(db: Database) -> tuple[int, int]:
    row = db.execute("SELECT number, stamp FROM mention_changes ORDER BY number DESC LIMIT 1").fetchone()
    return (0, 0) if row is None else (row[0], row[1])
