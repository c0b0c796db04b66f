"""Words as the theme model sees them: stems, and keyword patterns in which `*` stands for letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

from extractors.quick import Many
from pipeline.stems import stem

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
_PLAIN = re.compile(r"[\w*]+")


def terms(text: str) -> list[str]:
    """What the words of `text` are counted by: stems, pairs of neighbouring stems, and pieces of 4 or 5 letters.

    Pieces start with "#", stay inside a word and mark its ends with "_";
    they see the parts of compounds.
    """
    words = _WORD.findall(text.lower())
    found = [stem(word) for word in words]
    pairs = [f"{first} {second}" for first, second in pairwise(found)]
    return [*found, *pairs, *chain.from_iterable(map(_pieces, words))]


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f"_{word}_"
    return tuple("#" + marked[at : at + size] for size in (4, 5) for at in range(len(marked) - size + 1))


class Keywords:
    """The keywords of several themes, looked up word by word so that a word is compared with them only once.

    In a keyword `*` stands for any letters and a space for any blank.
    """

    def __init__(self, themes: Sequence[Iterable[str]]) -> None:
        lists = [[word.lower() for word in words] for words in themes]
        self._whole: dict[str, set[int]] = {}
        self._starts: dict[str, set[int]] = {}
        for theme, words in enumerate(lists):
            for word in filter(_PLAIN.fullmatch, words):
                if "*" not in word:
                    self._whole.setdefault(word, set()).add(theme)
                elif "*" not in word[:-1]:
                    self._starts.setdefault(word[:-1], set()).add(theme)
        rest = [[word for word in words if _PLAIN.fullmatch(word) and "*" in word[:-1]] for words in lists]
        self._single = [(theme, pattern(words)) for theme, words in enumerate(rest) if words]
        others = [[word for word in words if not _PLAIN.fullmatch(word)] for words in lists]
        self._other = Many((pattern(words).pattern, theme) for theme, words in enumerate(others) if words)
        self._themes = len(lists)
        self._known: dict[str, tuple[int, ...]] = {}

    def counts(self, text: str) -> list[int]:
        """Per theme the number of different keywords that the text has."""
        lower = text.lower()
        found = [0] * self._themes
        for expression, theme in self._other.possible(lower):
            found[theme] = len(set(expression.findall(lower)))
        for word in set(_TOKEN.findall(lower)):
            for theme in self._themes_of(word):
                found[theme] += 1
        return found

    def _themes_of(self, word: str) -> tuple[int, ...]:
        themes = self._known.get(word)
        if themes is None:
            found = set(self._whole.get(word, ()))
            for end in range(len(word) + 1):
                found |= self._starts.get(word[:end], set())
            found.update(theme for theme, expression in self._single if expression.fullmatch(word))
            themes = tuple(sorted(found))
            if len(self._known) < 200_000:
                self._known[word] = themes
        return themes


def pattern(keywords: Iterable[str]) -> re.Pattern[str]:
    """One expression for a list of keywords: `*` stands for any letters, a space for any blank."""
    parts = [re.escape(word.lower()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in keywords]
    return re.compile(r"\b(?:" + ("|".join(parts) or r"(?!)") + r")\b")
