"""The trained classifier of date roles: logistic regression on the words around the date.

Weights are packaged data (`extractors/models/dates.json`), trained by `python -m training.dates`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from extractors.dates.mark import MARK, OTHER, clause
from extractors.lexicon import load_csv

_TOKEN = re.compile(rf"{MARK}|{OTHER}|\w+(?:[-'’.]\w+)*|[?:|;()]")
_QUOTED = re.compile(r"(?:[“„\"‘]|(?<!\w)')[^”\"’\n]{3,120}[”\"’']")
_NEAR, _FAR = 3, 8
_WE = frozenset({"wij", "we", "ons", "onze", "ik", "mij", "mijn"})
_YOU = frozenset({"u", "uw", "jullie", "jij", "je", "jouw"})
_COUNCIL = re.compile(
    r"(?!gemeenteraad|ondernemingsraad|wijkraad|dorpsraad|kerkenraad)"
    r"(?:advies|wmo-?|wmo-advies|cliënten|clienten|participatie|jongeren|senioren|ouderen|gehandicapten|inwoners|burger|"
    r"sociale|kinder|minima)-?\w*raad|asd|wmo-platform|adviescommissie|klankbordgroep|adviesgroep"
)
_EXECUTIVE = re.compile(r"college|b&w|bw|wethouders?|\w*ambtenaar|\w*ambtenaren|\w*beleidsmedewerkers?|\w*adviseurs?")


_CHOSEN: list[dict[str, Any]] = []


@contextmanager
def using(weights: dict[str, Any]) -> Iterator[None]:
    """Other weights than the packaged ones for a while: to measure what was just trained."""
    _CHOSEN.append(weights)
    try:
        yield
    finally:
        _CHOSEN.pop()


@cache
def _weights() -> dict[str, Any] | None:
    source = resources.files("extractors").joinpath("models/dates.json")
    if not source.is_file():
        return None
    loaded: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def probabilities(marked: str, writer: str, precision: str, rule: str | None = None) -> dict[str, float]:
    """Probability of each role for the date at the mark in `marked`; without trained weights {}.

    `writer` is "raad", "college" or "" (unknown), `precision` "dag", "maand", "kwartaal" or "jaar";
    `rule` the role that a rule gives.
    """
    weights = _CHOSEN[-1] if _CHOSEN else _weights()
    if not weights:
        return {}
    known: dict[str, list[float]] = weights["weights"]
    found = features(marked, writer, precision, rule)
    norm = math.sqrt(len(found)) or 1.0
    scores = list(weights["intercept"])
    for name in found:
        for index, value in enumerate(known.get(name, ())):
            scores[index] += value / norm
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return {role: power / total for role, power in zip(weights["classes"], powers, strict=True)}


def features(marked: str, writer: str, precision: str, rule: str | None = None) -> set[str]:
    """Names of the features of a date: words, word pairs and classes of words, by side and distance."""
    marked = _QUOTED.sub(lambda match: match[0] if MARK in match[0] else " ", marked)
    start, end = clause(marked)
    before, after = (
        words_of(part, writer) for part in (marked[start : marked.index(MARK)], marked[marked.index(MARK) + 1 : end])
    )
    found = {"bias", f"precision={precision}", f"writer={writer or 'raad'}"}
    if rule:
        found |= {f"rule={rule}", f"rule={rule}:{writer or 'raad'}"}
    for side, tokens in (("l", before[::-1]), ("r", after)):
        found |= set(_side(side, tokens))
    left, right = ["<", *before][-2:], [*after, ">"][:2]
    found.add(f"left={'_'.join(left)}")
    found.add(f"right={'_'.join(right)}")
    found.add(f"around={left[-1]}_{right[0]}")
    found.add(f"precision={precision}:{left[-1]}")
    whole = [*before, "D", *after]
    found |= {f"b={a}_{b}" for a, b in pairwise(whole)}
    found |= _roles(whole)
    outside = [*words_of(marked[:start], writer), *words_of(marked[end:], writer)]
    found |= {f"o={token}" for token in outside if len(token) > 2}
    found |= {f"oc={name}" for token in outside for name in classes(token)}
    return found


def _side(side: str, tokens: list[str]) -> Iterator[str]:
    """Features of the words on one side of the date, nearest first."""
    seen: set[str] = set()
    for index, token in enumerate(tokens):
        bucket = "near" if index < _NEAR else "mid" if index < _FAR else "far"
        yield f"{side}={token}"
        yield f"w={token}"
        if bucket == "near":
            yield f"{side}n={token}"
        if index == 0:
            yield f"{side}0={token}"
        if len(token) > 6:
            yield f"stem={token[:6]}"
            yield f"end={token[-6:]}"
        for name in classes(token):
            yield f"{side}c={name}"
            yield f"{side}c={name}:{bucket}"
            yield f"c={name}"
            if name not in seen and len(seen) == 0:
                yield f"{side}first={name}"
            seen.add(name)


def _roles(tokens: list[str]) -> set[str]:
    """Who does what: pairs of a party and a class of words, in their order."""
    marks = [
        token if token in ("RAAD", "COLLEGE", "D", "GEMEENTERAAD") else "/".join(classes(token)) for token in tokens
    ]
    marks = [mark for mark in marks if mark]
    pairs = {f"p={a}>{b}" for a, b in pairwise(marks)}
    actors = [(i, mark) for i, mark in enumerate(marks) if mark in ("RAAD", "COLLEGE", "GEMEENTERAAD")]
    for _, actor in actors:
        pairs |= {f"a={actor}&{name}" for token in tokens for name in classes(token)}
    return pairs


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["class"], re.compile(row["pattern"])) for row in load_csv("datumwoorden"))


@cache
def classes(token: str) -> tuple[str, ...]:
    """The classes of words that a lower-case word belongs to."""
    return tuple(name for name, pattern in _classes() if pattern.fullmatch(token))


def words_of(text: str, writer: str) -> list[str]:
    """Lower-case words; parties by who they are (RAAD, COLLEGE), numbers 0, names NAAM, other dates E.

    `writer` is "college" where a municipality writes, else a council does.
    """
    tokens = []
    printed = _TOKEN.findall(text)
    for index, token in enumerate(printed):
        lower = token.lower()
        previous = printed[index - 1].lower() if index else ""
        if token == OTHER:
            tokens.append("E")
        elif lower in _WE or lower in _YOU:
            council = (lower in _WE) == (writer != "college")
            tokens.append("RAAD" if council else "COLLEGE")
        elif (lower == "raad" and previous in _WE | _YOU) or _COUNCIL.fullmatch(lower):
            tokens.append("RAAD")
        elif lower in ("gemeenteraad", "gemeenteraden"):
            tokens.append("GEMEENTERAAD")
        elif _EXECUTIVE.fullmatch(lower):
            tokens.append("COLLEGE")
        elif lower.endswith("dag") and lower in _WEEKDAYS:
            continue
        elif token[0].isdigit():
            tokens.append("0")
        elif token[0].isupper() and index > 0 and not any(classes(lower)):
            tokens.append("NAAM")
        else:
            tokens.append(lower)
    return tokens


_WEEKDAYS = frozenset({"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"})
