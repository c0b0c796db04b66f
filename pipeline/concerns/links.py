"""Links between passages of different councils that raise the same concern.

Two passages are as alike as their theme profiles, and a little by their wording:
`score = p_i · p_j + 0.1 · e_i · e_j`. Every passage seeks the NEAREST passages of other councils; a link is kept
when either end seeks the other. That depends on the passages in the store alone, not on the order in which they
came; ties are broken by letter and place. A new letter is compared with the passages that share a theme with it,
and moves only the links that it takes the place of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from pipeline.concerns.model import Tagger, centred, shipped_mean
from pipeline.encode import Matrix, dequantise, encoder_of

NEAREST = 5
"""Links that one passage seeks."""
WORDING = 0.1
"""Weight of the likeness of wording next to that of the themes."""
LEAST = 0.2
"""Links below this score are not kept."""

Key = tuple[str, int]
"""Letter and sequence number of a passage: the same in every store."""
Neighbour = tuple[float, Key]
"""Minus the score, and who it is: sorts nearest first."""


def pair_scores(tagger: Tagger, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, NDArray[np.intp]]:
    """How much each two texts are about the same concern (n, n), and the number of the theme they share most."""
    profile = tagger.profile(texts, vectors)
    base = centred(vectors, tagger.weights.mean)
    scores = profile @ profile.T + WORDING * base @ base.T
    theme = np.zeros((len(texts), len(texts)), np.intp)
    for row, one in enumerate(profile):
        theme[row] = (profile * one).argmax(axis=1)
    return np.asarray(scores, np.float32), theme


@dataclass(frozen=True)
class _Mentions:
    """Passages that mention a theme, in order of letter and place; `profile` is (n, themes)."""

    keys: list[Key]
    ids: list[int]
    councils: NDArray[np.str_]
    profile: Matrix
    base: Matrix
    themes: list[str]

    def scores(self, rows: Sequence[int]) -> NDArray[np.float64]:
        """Score of each of `rows` with every passage; -1 within a council or without a theme in common."""
        shared = self.profile[rows] @ self.profile.T
        scores = np.round((shared + WORDING * self.base[rows] @ self.base.T).astype(np.float64), 4)
        apart = self.councils[list(rows)][:, None] != self.councils[None, :]
        return np.where(apart & (shared > 0), scores, -1.0)


def link_letter(db: Database, letter_id: str) -> int:
    """Link the concern mentions of a letter with those of other councils; returns the number of links it got.

    The caller holds the transaction. Doing it twice changes nothing.
    """
    mentions = _mentions(db, letter_id)
    new = [row for row, key in enumerate(mentions.keys) if key[0] == letter_id]
    if not new:
        return 0
    scores = mentions.scores(new)
    fresh = {mentions.keys[row] for row in new}
    seeks: dict[Key, list[Neighbour]] = {}
    for at, row in enumerate(new):
        hits = np.flatnonzero(scores[at] >= LEAST)
        seeks[mentions.keys[row]] = _nearest((-scores[at, hit], mentions.keys[hit]) for hit in hits)
    reached = [int(row) for row in np.flatnonzero((scores >= LEAST).any(axis=0))]
    known = _neighbours(db, [mentions.ids[row] for row in reached])
    dropped: set[tuple[Key, Key]] = set()
    for row in reached:
        key = mentions.keys[row]
        before = _nearest(item for item in known.get(key, {}).values() if item[1] not in fresh)
        offers = [(-scores[at, row], mentions.keys[one]) for at, one in enumerate(new) if scores[at, row] >= LEAST]
        seeks[key] = _nearest([*before, *offers])
        dropped |= {(key, other) for _, other in set(before) - set(seeks[key])}
    _drop(db, dropped, seeks)
    rows = {key: row for row, key in enumerate(mentions.keys)}
    wanted = {
        _pair(key, other) for key, found in seeks.items() for _, other in found if key in fresh or other in fresh
    }
    labels = dict(db.execute("SELECT id, label FROM concerns").fetchall())
    for one, other in sorted(wanted):
        _insert(db, mentions, rows[one], rows[other], labels)
    return len(wanted)


def relink(db: Database) -> int:
    """Make all links anew; returns how many there are. For a store from which letters were taken."""
    db.execute("DELETE FROM links")
    for (letter_id,) in db.execute("SELECT DISTINCT letter_id FROM concern_mentions ORDER BY 1").fetchall():
        link_letter(db, letter_id)
    return int(db.execute("SELECT COUNT(*) FROM links").fetchone()[0])


def _pair(one: Key, other: Key) -> tuple[Key, Key]:
    return (one, other) if one < other else (other, one)


def _nearest(found: Iterable[Neighbour]) -> list[Neighbour]:
    return sorted(set(found))[:NEAREST]


def _mentions(db: Database, letter_id: str) -> _Mentions:
    """The passages that share a theme with the letter, its own included."""
    rows = db.execute(
        "WITH shared AS (SELECT DISTINCT concern_id FROM concern_mentions WHERE letter_id = ? AND polarity != 'lof') "
        "SELECT p.letter_id, p.seq, p.id, COALESCE(l.council_id, l.id), json_group_object(m.concern_id, m.score), "
        "v.vector, v.scale FROM concern_mentions m JOIN passages p ON p.id = m.passage_id "
        "JOIN letters l ON l.id = m.letter_id JOIN vectors v ON v.text_hash = p.text_hash "
        "WHERE m.polarity != 'lof' AND p.id IN (SELECT passage_id FROM concern_mentions WHERE concern_id IN shared) "
        "GROUP BY p.id ORDER BY p.letter_id, p.seq",
        [letter_id],
    ).fetchall()
    themes = [row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id").fetchall()]
    column = {theme: number for number, theme in enumerate(themes)}
    profile = np.zeros((len(rows), len(themes)), np.float32)
    for number, row in enumerate(rows):
        for theme, score in json.loads(row[4]).items():
            profile[number, column[theme]] = score
    packed = np.frombuffer(b"".join(row[5] for row in rows), np.int8).reshape(len(rows), -1 if rows else 0)
    base = dequantise(packed, np.array([row[6] for row in rows], np.float32))
    mean = shipped_mean(_encoder(db))
    return _Mentions(
        [(row[0], row[1]) for row in rows],
        [row[2] for row in rows],
        np.array([row[3] for row in rows], dtype=str),
        profile,
        base if mean is None else centred(base, mean),
        themes,
    )


def _encoder(db: Database) -> str:
    return " ".join(encoder_of(db) or ())


def _neighbours(db: Database, ids: Sequence[int]) -> dict[Key, dict[Key, Neighbour]]:
    """Per passage of `ids` the passages it is linked with."""
    found: dict[Key, dict[Key, Neighbour]] = {}
    for one, other in (("passage_a", "passage_b"), ("passage_b", "passage_a")):
        query = (
            f"SELECT p.letter_id, p.seq, q.letter_id, q.seq, k.score FROM json_each(?) j "
            f"JOIN links k ON k.{one} = j.value JOIN passages p ON p.id = k.{one} JOIN passages q ON q.id = k.{other}"
        )
        for letter, seq, other_letter, other_seq, score in db.execute(query, [json.dumps(list(ids))]).fetchall():
            neighbour = (other_letter, other_seq)
            found.setdefault((letter, seq), {})[neighbour] = (-score, neighbour)
    return found


def _drop(db: Database, dropped: set[tuple[Key, Key]], seeks: dict[Key, list[Neighbour]]) -> None:
    """Remove links that neither end seeks any more."""
    if not dropped:
        return
    ends = sorted({key for pair in dropped for key in pair})
    ids = {
        key: db.execute("SELECT id FROM passages WHERE letter_id = ? AND seq = ?", list(key)).fetchone()[0]
        for key in ends
    }
    others = _neighbours(db, [ids[key] for key in ends if key not in seeks])
    for key, other in sorted(dropped):
        sought = seeks.get(other) or _nearest(others.get(other, {}).values())
        if key not in {name for _, name in sought}:
            one, two = sorted((ids[key], ids[other]))
            db.conn.execute("DELETE FROM links WHERE passage_a = ? AND passage_b = ?", [one, two])


def _insert(db: Database, mentions: _Mentions, one: int, other: int, labels: dict[str, str]) -> None:
    if mentions.ids[one] > mentions.ids[other]:
        one, other = other, one
    shared = mentions.profile[one] * mentions.profile[other]
    column = int(shared.argmax())
    theme = mentions.themes[column]
    wording = float(mentions.base[one] @ mentions.base[other])
    score = round(float(mentions.scores([one])[0, other]), 4)
    first, second = sorted((float(mentions.profile[one, column]), float(mentions.profile[other, column])))
    reason = f"{labels[theme]} ({second:.2f} en {first:.2f}), gelijkenis van woorden {wording:.2f}"
    db.conn.execute(
        "INSERT INTO links (passage_a, passage_b, concern_id, score, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (passage_a, passage_b) DO UPDATE SET concern_id = excluded.concern_id, score = excluded.score, "
        "reason = excluded.reason",
        [mentions.ids[one], mentions.ids[other], theme, score, reason],
    )
