"""Which candidates are questions of the council to the college: rules, and a classifier that hears them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.classifier import Vector, Vectors, probabilities
from extractors.letter import Span
from extractors.lexicon import pattern
from extractors.outline import Outline
from extractors.questions.cues import matches
from extractors.questions.detect import Candidate

MODEL = "own"
"""Name of the trained classifier."""
OWN, OTHER = "eigen", "geen"
"""Its classes."""
_LIKELY = 0.5


def is_own(view: Outline, candidate: Candidate, vectors: Vectors | None = None) -> bool:
    """Whether a candidate that was not put to the council is a question of the council to the college.

    `vectors` are those of the letter's sentences: with them the classifier decides, without them the rules alone.
    """
    if not may_be(candidate):
        return False
    said = likely(features(view, candidate), vectors.mean([candidate.span]) if vectors else None)
    return by_rules(candidate) if said is None else said


def may_be(candidate: Candidate) -> bool:
    """Whether the candidate is in the council's own words and no heading."""
    return candidate.part.voice == "raad" and candidate.form != "heading"


def likely(found: Mapping[str, float], vector: Vector | None) -> bool | None:
    """What the classifier says of a candidate with these features and this vector; None when it cannot say."""
    chances = probabilities(MODEL, found, vector)
    return chances[OWN] >= _LIKELY if chances else None


def by_rules(candidate: Candidate) -> bool:
    """The same by what leads in to the candidate and whom its words ask."""
    return (
        candidate.own >= 2.0 and (candidate.lead != "onderzoek" or candidate.own >= 3.0) and not candidate.asks_action
    )


_CUES = ("aan_raad", "aan_college", "retorisch", "verzoek_vorm", "wil_bericht", "eigen_niet")


def features(view: Outline, candidate: Candidate) -> dict[str, float]:
    """What the classifier hears besides the vector: what the rules say, how the candidate stands, whom it asks."""
    words = view.letter.quote(candidate.span)
    above = _before(view, candidate)
    before = view.letter.quote(above) if above else ""
    flags = {
        "rules": by_rules(candidate),
        "indirect": candidate.indirect,
        "alone": candidate.alone,
        "answered": candidate.answered,
        "series": candidate.in_series,
        "action": candidate.asks_action,
        "advises": bool(pattern("advice_asks").search(words)),
        "asks": words.rstrip(" \"”’')").endswith("?"),
        "you": re.search(r"\b(?:u|uw|jullie|je)\b", words, re.I) is not None,
        "we": re.search(r"\b(?:wij|we|ons|onze)\b", words, re.I) is not None,
        "short": len(words.split()) < 6,
        "after a colon": before.rstrip().endswith(":"),
        "after a question": before.rstrip().endswith("?"),
    } | {f"cue={name}": matches(name, words) for name in _CUES}
    found = {name: 1.0 for name, holds in flags.items() if holds}
    return found | {
        f"lead={candidate.lead}": 1.0,
        f"form={candidate.form}": 1.0,
        "own": max(-4.0, min(candidate.own, 4.0)) / 4,
        "put": max(-4.0, min(candidate.score, 4.0)) / 4,
    }


def _before(view: Outline, candidate: Candidate) -> Span | None:
    """The sentence before the one that the candidate stands in."""
    number = view.parts.index(candidate.part)
    near = [sentence for part in view.parts[max(0, number - 1) : number + 1] for sentence in part.sentences]
    earlier = [sentence for sentence in near if sentence.end <= candidate.span.start]
    return earlier[-1] if earlier else None
