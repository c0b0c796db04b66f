"""Regular expressions that first ask for a word they cannot do without: many patterns over many sentences.

Most patterns do not match most sentences. `Quick` works out which literal texts a match must hold one
of, and looks for those before it lets the regular expression run.
"""

from __future__ import annotations

import re
from functools import cache
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 2


class Quick:
    """A compiled pattern, upper and lower case alike, with the texts of which a match holds at least one."""

    __slots__ = ("compiled", "needed")

    def __init__(self, source: str) -> None:
        self.compiled = re.compile(source, re.IGNORECASE)
        self.needed = _needed(parser.parse(source, re.IGNORECASE))

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The first match in `text` from `start`, as `re.Pattern.search`."""
        if self.needed:
            lowered = text.lower()
            for part in self.needed:  # a loop, for it is run a hundred thousand times a letter
                if part in lowered:
                    break
            else:
                return None
        return self.compiled.search(text, start)


@cache
def quick(source: str) -> Quick:
    """The (one) `Quick` of a pattern."""
    return Quick(source)


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
