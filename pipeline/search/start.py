"""Opening a store for searching, with the encoder and the themes that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from pipeline import store
from pipeline.encode import encoder_of
from pipeline.search.find import Encoder, Searcher
from pipeline.search.hybrid import Themes
from pipeline.search.index import index_missing
from pipeline.search.turn import shipped_turn

_MISSING = "SELECT 1 FROM letters WHERE id NOT IN (SELECT letter_id FROM search_letters)"


@dataclass(frozen=True)
class Archive:
    """A store, opened for reading, and its searcher. `note` tells what search cannot do here."""

    path: Path
    db: Database
    searcher: Searcher
    note: str = ""


def open_archive(path: Path) -> Archive:
    """Opens the store at `path`; letters that are not in the search index yet are put there first.

    Raises StoreError when there is no store at `path`.
    """
    db = store.open_readonly(path)
    if db.execute(_MISSING).fetchone():
        with_index = store.open_store(path)
        with store.transaction(with_index):
            index_missing(with_index)
        with_index.close()
    searcher, note = make_searcher(db)
    return Archive(path, db, searcher, note)


def make_searcher(db: Database) -> tuple[Searcher, str]:
    """A searcher with the encoder that made the store's vectors, and a note when there is none."""
    encoder = _encoder(db)
    if encoder is None:
        return Searcher(None, None), "Er is alleen op woorden gezocht: dit archief heeft geen vectoren."
    made_by = encoder_of(db)
    return Searcher(encoder, _themes(db), shipped_turn(" ".join(made_by)) if made_by else None), ""


def _encoder(db: Database) -> Encoder | None:
    if not db.execute("SELECT 1 FROM vectors").fetchone():
        return None
    from pipeline.encode import encoder_for

    return encoder_for(db)


def _themes(db: Database) -> Themes | None:
    from pipeline.search.themes import profiles_of

    return profiles_of(db)
