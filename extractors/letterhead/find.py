"""Puts the letterhead together from labelled fields, address block, running text and signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from extractors.dates.grammar import Raw, parse
from extractors.dates.resolve import iso
from extractors.facts import Correspondent, Letterhead, Signatory
from extractors.letter import Letter, Span
from extractors.letterhead import correspondents, model
from extractors.letterhead.kind import Head, document_type
from extractors.letterhead.labels import Labelled, find_labels
from extractors.letterhead.lines import Parts, split
from extractors.letterhead.model import LIKELY, SURE, Likely
from extractors.letterhead.signature import find_signatories
from extractors.letterhead.subject import find_subject
from extractors.names import places
from extractors.names.bodies import find_bodies, flat
from extractors.names.persons import find_persons

_REFERENCE = re.compile(r"(?=[^\n]*\d)[\w][\w .:/_&()-]*[\w)]")


def find(letter: Letter, doc: Any) -> Letterhead:
    """The letterhead of `letter`; `doc` is not needed for it, every extractor gets it."""
    if not letter.text.strip():
        return Letterhead("overig", 0.0)
    parts = split(letter)
    labels = find_labels(letter, [*parts.head, *_rest(parts)])
    likely = model.likely(letter, parts)
    known, municipality = _correspondence(letter, parts, labels, likely)
    to, sender, subject = known.addressee, known.sender, known.subject
    kind, confidence, cue = document_type(letter, known)
    if kind == "overig" and not any(label.field == "onderwerp" and len(label.value) for label in labels):
        subject = None  # what a newsletter or report is called is no subject
    ends = (parts.salutation is not None) + (parts.closing is not None)
    to_office = to is not None and to.kind in ("college", "gemeenteraad", "gemeente")
    is_letter = kind not in ("transcript", "bestuursopdracht") and (kind != "overig" or ends + to_office > 1)
    signatories = find_signatories(letter, parts) if is_letter else ()
    if sender is None and signatories:
        sender = _who_signs(letter, signatories[0], municipality)
    date = _letter_date(letter, parts, labels, likely, is_letter or kind != "transcript")
    ours, yours, others = _references(letter, labels)
    ours = ours or _lone_code(parts)
    return Letterhead(
        document_type=kind,
        document_type_confidence=confidence,
        document_type_cue=cue,
        letter_date=iso(date, date.year)[0] if date and date.year else None,
        letter_date_span=date.span if date else None,
        our_reference=ours,
        your_reference=yours,
        other_references=others,
        subject=subject,
        sender=sender if is_letter else None,
        addressee=to if is_letter else None,
        cc=_copies(letter, labels),
        signatories=signatories,
    )


def opening(letter: Letter) -> Head:
    """Who writes to whom about what, before the type of the document is known."""
    parts = split(letter)
    labels = find_labels(letter, [*parts.head, *_rest(parts)])
    return _correspondence(letter, parts, labels, model.likely(letter, parts))[0]


def _correspondence(
    letter: Letter, parts: Parts, labels: Sequence[Labelled], likely: Likely
) -> tuple[Head, str | None]:
    """Subject, sender and addressee, and the letter's own municipality."""
    found = correspondents.bodies(letter)
    municipality = correspondents.municipality_of(letter, found, parts)
    to = correspondents.addressee(letter, parts, labels, found, municipality, likely)
    sender = correspondents.sender(letter, parts, labels, found, to, municipality)
    to, sender = correspondents.of_region(to, sender)
    return Head(parts, find_subject(letter, parts, labels, likely), sender, to), municipality


def _who_signs(letter: Letter, first: Signatory, municipality: str | None) -> Correspondent:
    """The first who signs, as the sender of a letter that no body sends."""
    return Correspondent(first.span, flat(letter.quote(first.span)), "persoon", municipality, 0.4)


def _rest(parts: Parts) -> list[Any]:
    """Lines after the head that may hold labels: those of the tail, and table cells and letterhead blocks anywhere."""
    tail = list(parts.tail)
    keep = [line for line in parts.body if line.block is not None and line.block.kind in ("table_cell", "letterhead")]
    return keep + tail


