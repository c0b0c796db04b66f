"""A party in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.facts import PartyKind, PartyRole
from extractors.letter import Span


@dataclass
class Group:
    """All mentions of one party so far, with what is known of it."""

    name: str
    kind: PartyKind
    mentions: list[Span] = field(default_factory=list)
    roles: list[PartyRole] = field(default_factory=list)
    function: str | None = None
    municipality: str | None = None
    confidence: float = 0.8
