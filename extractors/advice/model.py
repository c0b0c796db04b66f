"""The trained classifier: how likely a sentence is to be advice, by logistic regression on its words.

Weights are packaged data (`extractors/models/advice.json`), trained by `training/advice/train.py`.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any


@cache
def _weights() -> dict[str, Any] | None:
    source = resources.files("extractors").joinpath("models/advice.json")
    if not source.is_file():
        return None
    loaded: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


def available() -> bool:
    """Whether trained weights are there."""
    return _weights() is not None


def probability(sentence: str, names: re.Pattern[str]) -> float:
    """Probability (0–1) that `sentence`, said by the council that `names` matches, is advice."""
    weights = _weights()
    if weights is None:
        return 0.5
    words: dict[str, float] = weights["weights"]
    found = features(sentence, names)
    norm = math.sqrt(len(found)) or 1.0
    score = weights["intercept"] + sum(words.get(name, 0.0) for name in found) / norm
    return 1.0 / (1.0 + math.exp(-score))


def features(sentence: str, names: re.Pattern[str]) -> set[str]:
    """The names of the features of a sentence: cues, word and word-pair forms, with names and numbers masked."""
    from extractors.advice import cues

    found = {f"cue={cue.kind}:{cue.strength}" for cue in cues.phrases(sentence)}
    found |= {f"verb={cue.strength}" for cue in cues.verbs(sentence, names)}
    if cues.imperative(sentence):
        found.add("imperative")
    if cues.retold(sentence):
        found.add("retold")
    tokens = mask(sentence, names)
    found |= {f"w={token}" for token in tokens}
    found |= {f"b={a}_{b}" for a, b in pairwise(tokens)}
    found |= {f"first={token}" for token in tokens[:2]}
    return found


def mask(sentence: str, names: re.Pattern[str]) -> list[str]:
    """Lower-case words; the council becomes RAAD, the college COLLEGE, numbers 0, capitalised names NAAM."""
    text = names.sub(" RAAD ", sentence)
    text = re.sub(
        r"\b(?:uw college|het college(?: van [bB]\S*(?: en \w+)?)?|de gemeente|de wethouder)\b",
        " COLLEGE ",
        text,
        flags=re.I,
    )
    tokens = re.findall(r"\w+(?:[-'’]\w+)*|[?!:]", text)
    masked = []
    for index, token in enumerate(tokens):
        if token in {"RAAD", "COLLEGE"}:
            masked.append(token)
        elif token[0].isdigit():
            masked.append("0")
        elif token[0].isupper() and index > 0:
            masked.append("NAAM")
        else:
            masked.append(token.lower())
    return masked
