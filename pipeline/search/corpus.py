"""The searchable part of a store, held in memory as arrays. Rows are passages, in order of letter and place."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline import corrections
from pipeline.encode import encoder_of
from pipeline.search.index import LETTER, read_postings
from pipeline.search.vectors import Vectors, grown, read_vectors
from pipeline.sources import SHOWN_NAME

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

KINDS = ("heading", "sentence", "list_item", "table_cell", "footnote", "letterhead", "signature")
SORTS = ("advies", "vraag", "antwoord", "zorg", "brief")
"""Kinds of hit a reader can choose; a passage may be several at once (bits in `Corpus.sorts`)."""
K1, B = 1.2, 0.5
"""BM25's weights of a word's count and of a passage's length."""
MOST_NEW = 400
"""So many new letters are put behind the others; for more all are read again."""
STANCES = ("positief", "positief_onder_voorwaarden", "kritisch", "neutraal", "geen_oordeel")


@dataclass(frozen=True)
class Postings:
    """For each term the rows that hold it (`rows[begin[t]:begin[t+1]]`) and how often.

    `later` has the same for letters that came in after these were read.
    """

    begin: NDArray[np.int64]
    rows: Ints
    counts: NDArray[np.uint8]
    later: Postings | None = None

    def of(self, term: int) -> tuple[Ints, NDArray[np.uint8]]:
        """Rows and counts of a term."""
        known = term + 1 < len(self.begin)
        part = slice(int(self.begin[term]), int(self.begin[term + 1])) if known else slice(0, 0)
        if self.later is None:
            return self.rows[part], self.counts[part]
        rows, counts = self.later.of(term)
        return np.concatenate([self.rows[part], rows]), np.concatenate([self.counts[part], counts])


@dataclass(frozen=True)
class Corpus:
    """Everything that ranking needs. `letters` are rows of the letters table, without their text.

    The first `read_at_once` letters are in order of id, later ones were added behind them; `signatures` tells
    for each letter what it looked like when it was read.
    """

    version: str
    letters: tuple[dict[str, Any], ...]
    passage_ids: NDArray[np.int64]
    letter_of: Ints
    kinds: NDArray[np.uint8]
    sorts: NDArray[np.uint8]
    stances: NDArray[np.uint8]
    headings: Ints
    questions: Ints
    lengths: Floats
    terms: dict[str, int]
    passages: Postings
    about: Postings
    vectors: Vectors
    themes: tuple[str, ...]
    theme_rows: dict[str, Ints]
    profiles: NDArray[np.uint8] | None
    by_id: NDArray[np.int64] = field(repr=False)
    read_at_once: int
    signatures: dict[str, tuple[int, ...]] = field(repr=False)

    @cached_property
    def mean_length(self) -> float:
        """Words in a passage, on average."""
        return max(1.0, float(self.lengths.mean())) if self.size else 1.0

    @cached_property
    def damping(self) -> Floats:
        """What a word's count is damped by in BM25: passages are short, so length matters little."""
        return np.asarray(K1 * (1 - B + B * self.lengths / self.mean_length), np.float32)

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        """Number of passages of each letter."""
        return np.bincount(self.letter_of, minlength=len(self.letters))

    def spread(self, of_letters: Floats) -> Floats:
        """For each passage the value of its letter."""
        return np.repeat(of_letters, self._sizes)

    @cached_property
    def term_names(self) -> dict[int, str]:
        """Term by its id."""
        return {number: term for term, number in self.terms.items()}

    @cached_property
    def _under(self) -> tuple[tuple[Ints, Ints], ...]:
        """What stands under a heading, and what answers a question: its place, and the row, in order of the place."""
        columns = []
        for column in (self.headings, self.questions):
            rows = np.flatnonzero(column >= 0).astype(np.int32)
            rows = rows[np.argsort(column[rows], kind="stable")]
            columns.append((column[rows], rows))
        return tuple(columns)

    def below(self, rows: NDArray[np.integer]) -> Ints:
        """The rows that stand under a heading, or answer a question, that is one of `rows`, in order."""
        found = [np.zeros(0, np.int32)]
        for places, under in self._under:
            starts, ends = np.searchsorted(places, rows, "left"), np.searchsorted(places, rows, "right")
            found += [under[start:end] for start, end in zip(starts, ends, strict=True) if end > start]
        return np.unique(np.concatenate(found))

    @property
    def size(self) -> int:
        """Number of passages."""
        return len(self.passage_ids)

    def rows_of(self, passage_ids: NDArray[np.int64]) -> Ints:
        """Rows of the given passage ids; unknown ids are left out."""
        if not self.size or not len(passage_ids):
            return np.zeros(0, np.int32)
        places = np.searchsorted(self.passage_ids, passage_ids, sorter=self.by_id)
        rows = self.by_id[np.minimum(places, self.size - 1)]
        found: Ints = rows[self.passage_ids[rows] == passage_ids].astype(np.int32)
        return found


