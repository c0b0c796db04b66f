"""Search: "adviseerden wij dit eerder?" Words, meaning and themes over all passages of a store."""

from pipeline.search.index import index_letter, index_missing, reindex, remove_letter

__all__ = ["index_letter", "index_missing", "reindex", "remove_letter"]
