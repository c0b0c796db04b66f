"""College, gemeenteraad, municipalities and ministries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.facts import Letterhead, PartyKind
from extractors.letter import Letter, Span
from extractors.names import places
from extractors.names.bodies import Body, find_bodies, flat
from extractors.parties.group import Group

_COLLEGE = re.compile(
    r"(?<![\w-])(?:(?:uw|het|ons|dit)\s+college|geacht\s+college|(?:leden\s+van\s+(?:het|uw)\s+)college|College)(?![\w-])",
    re.I,
)
_RAAD = re.compile(
    r"(?<![\w-])(?:raadsleden|raadsfracties|gemeenteraadsleden|(?:het\s+)?raadsdebat|de\s+raad(?=\s+(?:en\s+het\s+college|wordt|besluit|stelt|stelde|heeft\s+besloten|wordt\s+gevraagd)))(?![\w-])",
    re.I,
)
_FULL_COLLEGE = re.compile(r"burgemeester|\bb\.?\s?(?:&|en)\s?w", re.I)


def collect(letter: Letter, letterhead: Letterhead, municipality: str | None) -> list[Group]:
    """Colleges, gemeenteraden and ministries; those without a place are of the letter's own municipality."""
    bodies = find_bodies(letter.text)
    return [
        *_state(letter),
        *_colleges(letter, letterhead, bodies, municipality),
        *_raden(letter, letterhead, bodies, municipality),
        *_ministries(letter, bodies),
    ]


def _state(letter: Letter) -> list[Group]:
    """The national government, by the names that letters give it."""
    groups = []
    for name, pattern in (
        ("Het Rijk", r"\b[Hh]et Rijk(?![\w-])|\b(?:door|van|bij) het rijk(?![\w-])"),
        ("Het kabinet", r"\b[Hh]et kabinet(?![\w-])"),
    ):
        spans = [Span(match.start(), match.end()) for match in re.finditer(pattern, letter.text)]
        if spans:
            groups.append(Group(name, "overig", spans, confidence=0.6))
    return groups


def main_municipality(letter: Letter) -> str | None:
    """The municipality that a document without sender and addressee names most."""
    votes: Counter[str] = Counter(
        places.canonical(match[1]) for match in re.finditer(rf"\b[Gg]emeente\s+({places.name_pattern()})", letter.text)
    )
    return votes.most_common(1)[0][0] if votes else None


def _split(
    bodies: Sequence[Body], kind: PartyKind, municipality: str | None
) -> tuple[list[Body], dict[str, list[Body]]]:
    own: list[Body] = []
    others: dict[str, list[Body]] = {}
    for body in bodies:
        if body.kind == kind:
            if body.municipality in (None, municipality):
                own.append(body)
            else:
                others.setdefault(body.municipality or "", []).append(body)
    return own, others


def _colleges(letter: Letter, letterhead: Letterhead, bodies: Sequence[Body], municipality: str | None) -> list[Group]:
    own, others = _split(bodies, "college", municipality)
    spans = [body.span for body in own]
    if letterhead.document_type != "transcript":
        for match in _COLLEGE.finditer(letter.text):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in spans):
                rest = letter.text[match.end() : match.end() + 30]
                if re.match(r"\s+(?:voor|van)\s+(?:de\s+|het\s+)?[A-Z]", rest) or (
                    match[0] == "College" and re.match(r"\s+(?:voor|van)\s", rest)
                ):
                    continue
                spans.append(span)
    groups = []
    if spans:
        full = [flat(body.name) for body in own if _FULL_COLLEGE.search(body.name)]
        name = _capital(max(full, key=len)) if full else "College"
        group = Group(name, "college", spans, municipality=municipality, confidence=0.95 if full else 0.8)
        _add_roles(letterhead, group)
        groups.append(group)
    for place, found in others.items():
        groups.append(Group(_capital(flat(found[0].name)), "college", [b.span for b in found], municipality=place))
    return groups


