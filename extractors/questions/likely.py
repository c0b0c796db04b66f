"""Where the trained classifier adds to the rules that look for questions, and how sure it must be."""

from __future__ import annotations

import re

from extractors.letter import Span
from extractors.lexicon import pattern
from extractors.outline import Outline, Part
from extractors.questions import model

CLAUSE = re.compile(
    r"(?:of|hoe|wat|welke?|waar\w*|wie|wanneer|waarom|in hoeverre|op welke|in welke|hoeveel)\b", re.IGNORECASE
)
"""The beginning of a clause that asks."""
_LIKELY, _LISTED, _SURE = 0.6, 0.25, 0.75
"""How likely a clause must be: by itself, in a list of nothing but such clauses, and behind a colon."""


def told(view: Outline, part: Part, above: Part | None, index: int, span: Span, request: bool) -> model.Clause | None:
    """The clause of sentence number `index` of `part` that the classifier takes for a question told."""
    words = view.letter.quote(span)
    if part.block.table or words.endswith(":") or pattern("told_none").search(words):
        return None
    listed = index == 0 and _among_clauses(view, part)
    return model.told(words, _setting(view, part, above, index, request), _LISTED if listed else _LIKELY)


def after_colon(view: Outline, part: Part, above: Part | None, index: int, span: Span) -> Span:
    """The question behind a colon that the classifier takes for one put to the council, else the whole span."""
    words = view.letter.quote(span)
    here = _setting(view, part, above, index, request=False)
    likely = (
        clause
        for clause in model.clauses(words)
        if clause.kind == "na dubbele punt" and model.probability(words, clause, here) >= _SURE
    )
    clause = next(likely, None)
    return Span(span.start + clause.start, span.end) if clause else span


def put(view: Outline, part: Part, above: Part | None, index: int, words: str, request: bool) -> float:
    """How likely a direct question is put to the council (0 to 1)."""
    whole = model.Clause("vraag", 0, len(words))
    return model.probability(words, whole, _setting(view, part, above, index, request))


def _setting(view: Outline, part: Part, above: Part | None, index: int, request: bool) -> model.Setting:
    before = part.sentences[index - 1] if index else above.sentences[-1] if above and above.sentences else None
    writer = "college" if request or part.voice == "ander" else "raad"
    return model.Setting(writer, view.letter.quote(before) if before else "", part.block.kind)


def _among_clauses(view: Outline, part: Part) -> bool:
    """Whether an item and the ones before and after it all begin as a clause: "of …; hoe …; welke …"."""
    at = view.parts.index(part)
    beside = [other for other in view.parts[max(0, at - 1) : at + 2] if other.is_item]
    return part.is_item and len(beside) > 1 and all(CLAUSE.match(other.text) for other in beside)
