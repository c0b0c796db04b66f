"""The stance that an answer takes towards its question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import cast

from extractors.classifier import Vector, probabilities
from extractors.facts import Stance
from extractors.lexicon import load_csv, pattern
from extractors.quick import Many

MODEL = "stance"
"""Name of the trained classifier."""
_DECLINES = 0.6
"""How sure it must be that the council declines to judge, to say so of an open question."""
_OPEN = pattern("stance_open")
_VALUE = pattern("stance_value")
_CONDITION = pattern("stance_condition")


@cache
def _cues() -> Many[tuple[str, float]]:
    rows = [row for row in load_csv("stance_cues") if row["side"] != "omkeer"]
    return Many((row["pattern"], (row["side"], float(row["weight"]))) for row in rows)


@cache
def _turns() -> re.Pattern[str]:
    """Words of a question that asks for what is wrong: a yes to it is no approval."""
    rows = [row["pattern"] for row in load_csv("stance_cues") if row["side"] == "omkeer"]
    return re.compile("|".join(rows), re.IGNORECASE)


def classify(answer: str, question: str | None, vector: Vector | None = None) -> tuple[Stance, float]:
    """The stance of `answer` to `question` (None: of a whole letter to its subject), with a confidence.

    `vector` is the mean vector of the answer's sentences: with it the trained classifier decides, which hears what
    the rules find; without it the rules alone. An open question is never answered by yes or no.
    """
    asked_open = question is not None and is_open(question)
    likely = probabilities(MODEL, features(answer, question), vector) if vector is not None else {}
    if not likely:
        return by_rules(_scores(answer), answer, asked_open)
    if asked_open:
        declined = likely["geen_oordeel"]
        return ("geen_oordeel", declined) if declined > _DECLINES else ("neutraal", 1 - declined)
    best = max(likely, key=likely.__getitem__)
    return cast(Stance, best), round(likely[best], 2)


def features(answer: str, question: str | None) -> dict[str, float]:
    """What the classifier hears besides the vector: the cues of each side, what the rules say, the kind of question."""
    scores = _scores(answer)
    asked_open = question is not None and is_open(question)
    plus, minus = scores["plus"], scores["min"]
    said = by_rules(scores, answer, asked_open)[0]
    opening = _FIRST.match(answer)
    first = opening[0] if opening else ""
    begins = by_rules(_scores(first), first, asked_open=False)[0]
    turned = question is not None and _turns().search(question) is not None
    return {f"cues={side}": min(score, 8.0) / 4 for side, score in scores.items()} | {
        f"rule={said}": 1.0,
        f"first={begins}": 1.0,
        f"turned={turned}:{begins}": 1.0,
        "open": float(asked_open),
        "length": min(len(answer), 600) / 600,
        "conditions": min(len(_CONDITION.findall(answer)), 3) / 3,
        "balance": (plus - minus) / (1 + plus + minus),
    }


def _scores(answer: str) -> dict[str, float]:
    """The weight of the cues of each side that the answer holds."""
    scores = {"geen": 0.0, "plus": 0.0, "min": 0.0, "voorw": 0.0}
    first = _FIRST.match(answer)
    lead = first.end() if first is not None else 0
    for cue, (side, weight) in _cues().possible(answer):
        for match in islice(cue.finditer(answer), 3):
            scores[side] += weight * _place(match.start(), lead, side)
    return scores


def by_rules(scores: Mapping[str, float], answer: str, asked_open: bool) -> tuple[Stance, float]:
    """The stance by the weight of the cues alone, with a confidence."""
    if scores["geen"] >= 2 and scores["plus"] < 3:
        return "geen_oordeel", 0.8
    if asked_open:
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
