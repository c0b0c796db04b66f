"""Small trained classifiers: logistic regression on named features and on the mean vector of a text's sentences.

Weights are packaged data (`extractors/models/NAME.json`), trained by `python -m training.stance`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.letter import Span

Vector = NDArray[np.float32]

ENCODER = "e5-small-nl"
"""The sentence encoder whose vectors the weights are for."""
SCALE = 8.0
"""What a unit vector is multiplied by, so that it weighs as much as the named features."""


@dataclass(frozen=True)
class Vectors:
    """The sentences (and list items, cells, headings) of a letter in order, and a unit row (n, d) for each."""

    spans: Sequence[Span]
    rows: NDArray[np.float32]

    def mean(self, spans: Sequence[Span]) -> Vector | None:
        """The mean vector of the sentences that overlap one of `spans`; None when there is none."""
        inside = [row for row, one in enumerate(self.spans) if any(one.overlaps(span) for span in spans)]
        return np.asarray(self.rows[inside].mean(axis=0), np.float32) if inside else None


@dataclass(frozen=True)
class Weights:
    """A classifier: `named` (per feature a weight per class) and `dense` (d, classes), an intercept per class."""

    classes: tuple[str, ...]
    intercept: NDArray[np.float64]
    named: Mapping[str, NDArray[np.float64]]
    dense: NDArray[np.float64]

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Weights:
        """From what JSON holds."""
        named = {name: np.array(values) for name, values in plain["weights"].items()}
        return cls(tuple(plain["classes"]), np.array(plain["intercept"]), named, np.array(plain["dense"]))


_CHOSEN: dict[str, Weights] = {}


@contextmanager
def using(name: str, weights: Mapping[str, Any]) -> Iterator[None]:
    """Other weights than the packaged ones for a while: to measure what was just trained."""
    _CHOSEN[name] = Weights.read(weights)
    try:
        yield
    finally:
        del _CHOSEN[name]


@cache
def _packaged(name: str) -> Weights | None:
    source = resources.files("extractors").joinpath(f"models/{name}.json")
    return Weights.read(json.loads(source.read_text(encoding="utf-8"))) if source.is_file() else None


def probabilities(name: str, found: Mapping[str, float], vector: Vector | None) -> dict[str, float]:
    """Probability of each class by the classifier `name`; {} without trained weights or the vector they need."""
    weights = _CHOSEN.get(name) or _packaged(name)
    if weights is None or len(weights.dense) != (0 if vector is None else len(vector)):
        return {}
    scores = weights.intercept
    if vector is not None:
        scores = scores + SCALE * np.asarray(vector, np.float64) @ weights.dense
    for feature, amount in found.items():
        if feature in weights.named:
            scores = scores + amount * weights.named[feature]
    powers = np.exp(scores - scores.max())
    return dict(zip(weights.classes, (powers / powers.sum()).tolist(), strict=True))
