"""Typing errors: which of the words of an archive an unknown word was meant for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, cached_property

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, Indel

from extractors.lexicon import load_csv, load_lines
from pipeline.search.words import endings, words
from pipeline.stems import stem as stem_of

SHORTEST = 5
"""Letters of the shortest word that is taken for a misspelt one."""
ONE, TWO = 5, 10
"""From so many letters on a word may have one error, or two."""
LONG = 8
"""A stem of so many letters may sound otherwise and be written otherwise in another place."""
HEAD = 4
"""Letters that a stem has for each error in it, at least."""
ALIKE = 7
"""Letters of the shortest stem that is the same word as another that sounds like it."""
DOUBT = 0.15
"""Stems so near the nearest one may be meant as well; their words as letters print them decide."""
_SOUNDS = (
    (re.compile("ij|ei|y|ie"), "i"),
    (re.compile("ou"), "au"),
    (re.compile("ch"), "g"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c|q"), "k"),
    (re.compile("ph|v"), "f"),
    (re.compile("th|d"), "t"),
    (re.compile("z"), "s"),
    (re.compile("x"), "ks"),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""What sounds alike is written alike; doubled letters are written once."""


def sound(text: str) -> str:
    """Folded words as they sound: "wachttijd" and "wachteid" are the same."""
    for pattern, plain in _SOUNDS:
        text = pattern.sub(plain, text)
    return text


def _single(text: str) -> str:
    return _SOUNDS[-1][0].sub(r"\1", text)


def is_word(form: str) -> bool:
    """Whether a dictionary, or a list of names, has this folded word: then it is no typing error."""
    return form in _names() or bool(simplemma.is_known(form, lang="nl"))


@cache
def _names() -> frozenset[str]:
    """Words of the names of municipalities and persons, folded."""
    rows = load_csv("gemeenten")
    names = [*load_lines("voornamen"), *(f"{row['name']} {row['aliases']}" for row in rows)]
    return frozenset(word.form for name in names for word in words(name))


_Groups = dict[tuple[str, int], tuple[list[str], list[str]]]
"""By the first letter and the number of letters: forms, and the stem of each."""


class Speller:
    """Knows the stems of an archive; `frequency` tells how often each is used."""

    def __init__(self, stems: Iterable[str], frequency: Callable[[str], int]) -> None:
        self._stems = [stem for stem in stems if len(stem) >= 4 and stem.isalpha()]
        self._frequency = frequency

    @cached_property
    def _by_sound(self) -> _Groups:
        return _grouped(sound("\n".join(self._stems)).split("\n") if self._stems else [], self._stems)

    @cached_property
    def _by_letter(self) -> _Groups:
        return _grouped(self._stems, self._stems)

    def alike(self, stem: str) -> list[str]:
        """Other stems that sound the same, of long words: the same word in another spelling."""
        if len(stem) < ALIKE or not stem.isalpha():
            return []
        own = sound(stem)
        sounds, stems = self._by_sound.get((own[0], len(own)), ([], []))
        return [other for heard, other in zip(sounds, stems, strict=True) if heard == own and other != stem]

    def near(self, part: str) -> tuple[float, str | None]:
        """The stem that a part of a compound was meant for, with how wrong it is; one letter may be."""
        found = min(self._near(stem_of(part), 1, 0), default=None)
        return (found[0], found[2]) if found else (0.0, None)

    def nearest(self, word: str) -> tuple[str, ...]:
        """The stems that an unknown word was most likely meant for, the likeliest first; none when none is near.

        The end may be misspelt too, so that no stem can be told: what is before it is compared as well.
        """
        allowed = sum(len(word) >= least for least in (ONE, TWO))
        found = [*self._near(stem_of(word), allowed, 0), *self._near(word, allowed, 0)]
        for cut in range(2, min(8, len(word) - HEAD)):
            ending = sound(word[-cut:])
            wrong = min(DamerauLevenshtein.distance(ending, known) for known in endings())
            if wrong <= (len(ending) > 2):
                found += self._near(word[:-cut], allowed, wrong)
        return tuple(dict.fromkeys(stem for errors, _, stem in sorted(found) if errors <= min(found)[0] + DOUBT))

    def _near(self, head: str, allowed: int, wrong: int) -> list[tuple[float, int, str]]:
        """Stems like `head`, but for `allowed` errors of which `wrong` were made: errors, rarity, stem."""
        allowed = min(allowed - wrong, len(head) // HEAD)
        near = {*_within(sound(head), self._by_sound, allowed), *_within(head, self._by_letter, allowed)}
        found = list[tuple[float, int, str]]()
        for stem in near:
            letters = DamerauLevenshtein.distance(_single(head), _single(stem))
            sounds = DamerauLevenshtein.distance(sound(head), sound(stem))
            errors = min(letters, sounds)
            if not sounds or letters <= errors + (len(head) >= LONG):
                other = Indel.distance(_single(head), _single(stem))  # a letter left out is likelier than a wrong one
                found.append((errors + wrong + letters / 10 + other / 100, -self._frequency(stem), stem))
        return found


def _grouped(forms: Iterable[str], stems: Iterable[str]) -> _Groups:
    found = defaultdict[tuple[str, int], tuple[list[str], list[str]]](lambda: ([], []))
    for form, stem in zip(forms, stems, strict=True):
        group = found[form[0], len(form)]
        group[0].append(form)
        group[1].append(stem)
    return dict(found)


def _within(own: str, groups: _Groups, allowed: int) -> Iterable[str]:
    """Stems of which the form is at most `allowed` errors away from `own` and begins as it does."""
    for first in {own[0], own[1:2] or own[0]}:
        for length in range(len(own) - allowed, len(own) + allowed + 1):
            forms, stems = groups.get((first, length), ([], []))
            near = process.extract(own, forms, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=20)
            yield from (stems[place] for _, _, place in near)
