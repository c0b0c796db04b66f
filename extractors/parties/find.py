"""Collects mentions, brings those of one party together, and gives parties their roles."""

from __future__ import annotations

import re
from typing import Any

from extractors.facts import Letterhead, Party, PartyRole
from extractors.letter import Letter, Span
from extractors.names import places
from extractors.parties import councils, organisations, persons, public
from extractors.parties.group import Group


def find(letter: Letter, doc: Any, letterhead: Letterhead) -> tuple[Party, ...]:
    """All parties of the letter, in order of first mention; `name` is the canonical name."""
    municipality = _municipality(letter, letterhead)
    groups: list[Group] = []
    groups += councils.collect(letter, letterhead, municipality)
    groups += public.collect(letter, letterhead, municipality)
    groups += persons.collect(letter, doc, letterhead, _spans(groups))
    groups += organisations.collect(letter, doc, letterhead, groups)
    groups += public.municipalities(letter, letterhead, municipality, groups)
    year = int(letterhead.letter_date[:4]) if letterhead.letter_date else None
    parties = [_party(letter, letterhead, group, municipality, year) for group in groups if group.mentions]
    return tuple(sorted(parties, key=lambda party: (party.span.start, party.name)))


def _municipality(letter: Letter, letterhead: Letterhead) -> str | None:
    for who in (letterhead.sender, letterhead.addressee):
        if who and who.municipality:
            return who.municipality
    return public.main_municipality(letter) or councils.main_municipality(letter)


def _spans(groups: list[Group]) -> list[Span]:
    return [span for group in groups for span in group.mentions]


def _party(letter: Letter, letterhead: Letterhead, group: Group, municipality: str | None, year: int | None) -> Party:
    mentions = tuple(sorted(set(group.mentions)))
    best = max(mentions, key=lambda span: (len(span), -span.start))
    place = group.municipality
    return Party(
        span=best,
        name=group.name,
        kind=group.kind,
        roles=_roles(letter, letterhead, group, municipality),
        mentions=mentions,
        function=group.function,
        municipality=place,
        municipality_code=places.code(place) if place else None,
        confidence=group.confidence,
    )


_PART = re.compile(
    r"\b(?:samen met|in overleg met|gesprek\w* met|overleg met|in opdracht van|opdracht\w*"
    r"|uitgevoerd|uitvoering|uitvoert|partner\w*|betrokken|"
    r"deelnemende|toelichting|gesproken met|samenwerk\w*|namens|contact met|opgesteld door"
    r"|onderzoek door|door|aanwezig|presentatie|verantwoordelijk\w*)\b",
    re.I,
)


def _roles(letter: Letter, letterhead: Letterhead, group: Group, municipality: str | None) -> tuple[PartyRole, ...]:
    if group.roles:
        return tuple(dict.fromkeys(group.roles))
    if (
        group.kind in ("college", "gemeenteraad", "gemeente")
        and group.municipality
        and group.municipality == municipality
    ):
        return ("betrokken",)
    both = [who.span for who in (letterhead.sender, letterhead.addressee) if who]
    if group.kind == "gemeente" and any(span.overlaps(who) for span in group.mentions for who in both):
        return ("betrokken",)
    if letterhead.document_type == "transcript":
        return ("genoemd",)
    if len(group.mentions) >= 3 or (group.kind == "persoon" and group.function):
        return ("betrokken",)
    for span in group.mentions:
        around = letter.text[max(0, span.start - 60) : span.end + 40]
        if _PART.search(around):
            return ("betrokken",)
    return ("genoemd",)
