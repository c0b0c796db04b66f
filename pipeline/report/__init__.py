"""`rapport.html`: one self-contained Dutch page on what the letters in a store say, each figure with its SQL."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from sqlite_utils.db import Database

from pipeline.errors import StoreError
from pipeline.report import figures, queries
from pipeline.search.filters import label_of
from pipeline.show import TYPES
from pipeline.store import now
from pipeline.web.dutch import failure, place

STRENGTHS = ("advies", "voorwaarde", "aandachtspunt", "verzoek")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture or table with the SQL behind it. `rows` are what the picture shows."""

    id: str
    title: str
    text: str
    sql: str
    rows: list[Row]
    picture: Markup | None = None


def write_report(db: Database, out: Path) -> None:
    """Write the report on `db` to the file `out`; links to letters are relative to its folder.

    Raises StoreError when `out` is a folder.
    """
    if out.is_dir():
        raise StoreError(f"{out}: is a folder; give a file, such as {out / 'rapport.html'}.")
    environment = Environment(loader=PackageLoader("pipeline.report"), autoescape=True, trim_blocks=True)
    environment.filters["bron"] = lambda row: _source_link(row, out.parent)
    environment.filters["plaats"] = _place
    environment.filters["kop"] = _heading
    page = environment.get_template("rapport.html").render(
        counts=_query(db, queries.COUNTS)[0],
        councils=_query(db, queries.COUNCILS),
        exhibits=[exhibit for exhibit in _exhibits(db) if exhibit.rows],
        links=_query(db, queries.LINKS),
        advice=_query(db, queries.ADVICE),
        completeness=_query(db, queries.COMPLETENESS),
        failures=[row | {"melding": failure(row["reden"])} for row in _query(db, queries.FAILURES)],
        sql=queries,
        made_at=now(),
        version=version("adviesradar"),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")


def _query(db: Database, sql: str) -> list[Row]:
    """Rows of a query, themes spelled as readers know them."""
    return [row | {"thema": label_of(row["thema"])} if "thema" in row else row for row in db.query(sql)]


def _exhibits(db: Database) -> list[Exhibit]:
    return [_matrix(db), _timeline(db), _letters(db), _advice(db), _uptake(db), _network(db)]


def _labels(db: Database) -> dict[str, str]:
    """A short, unique label for every council: its municipality, with the council when that is not enough."""
    councils = _query(db, queries.COUNCILS)
    places = [row["gemeente"] for row in councils]
    return {
        row["raad_id"]: (row["gemeente"] or row["raad"])
        if row["gemeente"] and places.count(row["gemeente"]) == 1
        else " ".join(filter(None, (row["raad"], row["gemeente"])))
        for row in councils
    }


def _ranked(rows: Sequence[Row], key: str, weight: str = "brieven") -> list[str]:
    """The values of `key`, those with the highest total first."""
    totals: dict[str, int] = defaultdict(int)
    for row in rows:
        totals[row[key]] += row[weight]
    return sorted(totals, key=lambda name: (-totals[name], name))


def _grid(
    rows: Sequence[Row], down: str, across: str, value: str, names: Sequence[Any], columns: Sequence[Any]
) -> list[list[int]]:
    """One list a name, one number a column; 0 where there is no row."""
    cells = {(row[down], row[across]): row[value] for row in rows}
    return [[cells.get((name, column), 0) for column in columns] for name in names]


def _matrix(db: Database) -> Exhibit:
    rows = _query(db, queries.CONCERNS_BY_COUNCIL)
    labels = _labels(db)
    themes, councils = _ranked(rows, "thema"), sorted(labels, key=lambda key: labels[key])
    picture = figures.heat(
        themes, [labels[key] for key in councils], _grid(rows, "thema", "raad_id", "brieven", themes, councils)
    ) if rows else ""  # fmt: skip
    text = "In hoeveel brieven bracht elke raad een thema naar voren? Een leeg vak betekent: niet gevonden."
    shown = [{"thema": r["thema"], "raad": labels[r["raad_id"]], **{k: r[k] for k in list(r)[2:]}} for r in rows]
    return Exhibit("matrix", "Zorgen per raad", text, queries.CONCERNS_BY_COUNCIL, shown, Markup(picture))


def _timeline(db: Database) -> Exhibit:
    rows = _query(db, queries.CONCERNS_BY_YEAR)
    themes = _ranked(rows, "thema")
    years = _years(rows)
    picture = figures.heat(
        themes, [str(year) for year in years], _grid(rows, "thema", "jaar", "brieven", themes, years)
    ) if rows else ""  # fmt: skip
    text = "In hoeveel brieven kwam een thema per jaar voor, over alle raden samen?"
    return Exhibit("tijdlijn", "Zorgen door de jaren", text, queries.CONCERNS_BY_YEAR, rows, Markup(picture))


def _years(rows: Sequence[Row]) -> list[int]:
    known = [row["jaar"] for row in rows]
    return list(range(min(known), max(known) + 1)) if known else []


def _letters(db: Database) -> Exhibit:
    rows = _query(db, queries.LETTERS_BY_YEAR)
    years = _years(rows)
    series = {
        label: _grid(rows, "soort", "jaar", "brieven", [key], years)[0]
        for key, label in TYPES.items()
        if any(row["soort"] == key for row in rows)
    }
    picture = figures.stacked_columns(years, series, "brieven") if rows else ""
    return Exhibit("brieven", "Brieven per jaar", "Welke soorten brieven zijn er, en uit welk jaar?",
                   queries.LETTERS_BY_YEAR, rows, Markup(picture))  # fmt: skip


def _advice(db: Database) -> Exhibit:
    rows = _query(db, queries.ADVICE_BY_THEME)
    themes = _ranked(rows, "thema", "adviezen")
    series = {
        strength: [row[0] for row in _grid(rows, "thema", "zwaarte", "adviezen", themes, [strength])]
        for strength in STRENGTHS
    }
    picture = figures.stacked_bars(themes, series, "adviezen") if rows else ""
    text = "Waarover wordt geadviseerd, en hoe dringend? Eén advies kan bij meer dan één thema horen."
    return Exhibit("adviezen", "Adviezen naar thema en zwaarte", text, queries.ADVICE_BY_THEME, rows, Markup(picture))


def _uptake(db: Database) -> Exhibit:
    rows = _query(db, queries.UPTAKE)
    text = "Wat deed het college met het advies, voor zover er een reactie in het archief is?"
    return Exhibit("overname", "Wat er met adviezen gebeurde", text, queries.UPTAKE, rows)


def _network(db: Database) -> Exhibit:
    rows = _query(db, queries.SHARED_CONCERNS)
    labels = _labels(db)
    letters = {labels[row["raad_id"]]: row["brieven"] for row in _query(db, queries.COUNCILS)}
    edges = {(labels[row["raad_a"]], labels[row["raad_b"]]): row["verbanden"] for row in rows}
    nodes = {name: count for name, count in letters.items() if any(name in edge for edge in edges)}
    picture = figures.network(nodes, edges) if edges else ""
    text = "Welke raden uiten dezelfde zorgen? Een dikkere lijn betekent meer verbonden passages."
    shown = [
        {
            **row,
            "raad_a": labels[row["raad_a"]],
            "raad_b": labels[row["raad_b"]],
            "themas": ", ".join(label_of(theme) for theme in (row["themas"] or "").split(",")),
        }
        for row in rows
    ]
    return Exhibit("netwerk", "Raden met dezelfde zorgen", text, queries.SHARED_CONCERNS, shown, Markup(picture))


def _place(row: Row, which: str = "") -> str:
    """ "p. 3", or nothing for a letter that has no pages; `which` is "_a" or "_b" in a row about two letters."""
    letter = {"media_type": row[f"bestandssoort{which}"], "page_count": row[f"paginas{which}"]}
    return place(letter, row[f"pagina{which}"])


def _heading(column: str) -> str:
    """The name of a column as readers see it."""
    return re.sub(r"^(thema|pagina)s\b", r"\1’s", column.replace("_", " "))


def _source_link(row: Row, folder: Path) -> str:
    """Link to the file that a row comes from, to its page where it has pages; "" when the file is not a plain one."""
    path = Path(row["bestand"] or "")
    if not path.is_file():
        return ""
    link = quote(os.path.relpath(path.resolve(), folder.resolve()).replace(os.sep, "/"))
    return f"{link}#page={row['pagina']}" if _place(row) else link
