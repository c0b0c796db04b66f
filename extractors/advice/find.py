"""The walk through a letter that gathers its advice points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extractors import outline
from extractors.advice import cues, details
from extractors.advice.cues import Cue
from extractors.advice.judge import Mode, Setting, Verdict, judge, strongest
from extractors.advice.model import place_of
from extractors.advice.speaker import own_names, with_pronoun
from extractors.facts import AdvicePoint, DateMention, Letterhead, Question, Strength
from extractors.letter import Letter, Span
from extractors.lexicon import pattern
from extractors.outline import Outline, Part

_HEADING = pattern("advice_heading")
_LEAD = pattern("advice_lead")
_WANTS = re.compile(
    r"\b(?:liefst|voldaan|volgende|moet|dient|dienen|will?en|graag|vragen|vraagt|advis\w+|wensen|nodig)\b",
    re.IGNORECASE,
)
_LEAD_STRENGTH: tuple[tuple[str, Strength], ...] = (
    ("voorwaarde", "voorwaarde"),
    ("mits", "voorwaarde"),
    ("aandacht", "aandachtspunt"),
    ("verbeterpunt", "aandachtspunt"),
    ("verzoek", "verzoek"),
    ("wens", "verzoek"),
)
_NUMBERED = re.compile(r"\d{1,2} [a-zà-ÿ]")
_OTHERS_LIST = pattern("advice_others_list")


@dataclass
class _State:
    """What the walk remembers: an open list of advice, the chapter of advice, the last advice, a label that
    stands alone, and whether the sentence before had the council in it."""

    names: re.Pattern[str]
    lead: tuple[Span, Strength] | None = None
    lead_level: int = 0
    label: bool = False
    chapter: tuple[Span, Strength] | None = None
    chapter_level: int = 0
    chapter_begins: bool = False
    spoke: bool = False
    last: Cue | None = None
    last_part: int = -1
    answers: tuple[Span, ...] = ()
    wished: tuple[tuple[Span, Strength], ...] = ()
    doc: Any = None

    def words(self, span: Span) -> Sequence[Any]:
        """The spaCy tokens of `span`."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand") if self.doc is not None else None
        return found if found is not None else ()


def points(
    letter: Letter,
    doc: Any,
    letterhead: Letterhead,
    questions: Sequence[Question],
    dates: Sequence[DateMention],
    mode: Mode,
) -> Iterator[AdvicePoint]:
    """All advice points, numbered in the order of the text."""
    view = outline.read(letter, doc, letterhead)
    skip = [span for question in questions for span in (question.span, *question.mentions)]
    answers = tuple(span for question in questions if question.answer for span in question.answer.spans)
    wished = tuple(_wished(letter, questions))
    names = own_names(view.names, letterhead.sender.name if letterhead.sender else None, letter.text)
    state = _State(names, answers=answers, wished=wished, doc=doc)
    found = sorted(_walk(view, state, skip, mode), key=lambda item: (item[0].start, -item[0].end))
    when = dates if any(_hints(letter, item[0]) for item in found) else ()
    seen: set[Span] = set()
    number = 0
    for span, cue, strength, confidence, part in found:
        if span in seen:
            continue
        seen.add(span)
        number += 1
        yield AdvicePoint(
            id=f"a{number}",
            span=span,
            strength=strength,
            cue=cue,
            answers_question=_question_of(span, questions),
            section=view.section(part),
            addressee=details.addressee(letter, span, cue),
            deadline=details.deadline(letter, span, when),
            confidence=confidence,
        )


def _wished(letter: Letter, questions: Sequence[Question]) -> Iterator[tuple[Span, Strength]]:
    """Answers in which a list is one of advice ("Wat moet er beter?", "Welke voorwaarden …?"), with its strength."""
    for question in questions:
        asked = letter.quote(question.span)
        if question.answer is not None and pattern("advice_wish_question").search(asked):
            yield from ((span, _lead_strength(asked, "advies")) for span in question.answer.spans)


