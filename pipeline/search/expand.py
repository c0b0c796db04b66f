"""From the words of a query to the terms of the index: inflection, compounds, typing errors, related words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import yaml

from pipeline.search.query import Clause, Query
from pipeline.search.spelling import SHORTEST, Speller, is_word
from pipeline.search.words import fold, keys, lemma, stop_words, weak_words, words

EXACT, TYPO, COMPOUND, SAME, NEAR, RELATED, PART = 1.0, 0.85, 0.75, 0.7, 0.4, 0.25, 0.35
SHORT_FIRST, BOTH = 0.4, 0.9
PART_OF = 0.6
WEAK = 0.15
"""Weights: of ways in which a term stands for a word, and of a weak word among others."""
MANY, OF_MANY = 4, 0.5
"""Of so many words each one's loosely related words say less."""
LONGEST_EXPRESSION = 7
"""Words of a query that are looked at together for an expression, small words counted."""
LONGEST = 60
"""Letters of the longest word that is looked for inside others; a longer one is no word."""
SHORT = 5
"""Letters of a stem that may stand in a word by chance; then what is left must be a word as well."""
LINKS = ("", "s", "e", "en", "n", "er")
"""What may stand between the parts of a compound."""
LIMITING = frozenset({"niet", "geen", "te", "weinig", "veel", "meer", "minder", "zelf", "zonder", "nooit"})
"""Function words that change what an expression of one more word means: te weinig tijd is not tijd."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that together stand for a word of the query (nearly always one), and how well."""

    terms: tuple[int, ...]
    weight: float
    related: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of the query with all that stands for it. `weight` is its share in the whole.

    `short` is the term that a letter with this compound uses for it from then on: de waardering.
    """

    word: str
    alternatives: tuple[Alternative, ...]
    weight: float = 1.0
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """What a misspelt word was meant for: a stem, and the part of the compound before or behind it that is right.

    `others` are stems that it may as well have been meant for.
    """

    stem: str
    before: str = ""
    after: str = ""
    others: tuple[str, ...] = ()


class Vocabulary:
    """The terms of an index, searchable by their parts and by likeness. `frequency`: passages with a term."""

    def __init__(self, terms: dict[str, int], frequency: Callable[[int], int] = lambda term: 1) -> None:
        self.terms = terms
        self._joined = "\n" + "\n".join(term for term in terms if len(term) >= 4 and term.isalpha()) + "\n"
        self._speller = Speller(
            {**terms, **_related_words()}, lambda stem: frequency(terms[stem]) if stem in terms else 0
        )
        self._cached_forms: dict[str, tuple[Alternative, ...]] = {}
        self._cached_splits: dict[str, tuple[str, ...]] = {}
        self._cached_meant: dict[str, Meant | None] = {}

    def forms(self, word: str) -> tuple[Alternative, ...]:
        """What stands for a folded word by its form: itself, inflected, in a compound, in another spelling."""
        if word not in self._cached_forms:
            if len(self._cached_forms) > 5_000:
                self._cached_forms.clear()
            self._cached_forms[word] = tuple(self._find(word))
        return self._cached_forms[word]

    def known(self, word: str) -> bool:
        """Whether some passage has this word in some inflection."""
        return any(key in self.terms for key in keys(word))

    def meant(self, word: str) -> Meant | None:
        """For a folded word that no passage has and that looks misspelt, what was meant; None for a right word."""
        if word not in self._cached_meant:
            if len(self._cached_meant) > 5_000:
                self._cached_meant.clear()
            self._cached_meant[word] = self._meant(word)
        return self._cached_meant[word]

    def unlisted(self, word: str) -> str | None:
        """The stem of a folded word that some passage has in some inflection and no dictionary; None for others."""
        if len(word) < SHORTEST or not word.isalpha() or is_word(word):
            return None
        return next((key for key in keys(word) if key in self.terms), None)

    def starting(self, prefix: str) -> tuple[Alternative, ...]:
        """All terms that begin like `prefix`."""
        found = re.findall(rf"\n({re.escape(prefix[:-1] if len(prefix) > 4 else prefix)}[^\n]*)", self._joined)
        return tuple(Alternative((self.terms[term],), EXACT) for term in found[:400])

    def compound(self, first: str, second: str) -> str | None:
        """The two folded words as one that some passage has: mantelzorg, waardering → mantelzorgwaardering."""
        if min(len(first), len(second)) < 3 or not (first + second).isalpha():
            return None
        return next((whole for link in LINKS if self.known(whole := first + link + second)), None)

    def parted(self, parts: tuple[str, ...]) -> tuple[Alternative, ...]:
        """What stands for the parts of a compound that were typed apart: all of them, and each that is telling."""
        return tuple(self._of_parts([part for part in parts if self.known(part)], BOTH))

    def short(self, word: str) -> int | None:
        """The term of the last part of a compound that some passage has, unless it says little; None for others."""
        parts = self.split(word) if self.known(word) else ()
        if len(parts) < 2 or parts[-1] in weak_words():
            return None
        return next((self.terms[key] for key in keys(parts[-1]) if key in self.terms), None)

    def unknown_parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound that is neither in a passage nor in the list of related words; () for others."""
        if not word.isalpha() or self.known(word) or _stems([word]) in _related():
            return ()
        return self.split(word)

    def _find(self, word: str) -> Iterable[Alternative]:
        own = [key for key in keys(word) if key in self.terms]
        yield from (Alternative((self.terms[key],), EXACT) for key in own)
        if len(word) > LONGEST:
            return
        yield from self._compounds(word, own)
        if not word.isalpha():
            return
        alike = {other for key in keys(word) for other in self._speller.alike(key) if other in self.terms}
        yield from (Alternative((self.terms[other],), TYPO) for other in sorted(alike))
        yield from self._parts(word)

    def _compounds(self, word: str, own: list[str]) -> Iterable[Alternative]:
        """Compounds that end in or begin with the word; for a short word what is left must be a word too."""
        found: dict[str, float] = {}
        for key in own or keys(word):
            if len(key) < 3 or not key.isalpha() or (len(key) < 4 and len(word) > len(key) + 1):
                continue
            ending = re.findall(rf"\n([^\n]{{3,}}){re.escape(key)}(?=\n)", self._joined)
            found |= {first + key: COMPOUND for first in ending if len(key) > SHORT or self._left(first)}
        for head in dict.fromkeys((*(own or keys(word)), word, lemma(word))):
            if len(head) < 3 or not head.isalpha():
                continue
            short = len(head) <= SHORT
            starting = re.findall(rf"\n{re.escape(head)}([^\n]{{{1 if len(head) >= 7 else 3},}})(?=\n)", self._joined)
            first_part = SHORT_FIRST if short else COMPOUND
            found |= {head + rest: first_part for rest in starting if not short or self._left(rest)}
        yield from (Alternative((self.terms[term],), weight) for term, weight in sorted(found.items())[:300])

    def _left(self, part: str) -> bool:
        """Whether what is left of a compound, with or without a linking sound, is a word."""
        forms = {part, part.removeprefix("s"), part.removeprefix("en"), *_heads(part)}
        return any(len(form) >= 4 and (form in self.terms or is_word(form)) for form in forms)

    def _parts(self, word: str) -> list[Alternative]:
        """The parts of a compound: all of them in one passage, and each alone."""
        return self._of_parts([part for part in self.split(word) if self.known(part)], COMPOUND)

    def _of_parts(self, parts: list[str], weight: float) -> list[Alternative]:
        known = [next(self.terms[k] for k in keys(part) if k in self.terms) for part in parts]
        telling = [next(self.terms[k] for k in keys(p) if k in self.terms) for p in parts if p not in weak_words()]
        single = [Alternative((term,), PART, related=True) for term in dict.fromkeys(telling)]
        return [Alternative(tuple(known), weight), *single] if len(set(known)) > 1 else single

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound, each in some passage or in the list of related words; () for what is none."""
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
                if all(self._part(part) for part in (head, tail)):
                    known = sum(self.known(part) for part in (head, tail))
                    found.append((known, min(len(head), len(tail)), (head, tail)))
        return max(found, default=(0, 0, ()))[2]

    def _part(self, part: str) -> bool:
        return part not in stop_words() and (self.known(part) or _stems([part]) in _related())

    def _meant(self, word: str) -> Meant | None:
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word in stop_words():
            return None
        if self.known(word) or is_word(word) or _stems([word]) in _related():
            return None
        parts = self.split(word)
        doubtful = bool(parts) and min(map(len, parts)) < SHORT
        if not parts or doubtful or any(self._speller.alike(key) for key in keys(word)):
            near = self._speller.nearest(word)
            return Meant(near[0], others=near[1:]) if near else None if parts else self._part_meant(word)
        return None

    def _part_meant(self, word: str) -> Meant | None:
        """A compound of which one part is right: with what is nearest to the other, then with the longest beginning."""
        found: list[tuple[float, int, Meant]] = []
        for cut in range(4, len(word) - 3):
            head, tail = word[:cut], word[cut:]
            if len(tail) >= SHORTEST and any(self._part(part) for part in _heads(head)):
                errors, stem = self._speller.near(tail)
                if stem is not None and stem not in stop_words():
                    found.append((errors, -cut, Meant(stem, before=head)))
            if len(head) > SHORTEST and self._part(tail):
                errors, stem = self._speller.near(head)
                if stem is not None and stem not in stop_words():
                    found.append((errors, -cut, Meant(stem, after=tail)))
        return min(found, key=lambda each: each[:2])[2] if found else None


def _heads(head: str) -> list[str]:
    """What the first part of a compound may be as a word: dienstverlening → dienst, reizigersvervoer → reiziger."""
    forms = [head, head.removesuffix("s"), head.removesuffix("e"), head.removesuffix("en")]
    return [form for form in dict.fromkeys(forms) if len(form) >= 4]


@lru_cache(maxsize=1)
def _related() -> dict[tuple[str, ...], dict[tuple[str, ...], float]]:
    """For each known expression (as stems) the related ones (as folded words), and how well they stand for it."""
    data = yaml.safe_load(files("pipeline.search").joinpath("synonyms.yaml").read_text(encoding="utf-8"))
    found: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
    for group in data:
        kind, texts = next(iter(group.items())) if isinstance(group, dict) else ("", group)
        weight = {"zelfde": SAME, "nabij": NEAR}.get(kind, RELATED)
        expressions = [tuple(word.form for word in words(str(text))) for text in texts]
        for expression in expressions:
            others = found.setdefault(_key(expression), {})
            for other in expressions:
                if other != expression:
                    others[other] = max(weight, others.get(other, 0.0))
    return found


@lru_cache(maxsize=1)
def _related_words() -> dict[str, int]:
    """Stems of all words in the list of related expressions that are long enough to be misspelt."""
    return {stems[0]: -1 for stems in _related() if len(stems) == 1 and len(stems[0]) >= SHORTEST}


def _stems(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(keys(fold(form))[-1] for form in forms)


def other_names(form: str) -> tuple[str, ...]:
    """Expressions that are the same as a folded word, or near it."""
    found = _related().get(_stems([form]), {})
    return tuple(" ".join(other) for other, weight in found.items() if weight >= NEAR)


def concepts(query: Query, vocabulary: Vocabulary) -> list[Concept]:
    """The concepts of a query; stop words count only where there is nothing else."""
    wanted = _content(query.clauses)
    related = _expansions([form for clause in query.clauses for form in clause.forms], vocabulary)
    many = sum(len(clause.forms) for clause in wanted) >= MANY
    found: list[Concept] = []
    for clause in wanted:
        for form in clause.forms:
            forms = vocabulary.starting(form) if clause.prefix else vocabulary.forms(form)
            forms += vocabulary.parted(clause.parts)
            weight = WEAK if form in weak_words() and len(wanted) > 1 else 1.0
            others = related.get(form) or _of_parts(form, vocabulary)
            if many:
                alone = [other for other in _expansions([form], vocabulary).get(form, ()) if other.weight < SAME]
                others = [replace(o, weight=o.weight * OF_MANY) if o in alone else o for o in others]
            found.append(Concept(form, _distinct((*forms, *others)), weight, vocabulary.short(form)))
    return found


def _distinct(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """The same terms only once, for what they are worth most."""
    best: dict[tuple[int, ...], Alternative] = {}
    for alternative in alternatives:
        if alternative.terms not in best or alternative.weight > best[alternative.terms].weight:
            best[alternative.terms] = alternative
    return tuple(best.values())


def _of_parts(form: str, vocabulary: Vocabulary) -> list[Alternative]:
    """Expressions related to a part of a compound, with less weight."""
    found = [
        replace(other, weight=other.weight * PART_OF)
        for part in vocabulary.split(form)
        for other in _expansions([part], vocabulary).get(part, ())
    ]
    return list(dict.fromkeys(found))


def _key(expression: Sequence[str]) -> tuple[str, ...]:
    """An expression whatever the order of its words and without those that say nothing unless little is left."""
    telling = _telling(expression)
    return tuple(sorted(set(_stems(telling)))) if telling else _stems(expression)


def _content(clauses: tuple[Clause, ...]) -> list[Clause]:
    content = [c for c in clauses if c.exact or c.prefix or c.forms[0] not in stop_words()]
    return list(dict.fromkeys(content)) or list(dict.fromkeys(clauses))


def _expansions(forms: list[str], vocabulary: Vocabulary) -> dict[str, list[Alternative]]:
    """Related expressions for every word of the query that is (part of) a known expression."""
    stems = _stems(forms)
    found: dict[str, list[Alternative]] = {}
    for start in range(len(forms)):
        for end in range(start + 1, min(len(forms), start + LONGEST_EXPRESSION) + 1):
            part = forms[start:end]
            for other, weight in (_related().get(stems[start:end]) or _related().get(_key(part), {})).items():
                terms = [_term(word, vocabulary) for word in _telling(other)]
                if terms and None not in terms:
                    alternative = Alternative(tuple(t for t in terms if t is not None), weight, related=True)
                    for form in part:
                        found.setdefault(form, []).append(alternative)
    return found


def _telling(expression: Sequence[str]) -> tuple[str, ...]:
    """The words of an expression that have to be there; none when what is left of several says too little."""
    content = tuple(word for word in expression if word not in stop_words())
    if len(content) != 1 or len(expression) == 1:
        return content
    limited = tuple(word for word in expression if word in content or word in LIMITING)
    return limited if len(limited) > 1 else ()


def _term(word: str, vocabulary: Vocabulary) -> int | None:
    return next((vocabulary.terms[key] for key in keys(word) if key in vocabulary.terms), None)
