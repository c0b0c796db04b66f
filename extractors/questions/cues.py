"""The patterns of `question_cues.csv` and `question_leads.csv` on sentences."""

from __future__ import annotations

from functools import cache
from typing import Literal

from extractors.lexicon import load_csv
from extractors.quick import Many

Lead = Literal["gesteld", "eigen", "onderzoek", ""]
"""Whose questions a sentence introduces: put to the council, of the council, of a survey; "" for none."""

LONGEST = 2000
"""Characters of a sentence that are looked at."""


@cache
def _cues(name: str) -> Many[None]:
    return Many((row["pattern"], None) for row in load_csv("question_cues") if row["kind"] == name)


def matches(name: str, words: str) -> bool:
    """Whether a pattern of the kind `name` occurs in `words`."""
    return any(True for _ in _cues(name).search(words[:LONGEST]))


def lead_of(words: str, where: Literal["kop", "zin", "aanvraag"]) -> Lead:
    """What kind of questions a heading, a sentence, or a sentence in a request for advice introduces."""
    return next((kind for _, kind in _leads(where).search(words[:LONGEST])), "")


@cache
def _leads(where: str) -> Many[Lead]:
    places = {"kop": {"beide", "kop"}, "zin": {"beide", "zin"}, "aanvraag": {"beide", "zin", "aanvraag"}}[where]
    rows = [row for row in load_csv("question_leads") if row["where"] in places]
    return Many((row["pattern"], row["lead"]) for row in rows)  # type: ignore[misc]
