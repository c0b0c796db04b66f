"""Ingesting: against its unavoidable parts, with one worker and two, into small and large stores.

    python -m benchmarks.ingest [--letters 60] [--large 10000]

Ratios are taken within one run, on letters made by `benchmarks.letters`. For the large store, the
letters' analyses are multiplied with new words and vectors, so that only writing and linking is repeated.
"""

from __future__ import annotations

import random
import re
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from pipeline.store import Analysis

LONG = re.compile(r"[^\W\d_]{5,}")
"""Words that `multiplied` may exchange."""


@click.command()
@click.option("--letters", default=60, show_default=True, help="Letters for the comparison with the parts.")
@click.option("--large", default=10_000, show_default=True, help="Letters in the largest store.")
def main(letters: int, large: int) -> None:
    """Print the ratios."""
    folder = Path(tempfile.mkdtemp(prefix="adviesradar-bench-"))
    try:
        pdfs = write_pdf(folder / "pdf", letters)
        parts = unavoidable(sorted(pdfs.iterdir()))
        everything = clock(lambda: alone(folder / "alone.db", sorted(pdfs.iterdir())))
        one, two = (whole(folder / f"{count}.db", pdfs, count) for count in (1, 2))
        print(f"unavoidable parts: {sum(parts.values()):.1f} s for {letters} letters "
              + ", ".join(f"{name} {seconds:.1f}" for name, seconds in parts.items()))  # fmt: skip
        print(f"whole ingest / parts      {everything / sum(parts.values()):.2f}   (bar: at most 1.15)")
        print(f"one worker / two          {one / two:.2f}   (bar: at least 1.70)")
        print(f"peak memory of a worker   {worker_memory():.0f} MB   (bar: at most 1000)")
        sizes(folder, sorted(pdfs.iterdir()), large)
    finally:
        shutil.rmtree(folder)


def clock(work: Callable[[], object]) -> float:
    """Seconds of processor time that `work` takes in this process: other work on the machine does not count."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def unavoidable(paths: list[Path]) -> dict[str, float]:
    """Seconds for pdfplumber on the pages, spaCy on the text and the encoder on the passages."""
    import pdfplumber

    tools = load_tools(Settings())
    read_letters = [read(path).letter for path in paths]

    def plumb() -> None:
        for path in paths:
            with pdfplumber.open(path) as pdf:
                for page in pdf.pages:
                    page.extract_words()

    docs = [tools.language.analyse(letter) for letter in read_letters]
    texts = [[part.text for part in passages(letter, doc)] for letter, doc in zip(read_letters, docs, strict=True)]
    tools.encoder.encode(texts[0])
    return {
        "pdfplumber": clock(plumb),
        "spacy": clock(lambda: [tools.language.nlp(letter.text) for letter in read_letters]),
        "encoder": clock(lambda: [tools.encoder.encode(part) for part in texts]),
    }


def alone(target: Path, paths: list[Path]) -> None:
    """Read, analyse and write all letters in this one process."""
    tools, db = load_tools(Settings()), store.open_store(target, create=True)
    run.prepare(db, Settings())
    for path in paths:
        run.write(db, analyse_file(path, tools, Settings().limits, None), run.Summary("bench"))
    db.close()


def whole(target: Path, folder: Path, processes: int) -> float:
    """Seconds from the first letter's result to the last, scaled to all letters: start-up is not counted."""
    moments: list[float] = []
    run.ingest(target, [folder], Settings(), processes=processes, report=lambda _: moments.append(time.perf_counter()))
    return (moments[-1] - moments[0]) / (len(moments) - 1) * len(moments)


def worker_memory() -> float:
    """Peak memory in MB of the largest worker so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def sizes(folder: Path, paths: list[Path], large: int) -> None:
    """Cost of one letter, and bytes of store per letter, as the store grows to `large` letters."""
    tools = load_tools(Settings())
    sample = [item for path in paths[:40] for item in analyse_file(path, tools, Settings().limits, None)]
    analyses = multiplied([item for item in sample if isinstance(item, Analysis)])
    per_letter = clock(lambda: [analyse_file(path, tools, Settings().limits, None) for path in paths[:10]]) / 10
    db = store.open_store(folder / "large.db", create=True)
    run.prepare(db, Settings())
    writing: dict[int, float] = {}
    seconds: list[float] = []
    for number in range(1, large + 1):
        analysis = next(analyses)
        seconds.append(clock(lambda analysis=analysis: run.write(db, [analysis], run.Summary("bench"))))
        if number in {100, 1000, large}:
            writing[number] = statistics.mean(seconds[-50:])
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = (folder / "large.db").stat().st_size / number / 1000
            print(f"at {number:>6} letters: writing {writing[number] * 1000:.0f} ms, a whole letter "
                  f"{(per_letter + writing[number]) / (per_letter + writing[100]):.2f} x that at 100, "
                  f"{size:.0f} kB of store a letter")  # fmt: skip
    db.close()


def multiplied(analyses: list[Analysis]) -> Iterator[Analysis]:
    """Endless new letters: half of the long words exchanged for others of the same length, other vectors and numbers.

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
        reference = {**analysis.record["reference"], "ours": f"BENCH {number:07d}"}
        yield replace(
            analysis,
            id=letter_id(letter.text),
            letter=letter,
            record={**analysis.record, "reference": reference},
            passages=parts,
            hashes=tuple(text_hash(f"{number} {part.text}") for part in parts),
            vectors=np.clip(moved, -127, 127).astype(np.int8),
            source=replace(analysis.source, sha256=f"{number:064x}", path=f"{number:07d}.pdf"),
        )


if __name__ == "__main__":
    main()
