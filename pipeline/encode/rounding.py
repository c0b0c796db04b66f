"""Vectors as they are kept in the store: one byte a dimension. They are unit vectors, so their length need not be kept.

Whatever uses vectors starts from the rounded ones, whether they were just made or come out of the store.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.encode.base import Matrix


def quantise(matrix: Matrix) -> NDArray[np.int8]:
    """Unit rows as int8 (n, d), the largest of each 127, such that `dequantise` gives unit rows again."""
    largest = np.abs(matrix).max(axis=1, initial=0)[:, None]
    return np.rint(127 * matrix / np.where(largest == 0, 1, largest)).astype(np.int8)


def dequantise(rounded: NDArray[np.int8]) -> Matrix:
    """The float32 unit rows that int8 rows (n, d) stand for; rows of zeros stay zeros."""
    lengths = np.linalg.norm(rounded.astype(np.float64), axis=1)
    scales = np.asarray(127 / np.where(lengths == 0, np.inf, lengths), np.float32)
    return np.asarray(rounded * (scales / np.float32(127))[:, None], np.float32)
