"""The score of each nominated passage, out of its words, meaning, theme and place in the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.search.corpus import KINDS, SORTS, Corpus, Ints
from pipeline.search.expand import Concept
from pipeline.search.query import Query
from pipeline.search.vectors import Floats
from pipeline.search.words import weak_words

NEEDED, LEAST = (0.4, 1.6), 0.5
"""Information (1 is a word that stands in one passage) to be found, per word typed and at most, to be sure that
a certain passage is meant; below this part of it there is nothing to go by."""
FEW = (3, 6)
"""So few words are keywords; so many are a sentence."""
LEAD = 0.5
"""How steeply what stands first is preferred."""
TYPICAL = 0.4
"""A word is typical of a theme from this mean of its passages on."""
HEADING = 0.6
"""What a heading is worth next to a sentence."""
PRINTED = KINDS.index("letterhead")
"""From this kind on a passage is no part of what the letter says."""
WHO = (
    r"((bij|aan|van|door|met|voor) )?wie (is|was|zijn|waren|wordt|worden|werd|werden|heeft|hebben|had|kan|kunnen|"
    r"mag|mogen|moet|moeten|zal|zullen|zou|gaat|ging|doet|deed|voert|krijgt|betaalt|bepaalt|beslist|regelt|maakt|levert|leidt|"
    r"schr(ijf|ee)\w*|zeg?t|zei|vraagt|vroeg\w*|vindt|vond\w*|wil|wilde|advis\w+|pleit\w*|stel\w+|teken\w+|ondertekende)"
)
"""Who did it; not: who has no car."""
_ASKED = re.compile(
    r"\W*(hoe(veel|\s+(lang|vaak|hoog|groot|oud|snel|ver))|hoe\s+(?!weet|weten)\w+\s+(je|ik|iemand|wij|we)|"
    rf"wanneer|welke?|{WHO}|"
    r"wat (adviseer|vond|vind|zei|zegt|schreef|vroeg|kost|raad|stel|antwoord|besloot|wil)\w*)\b",
    re.IGNORECASE,
)
"""A question after a certain thing."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """How well each passage holds a concept by its own words, by related ones and by the better of both.

    `rows` are the passages that do at all, in order; `about` is how well each letter as a whole holds it.
    """

    own: Floats
    related: Floats
    either: Floats
    rows: NDArray[np.int64]
    about: Floats

    @property
    def anywhere(self) -> bool:
        """Whether any passage or letter holds it."""
        return bool(len(self.rows)) or bool(self.about.any())


@dataclass(frozen=True)
class Weights:
    """How much each piece of evidence counts; chosen on the queries in corpus/queries."""

    words: float = 1.0
    meaning: float = 0.42
    theme: float = 1.6
    concrete: float = 1.0
    """How much less a theme counts where a certain passage is surely meant."""
    theme_context: float = 0.33
    context: float = 0.38
    heading: float = 0.8
    question: float = 0.75
    """What words are worth in the sentence beside, in the heading above, and in the question that is answered."""
    meaning_context: float = 0.7
    meaning_heading: float = 0.5
    about: float = 0.7
    literal: float = 0.4
    """What it gains by words as they were typed, where these are keywords."""
    sense: float = 0.5
    """What related words count where it is asked how sure it is that a certain passage is meant."""
    agreement: float = 0.5
    both: float = 0.25
    shared: float = 0.15
    """What a passage gains by words and meaning together, by words and theme, and by meaning and theme."""
    missing: float = 0.08
    """What a theme loses where words are missing that are not typical of it."""
    alike: float = 0.15
    """How much of a theme hangs on likeness."""
    unknown: float = 0.2
    """What a word counts that nothing in the letters stands for."""
    lead: float = 0.25
    lead_gate: float = 0.2
    """What the passage gains, and the theme loses, that comes first by words and by meaning alike."""
    asked: float = 2.0
    asked_theme: float = 0.5
    """A question after a certain thing: how much more that loss is, and what is left of the theme."""
    certain: float = 0.4
    """How much less meaning counts where all of a few keywords were found."""
    loose: float = 0.3
    """What words are still worth where a theme is surely meant and no certain passage."""
    letter: float = 0.18
    """What each passage gets of the best one of its letter, unless a theme is surely meant."""


WEIGHTS = Weights()


@dataclass(frozen=True)
class Wanted:
    """What is looked for in a corpus. `told` is how telling each concept is, all three first lists run parallel.

    `theme` is for each row how far its themes are those of the query, `sure` how clearly the query has any,
    `allowed` which rows the operators of the query leave.
    """

    query: Query
    concepts: tuple[Concept, ...]
    found: Sequence[Occurrence]
    told: Sequence[float]
    vector: Floats | None
    theme: Floats | None
    sure: float
    allowed: NDArray[np.bool_]

    @property
    def typed(self) -> int:
        """Words in the query."""
        return sum(len(clause.forms) for clause in self.query.clauses)

    @property
    def named(self) -> bool:
        """Whether some letter has a telling word of the query, inflected, in a compound or by another name."""
        telling = [word.word not in weak_words() for word in self.concepts]
        return any(
            occurrence.anywhere
            for occurrence, tells in zip(self.found, telling, strict=True)
            if tells or not any(telling)
        )

    @property
    def asks(self) -> bool:
        """Whether it is a question after a certain thing."""
        return _ASKED.match(self.query.typed) is not None


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


@dataclass(frozen=True)
class _Words:
    """Per row: what it holds, with its context; what it holds itself; what is missing and not typical of the theme."""

    own: Floats
    related: Floats
    literal: Floats
    missing: Floats

    @property
    def all(self) -> Floats:
        """Words of the query and related ones."""
        return self.own + self.related


def score(corpus: Corpus, wanted: Wanted, rows: Ints, weights: Weights) -> Ranking:
    """The rows in order of score."""
    around = _around(corpus, rows)
    words = _words(corpus, wanted, rows, around, weights)
    meaning = np.zeros(len(rows), np.float32)
    if wanted.vector is not None and len(rows):
        meaning = _meaning(corpus, wanted.vector, rows, around, weights)
    themed = _themed(corpus, wanted, rows, around, weights)
    themed *= 1 - weights.missing * words.missing
    themed *= 1 - weights.alike + weights.alike * meaning / max(float(meaning.max(initial=0.0)), 1e-6)
    scores = _together(corpus, wanted, words, meaning, themed, weights) * _standing(corpus, rows, words.literal)
    scores += np.float32(weights.letter * (1 - wanted.sure)) * _best_of_letter(corpus, rows, scores)
    order = np.lexsort((rows, -scores))
    return Ranking(
        rows[order],
        scores[order].astype(np.float32),
        words.own[order],
        words.related[order],
        meaning[order],
        themed[order],
        wanted.concepts,
    )


def _together(
    corpus: Corpus, wanted: Wanted, words: _Words, meaning: Floats, themed: Floats, weights: Weights
) -> Floats:
    """All evidence weighed: the surer it is that a certain passage is meant, the less the theme decides."""
    lexical = words.all
    share = np.clip(lexical, 0.0, 1.0)
    literal = bool(wanted.query.required)
    told = words.own + np.float32(weights.sense) * words.related
    concrete = np.ones_like(lexical) if literal else _concreteness(corpus, wanted, told)
    most = float(concrete.max(initial=0.0))
    # Of a few keywords each is meant; of a sentence, words here and there are worth little.
    keywords = most * min(1.0, max(0.0, (FEW[1] - wanted.typed) / (FEW[1] - FEW[0])))
    worth = 1 - (1 - weights.loose) * wanted.sure * (1 - np.maximum(concrete, np.float32(keywords)))
    lead = np.sqrt(_lead(lexical) * _lead(meaning))
    agreed = float(lead.max(initial=0.0)) * (weights.asked if wanted.asks else 1.0)
    theme_weight = weights.theme * (1 - weights.concrete * most) * (weights.asked_theme if wanted.asks else 1.0)
    theme_weight *= 1 - weights.lead_gate * agreed
    by_words = weights.words * lexical + weights.agreement * np.sqrt(share * np.clip(meaning, 0.0, 1.0))
    scores = worth * by_words
    scores += weights.meaning * (1 - weights.certain * keywords) * meaning
    scores += theme_weight * themed + weights.both * np.sqrt(share * np.clip(themed, 0.0, 1.0))
    scores += weights.shared * np.sqrt(np.clip(meaning, 0.0, 1.0) * np.clip(themed, 0.0, 1.0))
    scores += weights.lead * lead
    scores += weights.literal * keywords * np.clip(words.literal, 0.0, 1.0)
    together: Floats = scores.astype(np.float32)
    return together


def _best_of_letter(corpus: Corpus, rows: Ints, scores: Floats) -> Floats:
    """For each row, in order, the best score among those of its letter."""
    if not len(rows):
        return scores
    letters = corpus.letter_of[rows]
    begin = np.flatnonzero(np.concatenate([[True], letters[1:] != letters[:-1]]))
    lengths = np.diff(np.concatenate([begin, [len(rows)]]))
    best: Floats = np.repeat(np.maximum.reduceat(scores, begin), lengths)
    return best


def _words(corpus: Corpus, wanted: Wanted, rows: Ints, around: tuple[Ints, ...], weights: Weights) -> _Words:
    own, related, literal, missing = (np.zeros(len(rows), np.float32) for _ in range(4))
    total = sum(wanted.told) or 1.0
    for found, told in zip(wanted.found, wanted.told, strict=True):
        share = np.float32(told / total)
        by_form = found.own[rows]
        held = np.maximum(by_form, _in_context(found.either, rows, around, weights))
        held += np.float32(weights.about) * found.about[corpus.letter_of[rows]] * np.maximum(1 - held, 0.0)
        own += share * held
        related += share * np.maximum(found.related[rows] - held, 0.0)
        literal += share * by_form
        typical = _typical(found, wanted.theme)
        missing += share * (1 - typical) * (1 - np.minimum(np.maximum(found.either[rows], held), 1.0))
    return _Words(own, related, literal, np.minimum(missing, 1.0))


def _themed(corpus: Corpus, wanted: Wanted, rows: Ints, around: tuple[Ints, ...], weights: Weights) -> Floats:
    """How far each row, or a sentence beside it, has the theme of the query."""
    if wanted.theme is None:
        return np.zeros(len(rows), np.float32)
    near = np.maximum(wanted.theme[around[0]], wanted.theme[around[1]]) * np.float32(weights.theme_context)
    return np.maximum(wanted.theme[rows], near) * _saying(corpus, rows)


def _lead(values: Floats) -> Floats:
    """How near the front each row stands, 1 for the first."""
    places = np.empty(len(values), np.float32)
    places[np.argsort(-values, kind="stable")] = np.arange(len(values), dtype=np.float32)
    front: Floats = np.where(values > 0, LEAD / (LEAD + places), 0).astype(np.float32)
    return front


def _typical(found: Occurrence, theme: Floats | None) -> float:
    """How far passages with a word are of the theme of the query, 0-1; 1 for a word that no passage has."""
    held = found.rows[found.own[found.rows] > 0]
    if theme is None or not len(held):
        return 1.0
    return min(1.0, float(theme[held].mean()) / TYPICAL)


def _saying(corpus: Corpus, rows: Ints) -> Floats:
    """A concern is what a council says: a heading or a question put to it counts for less."""
    asked = (corpus.sorts[rows] & (1 << SORTS.index("vraag"))) > 0
    return np.where(asked | (corpus.kinds[rows] == 0), np.float32(0.5), np.float32(1.0))


def _concreteness(corpus: Corpus, wanted: Wanted, words: Floats) -> Floats:
    """How sure it is for each passage that this very one is meant (0-1): it holds what is telling in the query.

    The more was typed, the more has to be found: one word out of six common ones is chance, one word alone is not.
    """
    held = np.minimum(words, np.float32(1.0)) * (sum(wanted.told) / np.log(max(corpus.size, 1) + 1))
    needed = min(NEEDED[1], NEEDED[0] * wanted.typed)
    sure: Floats = np.clip((held / needed - LEAST) / (1 - LEAST), 0.0, 1.0).astype(np.float32)
    return sure


def _around(corpus: Corpus, rows: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Row before, row after, heading and question of each row; the row itself where there is none."""
    last = max(corpus.size - 1, 0)
    before, after = np.maximum(rows - 1, 0), np.minimum(rows + 1, last)
    before = np.where(corpus.letter_of[before] == corpus.letter_of[rows], before, rows)
    after = np.where(corpus.letter_of[after] == corpus.letter_of[rows], after, rows)
    heading = np.where(corpus.headings[rows] >= 0, corpus.headings[rows], rows)
    question = np.where(corpus.questions[rows] >= 0, corpus.questions[rows], rows)
    return before.astype(np.int32), after.astype(np.int32), heading.astype(np.int32), question.astype(np.int32)


