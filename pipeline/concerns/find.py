"""Which passages of a letter raise a concern, and which themes the letter as a whole raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from extractors.letter import Span
from pipeline.concerns.evidence import evidence
from pipeline.concerns.model import POLARITIES, Tag, Tagger
from pipeline.concerns.words import pattern
from pipeline.encode import Matrix
from pipeline.passages import Passage

ADVICE_EASE = 0.6
"""In a passage that holds advice a theme is believed at this share of the usual score."""
NO_VOICE = 0.9
"""The score that a theme needs in a passage in which nothing shows that the council speaks for itself."""
SHORTEST = 4
"""Words from which on a passage says something; fewer are a label."""
MOST = 3
"""Themes that one passage raises at most."""
HEADING, BEFORE, AFTER = 1.0, 1.0, 0.5
"""What the score of the heading above a passage, and of the passages around it, adds to its log-odds."""
SILENT = frozenset({"transcript", "adviesaanvraag", "reactie_college", "overig"})
"""Documents in which no council raises anything."""


def find_concerns(
    passages: Sequence[Passage],
    vectors: Matrix,
    tagger: Tagger,
    advice: Sequence[Span] = (),
    document_type: str | None = None,
) -> tuple[tuple[Tag, ...], ...]:
    """Per passage the themes that the council raises in it; none for letterheads, headings and signatures.

    `advice` are the spans of the advice points, `document_type` the type of the letter, where they are known.
    """
    if document_type in SILENT or not passages:
        return ((),) * len(passages)
    threshold = tagger.weights.threshold
    texts = [passage.text for passage in passages]
    alone, _, polarity = tagger.scores(texts, vectors)
    scores = in_context(alone, passages)
    found: list[tuple[Tag, ...]] = []
    for row, passage in enumerate(passages):
        kind = POLARITIES[int(polarity[row].argmax())]
        least = _least(passage, any(span.overlaps(passage.span) for span in advice), threshold)
        tags = [] if least is None or kind == "lof" else tagger.above(scores[row], least, kind)[:MOST]
        found.append(tuple(_with_evidence(tag, passage.text, tagger) for tag in tags))
    return tuple(found)


def in_context(scores: Matrix, passages: Sequence[Passage]) -> Matrix:
    """The scores (passages, themes), each moved a little towards those of the heading above the passage and of the
    passages before and after it under the same heading."""
    around = np.zeros_like(scores)
    heading: int | None = None
    for row, passage in enumerate(passages):
        if passage.kind == "heading":
            heading = row
            continue
        if heading is not None and passages[heading].text == passage.section:
            around[row] += HEADING * scores[heading]
        for other, weight in ((row - 1, BEFORE), (row + 1, AFTER)):
            if 0 <= other < len(passages) and passages[other].is_prose and passages[other].section == passage.section:
                around[row] += weight * scores[other]
    clipped = np.clip(scores, 1e-4, 1 - 1e-4)
    odds = clipped / (1 - clipped) * np.exp(around)
    return np.asarray(odds / (1 + odds), np.float32)


def _least(passage: Passage, advises: bool, threshold: float) -> float | None:
    """The score that a theme needs in a passage; None where nothing can be raised."""
    if not passage.is_prose or len(passage.text.split()) < SHORTEST:
        return None
    if advises:
        return threshold * ADVICE_EASE
    if passage.text.rstrip().endswith("?"):  # what was asked of the council, or is left open
        return None
    return threshold if voice().search(passage.text.lower()) else max(threshold, NO_VOICE)


def _with_evidence(tag: Tag, text: str, tagger: Tagger) -> Tag:
    column = next(at for at, theme in enumerate(tagger.themes) if theme.id == tag.theme)
    return replace(tag, evidence=evidence(text, column, tagger))


@lru_cache(maxsize=1)
def voice() -> re.Pattern[str]:
    """The words by which a council raises something itself."""
    lines = files("pipeline").joinpath("concerns", "cues.txt").read_text("utf-8").splitlines()
    return pattern(line for line in lines if line and not line.startswith("#"))


def letter_themes(tags: Iterable[Sequence[Tag]], threshold: float) -> dict[str, float]:
    """The themes that a letter raises, by id, each with the chance that at least one of its passages does.

    A theme counts when one passage reaches `threshold`; more of them make it surer. Praise does not count.
    """
    missed: dict[str, float] = {}
    best: dict[str, float] = {}
    for tag in (tag for passage in tags for tag in passage if tag.polarity != "lof"):
        missed[tag.theme] = missed.get(tag.theme, 1.0) * (1 - tag.score)
        best[tag.theme] = max(best.get(tag.theme, 0.0), tag.score)
    return {theme: round(1 - missed[theme], 4) for theme in sorted(best) if best[theme] >= threshold}
