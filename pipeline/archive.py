"""Keeping an archive: re-analyse what newer code affects, watch a folder, forget a letter."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlite_utils.db import Database

from pipeline import corrections, run, search, store
from pipeline.analyse import Settings, analyse_again, load_tools
from pipeline.ingest import digest, find_files
from pipeline.sources import better
from pipeline.store import Analysis
from pipeline.workers import Lost, Pool


@dataclass(frozen=True, slots=True)
class Stale:
    """A letter that an older version worked on. `source` is its file, when it must be read again."""

    letter_id: str
    store_path: Path
    source: Path | None
    stages: tuple[str, ...]


def stale_letters(db: Database, store_path: Path, versions: dict[str, str]) -> Iterator[Stale]:
    """The letters whose stages differ from `versions`, with the stages that do."""
    query = "SELECT id, versions FROM letters ORDER BY id"
    for letter_id, packed in db.execute(query).fetchall():
        old = json.loads(packed)
        stages = tuple(stage for stage, version in versions.items() if old.get(stage) != version)
        if stages:
            source = _source_file(db, letter_id) if "parse" in stages else None
            yield Stale(letter_id, store_path, source, stages)


def _source_file(db: Database, letter_id: str) -> Path | None:
    """The file that a letter was read from, or one that is better, when it still stands there unchanged and holds
    only that letter."""
    query = """SELECT s.path, s.sha256, s.media_type, l.media_type FROM sources s JOIN letters l ON l.id = s.letter_id
        WHERE l.id = ? AND s.parent_sha256 IS NULL ORDER BY s.media_type = l.media_type, s.path"""
    corrected = bool(corrections.of_letter(db, letter_id))
    for path, sha256, media_type, present in db.execute(query, [letter_id]).fetchall():
        fitting = media_type == present or (better(media_type, present) and not corrected)
        if fitting and Path(path).is_file() and digest(Path(path)) == sha256:
            return Path(path)
    return None


def refresh(
    store_path: Path,
    settings: Settings,
    *,
    processes: int = 1,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[int, int]:
    """Analyse again what a newer version of a stage affects; returns letters renewed and letters lost.

    A letter whose file is gone keeps the text that was read from it. Ids and corrections stay.
    """
    db = store.open_store(store_path)
    run.prepare(db, settings, renew=True)
    tasks = list(stale_letters(db, store_path, load_tools(settings).versions))
    renewed = lost = 0
    if not tasks:
        db.close()
        return renewed, lost
    with Pool(
        work_again,
        processes=min(processes, len(tasks)),
        seconds=settings.limits.seconds,
        memory=settings.limits.memory_bytes,
        start=run.start_worker,
        arguments=(settings,),
    ) as pool:
        for done, (_, result) in enumerate(pool.run(tasks), start=1):
            if isinstance(result, Lost):
                lost += 1
            else:
                with store.transaction(db):
                    run.replace_letter(db, result)
                renewed += 1
            report(done, len(tasks))
    if 4 * renewed > store.table(db, "letters").count:
        store.tidy(db)
    db.close()
    return renewed, lost


def work_again(task: Stale) -> Analysis:
    """Analyse one letter again in this worker process, from its file or from the stored text."""
    tools, settings = run.loaded()
    again = analyse_again(task.letter_id, task.source, tools, settings.limits, task.store_path)
    return replace(again, id=task.letter_id)


def forget(db: Database, letter_id: str) -> list[str]:
    """Remove a letter and all that was derived from it; returns the files it came from.

    The space is overwritten, so that nothing of it can be read back out of the store.
    """
    paths = [row[0] for row in db.execute("SELECT path FROM sources WHERE letter_id = ?", [letter_id])]
    db.execute("PRAGMA secure_delete = ON")
    with store.transaction(db):
        search.remove_letter(db, letter_id)
        store.delete_letter(db, letter_id)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return paths


def watch(
    store_path: Path,
    folder: Path,
    settings: Settings,
    *,
    every: float = 5.0,
    report: Callable[[run.Summary], None] = lambda _: None,
    wait: Callable[[float], None] = time.sleep,
    rounds: int | None = None,
) -> None:
    """Take in new files in `folder` once they are complete: unchanged between two looks, `every` seconds apart.

    Goes on until interrupted, or for `rounds` looks.
    """
    seen: dict[Path, tuple[int, int]] = {}
    settled: dict[Path, tuple[int, int]] = {}
    look = 0
    while rounds is None or look < rounds:
        present = {path: _shape(path) for path in find_files([folder], settings.limits) if isinstance(path, Path)}
        ready = [path for path, shape in present.items() if seen.get(path) == shape and settled.get(path) != shape]
        if ready:
            report(run.ingest(store_path, ready, settings))
            settled |= {path: present[path] for path in ready}
        seen = present
        look += 1
        if rounds is None or look < rounds:
            wait(every)


def _shape(path: Path) -> tuple[int, int]:
    """Size and time of change: what differs while a file is still being written."""
    try:
        status = path.stat()
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)