def _in_context(values: Floats, rows: Ints, around: tuple[Ints, ...], weights: Weights) -> Floats:
    before, after, heading, question = around
    near = np.maximum(values[before], values[after]) * np.float32(weights.context)
    near = np.maximum(near, values[heading] * np.float32(weights.heading))
    result: Floats = np.maximum(near, values[question] * np.float32(weights.question))
    return result


def _meaning(corpus: Corpus, prepared: Floats, rows: Ints, around: tuple[Ints, ...], weights: Weights) -> Floats:
    place = np.full(corpus.size, -1, np.int32)
    for part in (rows, *around):
        place[part] = 0
    needed = np.flatnonzero(place == 0)
    place[needed] = np.arange(len(needed), dtype=np.int32)
    likeness = np.clip(corpus.vectors.exact(prepared, needed), 0.0, 1.0)
    own = likeness[place[rows]]
    before, after, heading, question = (likeness[place[part]] for part in around)
    above = np.where(corpus.questions[rows] >= 0, question, heading)
    near = 0.5 * weights.meaning_context * (before + after) + 0.5 * weights.meaning_heading * above
    result = (own + near) / (1 + weights.meaning_context + 0.5 * weights.meaning_heading)
    return result.astype(np.float32)


def _standing(corpus: Corpus, rows: Ints, literal: Floats) -> Floats:
    """What is said counts for more than what is printed above, below or beside it.

    Unless nothing that is said holds as much of what was typed (`literal`): a name, a reference number.
    """
    kinds = corpus.kinds[rows]
    factor = np.array([HEADING, 1.0, 1.0, 0.9, 0.9, 0.5, 0.4], np.float32)[kinds]
    said = float(literal[kinds < PRINTED].max(initial=0.0))
    factor = np.where((kinds >= PRINTED) & (literal > 1.3 * said + 0.05), np.float32(1.0), factor)
    asked = (corpus.sorts[rows] & (1 << SORTS.index("vraag"))) > 0
    fact = (corpus.sorts[rows] & 0b1111) > 0
    lengths = corpus.lengths[rows]
    short = np.where(lengths < 3, 0.68, np.where(lengths < 5, 0.78, 1.0))
    return (factor * np.where(asked, 0.9, np.where(fact, 1.05, 1.0)) * short).astype(np.float32)
