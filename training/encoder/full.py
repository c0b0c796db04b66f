"""The same model without pruning and in full precision: the yardstick for the shipped one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import BytesIO

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from pipeline.encode.base import Matrix, unit_rows
from pipeline.encode.e5 import PREFIX
from pipeline.encode.tokenizer import BEGIN, END, Tokenizer
from pipeline.encode.weights import write_model
from training.encoder.convert import tensors
from training.encoder.source import Source


class FullPrecision:
    """multilingual-e5-small as the source has it, in 32 bits, one text at a time. Slow, and takes 500 MB."""

    def __init__(self, origin: Source) -> None:
        self._texts = origin.pieces
        self._tokenizer = Tokenizer(origin.pieces, origin.scores.tolist(), origin.replacements)
        count = len(origin.pieces)
        parts = tensors(origin, list(range(count)))
        variables = {name: value for name, value in parts.items() if name.startswith("encoder/") and "." not in name}
        for name in [name.removesuffix(".halves") for name in parts if name.endswith(".halves")]:
            variables[name] = _exact(parts[f"{name}.halves"], parts[f"{name}.scales"])
        file = BytesIO()
        write_model(file, len(variables), iter(variables.items()))
        files = {
            "model.bin": file.getvalue(),
            "config.json": parts["config"].tobytes(),
            "vocabulary.json": json.dumps([f"{i}" for i in range(count)]).encode(),
        }
        self._model = ctranslate2.Encoder("full", "cpu", compute_type="float32", intra_threads=1, files=files)

    def pieces(self, text: str) -> list[str]:
        """The text of the pieces of `text`."""
        return [self._texts[number] for number in self._tokenizer.pieces(text)]

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One unit row per text, of its first 512 pieces."""
        return unit_rows(np.array([self._sum(text) for text in texts], np.float32))

    def _sum(self, text: str) -> Matrix:
        numbers = [BEGIN, *self._tokenizer.pieces(PREFIX + text)[:510], END]
        hidden = np.array(self._model.forward_batch([numbers]).last_hidden_state)
        return np.asarray(hidden[0].sum(axis=0), np.float32)


def _exact(halves: NDArray[np.uint8], scales: NDArray[np.float16]) -> Matrix:
    small = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    return np.asarray((small * scales[..., None].astype(np.float32)).reshape(len(halves), -1), np.float32)
