"""Search by words, by meaning and by theme together; every hit says why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.search.corpus import Corpus, Ints
from pipeline.search.expand import Concept, Vocabulary, concepts
from pipeline.search.query import Clause, Query, match_expression
from pipeline.search.scoring import WEIGHTS, Ranking, Wanted, Weights, score
from pipeline.search.turn import turned
from pipeline.search.vectors import Floats

CANDIDATES = 1_200
"""How many passages each way of searching nominates."""
LEADING = 200
"""The best of these by words also nominate what stands under them."""
SHORT, HELD = 0.65, 0.9
"""What the last part of a compound counts in a letter that has the whole of it, and from which weight on it has."""
K1, B = 1.2, 0.5
"""BM25: passages are short, so length matters little."""


class Themes(Protocol):
    """Gives texts a profile over themes."""

    @property
    def ids(self) -> Sequence[str]:
        """Ids of the themes, in the order of the profiles' columns."""

    def profiles(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """(n, themes) probabilities."""


def look(
    db: Database,
    corpus: Corpus,
    vocabulary: Vocabulary,
    query: Query,
    vector: Floats | None,
    profile: Floats | None,
    weights: Weights = WEIGHTS,
    turn: Floats | None = None,
) -> Wanted:
    """Where in the corpus the words of a query stand, and what its operators allow.

    `vector` is the query's unit vector, `profile` its themes (in the order of `corpus.themes`);
    both may be missing, then they do not count. `turn` is the matrix that a query's vector is turned with.
    """
    looked_for = tuple(concepts(query, vocabulary))
    found = [_occurrences(corpus, concept) for concept in looked_for]
    told = [_information(corpus, concept, own, weights) for concept, (own, _, _) in zip(looked_for, found, strict=True)]
    theme = _theme(corpus, profile)
    sure = 0.0 if theme is None or profile is None else min(1.0, float(profile.max()))
    prepared = turned(corpus.vectors.prepare(vector), turn) if vector is not None else None
    allowed = conditions(db, corpus, vocabulary, query)
    return Wanted(query, looked_for, found, told, prepared, theme, sure, allowed)


def rank(corpus: Corpus, wanted: Wanted, allowed: NDArray[np.bool_], weights: Weights = WEIGHTS) -> Ranking:
    """Ranks the passages in `allowed` that the query's operators allow too."""
    return score(corpus, wanted, _nominated(corpus, wanted, allowed & wanted.allowed, weights), weights)


def _nominated(corpus: Corpus, wanted: Wanted, allowed: NDArray[np.bool_], weights: Weights) -> Ints:
    """The rows that are best by words, by meaning or by theme."""
    total = sum(wanted.told) or 1.0
    raw = np.zeros(corpus.size, np.float32)
    for (own, related, about), told in zip(wanted.found, wanted.told, strict=True):
        held = np.maximum(own, related)
        if about.any():
            np.maximum(held, np.float32(weights.about) * about[corpus.letter_of], out=held)
        raw += np.float32(told / total) * held
    words = np.where(allowed, raw, np.float32(0.0))
    best: list[NDArray[np.integer]] = [_best(words)]
    best.append(_below(corpus, best[0][np.argsort(-words[best[0]], kind="stable")[:LEADING]], allowed))
    rough = corpus.vectors.rough(wanted.vector) if wanted.vector is not None else None
    if rough is not None:
        best.append(_best(np.where(allowed, rough, np.float32(0.0))))
    if wanted.theme is not None:
        best.append(_best(np.where(allowed, wanted.theme + 0.05 * (0.0 if rough is None else rough), 0.0)))
    return np.unique(np.concatenate(best)).astype(np.int32)


def conditions(db: Database, corpus: Corpus, vocabulary: Vocabulary, query: Query) -> NDArray[np.bool_]:
    """Which rows satisfy the operators of the query."""
    allowed = np.ones(corpus.size, np.bool_)
    for group in query.required:
        either = np.zeros(corpus.size, np.bool_)
        for clause in group:
            either |= having(db, corpus, vocabulary, clause)
        allowed &= either
    for clause in query.excluded:
        allowed &= ~having(db, corpus, vocabulary, clause)
    return allowed


def having(db: Database, corpus: Corpus, vocabulary: Vocabulary, clause: Clause) -> NDArray[np.bool_]:
    """Which rows hold what a clause asks for."""
    mask = np.zeros(corpus.size, np.bool_)
    if clause.exact or clause.prefix or len(clause.forms) > 1:
        query = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?"
        found = np.fromiter((r[0] for r in db.execute(query, [match_expression(clause)])), np.int64)
        mask[corpus.rows_of(found)] = True
        return mask
    for alternative in vocabulary.forms(clause.forms[0]):
        if alternative.weight >= 1.0:
            mask[corpus.passages.of(alternative.terms[0])[0]] = True
    return mask


def _occurrences(corpus: Corpus, concept: Concept) -> tuple[Floats, Floats, Floats]:
    """How well each passage, by own or by related words, and each letter as a whole holds a concept."""
    own = np.zeros(corpus.size, np.float32)
    related = np.zeros(corpus.size, np.float32)
    about = np.zeros(len(corpus.letters), np.float32)
    for alternative in concept.alternatives:
        target = related if alternative.related else own
        rows, values = _held(corpus, alternative.terms)
        target[rows] = np.maximum(target[rows], alternative.weight * values)
        if len(alternative.terms) == 1:
            letters, _ = corpus.about.of(alternative.terms[0])
            about[letters] = np.maximum(about[letters], alternative.weight)
    if concept.short is not None:
        whole = about >= HELD
        whole[corpus.letter_of[own >= HELD]] = True
        rows, values = _held(corpus, (concept.short,))
        again = whole[corpus.letter_of[rows]]
        own[rows[again]] = np.maximum(own[rows[again]], SHORT * values[again])
    return own, related, about


def _held(corpus: Corpus, terms: tuple[int, ...]) -> tuple[Ints, Floats]:
    """Passages that hold all terms, with the saturated frequency (around 1) of the rarest."""
    (rows, counts), *others = sorted((corpus.passages.of(term) for term in terms), key=lambda found: len(found[0]))
    for other, _ in others:
        if len(rows):
            left = other[np.minimum(np.searchsorted(other, rows), len(other) - 1)] == rows
            rows, counts = rows[left], counts[left]
    norm = K1 * (1 - B + B * corpus.lengths[rows] / corpus.mean_length)
    return rows, (counts * (1 + K1) / (counts + norm)).astype(np.float32)


def _information(corpus: Corpus, concept: Concept, own: Floats, weights: Weights) -> float:
    """How telling a concept is: the rarer, the more; what nothing stands for cannot tell passages apart."""
    frequency = int(np.count_nonzero(own >= 0.7))
    told = float(concept.weight * np.log(1 + (corpus.size - frequency + 0.5) / (frequency + 0.5)))
    return told if concept.alternatives else told * weights.unknown


def _theme(corpus: Corpus, profile: Floats | None) -> Floats | None:
    """For each row how far its themes are those of the query, 0-1; None when the query has none."""
    if profile is None or corpus.profiles is None or not len(profile):
        return None
    telling = [number for number in np.argsort(-profile)[:4] if profile[number] >= 0.08]
    if not telling:
        return None
    norm = float(np.linalg.norm(profile[telling]))
    result = np.zeros(corpus.size, np.float32)
    for number in telling:
        result += (float(profile[number]) / norm / 255) * corpus.profiles[number]
    themed: Floats = np.minimum(result, np.float32(1.0)) * np.float32(min(1.0, norm * 1.2))
    return themed


def _below(corpus: Corpus, rows: NDArray[np.integer], allowed: NDArray[np.bool_]) -> Ints:
    """What stands under a heading, or answers a question, that is one of `rows`."""
    found = corpus.below(rows)
    return found[allowed[found]][:CANDIDATES]


def _best(scores: Floats) -> NDArray[np.int64]:
    """Rows with the highest positive scores."""
    rows = np.flatnonzero(scores > _likely(scores))
    if len(rows) > CANDIDATES:
        rows = rows[np.argpartition(-scores[rows], CANDIDATES)[:CANDIDATES]]
    return rows


_EVERY = 16
"""Of so many rows one is looked at to see above which score the best ones are."""


def _likely(scores: Floats) -> float:
    """A score, 0 at least, above which at least as many rows stand as there are candidates, where there are so many."""
    sample = scores[::_EVERY]
    rank = 4 * CANDIDATES // _EVERY
    if len(sample) <= 4 * rank:
        return 0.0
    bar = float(np.partition(sample, len(sample) - rank)[len(sample) - rank])
    return bar if bar > 0 and np.count_nonzero(scores > bar) > CANDIDATES else 0.0
