"""The search that the command line and the pages use: a store and a query in, hits with reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from math import log
from threading import Lock
from time import monotonic
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.search import filters as filtering
from pipeline.search.answers import answering
from pipeline.search.corpus import SORTS, Corpus, Ints, extended, read_corpus, store_version
from pipeline.search.expand import Vocabulary
from pipeline.search.filters import Choice, Filters
from pipeline.search.hybrid import Themes, having, look, rank
from pipeline.search.index import index_missing
from pipeline.search.query import Query, parse
from pipeline.search.scoring import FEW, WEIGHTS, Ranking, Wanted, Weights
from pipeline.search.snippet import Mark, marks
from pipeline.search.understand import Understood, printed, understand
from pipeline.search.vectors import Floats

MEANING_SHOWN = 0.30
"""From this likeness on "betekenis" is given as a reason."""
THEME_SHOWN = 0.25
PER_LETTER = 3
"""Passages that are shown of one letter."""
TELLING = 0.5
"""Further passages of a letter count when they have this share of the score of its best one."""
RELATIVE = 0.20
"""Hits with a lower share of the best score are left out."""
SURE_MEANING, SURE_THEME, SURE_THEME_SENTENCE = 0.35, 0.58, 0.45
"""From here on a passage answers a query of which no letter has a word; a sentence tells more of its theme."""
SOME_MEANING, SOME_THEME = 0.20, 0.30
"""Below both such a query has no answer: of the queries that search was tuned on only a quoted one is there."""
MEASURED, RISE = 500, 0.01
"""Passages in the archive that these were measured on; chance likeness grows with the logarithm of their number."""
NEAREST = 3
"""Letters that are shown in between, as the nearest there is."""
SLOW, PAUSE = 1.0, 3.0
"""Seconds from which reading the index is slow; then it is kept so many times as long before it is read again."""
LEAST = 10
"""Hits that a sentence leaves at least."""
NOTHING: Mapping[str, Ints] = {}
MOST = 400
"""Passages that are looked at for one page of results."""


class Encoder(Protocol):
    """Turns texts into unit vectors, one a row."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """(n, dimensions)"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage. `start` and `end` are its place in the letter, `marks` the words in its text."""

    passage_id: int
    letter_id: str
    text: str
    start: int
    end: int
    page: int
    section: str | None
    kind: str
    sorts: tuple[str, ...]
    score: float
    why: tuple[str, ...]
    themes: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter with its best passages, best first, and how many more there are that come near them."""

    letter: dict[str, Any]
    hits: tuple[Hit, ...]
    more: int = 0

    @property
    def council(self) -> str:
        """The council as readers know it, or the sender of a letter that no council wrote."""
        return filtering.writer(self.letter)


@dataclass(frozen=True)
class Results:
    """What a search found: letters (best first), how many in all, and the choices that are left.

    `nearest` tells that no letter has what was typed and that these are merely like it, `corrected` which words
    were taken for misspelt ones: as typed, and as looked for.
    """

    query: Query
    filters: Filters
    letters: tuple[FoundLetter, ...]
    total: int
    passages: tuple[Hit, ...]
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    corrected: tuple[tuple[str, str], ...] = ()
    nearest: bool = False


class Searcher:
    """Searches one store; keeps its index in memory and reads it again when the store changed."""

    def __init__(
        self, encoder: Encoder | None = None, themes: Themes | None = None, turn: Floats | None = None
    ) -> None:
        self._encoder = encoder
        self._themes = themes
        self._turn = turn
        self._corpus: Corpus | None = None
        self._vocabulary = Vocabulary({})
        self._labels: dict[str, str] = {}
        self._lock = Lock()
        self._keep_until = 0.0
        self._vectors: dict[str, Floats] = {}

    def corpus(self, db: Database) -> Corpus:
        """The index of the store as it is now, or was a moment ago when it takes long to read and much comes in."""
        with self._lock:
            begin = monotonic()
            fresh = self._corpus is not None and begin < self._keep_until
            if self._corpus is None or (not fresh and self._corpus.version != store_version(db)):
                grown = extended(db, self._corpus) if self._corpus is not None else None
                if grown is None:
                    self._corpus, self._vocabulary = None, Vocabulary({})  # two would not fit in memory
                corpus = grown or read_corpus(db)
                self._corpus = corpus
                self._vocabulary = Vocabulary(corpus.terms, lambda term: len(corpus.passages.of(term)[0]))
                self._labels = dict(db.execute("SELECT id, label FROM concerns").fetchall())
                took = monotonic() - begin
                self._keep_until = monotonic() + (PAUSE * took if took > SLOW else 0.0)
            return self._corpus

    def forget_queries(self) -> None:
        """Drops the remembered vectors of earlier queries."""
        self._vectors.clear()

    def search(
        self,
        db: Database,
        typed: str,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        limit: int = 20,
        offset: int = 0,
        per_letter: int = PER_LETTER,
        weights: Weights = WEIGHTS,
    ) -> Results:
        """The letters that answer what was typed; without a query, all letters, newest first."""
        query = parse(typed)
        corpus = self.corpus(db)
        allowed = filtering.mask(corpus, filters)
        if query.empty:
            return self._all(db, corpus, query, filters, allowed, limit, offset)
        understood = self._understood(db, corpus, query)
        wanted = self._wanted(db, corpus, understood.query, weights)
        found = answering(db, corpus, query.typed, rank(corpus, wanted, allowed, weights))
        ranking, nearest = _honest(corpus, wanted, _cut(found, wanted))
        relaxed = {
            name: _cut(rank(corpus, wanted, filtering.mask(corpus, filters.relaxed(name)), weights), wanted)
            for name in filters.used
        }
        left = {name: _honest(corpus, wanted, found)[0].rows for name, found in relaxed.items()}
        results = self._results(db, corpus, query, filters, ranking, limit, offset, per_letter, left)
        return replace(results, nearest=nearest, corrected=tuple(sorted(understood.mended)))

    def within(
        self,
        db: Database,
        typed: str,
        letter_id: str,
        filters: Filters = Filters(),  # noqa: B008
    ) -> list[Hit]:
        """The passages of one letter among what `search` finds, best first: as many as its results count."""
        corpus = self.corpus(db)
        query = parse(typed)
        if query.empty:
            return []
        wanted = self._wanted(db, corpus, self._understood(db, corpus, query).query)
        found = answering(db, corpus, query.typed, rank(corpus, wanted, filtering.mask(corpus, filters)))
        ranking, _ = _honest(corpus, wanted, _cut(found, wanted))
        numbers = corpus.letter_of[ranking.rows].tolist()
        own = [place for place, number in enumerate(numbers) if corpus.letters[number]["id"] == letter_id]
        return list(self._hits(db, corpus, ranking, _telling(ranking, own, PER_LETTER)).values())

    def like(self, db: Database, passage_id: int, limit: int = 20, offset: int = 0) -> Results:
        """ "Meer zoals dit": passages of other letters that say something like this one."""
        row = db.execute("SELECT text, letter_id FROM passages WHERE id = ?", [passage_id]).fetchone()
        text, letter_id = row or ("", "")
        return self.alike(db, text, limit, offset, without=letter_id)

    def alike(
        self,
        db: Database,
        text: str,
        limit: int = 20,
        offset: int = 0,
        without: str = "",
        filters: Filters = Filters(),  # noqa: B008
    ) -> Results:
        """Passages like a piece of plain text, operators not looked at."""
        corpus = self.corpus(db)
        query = parse(text.replace('"', " ").replace("*", " ").replace("-", " ").replace(" OR ", " or "))
        allowed = filtering.mask(corpus, filters)
        if without:
            own = np.fromiter((letter["id"] == without for letter in corpus.letters), np.bool_)
            allowed &= ~own[corpus.letter_of]
        vector = self._encode(text)
        profile = self._profile(text, vector)
        wanted = look(db, corpus, self._vocabulary, query, vector, profile)
        ranking = _cut(rank(corpus, wanted, allowed), wanted)
        return self._results(db, corpus, query, filters, ranking, limit, offset, 2)

    def _understood(self, db: Database, corpus: Corpus, query: Query) -> Understood:
        return understand(query, self._vocabulary, partial(printed, db, corpus))

    def _wanted(self, db: Database, corpus: Corpus, query: Query, weights: Weights = WEIGHTS) -> Wanted:
        vector = self._encode(query.text)
        profile = self._profile(query.text, vector)
        return look(db, corpus, self._vocabulary, query, vector, profile, weights, self._turn)

    def prepared(self, db: Database, text: str) -> Floats:
        """The vector of a text as it is compared with those of passages, not turned. Raises ValueError without one."""
        corpus, vector = self.corpus(db), self._encode(text)
        if vector is None:
            raise ValueError("there are no vectors to compare with")
        return corpus.vectors.prepare(vector)

    def _encode(self, text: str) -> Floats | None:
        if self._encoder is None or not text.strip():
            return None
        if text not in self._vectors:
            if len(self._vectors) > 500:
                self._vectors.clear()
            self._vectors[text] = np.asarray(self._encoder.encode([text]), np.float32)[0]
        vector = self._vectors[text]
        corpus = self._corpus
        return vector if corpus is not None and len(vector) == corpus.vectors.dimensions else None

    def _profile(self, text: str, vector: Floats | None) -> Floats | None:
        if self._themes is None or vector is None or self._corpus is None:
            return None
        found = dict(zip(self._themes.ids, self._themes.profiles([text], vector[None, :])[0], strict=True))
        return np.array([found.get(theme, 0.0) for theme in self._corpus.themes], np.float32)

    def _results(
        self,
        db: Database,
        corpus: Corpus,
        query: Query,
        filters: Filters,
        ranking: Ranking,
        limit: int,
        offset: int,
        per_letter: int,
        relaxed: Mapping[str, Ints] = NOTHING,
    ) -> Results:
        order: dict[int, list[int]] = {}
        for place, number in enumerate(corpus.letter_of[ranking.rows]):
            order.setdefault(int(number), []).append(place)
        page = list(order.items())[offset : offset + limit]
        shown = [place for _, places in page for place in places[:per_letter]]
        best = list(range(min(limit, len(ranking.rows)))) if offset == 0 else []
        hits = self._hits(db, corpus, ranking, sorted({*shown, *best}))
        letters = tuple(
            FoundLetter(
                corpus.letters[number],
                tuple(hits[place] for place in places[:per_letter]),
                len(_telling(ranking, places, per_letter)[per_letter:]),
            )
            for number, places in page
        )
        return Results(
            query,
            filters,
            letters,
            len(order),
            tuple(hits[place] for place in best),
            filtering.choices(corpus, filters, ranking.rows, self._labels, relaxed),
        )

    def _hits(self, db: Database, corpus: Corpus, ranking: Ranking, places: list[int]) -> dict[int, Hit]:
        ids = [int(corpus.passage_ids[ranking.rows[place]]) for place in places]
        rows = _passages(db, ids)
        names = corpus.term_names
        alternatives = [a for concept in ranking.concepts for a in concept.alternatives]
        alternatives.sort(key=lambda each: not each.related)  # what stands for a word itself comes last and counts
        sought = {tuple(names[term] for term in a.terms): not a.related for a in alternatives}
        return {
            place: self._hit(corpus, ranking, place, rows[number], sought)
            for place, number in zip(places, ids, strict=True)
        }

    def _hit(
        self, corpus: Corpus, ranking: Ranking, place: int, row: dict[str, Any], sought: dict[tuple[str, ...], bool]
    ) -> Hit:
        number = int(ranking.rows[place])
        found = marks(row["text"], sought)
        themes = tuple(row["themes"])
        why = []
        if any(not mark.related for mark in found):
            why.append("woorden")
        if any(mark.related for mark in found):
            why.append("verwante woorden")
        if ranking.meaning[place] >= MEANING_SHOWN or not (found or ranking.theme[place] >= THEME_SHOWN):
            why.append("betekenis")
        if ranking.theme[place] >= THEME_SHOWN:
            why.append("thema")
        return Hit(
            passage_id=row["id"],
            letter_id=row["letter_id"],
            text=row["text"],
            start=row["start"],
            end=row["end"],
            page=row["page"],
            section=row["section"],
            kind=row["kind"],
            sorts=tuple(s for n, s in enumerate(SORTS[:4]) if corpus.sorts[number] & (1 << n)),
            score=round(float(ranking.scores[place]), 4),
            why=tuple(why),
            themes=tuple(self._labels.get(theme, theme) for theme in themes),
            marks=found,
        )

    def _all(
        self,
        db: Database,
        corpus: Corpus,
        query: Query,
        filters: Filters,
        allowed: NDArray[np.bool_],
        limit: int,
        offset: int,
    ) -> Results:
        """Browsing: letters that pass the filters, newest first, each with its first fitting passage."""
        without = np.ones(corpus.size, np.bool_)
        for clause in query.excluded:
            without &= ~having(db, corpus, self._vocabulary, clause)
        allowed &= without
        rows = np.flatnonzero(allowed).astype(np.int32)
        numbers, first = np.unique(corpus.letter_of[rows], return_index=True)
        dated = sorted(
            zip(numbers.tolist(), first.tolist(), strict=True),
            key=lambda pair: str(corpus.letters[pair[0]]["letter_date"] or corpus.letters[pair[0]]["year"] or ""),
            reverse=True,
        )
        page = dated[offset : offset + limit]
        chosen = rows[[place for _, place in page]] if page else np.zeros(0, np.int32)
        empty = np.zeros(len(chosen), np.float32)
        ranking = Ranking(chosen, empty, empty, empty, empty, empty)
        passage_filter = bool(filters.soort or filters.thema or filters.stance)
        hits = self._hits(db, corpus, ranking, list(range(len(chosen)))) if passage_filter else {}
        letters = tuple(
            FoundLetter(corpus.letters[number], (hits[place],) if place in hits else ())
            for place, (number, _) in enumerate(page)
        )
        relaxed = {
            name: np.flatnonzero(without & filtering.mask(corpus, filters.relaxed(name))).astype(np.int32)
            for name in filters.used
        }
        counts = filtering.choices(corpus, filters, rows, self._labels, relaxed)
        return Results(query, filters, letters, len(dated), tuple(hits.values()), counts)


def _cut(ranking: Ranking, wanted: Wanted) -> Ranking:
    """Only the rows that come near the best one; of a sentence, which can be answered in many words, some more."""
    if not len(ranking.rows):
        return ranking
    keep = int(np.count_nonzero(ranking.scores >= RELATIVE * ranking.scores[0]))
    return _first(ranking, min(max(keep, LEAST if wanted.typed > FEW[0] else 0), MOST))


def _honest(corpus: Corpus, wanted: Wanted, ranking: Ranking) -> tuple[Ranking, bool]:
    """What is left of a ranking when no letter names what is sought, and whether that is merely the nearest."""
    if wanted.named or wanted.query.required or not len(ranking.rows):
        return ranking, False
    by_chance = RISE * log(max(1.0, corpus.size / MEASURED))
    meaning, theme = float(ranking.meaning.max()) - by_chance, float(ranking.theme.max())
    if meaning >= SURE_MEANING or theme >= (SURE_THEME_SENTENCE if wanted.typed >= FEW[1] else SURE_THEME):
        return ranking, False
    if meaning < SOME_MEANING and theme < SOME_THEME:
        return _first(ranking, 0), False
    letters = list(dict.fromkeys(corpus.letter_of[ranking.rows].tolist()))
    keep = len(ranking.rows)
    if len(letters) > NEAREST:
        keep = int(np.argmax(corpus.letter_of[ranking.rows] == letters[NEAREST]))
    return _first(ranking, keep), True


def _telling(ranking: Ranking, places: list[int], shown: int) -> list[int]:
    """Of the places of one letter, best first, those that are shown and those that come near its best one."""
    return [
        place
        for number, place in enumerate(places)
        if number < shown or ranking.scores[place] >= TELLING * ranking.scores[places[0]]
    ]


def _first(ranking: Ranking, keep: int) -> Ranking:
    part = slice(0, keep)
    return Ranking(
        ranking.rows[part],
        ranking.scores[part],
        ranking.words[part],
        ranking.related[part],
        ranking.meaning[part],
        ranking.theme[part],
        ranking.concepts,
    )


def _passages(db: Database, ids: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks_ = ",".join("?" * len(part))
        query = f"SELECT id, letter_id, text, start, end, page, section, kind FROM passages WHERE id IN ({marks_})"
        for row in db.query(query, part):
            found[row["id"]] = {**row, "themes": []}
        query = (
            f"SELECT passage_id, concern_id FROM concern_mentions WHERE passage_id IN ({marks_}) ORDER BY score DESC"
        )
        for passage, theme in db.execute(query, part):
            found[passage]["themes"].append(theme)
    return found


def as_json(results: Results) -> dict[str, Any]:
    """Results as plain data: `hits` are passages, best first; `letters` the same collapsed per letter."""
    by_id = {found.letter["id"]: found for found in results.letters}
    return {
        "query": results.query.typed,
        "total_letters": results.total,
        "nearest": results.nearest,
        "hits": [_hit_json(number, hit, by_id) for number, hit in enumerate(results.passages, 1)],
        "letters": [
            {**found.letter, "hits": [asdict(hit) for hit in found.hits], "more": found.more}
            for found in results.letters
        ],
    }


def _hit_json(number: int, hit: Hit, letters: dict[str, FoundLetter]) -> dict[str, Any]:
    about = letters[hit.letter_id].letter if hit.letter_id in letters else {}
    names = ("file", "council", "municipality", "letter_date", "year", "document_type", "title")
    return {"rank": number, **{name: about.get(name) for name in names}, **asdict(hit)}


def open_searcher(db: Database, encoder: Encoder | None = None, themes: Themes | None = None) -> Searcher:
    """A searcher for a store; letters that are not in its index yet are put there when it can be written."""
    if db.execute("SELECT 1 FROM letters WHERE id NOT IN (SELECT letter_id FROM search_letters)").fetchone():
        index_missing(db)
    return Searcher(encoder, themes)


__all__ = ["Filters", "FoundLetter", "Hit", "Results", "Searcher", "as_json", "open_searcher"]
