"""Is the text layer of a page usable? Measured on its characters and words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.lexicon import load_lines

_WORD = re.compile(r"[^\W\d_]{2,}")
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]|\(cid:\d+\)")
_VOWEL = re.compile(r"[aeiouàáâäèéêëìíîïòóôöùúûü]", re.I)
_COMMON = frozenset(load_lines("layout_function_words")) | frozenset(("the", "of", "and", "to", "a", "for", "with"))
_ENOUGH_WORDS = 25


@dataclass(frozen=True, slots=True)
class TextLayer:
    """Shares of a page's text: `odd` characters without meaning, `plausible` and `common` words, `vowels`."""

    words: int
    odd: float
    plausible: float
    common: float
    vowels: float

    @property
    def garbage(self) -> bool:
        """Whether the text is no language: odd characters, or words that no language has.

        Real pages have odd < 0.02, plausible > 0.9, common > 0.2 and vowels > 0.35; text from a font without a
        proper encoding has hardly any common words.
        """
        if self.odd > 0.12:
            return True
        if self.words < _ENOUGH_WORDS:
            return False
        return self.plausible < 0.6 or (self.common < 0.02 and (self.plausible < 0.85 or self.vowels < 0.28))


def look(text: str) -> TextLayer:
    """Measure the text of one page."""
    odd = sum(len(match.group()) for match in _ODD.finditer(text))
    visible = sum(not char.isspace() for char in text)
    words = _WORD.findall(text)
    plausible = sum(_is_plausible(word) for word in words)
    common = sum(word.lower() in _COMMON for word in words)
    count = max(1, len(words))
    letters = "".join(words)
    vowels = len(_VOWEL.findall(letters)) / max(1, len(letters))
    return TextLayer(len(words), odd / max(1, visible), plausible / count, common / count, vowels)


def _is_plausible(word: str) -> bool:
    """Whether a word has vowels and consonants in a usual way and no capitals in the middle."""
    if word.isupper() and len(word) <= 6:
        return True
    inner = word[1:]
    if not (inner.islower() or word.isupper() or len(word) == 2):
        return bool(re.fullmatch(r"(?:[A-Z]?[a-zà-ü]+){2,3}", word))
    return len(word) <= 3 or (
        (bool(_VOWEL.search(word)) or "y" in word.lower()) and not re.search(r"[bcdfghjklmnpqrstvwxz]{7}", word, re.I)
    )
