"""The trained classifier: how likely a sentence is to be advice, by logistic regression.

Four groups of features, each with its own weight: the cues of the lexicon, the words and word pairs, what
spaCy's analysis says (`syntax`), and where the sentence stands in its letter.

Weights are packaged data (`extractors/models/advice.json`), trained by `training/advice/train.py`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from extractors.advice import cues, syntax
from extractors.letter import Letter
from extractors.outline import Part
from extractors.quick import quick_pattern


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: the kind of its block, whether first and last in it, and how far down (0 to 1)."""

    kind: str
    item: bool
    first: bool
    last: bool
    depth: float


def place_of(letter: Letter, part: Part, index: int) -> Place:
    """The place of sentence number `index` of a part of the letter."""
    start, last = part.sentences[index].start, len(part.sentences) - 1
    return Place(part.block.kind, part.is_item, index == 0, index == last, start / len(letter.text))


def probabilities(
    sentence: str, names: re.Pattern[str], words: Sequence[Any] = (), place: Place | None = None
) -> dict[str, float]:
    """Probability of each label ("geen" and the strengths) for a sentence of the council that `names` matches.

    `words` are the sentence's spaCy tokens, `place` where it stands, if known. Without trained weights {}.
    """
    weights = _weights()
    if weights is None:
        return {}
    known: dict[str, list[float]] = weights["weights"]
    rows: dict[float, list[list[float]]] = {}
    for name, amount in features(sentence, names, words, place).items():
        if name in known:
            rows.setdefault(amount, []).append(known[name])
    scores = list(weights["intercept"])
    for amount, group in rows.items():
        sums = map(sum, zip(*group, strict=True))
        scores = [score + amount * value for score, value in zip(scores, sums, strict=True)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return {label: power / total for label, power in zip(weights["classes"], powers, strict=True)}


CUE, GROUP = 1.0, 3.0
"""What one cue counts, and the length of the vector of all words, or of all that the analysis says."""


def features(
    sentence: str, names: re.Pattern[str], words: Sequence[Any] = (), place: Place | None = None
) -> dict[str, float]:
    """The features of a sentence and their amounts: cues, words with names and numbers masked, analysis, place."""
    found = dict.fromkeys(_cues(sentence, names), CUE)
    if cues.later_imperative(sentence, words):
        found["later imperative"] = CUE
    for group in (_forms(sentence, names), syntax.features(words)):
        amount = GROUP / math.sqrt(len(group) or 1)
        found |= dict.fromkeys(group, amount)
    return found | (_standing(place, len(words)) if place is not None else {})


EARLY, LATE = 0.2, 0.8
"""Parts of a letter before and after which a sentence stands at its beginning or its end."""
LONG = 50
"""Words from which on a sentence is no longer."""


def _standing(place: Place, length: int) -> dict[str, float]:
    """What the place of a sentence and its length in words say."""
    flags = {
        "item": place.item,
        "first": place.first,
        "last": place.last,
        "early": place.depth < EARLY,
        "late": place.depth > LATE,
        f"kind={place.kind}": True,
    }
    found = {f"at {name}": CUE for name, holds in flags.items() if holds}
    return found | {"at depth": round(place.depth, 2), "at length": 2 * min(length, LONG) / LONG}


_TELLING = ("not_advice", "reported", "opinion", "view", "assent", "formula")


def _cues(sentence: str, names: re.Pattern[str]) -> set[str]:
    """What the lexicon knows about the sentence."""
    found = {f"cue={cue.kind}:{cue.strength}" for cue in cues.phrases(sentence)}
    found |= {f"verb={cue.strength}" for cue in cues.verbs(sentence, names)}
    found |= {f"is={name}" for name in _TELLING if quick_pattern(f"advice_{name}").search(sentence)}
    if cues.imperative(sentence):
        found.add("imperative")
    if cues.retold(sentence):
        found.add("retold")
    if cues.label(sentence):
        found.add("label")
    if sentence.rstrip().endswith("?"):
        found.add("question")
    return found


def _forms(sentence: str, names: re.Pattern[str]) -> set[str]:
    """The words, word pairs and stems of a sentence."""
    tokens = mask(sentence, names)
    found = {f"w={token}" for token in tokens}
    found |= {f"b={a}_{b}" for a, b in pairwise(tokens)}
    found |= {f"s={_ENDING.sub('', token)}" for token in tokens if len(token) > 4}
    return found | {f"first={token}" for token in tokens[:2]}


_ENDING = re.compile(r"(?:en|e|t|s)$")
_COLLEGE = re.compile(
    r"\b(?:uw college|het college(?: van [bB]\S*(?: en \w+)?)?|de gemeente|de wethouder)\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[?!:]")


def mask(sentence: str, names: re.Pattern[str]) -> list[str]:
    """Lower-case words; the council becomes RAAD, the college COLLEGE, numbers 0, capitalised names NAAM."""
    text = _COLLEGE.sub(" COLLEGE ", names.sub(" RAAD ", sentence))
    masked = []
    for index, token in enumerate(_WORD.findall(text)):
        if token in {"RAAD", "COLLEGE"}:
            masked.append(token)
        elif token[0].isdigit():
            masked.append("0")
        elif token[0].isupper() and index > 0:
            masked.append("NAAM")
        else:
            masked.append(token.lower())
    return masked
