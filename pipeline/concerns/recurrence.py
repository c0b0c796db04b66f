"""What recurs: per theme the councils that raised it and in which years, and where one council came back to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils.db import Database

from pipeline.concerns.register import RegisterError
from pipeline.search.filters import label_of

_LINKS = """
    SELECT concern_id, COUNT(*) FROM (
        SELECT DISTINCT MIN(passage_id, other_id), MAX(passage_id, other_id), concern_id FROM neighbours)
    GROUP BY concern_id"""


@dataclass(frozen=True, slots=True)
class CouncilYears:
    """One council with the years in which it raised a theme, and how many of its letters did."""

    council: str
    years: tuple[int, ...]
    letters: int

    @property
    def again(self) -> bool:
        """Whether it came back to the theme in a later year."""
        return len(self.years) > 1


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One theme over all councils, and in how many letters it is, also those of nobody known.

    `years` are those of all these letters; `links` counts pairs of passages of different writers.
    """

    theme: str
    label: str
    councils: tuple[CouncilYears, ...]
    years: tuple[int, ...]
    letters: int
    passages: int
    links: int

    def as_json(self) -> dict[str, Any]:
        """For a machine: councils with their years, totals, first and last year."""
        return {
            "id": self.theme,
            "theme": self.label,
            "councils": [
                {"council": entry.council, "years": list(entry.years), "letters": entry.letters}
                for entry in self.councils
            ],
            "council_count": len(self.councils),
            "letters": self.letters,
            "passages": self.passages,
            "links": self.links,
            "first_year": self.years[0] if self.years else None,
            "last_year": self.years[-1] if self.years else None,
        }


def recurrences(db: Database, theme: str | None = None) -> list[Recurrence]:
    """The themes that were raised, those of most councils first. Raises RegisterError for an unknown `theme`."""
    known = db.execute("SELECT id, label FROM concerns ORDER BY label").fetchall()
    if theme is not None and not any(theme in (key, label, label_of(label)) for key, label in known):
        labels = ", ".join(label_of(label) for _, label in known) or "none; the store is empty"
        raise RegisterError(f"no theme called {theme!r} in this store; it has {labels}")
    links = dict(db.execute(_LINKS).fetchall())
    found = [
        _recurrence(db, key, label, links.get(key, 0))
        for key, label in known
        if theme is None or theme in (key, label, label_of(label))
    ]
    return sorted((entry for entry in found if entry.passages), key=lambda e: (-len(e.councils), -e.letters, e.label))


def _recurrence(db: Database, theme: str, label: str, links: int) -> Recurrence:
    rows = db.execute(
        "SELECT l.council_id, MAX(l.council), "
        "group_concat(DISTINCT l.year), COUNT(DISTINCT l.id), COUNT(*), MIN(l.year) "
        "FROM concern_mentions m JOIN letters l ON l.id = m.letter_id "
        "WHERE m.concern_id = ? AND m.polarity != 'lof' GROUP BY 1 ORDER BY 6, 2",
        [theme],
    ).fetchall()
    found = [(council, name, _years(years), letters) for council, name, years, letters, _, _ in rows]
    councils = tuple(CouncilYears(name, years, letters) for council, name, years, letters in found if council)
    all_years = tuple(sorted({year for _, _, years, _ in found for year in years}))
    return Recurrence(
        theme, label, councils, all_years, sum(row[3] for row in rows), sum(row[4] for row in rows), links
    )


def _years(joined: str | None) -> tuple[int, ...]:
    return tuple(sorted(int(year) for year in joined.split(","))) if joined else ()


def describe(entry: Recurrence, *, full: bool) -> Iterator[str]:
    """A theme in Dutch, one line, and with `full` a line per council."""
    span = f"{entry.years[0]}–{entry.years[-1]}" if len(entry.years) > 1 else "".join(map(str, entry.years))
    count = len(entry.councils)
    line = f"{label_of(entry.label)}: {count} {'raad' if count == 1 else 'raden'}"
    line += f", {span}" if span else ""
    yield line + f" ({_plural(entry.letters, 'brief', 'brieven')}, {_plural(entry.passages, 'passage', 'passages')})"
    for council in entry.councils:
        if full or council.again:
            years = ", ".join(map(str, council.years)) or "zonder jaar"
            yield f"    {council.council}: {years}" + (" (opnieuw)" if council.again else "")


def _plural(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
