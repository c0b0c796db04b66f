"""Whether one sentence is advice: rules on its cues first, the trained classifier for what stays open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from extractors import speech
from extractors.advice import cues, model, syntax
from extractors.advice.cues import Cue
from extractors.advice.model import Place
from extractors.facts import Strength
from extractors.lexicon import pattern
from extractors.quick import quick_pattern

Mode = Literal["both", "rules", "model"]

_OPINION = quick_pattern("advice_opinion")
_NOT_ADVICE = quick_pattern("advice_not_advice")
_ANNOUNCES = quick_pattern("advice_announces")
_DEMANDS = re.compile(r"\b(?:te \w+|om|dat|tot)\b|:\s*\S", re.IGNORECASE)
_POSITIVE = re.compile(r"\bpositief\b|\bin te stemmen\b", re.IGNORECASE)
_VIEW = quick_pattern("advice_view")
_MODAL = quick_pattern("advice_modal")
_OURS = re.compile(r"\b(?:ons|onze|onzes)\b", re.IGNORECASE)
_NEGATED = quick_pattern("advice_negated")
_AGAIN = re.compile(
    r"\b(?:herhalen|herhaalt|opnieuw|nogmaals|onverkort|blijft staan|wederom|alsnog|nu (?:echt|eindelijk|wel))\b",
    re.IGNORECASE,
)
_FOR_COUNCIL = pattern("advice_for_council")
_MIND = re.compile(
    r"(?:houdt?|hou) (?:[\w-]+ ){0,3}?rekening|denk (?:[\w-]+ )?aan|vergeet|heb (?:[\w-]+ )?(?:oog|aandacht)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^[\"“„‘].*[\"”’][.!?]?$", re.DOTALL)
_PAST = re.compile(
    r"\b(?:was|waren|werd|werden|had|hadden|moest|moesten|vond|vonden|gaf|gaven|kreeg|kregen|bleek|vertelden|vertelde|zei|zeiden)\b",
    re.IGNORECASE,
)

LONGEST = 2000
"""Characters of a sentence that are looked at."""

LIKELY, WEAK, ALONE, ANSWERING = 0.3, 0.4, 0.62, 0.2
"""Probabilities that the classifier must give: for a likely cue, a weak one, none, a likely one in an answer."""
VETO, SURELY = 0.12, 0.05
"""Below this probability a set phrase, command or opinion is no advice after all; a verb of advising, a condition."""
COMMAND = 0.3
"""The probability that a sentence must have which begins with a form that may be a command."""
NEAR = 0.6
"""The same as ALONE for a sentence right after advice."""
LOOSE = 0.85
"""The same as ALONE for an item of a list that nothing of advice introduces."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A sentence that is advice: its cue (None when only the classifier found it), strength and confidence."""

    cue: Cue | None
    strength: Strength
    confidence: float


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: under a label or heading of advice, after advice, in a list of advice."""

    names: re.Pattern[str]
    advice_label: bool = False
    after_advice: Cue | None = None
    mode: Mode = "both"
    answering: bool = False
    loose: bool = False
    place: Place | None = None


def judge(sentence: str, setting: Setting, words: Sequence[Any] = ()) -> Verdict | None:
    """The verdict on a sentence of the council (`words`: its spaCy tokens), or None when it is no advice."""
    sentence = sentence[:LONGEST]
    if not re.search(r"\w{2}", sentence) or _QUOTED.match(sentence) or speech.said(sentence):
        return None
    if setting.mode == "model":
        probability, strength = _classified(sentence, setting, words)
        return Verdict(None, strength, probability) if probability >= 0.5 else None
    if _NEGATED.search(sentence) or quick_pattern("advice_formula").search(sentence):
        return None
    label = cues.label(sentence)
    if label and sentence[label.end :].strip():
        verbs = cues.verbs(sentence, setting.names)
        return Verdict(strongest(verbs) if verbs else label, label.strength, 0.98)
    if sentence.rstrip().endswith("?"):
        return _asked(sentence)
    verdict = _sure(sentence, setting)
    if setting.mode == "rules" or not model.available():
        return verdict or _suspected(sentence, setting)
    probability, strength = _classified(sentence, setting, words)
    if verdict is None:
        return _commanded(sentence, words, probability) or _open(sentence, setting, words, probability, strength)
    certain = verdict.strength == "voorwaarde" or (verdict.cue is not None and verdict.cue.kind == "verb")
    return verdict if probability >= (SURELY if certain else VETO) else None


def _asked(sentence: str) -> Verdict | None:
    """A request in the form of a question: "Wilt u …?", "Mogen wij …?", "Waarom niet …?"."""
    match = pattern("advice_asks").search(sentence)
    if match is None or pattern("advice_asks_fact").search(sentence):
        return None
    own = match[0].split()[-1].lower() in {"wij", "we", "ik"} or bool(_FOR_COUNCIL.search(sentence[match.end() :]))
    return Verdict(Cue(match.start(), match.end(), "verzoek", "likely"), "verzoek" if own else "advies", 0.6)


def _sure(sentence: str, setting: Setting) -> Verdict | None:
    """Advice that the rules alone are certain of."""
    phrases = cues.phrases(sentence)
    verbs = cues.verbs(sentence, setting.names)
    announces = bool(_ANNOUNCES.search(sentence)) and not _DEMANDS.search(sentence)
    if verbs and not announces and not _NOT_ADVICE.match(sentence):
        condition = next((cue for cue in phrases if cue.strength == "voorwaarde"), None)
        if condition and _POSITIVE.search(sentence):
            return _by(condition, sentence, 0.9)
        return _by(strongest(verbs), sentence, 0.95)
    sure = [cue for cue in phrases if cue.kind == "sure"]
    if cues.retold(sentence) and not _AGAIN.search(sentence):
        return None
    if sure and not _PAST.search(sentence) and not _reported(sentence, setting):
        return _by(strongest(sure), sentence, 0.93)
    command = cues.imperative(sentence)
    if command is not None and not _NOT_ADVICE.match(sentence):
        return _by(command, sentence, 0.9 if setting.advice_label else 0.8)
    condition = next((cue for cue in phrases if cue.strength == "voorwaarde" and cue.kind == "likely"), None)
    if condition and pattern("advice_assent").search(sentence) and setting.names.search(sentence):
        return _by(condition, sentence, 0.85)
    if _NOT_ADVICE.search(sentence) or _PAST.search(sentence) or _reported(sentence, setting):
        return None
    return _council_says(sentence, setting, phrases)


def _council_says(sentence: str, setting: Setting, phrases: Sequence[Cue]) -> Verdict | None:
    """Advice because of who says it: a wish of the council, a demand in its opinion, more of what it advised."""
    speaks = bool(setting.names.search(sentence))
    council = [cue for cue in phrases if cue.kind == "council"]
    likely = [cue for cue in phrases if cue.kind == "likely"]
    if council and speaks:
        return _by(strongest([*council, *likely]), sentence, 0.85)
    view, modal = _VIEW.search(sentence), _MODAL.search(sentence)
    if view and modal and (speaks or _OURS.search(view[0])):
        cue = strongest(likely) if likely else Cue(modal.start(), modal.end(), "advies", "likely")
        return _by(cue, sentence, 0.8)
    follow = [cue for cue in phrases if cue.kind == "follow"]
    if setting.after_advice is not None and follow:
        return _by(follow[0], sentence, 0.75)
    return None


def _commanded(sentence: str, words: Sequence[Any], probability: float) -> Verdict | None:
    """Advice by a command whose verb no list holds, or that opens a later clause, as the word classes tell."""
    if probability < COMMAND or _NOT_ADVICE.match(sentence):
        return None
    place = syntax.command(words)
    if place is not None:
        start = place - words[0].idx
        end = start + len(sentence[start:].split()[0].rstrip(",.:;!"))
        return _by(Cue(start, end, "advies", "imperative"), sentence, round(probability, 3))
    command = cues.later_imperative(sentence, words)
    return _by(command, sentence, round(probability, 3)) if command is not None else None


def _suspected(sentence: str, setting: Setting) -> Verdict | None:
    """Advice without a classifier: a likely cue that is not in the past tense."""
    likely = [cue for cue in cues.phrases(sentence) if cue.kind == "likely"]
    if not likely or _PAST.search(sentence) or _foreign(sentence, setting):
        return None
    return _by(strongest(likely), sentence, 0.75 if _opinion(sentence, setting) else 0.5)


def _open(
    sentence: str, setting: Setting, words: Sequence[Any], probability: float, strength: Strength
) -> Verdict | None:
    """Advice that the rules suspect and the classifier confirms, or that the classifier finds by itself."""
    if _foreign(sentence, setting):
        return None
    phrases = [cue for cue in cues.phrases(sentence) if cue.kind in {"likely", "weak"}]
    likely = [cue for cue in phrases if cue.kind == "likely"]
    probability = min(1.0, probability + 0.15 * _opinion(sentence, setting))
    alone = LOOSE if setting.loose else NEAR if setting.after_advice else ALONE
    bar = (ANSWERING if setting.answering else LIKELY) if likely else WEAK if phrases else alone
    if probability < bar:
        return None
    if not phrases:
        return Verdict(_verb(sentence, words, strength), strength, round(probability, 3))
    return Verdict(strongest(likely or phrases), strength, round(probability, 3))


def _verb(sentence: str, words: Sequence[Any], strength: Strength) -> Cue | None:
    """The first finite verb, as the cue of advice that only the classifier found."""
    place = syntax.first_finite(words)
    if place is None:
        return None
    start = place - words[0].idx
    end = start + len(sentence[start:].split()[0].rstrip(",.:;!"))
    return Cue(start, end, strength, "verb only") if start >= 0 else None


def _opinion(sentence: str, setting: Setting) -> bool:
    """Whether the council gives its opinion."""
    return bool(_OPINION.search(sentence)) and bool(setting.names.search(sentence) or _OURS.search(sentence))


def _foreign(sentence: str, setting: Setting) -> bool:
    """Whether the sentence retells, tells what others say, or is known to be no advice."""
    retold = cues.retold(sentence) and not _AGAIN.search(sentence)
    return retold or bool(_NOT_ADVICE.search(sentence)) or _reported(sentence, setting)


def _reported(sentence: str, setting: Setting) -> bool:
    """Whether the sentence tells what somebody else, a law or the plan says."""
    match = quick_pattern("advice_reported").search(sentence)
    if match is None:
        return False
    view = _VIEW.search(sentence)
    return not (view and setting.names.search(sentence)) and setting.names.match(match[0]) is None


def _classified(sentence: str, setting: Setting, words: Sequence[Any]) -> tuple[float, Strength]:
    """The classifier's probability of advice, and the likeliest strength."""
    found = model.probabilities(sentence, setting.names, words, setting.place)
    strengths: list[Strength] = ["advies", "aandachtspunt", "verzoek", "voorwaarde"]
    best = max(strengths, key=lambda name: found.get(name, 0.0))
    return 1.0 - found.get("geen", 1.0), best


_ASKS = {"verzoeken", "oproepen", "vragen", "verwachten", "beroep doen"}


def _by(cue: Cue, sentence: str, confidence: float) -> Verdict:
    """A verdict on the ground of `cue`; a request that is not for the council itself is advice."""
    strength = cue.strength
    if cue.kind == "verb" and cue.lemma in _ASKS and not _FOR_COUNCIL.search(sentence[cue.end :]):
        strength = "advies"
    if cue.kind == "imperative" and _MIND.match(sentence[cue.start :]):
        strength = "aandachtspunt"
    if cue.lemma == "eisen" and _FOR_COUNCIL.search(sentence[cue.end :]):
        strength = "verzoek"
    return Verdict(cue, strength, confidence)


_RANK = {"advies": 0, "voorwaarde": 1, "verzoek": 2, "aandachtspunt": 3}


def strongest(found: Sequence[Cue]) -> Cue:
    """The cue that decides the strength: explicit advice over a condition over a request over attention."""
    return min(found, key=lambda cue: (cue.kind not in {"label", "verb", "sure"}, _RANK[cue.strength], cue.start))
