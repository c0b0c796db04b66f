"""One question, all its wordings: candidates that print the same question are brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.letter import Letter, Span
from extractors.outline import Outline
from extractors.questions.detect import Candidate
from extractors.questions.words import similar


@dataclass(slots=True)
class Group:
    """The wordings of one question, first first."""

    members: list[Candidate] = field(default_factory=list)
    number: str | None = None

    @property
    def answered(self) -> bool:
        """Whether one of its wordings is directly followed by an answer."""
        return any(member.answered for member in self.members)


def group(view: Outline, put: Sequence[Candidate]) -> list[Group]:
    """Groups of candidates in the order of their first wording."""
    runs = unanswer_lists(view, put)
    groups: list[Group] = []
    for candidate in put:
        restated = bool(groups) and _restates(view, groups[-1].members[-1], candidate)
        home = groups[-1] if restated else _home(view.letter, groups, candidate)
        if home is None:
            groups.append(Group([candidate], candidate.number))
        else:
            home.members.append(candidate)
            home.number = home.number or candidate.number
    groups = _align(view.letter, groups) if runs else groups
    _number_by_heading(view, groups)
    return groups


def _number_by_heading(view: Outline, groups: Sequence[Group]) -> None:
    """Questions without a number, each in a chapter of its own, take the chapters' numbers when these are 1, 2, 3 …"""
    heads: list[str] = []
    for one in groups:
        above = next(view.letter.headings_above(one.members[-1].part.span.start), None)
        heads.append(above.marker.strip("(). ") if above is not None else "")
    if len(groups) > 1 and not any(one.number for one in groups) and heads == [str(n + 1) for n in range(len(groups))]:
        for one, number in zip(groups, heads, strict=True):
            one.number = number


def unanswer_lists(view: Outline, put: Sequence[Candidate]) -> bool:
    """In a list of questions without text between them, what follows the last is no answer to it alone."""
    position = {id(part): index for index, part in enumerate(view.parts)}
    found = False
    start = 0
    while start < len(put):
        end = start
        while (
            end + 1 < len(put)
            and not put[end].answered
            and position[id(put[end + 1].part)] - position[id(put[end].part)] <= 1
        ):
            end += 1
        if end > start and (not put[start].part.block.table):
            found = True
            for candidate in put[start : end + 1]:
                candidate.answered = False
        start = end + 1
    return found


def _restates(view: Outline, above: Candidate, candidate: Candidate) -> bool:
    """Whether a paragraph begins with the question that the heading above it has just put."""
    below = candidate.part.index - above.part.index == 1 and candidate.part is not above.part
    heads = above.alone and above.form in {"heading", "label", "block"}
    heads = heads and candidate.part.block.kind == "paragraph"
    begins = candidate.span.start - candidate.part.span.start < _OPENING
    if not (below and heads and begins) or (candidate.number and candidate.number != above.number):
        return False
    alike = similar(view.letter.quote(above.span), view.letter.quote(candidate.span))
    return alike >= (0.5 if not candidate.indirect else 0.0 if above.form == "heading" else 0.25)


_OPENING = 80
"""Characters that may stand before a question that opens a paragraph."""


def _home(letter: Letter, groups: Sequence[Group], candidate: Candidate) -> Group | None:
    text = letter.quote(candidate.span)
    best: tuple[float, Group] | None = None
    for group_ in groups:
        if candidate.answered and group_.answered:
            continue
        if any(member.part is candidate.part for member in group_.members):
            continue
        likeness = max(similar(text, letter.quote(member.span)) for member in group_.members)
        same_number = candidate.number is not None and candidate.number == group_.number
        differ = candidate.number is not None and group_.number is not None and not same_number
        if likeness >= (0.75 if differ else 0.6) or (same_number and (likeness >= 0.2 or candidate.form == "label")):
            score = likeness + 0.3 * same_number
            if best is None or score > best[0]:
                best = (score, group_)
    return best[1] if best else None


def _align(letter: Letter, groups: list[Group]) -> list[Group]:
    """Join a list of questions with as many answered ones further on that say the same in other words."""
    listed = [one for one in groups if not one.answered]
    below = [one for one in groups if one.answered and one.members[0].alone]
    if not listed or len(listed) != len(below) or listed[-1].members[0].span.start > below[0].members[0].span.start:
        return groups
    pairs = list(zip(listed, below, strict=True))
    likeness = [similar(letter.quote(a.members[0].span), letter.quote(b.members[0].span)) for a, b in pairs]
    if sum(value > 0.1 for value in likeness) * 2 < len(pairs):
        return groups
    for first, second in pairs:
        first.members += second.members
        first.number = first.number or second.number
    return [one for one in groups if one not in below]


def mention_spans(one: Group) -> tuple[Span, ...]:
    """All printed wordings, the labelled forms included."""
    spans: list[Span] = []
    for member in one.members:
        for span in (member.span, member.labelled):
            if span is not None and span not in spans:
                spans.append(span)
    return tuple(spans)