def _letter_date(letter: Letter, parts: Parts, labels: Sequence[Labelled], likely: Likely, wanted: bool) -> Raw | None:
    """The document's own date: behind a label, behind a place name, on a line of its own; never one of the body."""
    if not wanted:
        return None
    labelled = [label for label in labels if label.field == "datum" and len(label.value)]
    sent = [label for label in labelled if letter.quote(label.label).lower().startswith(("verz", "verstuurd", "d.d"))]
    for label in [label for label in labelled if label not in sent]:
        for raw in _full(letter, label.value):
            return raw
    if sent:  # "Ede, 3 mei 2024 … verzonden 6 mei 2024": the day of writing goes before that of sending
        for line in parts.head:
            for raw in _full(letter, line.span):
                if _behind_place(letter, line.span, raw.span):
                    return raw
    for label in sent:
        for raw in _full(letter, label.value):
            return raw
    return _likely_date(letter, parts, likely, _date_alone(letter, parts)) or _month_of_issue(parts)


def _date_alone(letter: Letter, parts: Parts) -> Raw | None:
    """The first date of head or tail that stands on its line as a letter's date does."""
    end = parts.tail or (parts.lines[-2:] if parts.salutation is not None else ())
    for region in (parts.head, end):
        for place in (place for line in region for place in _between_bars(letter, line.span)):
            for raw in _full(letter, place):
                if _alone(letter, place, raw.span) or _behind_place(letter, place, raw.span):
                    return raw
    return None


def _likely_date(letter: Letter, parts: Parts, likely: Likely, alone: Raw | None) -> Raw | None:
    """The date of the likeliest line, where no date stands `alone` or the classifier is sure that it is not that."""
    dated = {index: raws for index in likely if (raws := _full(letter, parts.lines[index].span))}
    if not dated:
        return alone
    best = max(dated, key=lambda index: likely[index]["datum"])
    if alone is None:
        return dated[best][0] if likely[best]["datum"] >= LIKELY else None
    chosen = next((index for index in dated if parts.lines[index].span.contains(alone.span)), best)
    sure = likely[best]["datum"] >= SURE and likely[chosen]["datum"] <= 1 - SURE
    return dated[best][0] if sure else alone


def _between_bars(letter: Letter, line: Span) -> list[Span]:
    """The line, and the parts of one that bars divide: "nr. 4 | Ede, 3 mei 2024 | kopie aan …"."""
    text = letter.quote(line)
    parts = [Span(line.start + match.start(), line.start + match.end()) for match in _BARRED.finditer(text)]
    return [line, *parts] if len(parts) > 1 else [line]


_BARRED = re.compile(r"[^\s|•·](?:[^|•·]*[^\s|•·])?")


def _full(letter: Letter, span: Span) -> list[Raw]:
    """The complete dates within `span`."""
    return [
        replace(raw, span=raw.span.shift(span.start))
        for raw in parse(letter.quote(span))
        if raw.year and raw.month and raw.day
    ]


_PLACE_BEFORE = re.compile(
    r"(?:^|\s)(?P<place>['’]?[A-Z][\w'’/-]*(?:\s(?:aan|den|de|het|van|op|en|der|a/d|[A-Z][\w'’-]*)){0,4}),"
    r"\s*(?:\w+dag,?\s+|(?:ma|di|wo|do|vr|za|zo)\.?\s+)?(?:de\s+)?$"
)


def _behind_place(letter: Letter, line: Span, date: Span) -> bool:
    """Whether "Place, " is right before a date, at the start of a line or at the end of a row of labels."""
    before = letter.text[line.start : date.start]
    after = letter.text[date.end : line.end].strip(" .,|")
    place = _PLACE_BEFORE.search(before)
    if place is None:
        return False
    if place.start("place") == 0:
        return len(after) <= 25 or bool(re.match(r"\w[\w ]{2,20}:", after))
    return not after and ":" in before[: place.start()] and len(before) < 110


_ISSUE = re.compile(r"(?:^|[,|(·–-]\s*|\b(?:nr|nummer|editie|uitgave)\.?\s*\d*,?\s*)$", re.I)


def _month_of_issue(parts: Parts) -> Raw | None:
    """The month of a paper without a day: "nr. 3, juli 2020" at the end of one of its first lines."""
    for line in parts.lines[:6]:
        if len(line.text) > 110 or line.text.endswith("."):
            continue
        for raw in parse(line.text):
            ends = _ISSUE.search(line.text[: raw.span.start]) and not line.text[raw.span.end :].strip(" ).|")
            if raw.year and raw.month and not raw.day and ends:
                return replace(raw, span=raw.span.shift(line.span.start))
    return None


