"""Which passages of a letter raise a concern: tags of the passages in which the writer speaks up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.letter import Span
from extractors.lexicon import load_lines
from pipeline.concerns.model import Tag, Tagger
from pipeline.encode import Matrix
from pipeline.passages import Passage

ADVICE_EASE = 0.6
"""In a passage that holds advice a theme is believed at this share of the usual score."""
SILENT = frozenset(("transcript", "overig"))
"""Kinds of document in which nobody raises a concern with the college."""


def find_concerns(
    passages: Sequence[Passage],
    vectors: Matrix,
    tagger: Tagger,
    advice: Sequence[Span] = (),
    asked: Sequence[Span] = (),
    document_type: str = "gevraagd_advies",
) -> tuple[tuple[Tag, ...], ...]:
    """Per passage the themes that the writer raises in it.

    That takes advice (`advice` holds its spans) or words that worry or weigh; what only describes a plan
    raises nothing, nor do headings, letterheads, signatures and the questions put to the council (`asked`).
    """
    threshold = tagger.weights.threshold
    tags = tagger.tag([passage.text for passage in passages], vectors, threshold=threshold * ADVICE_EASE)
    found: list[tuple[Tag, ...]] = []
    for passage, candidates in zip(passages, tags, strict=True):
        advises = any(span.overlaps(passage.span) for span in advice)
        quoted = any(span.overlaps(passage.span) for span in asked)
        if not passage.is_prose or document_type in SILENT or quoted or not (advises or _weighs(passage.text)):
            found.append(())
            continue
        least = threshold * (ADVICE_EASE if advises else 1)
        found.append(tuple(tag for tag in candidates if tag.score >= least))
    return tuple(found)


def _weighs(text: str) -> bool:
    """Whether a sentence worries, misses, doubts or stresses something, rather than only telling it."""
    return _cues().search(text) is not None


@cache
def _cues() -> re.Pattern[str]:
    words = [re.escape(line).replace(r"\*", r"\w*") for line in load_lines("concern_cues")]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
