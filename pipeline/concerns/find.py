"""Which passages of a letter raise a concern: tags of the passages in which the council itself speaks up."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.letter import Span
from pipeline.concerns.model import Tag, Tagger
from pipeline.encode import Matrix
from pipeline.passages import Passage

ADVICE_EASE = 0.6
"""In a passage that holds advice a theme is believed at this share of the usual score."""


def find_concerns(
    passages: Sequence[Passage], vectors: Matrix, tagger: Tagger, advice: Sequence[Span] = ()
) -> tuple[tuple[Tag, ...], ...]:
    """Per passage the themes that the council raises in it; none for letterheads, headings and signatures."""
    threshold = tagger.weights.threshold
    tags = tagger.tag([passage.text for passage in passages], vectors, threshold=threshold * ADVICE_EASE)
    found: list[tuple[Tag, ...]] = []
    for passage, candidates in zip(passages, tags, strict=True):
        if not passage.is_prose:
            found.append(())
            continue
        least = threshold * (ADVICE_EASE if any(span.overlaps(passage.span) for span in advice) else 1)
        found.append(tuple(tag for tag in candidates if tag.score >= least))
    return tuple(found)