_AROUND = re.compile(
    (
        r"(?:(?:[A-Z][\w'’ /-]{1,35}|d\.d\.|datum|dagtekening|verzonden|,|:|\s|te|(?:maan|dins"
        r"|woens|donder|vrij|zater|zon)dag)*)"
    ),
    re.I,
)


def _alone(letter: Letter, line: Span, date: Span) -> bool:
    """Whether a date stands on its line as a letter's date does: "Ede, 3 mei 2024", without a sentence around it."""
    before = letter.text[line.start : date.start]
    after = letter.text[date.end : line.end]
    place = re.fullmatch(r"([A-Z'’][\w'’ /().-]{1,40}?),?\s*(?:d\.d\.\s*)?(?:\w+dag,?\s+)?", before)
    if (
        place
        and (len(after.strip(" .,|")) <= 25 or re.match(r"\s*[|–-]", after))
        and ("," in before or places.is_known(place[1]))
    ):
        return True
    if re.search(
        r"\b(?:uw|brief van|besluit|vergadering|voor|tot|vanaf|per|op|advies|versie|bijlage|ontvangen)\b",
        before,
        re.I,
    ):
        return False
    return len(before) <= 45 and bool(_AROUND.fullmatch(before)) and len(after.strip(" .,|")) <= 25


def _references(letter: Letter, labels: Sequence[Labelled]) -> tuple[Span | None, Span | None, tuple[Span, ...]]:
    values: dict[str, Span] = {}
    others: list[Span] = []
    for label in labels:
        if label.field in ("ons_kenmerk", "uw_kenmerk", "kenmerk", "zaak"):
            span = _reference_span(letter, label.value)
            if span and (label.field != "zaak" or _is_case(letter, span)):
                values.setdefault(label.field, span)
    ours = values.get("ons_kenmerk") or values.get("kenmerk") or values.get("zaak")
    for field in ("kenmerk", "zaak"):
        if field in values and values[field] != ours:
            others.append(values[field])
    yours = values.get("uw_kenmerk") or _in_your_letter(letter, labels) or _your_reference(letter)
    others.extend(
        span for span in _loose_numbers(letter) if span not in (ours, yours) and not _inside(span, ours, yours, others)
    )
    return ours, yours, tuple(others)


_CODE = re.compile(
    r"(?=[^ /.-]*[A-Z])(?!(?:WMO|Wmo|AWBZ|Wlz)\b)[A-Z][A-Za-z]{1,7}[ ./-](?:\d{2}|(?:19|20)\d{2})[./-]"
    r"(?!(?:19|20)\d{2}$)\d{1,5}(?:[/.-]\w{1,6})?"
)


def _lone_code(parts: Parts) -> Span | None:
    """A number of the writer's own without a label, alone on a line of the head: letters, a year and a number."""
    return next((line.span for line in parts.head if _CODE.fullmatch(line.text)), None)


def _in_your_letter(letter: Letter, labels: Sequence[Labelled]) -> Span | None:
    """The number beside the date in "Uw brief: 12 maart 2018, AU18.02277" or "Uw brief: 18.02277 d.d. 12 maart"."""
    for label in labels:
        if label.field == "uw_brief":
            text = letter.quote(label.value)
            match = re.search(r"[,/]\s*(?P<ref>(?=[\w.-]*\d)[A-Z][\w./-]{3,30})$", text)
            match = match or re.match(r"(?P<ref>(?=[\w.-]*\d)[\w./-]{4,30}),?\s+(?:d\.?d\.?|van)\s", text)
            if match:
                return Span(label.value.start + match.start("ref"), label.value.start + match.end("ref"))
    return None


def _inside(span: Span, *known: Any) -> bool:
    flat = [one for item in known for one in (item if isinstance(item, list) else [item]) if one is not None]
    return any(span.overlaps(one) for one in flat)


def _is_case(letter: Letter, span: Span) -> bool:
    return bool(re.search(r"\d{3,}", letter.quote(span)))


def _reference_span(letter: Letter, value: Span) -> Span | None:
    """The number itself: a value that holds a digit, up to the next label or comma."""
    text = letter.quote(value).split("\n")[0]
    match = _REFERENCE.match(text)
    if not match or len(match[0]) > 60 or "@" in text:
        return None
    dates = parse(match[0])
    is_date = any(raw.day and len(raw.span) >= len(match[0]) - 2 for raw in dates)
    if is_date and not re.search(r"[A-Za-z]", match[0]):
        return None
    end = match.end()
    if text[end : end + 1] == "," and parse(text[end : end + 25]):  # "WP/031 Oostburg, 1 december 2009"
        end = len(re.sub(r"(?:\s['’]?[A-Z][a-z][\w'’-]*)+$", "", match[0]))
    return Span(value.start, value.start + end)


