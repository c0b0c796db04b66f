"""What looks like a date and is none: numbers in names of laws and plans, references, prices, phones."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.letter import Span
from extractors.lexicon import any_of, load_csv, load_lines

_PATTERNS = (
    r"https?://\S+|www\.\S+|\S+@\S+\.\w+",
    r"\b\d{4}\s?[A-Z]{2}\b(?=\s+[A-Z'’])",  # a postcode
    r"\bpostbus\s+\d+",
    r"\b[A-Z]{2}\d{2}\s?[A-Z]{4}[\s\d]{10,14}\b",  # an IBAN
    r"€\s?[\d.,]+(?:-|,-)?|\b[\d.,]+\s?(?:euro|EUR|%|procent|ton|miljoen|miljard)\b",
    r"\b\d{1,2}[.:]\d{2}\s?(?:uur|u\.?)\b|\b\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}\b",
    (
        r"(?:\b(?:paragraaf|par\.|hoofdstuk|artikel|art\.|versie|bijlage|pagina|blz\.|p\.|punt|onderdeel|lid)|§)"
        r"\s*\d+(?:[.:]\d+)*"
    ),
    r"\b(?=[\w/.-]*[A-Za-z])(?=[\w/.-]*\d{3})[A-Za-z\d]+(?:[-/._][A-Za-z\d]+)+\b(?<!\d)",  # a code with letters
    r"\b[A-Za-z]{1,6}[-/.]?\d{2,4}[-/.](?!(?:19|20)\d{2}\b)\d{3,}(?:[-/.]\w+)*\b",
    r"\b(?:19|20)\d{2}[-/.](?!(?:19|20)\d{2}\b)\d{3,}(?:[-/.]?\w+)*\b",
    r"\b\d{5,}(?:[-/.]\w+)*\b",
    r"\b(?:ons|onze|uw|brief|advies)\s?(?:nummer|nr\.?|kenmerk|ref\w*\.?)\s*:?\s*[\w./-]*\d[\w./-]*",
    r"\b(?:KvK|RSIN|BSN|kvk|rsin|bsn)[-\s]?(?:nummer|nr\.?)?:?\s*[\d\s]+",
    r"\b\d+\.\d+\.\d+\b(?!\.)(?<!\.\d{4})(?<!\.\d{2})",
)
_PHONE = re.compile(r"(?:\+31|\b0)[\s–-]{0,3}\(?0?\)?\d{1,3}\)?(?:[\s.–-]{0,3}\d{1,8}){1,6}(?!\d)")
_ALL = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_DATED = re.compile(r"\d{2}(?P<sep>[-/.])\d{2}(?P=sep)(?:19|20)\d{2}(?!\d)")
_CODE_DATE = re.compile(r"\d{1,2}[-/.](?:\d{1,2}|[a-z]{3})[-/.](?:\d{4}|\d{2})|(?:19|20)\d{2}[-/]\d{2}[-/]\d{2}", re.I)


_STOP = frozenset(["de", "het", "een", "dit", "deze", "onze", "uw", "in", "is", "wordt", "op", "voor", "van"])


@cache
def _law_year() -> re.Pattern[str]:
    forms: set[str] = set()
    for row in load_csv("wetten"):
        forms.update(form for form in [row["name"], row["short"], *row["aliases"].split(";")] if form)
    return re.compile(rf"(?<!\w)(?i:{any_of(forms)})(?:\s+[A-Z][\w’'-]+){{0,3}}\s+\(?(?:19|20)\d{{2}}\b(?!-\d\d-)")


@lru_cache(maxsize=64)
def excluded_spans(text: str) -> tuple[Span, ...]:
    """Stretches of `text` in which no date may be found."""
    spans = []
    for match in (*_ALL.finditer(text), *_law_year().finditer(text)):
        if not _CODE_DATE.fullmatch(match[0]):
            spans.append(Span(match.start(), match.end()))
    for match in _PHONE.finditer(text):
        if sum(character.isdigit() for character in match[0]) >= 9 and not _DATED.match(match[0]):
            spans.append(Span(match.start(), match.end()))
    return tuple(spans)


_ACCEPT = frozenset(
    [
        "in",
        "van",
        "voor",
        "vóór",
        "vanaf",
        "sinds",
        "tot",
        "per",
        "na",
        "naar",
        "eind",
        "einde",
        "begin",
        "medio",
        "half",
        "tussen",
        "en",
        "t/m",
        "tegen",
        "uit",
        "over",
        "rond",
        "door",
        "jaar",
        "jaren",
        "dat",
        "of",
        "met",
        "op",
        "is",
        "was",
        "wordt",
        "zijn",
        "als",
        "heel",
        "gedurende",
        "ten",
        "binnen",
        "kalenderjaar",
        "subsidiejaar",
        "schooljaar",
        "begrotingsjaar",
        "boekjaar",
        "begroting",
        "gemeentebegroting",
        "budget",
        "beleidsperiode",
        "raadsperiode",
        "collegeperiode",
        "planperiode",
        "schooljaren",
        "zomer",
        "winter",
        "peildatum",
        "periode",
        "seizoen",
        "ultimo",
        "waarin",
        "dan",
        "om",
        "pas",
        "al",
        "ook",
        "nog",
        "vorig",
        "huidige",
        "hele",
        "maand",
        "lopende",
        "komende",
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ]
)


def is_name_year(text: str, start: int, year_start: int, year_end: int, is_range: bool = False) -> bool:
    """Whether the year or range at `year_start` belongs to a name ("Visie 2040", "beleidsplan 2023-2026")."""
    if start < year_start:  # "begin 2018"
        return False
    before = text[max(text.rfind("\n", 0, start) + 1, start - 90) : start]
    if re.match(r"[-–/][A-Za-z]", text[year_end : year_end + 3]) or re.search(r"(?:19|20)\d{2}\s?[-–/]\s?$", before):
        return True
    before = re.sub(r"(?:(?:19|20)\d{2}(?:,| en| of| tot| t/m)\s+)+$", "", before)
    words = re.findall(r"[\w'’/&.-]+", before)
    if not words or re.search(r"[.:;!?(]\s*$", before):
        return False
    last = words[-1]
    if is_range and last.lower() not in _ACCEPT:
        return True
    if last.lower() in _ACCEPT:
        return last.lower() in ("en", "of") and len(words) > 1 and _heads_name(words[:-1])
    return _heads_name(words)


def _heads_name(words: list[str]) -> bool:
    """Whether the words right before a year are a name: a capital, or a noun that heads plans and laws."""
    last = words[-1]
    endings = tuple(load_lines("plannamen"))
    if last[0].isupper() or last.isdigit() or last.lower().endswith(endings):
        return True
    for word in reversed(words[-7:]):
        if word.lower() in _STOP:
            return False
        if word.lower().endswith(endings):
            return True
    return False
