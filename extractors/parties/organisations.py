"""Organisations and companies: mentions under long and short names brought together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from extractors.facts import Letterhead
from extractors.letter import Letter, Span
from extractors.lexicon import load_csv, load_lines
from extractors.names import places
from extractors.names.organisations import Organisation, find_organisations
from extractors.parties.group import Group

_WEAK_HEAD = re.compile(r"^(?:team|afdeling|dienst|eenheid|regio|domein|cluster|netwerk|bureau)\b", re.I)


def collect(letter: Letter, doc: Any, letterhead: Letterhead, groups: Sequence[Group]) -> list[Group]:
    """Organisations that the letter names, apart from the parties in `groups`."""
    taken = [span for group in groups for span in group.mentions]
    known = {letter.quote(span).lower() for group in groups for span in group.mentions}
    out: dict[str, Group] = {}
    for found in [*find_organisations(letter.text), *_from_model(letter, doc)]:
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
        for span in letterhead.cc:
            if any(span.overlaps(mention) for mention in group.mentions):
                group.roles.append("cc")
    return unique


def _key(name: str) -> str:
    return re.sub(r"[^\w]+", " ", name.lower()).strip()


def _part(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return len(one) > 3 and (a < b or b < a) and not (a & b) <= {"regio", "team", "stichting"}


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
        if len(words) > 1 and words[0][0].islower():
            forms.add(" ".join(words[1:]))
    for form in sorted(forms, key=len, reverse=True):
        if len(form) < 2 or form.islower():
            continue
        for match in re.finditer(rf"(?<![\w@./-]){re.escape(form)}(?![\w@]|\.nl)", letter.text):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in taken):
                group.mentions.append(span)
                taken.append(span)


def _from_model(letter: Letter, doc: Any) -> Iterator[Organisation]:
    """Organisations that the language model recognised and that look like a name."""
    laws = {
        form.lower()
        for row in load_csv("wetten")
        for form in [row["name"], row["short"], *row["aliases"].split(";")]
        if form
    }
    for ent in getattr(doc, "ents", ()):
        if ent.label_ != "ORG" or "\n" in ent.text:
            continue
        text = re.sub(r"^(?:de|het|een)\s+", "", ent.text, flags=re.I)
        start = ent.start_char + len(ent.text) - len(text)
        if len(text) < 3 or text.islower() or text.lower() in laws or text in load_lines("geen_organisatie"):
            continue
        if re.search(r"\bwet\b|wet$|college|raad\b|gemeente", text, re.I) or not text[0].isupper():
            continue
        yield Organisation(Span(start, start + len(text)), "organisatie", text, text)
