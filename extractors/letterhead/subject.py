"""The subject of a letter: behind its label, or the title that stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.dates.grammar import parse
from extractors.letter import Letter, Span
from extractors.letterhead.labels import OWN_LABEL, Labelled, labels_in
from extractors.letterhead.lines import Parts, PrintedLine
from extractors.letterhead.model import LIKELY, Likely
from extractors.names import places
from extractors.names.bodies import find_bodies
from extractors.names.persons import find_persons

_TITLE_WORD = re.compile(
    r"\b(?:advies|adviezen|adviesaanvraag|reactie|zienswijze|webinar|notulen|verslag|verzoek|aanbeveling\w*|inzake|betreffende|over|evaluatie|"
    r"nieuwsbrief|jaarverslag|handreiking|bestuursopdracht|uitnodiging|beleidsplan|verordening|concept\w*)\b",
    re.I,
)
_EVENT = re.compile(r"^(?:webinar|podcast|interview|gesprek|uitzending)\b", re.I)


def find_subject(letter: Letter, parts: Parts, labels: Sequence[Labelled], likely: Likely) -> Span | None:
    """The subject without its label; None when nothing in the letter serves as one."""
    for label in labels:
        if label.field == "onderwerp" and len(label.value) > 2:
            return label.value
    usable = [index for index in likely if index < len(parts.head) + 2 and _usable(parts.lines[index])]
    best = max(usable, key=lambda index: likely[index]["onderwerp"], default=None)
    if best is not None and likely[best]["onderwerp"] >= LIKELY:
        return _without_colon(letter, _behind_label(parts, best))
    title = _title(letter, parts)
    return _without_colon(letter, _behind_label(parts, parts.lines.index(title))) if title else None


def _behind_label(parts: Parts, index: int) -> Span:
    """The line without a label of its own making, where the lines around it are labelled too."""
    line = parts.lines[index]
    label = OWN_LABEL.match(line.text) if line.block is None or line.block.kind != "heading" else None
    around = [parts.lines[at] for at in (index - 1, index + 1) if 0 <= at < len(parts.lines)]
    if label and len(around) == 2 and all(_is_formal(other) or OWN_LABEL.match(other.text) for other in around):
        return Span(line.span.start + label.end(), line.span.end)
    return line.span


def _without_colon(letter: Letter, span: Span) -> Span:
    text = letter.quote(span)
    return Span(span.start, span.start + len(text.rstrip(" :")))


def _title(letter: Letter, parts: Parts) -> PrintedLine | None:
    """A title: a heading, or a short line with a telling word, above the text and right below the salutation."""
    near = [*parts.head, *parts.body[:2]]
    event = [line for line in near[:6] if _EVENT.match(line.text) and len(line.text) < 120]
    if event:
        return event[0]
    usable = [line for line in near if _usable(line)]
    headings = [line for line in usable if line.block is not None and line.block.kind == "heading"]
    telling = [line for line in usable if _TITLE_WORD.search(line.text)]
    for line in telling:
        if line in headings or line in parts.head:
            return line
    if headings and headings[0] in parts.head:
        return headings[0]
    return _lone_line(parts)


_NO_SUBJECT = re.compile(
    r".*\d|(?:aan|per|via|t\.a\.v|ter attentie|memo|notitie|brief|persoonlijk|vertrouwelijk|afdeling|team|cluster"
    r"|sector|postbus|de heer|mevrouw|dhr|mw|wethouder|burgemeester|gemeente|gemeentehuis|stadhuis|concept|definitief"
    r"|college|samen|voor en door|van en voor|de stem van)(?!\w)|.*\b(?:adviesorgaan|www|tel)\b",
    re.I,
)


def _lone_line(parts: Parts) -> PrintedLine | None:
    """A line by itself right above the salutation, or right below the name of the council that writes."""
    if parts.salutation is None or len(parts.head) < 2:
        return None
    for line in reversed(parts.head[1:]):
        if _may_be_title(line) and (line.gap or line is not parts.head[1]):
            return line
        if not _is_formal(line):
            break
    first, second = parts.head[0], parts.head[1]
    named = any(b.kind == "adviesraad" and len(b.span) > 0.8 * len(first.text) for b in find_bodies(first.text))
    below = parts.lines[2].gap
    return second if named and not second.gap and below and _may_be_title(second) else None


def _is_formal(line: PrintedLine) -> bool:
    """Whether a line of the head holds a date, a number or a labelled field, between which a title may stand."""
    labels = labels_in(line.text)
    return bool(labels and labels[0][1] == 0) or bool(parse(line.text)) or bool(_NUMBERED.match(line.text))


_NUMBERED = re.compile(
    r"(?:(?:on)?gevraagd )?(?:advies|brief|reactie|briefnummer)?\s*(?:nr\.?|nummer|no\.?)?\s*\w{0,4}[\d./-]+$", re.I
)
"""The number of an advice, which is no title: "advies 21.09"."""
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?\b")


def _may_be_title(line: PrintedLine) -> bool:
    text = line.text
    bare = _YEAR.sub("", text)
    if text != bare and (any(raw.month for raw in parse(text)) or len(bare.split()) < 3):
        return False
    if not _usable(line) or _NO_SUBJECT.match(bare) or text.endswith(".") or places.is_known(text):
        return False
    named = find_persons(text) or [one for one in find_persons(text, loose=True) if len(one.span) > 0.6 * len(text)]
    return not find_bodies(text) and not named


def _usable(line: PrintedLine) -> bool:
    text = line.text
    if len(text) > 160 or len(text) < 5 or "@" in text or text.endswith((",", ";")) or _NUMBERED.match(text):
        return False
    if labels_in(text) and labels_in(text)[0][1] == 0:
        return False
    if re.match(r"(?:aan\b|(?:de )?gemeente [A-Z][\w-]+$|postbus|\d{4}\s?[A-Z]{2}|www\.|tel)", text, re.I):
        return False
    bodies = find_bodies(text)
    return not any(len(body.span) > 0.8 * len(text) for body in bodies)
