"""How good search is: own queries with known answers, for the whole and for each of its legs.

python -m benchmarks.relevance [STORE]           # a store of corpus/letters (outputs/adviesradar.db), of the folders
                                                 # in corpus that SETS names, or of the letters that this makes:
python -m benchmarks.relevance --letters FOLDER  # letters of the sentences in corpus/concerns, for parafrases.yaml
"""

from __future__ import annotations

import math
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from pipeline.search.query import parse
from pipeline.search.scoring import WEIGHTS, Weights
from pipeline.search.start import Archive, open_archive

QUERIES = Path(__file__).parents[1] / "corpus" / "queries"
CONCERNS = QUERIES.parent / "concerns"
SAMPLES = ("letters",)
PASSAGES = tuple(f"passages/{part}" for part in ("dev", "extra", "varied", "mixed", "unseen", "blind"))
OTHERS = tuple(f"passages/{part}" for part in ("wide", "late", "put"))
SETS = {"afstemming-3": SAMPLES + PASSAGES, "afstemming-4": OTHERS, "onbekeken": OTHERS}
"""Folders of the letters that a file of queries was judged on; where it is not named, the sample letters."""
GRADES = {"relevant": 2, "partly": 1}
ALONE = replace(WEIGHTS, agreement=0.0, both=0.0, shared=0.0, lead=0.0)
"""Without what is gained by two kinds of evidence together."""
LEGS = {
    "samen": WEIGHTS,
    "woorden": replace(ALONE, meaning=0.0, theme=0.0),
    "betekenis": replace(ALONE, words=0.0, literal=0.0, theme=0.0),
    "zonder thema": replace(WEIGHTS, theme=0.0, both=0.0, shared=0.0),
    "thema": replace(ALONE, words=0.0, literal=0.0, meaning=0.0, concrete=0.0),
}
PLACES = ("Zutphen", "Kampen", "Weert", "Goes", "Sneek", "Oss", "Almelo", "Breda", "Tiel", "Veendam", "Delft", "Uden")


@dataclass(frozen=True)
class Case:
    """A query and the passages that answer it, each with what it is worth."""

    query: str
    kind: str
    worth: Mapping[int, int]


def cases(db: Database, file: Path) -> list[Case]:
    """The queries of a file with passage ids of this store.

    Raises ValueError when the file was judged on other letters, or a piece of it is in no passage.
    """
    names = dict(db.execute("SELECT name, letter_id FROM sources").fetchall())
    themed = _themed(db)
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    if "theme" not in rows[0] and judged_on(file.stem) != {Path(name).stem for name in names}:
        raise ValueError(f"judged on the letters of {', '.join(SETS.get(file.stem, SAMPLES))}")
    found = []
    for row in rows:
        if "theme" in row:
            if not themed[row["theme"]]:
                raise ValueError(f"no passage is a sentence of {row['theme']!r}")
            found.append(Case(row["query"], row["kind"], dict.fromkeys(themed[row["theme"]], GRADES["relevant"])))
            continue
        worth = {
            _passage(db, names, start, str(piece)): grade
            for key, grade in reversed(GRADES.items())
            for start, pieces in row.get(key, {}).items()
            for piece in pieces
        }
        found.append(Case(str(row["query"]), row["kind"], worth))
    return found


def judged_on(queries: str) -> set[str]:
    """Names, without their endings, of the letters that a file of queries was judged on."""
    folders = [QUERIES.parent / folder for folder in SETS.get(queries, SAMPLES)]
    return {file.stem for folder in folders for file in folder.iterdir() if file.suffix != ".json"}


def concern_sentences() -> dict[str, list[str]]:
    """The sentences that were kept aside from training, with their themes (or what else they are)."""
    found: dict[str, list[str]] = {}
    for file in sorted(CONCERNS.glob("*.yaml")):
        for label, sentences in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            found.update({sentence: label.split(" + ") for sentence in sentences})
    return found


def write_letters(folder: Path, size: int = 15) -> None:
    """Letters with the sentences of `concern_sentences`, themes and other things mixed, `size` in each."""
    folder.mkdir(parents=True, exist_ok=True)
    sentences = list(concern_sentences())
    random.Random(5).shuffle(sentences)
    for number, start in enumerate(range(0, len(sentences), size)):
        part, place, year = sentences[start : start + size], PLACES[number % len(PLACES)], 2012 + number % 12
        body = "\n\n".join(" ".join(part[first : first + 3]) for first in range(0, len(part), 3))
        head = f"Adviesraad Sociaal Domein {place}\n\nAan het college van burgemeester en wethouders van {place}\n\n"
        head += f"{place}, {number % 28 + 1} maart {year}\nOnderwerp: advies beleidsplan {year}\n\nGeacht college,\n\n"
        end = f"\n\nMet vriendelijke groet,\n\nAdviesraad Sociaal Domein {place}\n"
        (folder / f"{place.lower()}-{number}.txt").write_text(head + body + end, encoding="utf-8")


