"""Parties: persons and bodies that the letter names, each once, with all mentions, kind and roles."""

from __future__ import annotations

from extractors.parties.find import find

__all__ = ["find"]
