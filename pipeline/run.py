"""A folder of letters on its way to the store.

Files are found and hashed here, read and analysed in worker processes (`pipeline.analyse`), and
written from this one place, one transaction a file. What is in the store already costs one hash.
"""

from __future__ import annotations

import gc
import json
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TextIO

import numpy as np
from sqlite_utils.db import Database

from pipeline import concerns, corrections, duplicates, references, search, store
from pipeline.analyse import Container, Failure, Outcome, Settings, Tools, analyse_file, load_tools
from pipeline.cluster import analyse_remotely
from pipeline.encode import claim, identity
from pipeline.errors import UnreadableFile
from pipeline.ingest import Item, digest, find_files, is_own, printable
from pipeline.sources import better
from pipeline.store import Analysis
from pipeline.workers import Lost, Pool


@dataclass(frozen=True, slots=True)
class Task:
    """One file for a worker. `store_path` is where vectors may be looked up."""

    path: Path
    sha256: str
    store_path: Path


Copy = tuple[str, str, str]
"""SHA-256, path and name of a file whose bytes came in under another path."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: files done of how many, and what became of the last one."""

    done: int
    total: int
    name: str
    outcome: str


@dataclass
class Summary:
    """What a run did. `failures` lists every file that could not be read, also in earlier runs."""

    run_id: str
    files: int = 0
    added: int = 0
    same: int = 0
    skipped: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, int]:
        """Number of failures per reason."""
        return dict(Counter(failure.reason for failure in self.failures))


def ingest(
    store_path: Path,
    paths: Iterable[Path],
    settings: Settings,
    *,
    processes: int = 1,
    retry: bool = False,
    log: TextIO | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    dask: str | None = None,
) -> Summary:
    """Take the letters at `paths` (files and folders) into the store at `store_path`.

    Files that are in the store are skipped; files that failed before are listed again, and tried
    again only with `retry`. `report` is called after every file; `log` gets one JSON line for each. With
    `dask`, the address of a Dask scheduler, that cluster does the work instead of `processes` workers here.
    Raises StoreError when the store cannot be used; never for a single bad file.
    """
    started = time.monotonic()
    summary = Summary(run_id=uuid.uuid4().hex[:12])
    db = store.open_store(store_path, create=True)
    try:
        tasks, copies = _tasks(db, store_path, paths, settings, retry, summary)
        if tasks:
            with _analysed(tasks, settings, processes, dask) as analysed:
                prepare(db, settings)
                _start_run(db, summary, store_path)
                for done, (task, outcomes) in enumerate(analysed, start=1):
                    outcome = write(db, outcomes, summary)
                    _log(log, summary, task, outcome, outcomes)
                    report(Progress(done, len(tasks), task.path.name, outcome))
        if copies:
            with store.transaction(db):
                _write_copies(db, copies, summary)
        if 4 * summary.added > store.table(db, "letters").count:
            store.tidy(db)
        summary.seconds = round(time.monotonic() - started, 2)
        if tasks:
            _finish_run(db, summary)
    finally:
        db.close()
    return summary


def prepare(db: Database, settings: Settings, *, renew: bool = False) -> None:
    """Make theme register and encoder known to the store; refuse a store made with others.

    With `renew` the register of the store is replaced by this one.
    """
    register = concerns.load_register(settings.concerns)
    name, version = identity(settings.encoder)
    with store.transaction(db):
        claim(db, name, version)
        if renew:
            store.set_setting(db, "register", register.digest)
        store.require_setting(
            db, "register", register.digest, "give that register with --concerns, or run: adviesradar refresh"
        )
        store.register_themes(db, list(register.themes))


def _tasks(
    db: Database, store_path: Path, paths: Iterable[Path], settings: Settings, retry: bool, summary: Summary
) -> tuple[list[Task], list[Copy]]:
    """The files that need work, and further files with the same bytes as one of these or as a known file.

    What is known is counted in `summary`; what cannot be read is recorded.
    """
    tasks: dict[str, Task] = {}
    copies: list[Copy] = []
    refused: list[Failure] = []
    for found in find_files(paths, settings.limits):
        summary.files += 1
        if isinstance(found, Item):
            assert isinstance(found.content, UnreadableFile)
            refused.append(Failure(found.path, None, found.content.reason, str(found.content)))
            continue
        path = printable(found)
        if is_own(found):
            summary.skipped += 1
            continue
        try:
            sha256 = digest(found)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            refused.append(Failure(path, None, "onleesbaar", f"{path}: cannot be read ({reason})."))
            continue
        known = None if retry else store.known_failure(db, path, sha256)
        if store.known_file(db, sha256) or sha256 in tasks:
            summary.skipped += 1
            if not store.known_path(db, path):
                copies.append((sha256, path, printable(found.name)))
        elif known is not None:
            summary.failures.append(Failure(path, sha256, *known))
        else:
            tasks[sha256] = Task(found, sha256, store_path)
    if refused:
        with store.transaction(db):
            for failure in refused:
                _record_failure(db, summary, failure)
    return list(tasks.values()), copies


@contextmanager
def _analysed(
    tasks: list[Task], settings: Settings, processes: int, dask: str | None
) -> Iterator[Iterator[tuple[Task, list[Outcome]]]]:
    """Every task with what came of it, as workers finish; they load their models from now on."""
    if dask is not None:
        yield analyse_remotely(tasks, settings, dask)
        return
    limits = settings.limits
    with Pool(
        work,
        processes=min(processes, len(tasks)),
        seconds=limits.seconds,
        memory=limits.memory_bytes,
        start=start_worker,
        arguments=(settings,),
    ) as pool:
        yield ((task, _settled(task, result)) for task, result in pool.run(tasks))


