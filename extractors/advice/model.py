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

from extractors.advice import cues


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


def probabilities(sentence: str, names: re.Pattern[str]) -> dict[str, float]:
    """Probability of each label ("geen" and the strengths) for a sentence of the council that `names` matches.

    Without trained weights {}.
    """
    weights = _weights()
    if weights is None:
        return {}
    known: dict[str, list[float]] = weights["weights"]
    found = features(sentence, names)
    norm = math.sqrt(len(found)) or 1.0
    scores = list(weights["intercept"])
    for name in found:
        for index, value in enumerate(known.get(name, ())):
            scores[index] += value / norm
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return {label: power / total for label, power in zip(weights["classes"], powers, strict=True)}


def features(sentence: str, names: re.Pattern[str]) -> set[str]:
    """The names of the features of a sentence: cues, word and word-pair forms, with names and numbers masked."""
    found = {f"cue={cue.kind}:{cue.strength}" for cue in cues.phrases(sentence)}
    found |= {f"verb={cue.strength}" for cue in cues.verbs(sentence, names)}
    if cues.imperative(sentence):
        found.add("imperative")
    if cues.retold(sentence):
        found.add("retold")
    tokens = mask(sentence, names)
    found |= {f"w={token}" for token in tokens}
    found |= {f"b={a}_{b}" for a, b in pairwise(tokens)}
    found |= {f"s={re.sub(r'(?:en|e|t|s)$', '', token)}" for token in tokens if len(token) > 4}
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
