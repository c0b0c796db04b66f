"""Words are data: the word lists that extractors use, one file per list, each with its source.

A `.txt` file holds one entry per line, a `.csv` file a header and rows. Lines that start with "#"
are comments; the first ones name the source of the list.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources

_PACKAGE = "extractors.lexicon"


def _content_lines(file_name: str) -> list[str]:
    text = resources.files(_PACKAGE).joinpath(file_name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def load_lines(name: str) -> tuple[str, ...]:
    """The entries of `<name>.txt`, in file order, without comments and outer blanks."""
    return tuple(line.strip() for line in _content_lines(f"{name}.txt"))


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `<name>.csv`, each a mapping from column name to value ("" when left empty)."""
    rows = csv.DictReader(_content_lines(f"{name}.csv"))
    return tuple({key: (value or "").strip() for key, value in row.items()} for row in rows)


def any_of(forms: Iterable[str], expression: Callable[[str], str] = re.escape) -> str:
    """An alternation of `forms` for a regular expression, longest first; `expression` makes one of each form.

    Forms that begin with the same letter stand together behind it, so that the others are passed over at once.
    """
    groups: dict[str, list[str]] = {}
    for form in sorted(set(forms), key=len, reverse=True):
        groups.setdefault("'" if form[0] in "'’‘" else form[0].lower(), []).append(expression(form))
    return "|".join(map(_together, groups.values()))


def _together(alike: list[str]) -> str:
    """Expressions as one, their common first letter taken out."""
    first = {one[0] for one in alike}
    if len(alike) == 1 or not all(map(str.isalpha, first)):
        return "|".join(alike)
    if len(first) == 1:
        return rf"{alike[0][0]}(?:{'|'.join(one[1:] for one in alike)})"
    return rf"(?=[{''.join(sorted(first))}])(?:{'|'.join(alike)})"


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The alternatives of `discourse.csv` under `name` as one pattern, upper and lower case alike."""
    return re.compile("|".join(alternatives(name)), re.IGNORECASE)


def alternatives(name: str) -> list[str]:
    """The alternatives of `discourse.csv` under `name`, one by one."""
    return [row["pattern"] for row in load_csv("discourse") if row["name"] == name]
