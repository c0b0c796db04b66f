"""Turns a query's vector towards the passages that answer it: few words lie elsewhere than sentences do.

The matrix is learned from letters (`training/search`) and belongs to one encoder.
"""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from pipeline.search.vectors import Floats

FILE = "pipeline/models/search/turn.npz"


def shipped_turn(encoder: str) -> Floats | None:
    """The matrix that comes along, when it belongs to this encoder (name and version); else None."""
    known, matrix = _shipped()
    return matrix if known == encoder else None


def turned(vector: Floats, matrix: Floats | None) -> Floats:
    """A prepared query vector, turned, with unit length."""
    if matrix is None:
        return vector
    moved = vector + vector @ matrix
    return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-6), np.float32)


def write(matrix: Floats, encoder: str) -> None:
    """Puts a newly learned matrix in the working copy."""
    path = Path(__file__).parents[1] / "models" / "search" / "turn.npz"
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, matrix=matrix.astype(np.float16), encoder=np.array(encoder))


@lru_cache(maxsize=1)
def _shipped() -> tuple[str, Floats | None]:
    try:
        data = files("pipeline").joinpath("models", "search", "turn.npz").read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            return str(found["encoder"]), np.asarray(found["matrix"], np.float32)
    except (OSError, ValueError, KeyError):
        return "", None
