"""Persons: every spelling of one person together, two persons with one surname apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extractors.facts import Letterhead, PartyRole
from extractors.letter import Letter, Span
from extractors.names.bodies import find_bodies
from extractors.names.persons import Person, find_persons, function_pattern
from extractors.parties.group import Group
from extractors.text import trim


def collect(letter: Letter, doc: Any, letterhead: Letterhead, taken: Sequence[Span]) -> list[Group]:
    """Persons that the letter names, with role and function."""
    found: list[Person] = []
    for person in _mentions(letter, doc, letterhead):
        if not any(person.span.overlaps(span) for span in taken) and not any(
            person.span.overlaps(p.span) for p in found
        ):
            found.append(person)
    clusters: list[list[Person]] = []
    functions = {id(person): _function(letter, letterhead, person) for person in found}
    for person in sorted(found, key=lambda p: (not (p.first or p.initials), p.span.start)):
        home = next((cluster for cluster in clusters if _same(cluster, person, functions)), None)
        if home is None:
            clusters.append([person])
        else:
            home.append(person)
    return [_group(letter, letterhead, cluster, functions) for cluster in clusters]


def _mentions(letter: Letter, doc: Any, letterhead: Letterhead) -> Iterator[Person]:
    for signatory in letterhead.signatories:
        yield from _within(letter, signatory.span)
    for span in letterhead.cc:
        yield from _within(letter, span)
    yield from _labelled(letter)
    yield from find_persons(letter.text)
    for match in re.finditer(r"\b(?:[Mm]ijn naam is|[Ii]k ben|[Cc]ollega's)\s+", letter.text):
        line = letter.text[match.end() : match.end() + 60].split("\n")[0]
        yield from (_moved(p, match.end()) for p in find_persons(line, loose=True)[:1] if p.span.start == 0)
    yield from _from_model(letter, doc)


def _within(letter: Letter, span: Span) -> Iterator[Person]:
    text = letter.quote(span)
    if not find_bodies(text):
        yield from (_moved(person, span.start) for person in find_persons(text, loose=True))


_LABEL = re.compile(
    r"(?:contactpersoon|behandeld door|behandelaar|auteur|steller|opgesteld door|voorzitter"
    r"|secretaris|penningmeester|inlichtingen|informatie bij|"
    r"t\.a\.v\.|notulist|aanwezig|afwezig|besproken met|portefeuillehouder|wethouder"
    r"|bestuurlijk \w+|ambtelijk \w+|verantwoordelijk \w+|projectleider|"
    r"deelnemers|leden|van|aan|cc)\s*:?\s*(?:\n|$|:)",
    re.I,
)


def _labelled(letter: Letter) -> Iterator[Person]:
    """Names behind a label that asks for a person, on its line or in the cell beside it."""
    for match in re.finditer(r"(?m)^([^:\n]{2,40}):[ ]+([^\n]{3,160})$", letter.text):
        if _LABEL.match(match[1] + ":"):
            yield from (_moved(p, match.start(2)) for p in find_persons(match[2], loose=True))
    cells = {(b.table, b.row, b.column): b for b in letter.blocks if b.table}
    for (table, row, column), block in cells.items():
        label = letter.quote(block.span)
        value = cells.get((table, row, column + 1))
        if value and len(label) < 45 and _LABEL.match(label + "\n"):
            yield from _within(letter, trim(letter.text, value.span))


def _moved(person: Person, by: int) -> Person:
    return replace(person, span=person.span.shift(by), function=person.function.shift(by) if person.function else None)


def _from_model(letter: Letter, doc: Any) -> Iterator[Person]:
    """Names that the language model recognised, where they are built like a name."""
    for ent in getattr(doc, "ents", ()):
        if ent.label_ not in ("PER", "PERSON") or "\n" in ent.text:
            continue
        for person in find_persons(ent.text, loose=True):
            if person.initials or (not person.first and _opens_sentence(letter, ent.start_char, ent.text)):
                continue  # with initials it is found without the model, unless they number a heading
            if len(person.span) >= 0.7 * len(ent.text) and person.surname.split()[-1].lower() not in _NO_SURNAME:
                yield _moved(person, ent.start_char)


def _opens_sentence(letter: Letter, start: int, name: str) -> bool:
    """Whether a name with a prefix begins a sentence, where "Van" may as well be the preposition."""
    return name.startswith("Van ") and bool(re.search(r"(?:^|[.!?:]\s|\n)$", letter.text[max(0, start - 2) : start]))


_NO_SURNAME = frozenset(
    [
        "partners",
        "groep",
        "zorg",
        "welzijn",
        "wonen",
        "advies",
        "nederland",
        "instituut",
        "stichting",
        "fonds",
        "bank",
        "team",
        "raad",
        "werk",
        "jeugd",
    ]
)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "", plain)


def _same(cluster: Sequence[Person], person: Person, functions: dict[int, str | None]) -> bool:
    """Whether `person` is the one of `cluster`: surname equal, first names or initials not in conflict."""
    for other in cluster:
        if _key(other.surname) != _key(person.surname):
            continue
        if not (person.first or person.initials) or not (other.first or other.initials):
            return True
        if _key(other.first) and _key(other.first) == _key(person.first):
            return True
        one = (other.initials or other.first)[:1].lower()
        two = (person.initials or person.first)[:1].lower()
        if one == two and not (other.first and person.first):
            return True
        if other.initials and other.initials == person.initials:
            return True
        role = functions[id(person)]
        if (
            role
            and role.lower() == (functions[id(other)] or "").lower()
            and not (other.first and person.first)
            and role.lower().startswith("voorzitter")
        ):
            return True
    return False


def _function(letter: Letter, letterhead: Letterhead, person: Person) -> str | None:
    """The function printed at the name: in the signature, before it, behind it, in brackets or as a label."""
    for signatory in letterhead.signatories:
        if signatory.span.overlaps(person.span) and signatory.role:
            return re.sub(r"\s+", " ", letter.quote(signatory.role))
    if person.function:
        return letter.quote(person.function)
    text = letter.text
    after = re.match(
        (
            rf"(?:,?\s*\(?\s*|,\s+(?:de\s+|onze\s+|als\s+)?)"
            rf"{function_pattern().pattern.replace('(?<![' + chr(92) + 'w-])', '')}[^.,;()\n]{{0,50"
            rf"}}"
        ),
        text[person.span.end : person.span.end + 120],
    )
    if after and text[person.span.end : person.span.end + 1] in ",( ":
        found = function_pattern().search(after[0])
        if found and re.match(r"\s*[,(]", after[0]):
            return re.sub(r"\s+", " ", after[0][found.start() :]).strip(" ,()")
    before = text[max(0, person.span.start - 70) : person.span.start]
    label = re.search(
        (
            r"([A-Za-zëé-]+(?:[ ][a-zëé-]+){0,2})\s*[:(\n]\s*(?:de heer |mevrouw |mw\. |dhr\. )?$"
            r"|(\w+),?\s+(?:de heer|mevrouw|mw\.?|dhr\.?)\s*$"
        ),
        before,
    )
    if label:
        words = label[1] or label[2] or ""
        found = function_pattern().search(words)
        if found:
            return re.sub(r"\s+", " ", words).strip()
    return None


def _group(
    letter: Letter, letterhead: Letterhead, cluster: Sequence[Person], functions: dict[int, str | None]
) -> Group:
    best = max(cluster, key=lambda p: (bool(p.first), bool(p.initials), len(p.name)))
    spans = [person.span for person in cluster]
    name = best.name if best.first or best.initials else _surname_only(letter, best)
    function = next((functions[id(person)] for person in cluster if functions[id(person)]), None)
    return Group(name, "persoon", spans, _roles(letter, letterhead, spans), function, confidence=0.85)


def _surname_only(letter: Letter, person: Person) -> str:
    """A person known by surname: with the function or the polite word printed before it ("Wethouder Van Driel")."""
    before = letter.quote(person.function) if person.function else person.polite
    between = letter.text[(person.function.end if person.function else person.span.start) : person.span.start]
    name = f"{before} {between.strip()} {person.name}" if between.strip() else f"{before} {person.name}"
    name = re.sub(r"\s+", " ", name).strip()
    return name[0].upper() + name[1:]


_ATTENTION = re.compile(
    r"(?:.*\b(?:t\.?\s?a\.?\s?v\.?|ter attentie van)(?!\w).*|(?:aan|to)\s*:.*|aan\s+(?:de heer|mevrouw|wethouder)\b.*"
    r"|(?:zeer\s+)?(?:geachte?|beste|dag|hallo|hoi|waarde)\s[^.?!]{0,60})",
    re.I,
)
"""What stands before a person on the line where a letter is addressed to that person."""


def _roles(letter: Letter, letterhead: Letterhead, spans: Sequence[Span]) -> list[PartyRole]:
    roles: list[PartyRole] = []
    to, sender = letterhead.addressee, letterhead.sender
    if sender and sender.kind == "persoon" and any(span.overlaps(sender.span) for span in spans):
        roles.append("afzender")
    addressed = to and to.kind == "persoon" and any(span.overlaps(to.span) for span in spans)
    if addressed or any(_ATTENTION.fullmatch(_line_before(letter, span)) for span in spans):
        roles.append("geadresseerde")
    if any(span.overlaps(copy) for span in spans for copy in letterhead.cc):
        roles.append("cc")
    if any(span.overlaps(signatory.span) for span in spans for signatory in letterhead.signatories):
        roles.append("ondertekenaar")
    return roles


def _line_before(letter: Letter, span: Span) -> str:
    """What is printed before `span` on its line."""
    return letter.text[letter.text.rfind("\n", 0, span.start) + 1 : span.start]