def store_version(db: Database) -> str:
    """A text that changes whenever what is searched changes."""
    row = db.execute(
        "SELECT (SELECT value FROM settings WHERE key = 'search_version'), (SELECT COUNT(*) FROM corrections),"
        " (SELECT MAX(id) FROM corrections), (SELECT COUNT(*) FROM concerns)"
    ).fetchone()
    return json.dumps(row)


def read_corpus(db: Database) -> Corpus:
    """Reads the index of a whole store."""
    version, signatures = store_version(db), _signatures(db)
    letters = tuple(_letters(db))
    number_of = {letter["id"]: number for number, letter in enumerate(letters)}
    ids, letter_of, kinds = _passages(db, number_of)
    by_id = np.argsort(ids, kind="stable")
    passages, about, lengths = _postings(db, number_of, letter_of)
    sorts, stances = _facts(db, ids, by_id)
    themes, theme_rows = _themes(db, ids, by_id)
    return Corpus(
        version=version,
        letters=letters,
        passage_ids=ids,
        letter_of=letter_of,
        kinds=kinds,
        sorts=sorts,
        stances=stances,
        headings=_headings(kinds, letter_of),
        questions=_questions(db, ids, by_id),
        lengths=lengths,
        terms=dict(db.execute("SELECT term, id FROM search_terms").fetchall()),
        passages=passages,
        about=about,
        vectors=read_vectors(db, len(ids)),
        themes=themes,
        theme_rows=theme_rows,
        profiles=_profiles(db, len(ids), len(themes)),
        by_id=by_id,
        read_at_once=len(letters),
        signatures=signatures,
    )


