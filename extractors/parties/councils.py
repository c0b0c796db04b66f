"""Advisory councils: the one that writes or is written to under all its names, and others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.facts import Correspondent, Letterhead, PartyRole
from extractors.letter import Letter, Span
from extractors.names import places
from extractors.names.bodies import Body, find_bodies
from extractors.parties.group import Group

_SMALL = frozenset(
    [
        "de",
        "het",
        "een",
        "van",
        "voor",
        "en",
        "gemeente",
        "der",
        "den",
        "in",
        "te",
        "regio",
        "leden",
        "raad",
        "uw",
        "onze",
        "ons",
    ]
)
_GENERIC = re.compile(
    r"^(?:(?:de|het|uw|onze|ons)\s+)?(?:adviesraad|cliëntenraad|clientenraad|wmo-?\s?raad|seniorenraad|participatieraad|jongerenraad|\w+raad|\w*platform|\w*panel)$",
    re.I,
)


def words(name: str) -> frozenset[str]:
    """The telling words of a council's name."""
    return frozenset(re.findall(r"[\w’']+", name.lower().replace("-", " "))) - _SMALL


def main_municipality(letter: Letter) -> str | None:
    """The municipality in whose name the councils of a paper without sender and addressee mostly stand."""
    votes = Counter(body.municipality for body in find_bodies(letter.text) if body.municipality)
    return votes.most_common(1)[0][0] if votes else None


def collect(letter: Letter, letterhead: Letterhead, municipality: str | None) -> list[Group]:
    """The letter's own council first, then the others."""
    bodies = [b for b in find_bodies(letter.text) if b.kind == "adviesraad" and not _plural(b.name)]
    groups: list[Group] = []
    for who, role in ((letterhead.sender, "afzender"), (letterhead.addressee, "geadresseerde")):
        if who is not None and who.kind == "adviesraad":
            groups.append(_own(letter, who, role, bodies, municipality))  # type: ignore[arg-type]
    taken = [span for group in groups for span in group.mentions]
    rest = [b for b in bodies if not any(b.span.overlaps(span) for span in taken) and not b.weak]
    own = [words(group.name) for group in groups]
    for body in rest:
        if _GENERIC.match(body.name) and groups:
            if own and (words(body.name) <= own[0] or body.name.lower() == "adviesraad"):
                groups[0].mentions.append(body.span)
                continue
            if body.name[0].islower():
                continue
        elif _GENERIC.match(body.name) and body.name[0].islower():
            continue
        _add_other(groups, body, letter)
    _add_joint_senders(groups, letterhead)
    for group in groups:
        _add_short_forms(letter, group)
    return groups


def _add_joint_senders(groups: Sequence[Group], letterhead: Letterhead) -> None:
    """Councils that one of the signatories signs for have sent the letter too."""
    if letterhead.sender is None or letterhead.sender.kind != "adviesraad":
        return
    signed = [signatory.role for signatory in letterhead.signatories if signatory.role]
    for group in groups:
        if not group.roles and any(span.overlaps(role) for span in group.mentions for role in signed):
            group.roles.append("afzender")


def _plural(name: str) -> bool:
    return bool(re.match(r"\w*-?\s?raden\b", name, re.I))


def _own(
    letter: Letter, who: Correspondent, role: PartyRole, bodies: Sequence[Body], municipality: str | None
) -> Group:
    group = Group(
        who.name, "adviesraad", [who.span], [role], municipality=who.municipality or municipality, confidence=0.95
    )
    full = words(who.name) | words(municipality or "")
    for body in bodies:
        same = words(body.name) <= full or words(who.name) <= words(body.name) or _abbreviated(body, who, municipality)
        if same and (body.municipality in (None, group.municipality)) and not body.span.overlaps(who.span):
            group.mentions.append(body.span)
        if same and body.abbreviation:
            group.mentions.append(body.abbreviation)
    return group


def _add_other(groups: list[Group], body: Body, letter: Letter) -> None:
    for group in groups:
        if "afzender" not in group.roles and words(body.name) <= words(group.name):
            group.mentions.append(body.span)
            return
    group = Group(body.name, "adviesraad", [body.span], municipality=body.municipality, confidence=0.7)
    if body.abbreviation:
        group.mentions.append(body.abbreviation)
    groups.append(group)


def _add_short_forms(letter: Letter, group: Group) -> None:
    """The abbreviation that the letter introduces, or the initials of the name, wherever they stand."""
    own, comma, _ = group.name.partition(", adviesraad ")
    if comma:  # "Klankrijk, adviesraad voor het sociaal domein"
        for match in re.finditer(rf"(?<![\w-]){re.escape(own)}(?![\w-])", letter.text):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in group.mentions):
                group.mentions.append(span)
    shorts = {letter.quote(span) for span in group.mentions if letter.quote(span).isupper() and len(span) < 9}
    for candidate in initials(group.name, group.municipality):
        needed = 1 if len(candidate) > 2 else 2
        if len(re.findall(rf"(?<![\w/-]){re.escape(candidate)}(?![\w/-])", letter.text)) >= needed:
            shorts.add(candidate)
    shorts |= _spelled_loosely(letter, group)
    for short in shorts:
        for match in re.finditer(rf"(?<![\w@./-]){re.escape(short)}(?![\w@]|\.nl|-\d|\s\d{{4}})", letter.text):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in group.mentions):
                group.mentions.append(span)


def _spelled_loosely(letter: Letter, group: Group) -> set[str]:
    """Initials of three letters or more that the letter prints with small letters or a sign among them: "ArSD"."""
    known = {form for form in initials(group.name, group.municipality) if len(form) > 2}
    tokens = set(re.findall(r"(?<![\w@./&-])(?=\w*[a-z&])[A-Z][A-Za-z&]{2,6}(?![\w@/&-])", letter.text))
    return {token for token in tokens if re.sub(r"[^A-Z]", "", token) in known}


def initials(name: str, municipality: str | None) -> set[str]:
    """Abbreviations that a council of this name may use: with and without its place, and its first word."""
    telling = [word for word in re.findall(r"[A-Za-zÀ-ÿ]+", name) if word.lower() not in _SMALL]
    whole = "".join(word[0] for word in telling).upper()
    bare = whole.removesuffix((municipality or " ")[0].upper())
    return {form for form in (whole, bare, whole[1:], bare[1:]) if len(form) >= 2}


def _abbreviated(body: Body, who: Correspondent, municipality: str | None) -> bool:
    """Whether a body is the own council by its abbreviation: "Adviesraad VWI", one letter misprinted at most."""
    short, _, rest = body.name.partition(" ")
    if short in initials(who.name, municipality) and places.canonical(rest.removeprefix("gemeente ")) == municipality:
        return True  # "ASD Epe"
    last = re.sub(r"[^\w]", "", body.name.split()[-1])
    if not last.isupper() or len(last) < 3 or len(body.name.split()) > 2:
        return False
    return any(
        len(form) == len(last) and sum(a != b for a, b in zip(form, last, strict=True)) <= 1
        for form in initials(who.name, municipality)
    )
