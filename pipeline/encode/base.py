"""What every sentence encoder offers, and the settings they share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import AdviesradarError

Matrix = NDArray[np.float32]

ENCODER_VARIABLE = "ADVIESRADAR_ENCODER"
THREADS_VARIABLE = "ADVIESRADAR_THREADS"


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike the texts are."""

    @property
    def name(self) -> str:
        """What `load` was given: the name of the encoder, or the folder of a model."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors change; vectors of different versions are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of length 1 per text, float32 (texts, dimensions).

        A text's row does not depend on the texts beside it, on their order or on the number of threads.
        """


def threads_from(setting: int | None) -> int:
    """Number of threads: the argument, else ADVIESRADAR_THREADS, else all cores that this process may use."""
    if setting is None:
        written = os.environ.get(THREADS_VARIABLE, "").strip()
        if not written:
            return _cores()
        if not written.isdecimal():
            raise AdviesradarError(f"{THREADS_VARIABLE} is {written!r}; it must be a whole number, 1 or more")
        setting = int(written)
    if setting < 1:
        raise AdviesradarError(f"the number of threads is {setting}; it must be 1 or more")
    return setting


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def unit_rows(matrix: Matrix) -> Matrix:
    """Each row divided by its length; a row of zeros stays."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths == 0, 1, lengths), np.float32)
