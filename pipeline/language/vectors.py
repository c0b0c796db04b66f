"""Word vectors for any word: the mean of the vectors of the word's pieces.

The table (`pieces.npz`) is cut from the sentence encoder's input embeddings: the pieces that Dutch
needs, brought down to fewer dimensions, one byte a value. A word that no training text had gets a
vector of its own, from its parts, at a fraction of the size of a table of words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore
from spacy.util import registry
from spacy.vectors import BaseVectors
from spacy.vocab import Vocab

from pipeline.encode.tokenizer import Tokenizer

FILE = Path(__file__).parents[1] / "models" / "nl_adviesradar" / "pieces.npz"
NAME = "adviesradar.PieceVectors.v1"
_ROOM = 4096
_MOST_WORDS = 200_000
"""Words kept; after that the table begins anew, so that an archive of any size fits in memory."""


class PieceVectors(BaseVectors):  # type: ignore[misc]
    """A spaCy vector table whose rows are made when a word is first seen, and then kept."""

    def __init__(self, strings: StringStore, file: Path = FILE) -> None:
        """`file` holds `values` int8 (pieces, width), `scales` float32 (pieces,), and the tokenizer."""
        with np.load(file, allow_pickle=False) as stored:
            self._table: NDArray[np.int8] = stored["values"]
            self._scales: NDArray[np.float32] = stored["scales"]
            self._tokenizer = Tokenizer(
                stored["pieces"].tobytes().decode().split("\n"),
                stored["scores"].tolist(),
                {int(code): text for code, text in json.loads(stored["replacements"].tobytes()).items()},
            )
        self.strings = strings
        self.name = NAME
        self.mode = "pieces"
        self._rows: dict[int, int] = {}
        self._known = np.zeros((_ROOM, self.vectors_length), np.float32)

    @property
    def shape(self) -> tuple[int, int]:
        """Pieces and width."""
        return self._table.shape[0], self._table.shape[1]

    @property
    def vectors_length(self) -> int:
        """Width of a vector."""
        return int(self._table.shape[1])

    @property
    def size(self) -> int:
        """Values in the table."""
        return int(self._table.size)

    @property
    def n_keys(self) -> int:
        """-1: any word has a vector."""
        return -1

    def is_full(self) -> bool:
        """Always: no vector can be added."""
        return True

    def __len__(self) -> int:
        return int(self._table.shape[0])

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: int | str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.get_batch([key])[0]
        return vector

    def get_batch(self, keys: Iterable[int | str]) -> NDArray[np.float32]:
        """Vectors of the words with these `keys` (strings or their hashes): float32 (n, width)."""
        hashes = [self.strings[key] if isinstance(key, str) else int(key) for key in keys]
        if len(self._rows) > _MOST_WORDS:
            self._rows.clear()
        for key in hashes:
            if key not in self._rows:
                self._learn(key)
        rows: NDArray[np.float32] = self._known[[self._rows[key] for key in hashes]]
        return rows

    def word(self, text: str) -> NDArray[np.float32]:
        """The vector of one word: the mean over its pieces; zero for an empty one."""
        numbers = self._tokenizer.pieces(text) if text.strip() else []
        if not numbers:
            return np.zeros(self.vectors_length, np.float32)
        mean: NDArray[np.float32] = (self._table[numbers] * self._scales[numbers, None]).mean(axis=0)
        return mean

    def _learn(self, key: int) -> None:
        row = len(self._rows)
        if row == len(self._known):
            self._known = np.concatenate([self._known, np.zeros_like(self._known)])
        self._known[row] = self.word(self.strings[key] if key else "")
        self._rows[key] = row

    def to_ops(self, ops: Any) -> None:
        """Nothing to move: the table stays in main memory."""

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Nothing: the table is a file of its own."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> PieceVectors:
        """Itself: the table is a file of its own."""
        return self

    def to_disk(self, path: Path, **kwargs: Any) -> None:
        """Nothing: the table is a file of its own."""

    def from_disk(self, path: Path, **kwargs: Any) -> PieceVectors:
        """Itself: the table is a file of its own."""
        return self


@registry.vectors(NAME)  # type: ignore[untyped-decorator]
def create_piece_vectors() -> Callable[[Vocab], PieceVectors]:
    """What `[nlp.vectors]` of the model's config asks for."""
    return lambda vocab: PieceVectors(vocab.strings)
