"""Recurring concerns: which themes a passage raises, and which other councils raised them.

tagger = Tagger.load(None, encoder)
tagger.tag(texts, vectors)                     # per text: Tag(theme, label, score, polarity, evidence)
find_concerns(passages, vectors, tagger, …)    # the same for a letter, where the council itself speaks
link_letter(db, letter_id)                     # links with passages of other councils; unlink_letter undoes it
find_candidates(db)                            # themes that nobody has named yet
"""

from __future__ import annotations

from pipeline.concerns.candidates import accept, find_candidates, merge, reject
from pipeline.concerns.find import find_concerns, letter_themes
from pipeline.concerns.links import link_letter, link_level, pair_scores, unlink_letter
from pipeline.concerns.model import Tag, Tagger
from pipeline.concerns.register import Polarity, Register, RegisterError, Theme, load_register

__all__ = [
    "Polarity",
    "Register",
    "RegisterError",
    "Tag",
    "Tagger",
    "Theme",
    "accept",
    "find_candidates",
    "find_concerns",
    "letter_themes",
    "link_letter",
    "link_level",
    "load_register",
    "merge",
    "pair_scores",
    "reject",
    "unlink_letter",
]
