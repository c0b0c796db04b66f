"""Links between passages of different councils that raise the same concern.

A letter speaks for a theme through one passage (`pipeline.concerns.mentions`). Each such passage seeks the NEAREST
of other councils: `score = 0.9 · chance that both raise a theme + 0.1 · likeness of wording`, from 0 to 1. The table
`neighbours` holds who seeks whom; the view `links` each pair once. All of it depends on the letters in the store
alone, not on the order in which they came, and ties are broken by letter and place. A new letter is compared in
memory with the passages that share a theme with it, and takes the place of a few neighbours of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from pipeline.concerns.mentions import Alike, Mentions, forget, is_open, mentions_of, stamp
from pipeline.concerns.model import Tagger, centred
from pipeline.encode import Matrix

NEAREST = 3
"""Links that one passage seeks."""
WORDING = 0.1
"""Weight of the likeness of wording next to that of the themes."""
LEAST = 0.2
"""Links below this score are not kept."""


def pair_scores(tagger: Tagger, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, NDArray[np.intp]]:
    """How much each two texts are about the same concern (n, n), at most 1, and the theme (its number) they share most.

    `link_level` says from which score on that is enough.
    """
    profile = tagger.profile(texts, vectors)
    base = centred(vectors, tagger.weights.mean)
    scores = profile @ profile.T + WORDING * base @ base.T
    theme = np.zeros((len(texts), len(texts)), np.intp)
    for row, one in enumerate(profile):
        theme[row] = (profile * one).argmax(axis=1)
    return np.asarray(np.minimum(scores / (1 + WORDING), 1), np.float32), theme


def link_level(tagger: Tagger) -> float:
    """The score of `pair_scores` from which on two texts count as about the same concern."""
    return tagger.weights.link_threshold / (1 + WORDING)


def link_letter(db: Database, letter_id: str) -> int:
    """Link a letter with those of other councils; returns the number of passages of others that it seeks.

    The caller holds the transaction. Doing it twice changes nothing.
    """
    unlink_letter(db, letter_id)
    mentions = _mentions(db)
    mentions.remove(letter_id)
    new = mentions.add(db, letter_id)
    offers: dict[int, list[Alike]] = {}
    count = 0
    for row in new:
        sought, taken = mentions.nearest(row, NEAREST, offer=True)
        _seek(db, mentions, row, [], sought)
        count += len(sought)
        for alike in taken:
            offer = Alike(row, alike.score, alike.theme, alike.wording)
            offers.setdefault(alike.row, []).append(offer)
    for row, offered in offers.items():
        before = _neighbours(db, mentions, row)
        _seek(db, mentions, row, before, sorted([*before, *offered], key=mentions.order)[:NEAREST])
    stamp(db, mentions)
    return count


def unlink_letter(db: Database, letter_id: str) -> None:
    """Take a letter out of the links; whoever sought it seeks another. Call it while its passages are there."""
    followers = [
        row[0]
        for row in db.execute(
            "SELECT DISTINCT n.passage_id FROM passages p JOIN neighbours n ON n.other_id = p.id "
            "WHERE p.letter_id = ? ORDER BY 1",
            [letter_id],
        )
    ]
    if not followers and not is_open(db):
        return
    mentions = _mentions(db)
    mentions.remove(letter_id)
    for column in ("passage_id", "other_id"):
        db.execute(
            f"DELETE FROM neighbours WHERE {column} IN (SELECT id FROM passages WHERE letter_id = ?)", [letter_id]
        )
    for passage in followers:
        row = mentions.row_of.get(passage)
        if row is None:
            db.execute("DELETE FROM neighbours WHERE passage_id = ?", [passage])
        else:
            _seek(db, mentions, row, _neighbours(db, mentions, row), mentions.nearest(row, NEAREST)[0])
    stamp(db, mentions)


def relink(db: Database) -> int:
    """Make all links anew; returns how many there are."""
    db.execute("DELETE FROM neighbours")
    forget(db)
    mentions = _mentions(db)
    for row in mentions.row_of.values():
        _seek(db, mentions, row, [], mentions.nearest(row, NEAREST)[0])
    stamp(db, mentions)
    return int(db.execute("SELECT COUNT(*) FROM links").fetchone()[0])


def _mentions(db: Database) -> Mentions:
    full = f"SELECT passage_id, MIN(score) FROM neighbours GROUP BY passage_id HAVING COUNT(*) >= {NEAREST}"
    return mentions_of(db, WORDING, LEAST, full)


def _neighbours(db: Database, mentions: Mentions, row: int) -> list[Alike]:
    """The passages that the one in `row` seeks."""
    query = "SELECT other_id, score FROM neighbours WHERE passage_id = ?"
    found = db.execute(query, [mentions.passage(row)]).fetchall()
    return [Alike(mentions.row_of[other], score, 0, 0.0) for other, score in found if other in mentions.row_of]


def _seek(db: Database, mentions: Mentions, row: int, before: Iterable[Alike], after: Sequence[Alike]) -> None:
    """Let the passage in `row` seek the passages of `after` instead of those of `before`; sets its bar."""
    passage = mentions.passage(row)
    old, new = {alike.row for alike in before}, {alike.row for alike in after}
    db.conn.executemany(
        "DELETE FROM neighbours WHERE passage_id = ? AND other_id = ?",
        [(passage, mentions.passage(other)) for other in old - new],
    )
    db.conn.executemany(
        "INSERT INTO neighbours (passage_id, other_id, concern_id, score, wording) VALUES (?, ?, ?, ?, ?)",
        [
            (passage, mentions.passage(alike.row), mentions.themes[alike.theme], alike.score, round(alike.wording, 2))
            for alike in after
            if alike.row not in old
        ],
    )
    mentions.bars.values[row] = after[-1].score if len(after) == NEAREST else LEAST
