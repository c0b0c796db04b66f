"""What kind of document it is."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from extractors.facts import Correspondent, DocumentType
from extractors.letter import Letter, Span
from extractors.letterhead.lines import Parts
from extractors.lexicon import load_csv
from extractors.outline import council_pattern
from extractors.questions.indirect import asked_of_council, not_asked

_REPEATS = 3
"""How often one sign may count."""
_TOLD: dict[DocumentType, float] = {"gevraagd_advies": 3.0, "ongevraagd_advies": 4.0}
"""What a sentence weighs that tells of a request, or that there was none."""
_SENTENCE = re.compile(r"[^\s.?!](?:[^.?!\n]|\n(?!\n)|[.](?=\S|\s[a-z0-9]))*[.?!]*")


@cache
def _signs() -> tuple[tuple[DocumentType, str, float, re.Pattern[str]], ...]:
    return tuple(
        (
            cast(DocumentType, row["type"]),
            row["where"],
            float(row["weight"]),
            re.compile(row["pattern"], re.I),
        )
        for row in load_csv("documenttype")
    )


def document_type(
    letter: Letter, parts: Parts, subject: Span | None, sender: Correspondent | None, to: Correspondent | None
) -> tuple[DocumentType, float, Span | None]:
    """The type of document, a confidence, and the words that weighed most."""
    scores, cues = _score(letter, parts, subject)
    allowed = _possible(scores, parts, sender, to)
    best = max(allowed, key=lambda kind: (scores.get(kind, 0.0), -allowed.index(kind)))
    if scores.get(best, 0.0) == 0.0:
        best = allowed[0]
    total = sum(max(0.0, scores.get(kind, 0.0)) for kind in allowed)
    confidence = min(0.99, 0.5 + 0.5 * (scores.get(best, 0.0) / total)) if total else 0.5
    return best, confidence, cues.get(best)


def _possible(
    scores: dict[DocumentType, float], parts: Parts, sender: Correspondent | None, to: Correspondent | None
) -> list[DocumentType]:
    """Types that fit who writes to whom; the first is taken when no sign points anywhere."""
    if scores.get("transcript", 0) >= 5 and parts.salutation is None:
        return ["transcript"]
    if scores.get("bestuursopdracht", 0) >= 5 and parts.salutation is None:
        return ["bestuursopdracht"]
    if scores.get("overig", 0) >= 5 and parts.salutation is None and not _addressed(sender, to):
        return ["overig"]
    college_writes = sender is not None and sender.kind in ("college", "gemeente")
    council_reads = to is not None and to.kind == "adviesraad"
    if college_writes or council_reads:
        return (
            ["reactie_college", "adviesaanvraag"]
            if council_reads or scores.get("reactie_college", 0) > 3
            else ["overig", "adviesaanvraag"]
        )
    if sender is None and parts.salutation is None and parts.closing is None and not _advises(scores):
        return ["overig"]
    if scores.get("overig", 0) >= 5 and (to is None or to.kind not in ("college", "gemeenteraad")):
        return ["overig"]
    return ["ongevraagd_advies", "gevraagd_advies"]


def _addressed(sender: Correspondent | None, to: Correspondent | None) -> bool:
    """Whether a council writes to a college or gemeenteraad behind a label ("Aan: …"), as in a form or memo."""
    if sender is None or to is None or to.cue is None:
        return False
    return sender.kind == "adviesraad" and to.kind in ("college", "gemeenteraad")


def _advises(scores: dict[DocumentType, float]) -> bool:
    return scores.get("gevraagd_advies", 0) + scores.get("ongevraagd_advies", 0) >= 3


def _score(
    letter: Letter, parts: Parts, subject: Span | None
) -> tuple[dict[DocumentType, float], dict[DocumentType, Span]]:
    areas = _areas(letter, parts, subject)
    scores: dict[DocumentType, float] = {}
    best: dict[DocumentType, tuple[float, Span]] = {}
    for kind, where, weight, pattern in _signs():
        spans: list[Span] = []
        for area in areas[where]:
            spans.extend(Span(m.start(), m.end()) for m in pattern.finditer(letter.text, area.start, area.end))
        if not spans:
            continue
        scores[kind] = scores.get(kind, 0.0) + weight * _repeated(spans)
        if weight > best.get(kind, (0.0, spans[0]))[0]:
            best[kind] = (weight, spans[0])
    told = _told(letter, areas["body"][0].start)
    for kind, found in zip(_TOLD, told, strict=True):
        if found:
            scores[kind] = scores.get(kind, 0.0) + _TOLD[kind] * _repeated(found)
            best.setdefault(kind, (_TOLD[kind], found[0]))
    return scores, {kind: span for kind, (_, span) in best.items()}


def _repeated(found: list[Span]) -> float:
    return 2.0 - 0.5 ** (min(len(found), _REPEATS) - 1) if found else 0.0


def _told(letter: Letter, start: int) -> tuple[list[Span], list[Span]]:
    """Sentences of the body that say that the council was asked for advice, and those that say it was not."""
    names = council_pattern(letter.text)
    asked: list[Span] = []
    unasked: list[Span] = []
    for match in _SENTENCE.finditer(letter.text, start):
        if asked_of_council(match[0], names):
            asked.append(Span(match.start(), match.end()))
        elif not_asked(match[0], names):
            unasked.append(Span(match.start(), match.end()))
    return asked, unasked


def _areas(letter: Letter, parts: Parts, subject: Span | None) -> dict[str, list[Span]]:
    whole = Span(0, len(letter.text))
    head = Span(0, parts.head[-1].span.end) if parts.head else Span(0, 0)
    body = Span(head.end, len(letter.text))
    title = [line.span for line in parts.lines[:6] if len(line.text) < 120]
    title += [line.span for line in parts.head if line.block is not None and line.block.kind == "heading"]
    if subject:
        title.append(subject)
    return {"any": [whole], "head": [head], "body": [body], "title": _merged(title)}


def _merged(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out
