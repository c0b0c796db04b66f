"""Concerns that nobody has named yet: advice that fits no theme, grouped, and what people decide about the groups."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils.db import Database

from pipeline.concerns.links import link_letter
from pipeline.concerns.model import centred, shipped_mean
from pipeline.concerns.register import RegisterError
from pipeline.encode import Matrix, dequantise, encoder_of
from pipeline.errors import AdviesradarError
from pipeline.stems import stem

DISTANCE = 0.65
"""Groups grow until their passages are on average further apart than this (cosine distance)."""
SMALLEST = 3
"""Passages that make a group."""
LARGEST_POOL = 4000
"""Passages that are grouped at most: the latest ones of each letter come last."""
WORDS = 5
_WORD = re.compile(r"[^\W\d_]{4,}(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group of passages that may be a theme: its telling words, most central sentence and councils."""

    id: str
    label: str
    words: tuple[str, ...]
    central: str
    passages: int
    councils: tuple[str, ...]


class CandidateError(AdviesradarError):
    """There is no such candidate, or it was decided on before."""


@dataclass(frozen=True)
class _Pool:
    ids: list[int]
    texts: list[str]
    councils: list[str | None]
    keys: list[bytes]
    vectors: Matrix


def find_candidates(db: Database) -> list[Candidate]:
    """Group the advice that fits no theme, and keep the groups in the store; those decided on stay as they are.

    The caller holds the transaction. The same store always gives the same groups with the same ids.
    """
    decided = "(SELECT candidate_id FROM decisions)"
    db.conn.execute(f"DELETE FROM candidate_passages WHERE candidate_id NOT IN {decided}")
    db.conn.execute(f"DELETE FROM candidates WHERE id NOT IN {decided}")
    pool = _pool(db)
    groups = _groups(pool.vectors) if len(pool.ids) >= SMALLEST else []
    background = Counter(key for text in pool.texts for key in {stem(word) for word in _words(text)})
    for members in groups:
        _keep(db, pool, members, background)
    return open_candidates(db)


def open_candidates(db: Database) -> list[Candidate]:
    """The candidates that nobody has decided on, those of most councils first."""
    rows = db.execute(
        "SELECT c.id, c.label, c.words, p.text, c.passage_count FROM candidates c "
        "LEFT JOIN passages p ON p.id = c.central_passage_id "
        "WHERE c.id NOT IN (SELECT candidate_id FROM decisions) "
        "ORDER BY c.council_count DESC, c.passage_count DESC, c.id"
    ).fetchall()
    return [
        Candidate(key, label, tuple(json.loads(words)), central or "", count, _councils(db, key))
        for key, label, words, central, count in rows
    ]


def _councils(db: Database, candidate: str) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT MIN(l.council) FROM candidate_passages c JOIN passages p ON p.id = c.passage_id "
        "JOIN letters l ON l.id = p.letter_id WHERE c.candidate_id = ? "
        "AND l.council_id IS NOT NULL GROUP BY l.council_id ORDER BY 1",
        [candidate],
    ).fetchall()
    return tuple(row[0] for row in rows)


def _pool(db: Database) -> _Pool:
    """Passages with advice but without a theme, that were not part of a group decided on before."""
    rows = db.execute(
        "SELECT p.id, p.text, l.council_id, p.text_hash, v.vector FROM passages p "
        "JOIN letters l ON l.id = p.letter_id JOIN vectors v ON v.text_hash = p.text_hash "
        "WHERE EXISTS (SELECT 1 FROM advice a WHERE a.letter_id = p.letter_id AND a.start < p.end AND p.start < a.end) "
        "AND p.id NOT IN (SELECT passage_id FROM concern_mentions) AND length(p.text) >= 30 "
        "AND p.kind IN ('sentence', 'list_item', 'table_cell') "
        "AND p.id NOT IN (SELECT passage_id FROM candidate_passages) "
        "GROUP BY p.text_hash ORDER BY p.letter_id DESC, p.seq LIMIT ?",
        [LARGEST_POOL],
    ).fetchall()
    if not rows:
        return _Pool([], [], [], [], np.zeros((0, 1), np.float32))
    packed = np.frombuffer(b"".join(row[4] for row in rows), np.int8).reshape(len(rows), -1)
    vectors = dequantise(packed)
    mean = shipped_mean(" ".join(encoder_of(db) or ()))
    vectors = centred(vectors, vectors.mean(axis=0) if mean is None else mean)
    ids, texts, councils, keys = (list(column) for column in list(zip(*rows, strict=True))[:4])
    return _Pool(ids, texts, councils, keys, vectors)


