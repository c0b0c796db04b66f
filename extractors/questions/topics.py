"""Matters put to the council without a question: "U vroeg ons advies over drie punten", and then three headings.

Each heading, lettered line or "Het eerste punt is …" that follows such an announcement is what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.letter import Span
from extractors.lexicon import load_csv, pattern
from extractors.outline import Outline, Part
from extractors.questions import indirect
from extractors.questions.cues import lead_of
from extractors.questions.detect import Candidate, Form
from extractors.questions.further import is_head

_NUMBERS = {word: number for number, word in enumerate(("twee", "drie", "vier", "vijf", "zes", "zeven", "acht"), 2)}
_NUMBERS |= {word + "tal": number for word, number in _NUMBERS.items()}
_MATTER = (
    r"(?:(?:vraag)?punt|onderwerp|onderde|aspect|zaak|zaken|kwestie|(?:advies)?vra(?:ag|gen)|thema|voorstel|keuze|"
    r"scenario|optie|variant|stelling|maatregel|aandachtsgebied)"
)
_COUNTED = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_COUNT = re.compile(rf"\b(?P<count>{_COUNTED}|[2-8])(?: [\w-]+){{0,2}} {_MATTER}", re.IGNORECASE)
_GLUED = re.compile(
    r"\(?(?P<number>[A-H]|[IVX]{1,4}|\d{1,2})[.)] (?P<topic>[A-ZÀ-Þ][^.?!:;]{2,90}?)[.:]? "
    r"(?=[A-ZÀ-Þ][\w’'-]*,? [a-z0-9])"
)
_NTH = re.compile(
    r"(?:(?:het|de|uw) )?(?P<nth>\w+) (?:punt|onderwerp|onderdeel|aspect|zaak|kwestie|vraag|thema|voorstel|wijziging)"
    r" (?:is|betreft|betrof|was|luidt|luidde|gaat over|ging over|raakt)[ :]+(?P<topic>[^.?!]{4,200}[.?!])",
    re.IGNORECASE,
)
_ORDINALS = {row["form"] for row in load_csv("telwoorden")} | {"vijfde", "zesde", "andere"}
_SCORE = 4.0


def announced(view: Outline) -> list[Candidate]:
    """What stands as headings, lettered lines or "Het eerste punt is …" below a sentence that announces it."""
    for position, part in enumerate(view.parts):
        before = ""
        for sentence in part.sentences:
            words = view.letter.quote(sentence)
            if not (_asked(words, view) or (_COUNT.search(words) and _asked(before, view))):
                before = words
                continue
            below = view.parts[position + 1 :]
            found = list(_nth([part, *below], view))
            count = _COUNT.search(words)
            if len(found) < 2 and count is not None:
                number = _NUMBERS.get(count["count"].lower()) or int(count["count"])
                found = (
                    _headings(view, position, number)
                    or _items(view, below, number)
                    or _glued(below, number)
                    or _listed(part, sentence, number)
                )
            if len(found) > 1:
                return found
    return []


def _asked(words: str, view: Outline) -> bool:
    if pattern("told_none").search(words):
        return False
    return lead_of(words, "zin") == "gesteld" or indirect.asked_of_council(words, view.names, view.askers)


def _headings(view: Outline, position: int, count: int) -> list[Candidate]:
    """The headings below, when there are as many of one level as were announced."""
    heads: list[Part] = []
    for at in range(position + 1, len(view.parts)):
        part = view.parts[at]
        if part.closed:
            break
        if is_head(view, at) and not pattern("answer_end_heading").match(part.text) and not _ASIDE.match(part.text):
            heads.append(part)
    levels = {part.block.level for part in heads}
    if len(heads) != count or len(levels) > 1 or any(part.label is not None for part in heads):
        return []
    return [_candidate(part, part.span, part.block.marker.strip("(). ") or None) for part in heads]


_ASIDE = re.compile(r"(?:inleiding|aanleiding|algemeen|vooraf|achtergrond|werkwijze|leeswijzer)\b", re.IGNORECASE)


def _items(view: Outline, below: Sequence[Part], count: int) -> list[Candidate]:
    """The first sentence of each list item right below, when there are as many as were announced."""
    found: list[Candidate] = []
    for part in below:
        if not part.is_item or not part.sentences:
            break
        label = _LABELLED.match(view.letter.text, part.span.start, part.span.end)
        first = Span(label.end() if label else part.span.start, part.sentences[0].end)
        if len(part.sentences) > 1 and len(first):
            found.append(_candidate(part, first, label["number"] if label else None, part.sentences[0]))
    return found if len(found) == count else []


_LABELLED = re.compile(r"[\w-]+ (?P<number>\d{1,2}|[A-Ha-h]):\s+")


def _glued(below: Sequence[Part], count: int) -> list[Candidate]:
    """Lettered or numbered headings that print has glued to the text below them."""
    found: list[Candidate] = []
    for part in below:
        match = _GLUED.match(part.text)
        if match is not None and not part.closed:
            found.append(_candidate(part, _shifted(match, part), match["number"]))
    return found if len(found) == count else []


def _listed(part: Part, sentence: Span, count: int) -> list[Candidate]:
    """The matters behind a colon: "vier punten: de prijs, de duur, het beheer en de naam"."""
    words = part.text[sentence.start - part.span.start : sentence.end - part.span.start].rstrip(" .")
    colon = words.find(": ")
    if colon < 0 or words.endswith("?"):
        return []
    cuts = [(match.start(), match.end()) for match in _COMMA.finditer(words, colon + 2)]
    starts = [colon + 2, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(words)]
    if len(starts) != count:
        return []
    spans = [Span(start, end).shift(sentence.start) for start, end in zip(starts, ends, strict=True)]
    found = [_candidate(part, span, None) for span in spans]
    for one in found:
        one.answered = False
    return found


_COMMA = re.compile(r",? en (?:ook )?|, |; (?:en )?")


def _nth(parts: Sequence[Part], view: Outline) -> Iterator[Candidate]:
    """What "Het eerste punt is …", "Het tweede …" name, sentence by sentence."""
    for part in parts:
        for sentence in part.sentences:
            match = _NTH.match(view.letter.text, sentence.start, sentence.end)
            if match is not None and match["nth"].lower() in _ORDINALS and not part.closed:
                yield _candidate(part, Span(match.start("topic"), match.end("topic")), None, sentence)


def _shifted(match: re.Match[str], part: Part) -> Span:
    return Span(match.start("topic"), match.end("topic")).shift(part.span.start)


def _candidate(part: Part, span: Span, number: str | None, whole: Span | None = None) -> Candidate:
    form: Form = "heading" if span == part.span else "label"
    return Candidate(
        span, part, form, number, "gesteld", labelled=whole, alone=form == "heading", answered=True, score=_SCORE
    )
