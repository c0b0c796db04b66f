"""Whether one sentence is advice: rules on its cues first, the trained classifier for what stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.advice import cues, model
from extractors.advice.cues import Cue
from extractors.lexicon import pattern

Mode = Literal["both", "rules", "model"]

_OPINION = pattern("advice_opinion")
_NOT_ADVICE = pattern("advice_not_advice")
_ANNOUNCES = pattern("advice_announces")
_DEMANDS = re.compile(r"\b(?:te \w+|om|dat|tot)\b|:\s*\S", re.IGNORECASE)
_QUOTED = re.compile(r"^[\"“„‘].*[\"”’][.!?]?$", re.DOTALL)
_PAST = re.compile(
    r"\b(?:was|waren|werd|werden|had|hadden|moest|moesten|vond|vonden|gaf|gaven|kreeg|kregen|bleek|vertelden|vertelde|zei|zeiden)\b",
    re.IGNORECASE,
)

LIKELY, WEAK, ALONE = 0.45, 0.6, 0.8
"""Probabilities that the classifier must give when a rule finds a likely cue, a weak one, or none."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence that is advice: its cue (None when only the classifier found it) and the confidence."""

    cue: Cue | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: under a label or heading of advice, after advice, in a list of advice."""

    names: re.Pattern[str]
    advice_label: bool = False
    after_advice: Cue | None = None
    mode: Mode = "both"


def judge(sentence: str, setting: Setting) -> Verdict | None:
    """The verdict on a sentence of the council, or None when it is no advice."""
    if not re.search(r"\w{2}", sentence) or _QUOTED.match(sentence):
        return None
    label = cues.label(sentence)
    body = sentence[label.end :].strip() if label else sentence
    if label and body and setting.mode != "model":
        return Verdict(label, 0.98)
    if sentence.rstrip().endswith("?"):
        return None
    if setting.mode == "model":
        probability = model.probability(sentence, setting.names)
        return Verdict(None, probability) if probability >= 0.5 else None
    sure = _sure(sentence, setting)
    if sure is not None:
        return sure
    return _open(sentence, setting)


def _sure(sentence: str, setting: Setting) -> Verdict | None:
    """Advice that the rules alone are certain of."""
    verbs = cues.verbs(sentence, setting.names)
    announces = bool(_ANNOUNCES.search(sentence)) and not _DEMANDS.search(sentence)
    if verbs and not announces and not _NOT_ADVICE.match(sentence):
        return Verdict(strongest(verbs), 0.95)
    if cues.retold(sentence):
        return None
    phrases = cues.phrases(sentence)
    sure = [cue for cue in phrases if cue.kind == "sure"]
    if sure and not _PAST.search(sentence):
        return Verdict(strongest(sure), 0.93)
    command = cues.imperative(sentence)
    if command is not None:
        return Verdict(command, 0.9 if setting.advice_label else 0.8)
    council = [cue for cue in phrases if cue.kind == "council"]
    if council and setting.names.search(sentence) and not _NOT_ADVICE.search(sentence) and not _PAST.search(sentence):
        best = strongest([*council, *(cue for cue in phrases if cue.kind in {"likely"})])
        return Verdict(best, 0.85)
    if setting.after_advice is not None:
        follow = [cue for cue in phrases if cue.kind == "follow"]
        if follow:
            return Verdict(follow[0], 0.75)
    return None


def _open(sentence: str, setting: Setting) -> Verdict | None:
    """Advice that the rules suspect and the classifier confirms, or that the classifier finds by itself."""
    if cues.retold(sentence) or _NOT_ADVICE.search(sentence):
        return None
    phrases = [cue for cue in cues.phrases(sentence) if cue.kind in {"likely", "weak", "council"}]
    likely = [cue for cue in phrases if cue.kind == "likely"]
    opinion = bool(_OPINION.search(sentence)) and bool(
        setting.names.search(sentence) or re.search(r"\b(?:ons|onze)\b", sentence)
    )
    if setting.mode == "rules" or not model.available():
        probability = 0.3 + 0.25 * bool(likely) + 0.25 * opinion - 0.3 * bool(_PAST.search(sentence))
    else:
        probability = min(1.0, model.probability(sentence, setting.names) + 0.15 * opinion)
    bar = LIKELY if likely else WEAK if phrases else ALONE
    if probability < bar:
        return None
    return Verdict(strongest(likely or phrases) if phrases else None, round(probability, 3))


_RANK = {"advies": 0, "voorwaarde": 1, "verzoek": 2, "aandachtspunt": 3}


def strongest(found: list[Cue]) -> Cue:
    """The cue that decides the strength: explicit advice over a condition over a request over attention."""
    return min(found, key=lambda cue: (cue.kind not in {"label", "verb", "sure"}, _RANK[cue.strength], cue.start))
