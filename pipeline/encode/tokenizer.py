"""The unigram tokenizer of XLM-RoBERTa in plain Python: text in, piece numbers out.

A word is cut into the pieces whose scores add up highest (Viterbi). Words are cut one at a time and
remembered, since no piece crosses a space. The outcome equals the reference tokenizer's wherever the pieces
were kept; where they were not, the word falls back to shorter pieces and in the end to single characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
"""Piece numbers with a meaning of their own."""

SPACE = "\u2581"
"""Stands for a space inside pieces."""

_WORD = re.compile(f"{SPACE}[^{SPACE}]*")
_SPACES = re.compile(" {2,}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNKNOWN_PENALTY = 10.0
_REMEMBERED_WORDS = 50_000
_LONGEST_WORD = 5_000
"""Characters; a longer run without a space is cut here, so that one odd word cannot fill the memory."""


class Tokenizer:
    """Cuts text into numbered pieces."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], replacements: Mapping[int, str]) -> None:
        """`pieces[i]` is the text of piece i (the first four are special), `scores[i]` its log probability;
        `replacements` maps a code point to the text that stands for it (NFKC, controls dropped)."""
        self._pieces = dict(zip(pieces, enumerate(scores), strict=True))
        for piece in pieces[: UNKNOWN + 1]:
            del self._pieces[piece]
        self._replacements = dict(replacements)
        self._unknown_score = min(scores) - _UNKNOWN_PENALTY
        self._longest = max(map(len, self._pieces))
        self._cut = lru_cache(_REMEMBERED_WORDS)(self._best_cut)

    @property
    def vocabulary(self) -> dict[str, int]:
        """Text of each piece → its number."""
        return {piece: number for piece, (number, _) in self._pieces.items()}

    def normalise(self, text: str) -> str:
        """The text as the model knows it: composed, simplified, single spaces, one in front."""
        text = _SURROGATE.sub("\ufffd", text).replace("\0", "")
        text = unicodedata.normalize("NFC", text).translate(self._replacements)
        text = _SPACES.sub(" ", text)
        return text if text.startswith(" ") else " " + text

    def pieces(self, text: str) -> list[int]:
        """The piece numbers of `text`, without begin and end."""
        numbers: list[int] = []
        for word in _WORD.findall(self.normalise(text).replace(" ", SPACE)):
            for start in range(0, len(word), _LONGEST_WORD):
                numbers.extend(self._cut(word[start : start + _LONGEST_WORD]))
        return numbers

    def _best_cut(self, word: str) -> tuple[int, ...]:
        length = len(word)
        best = [0.0] + [float("-inf")] * length
        step = [(UNKNOWN, 0)] * (length + 1)  # last piece of the best cut up to here, and where it starts
        for start in range(length):
            for end in range(start + 1, min(length, start + self._longest) + 1):
                piece = self._pieces.get(word[start:end])
                if piece is not None and best[start] + piece[1] > best[end]:
                    best[end] = best[start] + piece[1]
                    step[end] = (piece[0], start)
            if best[start] + self._unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self._unknown_score
                step[start + 1] = (UNKNOWN, start)
        return _without_repeated_unknown(_backwards(step))


def _backwards(step: Sequence[tuple[int, int]]) -> list[int]:
    numbers: list[int] = []
    position = len(step) - 1
    while position:
        number, position = step[position]
        numbers.append(number)
    return numbers[::-1]


def _without_repeated_unknown(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(n for i, n in enumerate(numbers) if n != UNKNOWN or not i or numbers[i - 1] != UNKNOWN)
