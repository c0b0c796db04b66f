"""Questions put to the council with their answers, and questions of the council to the college."""

from __future__ import annotations

from typing import Any

from extractors import outline
from extractors.classifier import Vectors
from extractors.facts import Answer, CouncilQuestion, Letterhead, Question
from extractors.letter import Letter
from extractors.questions import answers, detect, group, judge, own, stance, topics
from extractors.questions.group import Group

__all__ = ["find"]

_ANSWERING = {"gevraagd_advies", "ongevraagd_advies"}


def find(
    letter: Letter, doc: Any, letterhead: Letterhead, vectors: Vectors | None = None
) -> tuple[tuple[Question, ...], tuple[CouncilQuestion, ...]]:
    """The questions put to the council (with answers in a letter of advice) and those of the council itself.

    `vectors` are those of the letter's sentences, from which the stance of an answer is told; without them rules do.
    Both are () in documents that are neither a letter of advice nor a request for advice.
    """
    request = letterhead.document_type == "adviesaanvraag"
    if not request and letterhead.document_type not in _ANSWERING:
        return (), ()
    view = outline.read(letter, doc, letterhead)
    found = detect.candidates(view, request)
    for candidate in found:
        judge.judge(view, candidate, request)
    asked = letterhead.document_type != "ongevraagd_advies"
    put = judge.settle(letter, found, asked)
    named = topics.announced(view) if asked and not request and all(one.form == "running" for one in put) else []
    put = named or put
    groups = group.group(view, put)
    texts = {} if request else answers.answers(view, groups)
    asker = letterhead.sender if request else letterhead.addressee
    questions = tuple(
        _question(view, number, one, texts.get(number, []), asker.name if asker else None, vectors)
        for number, one in enumerate(groups)
    )
    council = (
        ()
        if request
        else tuple(
            CouncilQuestion(candidate.span, confidence=_confidence(candidate.own))
            for candidate in found
            if candidate not in put and own.is_own(view, candidate, vectors)
        )
    )
    return questions, council


def _question(
    view: outline.Outline,
    number: int,
    one: Group,
    spans: list[Any],
    asked_by: str | None,
    vectors: Vectors | None,
) -> Question:
    first = one.members[0]
    text = view.letter.quote(first.span)
    answer = None
    if spans:
        whole = " ".join(view.letter.quote(span) for span in spans)
        position, confidence = stance.classify(whole, text, vectors.mean(spans) if vectors else None)
        answer = Answer(tuple(spans), position, confidence)
    return Question(
        id=f"q{number + 1}",
        span=first.span,
        number=one.number,
        section=view.section(first.part),
        mentions=group.mention_spans(one),
        asked_by=asked_by,
        answer=answer,
        confidence=_confidence(first.score),
    )


def _confidence(score: float) -> float:
    return round(min(0.98, 0.5 + 0.08 * max(0.0, score)), 2)
