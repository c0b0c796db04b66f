"""In a reaction of the college: each advice as it is restated, the reaction to it, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractors import status
from extractors.classifier import Vectors
from extractors.facts import Letterhead, Response
from extractors.letter import Block, Letter, Span
from extractors.status import matching
from extractors.text import sentences, trim


@dataclass
class _Draft:
    """A restated advice with the reaction gathered so far."""

    advice: Span
    cue: Span | None
    reaction: list[Span] = field(default_factory=list)


def find(letter: Letter, doc: Any, letterhead: Letterhead, vectors: Vectors | None = None) -> tuple[Response, ...]:
    """Responses in order; empty for any other kind of document. `vectors`: see `status.of`."""
    if letterhead.document_type != "reactie_college":
        return ()
    drafts = _from_tables(letter)
    end = max((draft.reaction[-1].end for draft in drafts if draft.reaction), default=0)
    drafts = drafts or _from_pipes(letter) or _from_items(letter)
    drafts += _from_text(letter, doc, end) if end or not drafts else []
    return tuple(_response(letter, draft, vectors) for draft in drafts)


def _response(letter: Letter, draft: _Draft, vectors: Vectors | None) -> Response:
    reaction = _joined(letter, draft.reaction)
    outcome = status.of([letter.quote(span) for span in reaction], vectors.mean(reaction) if vectors else None)
    cue = outcome.cue[1].shift(reaction[outcome.cue[0]].start) if outcome.cue else draft.cue
    return Response(draft.advice, tuple(reaction), outcome.status, outcome.confidence, cue)


def _joined(letter: Letter, spans: Sequence[Span]) -> list[Span]:
    """Sentences that follow one another in one paragraph, as one span."""
    out: list[Span] = []
    for span in spans:
        if out and letter.text[out[-1].end : span.start].strip(" ") == "":
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def _from_tables(letter: Letter) -> list[_Draft]:
    """Rows of a table whose header names an advice column and a reaction column."""
    drafts: list[_Draft] = []
    for table in sorted({b.table for b in letter.blocks if b.table}):
        cells = [b for b in letter.blocks if b.table == table]
        head = {b.column: letter.quote(b.span).lower() for b in cells if b.row == 0}
        advice = next(
            (c for c, text in head.items() if re.search(r"advies|aanbeveling|punt", text) and "reactie" not in text),
            None,
        )
        reply = [
            c
            for c, text in head.items()
            if c != advice and re.search(r"reactie|antwoord|besluit|standpunt|status|college", text)
        ]
        if advice is None or not reply:
            continue
        for row in sorted({b.row for b in cells if b.row > 0}):
            asked = [b for b in cells if b.row == row and b.column == advice and len(b.span)]
            if asked:
                answer = [b.span for b in cells if b.row == row and b.column in reply and len(b.span)]
                drafts.append(_Draft(Span(asked[0].span.start, asked[-1].span.end), None, answer))
    return drafts


def _from_pipes(letter: Letter) -> list[_Draft]:
    """The same for a table that plain text draws with bars: "| Uw advies | Onze reactie |"."""
    cells = [
        trim(letter.text, Span(match.start(), match.end()))
        for match in re.finditer(r"(?<=\|)[^|\n]+(?=\|)", letter.text)
        if re.search(r"\w", match[0])
    ]
    for first in range(len(cells) - 1):
        head = [letter.quote(cell).lower() for cell in cells[first : first + 2]]
        if (
            re.search(r"advies|aanbeveling", head[0])
            and re.search(r"reactie|antwoord|besluit", head[1])
            and len(head[0]) < 40
        ):
            rest = cells[first + 2 :]
            return [_Draft(rest[i], None, [rest[i + 1]]) for i in range(0, len(rest) - 1, 2)]
    return []


def _from_items(letter: Letter) -> list[_Draft]:
    """Items of a list (or headings) that each stand above a paragraph that reacts: two or more of them."""
    blocks = letter.blocks
    drafts: list[_Draft] = []
    for at, block in enumerate(blocks[:-1]):
        if block.kind not in ("list_item", "heading") or blocks[at + 1].kind != "paragraph":
            continue
        if not _reacts(letter.quote(blocks[at + 1].span)) or matching("stop", letter.quote(block.span)):
            continue
        if matching("label_advice", letter.quote(block.span)) or _restates(letter.quote(block.span)):
            continue
        below = letter.quote(blocks[at + 1].span)
        if block.kind == "heading" and _restates(re.split(r"(?<=[.?!]) ", below)[0]):
            continue  # the paragraph says itself to which advice it reacts
        drafts.append(_Draft(block.span, None, [blocks[at + 1].span]))
    return drafts if len(drafts) > 1 else []


@dataclass(frozen=True)
class _Unit:
    """A sentence, or the label it starts with."""

    span: Span
    block: Block | None
    first: bool


def _units(letter: Letter, doc: Any) -> Iterator[_Unit]:
    seen: set[int] = set()
    for span in sentences(letter, doc):
        index = letter.block_index(span.start)
        block = letter.blocks[index] if index is not None else None
        if block is not None and block.kind in ("letterhead", "signature", "footnote"):
            continue
        first = index is not None and index not in seen
        seen.add(index if index is not None else -1)
        for piece in _at_labels(letter, span):
            yield _Unit(piece, block, first or _LABELLED.match(letter.quote(piece)) is not None)


def _at_labels(letter: Letter, span: Span) -> list[Span]:
    """A sentence, cut where "Reactie:" stands in the middle of it."""
    cuts = [span.start + match.start() for match in _MID_LABEL.finditer(letter.quote(span)) if match.start()]
    starts = [span.start, *cuts]
    return [trim(letter.text, Span(a, b)) for a, b in zip(starts, [*starts[1:], span.end], strict=True)]


_LABELLED = re.compile(r"(?:Onze reactie|Reactie|Antwoord|Advies)(?: van het college)?:")
_MID_LABEL = re.compile(r"(?<=[.?!\"”’'] )(?:Onze reactie|Reactie|Antwoord|Advies)(?: van het college)?:(?= )")


def _from_text(letter: Letter, doc: Any, start: int = 0) -> list[_Draft]:
    """Restated advice in running text from `start`, in list items or under labels; what follows is the reaction."""
    drafts: list[_Draft] = []
    mode = ""  # what a bare label announced: "advice" or "reaction"
    labelled = _has_labels(letter)
    for unit in _units(letter, doc):
        text = letter.quote(unit.span)
        if unit.span.start < start:
            continue
        if unit.first and matching("stop", text) and drafts and not _restates(text):
            mode = "stop"
        if mode == "stop":
            continue
        if matching("request", text):
            mode = "stop" if drafts else mode
            continue
        reaction_label = unit.first and matching("label_reaction", text)
        advice_label = unit.first and not reaction_label and labelled and matching("label_advice", text)
        if reaction_label and drafts:
            rest = trim(letter.text, Span(unit.span.start + reaction_label.end(), unit.span.end))
            mode = "reaction"
            if len(rest):
                drafts[-1].reaction.append(rest)
        elif advice_label:
            rest = trim(letter.text, Span(unit.span.start + advice_label.end(), unit.span.end))
            label = Span(unit.span.start, unit.span.start + advice_label.end())
            mode = "advice"
            if len(rest) > 3:
                drafts.append(_Draft(rest, label))
                mode = "reaction" if _NUMBERED.match(text) else "more"
        elif mode == "advice":
            drafts.append(_Draft(unit.span, None))
            mode = "more"
        elif mode == "more" and labelled and drafts and not drafts[-1].reaction and not _reacts(text):
            drafts[-1].advice = Span(drafts[-1].advice.start, unit.span.end)
        elif not (labelled and mode == "reaction") and (cue := _restates(text)):
            advice, answer = _split_reply(letter, unit.span)
            drafts.append(_Draft(advice, cue.shift(unit.span.start), [answer] if answer else []))
            mode = ""
        elif unit.first and drafts and drafts[-1].reaction and not labelled and matching("other", text):
            mode = "aside"
        elif drafts and mode != "aside" and not (unit.block is not None and unit.block.kind == "heading"):
            drafts[-1].reaction.append(unit.span)
    if len(drafts) > 1 and _is_introduction(letter, drafts[0]):
        drafts = drafts[1:]
    return drafts


_REPLY = re.compile(
    r"(?<=[\w,]) (?=(?:spreekt|spreken|hebben|heeft|nemen|neemt|is|wordt|worden|zal|zullen|kunnen"
    r"|willen|vinden|past|passen|zien|onderschrijven|volgen|"
    r"bespreken|betrekken|onderzoeken|bekijken|honoreren|delen|leggen|pakken|voeren|achten|krijgt)\b)"
)
_NOUN_FIRST = re.compile(
    (
        r"(?:(?:ook|daarnaast|verder)\s+)?(?:uw|het)\s+(?:\w+\s+)?(?:advies|aanbeveling|verzoek"
        r"|suggestie|oproep|pleidooi|wens|voorstel|idee)\s+(?:om|dat|voor|van)\b"
    ),
    re.I,
)


_ASIDE = re.compile(
    r"(?:dat|over|om|voor|de|het|een)\b[^.?!]{5,200}, (?:zoals|waar\w*) (?:u|jullie|uw \w+)\b[^,.?!]{3,60},", re.I
)
"""An advice told in passing: "Dat de site eenvoudiger moet, zoals u schrijft, …"."""
_NUMBERED = re.compile(r"(?:advies|aanbeveling|adviespunt|punt|suggestie|verzoek)\s*(?:\d+|[a-z])\s*[:.)]", re.I)


def _split_reply(letter: Letter, sentence: Span) -> tuple[Span, Span | None]:
    """A sentence that holds advice and reply: "Uw suggestie om … te doen, nemen wij over." is cut at its main verb."""
    text = letter.quote(sentence)
    aside = _ASIDE.match(text)
    if aside is None and not _NOUN_FIRST.match(text):
        return sentence, None
    cuts = [match.start() for match in _REPLY.finditer(text, aside.end() if aside else 0)]
    if not cuts:
        return sentence, None
    return Span(sentence.start, sentence.start + cuts[0]), Span(sentence.start + cuts[0] + 1, sentence.end)


def _has_labels(letter: Letter) -> bool:
    """Whether blocks labelled "Reactie" stand in the letter, so that "Advies" is a label too."""
    if any(matching("label_reaction", letter.quote(block.span)[:60]) for block in letter.blocks):
        return True
    return sum(bool(_NUMBERED.match(letter.quote(block.span))) for block in letter.blocks) > 1


def _reacts(text: str) -> bool:
    return any(matching(kind, text) for kind in ("over", "niet", "deels", "open"))


def _restates(text: str) -> Span | None:
    match = matching("restate", text)
    if match is None or re.search(r"\b(?:bedankt?|danken|dank)\b", text, re.I):
        return None
    return Span(match.start(), match.end())


def _is_introduction(letter: Letter, draft: _Draft) -> bool:
    """The opening sentence "u heeft ons geadviseerd over …" with no content of its own."""
    text = letter.quote(draft.advice)
    return _INTRODUCES.search(text) is not None


_INTRODUCES = re.compile(
    r"\b(?:advies uitgebracht|advies gegeven|geadviseerd over|adviseer\w* (?:u |jullie )?(?:ons )?over|"
    r"uw advies (?:van|over))\b"
)