def _capital(name: str) -> str:
    name = re.sub(r"^het\s+", "", name, flags=re.I)
    return name[0].upper() + name[1:]


def _add_roles(letterhead: Letterhead, group: Group) -> None:
    if letterhead.sender and letterhead.sender.kind == group.kind:
        group.roles.append("afzender")
    if letterhead.addressee and letterhead.addressee.kind == group.kind:
        group.roles.append("geadresseerde")
    for span in letterhead.cc:
        if any(span.overlaps(mention) for mention in group.mentions):
            group.roles.append("cc")


def _raden(letter: Letter, letterhead: Letterhead, bodies: Sequence[Body], municipality: str | None) -> list[Group]:
    own, others = _split(bodies, "gemeenteraad", municipality)
    spans = [body.span for body in own]
    for match in _RAAD.finditer(letter.text):
        span = Span(match.start(), match.end())
        if not any(span.overlaps(other) for other in spans):
            if match[0].lower().startswith("de raad") and letterhead.document_type not in (
                "bestuursopdracht",
                "reactie_college",
            ):
                continue
            spans.append(span)
    groups = []
    if spans:
        bare = f"Gemeenteraad van {municipality}" if municipality and not own else "Gemeenteraad"
        name = next((_raad_name(body.name) for body in own if body.municipality), bare)
        group = Group(name, "gemeenteraad", spans, municipality=municipality)
        _add_roles(letterhead, group)
        groups.append(group)
    for place, found in others.items():
        groups.append(Group(_raad_name(found[0].name), "gemeenteraad", [b.span for b in found], municipality=place))
    return groups


def _raad_name(name: str) -> str:
    name = re.sub(r"^(?:de\s+)?(?:leden\s+van\s+)?(?:de\s+)?", "", flat(name), flags=re.I)
    return name[0].upper() + name[1:]


def _ministries(letter: Letter, bodies: Sequence[Body]) -> list[Group]:
    groups: dict[str, Group] = {}
    for body in bodies:
        if body.kind != "ministerie":
            continue
        key = _ministry_key(body.name)
        group = groups.setdefault(key, Group(body.name[0].upper() + body.name[1:], "ministerie"))
        group.mentions.append(body.span)
        if len(body.name) > len(group.name):
            group.name = body.name[0].upper() + body.name[1:]
        if body.abbreviation:
            group.mentions.append(body.abbreviation)
    return list(groups.values())


_MINISTRIES = {
    "szw": "sociale zaken",
    "vws": "volksgezondheid",
    "bzk": "binnenlandse zaken",
    "ocw": "onderwijs",
    "jenv": "justitie",
    "ezk": "economische zaken",
}


def _ministry_key(name: str) -> str:
    rest = re.sub(r"^ministeries?\s+van\s+", "", name.lower())
    rest = _MINISTRIES.get(rest, rest)
    return re.split(r"[\s,]+(?:en\s+)?", rest)[0]


_LISTED = re.compile(
    r"\b[Gg]emeenten\s+(?P<list>{name}(?:(?:,\s*|\s+en\s+|,?\s+en\s+(?:de\s+gemeente\s+)?){name}){{0,12}})".replace(
        "{{name}}", "{name}"
    )
)


