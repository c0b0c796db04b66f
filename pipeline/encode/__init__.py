"""Sentence encoders: texts in, vectors out.

encoder = load()
encoder.encode(["De raad adviseert …"])        # float32 (1, 384), unit rows
vectors_for(db, encoder, texts)                # the same through the store, each text encoded once
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.encode.base import ENCODER_VARIABLE, THREADS_VARIABLE, Encoder, Matrix, threads_from
from pipeline.encode.cache import claim, encoder_of, reencode, stored_vectors, text_hash, vectors_for
from pipeline.encode.rounding import dequantise, quantise
from pipeline.encode.weights import SHIPPED, version
from pipeline.errors import StoreError

if TYPE_CHECKING:
    from sqlite_utils import Database

__all__ = [
    "DEFAULT",
    "ENCODER_VARIABLE",
    "THREADS_VARIABLE",
    "Encoder",
    "Matrix",
    "claim",
    "dequantise",
    "encoder_for",
    "encoder_of",
    "identity",
    "load",
    "quantise",
    "reencode",
    "stored_vectors",
    "text_hash",
    "vectors_for",
]

DEFAULT = "e5-small-nl"
"""The encoder that the base install brings."""


def load(setting: str | None = None, threads: int | None = None) -> Encoder:
    """The encoder called `setting`: "e5-small-nl", or the name or folder of a sentence-transformers model.

    Without `setting`, the environment variable ADVIESRADAR_ENCODER decides, then DEFAULT. `threads`: see
    `threads_from`. Loaded once per process. Raises MissingExtra, StoreError (damaged weights) or
    AdviesradarError (no such model).
    """
    return _load(_chosen(setting), threads_from(threads))


def identity(setting: str | None = None) -> tuple[str, str]:
    """Name and version of the encoder called `setting`, as `load` takes it; the shipped one is not loaded for it."""
    if _chosen(setting) == DEFAULT:
        return DEFAULT, version(SHIPPED)
    encoder = load(setting)
    return encoder.name, encoder.version


def _chosen(setting: str | None) -> str:
    return setting or os.environ.get(ENCODER_VARIABLE) or DEFAULT


def encoder_for(db: Database, threads: int | None = None) -> Encoder:
    """The encoder that made the vectors of the store `db`; the default one while it has none.

    Raises StoreError when the installed encoder of that name has another version, and what `load` raises.
    """
    present = encoder_of(db)
    if present is None:
        return load(threads=threads)
    encoder = load(present[0], threads)
    if encoder.version != present[1]:
        raise StoreError(
            f"this store's vectors were made by version {present[1]} of {present[0]}, and installed is version "
            f"{encoder.version}; move the store with: adviesradar reencode DB --encoder {present[0]}"
        )
    return encoder


@lru_cache(maxsize=2)
def _load(setting: str, threads: int) -> Encoder:
    if setting == DEFAULT:
        from pipeline.encode.e5 import E5Encoder

        return E5Encoder(threads=threads)
    from pipeline.encode.transformers import TransformersEncoder

    return TransformersEncoder(setting, threads)
