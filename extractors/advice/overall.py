"""The verdict of a whole letter of advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractors.facts import AdvicePoint, Letterhead, Question, Verdict
from extractors.letter import Letter
from extractors.lexicon import pattern
from extractors.questions import stance


def verdict(
    letter: Letter, letterhead: Letterhead, questions: Sequence[Question], advice: Sequence[AdvicePoint]
) -> tuple[Verdict | None, float]:
    """The council's verdict on what it was asked about, with a confidence; (None, 0.0) for other documents."""
    if letterhead.document_type not in {"gevraagd_advies", "ongevraagd_advies"}:
        return None, 0.0
    explicit = _explicit(letter.text)
    if explicit is not None:
        return explicit, 0.9
    stances = Counter(question.answer.stance for question in questions if question.answer)
    closed = {name: count for name, count in stances.items() if name not in {"neutraal", "geen_oordeel"}}
    if closed:
        if closed.get("kritisch", 0) * 2 > sum(closed.values()):
            return "kritisch", 0.7
        if set(closed) == {"positief"}:
            return ("positief" if not _conditions(advice) else "positief_onder_voorwaarden"), 0.7
        return "positief_onder_voorwaarden", 0.7
    if stances and set(stances) == {"geen_oordeel"}:
        return "geen_oordeel", 0.7
    whole = stance.classify(letter.text, None)[0]
    return whole, 0.4


def _conditions(advice: Sequence[AdvicePoint]) -> bool:
    return any(point.strength == "voorwaarde" for point in advice)


_EXPLICIT: tuple[Verdict, ...] = ("negatief", "positief_onder_voorwaarden", "positief", "geen_oordeel")


def _explicit(text: str) -> Verdict | None:
    return next((name for name in _EXPLICIT if pattern(f"verdict_{name}").search(text)), None)
