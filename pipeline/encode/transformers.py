"""Any sentence-transformers model as the encoder, for those who installed the extra."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.encode.base import Matrix, threads_from, unit_rows
from pipeline.errors import AdviesradarError, MissingExtra

_INSTALL = 'pip install "adviesradar[transformers]"'
E5_PREFIX = "query: "
_SAMPLE = 256
"""Values of each tensor that go into the version."""


class TransformersEncoder:
    """See `pipeline.encode.base.Encoder`. Pickles as its name, and loads again where it is unpickled."""

    def __init__(self, name: str, threads: int | None = None) -> None:
        """`name` is a folder, or a model that the hub client has or can get.

        Raises MissingExtra without sentence-transformers, AdviesradarError when there is no such model.
        """
        self.threads = threads_from(threads)
        self.name = str(Path(name).resolve()) if Path(name).is_dir() else name
        self._model = _load(self.name)
        self._model.eval()
        self.prefix = prefix_for(name, self._model)
        self.dimensions = int(self._model.encode(["maat"]).shape[1])
        self.version = _fingerprint(self._model, self.prefix)

    def __reduce__(self) -> tuple[Any, ...]:
        return TransformersEncoder, (self.name, self.threads)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One unit row per text, float32 (texts, dimensions)."""
        import torch  # type: ignore[import-not-found,unused-ignore]

        torch.set_num_threads(self.threads)
        cleaned = [text.replace("\0", "").encode("utf-8", "replace").decode() for text in texts]
        # One text at a time: padding next to a longer neighbour would change the last digits.
        rows = {
            text: self._model.encode([text], prompt=self.prefix, show_progress_bar=False)[0] for text in set(cleaned)
        }
        matrix = np.array([rows[text] for text in cleaned], np.float32).reshape(-1, self.dimensions)
        return unit_rows(matrix)


def prefix_for(name: str, model: Any = None) -> str:
    """What to put in front of each text: "query: " for the E5 family, nothing for the rest.

    All texts are treated alike, so what models want on one side of a search only does not apply. E5 models
    that follow instructions take nothing. A model of another name is known as E5 by the prompt it brings.
    """
    prompts = getattr(model, "prompts", None) or {}
    parts = Path(name).name.lower().replace("_", "-").split("-")
    is_e5 = "e5" in parts or prompts.get("query") == E5_PREFIX
    return E5_PREFIX if is_e5 and "instruct" not in parts else ""


def _load(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise MissingExtra(f"the encoder {name!r} needs sentence-transformers: {_INSTALL}") from None
    try:
        return SentenceTransformer(name, device="cpu")
    except Exception as error:  # the hub client raises many kinds
        reason = str(error).strip().split("\n")[0]
        raise AdviesradarError(
            f"no sentence-transformers model {name!r} (a folder, or a name on the model hub): {reason}"
        ) from None


def _fingerprint(model: Any, prefix: str) -> str:
    digest = hashlib.sha256(prefix.encode())
    for name, tensor in sorted(model.state_dict().items()):
        sample = tensor.flatten()[:_SAMPLE].float().numpy()
        digest.update(f"{name}{tuple(tensor.shape)}".encode() + sample.tobytes())
    return digest.hexdigest()[:12]