def municipalities(
    letter: Letter, letterhead: Letterhead, municipality: str | None, groups: Sequence[Group]
) -> list[Group]:
    """The letter's own municipality and others; a place inside another party's name or an address is none."""
    taken = [
        span
        for group in groups
        for span in group.mentions
        if group.kind in ("adviesraad", "persoon", "organisatie", "bedrijf", "overig")
    ]
    found: dict[str, list[Span]] = {}
    for match in re.finditer(rf"\b[Gg]emeente\s+(?P<name>{places.name_pattern()})", letter.text):
        found.setdefault(places.canonical(match["name"]), []).append(Span(match.start(), match.end()))
    for start, end, name in places.mentioned(letter.text):
        span = Span(start, end)
        own = name == municipality
        if any(span.overlaps(other) for spans in found.values() for other in spans):
            continue
        if not own and municipality and places.successor(name, 9999) == municipality:
            continue  # a village that once was a municipality of its own, now part of this one
        if not own and (any(span.overlaps(other) for other in taken) or _address(letter, span)):
            continue
        if not own and (_scene(letter, span) or name == "Den Haag" or name == "'s-Gravenhage"):
            continue  # a place where people go or are; The Hague for the national government
        found.setdefault(name, []).append(span)
    _add_loose_list(letter, found)
    if municipality and municipality not in found:
        spans = [Span(m.start(), m.end()) for m in re.finditer(r"\bde gemeente\b(?!\s+[A-Z])", letter.text)]
        if spans:
            found[municipality] = spans
    if municipality and municipality in found:
        found[municipality] += [
            Span(m.start(), m.end()) for m in re.finditer(r"\bde gemeente\b(?!\s+[A-Z])", letter.text)
        ]
    return [_municipality_group(letterhead, name, spans) for name, spans in found.items()]


def _municipality_group(letterhead: Letterhead, name: str, spans: list[Span]) -> Group:
    group = Group(f"Gemeente {name}", "gemeente", spans, municipality=name)
    for who, role in ((letterhead.sender, "afzender"), (letterhead.addressee, "geadresseerde")):
        if who and who.kind == "gemeente":
            group.roles.append(role)  # type: ignore[arg-type]
    return group


def _add_loose_list(letter: Letter, found: dict[str, list[Span]]) -> None:
    """Municipalities that are common words too, after "gemeenten" or among others in a list."""
    pattern = re.compile(r"\b[Gg]emeenten\s+(?P<list>[A-Z’'][^.;:()\n]{3,120})")
    name = re.compile(rf"(?<![\w-])(?:{places.known_names()})(?![\w-])")
    for match in pattern.finditer(letter.text):
        for item in name.finditer(match["list"]):
            span = Span(match.start("list") + item.start(), match.start("list") + item.end())
            if not any(span.overlaps(other) for spans in found.values() for other in spans):
                found.setdefault(places.canonical(item[0]), []).append(span)


_PLACE_OF = re.compile(
    r"(?:ziekenhuis|verpleeghuis|hospice|kliniek|station|overstap|rechtbank|winkel\w*|gemeentehuis|stadhuis|bioscoop|school)"
    r"\s+(?:in|te|van)\s$|\bdan\s$|\bop\s$",
    re.I,
)
_WAY = re.compile(r"\b(?:naar|van|vanuit|uit|via)\s$", re.I)
_TRAVEL = re.compile(
    r"\b(?:boot|\w*bus|trein|\w*taxi|rit|ritten|ritje|reis|reizen|reist|rijdt|rijden|ziekenhuis|specialist|verhuis\w*|komt"
    r"|fiets\w*|auto|vervoer|dochter|zoon|woont|familie)\b",
    re.I,
)
_INSIDE = re.compile(r"\s+in een (?:verpleeg|zieken|bejaarden|verzorgings|te)\w*", re.I)


def _scene(letter: Letter, span: Span) -> bool:
    """Whether a place is named as where somebody goes, comes from or stays, not as a municipality that does a thing."""
    before, after = letter.text[max(0, span.start - 70) : span.start], letter.text[span.end : span.end + 40]
    if _PLACE_OF.search(before) or _INSIDE.match(after):
        return True
    around = re.split(r"[.!?\n]", before)[-1] + re.split(r"[.!?\n]", after)[0]
    return bool(_WAY.search(before) and _TRAVEL.search(around))


def _address(letter: Letter, span: Span) -> bool:
    before = letter.text[max(0, span.start - 10) : span.start]
    return bool(re.search(r"\b\d{4}\s?[A-Z]{2},?\s+$", before)) or "@" in letter.text[span.start : span.end + 1]
