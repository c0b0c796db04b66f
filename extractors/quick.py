"""Regular expressions that first ask for a word they cannot do without: many patterns over many sentences.

Most patterns do not match most sentences. `Quick` works out which literal texts a match must hold one
of, and looks for those before it lets the regular expression run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

from extractors.lexicon import alternatives

_SHORTEST = 2
_Of = TypeVar("_Of")


class Quick:
    """A pattern, upper and lower case alike, with the texts of which a match holds at least one.

    It is compiled at the first text that may match: many patterns never meet one.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        needed = _needed(parser.parse(source, re.IGNORECASE))
        self.needed = tuple(part for part in needed if not any(other in part for other in needed if other != part))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern as such."""
        return re.compile(self._source, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in `text`."""
        return self.compiled.search(text) if self._possible(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the start of `text`."""
        return self.compiled.match(text) if self._possible(text) else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """All matches in `text` that do not overlap."""
        return self.compiled.finditer(text) if self._possible(text) else ()

    def _possible(self, text: str) -> bool:
        return not self.needed or any(map(text.lower().__contains__, self.needed))


@cache
def quick(source: str) -> Quick:
    """The (one) `Quick` of a pattern."""
    return Quick(source)


@cache
def quick_pattern(name: str) -> Quick:
    """The alternatives of `discourse.csv` under `name`, as `extractors.lexicon.pattern`."""
    return quick(alternatives(name))


class Many(Generic[_Of]):
    """Many patterns to try on one text, each standing for something: a strength, a weight, a type."""

    def __init__(self, patterns: Iterable[tuple[str, _Of]]) -> None:
        """`patterns` are regular expressions, upper and lower case alike, with what each stands for."""
        self._all = [(quick(source), of) for source, of in patterns]
        self._always: list[int] = []
        self._by_text: dict[str, list[int]] = {}
        for number, (one, _) in enumerate(self._all):
            for part in one.needed:
                self._by_text.setdefault(part, []).append(number)
            if not one.needed:
                self._always.append(number)

    def possible(self, text: str) -> list[tuple[re.Pattern[str], _Of]]:
        """The patterns that may match in `text`, in their order: those of which a text that they need stands in it."""
        lowered = text.lower()
        found = set(self._always)
        for numbers in [numbers for part, numbers in self._by_text.items() if part in lowered]:
            found.update(numbers)
        return [(self._all[number][0].compiled, self._all[number][1]) for number in sorted(found)]

    def search(self, text: str) -> Iterator[tuple[re.Match[str], _Of]]:
        """The first match of every pattern that matches in `text`, in the order of the patterns."""
        for compiled, of in self.possible(text):
            match = compiled.search(text)
            if match is not None:
                yield match, of


def _needed(items: Any) -> tuple[str, ...]:
    """Literal texts of which every match holds at least one; () when none can be named."""
    best: tuple[str, ...] = ()
    run = ""
    for operator, value in [*items, (None, None)]:
        name = str(operator)
        if name == "LITERAL":
            run += chr(value).lower()
            continue
        best = _better(best, (run,) if run else ())
        run = ""
        if name == "SUBPATTERN":
            best = _better(best, _needed(value[3]))
        elif name == "BRANCH":
            options = [_needed(branch) for branch in value[1]]
            if all(options):
                best = _better(best, tuple(dict.fromkeys(part for option in options for part in option)))
        elif name in {"MAX_REPEAT", "MIN_REPEAT"} and value[0] >= 1:
            best = _better(best, _needed(value[2]))
    return best


def _better(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Of two sets of texts the one whose shortest text is longest; short ones prove too little."""
    if not second or min(map(len, second)) < _SHORTEST:
        return first
    return second if not first or min(map(len, second)) > min(map(len, first)) else first
