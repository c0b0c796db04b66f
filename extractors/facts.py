"""What a letter says, one frozen class per kind of fact.

Each fact has the `span` of its printed form, a `confidence` from 0 to 1, and the span of the `cue`
that triggered it (None where the layout alone decided). Values that people read are Dutch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extractors.letter import Span

DocumentType = Literal[
    "gevraagd_advies",
    "ongevraagd_advies",
    "adviesaanvraag",
    "reactie_college",
    "bestuursopdracht",
    "transcript",
    "overig",
]
DateRole = Literal[
    "briefdatum",
    "adviesaanvraag",
    "ontvangst",
    "deadline",
    "vergadering",
    "besluit",
    "ingangsdatum",
    "eerder_advies",
    "overig",
]
Precision = Literal["dag", "maand", "kwartaal", "jaar"]
PartyKind = Literal[
    "adviesraad",
    "college",
    "gemeente",
    "gemeenteraad",
    "persoon",
    "organisatie",
    "bedrijf",
    "ministerie",
    "overig",
]
PartyRole = Literal["afzender", "geadresseerde", "cc", "ondertekenaar", "betrokken", "genoemd"]
Stance = Literal["positief", "positief_onder_voorwaarden", "kritisch", "neutraal", "geen_oordeel"]
Verdict = Literal["positief", "positief_onder_voorwaarden", "kritisch", "negatief", "neutraal", "geen_oordeel"]
Strength = Literal["advies", "verzoek", "aandachtspunt", "voorwaarde"]
ReactionStatus = Literal["overgenomen", "deels_overgenomen", "niet_overgenomen", "onbeantwoord"]
ReferenceKind = Literal["brief", "wet", "rapport"]


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Sender or addressee: printed name, kind, municipality (canonical name) when known."""

    span: Span
    name: str
    kind: PartyKind
    municipality: str | None = None
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed, and in what capacity."""

    span: Span
    role: Span | None = None
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the letter says of itself. `cue` is the printed label ("Betreft:"), where there is one.

    `letter_date` is ISO 8601 or None; `other_references` are numbers that are neither ours nor yours.
    """

    document_type: DocumentType
    document_type_confidence: float = 1.0
    document_type_cue: Span | None = None
    letter_date: str | None = None
    letter_date_span: Span | None = None
    our_reference: Span | None = None
    your_reference: Span | None = None
    other_references: tuple[Span, ...] = ()
    subject: Span | None = None
    sender: Correspondent | None = None
    addressee: Correspondent | None = None
    cc: tuple[Span, ...] = ()
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date; `iso` is YYYY-MM-DD, YYYY-MM, YYYY-Qn or YYYY. `context` is the clause around it.

    `mentions` are all places that print this date in this role, `span` the first of them.
    """

    span: Span
    iso: str
    precision: Precision
    role: DateRole
    context: Span
    mentions: tuple[Span, ...] = ()
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A named person or body; `span` is its first and fullest mention, `name` the canonical name."""

    span: Span
    name: str
    kind: PartyKind
    roles: tuple[PartyRole, ...]
    mentions: tuple[Span, ...]
    function: str | None = None
    municipality: str | None = None
    municipality_code: str | None = None
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All the council's text that answers one question: one span per paragraph or list item."""

    spans: tuple[Span, ...]
    stance: Stance
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to the council; `mentions` are all its wordings in the letter."""

    id: str
    span: Span
    number: str | None = None
    section: Span | None = None
    mentions: tuple[Span, ...] = ()
    asked_by: str | None = None
    answer: Answer | None = None
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class CouncilQuestion:
    """A question of the council to the college."""

    span: Span
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class AdvicePoint:
    """One sentence or list item by which the council advises; `cue` is its trigger.

    `answers_question` is the id of the question it answers; `addressee` who should act and
    `deadline` (ISO) by when, where the sentence says so.
    """

    id: str
    span: Span
    strength: Strength
    cue: Span | None = None
    answers_question: str | None = None
    section: Span | None = None
    addressee: Span | None = None
    deadline: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of an earlier letter, a law or article, or a report.

    `date` is ISO; `number` a kenmerk, or the article of a law as printed; `name` the law's or
    report's canonical name.
    """

    span: Span
    kind: ReferenceKind
    name: str | None = None
    date: str | None = None
    number: str | None = None
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """In a reaction of the college: the advice as restated, the reaction to it, and what came of it."""

    span: Span
    reaction: tuple[Span, ...]
    status: ReactionStatus
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class OtherItem:
    """An item of a bestuursopdracht: deelproduct, onderzoeksvraag, kader, kans, risico, …"""

    span: Span
    kind: str
    confidence: float = 1.0
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extracted from one letter."""

    letterhead: Letterhead
    dates: tuple[DateMention, ...] = ()
    parties: tuple[Party, ...] = ()
    questions: tuple[Question, ...] = ()
    council_questions: tuple[CouncilQuestion, ...] = ()
    advice: tuple[AdvicePoint, ...] = ()
    references: tuple[Reference, ...] = ()
    responses: tuple[Response, ...] = ()
    other_items: tuple[OtherItem, ...] = ()
    verdict: Verdict | None = None
    verdict_confidence: float = field(default=1.0)
