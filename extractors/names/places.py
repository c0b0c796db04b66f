"""Municipalities: their names in running text, canonical names, CBS codes and mergers."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.lexicon import any_of, load_csv, load_lines

_LOOSE = (
    r"(?:'[st][- ]|’s[- ])?[A-ZÀ-ÞĀ-Ž][\w’'-]*(?:(?:\s(?:aan|den|de|het|van|op|en|der|bij|ter"
    r"|in|a/d)){1,2}\s[A-ZÀ-ÞĀ-Ž][\w’'-]*|[ ][A-ZÀ-ÞĀ-Ž][\w’'-]+(?=\W|$)){0,2}"
)


@cache
def _canonical() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in load_csv("fusies"):
        names[_key(row["former"])] = row["former"]
    for row in load_csv("gemeenten"):
        for form in [*filter(None, row["aliases"].split(";")), row["name"]]:
            names[_key(form)] = row["name"]
    return names


@cache
def _codes() -> dict[str, str]:
    return {row["name"]: row["code"] for row in load_csv("gemeenten")}


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(_key(row["name"]) for row in load_csv("gemeenten") if row["ordinary_word"])


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return re.sub(r"\s+", " ", name.replace("’", "'").replace("‘", "'")).lower()


@cache
def known_names() -> str:
    """An alternation, for a regular expression, of all municipality names, longest first."""
    forms = [row["former"] for row in load_csv("fusies")]
    for row in load_csv("gemeenten"):
        forms.extend([row["name"], *filter(None, row["aliases"].split(";"))])
    return any_of(forms, lambda form: re.escape(form).replace("'", "['’‘]").replace(r"\ ", r"\s+"))


@cache
def name_pattern() -> str:
    """A municipality's name after a cue like "gemeente": a known one, or any capitalised name."""
    return rf"(?:(?:{known_names()})(?![\w-])|{_LOOSE})"


def canonical(name: str) -> str:
    """The usual name of a municipality, whatever the spelling; an unknown name as it is."""
    return _canonical().get(_key(name), re.sub(r"\s+", " ", name).strip())


def is_known(name: str) -> bool:
    """Whether `name` is, or was, a municipality."""
    return _key(name) in _canonical()


@cache
def _villages() -> frozenset[str]:
    return frozenset(_key(name) for name in load_lines("woonplaatsen"))


def is_village(name: str) -> bool:
    """Whether `name` is a town or village that is no municipality by itself."""
    key = _key(name)
    return key in _villages() or f"de {key}" in _villages() or f"den {key}" in _villages()


def is_ordinary_word(name: str) -> bool:
    """Whether the name is a common word too ("Best", "Buren"), so that it needs a cue."""
    return _key(name) in _ordinary()


def code(name: str) -> str | None:
    """CBS code of a municipality by its canonical name, None when not known."""
    return _codes().get(name) or None


def successor(name: str, year: int) -> str:
    """The municipality that `name` had become part of by the end of `year`; itself when it still stood."""
    for row in load_csv("fusies"):
        if _key(row["former"]) == _key(name) and int(row["date"][:4]) <= year:
            return successor(row["name"], year)
    return name


def mentioned(text: str) -> list[tuple[int, int, str]]:
    """Known municipalities in `text` as (start, end, canonical name), without those that are common words."""
    found = []
    for match in _mention_pattern().finditer(text):
        name = match[0]
        if not is_ordinary_word(name) or re.search(
            r"\b(?:[Ii]n|te|uit|naar)\s$", text[max(0, match.start() - 6) : match.start()]
        ):
            found.append((match.start(), match.end(), canonical(name)))
    return found


@cache
def _mention_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@./-])(?:{known_names()})(?![\w@]|-[a-z]|\.nl)")


def with_usual_capitals(text: str) -> str:
    """`text` with known places in their usual spelling on short lines in capitals or small letters only.

    No character moves, so that spans in the result are spans in `text`.
    """
    if text == text.lower():
        return _any_case().sub(lambda match: match[0].title(), text)
    return "\n".join(_line_with_usual_capitals(line) for line in text.split("\n"))


def _line_with_usual_capitals(line: str) -> str:
    if len(line) > 120 or not (line.isupper() or line.islower() or line.partition(":")[2].islower()):
        return line
    return _any_case().sub(_usual, line)


def _usual(match: re.Match[str]) -> str:
    name = match[0]
    usual = canonical(name)
    if name.islower() and is_ordinary_word(name):
        return name
    return usual if len(usual) == len(name) and usual.lower() == name.lower() else name.title()


@cache
def _any_case() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?i:{known_names()})(?![\w-])")