def _hints(letter: Letter, span: Span) -> bool:
    return bool(details.DATE_HINT.search(letter.quote(span)))


def _question_of(span: Span, questions: Sequence[Question]) -> str | None:
    for question in questions:
        if question.answer and any(part.contains(span) or part.overlaps(span) for part in question.answer.spans):
            return question.id
    return None


_Found = tuple[Span, Span | None, Strength, float, Part]


def _walk(view: Outline, state: _State, skip: Sequence[Span], mode: Mode) -> Iterator[_Found]:
    for position, part in enumerate(view.parts):
        if part.voice == "ander" or part.closed:
            continue
        following = view.parts[position + 1] if position + 1 < len(view.parts) else None
        if any(span.overlaps(part.span) and len(span) >= 0.8 * len(part.span) for span in skip):
            state.lead, state.label = None, False
            continue
        yield from _part(view, part, following, state, skip, mode)


def _part(
    view: Outline, part: Part, following: Part | None, state: _State, skip: Sequence[Span], mode: Mode
) -> Iterator[_Found]:
    if part.block.kind == "heading":
        state.lead = _heading_lead(view, part, following)
        state.lead_level = 0
        state.label = bool(_HEADING.match(part.text))
        if state.chapter is None or part.block.level <= state.chapter_level:
            state.chapter, state.chapter_level = _chapter(part), part.block.level
            state.chapter_begins = True
        else:
            state.chapter_begins = False
        return
    if part.label is not None and not len(part.label.rest):
        state.lead = _heading_lead(view, part, following) if part.label.word != "vraag" else None
        state.label = part.label.word in {"advies", "aanbeveling"}
        return
    if not part.is_item and state.lead and (state.lead_level or not _NUMBERED.match(part.text)):
        state.lead = None
    whole = _item_under_lead(part, state)
    if whole is not None:
        whole = _first_alone(view, part, whole, state, mode)
        yield whole
    yield from _sentences(view, part, following, state, skip, mode, whole)


def _item_under_lead(part: Part, state: _State) -> _Found | None:
    """A list item under a lead-in of advice, as one advice point."""
    if not (part.is_item or (state.lead and _NUMBERED.match(part.text))):
        return None
    if state.lead is None:
        wished = next((kind for span, kind in state.wished if span.contains(part.span)), None)
        return (part.span, None, wished, 0.6, part) if wished and part.text[:1].islower() else None
    if state.lead_level and part.block.level > state.lead_level:
        return None
    state.lead_level = part.block.level or 1
    cue, strength = state.lead
    own = cues.label(part.text)
    if own is not None:
        cue, strength = Span(part.span.start + own.start, part.span.start + own.end), own.strength
    return part.span, cue, strength, 0.9, part


def _first_alone(view: Outline, part: Part, whole: _Found, state: _State, mode: Mode) -> _Found:
    """Of an item whose first sentence is advice by itself only that sentence; what follows it explains."""
    if len(part.sentences) < 2 or whole[0] != part.span:
        return whole
    first = part.sentences[0]
    setting = Setting(state.names, advice_label=True, mode=mode, place=place_of(view.letter, part, 0))
    verdict = judge(view.letter.quote(first), setting, state.words(first))
    return (first, *whole[1:]) if verdict is not None and verdict.cue is not None else whole


