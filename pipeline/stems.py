"""Stems of Dutch words, by Porter's rules for Dutch (those that Snowball calls `dutch_porter`)."""

from __future__ import annotations

import re
from functools import lru_cache

_V = "[aeiouyè]"
_NO_V = "[^aeiouyè]"
_PLAIN = str.maketrans("áäéëíïóöúü", "aaeeiioouu")
_BEHIND_VOWEL = re.compile(rf"({_V})(?:(y|i(?={_V}))|i)")
_SYLLABLE = re.compile(rf"{_NO_V}*{_V}+{_NO_V}")
_INFLECTION = re.compile("(?:heden|ene?|se?)$")
_SUFFIX = re.compile("(?:end|ing|ig|lijk|baar|bar)$")
_LONG_VOWEL = re.compile(rf"{_NO_V}(?:aa|ee|oo|uu)[^aeiouyèI]$")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word in lower case; a final z or v becomes s or f (adviezen → advies)."""
    found = _stem(word)
    return found[:-1] + {"z": "s", "v": "f"}.get(found[-1:], found[-1:])


def _stem(word: str) -> str:
    """The stem; on the way an i or y that is a consonant is a capital."""
    word = word.translate(_PLAIN)
    word = "Y" + word[1:] if word.startswith("y") else word
    word = _BEHIND_VOWEL.sub(lambda match: match[1] + (match[2].upper() if match[2] else "i"), word)
    first, second = _regions(word)
    word = _without_inflection(word, first)
    short = _without_e(word, first)
    had_e, word = short != word, short
    if word.endswith("heid") and not word.endswith("cheid") and len(word) - 4 >= second:
        word = word[:-4]
        word = _without_en(word, 2, first) if word.endswith("en") else word
    word = _without_suffix(word, first, second, had_e)
    return (word[:-2] + word[-1] if _LONG_VOWEL.search(word) else word).lower()


def _regions(word: str) -> tuple[int, int]:
    """From where on an ending may be taken off, behind the first syllable and behind the second."""
    one = _SYLLABLE.match(word) if len(word) > 2 else None
    two = _SYLLABLE.match(word, one.end()) if one else None
    return max(3, one.end()) if one else len(word), two.end() if two else len(word)


def _without_inflection(word: str, first: int) -> str:
    ending = _INFLECTION.search(word)
    if ending is None:
        return word
    at, printed = ending.start(), ending[0]
    if printed.startswith("en"):
        return _without_en(word, len(printed), first)
    if at < first:
        return word
    if printed == "heden":
        return word[:at] + "heid"
    return word if word[at - 1] in "aeijouyè" else word[:at]


def _without_en(word: str, length: int, first: int) -> str:
    """Without "en" or "ene" behind a consonant."""
    kept = word[:-length]
    if len(kept) < first or not _ends_in_consonant(kept) or kept.endswith("gem"):
        return word
    return _single(kept)


def _without_e(word: str, first: int) -> str:
    kept = word[:-1]
    return _single(kept) if word.endswith("e") and len(kept) >= first and _ends_in_consonant(kept) else word


def _without_suffix(word: str, first: int, second: int, had_e: bool) -> str:
    ending = _SUFFIX.search(word)
    if ending is None or ending.start() < second:
        return word
    kept, printed = word[: ending.start()], ending[0]
    if printed in ("end", "ing"):
        inner = kept.endswith("ig") and len(kept) - 2 >= second and not kept.endswith("eig")
        return kept[:-2] if inner else _single(kept)
    if printed == "ig":
        return word if kept.endswith("e") else kept
    if printed == "lijk":
        return _without_e(kept, first)
    return kept if printed == "baar" or had_e else word


def _ends_in_consonant(word: str) -> bool:
    return bool(word) and word[-1] not in "aeiouyè"


def _single(word: str) -> str:
    """With one consonant for two at the end."""
    return word[:-1] if word.endswith(("dd", "kk", "tt")) else word
