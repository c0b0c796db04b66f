"""Meaning: the passages' vectors as one int8 matrix, searched in two steps when there are many.

The first step compares a projection to a few dimensions for all passages, the second the full
vectors of the best few thousand. Vectors are used as they are rounded in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

Floats = NDArray[np.float32]

SMALL = 20_000
"""Up to so many passages all are compared in full."""
PROJECTED = 32
"""Dimensions of the first step."""
CENTRED = 50
"""Fewer passages have no centre to speak of."""
ROOM = 20_000
"""Rows that are kept free for letters to come."""
_CHUNK, _FEW = 8_192, 512


@dataclass(frozen=True)
class Vectors:
    """Rounded vectors of all passages (`known` tells which have one), and their projection.

    `matrix` and `projection` (a dimension a row, a passage a column) are the filled parts of `room` and
    `projection_room`.
    `scales` makes a row of `matrix` a unit vector, `lengths` is what is left of it around `mean`.
    """

    matrix: NDArray[np.int8]
    known: NDArray[np.bool_]
    mean: Floats
    scales: Floats
    lengths: Floats
    basis: Floats | None
    projection: Floats | None
    room: NDArray[np.int8] | None = None
    projection_room: Floats | None = None

    @property
    def dimensions(self) -> int:
        """Dimensions of the encoder."""
        return int(self.matrix.shape[1])

    def prepare(self, vector: Floats) -> Floats:
        """A query's unit vector moved to the centre of this store's cloud, unit length again."""
        centred = vector - self.mean
        return centred / max(float(np.linalg.norm(centred)), 1e-6)

    def rough(self, prepared: Floats) -> Floats:
        """Similarity of all rows to a prepared query: exact for a small store, projected otherwise."""
        if self.projection is None or self.basis is None:
            return self.exact(prepared, np.arange(len(self.matrix)))
        return np.asarray((self.basis.T @ prepared) @ self.projection, np.float32)

    def exact(self, prepared: Floats, rows: NDArray[np.integer]) -> Floats:
        """Similarity (-1 to 1) of the given rows to a prepared query; 0 for rows without a vector."""
        result = np.zeros(len(rows), np.float32)
        offset = float(self.mean @ prepared)
        for start in range(0, len(rows), _FEW):
            part = rows[start : start + _FEW]
            result[start : start + _FEW] = self.matrix[part].astype(np.float32) @ prepared
        scaled = (result * self.scales[rows] - offset) / self.lengths[rows]
        return np.where(self.known[rows], scaled, 0.0).astype(np.float32)


def read_vectors(db: Database, size: int) -> Vectors:
    """The vectors of all indexed passages, in the order of letter and place."""
    row = db.execute("SELECT length(vector) FROM vectors LIMIT 1").fetchone()
    dimensions = int(row[0]) if row else 1
    matrix = np.zeros((size + ROOM, dimensions), np.int8)
    _read(db, matrix, "(SELECT letter_id FROM search_letters)", ())
    return build(matrix, size)


def grown(db: Database, old: Vectors, letters: Sequence[str], more: int) -> Vectors | None:
    """`old` with the vectors of `more` passages, those of `letters`; None when there is no room."""
    size, new = len(old.matrix), len(old.matrix) + more
    if old.room is None or new > len(old.room) or (old.basis is None and new > SMALL) or size < CENTRED:
        return None
    part = old.room[size:new]
    part[:] = 0
    _read(db, part, f"({','.join('?' * len(letters))})", letters)
    scales, lengths = np.ones(more, np.float32), np.ones(more, np.float32)
    projection = None
    if more:
        values = part.astype(np.float32)
        scales = (1.0 / np.maximum(np.linalg.norm(values, axis=1), 1e-6)).astype(np.float32)
        values = values * scales[:, None] - old.mean
        lengths = np.maximum(np.linalg.norm(values, axis=1), 1e-6).astype(np.float32)
        projection = (values / lengths[:, None]) @ old.basis if old.basis is not None else None
    if old.projection_room is not None and projection is not None:
        old.projection_room[:, size:new] = projection.T
    return replace(
        old,
        matrix=old.room[:new],
        known=np.concatenate([old.known, np.any(part, axis=1)]),
        scales=np.concatenate([old.scales, scales]),
        lengths=np.concatenate([old.lengths, lengths]),
        projection=old.projection_room[:, :new] if old.projection_room is not None else None,
    )


def _read(db: Database, matrix: NDArray[np.int8], chosen: str, letters: Sequence[str]) -> None:
    query = f"""SELECT v.vector FROM passages p LEFT JOIN vectors v ON v.text_hash = p.text_hash
        WHERE p.letter_id IN {chosen} ORDER BY p.letter_id, p.seq"""
    for number, (blob,) in enumerate(db.execute(query, letters)):
        if blob is not None and len(blob) == matrix.shape[1]:
            matrix[number] = np.frombuffer(blob, np.int8)


def build(room: NDArray[np.int8], size: int | None = None) -> Vectors:
    """Prepares a matrix of rounded vectors for searching; rows of zeros count as unknown.

    With `size`, only the first rows are filled and the rest is room for more.
    """
    matrix = room[:size]
    size, dimensions = matrix.shape
    scales = np.ones(size, np.float32)
    total = np.zeros(dimensions, np.float64)
    for start in range(0, size, _CHUNK):
        part = matrix[start : start + _CHUNK].astype(np.float32)
        length = np.linalg.norm(part, axis=1)
        scales[start : start + _CHUNK] = 1.0 / np.maximum(length, 1e-6)
        total += (part * scales[start : start + _CHUNK, None]).sum(axis=0)
    known: NDArray[np.bool_] = np.any(matrix, axis=1)
    mean = (total / max(1, int(known.sum()))).astype(np.float32)
    if size < CENTRED:
        mean[:] = 0.0
    lengths = np.ones(size, np.float32)
    basis = _basis(matrix, scales, known, mean) if size > SMALL else None
    projections = np.zeros((basis.shape[1], len(room)), np.float32) if basis is not None else None
    projection = projections[:, :size] if projections is not None else None
    for start in range(0, size, _CHUNK):
        part = matrix[start : start + _CHUNK].astype(np.float32) * scales[start : start + _CHUNK, None] - mean
        lengths[start : start + _CHUNK] = np.maximum(np.linalg.norm(part, axis=1), 1e-6)
        if projection is not None and basis is not None:
            projection[:, start : start + _CHUNK] = ((part / lengths[start : start + _CHUNK, None]) @ basis).T
    return Vectors(matrix, known, mean, scales, lengths, basis, projection, room, projections)


def _basis(matrix: NDArray[np.int8], scales: Floats, known: NDArray[np.bool_], mean: Floats) -> Floats:
    """The directions in which a sample of the vectors differs most, one a column."""
    rows = np.flatnonzero(known)
    rows = rows[:: max(1, len(rows) // 10_000)]
    sample = matrix[rows].astype(np.float32) * scales[rows, None] - mean
    sample /= np.maximum(np.linalg.norm(sample, axis=1, keepdims=True), 1e-6)
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, ::-1][:, :PROJECTED]).astype(np.float32)