_YOUR = re.compile(
    r"\buw\s+(?:kenmerk|zaaknummer|referentie|ref\.|nummer|nr\.?)\s*:?\s*(?P<ref2>(?=[\w./-]*\d)[\w][\w./-]*\w)|"
    r"\buw\s+(?:brief|e-?mail|adviesaanvraag|verzoek|schrijven"
    r"|aanvraag)\b(?:[^.\n]|\.(?=\d)){0,60}\b(?:kenmerk|zaaknummer|nummer|nr\.?|ref\.?"
    r"|referentie)\s*:?\s*(?P<ref>[\w./-]*\d[\w./-]*\w)",
    re.I,
)
_NUMBER = re.compile(
    r"\b(?:kenmerk|zaaknummer|zaak(?:\s?nr\.?)?|registratienummer|documentnummer"
    r"|voorstelnummer|raadsvoorstel|collegevoorstel|dossiernummer|nummer"
    r"|nr\.)\s*:?\s*(?P<ref>(?=[\w./-]*\d{3})[\w][\w./-]*\w)"
    r"|(?<![\w€.,/@+-])(?P<bare>\d{7,12})(?![\w.,/@-]*\w)",
    re.I,
)


def _your_reference(letter: Letter) -> Span | None:
    match = _YOUR.search(letter.text)
    if match is None:
        return None
    group = "ref" if match["ref"] else "ref2"
    return Span(match.start(group), match.end(group))


def _loose_numbers(letter: Letter) -> list[Span]:
    """Numbers of cases and proposals that the text mentions."""
    spans = []
    for match in _NUMBER.finditer(letter.text):
        group = "ref" if match["ref"] else "bare"
        before = letter.text[max(0, match.start() - 25) : match.start()]
        if group == "bare" and (
            match["bare"].startswith("06") and len(match["bare"]) == 10 and not re.search(r"[”\"',]\s*$", before)
        ):
            continue
        if re.search(r"\b(?:tel\w*|mobiel|fax|kvk\w*|iban|bank\w*|rsin|btw|t)\b\W*$", before, re.I):
            continue
        if parse(match[group]) and not re.search(r"[A-Za-z]", match[group]):
            continue
        spans.append(Span(match.start(group), match.end(group)))
    return spans


def _copies(letter: Letter, labels: Sequence[Labelled]) -> tuple[Span, ...]:
    """Who gets a copy: the persons on each line behind "cc" or "afschrift aan", else what each line says."""
    out: list[Span] = []
    for label in labels:
        if label.field != "cc" or not len(label.value):
            continue
        for match in re.finditer(r"[^\n;•]+", letter.quote(label.value)):
            line = match[0]
            base = label.value.start + match.start()
            if "@" in line and not re.search(r"[A-Z]\w+ \w", line):
                out.extend(Span(m.start() + base, m.end() + base) for m in re.finditer(r"[\w.+-]+@[\w.-]+\w", line))
                continue
            persons = find_persons(re.sub(r"<[^>]*>", lambda m: " " * len(m[0]), line), loose=True)
            spans = [p.span.shift(base) for p in persons]
            others = _pieces(line, base)
            out.extend(sorted(spans + [o for o in others if spans and _is_body(letter, o, spans)]) if spans else others)
    return tuple(dict.fromkeys(out))


def _is_body(letter: Letter, span: Span, persons: Sequence[Span]) -> bool:
    """Whether a recipient among persons is a body of its own."""
    bodies = find_bodies(letter.quote(span))
    return bool(bodies) and bodies[0].span.start == 0 and not any(span.overlaps(person) for person in persons)


def _pieces(line: str, base: int) -> list[Span]:
    """The recipients on a line without persons; "t.a.v." and functions belong to the one before them."""
    spans: list[Span] = []
    for match in re.finditer(r"(?:[^,]|,\s*(?=t\.a\.v|ter attentie|afdeling|p/a))+", line):
        words = re.sub(r"^\s*(?:en\s|-|•|\d+[.)]|/)\s*", "", match[0]).strip(" .:-\t")
        if len(words) > 1 and not re.match(r"(?:bijlage|datum|onderwerp|www|tel\b|geen$)", words, re.I):
            at = base + line.index(words, match.start())
            spans.append(Span(at, at + len(words)))
    return spans