def _sentences(
    view: Outline,
    part: Part,
    following: Part | None,
    state: _State,
    skip: Sequence[Span],
    mode: Mode,
    whole: _Found | None,
) -> Iterator[_Found]:
    text = view.letter.text
    sentences = part.sentences
    theirs = _quoted(text, part)
    for index, span in enumerate(sentences):
        if any(other.overlaps(span) for other in (*skip, *theirs)):
            continue
        sentence = text[span.start : span.end]
        last = index == len(sentences) - 1
        if last and _is_listed(following) and _introduces(part, sentence):
            place = place_of(view.letter, part, index)
            setting = Setting(state.names, mode=mode, loose=_loose(part, whole), place=place)
            state.lead = _sentence_lead(view, state, span, setting, _before(text, sentences, index))
            state.lead_level = 0
            if state.lead is not None:
                continue
        near = state.last if state.last_part in {part.index, part.index - 1} else None
        answering = any(other.contains(span) for other in state.answers)
        if index == 0 and part.label is not None and _is_answer_label(part, state):
            span = outline.trimmed(text, Span(part.label.rest.start, span.end))
            sentence = text[span.start : span.end]
            answering = True
        names = with_pronoun(state.names) if state.spoke else state.names
        state.spoke = bool(names.search(sentence))
        verdict = judge(
            sentence,
            Setting(
                names,
                state.label or (whole is not None and whole[0] == part.span),
                near,
                mode,
                answering,
                _loose(part, whole),
                place_of(view.letter, part, index),
            ),
            state.words(span),
        )
        if whole is not None and (index == 0 or len(sentences) == 1):
            state.last, state.last_part = Cue(0, 0, whole[2], "verb"), part.index
            continue
        if verdict is not None and sentence.endswith(":") and (verdict.cue is None or verdict.cue.kind != "verb"):
            verdict = None
        if verdict is None:
            if sentence.rstrip()[-1:] in ".!?":
                state.last = None if near is None else state.last
            continue
        yield _found(span, verdict, part, state.chapter if part.is_item else None)
        state.last, state.last_part = verdict.cue or Cue(0, 0, "advies", "weak"), part.index


_QUOTE = re.compile(r"[“„][^“„”]{40,}?(?:”|$)|(?<![\w])\"[^\"]{40,}?(?:\"|$)")
_OTHERS_SAY = re.compile(
    r"\b(?:u|uw|jullie|college|gemeente|wethouder|mevrouw|mw|meneer|heer|dhr|reactie|antwoord|verordening|wet|citaat|citeren|citeer)\b",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"\b(?:ons|onze)\s+\w*(?:advies|tekst|voorstel|aanbeveling)|\badvise\w+", re.IGNORECASE)


def _quoted(text: str, part: Part) -> list[Span]:
    """Sentences after the first of what the paragraph quotes of others: "U schreef: “Eerst dit. Dan dat.”"."""
    found: list[Span] = []
    for match in _QUOTE.finditer(text, part.span.start, part.span.end):
        inside = [one for one in part.sentences if match.start() < one.start and one.end <= match.end() + 1]
        opened = next((one for one in part.sentences if one.start <= match.start() < one.end), None)
        lead = text[opened.start : match.start()] if opened is not None else ""
        if inside and _OTHERS_SAY.search(lead) and not _OWN_WORDS.search(lead):
            found.extend(inside)
    return found


_FOR = re.compile(r"(?:voor|bij|op|over|in|aan|wat betreft|ten aanzien van) ", re.IGNORECASE)
"""How a line begins that divides the lists of a chapter ("Voor de korte termijn:")."""
_OPEN_END = re.compile(r"(?<![.?!;])(?<![.?!;][\"”’')])$")


def _introduces(part: Part, sentence: str) -> bool:
    """Whether a list may follow the sentence: it is left open, or a question; an item only with its colon."""
    if part.is_item or _NUMBERED.match(part.text):
        return sentence.endswith(":")
    if sentence.endswith("?"):
        return bool(pattern("advice_wish_question").search(sentence))
    return bool(_OPEN_END.search(sentence))


def _is_listed(part: Part | None) -> bool:
    return part is not None and (part.is_item or bool(_NUMBERED.match(part.text)))


def _loose(part: Part, whole: _Found | None) -> bool:
    """Whether the part is a fragment in a list that no advice introduces."""
    return part.is_item and whole is None and (part.text[:1].islower() or part.text.rstrip()[-1:] not in ".!?")


