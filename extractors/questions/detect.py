"""Candidates for questions, and who puts them to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from extractors import speech
from extractors.letter import Span
from extractors.lexicon import pattern
from extractors.outline import Outline, Part, trimmed
from extractors.questions import columns, indirect, likely, pieces
from extractors.questions.cues import LONGEST, Lead, lead_of

Form = Literal["label", "item", "heading", "cell", "block", "running"]


@dataclass(slots=True)
class Candidate:
    """A sentence that may be a question: where it stands, how it is printed, what introduces it."""

    span: Span
    part: Part
    form: Form
    number: str | None
    lead: Lead
    indirect: bool = False
    labelled: Span | None = None
    alone: bool = False
    answered: bool = False
    in_series: bool = False
    matter: bool = False
    asks_action: bool = False
    likely: float = 0.0
    score: float = 0.0
    own: float = 0.0
    mentions: list[Span] = field(default_factory=list)


_QUESTION_LABELS = {"vraag", "deelvraag", "adviesvraag", "hoofdvraag", "vraagstelling", "stelling"}


SERIES = 4
"""Blocks within which "En of …", "Daarna: …?" goes on with the questions of the requester."""
MOST = 200
"""Candidates that are looked at; no letter has more."""


def candidates(view: Outline, request: bool = False) -> list[Candidate]:
    """All candidates of the letter (a `request` for advice or an advice) in the order of the text, not yet judged."""
    found: list[Candidate] = []
    lead: Lead = ""
    lead_open = lasting = False
    section: tuple[Lead, int] = ("", 0)
    listed = False
    last_put = -SERIES
    for above, part in zip([None, *view.parts], view.parts, strict=False):
        if found and part.block.kind == "paragraph" and pattern("answer_end").match(part.text):
            lead, lead_open, lasting = "", False, False
        if part.block.kind == "heading" and not part.text.rstrip().endswith("?"):
            own = lead_of(part.text, "kop")
            if own or part.block.level <= section[1]:
                section = (own, part.block.level)
            lead, lead_open, lasting = section[0], bool(section[0]), bool(section[0])
        listed = (
            part.is_item
            and above is not None
            and (
                (listed and _style(above) == _style(part) and not _restarts(above, part))
                or _announces(view, above, request)
            )
        )
        near = lead if lasting or lead_open else ""
        series = part.index - last_put < SERIES
        here = list(_of_part(view, part, above, near, lead_open, listed, request, series))
        found.extend(here)
        last_put = part.index if any(one.lead == "gesteld" for one in here) else last_put
        new = "" if part.block.kind == "heading" or part.block.table else _lead_in(view, part, request)
        if new:
            told = any(one.indirect and one.lead == "gesteld" for one in here)
            lead, lead_open, lasting = new, True, told or _names_questions(view, part, request)
        elif part.block.kind == "paragraph" and not here:
            lead_open = False
    found = found[:MOST]
    _count_on(found)
    _mark_answered(view, found)
    _series(found)
    return found


def _of_part(
    view: Outline,
    part: Part,
    above: Part | None,
    lead: Lead,
    lead_open: bool,
    listed: bool,
    request: bool,
    series: bool,
) -> Iterator[Candidate]:
    text = view.letter.text
    label = part.label if part.label and part.label.word in _QUESTION_LABELS else None
    if label is None and part.label and part.label.word == "punt" and (lead == "gesteld" or part.text.endswith("?")):
        label = part.label
    if label is None and above is not None and above.label and above.label.word in _QUESTION_LABELS:
        label_above = above.label if not len(above.label.rest) else None
    else:
        label_above = None
    number = label.number if label else label_above.number if label_above else None
    if number is None and part.block.marker:
        number = _number(part.block.marker)
    if number is None and part.block.table and above is not None and _same_row(above, part):
        cell = _CELL_NUMBER.fullmatch(above.text.strip())
        number = cell[1] if cell else None
    if columns.is_head(view, part):
        return
    if columns.is_matter(view, part):
        yield Candidate(part.span, part, "label", number, "gesteld", alone=True, matter=True)
        return
    form: Form = (
        "label"
        if label or label_above
        else "cell"
        if part.block.table
        else "item"
        if part.is_item
        else "heading"
        if part.block.kind == "heading"
        else "cell"
        if part.block.kind == "table_cell"
        else "block"
    )
    bracketed = _BRACKETED.match(part.text)
    if bracketed is not None:
        inner = Span(bracketed.start("question"), bracketed.end("question")).shift(part.span.start)
        whole = Span(part.span.start, part.span.end)
        yield Candidate(inner, part, "label", bracketed["number"], "gesteld", labelled=whole, alone=True)
        return
    tail = max(0, len(part.text) - LONGEST)
    after = pattern("question_afterwards").search(part.text, tail)
    asked_until = part.span.start + after.start() if after is not None else -1
    quoting = False
    for index, sentence in enumerate(part.sentences[:MOST]):
        start = label.rest.start if label and sentence.start < label.rest.start <= sentence.end else sentence.start
        span = trimmed(text, Span(start, sentence.end), " *_#>")
        if not len(span):
            continue
        first = index == 0 or (label is not None and part.sentences[index - 1].end <= label.rest.start)
        words = text[span.start : span.end]
        own_number, span = _inline_number(text, span)
        if text.startswith("en ", span.start) and text[span.start + 3 : span.start + 4].isupper():
            span = Span(span.start + 3, span.end)  # "… genoeg? en Wie betaalt dat?"
        marked = _marked(view, span, request)
        if marked:
            yield from (Candidate(piece, part, "label", number_, "gesteld", alone=True) for number_, piece in marked)
            continue
        if pattern("question_planning").search(words):
            continue
        if quoting and _is_direct(words, 2):
            yield Candidate(span, part, "label", own_number, "gesteld", alone=True)
            quoting = _is_open(words, quoting)
            continue
        if quoting and (told := indirect.told(words, view.names, request=True)):
            for piece in pieces.told(text, span, span.start + told.start):
                yield Candidate(piece, part, "label", own_number, "gesteld", alone=True)
            quoting = _is_open(words, quoting)
            continue
        spoken = None if request or pattern("told_none").search(words) else speech.said(words)
        quoting = _is_open(words, quoting or spoken is not None)
        if spoken is not None:
            yield from _spoken(view, part, span, spoken, own_number or (number if first else None))
            continue
        inserted = [] if request else _inserted(view, span, request)
        if inserted:
            yield from (Candidate(piece, part, "label", number_, "gesteld") for number_, piece in inserted)
            series = True
            continue
        if _is_direct(words, 1 if label and first else 3):
            opening = _opening(text, part, index)
            follows = series or (not request and _lead(opening, view, request) == "gesteld")
            framed = _after_colon(view, span, request, follows)
            frame = words[: words.find(": ") + 1]
            if framed == span and not request and _lead(frame, view, request) in {"", "gesteld"}:
                framed = likely.after_colon(view, part, above, index, span)
            if framed != span:
                for number_, piece in pieces.enumerated(text, framed):
                    yield Candidate(piece, part, "label", number_ or own_number, "gesteld", alone=True)
                series = True
                continue
            own_text = part.span.end - (start if label and first else part.span.start)
            alone = len(span) >= 0.75 * own_text or _all_asked(view, part)
            announced = (
                sentence.start < asked_until
                or (not request and pattern("question_announced").search(opening))
                or (not request and _ends_in_questions(view, part, index))
            )
            framing = _lead(words[: words.find(": ") + 1], view, request) if ": " in words else ""
            inherited: Lead = lead if lead_open or first or request or part.voice == "ander" else ""
            lead_here: Lead = "gesteld" if announced else framing or _lead(opening, view, request) or inherited
            yield Candidate(
                span,
                part,
                "label" if announced else form if first or form == "cell" else "running",
                own_number or (number if first else None),
                lead_here,
                labelled=Span(part.span.start, span.end) if label and first else None,
                alone=alone,
                likely=likely.put(view, part, above, index, words, request) if form == "block" else 0.0,
            )
        elif label and first and len(words.split()) >= 3 and not _is_answer(words, view.names):
            yield Candidate(span, part, "label", number, lead, labelled=Span(part.span.start, span.end), alone=True)
        elif part.is_item and index == 0 and lead == "gesteld" and lead_open and (listed or likely.CLAUSE.match(words)):
            for number_, piece in pieces.run_on(text, span, own_number or number):
                yield Candidate(piece, part, "item", number_, lead, indirect=True, alone=True)
        elif not request and _is_left_open(words) and _asked_before(view, _opening(text, part, index)):
            yield Candidate(span, part, "label", own_number, "gesteld", indirect=True)
        elif (
            not request
            and (further := pattern("told_next").match(words)) is not None
            and (series or _asked_before(view, _opening(text, part, index)))
        ):
            asked = Span(further.start("next"), further.end("next")).shift(span.start)
            series = True
            for piece in pieces.told(text, asked, asked.start):
                yield Candidate(piece, part, "running", own_number, "gesteld", indirect=True)
        elif (told := indirect.told(words, view.names, request, view.askers)) and not words.endswith(":"):
            series = series or told.asker == "ander"
            if told.asker == "raad":
                yield Candidate(span, part, "running", None, "eigen", indirect=True)
                continue
            for clause, start in _told_clauses(view, span, told.start):
                for piece in pieces.told(text, clause, clause.start + start):
                    yield Candidate(piece, part, "running", own_number, "gesteld", indirect=True)
        elif told_clause := likely.told(view, part, above, index, span, request):
            told_form: Form = "item" if part.is_item and told_clause.start == 0 else "running"
            for piece in pieces.told(text, span, span.start + told_clause.start):
                number_ = own_number or number
                yield Candidate(piece, part, told_form, number_, "gesteld", indirect=True, alone=told_form == "item")


def _told_clauses(view: Outline, span: Span, start: int) -> Iterator[tuple[Span, int]]:
    """The clauses of "Zij wilde weten hoe …; hij vroeg of …", each with where its question begins in it."""
    words = view.letter.quote(span)
    for cut in _NEW_CLAUSE.finditer(words, start):
        after = indirect.told(words[cut.end() :], view.names, askers=view.askers)
        if after is not None and after.asker == "ander":
            yield Span(span.start, span.start + cut.start()), start
            yield from _told_clauses(view, Span(span.start + cut.end(), span.end), after.start)
            return
    yield span, start


_NEW_CLAUSE = re.compile(
    r"; |, en (?=(?:(?:u|jullie|hij|zij|ze|het college|de wethouder) \w+|(?:vroeg|vraagt|vroegen|wilde|wilt|wil) )\b)"
)
"""Where a second verb of asking may begin: "…, en vroeg ook hoe …"."""


def _asked_before(view: Outline, opening: str) -> bool:
    return indirect.request_weight(opening, view.names, view.askers) > 0


def _is_open(words: str, quoting: bool) -> bool:
    """Whether a quotation that began before or in this sentence goes on after it."""
    opened, closed = words.count("“") + words.count("„"), words.count("”")
    straight = words.count('"') % 2 == 1
    return quoting and (opened > closed or (straight and words[:1] != '"')) if not straight or opened else quoting


def _is_left_open(words: str) -> bool:
    """Whether a sentence is only a clause: "Of het loket dicht kan.", as in speech."""
    return (
        re.match(r"(?:Of|Hoe|In hoeverre) (?:wij|we|er|de|het|een|onze)\b(?!.*,)[^?:]{15,300}\.?$", words) is not None
    )


def _inserted(view: Outline, span: Span, request: bool) -> list[tuple[str | None, Span]]:
    """The questions that a sentence holds in brackets or quotation marks, when what stands before puts them."""
    words = view.letter.quote(span)
    found = list(_INSERTED.finditer(words))
    if not found:
        return []
    frame = words[: found[0].start()]
    if len(frame.split()) < 2:
        return []
    named = found[0]["label"] or _BEFORE_BRACKET.search(words, 0, found[0].start() + 1)
    if not named and _lead(frame.rstrip() + ":", view, request) != "gesteld":
        return []
    return [(one["number"], Span(one.start("question"), one.end("question")).shift(span.start)) for one in found]


_BEFORE_BRACKET = re.compile(r"\bvraag(?:punt)? (?:\d+|[a-h]|[ivx]+)\s*[(\"“‘']$|\w*vraag\s*\($", re.IGNORECASE)
"""The end of "Wat betreft vraag 3 (" or "de hoofdvraag ("."""


def _spoken(view: Outline, part: Part, span: Span, spoken: speech.Said, number: str | None) -> Iterator[Candidate]:
    """The questions in what the requester says: those that end in a question mark, and those told or called one."""
    inner = spoken.inner.shift(span.start)
    words = view.letter.quote(inner)
    told = indirect.told(words, view.names, request=True)
    if not (spoken.asks or told or "?" in view.letter.quote(Span(inner.start, span.end))):
        return
    if told is not None and "?" not in words:
        for piece in pieces.told(view.letter.text, inner, inner.start + told.start):
            yield Candidate(piece, part, "label", number, "gesteld", alone=True)
        return
    start = inner.start + told.start if told is not None and spoken.asks else inner.start
    for number_, piece in pieces.enumerated(view.letter.text, Span(start, inner.end)):
        yield Candidate(piece, part, "label", number_ or number, "gesteld", alone=True)


def _all_asked(view: Outline, part: Part) -> bool:
    """Whether a paragraph consists of questions only."""
    return len(part.sentences) > 1 and all(_is_direct(view.letter.quote(one), 2) for one in part.sentences)


def _is_answer(words: str, names: re.Pattern[str]) -> bool:
    """Whether what stands behind "Vraag 2" leads in or answers rather than asks."""
    if re.match(r"(?:ja|nee|neen|akkoord|eens|oneens)\b", words, re.IGNORECASE):
        return True
    subject = names.search(words)
    return words.endswith(":") or (subject is not None and not indirect.told(words, names))


_INLINE = re.compile(
    r"(?:(?:vraag )?(\d{1,2}|[a-h]|\d{1,2}[eº°]|(?-i:[IVX]{1,4}))[.):]\s+|"
    r"(?:\((\d{1,2}|[a-h])\))\s*)|(\d{1,2}) (?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"(?:[A-Za-z]{1,15} ){0,4}(?:vraagpunt|vraag|adviesvraag|onderdeel) (?P<number>\d{1,2}|[A-Ha-h]) ?"
    r"\((?P<question>[^()]{15,400})\)[.:]?$"
)
"""A question between brackets after its number: "Over vraagpunt B (mag het kleiner):"."""


_INSERTED = re.compile(
    r"(?:[(\"“‘]|(?<!\w)'|(?<=\?) )(?P<label>(?:(?:uw|jullie|jouw|je|de) )?\w*vraag(?: (?P<number>\d{1,2}|[a-h]))?: )?"
    r"(?P<question>[^()\"“”‘?]{8,400}\?)[)\"”’']?",
    re.IGNORECASE,
)
"""A question between brackets or quotation marks inside a sentence."""


_CELL_NUMBER = re.compile(r"\(?(\d{1,2}|[a-h])[.)]?", re.IGNORECASE)


def _same_row(one: Part, other: Part) -> bool:
    """Whether two parts are cells of one row of a table."""
    return (one.block.table, one.block.row) == (other.block.table, other.block.row)


def _inline_number(text: str, span: Span) -> tuple[str | None, Span]:
    match = _INLINE.match(text, span.start, span.end)
    if match is None:
        return None, span
    return match[1] or match[2] or match[3], Span(match.end(), span.end)


def _number(marker: str) -> str | None:
    match = re.search(r"\d+(?:\.\d+)*[a-z]?|(?<![a-z])[a-z](?![a-z])|(?<![IVX])[IVX]+(?![IVX])", marker, re.IGNORECASE)
    return match[0] if match else None


def _is_direct(words: str, least: int = 3) -> bool:
    return bool(re.search(r"\?[\"”’')\]*]*\s*$", words)) and len(words.split()) >= least


def _ends_in_questions(view: Outline, part: Part, index: int) -> bool:
    """Whether a paragraph that tells of a request for advice ends with this question, or with it and others."""
    if not all(view.letter.quote(one).rstrip().endswith("?") for one in part.sentences[index:]):
        return False
    before = [view.letter.quote(one) for one in part.sentences[:index]]
    asked = [indirect.request_weight(words, view.names, view.askers) >= indirect.SURE for words in before]
    return any(asked) and not any(_VOICE.search(words) for words in before[asked.index(True) + 1 :])


_VOICE = re.compile(r"\b(?:wij|we|ik|ons|onze)\b", re.IGNORECASE)
"""The council speaks for itself, and what it asks then is its own question."""


def _opening(text: str, part: Part, index: int) -> str:
    """The sentence before number `index` in the part, or ""."""
    if index == 0:
        return ""
    before = part.sentences[index - 1]
    return text[before.start : before.end]


def _marked(view: Outline, span: Span, request: bool) -> list[tuple[str | None, Span]]:
    """The questions of "U legt ons voor: (i) is dit genoeg; (ii) wie betaalt", with their numbers."""
    found = pieces.enumerated(view.letter.text, span)
    if len(found) < 2 or found[0][0] is None:
        return []
    before = view.letter.text[span.start : found[0][1].start]
    return found if _lead(before.rsplit("(", 1)[0].strip(), view, request) == "gesteld" else []


def _after_colon(view: Outline, span: Span, request: bool, series: bool) -> Span:
    """The question in "Uw brief bevat één vraag: Hoe …?", the whole span where nothing says whose question it is."""
    words = view.letter.quote(span)
    colon = words.find(": ")
    short = len(words[colon + 2 :].split()) < 3 or re.search(r"\bzo (?:ja|nee|niet)$", words[: max(colon, 0)])
    told = request and not short and words[colon + 2 : colon + 3].islower()  # "Het gaat ons hierom: is dit genoeg?"
    told = told or (series and not short and bool(pattern("told_frame").search(words[: max(colon, 0)])))
    if colon < 0 or not (told or _lead(words[: colon + 1], view, request) == "gesteld"):
        return span
    closed = words.endswith(")") and words.count(")") > words[colon:].count("(")
    return Span(span.start + colon + 2, span.end - closed)


def _restarts(above: Part, part: Part) -> bool:
    """Whether the numbering begins again: then another list begins."""
    first, second = above.block.marker.strip("(). "), part.block.marker.strip("(). ")
    return first.isdigit() and second.isdigit() and int(second) <= int(first)


def _style(part: Part) -> str:
    """The kind of a list marker: "1", "a" or the bullet itself."""
    marker = part.block.marker.strip("(). ")
    return "1" if marker.isdigit() else "a" if marker.isalpha() else marker


def _announces(view: Outline, part: Part, request: bool) -> bool:
    """Whether a paragraph ends in a sentence that announces a list of what the council was asked."""
    last = view.letter.quote(part.sentences[-1]) if part.sentences else ""
    return bool(pattern("question_list").search(last)) and _lead(last, view, request) == "gesteld"


def _lead_in(view: Outline, part: Part, request: bool) -> Lead:
    """What the last sentences of a part introduce."""
    for back, sentence in enumerate(reversed(part.sentences[-4:])):
        found = _lead(view.letter.quote(sentence), view, request)
        if found == "gesteld" or (found and back < 2):
            return found
    return ""


def _names_questions(view: Outline, part: Part, request: bool) -> bool:
    """Whether a part announces questions, rather than only tells that advice was asked: they may stand further on."""
    where: Literal["zin", "aanvraag"] = "aanvraag" if request else "zin"
    return any(lead_of(view.letter.quote(one), where) == "gesteld" for one in part.sentences[-4:])


def _lead(words: str, view: Outline, request: bool) -> Lead:
    """What a sentence introduces: told by its nouns ("uw vragen", "onze vragen"), or by who asks whom."""
    if pattern("told_none").search(words):
        return ""
    found = lead_of(words, "aanvraag" if request else "zin")
    if found in {"eigen", "onderzoek"} and not (_LEADS.search(words) or _SURVEY.search(words)):
        return ""
    if request and words.endswith(":"):
        asks = pattern("asked_verb").search(words) and pattern("asked_matter").search(words)
        return found or ("gesteld" if asks else "")
    asked = found in {"", "eigen"} and not request and indirect.asked_of_council(words, view.names, view.askers)
    return "gesteld" if asked else found


_LEADS = re.compile(r"\b\w*vra(?:ag|gen)\b|:$", re.IGNORECASE)
"""A sentence without these introduces no questions of the council or of others, whatever it tells."""
_SURVEY = re.compile(r"\b(?:enqu[êe]te|vragenlijst|peiling|rondvraag)\b|\bwill?en (?:wij|we) [^.]{0,40}\bweten\b", re.I)


def _mark_answered(view: Outline, found: list[Candidate]) -> None:
    """Note which candidates are followed by text that is no candidate (within their own block or in the next)."""
    parts = {id(part): index for index, part in enumerate(view.parts)}
    asking = {id(one.part) for one in found if one.span.start - one.part.span.start < 30}
    retold: Part | None = None
    for candidate in found:
        later = [
            one.span.start for one in found if one.part is candidate.part and one.span.start > candidate.span.start
        ]
        rest = view.letter.text[candidate.span.end : min([*later, candidate.part.span.end])].strip(" *\"”’')")
        if pattern("question_afterwards").search(rest):
            continue
        if len(rest) > 15 and not rest.rstrip().endswith("?"):
            before = retold is not None and retold is not candidate.part and candidate.lead == "gesteld"
            loose = before and not pattern("answer_procedure").search(rest)
            candidate.answered = not candidate.indirect or loose or replies(view, rest)
            retold = candidate.part if candidate.indirect and candidate.answered else retold
            continue
        if later:
            continue
        index = parts[id(candidate.part)] + 1
        if index < len(view.parts):
            below = view.parts[index]
            asks = id(below) in asking and not (
                _is_set_off(candidate) and not _is_set_off(*(one for one in found if one.part is below))
            )
            candidate.answered = not asks and _answers(candidate.part, below)


def _is_set_off(*candidates: Candidate) -> bool:
    """Whether one of the candidates is printed apart: numbered, labelled, quoted, a heading, item or block of its own.

    A question inside a paragraph under one that is set off belongs to the answer.
    """
    return any(
        one.number is not None or one.alone or one.part.voice == "ander" or one.form not in {"block", "running"}
        for one in candidates
    )


def replies(view: Outline, rest: str) -> bool:
    """Whether the text after "U vraagt ons of …" answers, rather than tells how the answer came about."""
    first = re.split(r"(?<=[.!?])\s", rest)[0]
    if re.match(r"(?:ja|nee)\b", rest, re.IGNORECASE):
        return True
    ours = view.names.search(rest) or re.search(r"\b(?:ons|onze)\b", rest) or pattern("answer_judges").search(first)
    return bool(ours) and not pattern("answer_procedure").search(first)


def _answers(asking: Part, following: Part) -> bool:
    """Whether the block after a question can hold its answer."""
    if asking.block.table:
        same_row = (following.block.table, following.block.row) == (asking.block.table, asking.block.row)
        if following.block.table == asking.block.table:
            return same_row and len(following.text.strip()) > 1
    if following.label is not None and following.label.word in _ANSWER_WORDS and not len(following.label.rest):
        return True
    return following.block.kind in {"paragraph", "table_cell", "list_item"}


_ANSWER_WORDS = {"antwoord", "beantwoording", "reactie", "advies", "standpunt", "oordeel"}


def _count_on(found: list[Candidate]) -> None:
    """A question that counts on from one that was put is put too, whatever the answer between them leads in."""
    last: Candidate | None = None
    for one in found:
        if not (one.number and one.number.isdigit()):
            continue
        follows = last is not None and last.number is not None and int(one.number) == int(last.number) + 1
        if last is not None and follows and one.form == last.form and last.lead == "gesteld" and not one.indirect:
            one.lead = "gesteld"
        last = one


def _series(found: list[Candidate]) -> None:
    """Several questions that each stand alone above an answer support each other."""
    able = [one for one in found if one.answered and one.part.voice == "raad" and one.lead != "eigen"]
    alone = [one for one in able if one.alone]
    opening = [one for one in able if not one.indirect and one.span.start - one.part.span.start < 6 and not one.alone]
    for series in (alone, opening):
        if len(series) >= 2:
            for one in series:
                one.in_series = True
