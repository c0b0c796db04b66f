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

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from pipeline.concerns.mentions import Alike, Key, Mentions, Neighbour, forget, mentions_of
from pipeline.concerns.model import Tagger, centred
from pipeline.encode import Matrix

NEAREST = 5
"""Links that one passage seeks."""
WORDING = 0.1
"""Weight of the likeness of wording next to that of the themes."""
LEAST = 0.2
"""Links below this score are not kept."""


def pair_scores(tagger: Tagger, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, NDArray[np.intp]]:
    """How much each two texts are about the same concern (n, n), and the number of the theme they share most."""
    profile = tagger.profile(texts, vectors)
    base = centred(vectors, tagger.weights.mean)
    scores = profile @ profile.T + WORDING * base @ base.T
    theme = np.zeros((len(texts), len(texts)), np.intp)
    for row, one in enumerate(profile):
        theme[row] = (profile * one).argmax(axis=1)
    return np.asarray(scores, np.float32), theme


def link_letter(db: Database, letter_id: str) -> int:
    """Link the concern mentions of a letter with those of other councils; returns the number of links it got.

    The caller holds the transaction. Doing it twice changes nothing.
    """
    mentions = mentions_of(db, letter_id, WORDING, LEAST)
    new = mentions.rows_of(db, letter_id)
    if not new:
        return 0
    near = {row: mentions.near(db, row, NEAREST) for row in new}
    fresh = {mentions.key(row) for row in new}
    rows: dict[Key, int] = {mentions.key(row): row for row in new}
    seeks: dict[Key, list[Neighbour]] = {}
    offers: dict[int, list[Neighbour]] = {}
    for row, found in near.items():
        seeks[mentions.key(row)] = _nearest((-alike.score, mentions.key(hit)) for hit, alike in found.items())
        for hit, alike in found.items():
            rows[mentions.key(hit)] = hit
            if alike.score >= mentions.bar(hit):
                offers.setdefault(hit, []).append((-alike.score, mentions.key(row)))
    known = _neighbours(db, [mentions.passage(row) for row in offers if mentions.sought(mentions.key(row)) is None])
    dropped: set[tuple[Key, Key]] = set()
    for row, offered in offers.items():
        key = mentions.key(row)
        sought = mentions.sought(key) or known.get(key, {}).values()
        before = _nearest(item for item in sought if item[1] not in fresh)
        seeks[key] = _nearest([*before, *offered])
        dropped |= {(key, other) for _, other in set(before) - set(seeks[key])}
    _drop(db, mentions, dropped, seeks)
    wanted = {_pair(key, other) for key, found in seeks.items() for _, other in found if key in fresh or other in fresh}
    pairs = [(rows[one], rows[other]) for one, other in sorted(wanted)]
    _insert(db, mentions, [(one, other, near[one][other] if one in near else near[other][one]) for one, other in pairs])
    _set_bars(db, mentions, {rows[key]: found for key, found in seeks.items()})
    return len(wanted)


def relink(db: Database) -> int:
    """Make all links anew; returns how many there are. For a store from which letters were taken."""
    db.execute("DELETE FROM links")
    db.execute("DELETE FROM link_bars")
    forget(db)
    for (letter_id,) in db.execute("SELECT DISTINCT letter_id FROM concern_mentions ORDER BY 1").fetchall():
        link_letter(db, letter_id)
    return int(db.execute("SELECT COUNT(*) FROM links").fetchone()[0])


def _pair(one: Key, other: Key) -> tuple[Key, Key]:
    return (one, other) if one < other else (other, one)


def _nearest(found: Iterable[Neighbour]) -> list[Neighbour]:
    return sorted(set(found))[:NEAREST]


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


def _drop(db: Database, mentions: Mentions, dropped: set[tuple[Key, Key]], seeks: dict[Key, list[Neighbour]]) -> None:
    """Remove links that neither end seeks any more."""
    if not dropped:
        return
    ids = _ids(db, {key for pair in dropped for key in pair})
    others = _neighbours(db, [ids[key] for key in sorted(ids) if key not in seeks and mentions.sought(key) is None])
    gone = []
    for key, other in sorted(dropped):
        sought = seeks.get(other) or mentions.sought(other) or _nearest(others.get(other, {}).values())
        if key not in {name for _, name in sought}:
            gone.append(sorted((ids[key], ids[other])))
    db.conn.executemany("DELETE FROM links WHERE passage_a = ? AND passage_b = ?", gone)


def _ids(db: Database, keys: set[Key]) -> dict[Key, int]:
    """The passages with these letters and places."""
    query = (
        "SELECT p.letter_id, p.seq, p.id FROM json_each(?) j "
        "JOIN passages p ON p.letter_id = j.value ->> 0 AND p.seq = j.value ->> 1"
    )
    return {(letter, seq): number for letter, seq, number in db.execute(query, [json.dumps(sorted(keys))])}


def _insert(db: Database, mentions: Mentions, pairs: Iterable[tuple[int, int, Alike]]) -> None:
    """Write a link, with its reason, between the two rows of each of `pairs`."""
    labels = dict(db.execute("SELECT id, label FROM concerns").fetchall())
    lines = []
    for *pair, alike in pairs:
        one, other = sorted(pair, key=mentions.passage)
        theme = mentions.themes[alike.theme]
        low, high = sorted((mentions.share(one, alike.theme), mentions.share(other, alike.theme)))
        reason = f"{labels[theme]} ({high:.2f} en {low:.2f}), gelijkenis van woorden {alike.wording:.2f}"
        lines.append((mentions.passage(one), mentions.passage(other), theme, alike.score, reason))
    db.conn.executemany(
        "INSERT INTO links (passage_a, passage_b, concern_id, score, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (passage_a, passage_b) DO UPDATE SET concern_id = excluded.concern_id, score = excluded.score, "
        "reason = excluded.reason",
        lines,
    )


def _set_bars(db: Database, mentions: Mentions, sought: dict[int, list[Neighbour]]) -> None:
    """Record what it takes to become a neighbour of each of these rows: the score of the last one it seeks."""
    bars = {row: -found[-1][0] if len(found) == NEAREST else LEAST for row, found in sought.items()}
    for row, bar in bars.items():
        mentions.set_sought(row, sought[row], bar)
    db.conn.executemany(
        "INSERT OR REPLACE INTO link_bars (passage_id, bar) VALUES (?, ?)",
        [(mentions.passage(row), bar) for row, bar in bars.items()],
    )
