"""What the words of a line say about its place in a letter. Pure questions about strings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.lexicon import load_lines

_NUMBERED = re.compile(
    r"(?P<marker>\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}|[A-Z]\))\s+(?=\S)"
)
_BULLET = re.compile(r"(?P<marker>[•◦○▪▫●■□➢➤►▸→‣⁃✓✔❖⮚*\-–—·])\s+(?=\S)")
_ENDED = re.compile(r"[.!?:;…]['\"’”»)\]]*$")
_INITIAL = re.compile(
    r"(\d{1,2})\. ?(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b"
)
_CHAPTER = re.compile(
    r"^(?:hoofdstuk|paragraaf|thema|onderdeel|deel)\s+\d{1,2}(?:\.\d{1,2})?\s*[:.–-]\s+[^.?!;]{3,70}$", re.I
)
_TOP_NUMBER = re.compile(r"^\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]$")


def _alternatives(name: str) -> str:
    words = sorted(load_lines(name), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)


@cache
def _pattern(name: str, template: str) -> re.Pattern[str]:
    return re.compile(template.replace("%", _alternatives(name)), re.IGNORECASE)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_lines(name))


def is_closing(line: str) -> bool:
    """Whether the line closes a letter: "Met vriendelijke groet,", "Hoogachtend,"."""
    text = line.strip()
    formula = _pattern("layout_closings", r"^(?:%)(?![\w-])").match(text) or _ON_BEHALF.match(text)
    return len(text) <= 90 and bool(formula or text.rstrip(" ,.").endswith(" voornoemd"))


_ON_BEHALF = re.compile(r"namens (?:de|het|alle|onze) [^.]{3,70},$", re.IGNORECASE)


def is_label(line: str) -> bool:
    """Whether the line begins with a letterhead label: "Datum: …", "Ons kenmerk", "Betreft …:"."""
    return bool(_pattern("layout_labels", r"^(?:%)\s*[-–]?\s*(?::|$)").match(line.strip()))


def is_heading_wording(line: str) -> bool:
    """Whether the words alone make a heading: "Inleiding:", "Advies 3", "Hoofdstuk 2: wachttijden"."""
    if _CHAPTER.match(line.strip()):
        return True
    number = r"(?:\s+(?:nr\.?\s*)?(?:\d{1,2}(?:\.\d{1,2})?|[a-z]|[ivx]{1,4})\s?[a-z]?)?"
    template = r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+)?(?:%)" + number + r"\s*[.:]?$"
    return bool(_pattern("layout_headings", template).match(line.strip()))


def trailing_heading(text: str) -> int:
    """Where a heading's wording begins that got stuck behind the last sentence; 0 when there is none."""
    found = re.search(r"[.!?]['\"’”)]*\s+(?=[A-Z][^\W\d_]+(?: [^\W\d_]+){0,2}$)", text)
    return found.end() if found and is_heading_wording(text[found.end() :]) else 0


def ended(text: str) -> bool:
    """Whether the text ends as a sentence, clause or lead-in does."""
    return bool(_ENDED.search(text[-20:]))


def hangs(text: str) -> bool:
    """Whether the text stops at a word (or comma, hyphen) after which it must go on."""
    if text.endswith((",", "-", "\u00ad", "–", "(", "/", "&")):
        return True
    last = re.search(r"[^\W\d_]+$", text[-40:])
    return last is not None and last.group() in _words("layout_function_words")


def goes_on(text: str) -> bool:
    """Whether the text begins in the middle of a sentence (lower case, no label or marker)."""
    start = text.lstrip("\"'‘’“”(")
    if not start[:1].islower() or split_marker(text)[0]:
        return False
    return not is_label(text) and not re.match(r"[\w.-]{1,20}:", start) and not re.match(r"\S+@|www\.|http", start)


def split_marker(text: str) -> tuple[str, int]:
    """A list marker or number at the start of a line, and where the content begins ("" and 0)."""
    found = _BULLET.match(text)
    if found is None:
        found = _NUMBERED.match(text)
        if found is None or _INITIAL.match(text):
            return "", 0
    return found.group("marker"), found.end()


def is_bullet(marker: str) -> bool:
    """Whether the marker is a sign, not a number or letter."""
    return bool(marker) and not any(char.isalnum() for char in marker)


def depth(marker: str) -> int:
    """How deep a number is: "2." and "a)" are 1, "2.1" is 2; 0 for a bullet."""
    return 0 if is_bullet(marker) else len(re.findall(r"[^\W_]+", marker))


def follows(marker: str, seen: Sequence[str]) -> bool:
    """Whether `marker` is the first of a list or comes next after one of those `seen`."""
    now = _TOP_NUMBER.match(marker)
    if now is None:
        return not is_bullet(marker)
    if now.group(1) in ("1", "a", "i"):
        return True
    lasts = (_TOP_NUMBER.match(before) for before in seen)
    return any(
        last is not None
        and last.group(1).isdigit() == now.group(1).isdigit()
        and _ordinal(now.group(1)) - _ordinal(last.group(1)) in (1, 2)
        for last in lasts
    )


def remember(seen: list[str], marker: str) -> None:
    """Keep the last number and the last letter among the markers that were seen."""
    if not marker or is_bullet(marker):
        return
    digits = any(char.isdigit() for char in marker)
    seen[:] = [other for other in seen if any(char.isdigit() for char in other) != digits] + [marker]


def _ordinal(number: str) -> int:
    return int(number) if number.isdigit() else sum(ord(char) for char in number)
