"""What every parser gives back."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.letter import Letter


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came inside another one; `name` has no folder."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read. A pure container (zip) has a letter without text."""

    letter: Letter
    attachments: tuple[Attachment, ...] = ()