def _groups(vectors: Matrix) -> list[list[int]]:
    from sklearn.cluster import AgglomerativeClustering

    labels = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=DISTANCE
    ).fit_predict(vectors)
    found = [list(map(int, np.flatnonzero(labels == label))) for label in range(int(labels.max()) + 1)]
    return [members for members in found if len(members) >= SMALLEST]


def _words(text: str) -> list[str]:
    """Words that may tell what a passage is about, in lower case; names left out."""
    found = [(match.start(), match[0]) for match in _WORD.finditer(text)]
    plain = [word.lower() for start, word in found if start == 0 or word[0].islower()]
    return [word for word in plain if word not in _idle()]


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    """Words that tell nothing: those that search passes over, and the ways in which advice is given."""
    lists = (("search", "stopwords.txt"), ("concerns", "idle.txt"))
    lines = [line for path in lists for line in files("pipeline").joinpath(*path).read_text("utf-8").splitlines()]
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def telling_words(texts: Sequence[str], background: Counter[str]) -> list[str]:
    """The WORDS words that tell most what `texts` are about, best first, in their most usual form.

    Counted by stem: how many of the texts have it (a word of a single text counts for less), and how rare it is
    among all passages, of which `background` counts the stems.
    """
    inside: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        found = {stem(word): word for word in reversed(_words(text))}
        inside.update(found.keys())
        for key, word in found.items():
            forms.setdefault(key, Counter())[word] += 1
    average = sum(background.values()) / max(len(background), 1)

    def weight(key: str) -> float:
        spread = inside[key] / len(texts) if inside[key] > 1 else 0.3 / len(texts)
        return spread * float(np.log(1 + 10 * average / max(background[key], 1)))

    best = sorted(inside, key=lambda key: (-round(weight(key), 9), key))[:WORDS]
    return [min(forms[key], key=lambda word: (-forms[key][word], len(word), word)) for key in best]


def _keep(db: Database, pool: _Pool, members: Sequence[int], background: Counter[str]) -> None:
    centre = pool.vectors[members].mean(axis=0)
    ranked = sorted(members, key=lambda row: (-round(float(pool.vectors[row] @ centre), 5), pool.keys[row]))
    words = telling_words([pool.texts[row] for row in members], background)
    key = "k-" + hashlib.sha256(b"".join(sorted(pool.keys[row] for row in members))).hexdigest()[:8]
    councils = {pool.councils[row] for row in members} - {None}
    db.conn.execute(
        "INSERT OR REPLACE INTO candidates (id, label, words, central_passage_id, passage_count, council_count) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            key,
            ", ".join(words[:3]),
            json.dumps(words, ensure_ascii=False),
            pool.ids[ranked[0]],
            len(members),
            len(councils),
        ],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO candidate_passages (candidate_id, passage_id) VALUES (?, ?)",
        [[key, pool.ids[row]] for row in members],
    )


# --- decisions ------------------------------------------------------------------------------------


def accept(db: Database, candidate: str, label: str | None, register: Path | None) -> str:
    """Make a candidate a theme of its own, called `label`; returns the id of the theme.

    Its passages become mentions of the theme. With `register`, the theme is added to that file with the passages
    as its seeds, so that later letters are tagged with it. The caller holds the transaction.
    """
    row = _undecided(db, candidate)
    name = (label or row["label"]).strip()
    theme = "eigen-" + candidate.removeprefix("k-")
    if db.execute("SELECT 1 FROM concerns WHERE label = ?", [name]).fetchone():
        raise CandidateError(f"there is a theme called {name!r} already; merge {candidate} with it or choose --label")
    texts = [text for _, text in _passages(db, candidate)]
    if register is not None:
        add_theme(register, theme, name, texts)
    db.conn.execute("INSERT INTO concerns (id, label, definition) VALUES (?, ?, ?)", [theme, name, ""])
    _decide(db, candidate, "aanvaard", theme)
    return theme


