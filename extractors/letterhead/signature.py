"""Who signed: names and functions under the closing formula."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.dates.grammar import parse
from extractors.facts import Signatory
from extractors.letter import Letter, Span
from extractors.letterhead.lines import Parts, PrintedLine
from extractors.lexicon import load_lines
from extractors.names.bodies import find_bodies
from extractors.names.persons import Person, find_persons, function_pattern
from extractors.text import trim

_END = re.compile(
    r"(?:bijlagen?|cc|c\.c\.|kopie|afschrift|i\.?\s?a\.?\s?a\.?|postadres|bezoekadres"
    r"|p\.?s\.?|noot|telefoon|tel\.?|e-?mail|website|www|"
    r"voor (?:vragen|meer|nadere)|contact\w*|inlichtingen|secretariaat|correspondentie\w*"
    r"|deze brief|dit advies)(?!\w)|.*@\w|>|.{3,60}\b(?:schreef|wrote)\b.*:$|-{3,}",
    re.I,
)
_NOISE = re.compile(r"(?:namens|w\.g\.|i\.o\.|\(?getekend\)?|was getekend|deze)[,:]?\s*", re.I)


def find_signatories(letter: Letter, parts: Parts) -> tuple[Signatory, ...]:
    """Signatories in printed order, each with the function printed next to or under the name."""
    pending_roles: list[Span] = []
    signed: list[tuple[Person, Span | None]] = []
    for line in _signature_lines(parts):
        persons = _persons(line)
        if signed and signed[-1][1] is None and _is_field(line, persons):
            persons = []
        roles = [] if _is_body(line) else _roles(letter, line, persons)
        if persons and roles and len(roles) >= len(persons):
            signed.extend(zip(persons, roles, strict=False))
        elif persons:
            own = {_last_before(role, persons): role for role in roles if role.start > persons[0].span.start}
            for person in persons:
                signed.append((person, own.get(person.span) or (pending_roles.pop(0) if pending_roles else None)))
        elif roles:
            pending_roles.extend(_give(signed, roles))
    return tuple(Signatory(person.span, role, 0.9 if role else 0.7) for person, role in signed)


def _last_before(role: Span, persons: Sequence[Person]) -> Span:
    return [person.span for person in persons if person.span.start < role.start][-1]


def _is_field(line: PrintedLine, persons: Sequence[Person]) -> bool:
    """Whether a function under a name goes on with its field of work: "programmamanager Samen Sterk"."""
    function = function_pattern().match(line.text)
    if function is None or len(persons) != 1 or persons[0].initials or persons[0].polite:
        return False
    return persons[0].first not in load_lines("voornamen")


def _capitals(text: str) -> str:
    """A line in small letters only, its words up to a function with capitals but for prefixes, so that names can
    be told."""
    if text != text.lower() or len(text) > 60:
        return text
    function = function_pattern().search(text)
    end = function.start() if function else len(text)
    prefixes = {word for form in load_lines("tussenvoegsels") for word in form.split()}
    name = re.sub(r"[^\W\d_]+", lambda m: m[0] if m[0] in prefixes else m[0].capitalize(), text[:end])
    return name + text[end:]


def _is_body(line: PrintedLine) -> bool:
    """Whether a line names the body that signs ("burgemeester en wethouders van Ede"), no function."""
    return any(len(body.span) > 0.6 * len(line.text) and body.kind == "college" for body in find_bodies(line.text))


def _give(signed: list[tuple[Person, Span | None]], roles: Sequence[Span]) -> list[Span]:
    """Give functions on a line of their own to the names above without one; what is left waits for names below."""
    left = list(roles)
    open_places = [i for i, (_, role) in enumerate(signed) if role is None]
    if len(left) == 1 and open_places:
        open_places = open_places[-1:]
    for index in open_places:
        if left:
            signed[index] = (signed[index][0], left.pop(0))
    return left


def _signature_lines(parts: Parts) -> list[PrintedLine]:
    """Lines that can hold signatures: from the closing formula to the footer; else the last short lines."""
    tail = list(parts.tail)
    if not tail:
        tail = _last_lines(parts)
    out: list[PrintedLine] = []
    for number, line in enumerate(tail[:30]):
        if number and _END.match(line.text):
            if out and any(_persons(done) for done in out):
                break
            continue
        if len(line.text) > 160 and number:
            break
        out.append(line)
    return out


def _last_lines(parts: Parts) -> list[PrintedLine]:
    last = list(parts.lines[-9:])
    start = 0
    for index, line in enumerate(last):
        if _no_signature(line):
            start = index + 1
    tail = last[start:]
    texts = " ".join(line.text for line in tail)
    signed = function_pattern().search(texts) or re.search(r"\b(?:namens|w\.g\.)", texts, re.I)
    if signed and any(_persons(line) for line in tail):
        return tail
    return _bare_names(parts)


_REACH = re.compile(r"\+?[\d() -]{8,}$|(?:tel|t|m|e)[.:]|\S+@\S+$|www\.", re.I)
"""Where the writer can be reached: telephone, mail, web."""


def _bare_names(parts: Parts) -> list[PrintedLine]:
    """Names alone at the end of a letter, without function or closing formula, the body or a number under them."""
    last = list(parts.lines[-5:])
    while last and (_REACH.match(last[-1].text) or _names_body(last[-1]) or _is_date(last[-1])):
        last.pop()
    names: list[PrintedLine] = []
    while last and _is_names(last[-1]):
        names.insert(0, last.pop())
    addressed = parts.salutation is not None or (last and _names_body(last[-1]))
    return names if addressed else []


def _signing_body(text: str) -> str:
    """The body at the start of a line that goes on with the names of who signs for it: "De Seniorenraad, Jan Smit"."""
    before, comma, _ = text.partition(",")
    named = comma and any(len(body.span) >= 0.8 * len(before) for body in find_bodies(before))
    return before if named else ""


def _is_date(line: PrintedLine) -> bool:
    """Whether a line holds a date and little else, as under the names of who signed: "Ede, 3 mei 2024"."""
    return sum(len(raw.span) for raw in parse(line.text) if raw.month) >= 0.5 * len(line.text)


def _is_names(line: PrintedLine) -> bool:
    """Whether a line holds names and nothing else: "A. Smit", "Jan Smit, Els de Wit"."""
    persons = _persons(line)
    signed_for = len(_signing_body(line.text)) + 2 if persons else 0
    named = sum(len(person.span) for person in persons) + 2 * (len(persons) - 1)
    return signed_for + named >= 0.85 * len(line.text)


def _names_body(line: PrintedLine) -> bool:
    """Whether a line names a body and nothing else."""
    return any(len(body.span) >= 0.85 * len(line.text) for body in find_bodies(line.text))


def _no_signature(line: PrintedLine) -> bool:
    if line.block and line.block.kind in ("list_item", "heading"):
        return True
    if line.block and line.block.kind == "table_cell":
        return len(line.text) > 60 or not (_persons(line) or function_pattern().match(line.text))
    signs = len(line.text) < 160 and function_pattern().search(line.text) and _persons(line)
    return not signs and (len(line.text) > 90 or line.text.endswith((".", "?", ";", "!")))


def _persons(line: PrintedLine) -> list[Person]:
    text = _capitals(line.text)
    if text.startswith("("):
        return []
    body_spans = [body.span for body in find_bodies(text)]
    loose = len(text) < 90 or bool(_ROW.fullmatch(text[len(_signing_body(text)) :].lstrip(" ,")))
    found = [p for p in find_persons(text, loose=loose) if not any(p.span.overlaps(span) for span in body_spans)]
    out = []
    for person in found:
        words = person.name.split()
        if re.search(r"\bnamens\s+(?:de heer\s+|mevrouw\s+)?$", text[: person.span.start], re.I):
            continue
        if _SIGNED_FOR.search(text[: person.span.start]):
            continue
        if re.match(r"(?:namens|met|hoogachtend|vriendelijke|burgemeester|college)$", words[0], re.I):
            continue
        if re.search(r"(?:straat|weg|laan|plein|gracht|kade|singel|hof|pad)\s+\d", text[person.span.start :]):
            continue
        out.append(_shifted(person, line.span.start))
    return out or _given_names(line)


_ONE_NAME = r"(?:[A-ZÀ-Þ][\w'’.-]*|van|de|der|den|ter|ten|te|el|al)"
_WHOLE_NAME = rf"{_ONE_NAME}(?: {_ONE_NAME}){{1,5}}"
_ROW = re.compile(rf"{_WHOLE_NAME}(?:, {_WHOLE_NAME})+(?:,? en {_WHOLE_NAME})?[.,]?")
"""Names in a row and nothing else: "Jan Smit, Els de Wit en Mo Aziz"."""
_SIGNED_FOR = re.compile(r"\bnamens\s+(?:de|het)\s+[\w-]+\s+(?:van\s+)(?:de\s+|het\s+)?$", re.I)
"""What stands before a body's name that looks like a person's: "namens de fractie van …"."""
_GIVEN_ROLE = re.compile(r"(?<![\w-])(?P<name>[A-Z][a-zß-ɏ]+(?:-[A-Z][a-zß-ɏ]+)?)\s*(?:\((?P<role>[^()\d]{2,40})\))")


def _given_names(line: PrintedLine) -> list[Person]:
    """Given names alone: "Mo (voorzitter) en Femke (lid)", or a line with nothing but "Ria en Piet"."""
    found = [match for match in _GIVEN_ROLE.finditer(line.text) if match["name"] not in _NO_GIVEN]
    if any(function_pattern().search(match["role"]) for match in found):
        spans = [Span(match.start("name"), match.end("name")) for match in found]
    elif re.fullmatch(r"[A-Z][\wà-ÿ-]+(?:(?:,| en| &)\s[A-Z][\wà-ÿ-]+){0,4}[,.]?", line.text):
        spans = [Span(m.start(), m.end()) for m in re.finditer(r"[A-Z][\wà-ÿ-]+", line.text)]
        if not all(line.text[span.start : span.end] in load_lines("voornamen") for span in spans):
            return []
    else:
        return []
    names = [(span, line.text[span.start : span.end]) for span in spans]
    return [Person(span.shift(line.span.start), name, name, "", "") for span, name in names]


_NO_GIVEN = frozenset(("Namens", "Voorzitter", "Secretaris", "Lid", "Bijlage", "Bijlagen", "College", "Gemeente"))


def _shifted(person: Person, by: int) -> Person:
    from dataclasses import replace

    return replace(person, span=person.span.shift(by), function=person.function.shift(by) if person.function else None)


def _roles(letter: Letter, line: PrintedLine, persons: Sequence[Person]) -> list[Span]:
    """Functions printed on a line, each with its complement ("voorzitter Adviesraad Sociaal Domein")."""
    text, base = line.text, line.span.start
    if not persons and re.match(r"namens\b", text, re.I):
        return []
    if re.fullmatch(r"(?:\([^()]+\)\s*){2,}", text):  # "(voorzitter) (contactpersoon)", under two names
        return [Span(base + m.start(1), base + m.end(1)) for m in re.finditer(r"\(([^()]+)\)", text)]
    starts = [
        match
        for match in function_pattern().finditer(text)
        if not any(p.span.overlaps(Span(match.start() + base, match.end() + base)) for p in persons)
    ]
    roles = []
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        for person in persons:
            if base + match.end() <= person.span.start < base + end:
                end = person.span.start - base
        stop = re.search(
            r"\s*(?:[,;/|()]|\ben\b\s*$|\s[-–]\s|(?<=\w)\s+(?:de heer|mevrouw|mw\.?|dhr\.?)\s)",
            text[match.end() : end],
        )
        end = match.end() + stop.start() if stop else end
        span = trim(letter.text, Span(base + match.start(), base + end))
        quoted = letter.quote(span).rstrip(" :,.)")
        roles.append(Span(span.start, span.start + len(quoted)))
    return roles
