"""Search by words, by meaning and by theme together; every hit says why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.search.corpus import K1, Corpus, Ints
from pipeline.search.expand import Concept, Vocabulary, concepts
from pipeline.search.query import Clause, Query, match_expression
from pipeline.search.scoring import WEIGHTS, Occurrence, Ranking, Wanted, Weights, score
from pipeline.search.turn import turned
from pipeline.search.vectors import Floats

CANDIDATES = 1_200
"""How many passages each way of searching nominates."""
SIFTED = 3_000
"""So many are near in meaning at first sight; of these the nearest are nominated."""
LEADING = 200
"""The best of these by words also nominate what stands under them."""
PARTS = 120
"""Parts of the share of a theme; four shares, together at most two, times 255 fit in 16 bits."""
SHORT, HELD = 0.65, 0.9
"""What the last part of a compound counts in a letter that has the whole of it, and from which weight on it has."""


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
    told = [_information(corpus, concept, held, weights) for concept, held in zip(looked_for, found, strict=True)]
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
    everywhere = bool(allowed.all())

    def fitting(scores: Floats) -> Floats:
        return scores if everywhere else np.where(allowed, scores, np.float32(0.0))

    words = fitting(_by_words(corpus, wanted, weights))
    best: list[NDArray[np.integer]] = [_best(words, CANDIDATES)]
    best.append(_below(corpus, best[0][np.argsort(-words[best[0]], kind="stable")[:LEADING]], allowed))
    rough = corpus.vectors.rough(wanted.vector) if wanted.vector is not None else None
    if rough is not None and wanted.vector is not None:
        near = _best(fitting(rough), SIFTED)
        best.append(near[_best(corpus.vectors.exact(wanted.vector, near), CANDIDATES)])
    if wanted.theme is not None:
        themed = wanted.theme if rough is None else wanted.theme + np.float32(0.05) * rough
        best.append(_best(fitting(themed), CANDIDATES))
    return np.unique(np.concatenate(best)).astype(np.int32)


def _by_words(corpus: Corpus, wanted: Wanted, weights: Weights) -> Floats:
    """How much of what is telling in the query each passage, or its letter as a whole, holds."""
    total = sum(wanted.told) or 1.0
    letters = np.zeros(len(corpus.letters), np.float32)
    for found, told in zip(wanted.found, wanted.told, strict=True):
        letters += np.float32(weights.about * told / total) * found.about
    raw = corpus.spread(letters) if letters.any() else np.zeros(corpus.size, np.float32)
    for found, told in zip(wanted.found, wanted.told, strict=True):
        at_least = np.float32(weights.about) * found.about[corpus.letter_of[found.rows]]
        raw[found.rows] += np.float32(told / total) * np.maximum(found.either[found.rows] - at_least, 0.0)
    return raw


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


def _occurrences(corpus: Corpus, concept: Concept) -> Occurrence:
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
    either = np.maximum(own, related) if any(each.related for each in concept.alternatives) else own
    return Occurrence(own, related, either, np.flatnonzero(either > 0), about)


def _held(corpus: Corpus, terms: tuple[int, ...]) -> tuple[Ints, Floats]:
    """Passages that hold all terms, with the saturated frequency (around 1) of the rarest."""
    (rows, counts), *others = sorted(map(corpus.passages.of, terms), key=lambda found: len(found[0]))
    for other, _ in others:
        if len(rows):
            left = other[np.minimum(np.searchsorted(other, rows), len(other) - 1)] == rows
            rows, counts = rows[left], counts[left]
    often = counts.astype(np.float32)
    return rows, often * np.float32(1 + K1) / (often + corpus.damping[rows])


def _information(corpus: Corpus, concept: Concept, held: Occurrence, weights: Weights) -> float:
    """How telling a concept is: the rarer, the more; what nothing stands for cannot tell passages apart."""
    frequency = int(np.count_nonzero(held.own[held.rows] >= 0.7))
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
    shares = np.round(profile[telling] / norm * PARTS).astype(np.uint16)
    total = np.zeros(corpus.size, np.uint16)
    for number, share in zip(telling, shares, strict=True):
        total += np.multiply(corpus.profiles[number], share, dtype=np.uint16)
    themed = np.multiply(total, np.float32(1 / 255 / PARTS), dtype=np.float32)
    np.minimum(themed, np.float32(1.0), out=themed)
    themed *= np.float32(min(1.0, norm * 1.2))
    return themed


def _below(corpus: Corpus, rows: NDArray[np.integer], allowed: NDArray[np.bool_]) -> Ints:
    """What stands under a heading, or answers a question, that is one of `rows`."""
    found = corpus.below(rows)
    return found[allowed[found]][:CANDIDATES]


def _best(scores: Floats, count: int) -> NDArray[np.int64]:
    """The `count` rows with the highest positive scores, or all of them."""
    rows = np.flatnonzero(scores > _likely(scores, count))
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count)[:count]]
    return rows


_EVERY = 16
"""Of so many rows one is looked at to see above which score the best ones are."""


def _likely(scores: Floats, count: int) -> float:
    """A score, 0 at least, above which at least `count` rows stand where there are so many."""
    sample = scores[::_EVERY]
    rank = 4 * count // _EVERY
    if len(sample) <= 4 * rank:
        return 0.0
    bar = float(np.partition(sample, len(sample) - rank)[len(sample) - rank])
    return bar if bar > 0 and np.count_nonzero(scores > bar) > count else 0.0