def merge(db: Database, candidate: str, theme: str) -> str:
    """Count the passages of a candidate as mentions of an existing theme (its id or label); returns the theme's id."""
    _undecided(db, candidate)
    row = db.execute("SELECT id FROM concerns WHERE id = ? OR label = ?", [theme, theme]).fetchone()
    if row is None:
        known = ", ".join(label for (label,) in db.execute("SELECT label FROM concerns ORDER BY 1").fetchall())
        raise CandidateError(f"no theme called {theme!r}; choose from {known}")
    _decide(db, candidate, "samengevoegd", row[0])
    return str(row[0])


def reject(db: Database, candidate: str) -> None:
    """Never show this group of passages again."""
    _undecided(db, candidate)
    _decide(db, candidate, "verworpen", None)


def _undecided(db: Database, candidate: str) -> dict[str, Any]:
    row = next(iter(db.query("SELECT * FROM candidates WHERE id = ?", [candidate])), None)
    if row is None:
        raise CandidateError(f"no candidate {candidate}; see: adviesradar concerns candidates DB")
    decided = db.execute("SELECT decision FROM decisions WHERE candidate_id = ?", [candidate]).fetchone()
    if decided:
        raise CandidateError(f"candidate {candidate} was decided on before: {decided[0]}")
    return dict(row)


def _passages(db: Database, candidate: str) -> list[tuple[int, str]]:
    return db.execute(
        "SELECT p.id, p.text FROM candidate_passages c JOIN passages p ON p.id = c.passage_id "
        "WHERE c.candidate_id = ? ORDER BY p.letter_id, p.seq",
        [candidate],
    ).fetchall()


def _decide(db: Database, candidate: str, decision: str, theme: str | None) -> None:
    if theme is not None:
        db.conn.execute(
            "INSERT OR IGNORE INTO concern_mentions (passage_id, concern_id, letter_id, score, polarity, start, end) "
            "SELECT p.id, ?, p.letter_id, 1.0, 'zorg', p.start, p.end FROM candidate_passages c "
            "JOIN passages p ON p.id = c.passage_id WHERE c.candidate_id = ?",
            [theme, candidate],
        )
        query = "SELECT DISTINCT letter_id FROM passages p JOIN candidate_passages c ON c.passage_id = p.id "
        for (letter_id,) in db.execute(query + "WHERE c.candidate_id = ? ORDER BY 1", [candidate]).fetchall():
            link_letter(db, letter_id)
    db.conn.execute(
        "INSERT INTO decisions (candidate_id, decision, concern_id, decided_at) VALUES (?, ?, ?, ?)",
        [candidate, decision, theme, datetime.now(UTC).isoformat(timespec="seconds")],
    )


def add_theme(register: Path, theme: str, label: str, seeds: Sequence[str]) -> None:
    """Add a theme to the register file at `register`; a file that is not there extends the shipped register."""
    import yaml

    text = register.read_text("utf-8") if register.exists() else "extends: shipped\nthemes:\n"
    if "themes:" not in text:
        raise RegisterError(f"{register}: no theme register; it needs a list called 'themes'")
    entry = yaml.safe_dump(
        [{"id": theme, "label": label, "definition": "", "keywords": [], "seeds": list(seeds)}],
        allow_unicode=True,
        sort_keys=False,
        width=1000,
    )
    head, _, tail = text.partition("themes:")
    rest = tail.lstrip(" ").removeprefix("[]").lstrip("\n")
    register.write_text(f"{head}themes:\n{entry}{rest}", "utf-8")
