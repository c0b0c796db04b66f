"""Fits logistic regression on named features and vectors; weights as plain data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from extractors import classifier
from extractors.classifier import Vector

MODELS = Path(__file__).parents[1] / "extractors" / "models"
MIN_COUNT = 2
REGULARISATION = 0.3
SMALLEST = 0.02
"""Weights of named features below this are left out."""


def fit(
    found: Sequence[Mapping[str, float]],
    means: Sequence[Vector] | None,
    labels: Sequence[str],
    regularisation: float = REGULARISATION,
    min_count: int = MIN_COUNT,
) -> dict[str, Any]:
    """Weights for the named features `found` and the vectors `means` (None: without) of texts with these `labels`."""
    counts = Counter(name for one in found for name in one)
    vocabulary = sorted(name for name, count in counts.items() if count >= min_count)
    column = {name: number for number, name in enumerate(vocabulary)}
    known = [[(column[name], value) for name, value in one.items() if name in column] for one in found]
    starts = np.cumsum([0, *map(len, known)])
    cells = [cell for row in known for cell in row]
    named = csr_matrix(
        ([value for _, value in cells], [at for at, _ in cells], starts), shape=(len(found), len(vocabulary))
    )
    fitted = LogisticRegression(C=regularisation, max_iter=3000)
    described = named if means is None else hstack([named, classifier.SCALE * np.array(means)]).tocsr()
    fitted.fit(described, np.array(labels))
    rows, intercept = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # one row for two classes
        rows, intercept = np.concatenate([-rows, rows]) / 2, np.concatenate([-intercept, intercept]) / 2
    weights = rows[:, : len(vocabulary)].T
    return {
        "trained_on": len(labels),
        "encoder": classifier.ENCODER,
        "classes": fitted.classes_.tolist(),
        "intercept": np.round(intercept, 4).tolist(),
        "weights": {
            name: np.round(row, 3).tolist()
            for name, row in zip(vocabulary, weights, strict=True)
            if np.abs(row).max() >= SMALLEST
        },
        "dense": np.round(rows[:, len(vocabulary) :].T, 3).tolist(),
    }


def write(name: str, weights: dict[str, Any]) -> None:
    """Keep `weights` as the packaged ones of the classifier `name`, and say so."""
    target = MODELS / f"{name}.json"
    lines = json.dumps(weights, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    target.write_text(lines.replace("],", "],\n") + "\n", encoding="utf-8")
    print(f"{target.name}: trained on {weights['trained_on']} texts, {target.stat().st_size // 1024} kB")
