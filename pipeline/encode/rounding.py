"""Vectors as they are kept in the store: one byte a dimension, and a scale.

Whatever uses vectors starts from the rounded ones, whether they were just made or come out of the store.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.encode.base import Matrix


def quantise(matrix: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """Unit rows as int8 (n, d) and scales (n,), such that `dequantise` gives unit rows again."""
    largest = np.abs(matrix).max(axis=1, initial=0)[:, None]
    rounded = np.rint(127 * matrix / np.where(largest == 0, 1, largest)).astype(np.int8)
    lengths = np.linalg.norm(rounded.astype(np.float64), axis=1)
    return rounded, np.asarray(127 / np.where(lengths == 0, np.inf, lengths), np.float32)


def dequantise(rounded: NDArray[np.int8], scales: Matrix) -> Matrix:
    """The float32 rows that int8 rows (n, d) and scales (n,) stand for: int8 x scale / 127."""
    return np.asarray(rounded * (scales / np.float32(127))[:, None], np.float32)
