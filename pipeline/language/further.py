"""Further names that follow from those found: the rest of a list, a longer form, what an abbreviation stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.language import learned, lemmas, patterns
from pipeline.language.patterns import COUNCIL, FILL, HEADED, Found

_ABBREVIATION = re.compile(
    r"\s?\(\s?(?:hierna:?\s|verder:?\s|kortweg\s|afgekort:?\s)?[\"“'‘]?([A-Z][\w&-]{1,11})[\"”'’]?\s?\)"
)
_NEXT_ITEM = re.compile(r"(?:, | en |, en | of )(?:de |het )?((?:De |Het )?[A-ZÀ-Þ][\w'’-]+)(?=[.,;:)\n]| [a-z])")
_BRANCH = re.compile(r" afdeling [A-ZÀ-Þ][\w'’-]+")
_TWIN = re.compile(r"(?:, ([A-ZÀ-Þ][\w-]+))? en ([A-ZÀ-Þ][\w-]+)(?! [A-ZÀ-Þ])(?![\w-])")
_LETTERS = re.compile(r" \(([A-Z][A-Za-z]{1,7})\)")
_PLAIN_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LINKS = ("van", "voor", "de", "het", "der", "den", "en", "in", "op", "aan", "te", "bij", "tot", "ten", "om")


class Taken:
    """Which code points names stand on; says in no time whether a stretch is free."""

    def __init__(self, names: Iterable[Found] = ()) -> None:
        self._marks = bytearray()
        for name in names:
            self.add(name)

    def add(self, name: Found) -> None:
        """Take the place of `name`."""
        if len(self._marks) < name.end:
            self._marks.extend(bytes(name.end * 2 - len(self._marks)))
        self._marks[name.start : name.end] = b"\1" * (name.end - name.start)

    def by_any(self, name: Found) -> bool:
        """Whether any name stands where `name` would."""
        return self._marks.find(1, name.start, name.end) >= 0


def listed(text: str, found: list[Found]) -> list[Found]:
    """Capitalised words that go on a list of places or organisations: "Cosis, Meander en Afeer"."""
    out: list[Found] = []
    for name in found:
        match = _NEXT_ITEM.match(text, name.end) if name.label in ("ORG", "LOC") else None
        if match and not lemmas.is_common(match[1].lower()) and match[1].lower() not in patterns.words("no_names"):
            out.append(Found(match.start(1), match.end(1), name.label, FILL))
    return out


def longer(text: str, found: list[Found]) -> list[Found]:
    """Organisations that go on behind their first part: "Platform Wonen en Zorg", "Zonnebloem afdeling Peize"."""
    out = []
    for name in found:
        if name.label != "ORG":
            continue
        branch = _BRANCH.match(text, name.end)
        twin = _TWIN.match(text, name.end) if " " in text[name.start : name.end] else None
        last = text[name.start : name.end].split()[-1].lower()
        if branch:
            out.append(replace(name, end=branch.end(), strength=max(name.strength, HEADED)))
        elif (
            twin
            and learned.is_ordinary(last)
            and all(learned.is_ordinary(word.lower()) for word in filter(None, twin.groups()))
        ):
            out.append(replace(name, end=twin.end(), strength=max(name.strength, HEADED)))
    return out


def spelled_out(text: str, found: list[Found]) -> list[Found]:
    """Full names before an abbreviation in brackets whose letters are theirs: "Centraal Orgaan opvang … (COA)"."""
    out, taken = [], Taken(name for name in found if name.label in ("ORG", "LOC"))
    for match in _LETTERS.finditer(text):
        before = list(_PLAIN_WORD.finditer(text, text.rfind("\n", 0, match.start()) + 1, match.start()))
        start = _spelling(before, match[1])
        if start is None or text[start : match.start()].casefold() in patterns.words("no_names"):
            continue
        name = Found(start, match.start(), "ORG", HEADED)
        if text[start].isupper() and taken.by_any(name) and not text.startswith("Wet ", start):
            out.append(name)
    return out


def _spelling(before: list[re.Match[str]], letters: str) -> int | None:
    """Where the words begin whose first letters, link words left out at will, spell `letters`; None if they do not."""
    left, at = letters.lower(), None
    for word in reversed(before):
        if not left:
            break
        if word[0][0].lower() == left[-1]:
            left, at = left[:-1], word.start()
        elif word[0].lower() not in _LINKS:
            return None
    return None if left else at


def abbreviations(text: str, found: list[Found]) -> list[Found]:
    """What stands in brackets right behind an organisation or law, as its abbreviation."""
    names = []
    for name in found:
        match = _ABBREVIATION.match(text, name.end)
        if match and name.label in ("ORG", "MISC"):
            names.append(Found(match.start(1), match.end(1), name.label, COUNCIL))
    return names
