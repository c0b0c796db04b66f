"""Organisations and companies: mentions under long and short names brought together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from extractors.facts import Letterhead
from extractors.letter import Letter, Span
from extractors.names import places
from extractors.names.organisations import Organisation, find_organisations, is_name
from extractors.parties.group import Group

_NO_ORGANISATION = ("PER", "PERSON", "LOC", "GPE")
_WEAK_HEAD = re.compile(r"^(?:team|afdeling|dienst|eenheid|regio|domein|cluster|netwerk|bureau)\b", re.I)


def collect(letter: Letter, doc: Any, letterhead: Letterhead, groups: Sequence[Group]) -> list[Group]:
    """Organisations that the letter names, apart from the parties in `groups`."""
    taken = [span for group in groups for span in group.mentions]
    known = {letter.quote(span).lower() for group in groups for span in group.mentions}
    out: dict[str, Group] = {}
    others = [(ent.start_char, ent.end_char) for ent in getattr(doc, "ents", ()) if ent.label_ in _NO_ORGANISATION]
    for found in [*find_organisations(letter.text), *_from_model(letter, doc)]:
        if letterhead.subject and found.confidence < 0.6 and found.span.start == letterhead.subject.start:
            continue
        if found.confidence <= 0.6 and _only_in_subject(letter, letterhead, found):
            continue
        if found.confidence < 0.6 and any(start <= found.span.start < end for start, end in others):
            continue
        if (
            any(found.span.overlaps(span) for span in taken)
            or found.name.lower() in known
            or places.is_known(found.core)
        ):
            continue
        key = _key(found.core)
        if letterhead.document_type == "transcript" and _WEAK_HEAD.match(found.name):
            continue
        home = out.get(key) or next(
            (group for other, group in out.items() if _part(key, other) or _misprint(key, other)), None
        )
        if home is None:
            home = out[key] = Group(found.name, found.kind, confidence=found.confidence)
        home.mentions.append(found.span)
        taken.append(found.span)
        if found.abbreviation:
            home.mentions.append(found.abbreviation)
            out.setdefault(_key(letter.quote(found.abbreviation)), home)
    unique = list({id(group): group for group in out.values()}.values())
    for group in unique:
        _add_all_mentions(letter, group, taken)
        to = letterhead.addressee
        if to is not None and to.kind == "organisatie" and any(to.span.overlaps(mention) for mention in group.mentions):
            group.roles.append("geadresseerde")
        for span in letterhead.cc:
            if any(span.overlaps(mention) for mention in group.mentions):
                group.roles.append("cc")
    return unique


def _only_in_subject(letter: Letter, letterhead: Letterhead, found: Organisation) -> bool:
    """Whether capitals stand in the subject and nowhere else: there they head the name of a plan."""
    subject = letterhead.subject
    return subject is not None and subject.contains(found.span) and letter.text.count(found.core) == 1


def _key(name: str) -> str:
    return re.sub(r"[^\w]+", " ", name.lower()).strip()


def _part(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return min(len(one), len(other)) > 2 and (a < b or b < a) and not (a & b) <= {"regio", "team", "stichting"}


def _misprint(one: str, other: str) -> bool:
    """Whether two single words are one name spelled in two ways ("Ontplooi", "Ontplooj")."""
    if " " in one or " " in other or min(len(one), len(other)) < 6:
        return False
    return SequenceMatcher(None, one, other).ratio() >= 0.85


def _add_all_mentions(letter: Letter, group: Group, taken: list[Span]) -> None:
    """Every other place where the organisation's proper name or abbreviation stands."""
    forms = {letter.quote(span) for span in group.mentions}
    for form in list(forms):
        words = form.split()
        if len(words) > 1 and (words[0][0].islower() or words[0] in ("Stichting", "Vereniging", "Coöperatie")):
            forms.add(" ".join(words[1:]))
    for form in sorted(forms, key=len, reverse=True):
        if len(form) < 2 or form.islower():
            continue
        for match in re.finditer(rf"(?<![\w@./-]){re.escape(form)}(?![\w@]|\.nl)", letter.text):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in taken):
                group.mentions.append(span)
                taken.append(span)


_AGENT = re.compile(r"\b(?:door|volgens|bij|met|aan|naar|via|namens|zoals|waaronder)\s*$")


def _from_model(letter: Letter, doc: Any) -> Iterator[Organisation]:
    """Organisations that the language model recognised, where the print does not speak against it."""
    for ent in getattr(doc, "ents", ()):
        if ent.label_ != "ORG" or "\n" in ent.text:
            continue
        text = re.sub(r"^(?:de|het|een)\s+", "", ent.text, flags=re.I)
        span = Span(ent.start_char + len(ent.text) - len(text), ent.end_char)
        before = letter.text[max(0, span.start - 14) : span.start]
        if not _in_sentence(letter, span) or re.search(r"\d{3}|wet\b|college|raad\b|gemeente|\bbrief", text, re.I):
            continue
        if re.search(r"\b[Ii]n\s+(?:[Dd]e|[Hh]et|['’]t)\s$", before):
            continue  # where people meet
        if text.isupper() and not _AGENT.search(before):
            continue
        if is_name(letter.text, text):
            yield Organisation(span, "organisatie", text, text, None, 0.6)


def _in_sentence(letter: Letter, span: Span) -> bool:
    """Whether a name stands inside a sentence, where a capital means something."""
    return bool(re.search(r"[a-zß-ɏ,;)] $", letter.text[max(0, span.start - 2) : span.start]))
