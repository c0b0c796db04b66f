"""`adviesradar reencode`: move a store to another sentence encoder."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: adviesradar reencode outputs/adviesradar.db --encoder intfloat/multilingual-e5-base")
@click.argument("db", type=click.Path(path_type=Path))
@click.option(
    "--encoder",
    "setting",
    metavar="NAME-OR-PATH",
    help="e5-small-nl (default; part of the base install), or the name or folder of a sentence-transformers model.",
)
@click.option("--threads", type=click.IntRange(min=1), help="Threads to use (default: ADVIESRADAR_THREADS, or all).")
def reencode(db: Path, setting: str | None, threads: int | None) -> None:
    """Encode all passages of the store DB again, with another encoder.

    When it is interrupted, the same command goes on where it stopped; until it is done, the store keeps working
    with its old vectors. Themes and links were decided on the old vectors: renew them with `adviesradar refresh`.
    """
    from tqdm import tqdm

    from pipeline.encode import encoder_of, load
    from pipeline.encode import reencode as move
    from pipeline.store import open_store

    encoder = load(setting, threads)
    store = open_store(db)
    if encoder_of(store) == (encoder.name, encoder.version):
        click.echo(f"{db} uses {encoder.name} ({encoder.version}) already")
        return
    done = 0
    with tqdm(desc=encoder.name, unit=" texts", disable=None) as bar:
        for done, total in move(store, encoder):
            bar.total = total
            bar.update(done - bar.n)
    click.echo(f"{done} texts encoded; {db} now uses {encoder.name} ({encoder.version})")
