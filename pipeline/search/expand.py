"""From the words of a query to the terms of the index: inflection, compounds, typing errors, related words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import yaml
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from pipeline.search.query import Clause, Query
from pipeline.search.words import fold, keys, stem, stop_words, weak_words, words

EXACT, TYPO, COMPOUND, RELATED, PART = 1.0, 0.85, 0.75, 0.35, 0.35
PART_OF = 0.6
LONGEST = 60
"""Letters of the longest word that is looked for inside others; a longer one is no word."""
WEAK = 0.15
"""Weights: of ways in which a term stands for a word, and of a weak word among others."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that together stand for a word of the query (nearly always one), and how well."""

    terms: tuple[int, ...]
    weight: float
    related: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of the query with all that stands for it. `weight` is its share in the whole."""

    word: str
    alternatives: tuple[Alternative, ...]
    weight: float = 1.0


class Vocabulary:
    """The terms of an index, searchable by their parts and by likeness."""

    def __init__(self, terms: dict[str, int]) -> None:
        self.terms = terms
        self._words = [term for term in terms if len(term) >= 4 and term.isalpha()]
        self._joined = "\n" + "\n".join(self._words) + "\n"
        self._cached_forms: dict[str, tuple[Alternative, ...]] = {}
        self._cached_splits: dict[str, tuple[str, ...]] = {}

    def forms(self, word: str) -> tuple[Alternative, ...]:
        """What stands for a folded word by its form: itself, inflected, in a compound, misspelt."""
        if word not in self._cached_forms:
            if len(self._cached_forms) > 5_000:
                self._cached_forms.clear()
            self._cached_forms[word] = tuple(self._find(word))
        return self._cached_forms[word]

    def known(self, word: str) -> bool:
        """Whether some passage has this word in some inflection."""
        return any(key in self.terms for key in keys(word))

    def guessed(self, word: str) -> bool:
        """Whether the word was taken for a misspelling of others."""
        return bool(self.forms(word)) and all(alternative.weight == TYPO for alternative in self.forms(word))

    def starting(self, prefix: str) -> tuple[Alternative, ...]:
        """All terms that begin like `prefix`."""
        found = re.findall(rf"\n({re.escape(prefix[:-1] if len(prefix) > 4 else prefix)}[^\n]*)", self._joined)
        return tuple(Alternative((self.terms[term],), EXACT) for term in found[:400])

    def _find(self, word: str) -> Iterable[Alternative]:
        own = [key for key in keys(word) if key in self.terms]
        yield from (Alternative((self.terms[key],), EXACT) for key in own)
        if len(word) > LONGEST:
            return
        yield from self._compounds(word, own)
        if not word.isalpha():
            return
        parts = self._parts(word)
        yield from parts
        if not own and not parts:
            yield from self._misspelt(word)

    def _compounds(self, word: str, own: list[str]) -> Iterable[Alternative]:
        """Compounds that end in or begin with the word."""
        for key in own or keys(word):
            if len(key) < 4 or not key.isalpha():
                continue
            escaped = re.escape(key)
            found = set(re.findall(rf"\n([^\n]{{3,}}{escaped})(?=\n)", self._joined))
            if len(key) >= 5:
                shortest = 1 if len(key) >= 7 else 3
                found.update(re.findall(rf"\n({escaped}[^\n]{{{shortest},}})(?=\n)", self._joined))
            yield from (Alternative((self.terms[term],), COMPOUND) for term in sorted(found)[:200])

    def _parts(self, word: str) -> list[Alternative]:
        """The parts of a compound: all of them in one passage, and each alone."""
        parts = self.split(word)
        known = [next(self.terms[k] for k in keys(part) if k in self.terms) for part in parts]
        telling = [next(self.terms[k] for k in keys(p) if k in self.terms) for p in parts if p not in weak_words()]
        single = [Alternative((term,), PART, related=True) for term in dict.fromkeys(telling)]
        return [Alternative(tuple(known), COMPOUND), *single] if len(set(known)) > 1 else single

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound that some passage has; two of them, or one and a word that is known otherwise."""
        if word not in self._cached_splits:
            if len(self._cached_splits) > 5_000:
                self._cached_splits.clear()
            self._cached_splits[word] = self._split(word)
        return self._cached_splits[word]

    def _split(self, word: str) -> tuple[str, ...]:
        found: list[tuple[int, int, tuple[str, ...]]] = []
        for cut in range(4, len(word) - 3) if len(word) <= LONGEST else ():
            tail = word[cut:]
            for head in _heads(word[:cut]):
                parts = tuple(part for part in (head, tail) if self.known(part) and part not in stop_words())
                certain = len(parts) == 2 or all(part in parts or _stems([part]) in _related() for part in (head, tail))
                if parts and certain:
                    found.append((len(parts), min(len(head), len(tail)), parts))
        return max(found, default=(0, 0, ()))[2]

    def _misspelt(self, word: str) -> Iterable[Alternative]:
        """Terms that differ by a letter or two from a word that no passage has; a function word is never misspelt."""
        if len(word) < 5 or word in stop_words():
            return
        own = stem(word)
        allowed = 1 if len(own) < 7 else 2
        found = process.extract(own, self._words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8)
        best = min((distance for _, distance, _ in found), default=0)
        for term, distance, _ in found:
            if distance == best and term[0] == own[0]:
                yield Alternative((self.terms[term],), TYPO)


