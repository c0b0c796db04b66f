"""All extractors, in the order in which one needs what another found."""

from __future__ import annotations

from spacy.tokens import Doc

from extractors import advice, dates, items, letterhead, parties, questions, references, responses
from extractors.facts import Facts
from extractors.letter import Letter


def extract(letter: Letter, doc: Doc) -> Facts:
    """Everything `letter` says. `doc` is its linguistic analysis (`doc.text == letter.text`)."""
    head = letterhead.find(letter, doc)
    asked, council_questions = questions.find(letter, doc, head)
    points = advice.find(letter, doc, head, asked)
    dated = dates.find(letter, doc, head)
    verdict, verdict_confidence = advice.verdict(letter, head, asked, points)
    return Facts(
        letterhead=head,
        dates=dated,
        parties=parties.find(letter, doc, head),
        questions=asked,
        council_questions=council_questions,
        advice=points,
        references=references.find(letter, doc, head, dated),
        responses=responses.find(letter, doc, head),
        other_items=items.find(letter, doc, head),
        verdict=verdict,
        verdict_confidence=verdict_confidence,
    )
