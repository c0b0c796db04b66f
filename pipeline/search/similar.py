"""Earlier advice on each point of a draft: one's own and other councils'."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.search.find import Filters, FoundLetter, Hit
from pipeline.search.start import Archive
from pipeline.search.words import words

SHORTEST = 5
"""Words that a sentence must have to be a point."""
MOST_POINTS = 60
LIKENESS = 0.7
"""Score from which earlier advice is worth showing; that the theme is the same is not enough."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[\"'‘“(]?[A-ZÀ-Ý0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the draft and what was advised on it before."""

    text: str
    own: tuple[FoundLetter, ...]
    others: tuple[FoundLetter, ...]

    def as_json(self) -> dict[str, Any]:
        """The point as plain data."""
        return {
            "text": self.text,
            "own": [_letter(found) for found in self.own],
            "others": [_letter(found) for found in self.others],
        }


def of_text(archive: Archive, text: str, council: str | None = None, limit: int = 3) -> list[Point]:
    """Earlier advice on each sentence of `text`, `limit` letters of one's own council and of others."""
    return [_point(archive, sentence, council, limit) for sentence in sentences(text)]


def of_file(archive: Archive, path: Path, council: str | None = None, limit: int = 3) -> list[Point]:
    """The same for a draft in a file; its advice points are taken where they can be told.

    Raises UnreadableFile when the file cannot be read.
    """
    from pipeline.analyse import read_letter
    from pipeline.limits import Limits

    return of_text(archive, read_letter(path, Limits()).text, council, limit)


def sentences(text: str) -> list[str]:
    """The sentences of a draft that say something."""
    parts = (" ".join(part.split()) for part in _SENTENCE.split(text.strip()))
    return [part for part in parts if len(words(part)) >= SHORTEST][:MOST_POINTS]


def _point(archive: Archive, sentence: str, council: str | None, limit: int) -> Point:
    results = archive.searcher.alike(archive.db, sentence, limit=50, filters=Filters(soort=("advies",)))
    good = [found for found in results.letters if found.hits and _alike(found.hits[0])]
    own = [found for found in good if council and council.casefold() in found.council.casefold()]
    others = [found for found in good if found not in own]
    return Point(sentence, tuple(own[:limit]), tuple(others[:limit]))


def _alike(hit: Hit) -> bool:
    return hit.score >= LIKENESS and set(hit.why) != {"thema"}


def _letter(found: FoundLetter) -> dict[str, Any]:
    return {**found.letter, "hits": [asdict(hit) for hit in found.hits]}
