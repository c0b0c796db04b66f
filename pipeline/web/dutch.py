"""How dates, numbers and citations read in Dutch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipeline.errors import AdviesradarError, UnreadableFile, VisitorError
from pipeline.reasons import FAILURES as FAILURES
from pipeline.reasons import failure as failure
from pipeline.search.filters import LABELS, has_pages, writer, writer_role
from pipeline.search.snippet import pieces

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?|-Q([1-4]))?$")


def date(iso: object) -> str:
    """2019-05-14 → 14 mei 2019; 2019-05 → mei 2019; 2019-Q2 → 2e kwartaal 2019."""
    match = _ISO.match(str(iso or ""))
    if not match:
        return str(iso or "")
    year, month, day, quarter = match.groups()
    if quarter:
        return f"{quarter}e kwartaal {year}"
    if not month or not 1 <= int(month) <= 12:
        return year
    return " ".join(part for part in (str(int(day)) if day else "", MONTHS[int(month) - 1], year) if part)


def error(found: AdviesradarError) -> str:
    """What went wrong, for who uses the pages; the details of what is not theirs stand where the server runs."""
    if isinstance(found, UnreadableFile):
        return failure(found.reason)
    if isinstance(found, VisitorError):
        return str(found)
    return "Het archief kan nu niet worden gebruikt. In het venster waarin adviesradar draait, staat waarom."


def letter_date(letter: dict[str, Any]) -> str:
    """The date of a letter, or its year, or that it has none."""
    return date(letter.get("letter_date") or letter.get("year")) or "zonder datum"


def place(letter: dict[str, Any], page: int) -> str:
    """ "p. 3", or nothing for a letter that has no pages."""
    return f"p. {page}" if has_pages(letter) else ""


def place_beside(letter: dict[str, Any], page: int) -> str:
    """The same behind something else: ", p. 3"."""
    return f", p. {page}" if has_pages(letter) else ""


def citation(letter: dict[str, Any], text: str, page: int) -> str:
    """A passage as it is quoted in another letter: ‘…’ (council, date, kenmerk, page)."""
    parts = [writer(letter), letter_date(letter)]
    if letter.get("our_reference"):
        parts.append(f"kenmerk {letter['our_reference']}")
    if has_pages(letter):
        parts.append(place(letter, page))
    return f"‘{' '.join(text.split())}’ ({', '.join(parts)})"


def count(number: int, one: str, many: str) -> str:
    """1 brief, 2 brieven, 1.200 brieven."""
    return f"{number:,}".replace(",", ".") + " " + (one if number == 1 else many)


def label(value: object) -> str:
    """A stored value as readers see it."""
    return LABELS.get(str(value), str(value).replace("_", " "))


FILTERS: dict[str, Callable[..., Any]] = {
    "datum": date,
    "briefdatum": letter_date,
    "raad": writer,
    "wie": writer_role,
    "plaats": place,
    "bijplaats": place_beside,
    "citaat": citation,
    "aantal": count,
    "label": label,
    "stukken": pieces,
}