def _is_answer_label(part: Part, state: _State) -> bool:
    """Whether "Ons advies:" before an answer means no more than "Antwoord:"."""
    if part.label is None or part.label.word not in {"advies", "ad"}:
        return False
    if part.label.word == "advies" and part.label.number is not None:
        return False
    return any(other.overlaps(part.label.rest) for other in state.answers)


def _found(span: Span, verdict: Verdict, part: Part, chapter: tuple[Span, Strength] | None = None) -> _Found:
    """The advice point of a sentence; `chapter` is the cue of a bare command or demand in a list below it."""
    cue = verdict.cue
    place = Span(span.start + cue.start, span.start + cue.end) if cue is not None else None
    if chapter is not None and (cue is None or cue.kind in {"imperative", "verb only"}):
        place = chapter[0]
    return span, place, verdict.strength, verdict.confidence, part


def _before(text: str, sentences: Sequence[Span], index: int) -> str:
    return text[sentences[index - 1].start : sentences[index - 1].end] if index else ""


def _sentence_lead(
    view: Outline, state: _State, span: Span, setting: Setting, before: str
) -> tuple[Span, Strength] | None:
    """Cue and strength of a sentence that introduces a list of advice, or None."""
    sentence = view.letter.quote(span)
    if cues.retold(sentence):
        return None
    verbs = cues.verbs(sentence, state.names)
    if verbs:
        cue = strongest(verbs)
        return Span(span.start + cue.start, span.start + cue.end), _lead_strength(sentence, cue.strength)
    verdict = judge(sentence, setting, state.words(span))
    if verdict is not None and verdict.cue is not None and verdict.cue.kind != "verb only":
        cue = verdict.cue
        return Span(span.start + cue.start, span.start + cue.end), _lead_strength(sentence, cue.strength)
    phrase = pattern("advice_lead_phrase").search(sentence)
    if phrase is not None and (_LEAD.search(sentence + " " + before) or _WANTS.search(phrase[0])):
        return Span(span.start + phrase.start(), span.start + phrase.end()), _lead_strength(sentence, "advies")
    word = _LEAD.search(sentence)
    if word is not None and not _OTHERS_LIST.search(sentence):
        return Span(span.start + word.start(), span.start + word.end()), _lead_strength(sentence, "advies")
    wished = next((kind for other, kind in state.wished if other.contains(span)), None)
    if sentence.endswith(":") and (verdict is not None or wished is not None):
        return span, _lead_strength(sentence, verdict.strength if verdict else wished or "advies")
    if sentence.endswith("?") and pattern("advice_wish_question").search(sentence):
        return span, _lead_strength(sentence, "advies")
    if sentence.endswith(":") and state.chapter is not None and state.chapter_begins and _FOR.match(sentence):
        return state.chapter
    return None


def _lead_strength(sentence: str, default: Strength) -> Strength:
    lowered = sentence.lower()
    return next((strength for word, strength in _LEAD_STRENGTH if word in lowered), default)


def _chapter(part: Part) -> tuple[Span, Strength] | None:
    """A heading of a chapter that holds advice ("Aanbevelingen per domein"), with the strength that it gives."""
    match = pattern("advice_chapter").search(part.text)
    if match is None:
        return None
    return Span(part.span.start + match.start(), part.span.start + match.end()), _lead_strength(part.text, "advies")


def _heading_lead(view: Outline, part: Part, following: Part | None) -> tuple[Span, Strength] | None:
    """A heading such as "Aanbevelingen" right above a list."""
    match = _HEADING.match(part.text) or pattern("advice_lead_phrase").search(part.text)
    if match is None or following is None or not following.is_item:
        return None
    if part.label is not None and part.label.number is not None:
        return None
    span = Span(part.span.start + match.start(), part.span.start + match.end())
    return span, _lead_strength(part.text, "advies")
