"""Answers further on in the letter, which no label or place gives away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.letter import Span
from extractors.lexicon import pattern
from extractors.outline import Outline, Part
from extractors.questions.group import Group
from extractors.questions.words import similar

_END = pattern("answer_end")
_END_HEADING = pattern("answer_end_heading")


def is_head(view: Outline, position: int) -> bool:
    """Whether a block is a heading, or a numbered line that stands above a paragraph like one."""
    part = view.parts[position]
    if part.block.kind == "heading" or not part.is_item or not re.search(r"\d", part.block.marker):
        return part.block.kind == "heading"
    short = len(part.text.split()) <= 8 and not re.search(r"[.;:?!,]$", part.text.strip())
    return short and position + 1 < len(view.parts) and view.parts[position + 1].block.kind == "paragraph"


def collect(view: Outline, groups: Sequence[Group], missing: list[int], found: dict[int, list[Part | Span]]) -> None:
    """Answers that no label or place gives away: by numbered items, by headings, by order, by words."""
    last = (
        max(member.span.end for index in missing for member in groups[index].members if member.part.voice != "ander")
        if any(member.part.voice != "ander" for index in missing for member in groups[index].members)
        else 0
    )
    asked = {id(member.part) for one in groups for member in one.members}
    taken = {id(part) for parts in found.values() for part in parts}
    body: list[Part] = []
    for part in view.parts:
        if part.span.start < last or id(part) in asked or id(part) in taken or part.voice == "ander" or part.closed:
            continue
        if (part.block.kind == "heading" and _END_HEADING.match(part.text)) or (
            body and not part.is_item and _END.match(part.text)
        ):
            break
        body.append(part)
    if len(missing) == 1:
        found[missing[0]] += [part for part in body if part.block.kind != "heading"]
        return
    if _by_items(groups, missing, body, found) or _by_headings(view, groups, missing, body, found):
        return
    plain = [part for part in body if part.block.kind in {"paragraph", "list_item"} and part.label is None]
    opening = [part for part in plain if not _intro(part)]
    if len(opening) == len(missing):
        for index, part in zip(missing, opening, strict=True):
            found[index].append(part)
        return
    _by_words(view, groups, missing, opening, found)


def _intro(part: Part) -> bool:
    """Whether a paragraph only leads in what follows."""
    return bool(pattern("answer_intro").match(part.text)) or (part.text.rstrip().endswith(":") and not part.is_item)


def _by_items(
    groups: Sequence[Group], missing: list[int], body: list[Part], found: dict[int, list[Part | Span]]
) -> bool:
    """Numbered items or paragraphs 1…n that answer questions 1…n."""
    items = [part for part in body if part.block.marker.strip("().: ") and part.block.kind != "heading"]
    by_marker = {
        part.block.marker.strip("().: "): position
        for position, part in reversed(list(enumerate(body)))
        if part in items
    }
    wanted = [groups[index].number or str(order + 1) for order, index in enumerate(missing)]
    if not all(number in by_marker for number in wanted):
        return False
    starts = sorted(by_marker[number] for number in wanted)
    for number, index in zip(wanted, missing, strict=True):
        start = by_marker[number]
        end = next((other for other in starts if other > start), None)
        stop = end if end is not None else start + 1
        found[index] += [part for part in body[start:stop] if part.block.kind != "heading"]
    return True


def _by_headings(
    view: Outline,
    groups: Sequence[Group],
    missing: list[int],
    body: list[Part],
    found: dict[int, list[Part | Span]],
) -> bool:
    """Sections whose headings share words with the questions, or of which there are as many as questions."""
    named = Counter(part.text for part in body)
    heads = [
        at for at, part in enumerate(body) if named[part.text] == 1 and is_head(view, view.parts.index(part))
    ]  # what stands under every heading ("Overwegingen", "Advies") opens no section of its own
    if not heads:
        return False
    bounds = list(zip(heads, [*heads[1:], len(body)], strict=True))
    pairs: list[tuple[float, int, tuple[int, int]]] = []
    for index in missing:
        question = view.letter.quote(groups[index].members[0].span)
        for start, end in bounds:
            pairs.append((similar(question, body[start].text), index, (start, end)))
    done: dict[int, tuple[int, int]] = {}
    for likeness, index, bound in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= 0.15 and index not in done and bound not in done.values():
            done[index] = bound
    if len(done) < len(missing) and len(bounds) == len(missing):  # as many sections as questions: by order
        done = dict(zip(missing, bounds, strict=True))
    for index, (start, end) in done.items():
        found[index] += [part for part in body[start + 1 : end] if part.block.kind != "heading"]
    return bool(done)


def _by_words(
    view: Outline,
    groups: Sequence[Group],
    missing: list[int],
    body: list[Part],
    found: dict[int, list[Part | Span]],
) -> None:
    """Each paragraph goes to the question with which it shares most words, else to the same as before."""
    current: int | None = missing[0] if missing else None
    for part in body:
        scored = [
            (similar(view.letter.quote(groups[index].members[0].span), part.text), -order, index)
            for order, index in enumerate(missing)
        ]
        best, _, index = max(scored)
        if best >= 0.12:
            current = index
        if current is not None:
            found[current].append(part)
