"""`refresh`, `watch`, `forget` and `backup`: keeping an archive."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from pipeline.errors import AdviesradarError

PATH = click.Path(path_type=Path)


@click.command(epilog="Example: adviesradar refresh archief.db")
@click.argument("store", type=PATH)
@click.option("--workers", type=click.IntRange(1), help="Worker processes (default: one per processor core).")
@click.option("--concerns", "register", type=PATH, help="Theme register to use instead of the shipped one.")
def refresh(store: Path, workers: int | None, register: Path | None) -> None:
    """Analyse again the letters that a newer version of adviesradar would read differently."""
    from tqdm import tqdm

    from pipeline.workers import calculate_in_one_thread

    calculate_in_one_thread()  # before numpy is loaded
    from pipeline.analyse import Settings
    from pipeline.archive import refresh as run

    with tqdm(unit="brief", disable=None, file=sys.stderr, desc="Vernieuwen") as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        renewed, lost = run(store, Settings(concerns=register), processes=workers or os.cpu_count() or 1, report=report)
    if not renewed and not lost:
        click.echo("Niets te vernieuwen: alle brieven zijn door deze versie gelezen.")
        return
    click.echo(f"{renewed} {'brief' if renewed == 1 else 'brieven'} vernieuwd, {lost} ongewijzigd gelaten.")
    if lost:
        sys.exit(1)


@click.command(epilog="Example: adviesradar watch archief.db /srv/adviesraad/brieven")
@click.argument("store", type=PATH)
@click.argument("folder", type=PATH)
@click.option("--every", type=click.FloatRange(0.1), default=5.0, show_default=True, help="Seconds between two looks.")
def watch(store: Path, folder: Path, every: float) -> None:
    """Take in letters as they are dropped in FOLDER, until interrupted (Ctrl-C)."""
    from pipeline.analyse import Settings
    from pipeline.archive import watch as run
    from pipeline.cli.analyse import not_read
    from pipeline.run import Summary

    if not folder.is_dir():
        raise AdviesradarError(f"{folder}: is no folder; give the folder where letters are dropped.")

    def report(summary: Summary) -> None:
        click.echo(f"{summary.added} toegevoegd, {len(summary.failures)} mislukt")
        for line in not_read(summary.failures):
            click.echo(f"  {line}", err=True)

    click.echo(f"Wacht op nieuwe brieven in {folder} (Ctrl-C stopt).")
    try:
        run(store, folder, Settings(), every=every, report=report)
    except KeyboardInterrupt:
        click.echo("Gestopt.")


@click.command(epilog="Example: adviesradar forget archief.db 3f2a")
@click.argument("store", type=PATH)
@click.argument("letter")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def forget(store: Path, letter: str, yes: bool) -> None:
    """Remove LETTER (id, path or file name) and all that was derived from it from STORE.

    The file itself stays; as long as it stands in a folder that is ingested, it comes back.
    """
    from pipeline.archive import forget as run
    from pipeline.store import find_letter, open_store

    db = open_store(store)
    letter_id = find_letter(db, letter)
    (title,) = db.execute("SELECT title FROM letters WHERE id = ?", [letter_id]).fetchone()
    if not yes:
        click.confirm(f"Verwijder brief {letter_id} ({title}) en alles wat eruit is afgeleid?", abort=True)
    paths = run(db, letter_id)
    click.echo(f"Verwijderd: {letter_id}. Het bestand zelf staat er nog: {', '.join(paths)}")


@click.command(epilog="Example: adviesradar backup archief.db archief-2026-01-31.db")
@click.argument("store", type=PATH)
@click.argument("file", type=PATH)
def backup(store: Path, file: Path) -> None:
    """Copy STORE to FILE; it may be in use meanwhile."""
    from pipeline.store import backup as run
    from pipeline.store import open_readonly

    if file.exists():
        raise AdviesradarError(f"{file}: exists already; choose another name.")
    run(open_readonly(store), file)
    click.echo(f"Kopie: {file}")
