"""All extractors, in the order in which one needs what another found."""

from __future__ import annotations

from spacy.tokens import Doc

from extractors import advice, dates, items, letterhead, parties, questions, references, responses
from extractors.classifier import Vectors
from extractors.facts import Facts
from extractors.letter import Letter


def extract(letter: Letter, doc: Doc, vectors: Vectors | None = None) -> Facts:
    """Everything `letter` says. `doc` is its linguistic analysis (`doc.text == letter.text`).

    `vectors` are those of its sentences by the encoder `classifier.ENCODER`; without them rules alone tell the stance
    of an answer and the status of a reaction.
    """
    head = letterhead.find(letter, doc)
    asked, council_questions = questions.find(letter, doc, head, vectors)
    dated = dates.find(letter, doc, head)
    points = advice.find(letter, doc, head, asked, dated)
    verdict, verdict_confidence = advice.verdict(letter, head, asked, points)
    return Facts(
        letterhead=head,
        dates=dated,
        parties=parties.find(letter, doc, head),
        questions=asked,
        council_questions=council_questions,
        advice=points,
        references=references.find(letter, doc, head, dated),
        responses=responses.find(letter, doc, head, vectors),
        other_items=items.find(letter, doc, head),
        verdict=verdict,
        verdict_confidence=verdict_confidence,
    )
