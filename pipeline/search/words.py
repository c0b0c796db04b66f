"""Words as the index knows them: folded, without inflection."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import simplemma

from pipeline.stems import stem

_WORD = re.compile(r"[^\W_]+")
_PARTICIPLE = re.compile(r"ge(\w{3,})eerde?n?")
"""Participles that the dictionary may lack once their accents are gone: geïnformeerd, geïsoleerde."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a text: its folded form and where it stands (code points)."""

    form: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents: "Eénmalig" → "eenmalig"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def words(text: str) -> list[Word]:
    """The words of `text` (runs of letters and digits), in order."""
    return [Word(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=200_000)
def keys(form: str) -> tuple[str, ...]:
    """What a folded word is found by: its own stem first, then the stem of its dictionary form."""
    if form in _apart():
        return _apart()[form]
    own = stem(form)
    if len(form) < 3 or not form.isalpha():
        return (own,)
    other = stem(lemma(form))
    if other == own and (participle := _PARTICIPLE.fullmatch(form)):
        other = stem(participle[1] + "eren")
    return (own,) if other == own else (own, other)


def lemma(form: str) -> str:
    """The dictionary form of a folded word: "woningen" → "woning"."""
    return fold(simplemma.lemmatize(form, lang="nl")).replace("_", "")


def _listed(name: str) -> frozenset[str]:
    lines = files("pipeline.search").joinpath(name).read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that carry no meaning of their own (de, van, dat …)."""
    return _listed("stopwords.txt")


@lru_cache(maxsize=1)
def weak_words() -> frozenset[str]:
    """Words that every letter of advice has, or that only frame a question (adviseren, raad, vroeg …)."""
    return _listed("weakwords.txt")


@lru_cache(maxsize=1)
def _apart() -> dict[str, tuple[str, ...]]:
    """For words that a stemmer takes together though they mean different things, the stems that they are kept under."""
    found: dict[str, tuple[str, ...]] = {}
    for line in files("pipeline.search").joinpath("apart.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            own, forms = line.split(":")
            found |= {form: (*found.get(form, ()), own) for form in forms.split()}
    return found


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """What may stand behind a stem, as it sounds (en, ing, heit …)."""
    return _listed("endings.txt")
