"""Politicians as writers: fractions and parties, members of a gemeenteraad, ministers."""

from __future__ import annotations

import re
from functools import cache

from extractors.lexicon import any_of, load_lines

_FRACTION = re.compile(r"(?<![\w-])(?:\w+-)?fracties?(?:lid|voorzitter)?(?![\w-])", re.I)
_MINISTER = re.compile(
    r"(?:de\s+)?(?:minister(?:-president)?|staatssecretaris)(?:\s+(?:van|voor)\s+[^\W\d_][\w, -]{1,80})?", re.I
)


@cache
def _party() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{any_of(load_lines('politieke_partijen'), str)})(?![\w-])")


def is_political(name: str) -> bool:
    """Whether a writer's printed name is that of a political party or of its fraction."""
    return bool(_FRACTION.search(name) or _party().search(name))


def is_minister(name: str) -> bool:
    """Whether a printed name is the office of a minister or state secretary and nothing else."""
    return bool(_MINISTER.fullmatch(name.strip(" ,.:")))
