"""Who asks the council: the municipality, its officials and letters, and the persons whom this letter names as such."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.lexicon import load_lines

_PREFIX = r"(?:(?:van|de|den|der|ter|ten|te|het|'t|’t|in|op)\s+)*"
_NAME = rf"(?-i:[A-ZÀ-Þ][\wà-ÿ’'-]*\.?)(?:\s+{_PREFIX}(?-i:[A-ZÀ-Þ][\wà-ÿ’'-]+))?"
_OFFICE = (
    r"(?:wethouder|burgemeester|gemeentesecretaris|griffier|(?:\w+)?(?:ambtenaar|medewerker|medewerkster|adviseur|"
    r"leider|manager|coördinator|regisseur|consulent))"
)
_TITLE = r"(?:(?:mevrouw|mevr\.?|mw\.?|de heer|dhr\.?|heer)\s+)?"
_NAMED = re.compile(
    rf"\b{_OFFICE}\s+{_TITLE}(?P<after>{_NAME})|(?P<before>{_NAME}),?\s+(?:de |uw |jullie |onze )?{_OFFICE}\b|"
    rf"(?:^|\n)\s*(?:beste|dag|hallo|hoi|goedemorgen|goedemiddag|geachte)\s+(?:{_OFFICE}\s+)?{_TITLE}(?P<greeted>{_NAME})",
    re.IGNORECASE,
)
_WORDS = "|".join(load_lines("requesters"))
_NO_NAMES = frozenset(
    {"college", "colleges", "raad", "leden", "lid", "heer", "mevrouw", "allen", "mensen", "gemeente", "de", "het"}
)


@lru_cache(maxsize=8)
def requester_pattern(text: str) -> re.Pattern[str]:
    """A pattern for who asks in the letter `text`: what every letter calls them, and the officials that it names."""
    names: set[str] = set()
    for match in _NAMED.finditer(text):
        words = next(filter(None, match.groups())).split()
        names |= {" ".join(words), words[0], words[-1]}
    known = "".join(f"|(?-i:{re.escape(name)})" for name in sorted(names, key=len, reverse=True) if _is_name(name))
    return re.compile(rf"\b(?:{_WORDS}{known})(?!\w)", re.IGNORECASE)


def _is_name(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and not word.endswith(".") and word.lower() not in _NO_NAMES
