"""`export` and `report`: tables and a page to cite from."""

from __future__ import annotations

from pathlib import Path

import click

PATH = click.Path(path_type=Path)


@click.command(epilog="Example: adviesradar export archief.db --out tabellen")
@click.argument("store", type=PATH)
@click.option("--out", type=PATH, required=True, help="Folder for the tables; made when it is not there.")
@click.option("--parquet", is_flag=True, help="Also write Parquet (needs adviesradar[parquet]).")
@click.option(
    "--anonymise",
    is_flag=True,
    help="Leave out personal data; also writes the anonymised store and a list to review.",
)
def export(store: Path, out: Path, parquet: bool, anonymise: bool) -> None:
    """Write every kind of fact in STORE as a table, with codebook, BibTeX and manifest.

    CSV (UTF-8, for spreadsheets) and JSON Lines. With --anonymise, persons other than holders of public
    office, e-mail addresses, phone numbers, addresses, IBAN and BSN are replaced by labels. The list to
    review (te-controleren.csv) stands beside the folder, not in it: it holds the originals.
    """
    from pipeline.export import export_tables
    from pipeline.store import open_readonly

    formats = ("csv", "jsonl", "parquet") if parquet else ("csv", "jsonl")
    if anonymise:
        from pipeline.anonymise import anonymise_to

        out.mkdir(parents=True, exist_ok=True)
        review = out.with_name(f"{out.name}-te-controleren.csv")
        store = anonymise_to(store, out / "adviesradar-anoniem.db", review)
        click.echo(f"Te controleren: {review}")
    counts = export_tables(open_readonly(store), out, formats)
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
