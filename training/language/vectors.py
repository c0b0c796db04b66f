"""Cut the word-piece vectors out of the sentence encoder's weights: `pieces.npz`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.encode import weights
from pipeline.encode.tokenizer import Tokenizer

WIDTH = 96
_EMBEDDINGS = "encoder/embeddings_0/weight"


def embeddings(encoder: Path) -> NDArray[np.float32]:
    """The encoder's input embeddings, (pieces, dimensions)."""
    with np.load(encoder / weights.WEIGHTS, allow_pickle=False) as stored:
        halves, scales = stored[f"{_EMBEDDINGS}.halves"], stored[f"{_EMBEDDINGS}.scales"]
    small = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    return (small * scales[..., None].astype(np.float32)).reshape(len(halves), -1)


def make(encoder: Path, words: Iterable[str], target: Path) -> None:
    """Write the table to `target`: principal components over `words` (each weighed by the root of its count)."""
    stored = weights.read(encoder)
    tokenizer = Tokenizer(stored.pieces, stored.scores, stored.replacements)
    table = embeddings(encoder)
    counts = Counter(words)
    weight = np.sqrt(np.array(list(counts.values()), np.float32))[:, None]
    means = np.stack([table[tokenizer.pieces(word)].mean(axis=0) for word in counts])
    centre = (means * weight).sum(axis=0) / weight.sum()
    means -= centre
    _, axes = np.linalg.eigh((means * weight).T @ means)
    axes = axes[:, ::-1][:, :WIDTH]
    spread = np.sqrt(((means @ axes) ** 2).mean())
    small = (table - centre) @ axes / spread
    scales = np.abs(small).max(axis=1) / 127
    target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target,
        values=np.rint(small / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
        pieces=np.frombuffer("\n".join(stored.pieces).encode(), np.uint8),
        scores=np.array(stored.scores, np.float32),
        replacements=np.frombuffer(json.dumps({str(k): v for k, v in stored.replacements.items()}).encode(), np.uint8),
    )
