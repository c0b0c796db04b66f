"""The JSON record of a letter: the facts with their printed text, position, page, cue and confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extractors.facts import AdvicePoint, Correspondent, DateMention, Facts, Party, Question, Reference
from extractors.letter import Letter, Span

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConcernQuote:
    """A passage in which the letter raises a theme."""

    theme: str
    span: Span
    score: float
    polarity: str


def record(letter: Letter, facts: Facts, concerns: Sequence[ConcernQuote] = ()) -> Json:
    """What `adviesradar extract` prints, in a stable order of keys.

    Every quoted fact carries `span` ([start, end) in code points of the letter's text), `page`,
    `confidence` (0-1) and `cue` (the printed words that triggered it, or null).
    """
    head = facts.letterhead
    quote = letter.quote
    return {
        "file": letter.name,
        "sha256": letter.sha256,
        "media_type": letter.media_type,
        "pages": len(letter.pages),
        "quality": round(min((page.quality for page in letter.pages), default=1.0), 3),
        "document_type": head.document_type,
        "document_type_confidence": round(head.document_type_confidence, 3),
        "document_type_cue": quote(head.document_type_cue) if head.document_type_cue else None,
        "verdict": facts.verdict,
        "letter_date": head.letter_date,
        "reference": {
            "ours": _text(letter, head.our_reference),
            "yours": _text(letter, head.your_reference),
            "other": [_text(letter, span) for span in head.other_references],
        },
        "subject": _text(letter, head.subject),
        "sender": _correspondent(letter, head.sender),
        "addressee": _correspondent(letter, head.addressee),
        "cc": [_text(letter, span) for span in head.cc],
        "signatories": [
            {
                "name": _text(letter, person.span),
                "role": _text(letter, person.role),
                **_position(letter, person.span, person.confidence, person.cue),
            }
            for person in head.signatories
        ],
        "letterhead_spans": {
            name: _place(letter, span)
            for name, span in (
                ("letter_date", head.letter_date_span),
                ("our_reference", head.our_reference),
                ("your_reference", head.your_reference),
                ("subject", head.subject),
            )
            if span is not None
        },
        "parties": [_party(letter, party) for party in facts.parties],
        "dates": [_date(letter, date) for date in facts.dates],
        "questions": [_question(letter, question) for question in facts.questions],
        "council_questions": [
            {"text": quote(item.span), **_position(letter, item.span, item.confidence, item.cue)}
            for item in facts.council_questions
        ],
        "advice": [_advice(letter, point) for point in facts.advice],
        "concerns": [
            {
                "theme": concern.theme,
                "quote": quote(concern.span),
                "polarity": concern.polarity,
                **_position(letter, concern.span, concern.score, None),
            }
            for concern in concerns
        ],
        "references": [_reference(letter, reference) for reference in facts.references],
        "responses": [
            {
                "advice_restated": quote(item.span),
                "reaction": "\n\n".join(quote(span) for span in item.reaction),
                "reaction_spans": [_pair(span) for span in item.reaction],
                "status": item.status,
                **_position(letter, item.span, item.confidence, item.cue),
            }
            for item in facts.responses
        ],
        "other_items": [
            {
                "kind": item.kind,
                "text": quote(item.span),
                **_position(letter, item.span, item.confidence, item.cue),
            }
            for item in facts.other_items
        ],
    }


def _text(letter: Letter, span: Span | None) -> str | None:
    """The printed text on one line (an address or subject may run over several)."""
    return " ".join(letter.quote(span).split()) if span is not None else None


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _place(letter: Letter, span: Span) -> Json:
    return {"text": letter.quote(span), "span": _pair(span), "page": letter.page_at(span.start)}


def _position(letter: Letter, span: Span, confidence: float, cue: Span | None) -> Json:
    return {
        "span": _pair(span),
        "page": letter.page_at(span.start),
        "confidence": round(confidence, 3),
        "cue": letter.quote(cue) if cue is not None else None,
    }


def _correspondent(letter: Letter, who: Correspondent | None) -> Json | None:
    if who is None:
        return None
    return {
        "name": who.name,
        "kind": who.kind,
        "municipality": who.municipality,
        "text": letter.quote(who.span),
        **_position(letter, who.span, who.confidence, who.cue),
    }


def _party(letter: Letter, party: Party) -> Json:
    return {
        "name": party.name,
        "kind": party.kind,
        "roles": list(party.roles),
        "mentions": list(dict.fromkeys(_text(letter, span) for span in party.mentions)),
        "mention_spans": [_pair(span) for span in party.mentions],
        "function": party.function,
        "municipality": party.municipality,
        "municipality_code": party.municipality_code,
        "text": letter.quote(party.span),
        **_position(letter, party.span, party.confidence, party.cue),
    }


def _date(letter: Letter, date: DateMention) -> Json:
    return {
        "text": letter.quote(date.span),
        "iso": date.iso,
        "precision": date.precision,
        "role": date.role,
        "context": letter.quote(date.context),
        "mention_spans": [_pair(span) for span in date.mentions or (date.span,)],
        **_position(letter, date.span, date.confidence, date.cue),
    }


def _question(letter: Letter, question: Question) -> Json:
    answer = question.answer
    return {
        "id": question.id,
        "number": question.number,
        "section": _text(letter, question.section),
        "text": letter.quote(question.span),
        "mentions": list(dict.fromkeys(letter.quote(span) for span in question.mentions)),
        "mention_spans": [_pair(span) for span in question.mentions],
        "asked_by": question.asked_by,
        "answer": None
        if answer is None
        else {
            "text": [letter.quote(span) for span in answer.spans],
            "spans": [_pair(span) for span in answer.spans],
            "page": letter.page_at(answer.spans[0].start) if answer.spans else None,
            "stance": answer.stance,
            "confidence": round(answer.confidence, 3),
            "cue": letter.quote(answer.cue) if answer.cue is not None else None,
        },
        **_position(letter, question.span, question.confidence, question.cue),
    }


def _advice(letter: Letter, point: AdvicePoint) -> Json:
    return {
        "id": point.id,
        "text": letter.quote(point.span),
        "trigger": letter.quote(point.cue) if point.cue is not None else None,
        "strength": point.strength,
        "answers_question": point.answers_question,
        "section": _text(letter, point.section),
        "addressee": _text(letter, point.addressee),
        "deadline": point.deadline,
        **_position(letter, point.span, point.confidence, point.cue),
    }


def _reference(letter: Letter, reference: Reference) -> Json:
    return {
        "kind": reference.kind,
        "text": letter.quote(reference.span),
        "name": reference.name,
        "date": reference.date,
        "number": reference.number,
        **_position(letter, reference.span, reference.confidence, reference.cue),
    }
