"""What kind of document it is: signs in its words add up, and a trained classifier weighs them with the rest.

The signs and their weights are in `documenttype.csv`; the classifier hears what they add up to, who writes to whom, and
the words of head and body, in which the parties are told by their side. Its weights are packaged data
(`extractors/models/documenttype.json`), trained by `python -m training.letterhead`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast

from extractors import classifier
from extractors.dates.model import words_of
from extractors.facts import Correspondent, DocumentType
from extractors.letter import Letter, Span
from extractors.letterhead.lines import Parts
from extractors.lexicon import load_csv
from extractors.names.politics import is_political
from extractors.outline import council_pattern, quoted_from
from extractors.questions import model
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


@dataclass(frozen=True, slots=True)
class Head:
    """What the letterhead is known to say when the type of the document is asked."""

    parts: Parts
    subject: Span | None
    sender: Correspondent | None
    addressee: Correspondent | None


def document_type(letter: Letter, head: Head) -> tuple[DocumentType, float, Span | None]:
    """The type of document, a confidence, and the words that weighed most."""
    scores, cues = _score(letter, head)
    best, confidence = _by_signs(head, scores)
    if best not in _PLAIN:
        likely = classifier.probabilities(MODEL, _features(letter, head, scores, best), None)
        kind = max(likely, default=best, key=lambda one: likely[one])
        if likely.get(kind, 0.0) >= _SURE:
            best, confidence = cast(DocumentType, kind), min(0.99, likely[kind])
    return best, confidence, cues.get(best)


MODEL = "documenttype"
_SURE = 0.6
"""From where on the classifier decides; what it is less sure of, the signs decide."""
_PLAIN = ("transcript", "bestuursopdracht")
"""Types that their form gives away."""


def _by_signs(head: Head, scores: dict[str, float]) -> tuple[DocumentType, float]:
    """The type that the signs add up to, and a confidence."""
    allowed = _possible(scores, head.parts, head.sender, head.addressee)
    best = max(allowed, key=lambda kind: (scores.get(kind, 0.0), -allowed.index(kind)))
    if scores.get(best, 0.0) == 0.0:
        best = allowed[0]
    total = sum(max(0.0, scores.get(kind, 0.0)) for kind in allowed)
    return best, min(0.99, 0.5 + 0.5 * (scores.get(best, 0.0) / total)) if total else 0.5


def features(letter: Letter, head: Head) -> Mapping[str, float]:
    """What the classifier hears of a letter."""
    scores, _ = _score(letter, head)
    return _features(letter, head, scores, _by_signs(head, scores)[0])


def _features(letter: Letter, head: Head, scores: Mapping[str, float], rule: DocumentType) -> Mapping[str, float]:
    parts, subject = head.parts, letter.quote(head.subject) if head.subject else ""
    writer = head.sender.kind if head.sender else "-"
    reader = head.addressee.kind if head.addressee else "-"
    greeting = parts.lines[parts.salutation].text if parts.salutation is not None else ""
    found: dict[str, float] = dict.fromkeys((f"van={writer}", f"aan={reader}", f"{writer} aan {reader}"), 1.0)
    found |= {"aanhef": float(parts.salutation is not None), "slot": float(parts.closing is not None)}
    found |= {f"aanhef {word}": 1.0 for word in words_of(greeting, "")}
    found |= {f"onderwerp {word}": 1.0 for word in words_of(subject, "")}
    found |= {f"kop {word}": _HEAD for line in parts.head for word in words_of(line.text, "")}
    theirs = _municipality_writes(scores, head.sender, head.addressee)
    asked: list[float] = []
    for number, (sentence, likely) in enumerate(_told_sentences(letter, parts)):
        words = words_of(sentence, "")
        where = "begin" if number < _EARLY else "verder"
        found |= {f"{where} {word}": _BODY for word in words}
        found |= {f"{where} {one} {two}": _BODY for one, two in pairwise(words)}
        asked.append(likely)
    found["gevraagd"] = 2.0 * max(asked, default=0.0)
    found["vragen"] = 0.5 * sum(likely > 0.6 for likely in asked)
    found |= {f"tekens {kind}": _SIGN * score for kind, score in scores.items()}
    found["tekens verschil"] = _SIGN * (scores.get("gevraagd_advies", 0.0) - scores.get("ongevraagd_advies", 0.0))
    found[f"regel={rule}"] = found["gemeente schrijft" if theirs else "raad schrijft"] = 1.0
    return found


_MOST, _EARLY = 60, 8
"""Sentences of the body that are heard, and those that count as its beginning."""
_HEAD, _BODY, _SIGN = 0.5, 0.3, 0.3
"""What a word of the head, a word of the body and a point of the signs weigh against who writes to whom (1)."""


def _told_sentences(letter: Letter, parts: Parts) -> Iterator[tuple[str, float]]:
    """Sentences of the body, and how likely each tells what the council was asked (0 to 1)."""
    start = parts.body[0].span.start if parts.body else 0
    quoted = quoted_from(letter)
    before = ""
    for number, match in enumerate(_SENTENCE.finditer(letter.text, start)):
        if number == _MOST:
            break
        block = letter.block_at(match.start())
        writer = "college" if match.start() >= quoted else "raad"
        setting = model.Setting(writer, before, block.kind if block is not None else "paragraph")
        told = [one for one in model.clauses(match[0]) if "bijzin" in one.kind]
        yield match[0], max((model.probability(match[0], one, setting) for one in told), default=0.0)
        before = match[0]


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


def _municipality_writes(scores: Mapping[str, float], sender: Correspondent | None, to: Correspondent | None) -> bool:
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


def _score(letter: Letter, head: Head) -> tuple[dict[str, float], dict[str, Span]]:
    """What the signs of each type, and of either side as the writer, add up to; the weightiest words of each."""
    areas = _areas(letter, head.parts, head.subject)
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
