"""Ingesting: against its unavoidable parts, with one worker and two, into small and large stores.

    python -m benchmarks.ingest [--letters 60] [--large 10000]

Ratios are taken within one run, on letters made by `benchmarks.letters`. For the large store, the letters'
analyses are multiplied with new words, vectors and dates, so that only writing and linking is repeated. Times are
of the processor, so that other work on the machine does not count, but for two workers against one.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

import click
import numpy as np

from benchmarks.letters import write_pdf
from pipeline import run, store
from pipeline.analyse import Settings, analyse_file, load_tools
from pipeline.encode import text_hash
from pipeline.ingest import letter_id, read
from pipeline.passages import passages
from pipeline.record import Json
from pipeline.store import Analysis
from pipeline.workers import Lost, Pool

LONG = re.compile(r"[^\W\d_]{5,}")
"""Words that `multiplied` may exchange."""
SMALL = 100
LAST = 50
"""Letters over which the cost of one is taken."""


@click.command()
@click.option("--letters", default=60, show_default=True, help="Letters for the comparison with the parts.")
@click.option("--large", default=10_000, show_default=True, help="Letters in the largest store.")
@click.option("--workers/--no-workers", default=True, help="Whether to compare two workers with one.")
def main(letters: int, large: int, workers: bool) -> None:
    """Print the ratios."""
    folder = Path(tempfile.mkdtemp(prefix="adviesradar-bench-"))
    try:
        paths = sorted(write_pdf(folder / "pdf", letters).iterdir())
        worker = Pool(compared, seconds=float("inf"), start=run.start_worker, arguments=(Settings(),))
        with worker as pool:  # a process like those of a run, but that it writes as well
            ((_, result),) = pool.run([(folder / "alone.db", paths)])
        assert not isinstance(result, Lost)
        parts, everything = result
        print(f"unavoidable parts: {sum(parts.values()):.1f} s for {letters} letters "
              + ", ".join(f"{name} {seconds:.1f}" for name, seconds in parts.items()))  # fmt: skip
        print(f"whole ingest / parts          {everything / sum(parts.values()):.2f}   (bar: at most 1.15)", flush=True)
        if workers:
            one, two = (whole(folder / f"{count}.db", folder / "pdf", count) for count in (1, 2))
            free = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
            print(f"one worker / two              {one / two:.2f}   (bar: at least 1.70 on two free cores; {free})")
            print(f"peak memory of a worker       {worker_memory():.0f} MB   (bar: at most 1000)", flush=True)
        sizes(folder, paths, large)
        print(f"{large} unchanged files again   {unchanged(folder, large):.1f} s   (bar: at most 20)")
    finally:
        shutil.rmtree(folder)


def clock(work: Callable[[], object]) -> float:
    """Seconds of processor time that `work` takes in this process."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def compared(task: tuple[Path, list[Path]]) -> tuple[dict[str, float], float]:
    """Seconds for pdfplumber on the pages, spaCy on the text and the encoder on the passages, and for the whole of
    reading, analysing and writing them into a new store, in this one process; `task` is the store and the letters.

    Letter by letter, so that a busy machine slows both alike; now the parts come first, then the whole.
    """
    target, paths = task
    tools, db = run.loaded()[0], store.open_store(target, create=True)
    run.prepare(db, Settings())
    seconds: Counter[str] = Counter()

    def whole(path: Path) -> None:
        run.write(db, analyse_file(path, tools, Settings().limits, None), run.Summary("bench"))

    for path in paths[:3]:  # models and lexicons are loaded at the first letters
        analyse_file(path, tools, Settings().limits, None)
    for number, path in enumerate(paths):
        letter = read(path).letter
        texts = [part.text for part in passages(letter, tools.language.analyse(letter))]
        works: list[tuple[str, Callable[[], object]]] = [
            ("pdfplumber", lambda path=path: plumb(path)),
            ("spacy", lambda letter=letter: tools.language.nlp(letter.text)),
            ("encoder", lambda texts=texts: tools.encoder.encode(texts)),
            ("whole", lambda path=path: whole(path)),
        ]
        for name, work in works if number % 2 else reversed(works):
            seconds[name] += clock(work)
    db.close()
    everything = seconds.pop("whole")
    return dict(seconds), everything


def plumb(path: Path) -> None:
    """What pdfplumber does to get at the words of a PDF."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_words()


def whole(target: Path, folder: Path, processes: int) -> float:
    """Seconds from the first letter's result to the last, scaled to all letters: start-up is not counted."""
    moments: list[float] = []
    run.ingest(target, [folder], Settings(), processes=processes, report=lambda _: moments.append(time.perf_counter()))
    return (moments[-1] - moments[0]) / (len(moments) - 1) * len(moments)


