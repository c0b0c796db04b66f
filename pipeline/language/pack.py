"""A trained spaCy pipeline in one small file: its weights in half precision.

`model.bin` is what `Language.to_bytes` gives but the tokenizer (the config builds it), with every
float32 array stored as float16; reading turns them back.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.language import Language
from spacy.util import load_model_from_config

FILE = "model.bin"
CONFIG = "config.cfg"
_Arrays = Callable[[Any], Any]


def write(nlp: Language, folder: Path) -> None:
    """Write the pipeline to `folder`: config, meta.json and packed weights."""
    folder.mkdir(parents=True, exist_ok=True)
    nlp.config.to_disk(folder / CONFIG)
    srsly.write_json(folder / "meta.json", nlp.meta)
    (folder / FILE).write_bytes(_each_model(nlp.to_bytes(exclude=["tokenizer"]), _to_half))


def read(folder: Path) -> Language:
    """The pipeline of `folder`. Raises OSError when a file is missing."""
    from thinc.api import Config

    data = (folder / FILE).read_bytes()
    config = Config().from_disk(folder / CONFIG)
    nlp = load_model_from_config(config, meta=srsly.read_json(folder / "meta.json"))
    return nlp.from_bytes(_each_model(data, _to_single), exclude=["tokenizer"])


def _each_model(data: bytes, change: _Arrays) -> bytes:
    """The bytes of a pipeline with `change` done to every array of weights in it."""
    pipeline = srsly.msgpack_loads(data)
    for name, stored in pipeline.items():
        if name in ("vocab", "meta.json", "config.cfg") or not isinstance(stored, bytes):
            continue
        component = srsly.msgpack_loads(stored)
        if isinstance(component, dict) and isinstance(component.get("model"), bytes):
            model = srsly.msgpack_loads(component["model"])
            model["params"] = [{k: change(v) for k, v in params.items()} for params in model["params"]]
            component["model"] = srsly.msgpack_dumps(model)
            pipeline[name] = srsly.msgpack_dumps(component)
    return bytes(srsly.msgpack_dumps(pipeline))


def _to_half(value: Any) -> Any:
    return value.astype(np.float16) if isinstance(value, np.ndarray) and value.dtype == np.float32 else value


def _to_single(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype == np.float16 else value
