"""What a letter says of itself: type, date, references, subject, sender, addressee, copies, signatures."""

from __future__ import annotations

from extractors.letterhead.find import find

__all__ = ["find"]