def _settled(task: Task, result: list[Outcome] | Lost) -> list[Outcome]:
    """What came of a task; a lost worker becomes a Failure."""
    if not isinstance(result, Lost):
        return result
    path = printable(task.path)
    return [Failure(path, task.sha256, result.reason, f"{path}: {result.message}; not read.")]


_loaded: tuple[Tools, Settings] | None = None


def start_worker(settings: Settings) -> None:
    """Load the models of this worker process. They stay, so the garbage collector need not look through them."""
    global _loaded
    gc.disable()
    _loaded = load_tools(settings), settings
    gc.freeze()
    gc.enable()


def loaded() -> tuple[Tools, Settings]:
    """The models of this worker process, and the settings they were loaded with."""
    assert _loaded is not None, "start_worker comes first"
    return _loaded


def work(task: Task) -> list[Outcome]:
    """Read and analyse one file in this worker process."""
    tools, settings = loaded()
    return analyse_file(task.path, tools, settings.limits, task.store_path)


# --- writing --------------------------------------------------------------------------------------


def write(db: Database, outcomes: list[Outcome], summary: Summary) -> str:
    """Write what came of one file in one transaction; returns a word for what happened."""
    words = []
    with store.transaction(db):
        for outcome in outcomes:
            if isinstance(outcome, Failure):
                _record_failure(db, summary, outcome)
                words.append(outcome.reason)
            elif isinstance(outcome, Container):
                store.insert_container(db, outcome.sha256, outcome.path, outcome.name, outcome.members)
                words.append("uitgepakt")
            else:
                words.append("nieuw" if add_letter(db, outcome, summary) else "zelfde tekst")
    return ", ".join(dict.fromkeys(words)) or "leeg"


def add_letter(db: Database, analysis: Analysis, summary: Summary) -> bool:
    """Write one letter and everything that connects it to the others; the caller holds the transaction.

    Of a text that is there already only the file is recorded, but a PDF takes the place of a form without
    pages, under its id, unless people have made corrections in that form. Returns whether the letter is new.
    """
    store.require_setting(db, "encoder", analysis.versions["encode"], "move the store with: adviesradar reencode")
    summary.versions = analysis.versions
    store.forget_failure(db, analysis.source.path)
    present = store.same_letter(db, analysis)
    if not store.insert_letter(db, analysis):
        summary.same += 1
        assert present is not None
        if better(analysis.letter.media_type, present[1]) and not corrections.of_letter(db, present[0]):
            replace_letter(db, replace(analysis, id=present[0]))
        return False
    summary.added += 1
    connect(db, analysis)
    return True


def replace_letter(db: Database, analysis: Analysis) -> None:
    """Put a new analysis in the place of the old one of that id; the caller holds the transaction."""
    search.remove_letter(db, analysis.id)
    store.remove_parts(db, analysis.id)
    store.update_letter(db, analysis)
    store.insert_parts(db, analysis)
    connect(db, analysis)


def connect(db: Database, analysis: Analysis) -> None:
    """Index a letter for search and relate it to the letters that are there: links, references, drafts."""
    letter_id, profiles = analysis.id, analysis.profiles
    search.index_letter(db, letter_id, None if profiles is None else np.asarray(profiles / 255, np.float32))
    concerns.link_letter(db, letter_id)
    references.resolve(db, letter_id)
    duplicates.relate(db, letter_id)


def _record_failure(db: Database, summary: Summary, failure: Failure) -> None:
    summary.failures.append(failure)
    store.insert_failure(db, summary.run_id, failure.path, failure.sha256, failure.reason, failure.message)


def _write_copies(db: Database, copies: list[Copy], summary: Summary) -> None:
    """Record the further files with the same bytes; of what could not be read, each is listed."""
    failed = {failure.sha256: failure for failure in summary.failures}
    for sha256, path, _ in copies:
        if sha256 in failed:
            same = failed[sha256]
            summary.skipped -= 1
            _record_failure(db, summary, replace(same, path=path, message=same.message.replace(same.path, path, 1)))
    store.insert_copies(db, copies)


def _start_run(db: Database, summary: Summary, store_path: Path) -> None:
    with store.transaction(db):
        store.table(db, "runs").insert(
            {"id": summary.run_id, "started_at": store.now(), "command": f"ingest {store_path}", "versions": "{}"}
        )


def _finish_run(db: Database, summary: Summary) -> None:
    with store.transaction(db):
        store.table(db, "runs").update(
            summary.run_id,
            {
                "finished_at": store.now(),
                "versions": json.dumps(summary.versions, sort_keys=True),
                "summary": json.dumps(summary_json(summary), ensure_ascii=False),
            },
        )


def summary_json(summary: Summary) -> dict[str, object]:
    """The summary for a machine: counts, reasons, and each failure with path, reason and message."""
    return {
        "run": summary.run_id,
        "files": summary.files,
        "added": summary.added,
        "same_text": summary.same,
        "skipped": summary.skipped,
        "failed": len(summary.failures),
        "seconds": summary.seconds,
        "reasons": summary.reasons,
        "failures": [asdict(failure) for failure in summary.failures],
    }


def _log(log: TextIO | None, summary: Summary, task: Task, outcome: str, outcomes: list[Outcome]) -> None:
    if log is None:
        return
    line = {
        "run": summary.run_id,
        "at": store.now(),
        "path": str(task.path),
        "sha256": task.sha256,
        "outcome": outcome,
        "letters": [item.id for item in outcomes if isinstance(item, Analysis)],
        "failures": [item.message for item in outcomes if isinstance(item, Failure)],
    }
    log.write(json.dumps(line, ensure_ascii=False) + "\n")
    log.flush()
