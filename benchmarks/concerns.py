"""What tagging costs on top of encoding, and how well themes are told and linked on sentences kept aside.

python -m benchmarks.concerns [--json]
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from time import perf_counter

import click

from pipeline.concerns import Tagger, load_register
from pipeline.concerns.measure import load_labelled, measure
from pipeline.concerns.train import examples
from pipeline.encode import dequantise, load, quantise

ASIDE = Path(__file__).parents[1] / "corpus" / "concerns"
PARTS = ("dev", "hard", "fresh", "late", "test")
SENTENCES = 1000
ROUNDS = 3
FLOORS = {
    "micro_f1": 0.75,
    "macro_f1": 0.72,
    "recall": 0.60,
    "letter_f1": 0.78,
    "pair_auc": 0.93,
    "pairs_at_5": 0.78,
}
CEILINGS = {"neutral_alarms": 0.03, "lookalike_alarms": 0.15, "tagging_ratio": 1.2}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(as_json: bool) -> None:
    """Measure the cost of tagging 1,000 sentences, and the scores on the parts that were kept aside."""
    encoder = load(threads=1)
    tagger = Tagger.load(None, encoder)
    results: dict[str, float] = dict(cost(SENTENCES, ROUNDS))
    for part in PARTS:
        scores = measure(tagger, encoder, load_labelled(ASIDE / f"{part}.yaml"))
        results |= {f"{part}_{name}": value for name, value in asdict(scores).items()}
    if as_json:
        click.echo(json.dumps(results, indent=2))
        return
    for name, value in results.items():
        click.echo(f"{name:28} {value:8.3f}{judged(name, value)}")


def cost(count: int, rounds: int) -> dict[str, float]:
    """Seconds for encoding `count` sentences, for encoding and tagging them, and how many times as much that is.

    The best of `rounds` counts; every round starts with the words of the sentences not yet stemmed.
    """
    encoder = load(threads=1)
    tagger = Tagger.load(None, encoder)
    texts = [example.text for example in examples(load_register())][:count]
    alone, tagging = [], []
    for _ in range(rounds):
        start = perf_counter()
        vectors = encoder.encode(texts)
        alone.append(perf_counter() - start)
        start = perf_counter()
        tagger.tag(texts, dequantise(quantise(vectors)))
        tagging.append(perf_counter() - start)
    together = min(alone) + max(tagging)
    ratio = together / min(alone)
    return {"encoding_seconds": min(alone), "encoding_and_tagging_seconds": together, "tagging_ratio": ratio}


def judged(name: str, value: float) -> str:
    """The bar that a value should reach, and whether it does."""
    part, _, rest = name.partition("_")
    name = rest if part in PARTS else name
    if name in FLOORS:
        return f"  {'ok' if value >= FLOORS[name] else 'LOW'} (bar {FLOORS[name]})"
    if name in CEILINGS:
        return f"  {'ok' if value <= CEILINGS[name] else 'HIGH'} (bar {CEILINGS[name]})"
    return ""


if __name__ == "__main__":
    main()
