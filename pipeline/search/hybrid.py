"""Search by words, by meaning and by theme together; every hit says why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.search.corpus import SORTS, Corpus, Ints
from pipeline.search.expand import Concept, Vocabulary, concepts
from pipeline.search.query import Clause, Query, match_expression
from pipeline.search.vectors import Floats

CANDIDATES = 1_200
"""How many passages each way of searching nominates."""
K1, B = 0.9, 0.35
"""BM25: passages are short, so length matters little."""

NEEDED, LEAST = (0.4, 1.6), 0.5
"""Information (1 is a word that stands in one passage) to be found, per word typed and at most, to be sure that
a certain passage is meant; below this part of it there is nothing to go by."""

FEW = (3, 6)
"""So few words are keywords; so many are a sentence."""


@dataclass(frozen=True)
class Weights:
    """How much each piece of evidence counts."""

    words: float = 1.0
    meaning: float = 0.55
    theme: float = 1.3
    concrete: float = 1.0
    theme_context: float = 0.4
    context: float = 0.3
    heading: float = 0.3
    about: float = 0.6
    agreement: float = 0.3
    certain: float = 0.4
    """How much less meaning counts where all of a few keywords were found."""
    loose: float = 0.5
    """What words are still worth where a theme is surely meant and no certain passage."""


WEIGHTS = Weights()


class Themes(Protocol):
    """Gives texts a profile over themes."""

    @property
    def ids(self) -> Sequence[str]:
        """Ids of the themes, in the order of the profiles' columns."""

    def profiles(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """(n, themes) probabilities."""


@dataclass(frozen=True)
class Ranking:
    """Rows of the corpus, best first, with the evidence for each (all arrays run parallel)."""

    rows: Ints
    scores: Floats
    words: Floats
    related: Floats
    meaning: Floats
    theme: Floats
    concepts: tuple[Concept, ...] = ()


def rank(
    db: Database,
    corpus: Corpus,
    vocabulary: Vocabulary,
    query: Query,
    allowed: NDArray[np.bool_],
    vector: Floats | None,
    profile: Floats | None,
    weights: Weights = WEIGHTS,
) -> Ranking:
    """Ranks the passages in `allowed` for a query.

    `vector` is the query's unit vector, `profile` its themes (in the order of `corpus.themes`);
    both may be missing, then they do not count.
    """
    wanted = tuple(concepts(query, vocabulary))
    allowed = allowed & conditions(db, corpus, vocabulary, query)
    parts = [_occurrences(corpus, concept) for concept in wanted]
    shares = _shares(corpus, wanted, parts)
    raw = np.zeros(corpus.size, np.float32)
    for (own, related, about), share in zip(parts, shares, strict=True):
        raw += share * np.maximum(np.maximum(own, related), weights.about * about[corpus.letter_of])
    prepared = corpus.vectors.prepare(vector) if vector is not None else None
    rough = corpus.vectors.rough(prepared) if prepared is not None else None
    nominated = [_best(np.where(allowed, raw, 0.0))]
    if rough is not None:
        nominated.append(_best(np.where(allowed, rough, 0.0)))
    theme = _theme(corpus, profile)
    if theme is not None:
        nominated.append(_best(np.where(allowed, theme + 0.05 * (0.0 if rough is None else rough), 0.0)))
    rows = np.unique(np.concatenate(nominated)).astype(np.int32)
    typed = sum(len(clause.forms) for clause in query.clauses)
    sure = 0.0 if theme is None or profile is None else min(1.0, float(profile.max()))
    return _scored(corpus, wanted, parts, shares, prepared, theme, rows, weights, typed, sure, bool(query.required))


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
    return own, related, about


def _held(corpus: Corpus, terms: tuple[int, ...]) -> tuple[Ints, Floats]:
    """Passages that hold all terms, with the saturated frequency (around 1) of the rarest."""
    rows, counts = corpus.passages.of(terms[0])
    for term in terms[1:]:
        _, left, _ = np.intersect1d(rows, corpus.passages.of(term)[0], assume_unique=True, return_indices=True)
        rows, counts = rows[left], counts[left]
    norm = K1 * (1 - B + B * corpus.lengths[rows] / corpus.mean_length)
    return rows, (counts * (1 + K1) / (counts + norm)).astype(np.float32)


def _shares(corpus: Corpus, wanted: tuple[Concept, ...], parts: list[tuple[Floats, Floats, Floats]]) -> list[float]:
    """The share of each concept in the query (rare ones count for more); together 1."""
    weights = [_information(corpus, concept, own) for concept, (own, _, _) in zip(wanted, parts, strict=True)]
    total = sum(weights) or 1.0
    return [weight / total for weight in weights]


def _information(corpus: Corpus, concept: Concept, own: Floats) -> float:
    """How telling a concept is: the rarer, the more."""
    frequency = int(np.count_nonzero(own >= 0.7))
    return float(concept.weight * np.log(1 + (corpus.size - frequency + 0.5) / (frequency + 0.5)))


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


def _best(scores: Floats) -> NDArray[np.int64]:
    """Rows with the highest positive scores."""
    many = len(scores) > CANDIDATES
    rows = np.argpartition(-scores, CANDIDATES)[:CANDIDATES] if many else np.arange(len(scores))
    return rows[scores[rows] > 0]


def _scored(
    corpus: Corpus,
    wanted: tuple[Concept, ...],
    parts: list[tuple[Floats, Floats, Floats]],
    shares: list[float],
    prepared: Floats | None,
    theme: Floats | None,
    rows: Ints,
    weights: Weights,
    typed: int,
    sure: float,
    literal: bool,
) -> Ranking:
    around = _around(corpus, rows)
    words = np.zeros(len(rows), np.float32)
    related = np.zeros(len(rows), np.float32)
    for (own, by_meaning, about), share in zip(parts, shares, strict=True):
        both = np.maximum(own, by_meaning)
        near = _in_context(both, rows, around, weights)
        near = np.maximum(near, weights.about * about[corpus.letter_of[rows]])
        words += share * np.maximum(own[rows], near)
        related += share * np.maximum(by_meaning[rows] - np.maximum(own[rows], near), 0.0)
    meaning = np.zeros(len(rows), np.float32)
    if prepared is not None and len(rows):
        meaning = _meaning(corpus, prepared, rows, around, weights)
    themed = np.zeros(len(rows), np.float32)
    if theme is not None:
        near = np.maximum(theme[around[0]], theme[around[1]]) * np.float32(weights.theme_context)
        themed = np.maximum(theme[rows], near) * _saying(corpus, rows)
    lexical = words + related
    concrete = np.ones_like(words) if literal else _concreteness(corpus, wanted, parts, words, typed)
    theme_weight = weights.theme * (1 - weights.concrete * float(concrete.max(initial=0.0)))
    # Of a few keywords each is meant; of a sentence, words here and there are worth little.
    keywords = np.float32(np.clip((FEW[1] - typed) / (FEW[1] - FEW[0]), 0.0, 1.0)) * concrete.max(initial=0.0)
    worth = 1 - (1 - weights.loose) * sure * (1 - np.maximum(concrete, keywords))
    by_words = weights.words * lexical + weights.agreement * np.sqrt(np.clip(lexical, 0, 1) * np.clip(meaning, 0, 1))
    meaning_weight = weights.meaning * (1 - weights.certain * keywords)
    scores = worth * by_words + meaning_weight * meaning + theme_weight * themed
    scores *= _standing(corpus, rows)
    order = np.lexsort((rows, -scores))
    return Ranking(rows[order], scores[order], words[order], related[order], meaning[order], themed[order], wanted)


def _saying(corpus: Corpus, rows: Ints) -> Floats:
    """A concern is what a council says: a heading or a question put to it counts for less."""
    asked = (corpus.sorts[rows] & (1 << SORTS.index("vraag"))) > 0
    return np.where(asked | (corpus.kinds[rows] == 0), np.float32(0.5), np.float32(1.0))


def _concreteness(
    corpus: Corpus, wanted: tuple[Concept, ...], parts: list[tuple[Floats, Floats, Floats]], words: Floats, typed: int
) -> Floats:
    """How sure it is for each passage that this very one is meant (0-1): it holds what is telling in the query.

    The more was typed, the more has to be found: one word out of six common ones is chance, one word alone is not.
    """
    told = sum(_information(corpus, concept, own) for concept, (own, _, _) in zip(wanted, parts, strict=True))
    held = np.minimum(words, np.float32(1.0)) * (told / np.log(corpus.size + 1))
    needed = min(NEEDED[1], NEEDED[0] * typed)
    sure: Floats = np.clip((held / needed - LEAST) / (1 - LEAST), 0.0, 1.0).astype(np.float32)
    return sure


def _around(corpus: Corpus, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Row before, row after and heading of each row; the row itself where there is none."""
    last = max(corpus.size - 1, 0)
    before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, last)
    before = np.where(corpus.letter_of[before] == corpus.letter_of[rows], before, rows)
    after = np.where(corpus.letter_of[after] == corpus.letter_of[rows], after, rows)
    heading = np.where(corpus.headings[rows] >= 0, corpus.headings[rows], rows)
    return before.astype(np.int32), after.astype(np.int32), heading.astype(np.int32)


def _in_context(values: Floats, rows: Ints, around: tuple[Ints, Ints, Ints], weights: Weights) -> Floats:
    before, after, heading = around
    near: Floats = np.maximum(
        np.maximum(values[before], values[after]) * np.float32(weights.context),
        values[heading] * np.float32(weights.heading),
    )
    return near


def _meaning(corpus: Corpus, prepared: Floats, rows: Ints, around: tuple[Ints, Ints, Ints], weights: Weights) -> Floats:
    needed = np.unique(np.concatenate([rows, *around]))
    likeness = np.clip(corpus.vectors.exact(prepared, needed), 0.0, 1.0)
    own = likeness[np.searchsorted(needed, rows)]
    before, after, heading = (likeness[np.searchsorted(needed, part)] for part in around)
    near = 0.5 * weights.context * (before + after) + 0.5 * weights.heading * heading
    return (own + near) / (1 + weights.context + 0.5 * weights.heading)


def _standing(corpus: Corpus, rows: Ints) -> Floats:
    """What is said counts for more than what is printed above, below or beside it."""
    factor = np.array([0.75, 1.0, 1.0, 0.9, 0.9, 0.5, 0.4], np.float32)[corpus.kinds[rows]]
    asked = (corpus.sorts[rows] & (1 << SORTS.index("vraag"))) > 0
    fact = (corpus.sorts[rows] & 0b1111) > 0
    short = corpus.lengths[rows] < 5
    return (factor * np.where(asked, 0.9, np.where(fact, 1.05, 1.0)) * np.where(short, 0.85, 1.0)).astype(np.float32)
