"""The text that answers each question, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.letter import Span
from extractors.lexicon import pattern
from extractors.outline import Outline, Part, trimmed
from extractors.questions import detect, further
from extractors.questions.detect import Candidate
from extractors.questions.group import Group
from extractors.questions.words import similar

_ORDINALS = (
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
)
_REFERENCE = re.compile(
    r"\b(?:(?:vraag|adviesvraag|deelvraag|vraagpunt|antwoord)\s+(?P<number>\d{1,2}|[a-h]|[IVX]{1,4})\b|\bad\.?\s*(?P<ad>\d{1,2}|[a-h])\b|"
    rf"(?P<ordinal>{'|'.join(_ORDINALS)}|laatste) (?:\w+ )?(?:vraag|adviesvraag|deelvraag)|"
    rf"^(?:op|over|aangaande|(?:voor )?wat(?: betreft)?|ten aanzien van) (?:het|de|uw) "
    rf"(?P<bare>{'|'.join(_ORDINALS)}|laatste|ene|andere)(?: punt| onderdeel| kwestie)?(?: betreft| aangaat)?"
    r"(?=[,:]| (?:kunnen|is|zijn|hebben|antwoorden|luidt|zeggen|vinden|valt|willen|denken|past)\b)|"
    r"^(?:op|over|aan|bij|onder|(?:voor )?wat|ten aanzien van) \((?P<mark>\d{1,2}|[a-h]|[ivx]{1,4})\)|"
    r"^(?:over|bij|op|re|wat betreft|ten aanzien van)\.? (?:(?:punt|nummer|nr\.?|onderdeel) )?"
    r"(?P<plain>\d{1,2}|[a-h])(?=[.:),;](?!\d)))",
    re.IGNORECASE,
)
_ANSWER_LABELS = {
    "antwoord",
    "beantwoording",
    "reactie",
    "advies",
    "standpunt",
    "oordeel",
    "conclusie",
    "aanbeveling",
}
_ADVICE_LABELS = {"advies", "aanbeveling"}
_END = pattern("answer_end")
_END_HEADING = pattern("answer_end_heading")
_PROCESS = pattern("answer_process")
_RESTATES = pattern("answer_restates")
_JUDGES = pattern("answer_judges")


def answers(view: Outline, groups: Sequence[Group]) -> dict[int, list[Span]]:
    """Per index in `groups` the spans of its answer, one per paragraph or list item."""
    if not groups:
        return {}
    found: dict[int, list[Part | Span]] = {index: [] for index in range(len(groups))}
    _tables(view, groups, found)
    _in_place(view, groups, found)
    missing = [index for index in found if not found[index]]
    if (missing and len(missing) == len(groups)) or len(missing) > 1 or (missing and len(groups) == 1):
        further.collect(view, groups, missing, found)
    _shorten_last(view, groups, found)
    return {index: _spans(view, _without_plan(view, parts)) for index, parts in found.items()}


def _shorten_last(view: Outline, groups: Sequence[Group], found: dict[int, list[Part | Span]]) -> None:
    """Where the last answer goes over into the rest of the letter, it is cut off there.

    That is behind the first paragraph where all other answers are one paragraph too (of two answers: where a label
    or a quotation ties them to their questions), else at the first paragraph that is about what happens next.
    """
    last = max(found, key=lambda index: max((_start(part) for part in found[index]), default=-1))
    others = [index for index in found if index != last and found[index]]
    single = all(len(found[index]) == 1 for index in others)
    if single and (
        len(others) > 1 or (others and all(_plainly(groups[one], found[one][0]) for one in [*others, last]))
    ):
        found[last] = _with_list(found[last])
        return
    for at, part in enumerate(found[last]):
        if at and isinstance(part, Part) and not part.is_item and _is_process(view, part, groups[last]):
            found[last] = found[last][:at]
            return


def _start(part: Part | Span) -> int:
    return part.start if isinstance(part, Span) else part.span.start


def _with_list(parts: Sequence[Part | Span]) -> list[Part | Span]:
    """The first paragraph, with the list that it announces or that continues it."""
    end = 1
    while end < len(parts) and isinstance(part := parts[end], Part) and part.is_item:
        end += 1
    return list(parts[:end])


def _is_process(view: Outline, part: Part, one: Group) -> bool:
    """Whether a paragraph is about the letter, the meeting or the reply rather than about the question."""
    question = view.letter.quote(one.members[0].span)
    return bool(_PROCESS.search(part.text)) and similar(question, part.text) < 0.1


def _plainly(one: Group, first: Part | Span) -> bool:
    """Whether a label, a quotation or the same block ties the answer to its question."""
    if isinstance(first, Span):
        return any(member.part.span.contains(first) and not member.indirect for member in one.members)
    if first.is_item or first.text.rstrip().endswith(":"):
        return False
    labelled = first.label is not None and first.label.word in _ANSWER_LABELS and len(first.label.rest) > 2
    return labelled or any(member.part.voice == "ander" for member in one.members)


def _tables(view: Outline, groups: Sequence[Group], found: dict[int, list[Part | Span]]) -> None:
    """A question in a table is answered by the cells to its right."""
    for index, one in enumerate(groups):
        for member in one.members:
            block = member.part.block
            if not block.table:
                continue
            heads = {
                p.block.column: p.text.lower() for p in view.parts if p.block.table == block.table and p.block.row == 0
            }
            row = [
                p
                for p in view.parts
                if p.block.table == block.table and p.block.row == block.row and p.block.column > block.column
            ]
            wanted = [
                p
                for p in row
                if re.search(r"advies|antwoord|reactie|standpunt|oordeel|raad", heads.get(p.block.column, ""))
            ]
            found[index] += [p for p in (wanted or row) if len(p.text.strip()) > 1]


def _in_place(view: Outline, groups: Sequence[Group], found: dict[int, list[Part | Span]]) -> None:
    """Collect what stands under a question, under its label, or under a paragraph that names it."""
    members = {id(member.part): [] for one in groups for member in one.members}  # type: dict[int, list[int]]
    for index, one in enumerate(groups):
        for member in one.members:
            members[id(member.part)].append(index)
    current: int | None = None
    level = 99
    waiting = listed = told = False
    for position, part in enumerate(view.parts):
        if part.block.table and id(part) in members and found[members[id(part)][0]]:
            current = None
            continue
        if part.closed:
            current = None
            if not view.parts[position].text.strip():
                continue
        if id(part) in members:
            listed = told = False
            current, waiting = _open(view, groups, members[id(part)], part, position, found)
            level = part.block.level if part.block.kind == "heading" else 99
            continue
        if part.voice == "ander" or (part.block.table and not (current is not None and part.is_item)):
            continue
        pieces = _pieces(view, part, groups)
        if pieces:
            for index, span in pieces:
                found[index].append(span)
            current = None
            continue
        target = _target(view, part, groups)
        if target is not None:
            _take_number(part, groups[target])
            current, waiting, told = target, False, part.label is None and part.block.kind != "heading"
            rest = part.label.rest if part.label and part.label.word != "vraag" else part.span
            if part.block.kind != "heading" and len(rest) > 2:
                found[current].append(rest if rest != part.span else part)
            level = part.block.level if part.block.kind == "heading" else level
            continue
        if part.label and part.label.word in _ANSWER_LABELS and part.label.number is None and current is not None:
            waiting = False
            if len(part.label.rest) > 2 and part.block.kind != "heading":
                found[current].append(part)
            continue
        if further.is_head(view, position):
            listed = _listed_heading(part, view.parts[position - 1] if position else None, listed)
            if (_END_HEADING.match(part.text) and not listed) or (
                part.block.level <= level and not part.label and not listed
            ):
                current = None
            continue
        if current is None or part.closed:
            continue
        if not part.is_item and found[current] and _ends(view, part, groups[current]):
            current = None
            continue
        if not waiting:
            current = _turned(view, groups, current, part, found) if told else current
            found[current].append(part)


def _ends(view: Outline, part: Part, one: Group) -> bool:
    """Whether a paragraph leaves the question for something else; "Over de pas nog dit" says more of it."""
    first = view.letter.quote(part.sentences[0]) if part.sentences else part.text
    goes_on = (
        re.match(r"over\b", first, re.IGNORECASE) and similar(view.letter.quote(one.members[0].span), first) > 0.15
    )
    return bool(_END.match(part.text)) and not goes_on


def _turned(
    view: Outline, groups: Sequence[Group], current: int, part: Part, found: dict[int, list[Part | Span]]
) -> int:
    """In running text: the later, still unanswered question that a paragraph is rather about, else the current."""
    first = view.letter.quote(part.sentences[0]) if part.sentences else ""
    likeness = [similar(view.letter.quote(one.members[0].span), first) for one in groups]
    later = [index for index in range(current + 1, len(groups)) if not found[index]]
    best = max(later, key=lambda index: likeness[index], default=current)
    return best if likeness[best] >= 0.15 and likeness[best] > likeness[current] else current


def _listed_heading(part: Part, before: Part | None, listed: bool) -> bool:
    """Whether a numbered heading is an item of a list that a sentence in the answer announces."""
    number = part.block.marker.strip("(). ")
    if number in {"1", "a", "A", "I"}:
        return before is not None and before.text.rstrip().endswith(":")
    return listed and bool(number)


def _open(
    view: Outline,
    groups: Sequence[Group],
    here: list[int],
    part: Part,
    position: int,
    found: dict[int, list[Part | Span]],
) -> tuple[int | None, bool]:
    """Begin the answer of the question(s) in `part`: the rest of its own block counts when it is text."""
    asked = [member for index in here for member in groups[index].members if member.part is part]
    last = max(asked, key=lambda member: member.span.end)
    owner = next(index for index in here if last in groups[index].members)
    if not last.answered:
        return None, False
    for index in here:
        for member in groups[index].members:
            if member.part is not part or part.voice == "ander":
                continue
            after = [other.span.start for other in asked if other.span.start > member.span.start]
            above = _asked_below(view, member)
            if above is not None:
                found[index].append(above)
                return None, False
            rest = trimmed(view.letter.text, Span(member.span.end, min([*after, part.span.end])), " *)")
            if pattern("question_afterwards").search(view.letter.quote(rest)):
                continue
            loose = member.answered and not after
            if len(rest) > 15 and (not member.indirect or loose or detect.replies(view, view.letter.quote(rest))):
                found[index].append(_without_label(view, rest))
    framed = last.form == "label" and last.part.label is None and last.span.start - last.part.span.start > 15
    if framed and found[owner] and owner == len(groups) - 1 and not last.part.is_item:
        return None, False  # "U vroeg ons: …?" with the answer in the same paragraph
    left_open = part.text.rstrip().endswith(":")
    last_told = last.form == "running" and last.indirect and owner == len(groups) - 1 and len(groups) > 1
    if last_told and found[owner] and not left_open:
        return None, False  # questions retold paragraph by paragraph: what follows the last is about something else
    return owner, _labelled_below(view, position, here, groups)


def _asked_below(view: Outline, member: Candidate) -> Span | None:
    """The answer that a block ends with its question behind: "Ja, graag. (Uw vraag: mag het kleiner?)"."""
    text, block = view.letter.text, member.part.span
    bracket = text.rfind("(", block.start, member.span.start)
    closed = re.fullmatch(r"[\s*_]*\)[\s*_.]*", text[member.span.end : block.end])
    if bracket < 0 or closed is None or member.span.start - bracket > _LABEL_LENGTH:
        return None
    answer = trimmed(text, Span(block.start, bracket), " *_")
    return answer if re.search(r"[.!?]", view.letter.quote(answer)) else None


_LABEL_LENGTH = 40
"""Characters between a bracket and the question in it: "(U vroeg ons: "."""


def _without_label(view: Outline, span: Span) -> Span:
    match = re.match(
        r"(?:ons |het )?(?:antwoord|reactie|advies|standpunt)\s*:\s*", view.letter.quote(span), re.IGNORECASE
    )
    return Span(span.start + match.end(), span.end) if match else span


def _labelled_below(view: Outline, position: int, here: list[int], groups: Sequence[Group]) -> bool:
    """Whether an answer label stands below before the next question: what comes before it restates the plan."""
    asked = {id(member.part) for one in groups for member in one.members}
    numbers = {groups[index].number for index in here}
    for part in view.parts[position + 1 :]:
        if id(part) in asked or part.closed:
            return False
        if part.label and part.label.word in _ANSWER_LABELS - {"aanbeveling", "conclusie"}:
            return (part.label.number is None and not len(part.label.rest)) or part.label.number in numbers
    return False


def _target(view: Outline, part: Part, groups: Sequence[Group]) -> int | None:
    """The question that a part says it answers: by label, "ad 2", "vraag 2" or "uw tweede vraag"."""
    numbers = {one.number: index for index, one in enumerate(groups) if one.number}
    if (
        part.label
        and part.label.number
        and part.label.word in _ANSWER_LABELS | {"ad", "punt", "vraag", "deelvraag", "adviesvraag"}
    ):
        if part.label.word in _ADVICE_LABELS and (_pointed(view) or part.span.start < groups[0].members[0].span.start):
            return None
        return _by_number(part.label.number, numbers, len(groups))
    match = _REFERENCE.search(part.text[:110])
    return None if match is None else _referred(match, groups)


def _pointed(view: Outline) -> bool:
    """Whether the letter says by other means which question it answers, so that "Advies 3" only counts advice."""
    return sum(_REFERENCE.search(part.text[:60]) is not None for part in view.parts) > 1 and not any(
        part.label and part.label.word in _ADVICE_LABELS and not len(part.label.rest) for part in view.parts
    )


def _referred(match: re.Match[str], groups: Sequence[Group]) -> int | None:
    """The question that "vraag 2", "ad b" or "de eerste vraag" means."""
    if match["ordinal"] or match["bare"]:
        word = (match["ordinal"] or match["bare"]).lower()
        index = len(groups) - 1 if word in {"laatste", "andere"} else 0 if word == "ene" else _ORDINALS.index(word)
        return index if index < len(groups) else None
    numbers = {one.number: index for index, one in enumerate(groups) if one.number}
    return _by_number(match["number"] or match["ad"] or match["mark"] or match["plain"], numbers, len(groups))


def _pieces(view: Outline, part: Part, groups: Sequence[Group]) -> list[tuple[int, Span]]:
    """The parts of one paragraph that says "Op de eerste vraag … Op de tweede vraag …"."""
    starts: list[tuple[int, int]] = []
    for sentence in part.sentences:
        match = _REFERENCE.search(view.letter.quote(sentence)[:60])
        index = _referred(match, groups) if match else None
        if index is not None and (not starts or starts[-1][0] != index):
            starts.append((index, sentence.start))
    if len({index for index, _ in starts}) < 2:
        return []
    ends = [start for _, start in starts[1:]] + [part.span.end]
    return [
        (index, trimmed(view.letter.text, Span(start, end))) for (index, start), end in zip(starts, ends, strict=True)
    ]


def _take_number(part: Part, one: Group) -> None:
    """A question whose list letter was lost in print gets it back from "Ad b)"."""
    if one.number is None and part.label is not None and part.label.word == "ad":
        one.number = part.label.number


def _by_number(number: str, numbers: dict[str, int], count: int) -> int | None:
    if number in numbers:
        return numbers[number]
    if number.lower() in numbers or number.upper() in numbers:
        return numbers.get(number.lower(), numbers.get(number.upper()))
    order = _order(number)
    if order and (not numbers or len(number) == 1 or number.upper() in _ROMAN):
        return order - 1 if order <= count else None
    return None


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _order(number: str) -> int:
    """Which one in a row "3", "III" or "c" is, from 1; 0 when it says nothing."""
    if number.isdigit():
        return int(number)
    if number.upper() in _ROMAN:
        return _ROMAN.index(number.upper()) + 1
    return ord(number.lower()) - ord("a") + 1 if len(number) == 1 and number.isascii() else 0


def _without_plan(view: Outline, parts: Sequence[Part | Span]) -> list[Part | Span]:
    """Leaves out passages that only restate the plan, when something else remains."""
    kept: list[Part | Span] = []
    dropping = False
    for part in parts:
        if isinstance(part, Span):
            kept.append(part)
            continue
        if part.is_item and dropping:
            continue
        dropping = (
            bool(_RESTATES.match(part.text)) and not _JUDGES.search(part.text) and not view.names.search(part.text)
        )
        if not dropping:
            kept.append(part)
        elif not part.text.rstrip().endswith(":"):
            dropping = False
    return kept or list(parts)


def _spans(view: Outline, parts: Sequence[Part | Span]) -> list[Span]:
    spans: list[Span] = []
    for part in parts:
        span = (
            part
            if isinstance(part, Span)
            else part.label.rest
            if (
                part.label
                and part.label.word in _ANSWER_LABELS
                and part.label.word != "aanbeveling"
                and len(part.label.rest) > 2
            )
            else part.span
        )
        span = trimmed(view.letter.text, span)
        if len(span) and span not in spans:
            spans.append(span)
    return spans
