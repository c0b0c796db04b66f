"""What someone meant to type: typing errors mended, the parts of a compound that stand apart joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein
from sqlite_utils import Database

from pipeline.search.corpus import Corpus
from pipeline.search.expand import Vocabulary
from pipeline.search.query import Clause, Query
from pipeline.search.words import fold, keys, stop_words, words

FORMS = 20
"""Passages that are looked at for the printed form of a word."""

SLIP = 2
"""Letters in which a word may differ from one with the same stem in the archive, to be the same word misspelt."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The query as it is looked for, and the folded words in it that were taken for misspelt ones: typed, meant."""

    query: Query
    mended: tuple[tuple[str, str], ...] = ()


def understand(query: Query, vocabulary: Vocabulary, shown: Callable[[str, str], str]) -> Understood:
    """Mends and joins the plain words of a query; phrases, prefixes and what is excluded stay as typed.

    `shown` gives for a stem and what was typed the word of the archive that is most like it, as letters print it.
    """
    clauses: list[Clause] = []
    text = query.text
    mended: list[tuple[str, str]] = []
    meant: dict[Clause, Clause] = {}
    for clause in query.clauses:
        found = vocabulary.meant(clause.forms[0]) if _plain(clause) else None
        if found is not None:
            part = clause.forms[0].removeprefix(found.before).removesuffix(found.after)
            forms = [shown(stem, part) for stem in (found.stem, *found.others)]
            nearest = min(forms, key=lambda form: DamerauLevenshtein.distance(fold(form), part))
            word = found.before + nearest + found.after
            text = _replaced(text, clause.forms[0], word)
            mended.append((clause.forms[0], word))
            meant[clause] = replace(clause, forms=(fold(word),))
        elif _plain(clause) and (stem := vocabulary.unlisted(clause.forms[0])):
            word = shown(stem, clause.forms[0])
            if _slip(clause.forms[0], fold(word)):
                text = _replaced(text, clause.forms[0], word)
        clauses.append(meant.get(clause, clause))
    required = tuple(tuple(meant.get(clause, clause) for clause in group) for group in query.required)
    fixed = {clause for group in required for clause in group}
    joined: list[Clause] = []
    for clause in clauses:
        whole = _joined(joined[-1], clause, vocabulary) if joined and not {joined[-1], clause} & fixed else None
        if whole is None:
            joined.append(clause)
        else:
            text = _together(text, joined[-1].forms[0], clause.forms[0], whole)
            joined[-1] = Clause((whole,), parts=(*joined[-1].forms, *clause.forms))
    parted: list[Clause] = []
    for clause in joined:
        parts = vocabulary.unknown_parts(clause.forms[0]) if _plain(clause) and clause not in fixed else ()
        parted += [Clause((part,)) for part in parts] or [clause]
    return Understood(replace(query, text=text, clauses=tuple(parted), required=required), tuple(mended))


def printed(db: Database, corpus: Corpus, stem: str, typed: str) -> str:
    """Of the words with this stem that letters print the one most like what was typed; else the stem itself."""
    term = corpus.terms.get(stem)
    rows = corpus.passages.of(term)[0][:FORMS] if term is not None else ()
    query = f"SELECT text FROM passages WHERE id IN ({','.join('?' * len(rows))})"
    texts = [row[0] for row in db.execute(query, [int(corpus.passage_ids[row]) for row in rows])]
    forms: dict[str, str] = {}
    for text in texts:
        for number, word in enumerate(words(text)):
            if stem in keys(word.form):
                whole = text[word.start : word.end]
                forms[word.form] = whole if number else forms.get(word.form, whole.lower())
    ranked = sorted(forms, key=lambda form: (DamerauLevenshtein.distance(form, typed), form))
    return forms[ranked[0]] if ranked else stem


def _slip(typed: str, word: str) -> bool:
    """Whether a folded word is another one misspelt, and not merely inflected."""
    inflected = typed.startswith(word) or word.startswith(typed)
    return not inflected and DamerauLevenshtein.distance(typed, word) <= SLIP


def _plain(clause: Clause) -> bool:
    return not clause.exact and not clause.prefix and len(clause.forms) == 1 and not clause.parts


def _joined(first: Clause, second: Clause, vocabulary: Vocabulary) -> str | None:
    if not (_plain(first) and _plain(second)) or {first.forms[0], second.forms[0]} & stop_words():
        return None
    return vocabulary.compound(first.forms[0], second.forms[0])


def _together(text: str, first: str, second: str, whole: str) -> str:
    """`text` with two words in a row, as folded, put together to a compound."""
    found = words(text)
    for one, other in pairwise(found):
        if (one.form, other.form) == (first, second) and text[one.end : other.start].isspace():
            return text[: one.start] + whole + text[other.end :]
    return text


def _replaced(text: str, form: str, word: str) -> str:
    found = next((place for place in words(text) if place.form == form), None)
    return text if found is None else text[: found.start] + word + text[found.end :]