def _heads(head: str) -> list[str]:
    """What the first part of a compound may be as a word: dienstverlening → dienst, reizigersvervoer → reiziger."""
    forms = [head, head.removesuffix("s"), head.removesuffix("e"), head.removesuffix("en")]
    return [form for form in dict.fromkeys(forms) if len(form) >= 4]


@lru_cache(maxsize=1)
def _related() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """For each known expression (as stems) the related ones (as folded words)."""
    data = yaml.safe_load(files("pipeline.search").joinpath("synonyms.yaml").read_text(encoding="utf-8"))
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for group in data:
        expressions = [tuple(word.form for word in words(str(text))) for text in group]
        for expression in expressions:
            others = [other for other in expressions if other != expression]
            found.setdefault(_stems(expression), []).extend(others)
    return {stems: tuple(dict.fromkeys(others)) for stems, others in found.items()}


def _stems(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys(fold(form))[-1] for form in forms)


def concepts(query: Query, vocabulary: Vocabulary) -> list[Concept]:
    """The concepts of a query; stop words count only where there is nothing else."""
    wanted = _content(query.clauses)
    related = _expansions([form for clause in query.clauses for form in clause.forms], vocabulary)
    found: list[Concept] = []
    for clause in wanted:
        for form in clause.forms:
            forms = vocabulary.starting(form) if clause.prefix else vocabulary.forms(form)
            weight = WEAK if form in weak_words() and len(wanted) > 1 else 1.0
            others = related.get(form) or _of_parts(form, vocabulary)
            found.append(Concept(form, (*forms, *others), weight))
    return found


def _of_parts(form: str, vocabulary: Vocabulary) -> list[Alternative]:
    """Expressions related to a part of a compound, with less weight."""
    found = [
        replace(other, weight=other.weight * PART_OF)
        for part in vocabulary.split(form)
        for other in _expansions([part], vocabulary).get(part, ())
    ]
    return list(dict.fromkeys(found))


def _content(clauses: tuple[Clause, ...]) -> list[Clause]:
    content = [c for c in clauses if c.exact or c.prefix or c.forms[0] not in stop_words()]
    return list(dict.fromkeys(content)) or list(dict.fromkeys(clauses))


def _expansions(forms: list[str], vocabulary: Vocabulary) -> dict[str, list[Alternative]]:
    """Related expressions for every word of the query that is (part of) a known expression."""
    stems = _stems(forms)
    found: dict[str, list[Alternative]] = {}
    for length in (3, 2, 1):
        for start in range(len(stems) - length + 1):
            others = _related().get(stems[start : start + length], ())
            for other in others:
                terms = [t for word in other if word not in stop_words() and (t := _term(word, vocabulary)) is not None]
                missing = any(_term(w, vocabulary) is None for w in other if w not in stop_words())
                if terms and not missing:
                    for form in forms[start : start + length]:
                        found.setdefault(form, []).append(Alternative(tuple(terms), RELATED, related=True))
    return found


def _term(word: str, vocabulary: Vocabulary) -> int | None:
    return next((vocabulary.terms[key] for key in keys(word) if key in vocabulary.terms), None)
