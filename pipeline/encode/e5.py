"""The encoder of the base install: multilingual-e5-small for Dutch, in 8 bits, run by CTranslate2.

Only texts of the same number of pieces share a batch. So no text is ever padded, every text goes through the
same sums whatever its neighbours, and the sums over 8-bit numbers are exact. Threads take whole batches, so
their number changes nothing either.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import ctranslate2
import numpy as np

from pipeline.encode.base import Matrix, threads_from, unit_rows
from pipeline.encode.tokenizer import BEGIN, END, Tokenizer
from pipeline.encode.weights import SHIPPED, read

NAME = "e5-small-nl"
PREFIX = "query: "
"""What the model was trained to see in front of a text; the same on both sides of a comparison."""
LONGEST = 512
"""Pieces that the model can take at once, begin and end included."""
BATCH = 16
"""Texts in a batch, at most."""
BATCH_PIECES = 2048
"""Pieces in a batch, at most: attention takes memory by the square of the length."""

Window = tuple[int, ...]
_Item = TypeVar("_Item")


class E5Encoder:
    """See `pipeline.encode.base.Encoder`. Safe to use from several threads, to pickle, and after a fork."""

    name = NAME
    dimensions = 384

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        """`folder` holds the weights (default: the shipped ones). Raises StoreError when they are damaged."""
        self.threads = threads_from(threads)
        self._folder = folder or SHIPPED
        self._start()

    def __reduce__(self) -> tuple[Any, ...]:
        return E5Encoder, (self._folder, self.threads)

    def _start(self) -> None:
        weights = read(self._folder)
        self.version = weights.digest[:12]
        self.tokenizer = Tokenizer(weights.pieces, weights.scores, weights.replacements)
        self._prefix = self.tokenizer.pieces(PREFIX.rstrip())
        self._model = ctranslate2.Encoder(
            NAME, "cpu", compute_type="int8", inter_threads=self.threads, intra_threads=1, files=weights.files
        )
        self._process = os.getpid()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One unit row per text, float32 (texts, 384); a long text is the mean of its windows, by length."""
        if self._process != os.getpid():
            self._abandoned = self._model  # its threads did not survive the fork, so it cannot even be closed
            self._start()
        windows = [self.windows(text) for text in texts]
        sums = self._sums({window for of_text in windows for window in of_text})
        rows = [np.sum([sums[window] for window in of_text], axis=0) for of_text in windows]
        return unit_rows(np.array(rows, np.float32).reshape(-1, self.dimensions))

    def windows(self, text: str) -> list[Window]:
        """The piece numbers that the model gets for `text`: one window, or several for a long text."""
        pieces = self.tokenizer.pieces(PREFIX + text)
        space = LONGEST - 2
        if len(pieces) <= space:
            return [(BEGIN, *pieces, END)]
        own = pieces[len(self._prefix) :]
        return [(BEGIN, *self._prefix, *part, END) for part in _chunks(own, space - len(self._prefix))]

    def _sums(self, windows: set[Window]) -> dict[Window, Matrix]:
        """Per window the sum of its pieces' vectors (so that a longer window weighs more)."""
        batches = _batches(windows)
        if len(batches) < 2 or self.threads == 1:
            results = list(map(self._forward, batches))
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                results = list(pool.map(self._forward, batches))
        pairs = zip(batches, results, strict=True)
        return {window: row for batch, rows in pairs for window, row in zip(batch, rows, strict=True)}

    def _forward(self, batch: Sequence[Window]) -> Matrix:
        numbers = np.array(batch, np.int32)
        lengths = np.full(len(batch), numbers.shape[1], np.int32)
        as_view = ctranslate2.StorageView.from_array
        output = self._model.forward_batch(as_view(numbers), as_view(lengths))
        return np.asarray(np.array(output.last_hidden_state).sum(axis=1), np.float32)


def _batches(windows: set[Window]) -> list[Sequence[Window]]:
    """Windows of the same length together; the longest first, so that the threads end at the same time."""
    by_length = defaultdict(list)
    for window in sorted(windows):
        by_length[len(window)].append(window)
    return [
        batch
        for length, alike in sorted(by_length.items(), reverse=True)
        for batch in _chunks(alike, min(BATCH, max(1, BATCH_PIECES // length)))
    ]


def _chunks(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
