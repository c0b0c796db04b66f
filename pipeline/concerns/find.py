"""Which passages of a letter raise a concern, and which themes the letter as a whole raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files

from extractors.letter import Span
from pipeline.concerns.model import Tag, Tagger
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
    if document_type in SILENT:
        return ((),) * len(passages)
    threshold = tagger.weights.threshold
    tags = tagger.tag([passage.text for passage in passages], vectors, threshold=threshold * ADVICE_EASE)
    found: list[tuple[Tag, ...]] = []
    for passage, candidates in zip(passages, tags, strict=True):
        if not passage.is_prose or len(passage.text.split()) < SHORTEST:
            found.append(())
            continue
        if any(span.overlaps(passage.span) for span in advice):
            least = threshold * ADVICE_EASE
        elif passage.text.rstrip().endswith("?"):  # what was asked of the council, or is left open
            least = 1.0
        else:
            least = threshold if voice().search(passage.text.lower()) else max(threshold, NO_VOICE)
        found.append(tuple(tag for tag in candidates[:MOST] if tag.score >= least))
    return tuple(found)


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
