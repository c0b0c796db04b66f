"""Themes for search: a profile for every passage when it is indexed, and one for every query."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from pipeline.concerns.model import Tagger, shipped_weights
from pipeline.concerns.register import RegisterError
from pipeline.encode import dequantise, encoder_of

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ThemeProfiles:
    """The theme model that tagged a store, as search uses it."""

    tagger: Tagger

    @property
    def ids(self) -> Sequence[str]:
        """Ids of the themes, in the order of the profiles' columns."""
        return [theme.id for theme in self.tagger.themes]

    def profiles(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """How much each text is about each theme, (n, themes), 0-1; `vectors` are unit rows."""
        return np.asarray(self.tagger.profile(texts, vectors), np.float32)


def profiles_of(db: Database) -> ThemeProfiles | None:
    """The shipped theme model, when it has the themes of the store and its encoder; else None.

    The store's letters may have been tagged with an earlier version of it: profiles mean the same.
    """
    tagger = _shipped()
    if tagger is None or not _fits(db, tagger):
        return None
    return ThemeProfiles(tagger)


def _fits(db: Database, tagger: Tagger) -> bool:
    """Whether the store has letters that were tagged with these themes, and vectors of the encoder that belongs."""
    row = db.execute("SELECT versions FROM letters LIMIT 1").fetchone()
    encoder = encoder_of(db)
    if row is None or not json.loads(row[0] or "{}").get("concerns"):
        return False
    known = {theme.id for theme in tagger.themes}
    stored = {theme for (theme,) in db.execute("SELECT id FROM concerns")}
    return bool(stored) and stored <= known and (encoder is None or " ".join(encoder) == tagger.weights.encoder)


def _shipped() -> Tagger | None:
    if not _CACHE:
        try:
            _CACHE.append(Tagger(shipped_weights()))
        except (OSError, ValueError, KeyError, RegisterError):
            _CACHE.append(None)
    return _CACHE[0]


_CACHE: list[Tagger | None] = []


def passage_profiles(db: Database, letter_id: str) -> Floats | None:
    """Profiles (passages, themes in order of id) of a stored letter; None where the store has no theme model."""
    model = profiles_of(db)
    if model is None:
        return None
    query = """SELECT p.text, v.vector FROM passages p JOIN vectors v ON v.text_hash = p.text_hash
        WHERE p.letter_id = ? ORDER BY p.seq"""
    rows = db.execute(query, [letter_id]).fetchall()
    known = [row[0] for row in db.execute("SELECT id FROM concerns ORDER BY id")]
    if not rows or set(known) - set(model.ids):
        return None
    vectors = dequantise(np.array([np.frombuffer(row[1], np.int8) for row in rows]))
    found = model.profiles([row[0] for row in rows], vectors)
    order = [list(model.ids).index(theme) for theme in known]
    return np.asarray(found[:, order], np.float32)