def worker_memory() -> float:
    """Peak memory in MB of the largest worker so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def sizes(folder: Path, paths: list[Path], large: int) -> None:
    """Cost of one letter, and bytes of store per letter, as the store grows to `large` letters.

    One letter in the course of a run, and one that is added later by a command of its own, which has to read what
    it links the letter with.
    """
    tools = load_tools(Settings())
    sample = [item for path in paths[:40] for item in analyse_file(path, tools, Settings().limits, None)]
    analyses = multiplied([item for item in sample if isinstance(item, Analysis)])
    reading = clock(lambda: [analyse_file(path, tools, Settings().limits, None) for path in paths[:20]]) / len(
        paths[:20]
    )
    target = folder / "large.db"
    db = store.open_store(target, create=True)
    run.prepare(db, Settings())
    running: dict[int, float] = {}
    adding: dict[int, float] = {}
    seconds: list[float] = []

    def write(analysis: Analysis) -> None:
        run.write(db, [analysis], run.Summary("bench"))

    for number in range(1, large + 1):
        analysis = next(analyses)
        seconds.append(clock(lambda analysis=analysis: write(analysis)))
        if number in {SMALL, 1000, 3000, large}:
            running[number] = reading + statistics.mean(seconds[-LAST:])
            store.tidy(db)  # as at the end of a run that brought so many
            size = target.stat().st_size / number / 1000
            adding[number] = added(target, folder / f"late-{number}", 10**6 + number)
            print(f"at {number:>6} letters: one in the run {running[number] * 1000:.0f} ms "
                  f"({running[number] / running[SMALL]:.2f} x that at {SMALL}; bar 1.10), one added later "
                  f"{adding[number] * 1000:.0f} ms ({adding[number] / adding[SMALL]:.2f} x; bar 1.30), "
                  f"{size:.1f} kB of store a letter (bar 60)", flush=True)  # fmt: skip
    db.close()


def added(target: Path, folder: Path, number: int) -> float:
    """Seconds of processor time of the command that takes one new letter into the store, start-up included."""
    path = next(write_pdf(folder, 1, start=number).iterdir())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "pipeline", "ingest", str(target), str(path), "--workers", "1"]
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def multiplied(analyses: list[Analysis]) -> Iterator[Analysis]:
    """Endless new letters: half of the long words exchanged for others of the same length, other vectors and dates.

    So positions stay right, the vocabulary stays that of letters, and no two letters are versions of each other.
    """
    noise = np.random.default_rng(7)
    vocabulary: dict[int, list[str]] = {}
    for word in sorted({word for analysis in analyses for word in LONG.findall(analysis.letter.text)}):
        vocabulary.setdefault(len(word), []).append(word)
    for number, analysis in enumerate(cycle(analyses), start=1):
        choice = random.Random(number)

        def other(match: re.Match[str], choice: random.Random = choice) -> str:
            return choice.choice(vocabulary[len(match[0])]) if choice.random() < 0.5 else match[0]

        letter = replace(analysis.letter, text=LONG.sub(other, analysis.letter.text))
        parts = tuple(replace(part, text=letter.quote(part.span)) for part in analysis.passages)
        moved = analysis.vectors.astype(np.int16) + noise.integers(-60, 61, analysis.vectors.shape, dtype=np.int16)
        yield replace(
            analysis,
            id=letter_id(letter.text),
            letter=letter,
            record=renewed(analysis.record, letter.text, number, choice.randrange(-2000, 2000)),
            passages=parts,
            hashes=tuple(text_hash(f"{number} {part.text}") for part in parts),
            vectors=np.clip(moved, -127, 127).astype(np.int8),
            source=replace(analysis.source, sha256=f"{number:064x}", path=f"{number:07d}.pdf"),
        )


def renewed(record: Json, text: str, number: int, days: int) -> Json:
    """The record with another reference, all dates moved by `days`, and what it quotes as `text` has it."""

    def walk(value: object) -> object:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        found = {key: walk(item) for key, item in value.items()}
        for key in ("iso", "date"):
            if isinstance(found.get(key), str):
                found[key] = moved(found[key])
        span = found.get("span")
        for key in ("text", "quote"):
            if isinstance(span, list) and isinstance(found.get(key), str):
                found[key] = text[span[0] : span[1]]
        return found

    def moved(day: str) -> str:
        try:
            return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
        except ValueError:
            return day

    result: Json = json.loads(json.dumps(walk(record)))
    result["reference"] = {**record["reference"], "ours": f"BENCH {number:07d}"}
    result["letter_date"] = moved(record["letter_date"]) if record["letter_date"] else None
    return result


def unchanged(folder: Path, count: int) -> float:
    """Seconds of the clock to ingest `count` files of the size of letters that are in the store already."""
    archive, target = folder / "again", folder / "again.db"
    archive.mkdir()
    body = (folder / "pdf").iterdir().__next__().read_bytes()
    db = store.open_store(target, create=True)
    run.prepare(db, Settings())
    tools = load_tools(Settings())
    analysis = analyse_file(next((folder / "pdf").iterdir()), tools, Settings().limits, None)[0]
    assert isinstance(analysis, Analysis)
    run.write(db, [analysis], run.Summary("bench"))
    with store.transaction(db):
        for number in range(count):
            path = archive / f"{number:06d}.pdf"
            path.write_bytes(body + f"\n% {number}".encode())
            source = replace(analysis.source, sha256=run.digest(path), path=run.printable(path), name=path.name)
            store.insert_source(db, analysis.id, source)
    db.close()
    begin = time.perf_counter()
    summary = run.ingest(target, [archive], Settings())
    assert (summary.skipped, summary.added) == (count, 0)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
