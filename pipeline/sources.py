"""Of the files that hold one letter, the one to show: that whose text was read, if need be the first by name."""

from __future__ import annotations

_SHOWN = """COALESCE(
    (SELECT MIN(s.{column}) FROM sources s WHERE s.letter_id = l.id AND s.media_type = l.media_type),
    (SELECT MIN(s.{column}) FROM sources s WHERE s.letter_id = l.id))"""
SHOWN_PATH = _SHOWN.format(column="path")
"""SQL for its path, in a query on `letters l`."""
SHOWN_NAME = _SHOWN.format(column="name")
"""SQL for its name, in a query on `letters l`."""


def better(media_type: str, present: str) -> bool:
    """Whether a file of this type takes the place of one whose text is the same: a PDF has pages to cite."""
    return media_type == "application/pdf" != present