def _themed(db: Database) -> dict[str, set[int]]:
    """Per theme the passages that are one of its sentences."""
    labels, found = concern_sentences(), defaultdict[str, set[int]](set)
    for number, text in db.execute("SELECT id, text FROM passages"):
        for label in labels.get(text.strip(), []):
            found[label].add(number)
    return found


def _passage(db: Database, names: dict[str, str], start: str, piece: str) -> int:
    letter = next((key for name, key in names.items() if name.startswith(start)), None)
    query = "SELECT id FROM passages WHERE letter_id = ? AND instr(text, ?) ORDER BY kind = 'heading', seq LIMIT 1"
    row = db.execute(query, [letter, piece]).fetchone()
    if row is None:
        raise ValueError(f"{start}: no passage holds {piece!r}")
    return int(row[0])


def ndcg(ranked: Sequence[int], worth: Mapping[int, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking; `worth` is that of each relevant passage."""
    best = sorted(worth.values(), reverse=True)[:depth]
    return _gain([worth.get(item, 0) for item in ranked[:depth]]) / _gain(best)


def _gain(values: Sequence[int]) -> float:
    return sum(value / math.log2(place + 2) for place, value in enumerate(values))


def reciprocal(ranked: Sequence[int], worth: Mapping[int, int]) -> float:
    """One divided by the place of the first relevant passage."""
    return next((1 / (place + 1) for place, item in enumerate(ranked) if item in worth), 0.0)


def plain_table(db: Database) -> Database:
    """The passages in an FTS5 table as anyone would make it, in memory."""
    plain = Database(memory=True)
    plain.execute("""CREATE VIRTUAL TABLE plain USING fts5(text, tokenize="unicode61 remove_diacritics 2")""")
    rows = db.execute("SELECT id, text FROM passages")
    plain.conn.executemany("INSERT INTO plain (rowid, text) VALUES (?, ?)", rows)
    return plain


def plain_fts(plain: Database, query: str) -> list[int]:
    """Plain FTS5: any of the words, by bm25."""
    words = [form for clause in parse(query).clauses for form in clause.forms]
    expression = " OR ".join(f'"{word}"' for word in words)
    sql = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain) LIMIT 10"
    return [row[0] for row in plain.execute(sql, [expression])] if words else []


def rankers(archive: Archive) -> dict[str, Callable[[str], list[int]]]:
    """Every way of searching that is compared."""

    def leg(weights: Weights) -> Callable[[str], list[int]]:
        def ranked(query: str) -> list[int]:
            results = archive.searcher.search(archive.db, query, limit=10, weights=weights)
            return [hit.passage_id for hit in results.passages]

        return ranked

    plain = plain_table(archive.db)
    return {"FTS5": lambda query: plain_fts(plain, query), **{name: leg(w) for name, w in LEGS.items()}}


def scores(archive: Archive, file: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Per way of searching and per kind of query ("alle" for all): nDCG@10 and MRR."""
    known = cases(archive.db, file)
    result: dict[str, dict[str, dict[str, float]]] = {}
    for name, ranked in rankers(archive).items():
        by_kind: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for case in known:
            found = ranked(case.query)
            pair = (ndcg(found, case.worth), reciprocal(found, case.worth))
            by_kind[case.kind].append(pair)
            by_kind["alle"].append(pair)
        result[name] = {
            kind: {"ndcg": _mean([p[0] for p in pairs]), "mrr": _mean([p[1] for p in pairs]), "n": len(pairs)}
            for kind, pairs in by_kind.items()
        }
    return result


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / max(1, len(values)), 3)


def main(store: Path, show: str = "") -> None:
    """Prints the scores on the files whose letters are there; with `show`, rankings of queries that go wrong."""
    archive = open_archive(store)
    for file in sorted(QUERIES.glob("*.yaml")):
        try:
            cases(archive.db, file)
        except ValueError as error:
            print(f"{file.stem}: not measured on this store ({error})")
            continue
        print(f"{file.stem}")
        for name, kinds in scores(archive, file).items():
            rest = "  ".join(f"{k} {v['ndcg']:.2f}" for k, v in sorted(kinds.items()) if k != "alle")
            print(f"  {name:14} nDCG@10 {kinds['alle']['ndcg']:.3f}  MRR {kinds['alle']['mrr']:.3f}   {rest}")
        if show == file.stem:
            _show(archive, file)


def _show(archive: Archive, file: Path) -> None:
    texts: dict[int, Any] = dict(archive.db.execute("SELECT id, text FROM passages").fetchall())
    for case in cases(archive.db, file):
        results = archive.searcher.search(archive.db, case.query, limit=10)
        ranked = [hit.passage_id for hit in results.passages]
        value = ndcg(ranked, case.worth)
        if value < 0.8:
            print(f"\n{value:.2f} {case.query}")
            for hit in results.passages[:8]:
                print(f"   {' -+'[case.worth.get(hit.passage_id, 0)]} {hit.score:.2f} {hit.why} {hit.text[:90]}")
            for missed in case.worth.keys() - set(ranked):
                print("   -", texts[missed][:100])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--letters"]:
        write_letters(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1] if sys.argv[1:] else "outputs/adviesradar.db"), sys.argv[2] if len(sys.argv) > 2 else "")
