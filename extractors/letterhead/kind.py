"""What kind of document it is."""

from __future__ import annotations

import re
from functools import cache

from extractors.facts import Correspondent, DocumentType
from extractors.letter import Letter, Span
from extractors.letterhead.lines import Parts
from extractors.lexicon import load_csv
from extractors.names.politics import is_political
from extractors.outline import council_pattern, quoted_from
from extractors.questions.indirect import SURE, not_asked, request_weight
from extractors.quick import Many
from extractors.requesters import requester_pattern

_REPEATS = 3
"""How often one sign may count."""
_A_SIGN = 3.0
"""What more than one weak sign must add up to."""
_UNASKED = 4.0
"""What a sentence weighs that says that nobody asked."""
_WRITES = {"college": 4.0, "gemeente": 4.0, "adviesraad": -4.0, "organisatie": -1.0}
_READS = {"adviesraad": 5.0, "organisatie": 1.0, "college": -4.0, "gemeente": -4.0, "gemeenteraad": -4.0}
"""How much the kind of the sender and of the addressee speaks for a letter of the municipality to a council."""
_SENTENCE = re.compile(r"[^\s.?!](?:[^.?!\n]|\n(?!\n|(?:\d{1,2}|[a-z])[.)] |[-•*–] )|[.](?=\S|\s[a-z0-9]))*[.?!]*")


@cache
def _signs() -> Many[tuple[str, str, float]]:
    return Many((row["pattern"], (row["type"], row["where"], float(row["weight"]))) for row in load_csv("documenttype"))


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
    scores: dict[str, float], parts: Parts, sender: Correspondent | None, to: Correspondent | None
) -> list[DocumentType]:
    """Types that fit who writes to whom; the first is taken when no sign points anywhere."""
    if scores.get("transcript", 0) >= 5 and parts.salutation is None:
        return ["transcript"]
    if scores.get("bestuursopdracht", 0) >= 5 and parts.salutation is None:
        return ["bestuursopdracht"]
    if sender is not None and (sender.kind == "ministerie" or is_political(sender.name)):
        return ["overig"]
    other = scores.get("overig", 0)
    asked = scores.get("gevraagd_advies", 0)
    if other >= 5 and other > asked and parts.salutation is None and not _addressed(sender, to):
        return ["overig"]
    if _municipality_writes(scores, sender, to):
        council_reads = (to is not None and to.kind == "adviesraad") or scores.get("aan_raad", 0) > 0
        if council_reads or scores.get("reactie_college", 0) > 3:
            return ["reactie_college", "adviesaanvraag"]
        return ["overig", "adviesaanvraag"] if scores.get("adviesaanvraag", 0) > _A_SIGN else ["overig"]
    if sender is None and parts.salutation is None and parts.closing is None and not _advises(scores):
        return ["overig"]
    if other >= 5 and (to is None or to.kind not in ("college", "gemeenteraad")) and other > _evidence(scores):
        return ["overig"]
    if other > 5 and other > _evidence(scores) + 2:
        return ["overig"]
    return ["ongevraagd_advies", "gevraagd_advies"]


def _municipality_writes(scores: dict[str, float], sender: Correspondent | None, to: Correspondent | None) -> bool:
    """Whether the municipality writes to the council rather than the other way round: all cues added up."""
    side = scores.get("van_gemeente", 0.0) + scores.get("aan_raad", 0.0) - scores.get("van_raad", 0.0)
    side += _WRITES.get(sender.kind, 0.0) if sender is not None else 0.0
    side += _READS.get(to.kind, 0.0) if to is not None else 0.0
    return side > 0


def _evidence(scores: dict[str, float]) -> float:
    """How much speaks for a letter of advice."""
    return max(scores.get("gevraagd_advies", 0), scores.get("ongevraagd_advies", 0)) + scores.get("van_raad", 0)


def _addressed(sender: Correspondent | None, to: Correspondent | None) -> bool:
    """Whether a council writes to a college or gemeenteraad behind a label ("Aan: …"), as in a form or memo."""
    if sender is None or to is None or to.cue is None:
        return False
    return sender.kind == "adviesraad" and to.kind in ("college", "gemeenteraad")


def _advises(scores: dict[str, float]) -> bool:
    return scores.get("gevraagd_advies", 0) + scores.get("ongevraagd_advies", 0) >= 3


def _score(letter: Letter, parts: Parts, subject: Span | None) -> tuple[dict[str, float], dict[str, Span]]:
    """What the signs of each type, and of either side as the writer, add up to; the weightiest words of each."""
    areas = _areas(letter, parts, subject)
    scores: dict[str, float] = {}
    best: dict[str, tuple[float, Span]] = {}
    for pattern, (kind, where, weight) in _signs().possible(letter.text):
        spans: list[Span] = []
        for area in areas[where]:
            spans.extend(Span(m.start(), m.end()) for m in pattern.finditer(letter.text, area.start, area.end))
        if not spans:
            continue
        scores[kind] = scores.get(kind, 0.0) + weight * _repeated(len(spans))
        if weight > best.get(kind, (0.0, spans[0]))[0]:
            best[kind] = (weight, spans[0])
    quotes = [style.span.start for style in letter.styles if style.kind == "quoted"]
    for kind, found in _told(letter, min([areas["body"][0].start, *quotes])).items():
        if found:
            weights = sorted((weight for weight, _ in found), reverse=True)
            scores[kind] = scores.get(kind, 0.0) + sum(weight / 2**at for at, weight in enumerate(weights[:_REPEATS]))
            best.setdefault(kind, max(found, key=lambda one: one[0]))
    return scores, {kind: span for kind, (_, span) in best.items()}


def _repeated(count: int) -> float:
    return 2.0 - 0.5 ** (min(count, _REPEATS) - 1)


def _told(letter: Letter, start: int) -> dict[str, list[tuple[float, Span]]]:
    """Sentences of the body that say that the council was asked for advice, or that it was not, with their weight."""
    names, askers = council_pattern(letter.text), requester_pattern(letter.text)
    asked: list[tuple[float, Span]] = []
    unasked: list[tuple[float, Span]] = []
    quoted = quoted_from(letter)
    for match in _SENTENCE.finditer(letter.text, start):
        span = Span(match.start(), match.end())
        if match[0].endswith("?") and (span.start >= quoted or letter.styled(span, "quoted") > 0.5):
            asked.append((SURE, span))
            continue
        if not_asked(match[0], names):
            unasked.append((_UNASKED, span))
        elif weight := request_weight(match[0], names, askers):
            asked.append((weight, span))
    return {"gevraagd_advies": asked, "ongevraagd_advies": unasked}


def _areas(letter: Letter, parts: Parts, subject: Span | None) -> dict[str, list[Span]]:
    whole = Span(0, len(letter.text))
    head = Span(0, parts.head[-1].span.end) if parts.head else Span(0, 0)
    body = Span(head.end, len(letter.text))
    greeting = [parts.lines[parts.salutation].span] if parts.salutation is not None else []
    tail = [line.span for line in parts.tail[:_SIGNED] if not _COPIES.match(line.text)]
    title = [line.span for line in parts.lines[:6] if len(line.text) < 120]
    title += [line.span for line in parts.head if line.block is not None and line.block.kind == "heading"]
    if subject:
        title.append(subject)
    return {
        "any": [whole],
        "head": [head],
        "body": [body],
        "title": _merged(title),
        "greeting": greeting,
        "tail": tail,
    }


_SIGNED = 7
"""Lines from the closing formula on that can tell who signs."""
_COPIES = re.compile(r"(?:c\.?c\.?|afschrift|kopie|bijlagen?)\b", re.I)


def _merged(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out
