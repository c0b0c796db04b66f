"""What a date is for: its role, from the words around it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from extractors.dates import model
from extractors.dates.mark import MARK, OTHER, clause, mask
from extractors.dates.situation import Situation, Writer
from extractors.facts import DateRole
from extractors.letter import Span
from extractors.lexicon import load_csv

Mode = Literal["rules", "model", "both"]


@cache
def _rules() -> tuple[tuple[DateRole, str, re.Pattern[str]], ...]:
    rules = []
    for row in load_csv("datumrollen"):
        pattern = re.sub(r"\[\^\.;(D?)(d?)\]", _stop_class, row["pattern"])
        pattern = re.sub(r"(?:(?<![A-Za-z])|(?<=\\b))D(?![A-Za-z])", MARK, pattern)
        pattern = pattern.replace("\\b" + MARK, MARK)
        rules.append((cast(DateRole, row["role"]), row["by"], re.compile(pattern, re.I)))
    return tuple(rules)


def _stop_class(match: re.Match[str]) -> str:
    """A class of characters that end the reach of a pattern: sentence marks, and dates where D or d is named."""
    return "[^.;" + (MARK if match[1] else "") + (OTHER if match[2] else "") + "]"


def role_of(here: Situation, mode: Mode = "both") -> tuple[DateRole, Span | None, float]:
    """Role of the date in `here`, the words that say so (as far as a rule found them), and a confidence.

    `mode` says who decides: the rules, the trained classifier, or both (the rules speak to the classifier).
    """
    marked, origin = mask(here.sentence, here.date, here.others)
    rule = None if mode == "model" else _by_rule(marked, origin, here.writer)
    if mode != "rules":
        likely = likely_roles(here, rule[0] if rule else None)
        if likely:
            best = max(likely, key=lambda role: likely[role])
            if rule and likely[best] < _DOUBTFUL:
                best = rule[0]
            cue = rule[1] if rule and rule[0] == best else _telling_word(marked, origin, best)
            return best, cue, round(likely[best], 3)
    return rule or ("overig", None, 0.5)


def rule_role(here: Situation) -> DateRole | None:
    """The role that the first fitting rule gives, if any."""
    found = _by_rule(*mask(here.sentence, here.date, here.others), here.writer)
    return found[0] if found else None


def likely_roles(here: Situation, rule: DateRole | None) -> dict[DateRole, float]:
    """Probability of each role, what time forbids made unlikely; without trained weights {}."""
    marked, _ = mask(here.sentence, here.date, here.others)
    likely = model.probabilities(marked, here.writer, here.precision, rule)
    odds = {cast(DateRole, role): value * _FIT.get((here.timing, role), 1.0) for role, value in likely.items()}
    total = sum(odds.values())
    return {role: value / total for role, value in odds.items()}


_DOUBTFUL = 0.5
"""Where the classifier is less sure than this, a rule decides."""

_FIT = {
    ("after", "adviesaanvraag"): 0.03,
    ("after", "ontvangst"): 0.03,
    ("after", "eerder_advies"): 0.03,
    ("before", "deadline"): 0.3,
}
"""What a date after or before the letter's own can hardly be: nobody answers a letter of tomorrow."""


def _by_rule(marked: str, origin: list[int], writer: Writer) -> tuple[DateRole, Span | None, float] | None:
    for role, by, pattern in _rules():
        if by and writer and by != writer:
            continue
        for match in pattern.finditer(marked):
            if MARK in match[0]:
                return role, _cue(match, origin), 0.85
    return None


def _cue(match: re.Match[str], origin: list[int]) -> Span:
    return Span(origin[match.start()], origin[match.end()])


def _telling_word(marked: str, origin: list[int], role: DateRole) -> Span | None:
    """The word nearest to the date, in its clause, that is of a class that goes with `role`."""
    start, end = clause(marked)
    at = marked.index(MARK)
    best: tuple[int, Span] | None = None
    for match in _WORD.finditer(marked, start, end):
        if not set(model.classes(match[0].lower())) & _CLASSES.get(role, set()):
            continue
        distance = match.start() - at if match.start() > at else at - match.end()
        if best is None or distance < best[0]:
            best = (distance, _cue(match, origin))
    return best[1] if best else None


_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_CLASSES: dict[DateRole, set[str]] = {
    "adviesaanvraag": {"vraag"},
    "ontvangst": {"ontvangst", "zending"},
    "deadline": {"termijn"},
    "vergadering": {"overleg"},
    "besluit": {"besluit"},
    "ingangsdatum": {"ingang"},
    "eerder_advies": {"advies"},
}
