"""Advice points of a council's letter: what it advises, asks, sets as a condition or wants attention for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.advice.find import points
from extractors.advice.judge import Mode
from extractors.advice.overall import verdict
from extractors.facts import AdvicePoint, DateMention, Letterhead, Question
from extractors.letter import Letter

__all__ = ["find", "verdict"]

_ADVISING = {"gevraagd_advies", "ongevraagd_advies"}


def find(
    letter: Letter,
    doc: Any,
    letterhead: Letterhead,
    questions: Sequence[Question],
    dates: Sequence[DateMention] = (),
    mode: Mode = "both",
) -> tuple[AdvicePoint, ...]:
    """The advice points of `letter`, in the order of the text; () when it is no letter of advice.

    `questions` are those that the letter answers, `dates` those that it prints; `mode` leaves out the classifier or
    the rules (for measuring what each contributes).
    """
    if letterhead.document_type not in _ADVISING:
        return ()
    return tuple(points(letter, doc, letterhead, questions, dates, mode))
