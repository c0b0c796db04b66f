"""Tables with a column of matters and one with what the council says of each."""

from __future__ import annotations

import re

from extractors.outline import Outline, Part

_MATTER = re.compile(
    r"(?:uw )?(?:onderwerp|punt|onderdeel|voorstel|thema|kwestie|artikel|(?:advies)?vra)\w*\b", re.IGNORECASE
)
_REPLY = re.compile(r"advies|antwoord|reactie|standpunt|oordeel|mening|\bvind\w*\b.*raad|raad\b.*\bvind", re.IGNORECASE)

_OWN = re.compile(r"(?:onderwerp|onderdeel|thema|artikel)\w*\b", re.IGNORECASE)
"""Matters as a council divides a plan by itself: only answers make questions of them, advice does not."""
_ANSWER = re.compile(r"antwoord|reactie op uw|uw vraag|\bvind\w*\b.*raad|raad\b.*\bvind", re.IGNORECASE)


def _heads(view: Outline, part: Part) -> dict[int, str] | None:
    """The column heads of the part's table, when one names matters and a later one the council's answers."""
    table = part.block.table
    if not table:
        return None
    heads = {one.block.column: one.text for one in view.parts if one.block.table == table and one.block.row == 0}
    matters = [column for column, text in heads.items() if _MATTER.match(text.strip())]
    reply = _ANSWER if matters and _OWN.match(heads[matters[0]].strip()) else _REPLY
    replies = [column for column, text in heads.items() if reply.search(text) and len(text.split()) < 8]
    return heads if matters and any(column > matters[0] for column in replies) else None


def is_head(view: Outline, part: Part) -> bool:
    """Whether a cell is the head of a column in such a table."""
    return part.block.row == 0 and _heads(view, part) is not None


def is_matter(view: Outline, part: Part) -> bool:
    """Whether a cell names, without a question mark, what the council judges in the cells to its right."""
    heads = _heads(view, part)
    if heads is None or part.block.row == 0 or part.text.rstrip().endswith("?"):
        return False
    first = next(column for column, text in heads.items() if _MATTER.match(text.strip()))
    return part.block.column == first and len(part.text.strip()) > 3
