"""`diff`: what two versions of a letter have differently."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from sqlite_utils.db import Database

from pipeline.compare import Change, changes
from pipeline.duplicates import similarity
from pipeline.sources import SHOWN_PATH
from pipeline.store import find_letter, open_readonly

_SIGNS = {"weg": "-", "nieuw": "+", "gewijzigd": "~"}


@click.command(epilog="Example: adviesradar diff archief.db 3f2a 9c01")
@click.argument("store", type=click.Path(path_type=Path))
@click.argument("a")
@click.argument("b")
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(store: Path, a: str, b: str, as_json: bool) -> None:
    """Show what letter B has other than letter A: ids (or the start of one), paths or file names.

    Lines with "-" are only in A, with "+" only in B; "~" marks a paragraph of which words changed.
    """
    db = open_readonly(store)
    first, second = find_letter(db, a), find_letter(db, b)
    old, new = _text(db, first), _text(db, second)
    found = changes(old, new)
    share = similarity(old, new)
    if as_json:
        shown = {"a": first, "b": second, "similarity": round(share, 4), "changes": [asdict(one) for one in found]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    click.echo(f"A  {_title(db, first)}")
    click.echo(f"B  {_title(db, second)}")
    click.echo(f"{_count(found)}; de brieven komen voor {share:.0%} overeen.")
    for change in found:
        click.echo(f"\n{_SIGNS[change.kind]} {_line(change)}")


def _text(db: Database, letter_id: str) -> str:
    return str(db.execute("SELECT text FROM letters WHERE id = ?", [letter_id]).fetchone()[0])


def _title(db: Database, letter_id: str) -> str:
    query = f"SELECT title, letter_date, {SHOWN_PATH} FROM letters l WHERE id = ?"
    title, day, path = db.execute(query, [letter_id]).fetchone()
    dated = f", {day}" if day else ""
    return f"{letter_id[:8]}  {title}{dated} ({path or 'geen bestand'})"


def _count(found: list[Change]) -> str:
    if not found:
        return "Geen verschil in de tekst"
    return f"{len(found)} {'alinea verschilt' if len(found) == 1 else 'alinea’s verschillen'}"


def _line(change: Change) -> str:
    """One paragraph; in a changed one, [words that went] and {words that came}."""
    if change.kind != "gewijzigd":
        return change.parts[0][1]
    marks = {"zelfde": "{}", "weg": "[{}]", "nieuw": "{{{}}}"}
    return " ".join(marks[kind].format(words) for kind, words in change.parts)
