"""The trained classifier of questions: whether a clause or sentence is what the council was asked.

It hears who asks whom (the words before the clause, the parties in them by their side), how the clause begins, and
the sentence before it. Weights are packaged data (`extractors/models/asked.json`), trained by
`python -m training.questions`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extractors import classifier
from extractors.dates.model import words_of

MODEL = "asked"
Kind = Literal["vraag", "na dubbele punt", "tussen haakjes", "bijzin", "losse bijzin"]

_SCALE = 5.0
_SIDES = frozenset({"RAAD", "COLLEGE", "GEMEENTERAAD"})
_QUESTION = re.compile(r"\?[\"”’'*)\s]*$")
_AFTER_COLON = re.compile(r":\s+")
_INSERTED = re.compile(r"[(\"“‘'„]([^()\"“”‘’„]{8,300}\?)[)\"”’']")
_CLAUSE = re.compile(
    r"\b(?:of|hoe|wat|wie|wiens|wanneer|waarom|welke?|hoeveel|in hoeverre|in welke mate|waar\w*|"
    r"(?:op|in|aan|onder|voor|van|met|bij|over|naar|door|tegen|tot|uit) (?:welke?|wie|wat))\b",
    re.IGNORECASE,
)
_SHORTEST = 3
_CONCESSIVE = re.compile(r"(?:welke?|wat|wie|hoe|waar|wanneer) (?:[\w-]+ ){0,3}ook\b", re.IGNORECASE)
"""The beginning of "welke vorm ook wordt gekozen", which asks nothing."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence that may be what somebody asks."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: who writes it ("raad", "college"), the sentence before it, the kind of block."""

    writer: str
    before: str
    block: str


def clauses(sentence: str) -> list[Clause]:
    """The stretches of `sentence` that have the form of a question, told or put; they may overlap."""
    found: list[Clause] = []
    end = len(sentence.rstrip())
    if _QUESTION.search(sentence):
        found.append(Clause("vraag", 0, end))
        found += [Clause("na dubbele punt", m.end(), end) for m in _AFTER_COLON.finditer(sentence) if m.end() < end - 8]
    found += [Clause("tussen haakjes", match.start(1), match.end(1)) for match in _INSERTED.finditer(sentence)]
    for match in _CLAUSE.finditer(sentence):
        rest = sentence[match.start() :]
        if len(rest.split()) >= _SHORTEST and not _CONCESSIVE.match(rest):
            found.append(Clause("bijzin" if match.start() else "losse bijzin", match.start(), end))
    return found


def probability(sentence: str, clause: Clause, setting: Setting) -> float:
    """How likely the clause is a question put to the council (0 to 1); 0 without trained weights."""
    shares = classifier.probabilities(MODEL, features(sentence, clause, setting), None)
    return shares.get("gesteld", 0.0)


def told(sentence: str, setting: Setting, least: float) -> Clause | None:
    """The first subordinate clause of `sentence` that tells what the council was asked, if one is likely enough.

    Clauses before the likeliest one count too where they are not much less likely: "wat …, of … en of …".
    """
    likely = {one: probability(sentence, one, setting) for one in clauses(sentence) if "bijzin" in one.kind}
    if not likely or max(likely.values()) < least:
        return None
    return min((one for one, share in likely.items() if share >= _ALONG * least), key=lambda one: one.start)


_ALONG = 0.7


def features(sentence: str, clause: Clause, setting: Setting) -> Mapping[str, float]:
    """The named features of a clause, of one length together."""
    names = _names(sentence, clause, setting)
    return dict.fromkeys(names, _SCALE / len(names) ** 0.5)


def _names(sentence: str, clause: Clause, setting: Setting) -> set[str]:
    frame = words_of(sentence[: clause.start], setting.writer)
    asked = words_of(sentence[clause.start : clause.end], setting.writer)
    before = words_of(setting.before, setting.writer)
    form = "bijzin" if "bijzin" in clause.kind else "vraag"
    sides = [token for token in frame if token in _SIDES]
    found = {
        f"soort={clause.kind}",
        f"soort={clause.kind}:{setting.writer}",
        f"soort={clause.kind}:{setting.block}",
        f"schrijver={setting.writer}",
        f"blok={setting.block}",
        f"partijen={'>'.join(sides[:4])}",
        f"eerste partij={sides[0] if sides else '-'}",
        f"laatste partij={sides[-1] if sides else '-'}",
        f"in de vraag={'>'.join(sorted(set(asked) & _SIDES))}:{form}",
        f"lengte={min(len(asked) // 5, 6)}",
        f"aanloop={min(len(frame) // 4, 6)}",
        *(f"aanloop {token}" for token in frame),
        *(f"aanloop {token[:6]}-" for token in frame if len(token) > 6),
        *(f"vlak voor {token}" for token in frame[-3:]),
        *(f"paar {one} {two}" for one, two in pairwise(["<", *frame, ">"])),
        *(f"vraag {token}" for token in asked),
        *(f"begin {token}" for token in asked[:4]),
        *(f"begin {one} {two}" for one, two in pairwise(asked[:6])),
        *(f"ervoor {token}" for token in before),
        f"partijen ervoor={'>'.join([token for token in before if token in _SIDES][:3])}",
    }
    if frame:
        found |= {f"direct voor {frame[-1]}", f"eerste woord {frame[0]}"}
    else:
        found.add(f"zonder aanloop:{form}")
    marks = {"vraagteken": "?" in sentence[clause.start : clause.end]}
    marks |= {
        "na een vraag": setting.before.rstrip().endswith("?"),
        "na een opmaat": setting.before.rstrip().endswith(":"),
    }
    return found | {name for name, holds in marks.items() if holds}