def extended(db: Database, old: Corpus) -> Corpus | None:
    """`old` with the letters that came in since and with what was corrected; None when all must be read again.

    That is so when letters were changed or taken away, or more came in than there is room for.
    """
    version, signatures = store_version(db), _signatures(db)
    new = sorted(signatures.keys() - old.signatures.keys())
    changed = any(signatures.get(letter_id) != seen for letter_id, seen in old.signatures.items())
    themes = tuple(row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id"))
    if changed or len(new) > MOST_NEW or themes != old.themes or (old.profiles is None) or not old.letters:
        return None
    order = [*(letter["id"] for letter in old.letters), *new]
    number_of = {letter_id: number for number, letter_id in enumerate(order)}
    letters = tuple(sorted(_letters(db), key=lambda letter: number_of[letter["id"]]))
    more_ids, more_letters, more_kinds = _passages(db, number_of, new)
    vectors = grown(db, old.vectors, new, len(more_ids))
    if vectors is None:
        return None
    ids, kinds = np.concatenate([old.passage_ids, more_ids]), np.concatenate([old.kinds, more_kinds])
    letter_of = np.concatenate([old.letter_of, more_letters])
    by_id = np.argsort(ids, kind="stable")
    passages, about, lengths = _postings(db, number_of, letter_of, order[old.read_at_once :])
    lengths[: old.size] = old.lengths
    sorts, stances = _facts(db, ids, by_id)
    _, theme_rows = _themes(db, ids, by_id)
    profiles = _profiles(db, len(more_ids), len(themes), new)
    if profiles is None:
        profiles = np.zeros((len(themes), len(more_ids)), np.uint8)
    return replace(
        old,
        version=version,
        letters=letters,
        passage_ids=ids,
        letter_of=letter_of,
        kinds=kinds,
        sorts=sorts,
        stances=stances,
        headings=_headings(kinds, letter_of),
        questions=_questions(db, ids, by_id),
        lengths=lengths,
        terms=dict(db.execute("SELECT term, id FROM search_terms").fetchall()),
        passages=replace(old.passages, later=passages),
        about=replace(old.about, later=about),
        vectors=vectors,
        theme_rows=theme_rows,
        profiles=np.concatenate([old.profiles, profiles], axis=1),
        by_id=by_id,
        signatures=signatures,
    )


def _signatures(db: Database) -> dict[str, tuple[int, ...]]:
    """For each letter in the index something that changes when it is indexed or encoded anew."""
    first = db.execute("SELECT letter_id, MIN(id), COUNT(*) FROM passages GROUP BY letter_id").fetchall()
    places = {letter_id: (low, count) for letter_id, low, count in first}
    encoder = zlib.crc32(repr(encoder_of(db)).encode())
    return {
        letter_id: (encoder, zlib.crc32(postings), zlib.crc32(profiles or b""), *places.get(letter_id, (0, 0)))
        for letter_id, postings, profiles in db.execute("SELECT letter_id, postings, profiles FROM search_letters")
    }


def _letters(db: Database) -> Iterator[dict[str, Any]]:
    query = f"""
        SELECT id, title, document_type, verdict, letter_date, year, subject, our_reference, council,
               council_id, municipality, sender, addressee, media_type, page_count, quality,
               {SHOWN_NAME} AS file
        FROM letters l WHERE id IN (SELECT letter_id FROM search_letters) ORDER BY id"""
    changed = corrections.letter_values(db)
    for letter in db.query(query):
        yield {**letter, **changed.get(letter["id"], {})}


def _passages(
    db: Database, number_of: dict[str, int], only: Sequence[str] | None = None
) -> tuple[NDArray[np.int64], Ints, NDArray[np.uint8]]:
    """Passages of the letters in the index, or `only` of some: their id, their letter and their kind."""
    kind_of = {kind: number for number, kind in enumerate(KINDS)}
    rows = np.fromiter(
        (
            (number, number_of[letter_id], kind_of.get(kind, 1))
            for number, letter_id, kind in db.execute(
                f"SELECT id, letter_id, kind FROM passages WHERE letter_id IN {_chosen(only)} ORDER BY letter_id, seq",
                only or [],
            )
        ),
        dtype=[("id", np.int64), ("letter", np.int32), ("kind", np.uint8)],
    )
    return rows["id"].copy(), rows["letter"].copy(), rows["kind"].copy()


def _postings(
    db: Database, number_of: dict[str, int], letter_of: Ints, only: Sequence[str] | None = None
) -> tuple[Postings, Postings, Floats]:
    """Postings of passages and of letters as a whole (of `only` some letters), and the passages' lengths.

    The blobs are read twice, once to count and once to fill, so that nothing is held twice in memory.
    """
    first = np.searchsorted(letter_of, np.arange(len(number_of) + 1)).astype(np.int64)
    highest = int(db.execute("SELECT COALESCE(MAX(id), 0) FROM search_terms").fetchone()[0])
    counts = np.zeros((2, highest + 1), np.int64)
    lengths = np.zeros(len(letter_of), np.float32)
    for number, part in _blobs(db, number_of, only):
        inside = part[:, 0] != LETTER
        np.add.at(counts[0], part[inside, 1], 1)
        np.add.at(counts[1], part[~inside, 1], 1)
        np.add.at(lengths, part[inside, 0] + first[number], part[inside, 2])
    found = [_empty(counts[0]), _empty(counts[1])]
    filled = [postings.begin[:-1].copy() for postings in found]
    for number, part in _blobs(db, number_of, only):
        inside = part[:, 0] != LETTER
        own, about = part[inside].copy(), part[~inside].copy()
        own[:, 0] += int(first[number])
        about[:, 0] = number
        _fill(found[0], filled[0], own)
        _fill(found[1], filled[1], about)
    return found[0], found[1], lengths


def _blobs(db: Database, number_of: dict[str, int], only: Sequence[str] | None) -> Iterator[tuple[int, Ints]]:
    query = f"SELECT letter_id, postings FROM search_letters WHERE letter_id IN {_chosen(only)} ORDER BY letter_id"
    for letter_id, blob in db.execute(query, only or []):
        yield number_of[letter_id], read_postings(blob)


def _chosen(only: Sequence[str] | None) -> str:
    """SQL for the letters of the index, or as many parameters as there are letters in `only`."""
    return "(SELECT letter_id FROM search_letters)" if only is None else f"({','.join('?' * len(only))})"


def _empty(counts: NDArray[np.int64]) -> Postings:
    begin = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Postings(begin, np.zeros(int(begin[-1]), np.int32), np.zeros(int(begin[-1]), np.uint8))


def _fill(postings: Postings, filled: NDArray[np.int64], part: Ints) -> None:
    """Puts the postings of one letter where they belong; `filled` is how far each term is."""
    part = part[np.argsort(part[:, 1], kind="stable")]
    terms, start, count = np.unique(part[:, 1], return_index=True, return_counts=True)
    places = np.repeat(filled[terms] - start, count) + np.arange(len(part))
    postings.rows[places] = part[:, 0]
    postings.counts[places] = np.minimum(part[:, 2], 255)
    filled[terms] += count


def _headings(kinds: NDArray[np.uint8], letter_of: Ints) -> Ints:
    """For each row the row of the nearest heading above it in the same letter, -1 for none."""
    rows = np.arange(len(kinds), dtype=np.int32)
    latest = np.maximum.accumulate(np.where(kinds == 0, rows, -1)) if len(kinds) else rows
    known = (latest >= 0) & (latest != rows)
    known[known] = letter_of[latest[known]] == letter_of[rows[known]]
    return np.where(known, latest, -1).astype(np.int32)


def _questions(db: Database, ids: NDArray[np.int64], by_id: NDArray[np.int64]) -> Ints:
    """For each row the row of the question that it answers (the last one that was put), -1 for none."""
    result = np.full(len(ids), -1, np.int32)
    query = """SELECT a.id, q.id FROM answer_spans f
        JOIN questions w ON w.letter_id = f.letter_id AND w.id = f.question_id
        JOIN passages a ON a.letter_id = f.letter_id AND a.start < f.end AND f.start < a.end
        JOIN passages q ON q.letter_id = f.letter_id AND q.start < w.end AND w.start < q.end
        WHERE a.id != q.id ORDER BY a.id, q.id"""
    pairs = np.array(db.execute(query).fetchall(), np.int64).reshape(-1, 2)
    if len(pairs):
        result[_rows(ids, by_id, pairs[:, 0])] = _rows(ids, by_id, pairs[:, 1])
    return result


def _facts(
    db: Database, ids: NDArray[np.int64], by_id: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Which sorts each passage is (bits), and the stance of the answer it belongs to (1-based, 0 none)."""
    sorts = np.full(len(ids), 1 << SORTS.index("brief"), np.uint8)
    stances = np.zeros(len(ids), np.uint8)
    if not len(ids):
        return sorts, stances
    overlap = "JOIN passages p ON p.letter_id = f.letter_id AND p.start < f.end AND f.start < p.end"
    for sort, table in (("advies", "advice"), ("vraag", "questions"), ("antwoord", "answer_spans")):
        gone = "NOT EXISTS (SELECT 1 FROM corrections c WHERE c.letter_id = f.letter_id AND c.start = f.start"
        gone += " AND c.end = f.end AND c.action = 'verworpen')"
        query = f"SELECT p.id FROM {table} f {overlap} WHERE {gone}"
        found = np.fromiter((row[0] for row in db.execute(query)), np.int64)
        sorts[_rows(ids, by_id, found)] |= 1 << SORTS.index(sort)
    query = "SELECT passage_id FROM concern_mentions WHERE polarity = 'zorg'"
    worries = np.fromiter((row[0] for row in db.execute(query)), np.int64)
    sorts[_rows(ids, by_id, worries)] |= 1 << SORTS.index("zorg")
    query = f"SELECT p.id, q.stance FROM answer_spans f {overlap} JOIN questions q ON q.letter_id = f.letter_id "
    query += "AND q.id = f.question_id WHERE q.stance IS NOT NULL"
    for passage, stance in db.execute(query):
        if stance in STANCES:
            stances[_rows(ids, by_id, np.array([passage]))] = 1 + STANCES.index(stance)
    return sorts, stances


def _rows(ids: NDArray[np.int64], by_id: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    if not len(wanted):
        return np.zeros(0, np.int64)
    rows = by_id[np.minimum(np.searchsorted(ids, wanted, sorter=by_id), len(ids) - 1)]
    found: NDArray[np.int64] = rows[ids[rows] == wanted]
    return found


def _themes(db: Database, ids: NDArray[np.int64], by_id: NDArray[np.int64]) -> tuple[tuple[str, ...], dict[str, Ints]]:
    themes = tuple(row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id"))
    tagged = {
        theme: np.fromiter(
            (row[0] for row in db.execute("SELECT passage_id FROM concern_mentions WHERE concern_id = ?", [theme])),
            np.int64,
        )
        for theme in themes
    }
    return themes, {theme: np.sort(_rows(ids, by_id, found)).astype(np.int32) for theme, found in tagged.items()}


def _profiles(db: Database, size: int, themes: int, only: Sequence[str] | None = None) -> NDArray[np.uint8] | None:
    """Theme probabilities of all passages (0-255), one row a theme; None where none were stored."""
    result = np.zeros((themes, size), np.uint8)
    begin, some = 0, False
    query = f"""SELECT s.profiles, (SELECT COUNT(*) FROM passages p WHERE p.letter_id = s.letter_id)
        FROM search_letters s WHERE s.letter_id IN {_chosen(only)} ORDER BY s.letter_id"""
    for blob, count in db.execute(query, only or []):
        values = np.frombuffer(zlib.decompress(blob), np.uint8) if blob is not None else result[:0, 0]
        if len(values) == themes * count:
            result[:, begin : begin + count] = values.reshape(count, themes).T
            some = True
        begin += count
    return result if some else None
