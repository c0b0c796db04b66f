"""New letters: sent from the browser, taken in under the same guards as on the command line."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import AdviesradarError, VisitorError
from pipeline.ingest import printable
from pipeline.parsers.kind import SUFFIXES
from pipeline.parsers.office import soffice
from pipeline.web import dutch
from pipeline.web.ask import Ask, Reply, Upload
from pipeline.web.facts import letter_row
from pipeline.web.site import Site, told

KEPT_JOBS = 50
BY_LIBREOFFICE = frozenset((".doc", ".dot", ".rtf", ".wpd"))
"""What can be read only where LibreOffice is."""


@dataclass
class Job:
    """One batch of new letters and how far it is."""

    id: str
    names: list[str]
    done: int = 0
    total: int = 0
    current: str = ""
    finished: bool = False
    error: str = ""
    letters: list[tuple[str, str]] = field(default_factory=list)
    """What was found in it: names of files, and the letter's id."""
    known: frozenset[str] = frozenset()
    """Ids of letters that were there before."""
    failures: list[tuple[str, str]] = field(default_factory=list)


_JOBS: dict[str, Job] = {}
_ONE_AT_A_TIME = threading.Lock()


def accepted() -> list[str]:
    """The suffixes of the files that can be read here, for a file picker."""
    return sorted(SUFFIXES if soffice() else SUFFIXES - BY_LIBREOFFICE)


def folder_of(site: Site) -> Path:
    """Where letters that come in through the browser are kept: beside the store."""
    return site.path.with_name(f"{site.path.stem}-brieven")


def page(site: Site, ask: Ask) -> Reply:
    """The form; after sending it, the work begins and its progress is shown."""
    if ask.method == "POST":
        if not site.edit:
            raise VisitorError("Dit archief is alleen te lezen. Start het met --edit om brieven toe te voegen.")
        if not ask.files:
            raise VisitorError("Er is geen bestand gekozen.")
        job = _start(site, ask.files)
        return Reply.to(f"/nieuw/{job.id}")
    return site.page(ask, "nieuw.html", folder=folder_of(site), accepted=accepted())


def progress(site: Site, ask: Ask) -> Reply:
    """How far a batch is, and what was understood of its letters."""
    job = _JOBS.get(ask.parts["job"])
    if job is None:
        return site.missing(ask, "Deze toevoeging")
    letters = [_understood(site, name, key, key in job.known) for name, key in job.letters] if job.finished else []
    total = site.db.execute("SELECT COUNT(*) FROM letters").fetchone()[0]
    return site.page(ask, "voortgang.html", job=job, letters=letters, total=total)


def _start(site: Site, uploads: tuple[Upload, ...]) -> Job:
    paths = [_keep(site, upload) for upload in uploads]
    job = Job(secrets.token_hex(6), [path.name for path in paths], total=len(paths))
    for old in list(_JOBS)[: max(0, len(_JOBS) - KEPT_JOBS)]:
        del _JOBS[old]
    _JOBS[job.id] = job
    threading.Thread(target=_work, args=(site, job, paths), daemon=True).start()
    return job


def _keep(site: Site, upload: Upload) -> Path:
    """Puts a sent file beside the store, under its own name in a folder named by its content."""
    with upload.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    name = re.sub(r"[^\w .()-]+", "_", upload.name).strip(". ")[-120:] or "brief"
    target = folder_of(site) / digest[:12] / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(upload.path, target)
    return target


def _work(site: Site, job: Job, paths: list[Path]) -> None:
    try:
        from pipeline.analyse import Settings
        from pipeline.run import Progress, ingest

        def report(step: Progress) -> None:
            job.done, job.total, job.current = step.done, step.total, step.name

        with _ONE_AT_A_TIME:
            job.known = frozenset(row[0] for row in site.db.execute("SELECT id FROM letters"))
            summary = ingest(site.path, paths, Settings(), processes=1, report=report)
        job.failures = [(Path(failure.path).name, dutch.failure(failure.reason)) for failure in summary.failures]
        job.letters = _letters(site, paths)
    except AdviesradarError as error:
        job.error = told(error)
    except Exception as error:
        print(f"adviesradar: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        job.error = "Er ging iets mis; niet alle brieven zijn toegevoegd."
    finally:
        job.finished = True


def _letters(site: Site, paths: list[Path]) -> list[tuple[str, str]]:
    """The letters that are in these files, each once: the names under which it was sent, and its id."""
    marks = ",".join("?" * len(paths))
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    query = f"SELECT letter_id, name, path FROM sources WHERE sha256 IN ({marks}) OR parent_sha256 IN ({marks})"
    rows = site.db.execute(query, [*digests, *digests]).fetchall()
    sent = tuple(printable(path) for path in paths)
    found = []
    for letter_id in dict.fromkeys(row[0] for row in rows):
        names = [(name, path.startswith(sent)) for key, name, path in rows if key == letter_id]
        shown = [name for name, own in names if own] or [name for name, _ in names]
        found.append((", ".join(dict.fromkeys(shown)), letter_id))
    return found


def _understood(site: Site, name: str, letter_id: str, known: bool) -> dict[str, Any]:
    query = """SELECT (SELECT COUNT(*) FROM questions WHERE letter_id = :id) AS questions,
        (SELECT COUNT(*) FROM advice WHERE letter_id = :id) AS advice,
        (SELECT COUNT(*) FROM responses WHERE letter_id = :id) AS reactions,
        (SELECT COUNT(*) FROM dates WHERE letter_id = :id) AS dates,
        (SELECT COUNT(*) FROM parties WHERE letter_id = :id) AS parties"""
    counts = next(iter(site.db.query(query, {"id": letter_id})))
    return {"file": name, "known": known, "letter": letter_row(site.db, letter_id), **counts}
