"""The set formulas of a Dutch letter that a line can be told by, wherever a letter is read."""

from __future__ import annotations

import re

from extractors.lexicon import pattern

LONGEST = 150
_WORDS = 9
_SENTENCE = re.compile(r"[.?]\s+\w+|\b(?:is|zijn|hebben|heeft|wordt)\b")


def is_salutation(line: str) -> bool:
    """Whether the line opens a letter: "Geacht college,", "Beste leden van de raad", "Dag Denise,", "L.S."."""
    text = line.strip()
    if len(text) > LONGEST or _SENTENCE.search(text):
        return False
    closed = text.endswith((",", ":", "!"))
    if pattern("salutation").match(text):
        return closed or len(text.split()) <= _WORDS
    return closed and pattern("salutation_closed").match(text) is not None
