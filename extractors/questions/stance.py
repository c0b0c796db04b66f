"""The stance that an answer takes towards its question."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from extractors.facts import Stance
from extractors.lexicon import load_csv, pattern
from extractors.quick import Many

_OPEN = pattern("stance_open")
_VALUE = pattern("stance_value")
_CONDITION = pattern("stance_condition")


@cache
def _cues() -> Many[tuple[str, float]]:
    return Many((row["pattern"], (row["side"], float(row["weight"]))) for row in load_csv("stance_cues"))


def classify(answer: str, question: str | None) -> tuple[Stance, float]:
    """The stance of `answer` to `question` (None: of a whole letter to its subject), with a confidence."""
    scores: dict[str, float] = {"geen": 0.0, "plus": 0.0, "min": 0.0, "voorw": 0.0}
    first = _FIRST.match(answer)
    lead = first.end() if first is not None else 0
    for cue, (side, weight) in _cues().possible(answer):
        for match in islice(cue.finditer(answer), 3):
            scores[side] += weight * _place(match.start(), lead, side)
    if scores["geen"] >= 2 and scores["plus"] < 3:
        return "geen_oordeel", 0.8
    if question is not None and is_open(question):
        return "neutraal", 0.85
    plus, minus = scores["plus"], scores["min"]
    if scores["voorw"] >= 3 and minus < 4 + plus + scores["voorw"]:
        return "positief_onder_voorwaarden", 0.7
    if plus == 0 and minus == 0:
        return "neutraal", 0.4
    if minus >= max(2.0, plus * 1.15):
        return "kritisch", 0.7
    if plus >= 1.0:
        conditions = len(_CONDITION.findall(answer))
        if conditions or minus >= 1.5 or scores["voorw"]:
            return "positief_onder_voorwaarden", 0.65
        return "positief", 0.75
    return ("kritisch", 0.5) if minus >= 1.0 else ("neutraal", 0.4)


_FIRST = re.compile(r"[^.!?]{0,160}[.!?]?")
_OPENING = 260
"""Characters in which an answer says where it stands."""


def _place(start: int, first: int, side: str) -> float:
    """How much a cue counts: most in the first sentence; to decline further on is about a detail."""
    if side == "geen":
        return 1.5 if start <= max(first, 60) else 0.3
    return 1.75 if start < first else 1.5 if start < _OPENING else 1.0


def is_open(question: str) -> bool:
    """Whether a question asks for more than yes or no ("Welke …", "Heeft u aanvullende adviezen …")."""
    text = re.sub(r"^\W*(?:vraag )?(?:\d{1,2}|[a-h])[.):]\s+", "", question, flags=re.IGNORECASE).strip(" .:>\"“„‘'")
    text = re.sub(r",? (?:en|of) zo (?:ja|nee|niet)\b.*$", "", text, flags=re.IGNORECASE)
    if _VALUE.search(text) or (
        question.rstrip().endswith(".")
        and not re.match(r"(?:wat|welke?|hoe|wanneer)\b", text, re.IGNORECASE)
        and not re.search(r"\b(?:u|wij|we|ons|uw)\b", text, re.IGNORECASE)
    ):
        return False
    return bool(_OPEN.search(text))
