"""`adviesradar evaluate`: how well the extraction does against gold records."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from pipeline.errors import AdviesradarError
from pipeline.evaluate import Extract, check_all, compare, default_extract, from_records
from pipeline.evaluate import evaluate as run_evaluation
from pipeline.evaluate.report import (
    add_to_history,
    comparison,
    details,
    groups,
    history_entry,
    quality,
    tables,
)
from pipeline.evaluate.summary import below, raised

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    epilog="Example: adviesradar evaluate corpus/gold corpus/letters --format pdf --details",
    context_settings={"max_content_width": 100},
)
@click.argument("gold", type=FOLDER)
@click.argument("letters", type=FOLDER)
@click.option("--format", "wanted_format", help="Which format of the letters to read: txt, pdf, docx, …")
@click.option("--records", type=FOLDER, help="Score the records (NAME.json) in this folder; extract nothing.")
@click.option("--details", "with_details", is_flag=True, help="List every miss and false alarm.")
@click.option("--only", help="With --details: only these fields, separated by commas.")
@click.option("--by", type=click.Choice(["document", "council"]), help="Also a line per document or council.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON (for --baseline).")
@click.option("--out", type=FILE, help="Also write that JSON to this file.")
@click.option("--baseline", type=FILE, help="JSON of an earlier run: list the facts gained and lost.")
@click.option("--floors", type=FILE, help="YAML with a floor per field; exit status 1 under a floor.")
@click.option("--raise-floors", is_flag=True, help="Lift the floors to what was reached now.")
@click.option("--check", "only_check", is_flag=True, help="Only check the gold records' integrity.")
@click.option("--quality", "quality_file", type=FILE, help="Add this run to the history, write this page.")
@click.option("--set", "set_name", default="", help="With --quality: the name of these letters.")
@click.option("--note", default="", help="With --quality: what changed since the last run.")
@click.option("--date", "day", default="", help="With --quality: the date to record (today).")
def evaluate(
    gold: Path,
    letters: Path,
    wanted_format: str | None,
    records: Path | None,
    with_details: bool,
    only: str | None,
    by: str | None,
    as_json: bool,
    out: Path | None,
    baseline: Path | None,
    floors: Path | None,
    raise_floors: bool,
    only_check: bool,
    quality_file: Path | None,
    set_name: str,
    note: str,
    day: str,
) -> None:
    """Score the extraction of LETTERS against the records in GOLD.

    GOLD holds NAME.json for the letter NAME.txt, NAME.pdf, … in LETTERS (it may be the same folder).
    Prints precision, recall and F1 per field, micro-averaged, with 95 % bootstrap intervals.
    """
    if only_check:
        _check(gold, letters, wanted_format)
        return
    extract: Extract = from_records(records) if records else default_extract()
    summary = run_evaluation(gold, letters, extract=extract, wanted_format=wanted_format)
    plain = json.dumps(summary, ensure_ascii=False, indent=1)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(plain + "\n", encoding="utf-8")
    if as_json:
        click.echo(plain)
    else:
        _print(summary, by, with_details, only)
    if baseline:
        click.echo("\n" + comparison(compare(_json(baseline), summary)), err=as_json)
    if quality_file:
        _quality(summary, quality_file, set_name or letters.name, note, day or date.today().isoformat())
    if floors:
        _floors(summary, floors, raise_floors)


def _print(summary: Mapping[str, Any], by: str | None, with_details: bool, only: str | None) -> None:
    click.echo(f"{summary['documents']} letters\n")
    click.echo(tables(summary))
    if by:
        click.echo("\n" + groups(summary, f"per_{by}"))
    if with_details:
        fields = [name.strip() for name in only.split(",")] if only else []
        click.echo("\n" + details(summary, fields))


def _check(gold: Path, letters: Path, wanted_format: str | None) -> None:
    faults = check_all(gold, letters, wanted_format)
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    click.echo(f"{gold}: every quote is in its letter, every label is known.")


def _floors(summary: Mapping[str, Any], path: Path, lift: bool) -> None:
    floors = _yaml(path) if path.exists() else {}
    if not isinstance(floors, dict):
        raise AdviesradarError(f"{path}: floors are lines “field: number”; mend the file")
    faults = below(summary, floors)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    if lift:
        lines = [f"{name}: {value:.2f}" for name, value in raised(summary, floors).items()]
        path.write_text("# Scores may not fall under these; they only rise.\n" + "\n".join(lines) + "\n")


def _quality(summary: Mapping[str, Any], page: Path, name: str, note: str, day: str) -> None:
    """The history stands beside the page: quality/history.jsonl, and quality/tried.yaml by hand."""
    folder = page.parent / "quality"
    history = add_to_history(folder / "history.jsonl", history_entry(summary, day, name, note))
    tried_file = folder / "tried.yaml"
    tried = _yaml(tried_file) if tried_file.exists() else []
    page.write_text(quality(history, tried or []), encoding="utf-8")
    click.echo(f"{page}: written", err=True)


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AdviesradarError(f"{path}: not the JSON of an earlier run ({error}); make it anew") from error
    if not isinstance(data, dict) or "outcomes" not in data:
        raise AdviesradarError(f"{path}: not the JSON of an earlier run; make it with --out")
    return data


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise AdviesradarError(f"{path}: not readable as YAML; mend it") from error
