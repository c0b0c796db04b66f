"""The shipped weights: half-byte blocks on disk, opened as a CTranslate2 model in memory.

`weights.safetensors` is a file in the safetensors format: the length of a JSON header, the header, the
tensors. A matrix `x` is stored as `x.halves`, uint8 (rows, blocks, 16): per block of 32 values the low half
bytes are the first 16 and the high ones the last 16, each 0-15 for -8-7; and as `x.scales`, float16 (rows,
blocks). The rest is stored as CTranslate2 wants it. Nothing is unpacked to disk: the model is put together in
memory at each start, so read-only homes and many processes at once are no matter.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import StoreError

Floats = NDArray[np.float32]
Tensors = Mapping[str, NDArray[Any]]
Variables = Iterator[tuple[str, NDArray[Any]]]

WEIGHTS = "weights.safetensors"
CHECKSUM = "weights.safetensors.sha256"
TYPES = {"F32": "<f4", "F16": "<f2", "I8": "i1", "U8": "u1", "I16": "<i2"}
"""Kinds of value: their name in the safetensors format → in NumPy."""
SHIPPED = Path(__file__).parents[1] / "models" / "e5-small-nl"
"""The folder of the weights that come along."""
_ROWS_AT_ONCE = 256
_FORMAT_VERSION = 6
_KINDS = ("float32", "int8", "int16", "int32", "float16")
"""Number of a kind of value in CTranslate2's file format = its place here."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the encoder runs on."""

    digest: str
    """SHA-256 of the file, hexadecimal."""
    pieces: list[str]
    scores: list[float]
    replacements: dict[int, str]
    files: dict[str, bytes]
    """The CTranslate2 model: file name → content."""


def version(folder: Path) -> str:
    """Version of the weights in `folder`: the first 12 digits of their digest. Raises StoreError as `read` does."""
    return _checked(folder)[1][:12]


def read(folder: Path) -> Weights:
    """The weights in `folder`. Raises StoreError when a file is missing or not what it was when made."""
    data, digest = _checked(folder)
    tensors = _tensors(data)
    pieces = _text(tensors["tokenizer.pieces"])
    replacements = json.loads(_text(tensors["tokenizer.replacements"]))
    return Weights(
        digest=digest,
        pieces=pieces.split("\n"),
        scores=tensors["tokenizer.scores"].tolist(),
        replacements={int(code): text for code, text in replacements.items()},
        files={
            "model.bin": _model(tensors),
            "config.json": _text(tensors["config"]).encode(),
            "vocabulary.txt": b"<unk>\n",  # asked for, never used: the model gets numbers
        },
    )


def _checked(folder: Path) -> tuple[bytes, str]:
    try:
        data = (folder / WEIGHTS).read_bytes()
        expected = (folder / CHECKSUM).read_text().split()[0]
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise StoreError(f"no encoder weights in {folder} ({error}); install adviesradar again") from None
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        raise StoreError(f"{folder / WEIGHTS} is damaged: its checksum is wrong; install adviesradar again")
    return data, digest


def _tensors(data: bytes) -> Tensors:
    (size,) = struct.unpack_from("<Q", data)
    start = 8 + size
    header = json.loads(data[8:start])
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        kind = np.dtype(TYPES[entry["dtype"]])
        values = np.frombuffer(data, kind, (last - first) // kind.itemsize, start + first)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def _text(stored: NDArray[np.uint8]) -> str:
    return stored.tobytes().decode()


def expand(halves: NDArray[np.uint8], scales: NDArray[np.float16]) -> tuple[NDArray[np.int8], Floats]:
    """A matrix of half-byte blocks as int8 (rows, columns) and a factor per row: value = int8 / factor.

    The largest value of a row becomes 127, as CTranslate2 itself does it; each block holds a -8.
    """
    rows, blocks, half = halves.shape
    wide = scales.astype(np.float32)
    largest = 8 * np.abs(wide).max(axis=1)
    factors = 127 / np.where(largest == 0, 127, largest)
    steps = (wide * factors[:, None])[..., None]
    values = np.empty((rows, blocks, 2 * half), np.int8)
    for start in range(0, rows, _ROWS_AT_ONCE):  # so few that they stay in the processor's cache
        part = slice(start, start + _ROWS_AT_ONCE)
        small = values[part]
        small[..., :half] = halves[part] & 15
        small[..., half:] = halves[part] >> 4
        small -= 8
        small[...] = np.rint(small * steps[part])
    return values.reshape(rows, -1), np.asarray(factors, np.float32)


def _model(tensors: Tensors) -> bytes:
    """The tensors as one CTranslate2 model file."""
    names = [name for name in tensors if name.startswith("encoder/")]  # .halves and .scales make two as well
    file = BytesIO()
    write_model(file, len(names), _variables(tensors, names))
    return file.getvalue()


def _variables(tensors: Tensors, names: Iterable[str]) -> Variables:
    """One matrix at a time, so that no more than one stands in memory beside the file that they make."""
    for key in names:
        name, _, part = key.partition(".")
        if part == "halves":
            values, factors = expand(tensors[key], tensors[f"{name}.scales"])
            yield name, values
            yield f"{name}_scale", factors
        elif not part:
            yield name, tensors[key]


def write_model(file: BinaryIO, count: int, variables: Variables) -> None:
    """Write a transformer encoder of `count` variables in CTranslate2's own format."""
    file.write(struct.pack("<I", _FORMAT_VERSION) + _string("TransformerEncoderSpec"))
    file.write(struct.pack("<II", 1, count))
    for name, value in variables:
        file.write(_string(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape))
        file.write(struct.pack("<BI", _KINDS.index(value.dtype.name), value.nbytes))
        file.write(value.data)
    file.write(struct.pack("<I", 0))  # no aliases


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"
