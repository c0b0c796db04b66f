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


_ACTS = re.compile(
    r",?\s+(?:zal|wil|kan|gaat|gaan|houdt|houden|verzorgt|voert|regelt|breidt|begint|belt|geeft|brengt|kijkt|schrapt"
    r"|levert|organiseert|start|stopt|neemt|werkt|helpt|biedt|rijdt|vervult|beheert|coördineert|laat weten|kwam|legde"
    r"|vertelde|lichtte)\b"
    r"|[^.;:\n]{0,60}?\bheeft\b[^.;:\n]{0,90}?"
    r"\b(?:toegelicht|uitgelegd|toegezegd|verteld|beloofd|aangeboden|laten zien)\b"
)
"""What stands behind somebody who does something in the matter."""
_ARTICLE = r"(?:de |het |mevrouw |de heer |mw\. |dhr\. )?$"
_WITH = re.compile(
    r"\b(?:sprak(?:en)?|praten|praatten|gesproken|sprake|contract|afspra\w+|overleggen|besproken|uitwisselen)\b"
    rf"[^.;:\n]{{0,25}}\b(?:met|van)\s+{_ARTICLE}"
    r"|\b(?:inkopen|inkoopt|onder te brengen|aan te dringen|aandringen|bezwaar|melden|aankloppen|terecht)\b"
    rf"[^.;:\n]{{0,25}}\bbij\s+{_ARTICLE}|\b(?:via|in dienst van)\s+{_ARTICLE}"
    r"|\b(?:te gast|aanwezig)\s*:[^\n]{0,120}$",
    re.I,
)
"""What stands before somebody with whom the matter is arranged or discussed."""
_CONTACT = re.compile(
    r"(?:^|\n|\s{2})\s*(?:behandeld door|inlichtingen(?: bij)?|contact(?:persoon)?|informatie(?: bij)?|steller)"
    r"\s*:?\s*$",
    re.I,
)
"""A label of the letterhead before whoever can be asked."""
_SOURCE = re.compile(r"\b(?:volgens|aldus|afwezig[^:\n]{0,12}:)\s+(?:de |het |dhr\. |mw\. )?$", re.I)
"""What stands before somebody who is quoted, or who was not there."""


_OTHERS = ("persoon", "organisatie", "bedrijf", "adviesraad", "overig")


def _takes_part(letter: Letter, span: Span) -> bool:
    """Whether the words around a mention say that a party takes part in the matter."""
    before, after = letter.text[max(0, span.start - 140) : span.start], letter.text[span.end : span.end + 180]
    if _SOURCE.search(before):
        return False
    return bool(_ACTS.match(after) or _WITH.search(before))


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
    if group.kind == "persoon" and all(
        _CONTACT.search(letter.text[max(0, span.start - 40) : span.start]) for span in group.mentions
    ):
        return ("genoemd",)
    if len(group.mentions) >= 3 or (group.kind == "persoon" and group.function):
        return ("betrokken",)
    if group.kind in _OTHERS and any(_takes_part(letter, span) for span in group.mentions):
        return ("betrokken",)
    for span in group.mentions:
        around = letter.text[max(0, span.start - 60) : span.end + 40]
        if _PART.search(around):
            return ("betrokken",)
    return ("genoemd",)
