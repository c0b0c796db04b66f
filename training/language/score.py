"""Scores of names and sentences against marked text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Place = tuple[int, int]
Name = tuple[int, int, str]


@dataclass
class Score:
    """Counts of right, found and wanted items."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)

    def add(self, found: Iterable[Name], wanted: Iterable[Name]) -> None:
        """Count one text; a name is right when both ends and the label are."""
        got, want = set(found), set(wanted)
        for counter, names in ((self.right, got & want), (self.found, got), (self.wanted, want)):
            counter.update(label for _, _, label in names)

    def prf(self, label: str | None = None) -> tuple[float, float, float]:
        """Precision, recall and F1 of one label, or of all."""
        right, found, wanted = (c[label] if label else sum(c.values()) for c in (self.right, self.found, self.wanted))
        precision, recall = right / found if found else 0.0, right / wanted if wanted else 0.0
        return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0
