"""What scoring one document yields: counts, hits and the outcome of every fact."""

from __future__ import annotations

from dataclasses import dataclass, field

FOUND, MISSED, FALSE_ALARM, DIFFERENT = "found", "missed", "false alarm", "different"

COUNTED = (
    "questions",
    "advice",
    "dates",
    "dates_iso",
    "parties",
    "party_roles",
    "concerns",
    "concern_themes",
    "cc",
    "signatories",
    "council_questions",
    "responses",
    "other_items",
)
"""Fields with precision, recall and F1, in the order of reports."""

JUDGED = (
    "document_type",
    "letter_date",
    "subject",
    "reference_ours",
    "reference_yours",
    "reference_other",
    "sender",
    "sender_kind",
    "sender_municipality",
    "addressee",
    "addressee_kind",
    "addressee_municipality",
    "question_number",
    "question_stance",
    "question_answer",
    "advice_strength",
    "advice_question",
    "advice_trigger",
    "response_status",
    "response_reaction",
)
"""Fields with an accuracy, in the order of reports."""


@dataclass
class Counts:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 0.0

    @property
    def empty(self) -> bool:
        """Nothing to find and nothing found: such a document is not averaged."""
        return not (self.tp or self.fp or self.fn)


@dataclass
class Hits:
    """How many of the judged values were right."""

    right: int = 0
    total: int = 0

    @property
    def accuracy(self) -> float:
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True)
class Outcome:
    """What became of one fact: `found`, `missed`, `false alarm`, or `different` (found, other value).

    `text` is the fact, `detail` the expected and given value or the nearest that was there.
    """

    document: str
    field: str
    outcome: str
    text: str
    detail: str = ""


@dataclass
class DocumentScore:
    """The counts, hits and outcomes of one document."""

    name: str
    council: str = ""
    counts: dict[str, Counts] = field(default_factory=dict)
    hits: dict[str, Hits] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)

    def found(self, kind: str, text: str) -> None:
        self._count(kind).tp += 1
        self.outcomes.append(Outcome(self.name, kind, FOUND, text))

    def missed(self, kind: str, text: str, detail: str = "") -> None:
        self._count(kind).fn += 1
        self.outcomes.append(Outcome(self.name, kind, MISSED, text, detail))

    def invented(self, kind: str, text: str, detail: str = "") -> None:
        self._count(kind).fp += 1
        self.outcomes.append(Outcome(self.name, kind, FALSE_ALARM, text, detail))

    def judge(self, kind: str, right: bool, text: str, wanted: object, given: object) -> None:
        hits = self.hits.setdefault(kind, Hits())
        hits.total += 1
        hits.right += right
        outcome = FOUND if right else DIFFERENT
        detail = "" if right else f"expected {shown(wanted)}, got {shown(given)}"
        self.outcomes.append(Outcome(self.name, kind, outcome, text, detail))

    def _count(self, kind: str) -> Counts:
        return self.counts.setdefault(kind, Counts())


def shown(value: object) -> str:
    """A value between quotes, or the word for none."""
    return "nothing" if value in (None, "") else f"“{value}”"
