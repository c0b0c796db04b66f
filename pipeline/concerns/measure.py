"""How well tagging and linking do on sentences whose themes are known, such as those kept aside from training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from pipeline.concerns.links import pair_scores
from pipeline.concerns.model import Tagger
from pipeline.encode import Encoder, dequantise, quantise

Rows = NDArray[Any]

KINDS = ("neutral", "lookalike", "praise")
"""Headings in a file of labelled sentences under which no theme is expected."""
LETTER = 4
"""Sentences with a theme in a letter put together for measuring, each with two neutral ones."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the labels of the themes it raises; `kind` is "theme" or one of KINDS."""

    text: str
    themes: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Tagging per sentence and per letter, false alarms per kind, and pairs of sentences on the same theme.

    `pairs_at_5` is the share of a sentence's 5 nearest that share a theme with it (of as many as there can be).
    """

    micro_f1: float
    macro_f1: float
    recall: float
    letter_f1: float
    neutral_alarms: float
    lookalike_alarms: float
    praise_alarms: float
    pair_auc: float
    pairs_at_5: float


def load_labelled(path: Path) -> list[Labelled]:
    """Sentences from a YAML file: under each heading (a label, labels joined by " + ", or one of KINDS) a list."""
    found = []
    for heading, texts in yaml.safe_load(path.read_text("utf-8")).items():
        themes = () if heading in KINDS else tuple(heading.split(" + "))
        found += [Labelled(text, themes, heading if heading in KINDS else "theme") for text in texts]
    return found


def measure(tagger: Tagger, encoder: Encoder, sentences: Sequence[Labelled]) -> Scores:
    """All scores at once; a sentence counts as tagged when its tag is reported, so praise does not count."""
    from sklearn.metrics import roc_auc_score

    texts = [sentence.text for sentence in sentences]
    vectors = dequantise(quantise(encoder.encode(texts)))
    labels = [theme.label for theme in tagger.themes]
    truth = np.array([[label in sentence.themes for label in labels] for sentence in sentences])
    tagged = np.zeros_like(truth)
    for row, tags in enumerate(tagger.tag(texts, vectors)):
        for tag in tags:
            tagged[row, labels.index(tag.label)] = True
    hits, present = (tagged & truth).sum(axis=0), truth.any(axis=0)
    per_theme = 2 * hits / np.maximum(tagged.sum(axis=0) + truth.sum(axis=0), 1)
    kinds = np.array([sentence.kind for sentence in sentences])
    with_theme = np.flatnonzero(kinds == "theme")
    pairs, _ = pair_scores(tagger, [texts[row] for row in with_theme], vectors[with_theme])
    same = (truth[with_theme].astype(int) @ truth[with_theme].T.astype(int)) > 0
    upper = np.triu_indices(len(with_theme), 1)
    np.fill_diagonal(pairs, -1)
    nearest = np.argsort(-pairs, axis=1)[:, :5]
    partners = same.sum(axis=1) - 1
    hits_at_5 = [same[row, near].sum() / min(5, partners[row]) for row, near in enumerate(nearest) if partners[row]]
    letters = _letters(kinds)
    alarms = [float(tagged[kinds == kind].any(axis=1).mean()) if (kinds == kind).any() else 0.0 for kind in KINDS]
    return Scores(
        micro_f1=_f1(tagged, truth),
        macro_f1=float(per_theme[present].mean()),
        recall=float(hits.sum() / max(truth.sum(), 1)),
        letter_f1=_f1(_any(tagged, letters), _any(truth, letters)),
        neutral_alarms=alarms[0],
        lookalike_alarms=alarms[1],
        praise_alarms=alarms[2],
        pair_auc=float(roc_auc_score(same[upper], pairs[upper])),
        pairs_at_5=float(np.mean(hits_at_5)),
    )


def _f1(tagged: Rows, truth: Rows) -> float:
    return float(2 * (tagged & truth).sum() / max(tagged.sum() + truth.sum(), 1))


def _any(rows: Rows, letters: list[list[int]]) -> Rows:
    return np.array([rows[letter].any(axis=0) for letter in letters])


def _letters(kinds: Rows) -> list[list[int]]:
    """Letters put together from the sentences in a fixed random order: LETTER on themes, twice as many neutral."""
    random = np.random.default_rng(3)
    themed = list(random.permutation(np.flatnonzero(kinds == "theme")))
    plain = np.flatnonzero(kinds == "neutral")
    found = []
    for at in range(0, len(themed) - LETTER + 1, LETTER):
        filling = list(random.choice(plain, 2 * LETTER)) if len(plain) else []
        found.append([int(row) for row in (*themed[at : at + LETTER], *filling)])
    return found
