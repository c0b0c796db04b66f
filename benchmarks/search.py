# ruff: noqa: E402
"""Speed and memory of search on a made-up store of 10,000 letters, next to plain FTS5; and its quality.

Memory is the whole process, with the packages of the base install.

python -m benchmarks.search                     # makes the store (once), asks it, prints the figures
python -m benchmarks.search --quality STORE     # nDCG@10 and MRR on the queries in corpus/queries
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

sys.modules["pandas"] = None  # type: ignore[assignment]  # sqlite-utils takes it in where it is; the base install has none

import numpy as np

from benchmarks import letters as made
from benchmarks.relevance import main as quality
from benchmarks.relevance import plain_fts, plain_table
from pipeline import store
from pipeline.concerns.model import Tagger, shipped_weights
from pipeline.concerns.register import load_register
from pipeline.encode import load, quantise, text_hash
from pipeline.search import index_letter
from pipeline.search.start import open_archive

LETTERS = int(os.environ.get("ADVIESRADAR_BENCH_LETTERS", 10_000))
PASSAGES = 50
QUERIES = (
    "te weinig tijd om te adviseren", "kwetsbare groepen", "wachttijden jeugdhulp", "eigen bijdrage stapeling",
    "mantelzorgondersteuning in de wijk", "begrijpelijke taal in brieven", "wat adviseerde Assen over schulden?",
    '"beschut werk"', "vervoer -taxi", "privacy OR gegevens", "clientondersteunning", "woning* ouderen",
    "wie vroeg nog meer aandacht voor de reactietermijn", "armoede onder kinderen", "digitale formulieren voor ouderen",
    "samenwerking tussen afdelingen", "personeelstekort bij aanbieders", "evaluatie van het beleid na een jaar",
    "inspraak van cliënten", "toegankelijkheid van het stadhuis",
)  # fmt: skip


def make_store(path: Path, count: int = LETTERS) -> None:
    """A store of `count` letters: real sentences with words exchanged, vectors near those of the sentences."""
    rng, noise = random.Random(7), np.random.default_rng(7)
    pool = made.sentences()
    vectors = load(None).encode(list(pool))
    words = sorted({word for sentence in pool for word in sentence.split() if word.isalpha() and len(word) > 3})
    db = store.open_store(path, create=True)
    db.conn.execute("PRAGMA foreign_keys = OFF")
    store.register_themes(db, load_register().themes)
    for start in range(0, count, 250):
        with store.transaction(db):
            for number in range(start, min(start + 250, count)):
                _add(db, number, rng, noise, pool, vectors, words)
    db.close()


def _add(db, number, rng, noise, pool, vectors, words) -> None:  # type: ignore[no-untyped-def]
    letter_id = f"{number:016x}"
    place, council = rng.choice(made.PLACES), rng.choice(made.COUNCILS)
    columns = {column.name: "" for column in db["letters"].columns if column.notnull}
    year = 2010 + number % 15
    about = {
        "id": letter_id, "title": rng.choice(made.SUBJECTS), "document_type": "gevraagd_advies", "year": year,
        "letter_date": f"{year}-03-01", "council": council, "council_id": f"{place}-{council}".lower(),
        "municipality": place, "document_type_confidence": 1.0, "page_count": 2, "word_count": 600, "quality": 1.0,
        "record": b"", "versions": versions(), "layout": b"",
    }  # fmt: skip
    chosen = [rng.randrange(len(pool)) for _ in range(PASSAGES)]
    moved = vectors[chosen] + 0.02 * noise.standard_normal((PASSAGES, vectors.shape[1])).astype(np.float32)
    rounded = quantise(moved / np.linalg.norm(moved, axis=1, keepdims=True))
    rows, kept, texts, offset = [], [], [], 0
    for seq, sentence in enumerate(chosen):
        parts = pool[sentence].split()
        for _ in range(2):
            parts[rng.randrange(len(parts))] = rng.choice(words) + (rng.choice(words) if rng.random() < 0.02 else "")
        text = " ".join(parts)
        key = text_hash(text)
        rows.append((letter_id, seq, "sentence", offset, offset + len(text), 1, None, key))
        texts.append(text)
        kept.append((key, rounded[seq].tobytes()))
        offset += len(text) + 2
    db["letters"].insert(columns | about | {"text": "\n\n".join(texts)})
    db.conn.executemany(
        "INSERT INTO passage_spans (letter_id, seq, kind, start, end, page, section, text_hash) "
        "VALUES (?,?,?,?,?,?,?,?)",
        rows,
    )
    db.conn.executemany("INSERT OR IGNORE INTO vectors (text_hash, vector) VALUES (?,?)", kept)
    index_letter(db, letter_id, np.float32(noise.random((PASSAGES, db["concerns"].count)) ** 6))


@cache
def versions() -> str:
    """What the letters were made with: the theme model counts, so that themes are part of the search."""
    return json.dumps({"concerns": Tagger(shipped_weights()).version})


def timed(work: Callable[[str], object], rounds: int = 3) -> list[float]:
    """Milliseconds per query, warm."""
    for query in QUERIES:
        work(query)
    found = []
    for _ in range(rounds):
        for query in QUERIES:
            begin = time.perf_counter()
            work(query)
            found.append(1000 * (time.perf_counter() - begin))
    return found


def main() -> None:
    """Makes the store when it is not there, and prints the figures as JSON."""
    path = Path(tempfile.gettempdir()) / f"adviesradar-search-{LETTERS}.db"
    if not path.exists():
        begin = time.perf_counter()
        make_store(path)
        print(f"made {LETTERS} letters in {time.perf_counter() - begin:.0f} s", flush=True)
    archive = open_archive(path)
    begin = time.perf_counter()
    corpus = archive.searcher.corpus(archive.db)
    opened = time.perf_counter() - begin

    def fresh(query: str) -> object:
        archive.searcher.forget_queries()  # every query is encoded anew
        return archive.searcher.search(archive.db, query)

    own = timed(fresh)
    memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    table = plain_table(archive.db)
    plain = timed(lambda query: plain_fts(table, query))
    figures = {
        "letters": len(corpus.letters),
        "passages": corpus.size,
        "open_s": round(opened, 1),
        "median_ms": round(statistics.median(own), 1),
        "p95_ms": round(float(np.percentile(own, 95)), 1),
        "fts5_median_ms": round(statistics.median(plain), 1),
        "fts5_p95_ms": round(float(np.percentile(plain, 95)), 1),
        "ratio_median": round(statistics.median(own) / statistics.median(plain), 2),
        "memory_mb": memory,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--quality":
        quality(Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
    else:
        main()
