"""`extract`, `ingest` and `show`: reading one letter, a folder of letters, and what is known of one."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import AdviesradarError

if TYPE_CHECKING:
    from pipeline.analyse import Failure

PATH = click.Path(path_type=Path)


@click.command(
    epilog="Example: adviesradar extract brief.pdf > brief.json",
)
@click.argument("file", type=PATH)
@click.option("--text", is_flag=True, help="Print the clean text that the spans refer to.")
@click.option("--language", help="spaCy model to use instead of the one that comes along.")
@click.option("--encoder", help="Sentence encoder: a sentence-transformers name or folder.")
@click.option("--concerns", "register", type=PATH, help="Theme register to use instead of the shipped one.")
def extract(file: Path, text: bool, language: str | None, encoder: str | None, register: Path | None) -> None:
    """Print what one letter says as a JSON record."""
    from pipeline.analyse import Settings, extract_file, read_letter

    settings = Settings(language=language, encoder=encoder, concerns=register, threads=os.cpu_count() or 1)
    if text:
        output = read_letter(file, settings.limits).text
    else:
        output = json.dumps(extract_file(file, settings), ensure_ascii=False, indent=1)
    click.echo(output.encode("utf-8", "replace"))


@click.command(epilog="Example: adviesradar ingest archief.db brieven/ --workers 4")
@click.argument("store", type=PATH)
@click.argument("paths", type=PATH, nargs=-1, required=True)
@click.option("--workers", type=click.IntRange(1), help="Worker processes (default: one per processor core).")
@click.option("--retry", is_flag=True, help="Also try files again that could not be read before.")
@click.option("--language", help="spaCy model to use instead of the one that comes along.")
@click.option("--encoder", help="Sentence encoder: a sentence-transformers name or folder.")
@click.option("--concerns", "register", type=PATH, help="Theme register to use instead of the shipped one.")
@click.option(
    "--limit",
    "limit_values",
    multiple=True,
    metavar="NAME=VALUE",
    help="Another limit for one file, such as seconds=300 or pages=3000; the names stand in docs/archives.md.",
)
@click.option("--log", type=PATH, help="Append one JSON line per file to this file.")
@click.option("--summary", "summary_file", type=PATH, help="Write the summary as JSON to this file.")
@click.option("--dask", help="Address of a running Dask scheduler that does the work (needs adviesradar[dask]).")
def ingest(
    store: Path,
    paths: tuple[Path, ...],
    workers: int | None,
    retry: bool,
    language: str | None,
    encoder: str | None,
    register: Path | None,
    limit_values: tuple[str, ...],
    log: Path | None,
    summary_file: Path | None,
    dask: str | None,
) -> None:
    """Read letters (files, folders, zip files, mails) into STORE, an SQLite file.

    What is in the store already is skipped. Exit status: 0 when all went well, 1 when some files
    could not be read (listed with the reason), 2 when the command itself could not be carried out.
    """
    from contextlib import ExitStack

    from tqdm import tqdm

    from pipeline.workers import calculate_in_one_thread

    calculate_in_one_thread()  # before numpy is loaded
    from pipeline.analyse import Settings
    from pipeline.ingest import find_files
    from pipeline.limits import limits_from
    from pipeline.run import Progress, summary_json
    from pipeline.run import ingest as run

    missing = [path for path in paths if not path.exists()]
    if missing:
        raise AdviesradarError(f"{missing[0]}: does not exist; give a file or a folder with letters.")
    for written in (log, summary_file):
        if written and not written.absolute().parent.is_dir():
            raise AdviesradarError(f"{written}: its folder does not exist; create it first.")
    limits = limits_from(limit_values)
    if next(find_files(paths, limits), None) is None:
        raise AdviesradarError(f"{paths[0]}: holds no files; give a folder with letters.")
    settings = Settings(language=language, encoder=encoder, concerns=register, limits=limits)
    with ExitStack() as stack:
        bar = stack.enter_context(tqdm(unit="brief", disable=None, file=sys.stderr, dynamic_ncols=True, desc="Inlezen"))

        def report(progress: Progress) -> None:
            bar.total = progress.total
            bar.set_postfix_str(progress.name[:40], refresh=False)
            bar.update()

        summary = run(
            store,
            paths,
            settings,
            processes=workers or os.cpu_count() or 1,
            retry=retry,
            log=stack.enter_context(log.open("a", encoding="utf-8")) if log else None,
            report=report,
            dask=dask,
        )
    if summary_file:
        text = json.dumps(summary_json(summary), ensure_ascii=False, indent=1)
        summary_file.write_text(text + "\n", encoding="utf-8")
    click.echo(_sentence(summary.added, summary.same, summary.skipped, len(summary.failures), summary.seconds))
    for line in not_read(summary.failures):
        click.echo(f"  {line}", err=True)
    if summary.failures:
        click.echo("Met --retry wordt opnieuw geprobeerd wat mislukte.", err=True)
        sys.exit(1)


def not_read(failures: Sequence[Failure]) -> Iterator[str]:
    """A line on each file that could not be read: which, and why; of a mistake of our own all that is known."""
    from pipeline.reasons import failure

    for one in failures:
        why = one.message if one.reason == "programmafout" else f"{one.path}: {failure(one.reason)}"
        yield f"mislukt ({one.reason}): {why}"


def _sentence(added: int, same: int, skipped: int, failed: int, seconds: float) -> str:
    parts = [f"{added} {'brief' if added == 1 else 'brieven'} toegevoegd"]
    if same:
        parts.append(f"{same} met een tekst die er al was")
    if skipped:
        parts.append(f"{skipped} ongewijzigd overgeslagen")
    if failed:
        parts.append(f"{failed} mislukt")
    return f"{', '.join(parts)} ({seconds:.1f} s)."


@click.command(epilog="Example: adviesradar show archief.db 3f2a")
@click.argument("store", type=PATH)
@click.argument("letter")
@click.option("--json", "as_json", is_flag=True, help="Print the JSON record.")
@click.option("--text", is_flag=True, help="Print the clean text.")
def show(store: Path, letter: str, as_json: bool, text: bool) -> None:
    """Show what is known of one LETTER: its id (or the start of it), path or file name."""
    from pipeline.show import describe
    from pipeline.store import find_letter, load_letter, load_record, open_readonly

    db = open_readonly(store)
    letter_id = find_letter(db, letter)
    if as_json:
        click.echo(json.dumps(load_record(db, letter_id), ensure_ascii=False, indent=1))
    elif text:
        click.echo(load_letter(db, letter_id).text)
    else:
        click.echo(describe(db, letter_id))
