"""`export` and `report`: tables and a page to cite from."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)


@click.command(epilog="Example: adviesradar export archief.db --out tabellen")
@click.argument("store", type=PATH)
@click.option("--out", type=PATH, required=True, help="Folder for the tables; made when it is not there.")
def export(store: Path, out: Path) -> None:
    """Write every kind of fact in STORE as a table (CSV and JSON Lines)."""
    from pipeline.export import export_tables
    from pipeline.store import open_readonly

    counts = export_tables(open_readonly(store), out)
    click.echo(f"{len(counts)} tabellen met {sum(counts.values())} rijen in {out}/")


@click.command(epilog="Example: adviesradar report archief.db --out rapport.html")
@click.argument("store", type=PATH)
@click.option("--out", type=PATH, required=True, help="The HTML file to write.")
def report(store: Path, out: Path) -> None:
    """Write one self-contained Dutch page on what the letters in STORE say."""
    from pipeline.report import write_report
    from pipeline.store import open_readonly

    write_report(open_readonly(store), out)
    click.echo(f"Rapport: {out}")
