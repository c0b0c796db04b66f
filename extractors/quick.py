"""Regular expressions that first ask for the words they cannot do without: many patterns over many sentences.

Most patterns do not match most sentences. `Quick` works out which literal texts a match must hold, and looks for
those before it lets the regular expression run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

from extractors.lexicon import alternatives

_GRAM = 3
"""Letters of a text that proves anything, and by which such texts are looked up."""
_MOST = 100
"""Texts in one group."""
_Of = TypeVar("_Of")
_Group = tuple[str, ...]
"""Texts of which a match holds at least one."""


class Quick:
    """A pattern, upper and lower case alike, with the texts that a match needs: one of each group in `needed`.

    It is compiled at the first text that may match: many patterns never meet one.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        groups = {_shortest_only(group) for group in _groups(parser.parse(source, re.IGNORECASE))}
        telling = (group for group in groups if _worth(group) >= _GRAM)
        self.needed: list[_Group] = sorted(telling, key=lambda group: (-_worth(group), len(group), group))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern as such."""
        return re.compile(self._source, re.IGNORECASE)

    def possible(self, lowered: str) -> bool:
        """Whether a text, given in lower case, has what a match needs."""
        return all(any(map(lowered.__contains__, group)) for group in self.needed)


@cache
def quick(source: str) -> Quick:
    """The (one) `Quick` of a pattern."""
    return Quick(source)


class Many(Generic[_Of]):
    """Many patterns to try on one text, each standing for something: a strength, a weight, a type."""

    def __init__(self, patterns: Iterable[tuple[str, _Of]]) -> None:
        """`patterns` are regular expressions, upper and lower case alike, with what each stands for."""
        self._all = [(quick(source), of) for source, of in patterns]
        self._always = [number for number, (one, _) in enumerate(self._all) if not one.needed]
        self._by_text: dict[str, dict[str, list[int]]] = {}
        for number, (one, _) in enumerate(self._all):
            for part in one.needed[0] if one.needed else ():
                self._by_text.setdefault(part[:_GRAM], {}).setdefault(part, []).append(number)
        self._starts = frozenset(self._by_text)

    def possible(self, text: str) -> list[tuple[re.Pattern[str], _Of]]:
        """The patterns that may match in `text`, in their order: those of which it has the texts that they need."""
        lowered = text.lower()
        found = self._always.copy()
        for gram in self._starts & _grams(lowered):
            for part, numbers in self._by_text[gram].items():
                if part in lowered:
                    found += numbers
        candidates = map(self._all.__getitem__, sorted(set(found)))
        return [(one.compiled, of) for one, of in candidates if one.possible(lowered)]

    def search(self, text: str) -> Iterator[tuple[re.Match[str], _Of]]:
        """The first match of every pattern that matches in `text`, in the order of the patterns."""
        for compiled, of in self.possible(text):
            match = compiled.search(text)
            if match is not None:
                yield match, of


class Either:
    """Alternatives that are searched for as if they were one pattern "first|second|…"."""

    def __init__(self, sources: Sequence[str]) -> None:
        """`sources` are regular expressions, upper and lower case alike."""
        self._alternatives = Many((source, None) for source in sources)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in `text`."""
        return next(iter(self.finditer(text)), None)

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the start of `text`."""
        found = (compiled.match(text) for compiled, _ in self._alternatives.possible(text))
        return next(filter(None, found), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in `text` that do not overlap."""
        possible = [compiled for compiled, _ in self._alternatives.possible(text)]
        at = 0
        while found := [match for compiled in possible if (match := compiled.search(text, at))]:
            first = min(found, key=lambda match: match.start())  # of two at one place the earlier alternative
            yield first
            at = max(first.end(), first.start() + 1)


@cache
def quick_pattern(name: str) -> Either:
    """The alternatives of `discourse.csv` under `name`, as `extractors.lexicon.pattern`."""
    return Either(alternatives(name))


@lru_cache(maxsize=256)
def _grams(lowered: str) -> frozenset[str]:
    """All stretches of `_GRAM` letters that the text has; many lists are tried on one sentence."""
    return frozenset(map("".join, zip(*(lowered[at:] for at in range(_GRAM)), strict=False)))


def _groups(items: Any) -> list[_Group]:
    """The groups of literal texts of which every match of a parsed pattern holds one each."""
    found: list[_Group] = []
    runs: _Group = ("",)  # the readings of the literal text up to here
    for operator, value in [*items, (None, None)]:
        name = str(operator)
        options = [chr(value)] if name == "LITERAL" else _literals(value[1]) if name == "BRANCH" else []
        if options and len(runs) * len(options) <= _MOST:
            runs = tuple(run + option.lower() for run in runs for option in options)
            continue
        found.append(runs)
        runs = ("",)
        if name == "SUBPATTERN":
            found += _groups(value[3])
        elif name == "BRANCH":
            best = [max(_groups(branch), key=_worth, default=("",)) for branch in value[1]]
            found.append(tuple(dict.fromkeys(text for group in best for text in group)))
        elif name in {"MAX_REPEAT", "MIN_REPEAT"} and value[0] >= 1:
            found += _groups(value[2])
        elif name == "ASSERT":
            found += _groups(value[1])
    return found


def _literals(branches: Any) -> list[str]:
    """The texts of the branches; [] unless all of them are plain text."""
    plain = all(str(operator) == "LITERAL" for branch in branches for operator, _ in branch)
    return ["".join(chr(value) for _, value in branch) for branch in branches] if plain else []


def _worth(group: _Group) -> int:
    """How much a group proves."""
    return min(map(len, group))


def _shortest_only(group: _Group) -> _Group:
    """The group without texts that hold another of its texts."""
    return tuple(text for text in group if not any(other in text for other in group if other != text))
