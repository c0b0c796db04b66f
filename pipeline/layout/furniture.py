"""Running headers and footers, page numbers, stamps: printed, but no running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.layout.glyphs import Segment
from pipeline.layout.wording import split_marker

_NUMBER = re.compile(
    r"^\W*(?:(?:pagina|pag|blz|bladzijde|blad|page|p)\.?\s*)?(?:\d{1,4}|[ivx]{1,6})(?:\s*(?:van|/|of|[-–])\s*\d{1,4})?\W*$",
    re.I,
)
_TAIL_NUMBER = re.compile(
    r"(?:pagina|pag\.?|blz\.?|bladzijde|blad|page)\s*\d{1,4}(?:\s*(?:van|/|of)\s*\d{1,4})?\W*$", re.I
)
_BROWSER = re.compile(
    r"^(?:(?:https?|file)://\S+(?:\s+\d+/\d+)?|"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}[:.]\d{2}(?: ?[AP]M)?(?:\s.*)?)$"
)
"""What a browser prints at the edges of a page: the address, the moment, the title."""
_EDGE = 0.17
Row = list[Segment]


def split_furniture(
    pages: Sequence[Sequence[Segment]], heights: Sequence[float]
) -> tuple[list[list[Segment]], list[list[str]]]:
    """Per page what is running text, and the texts of what is not, in reading order."""
    rows = [_rows(page) for page in pages]
    body_size = _body_size(pages)
    removed: list[list[Row]] = [[] for _ in pages]
    for from_top in (True, False):
        _remove_repeated(rows, heights, body_size, removed, from_top=from_top)
    opening = {word for row in rows[0][: len(rows[0]) // 3] for word in _words(row)} if rows else set()
    firsts = Counter(_shape(page[0]) for page in rows[1:] if page)
    for at, page in enumerate(rows):
        lone = len(rows) > 2 and bool(page) and firsts[_shape(page[0])] < 2
        _remove_numbers(page, heights[at], removed[at])
        if at and not lone:
            _remove_continuation(page, heights[at], body_size, opening, removed[at])
        _remove_small_print(page, heights[at], body_size, removed[at], alone=len(rows) == 1)
    return (
        [[segment for row in page for segment in row] for page in rows],
        [[" ".join(item.text for item in row) for row in page] for page in removed],
    )


def _rows(page: Sequence[Segment]) -> list[Row]:
    rows: list[Row] = []
    for segment in sorted(page, key=lambda item: (item.base, item.x0)):
        if rows and segment.base - rows[-1][0].base < 0.5 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda item: item.x0)
    return rows


def _body_size(pages: Sequence[Sequence[Segment]]) -> float:
    counts: Counter[float] = Counter()
    for page in pages:
        for segment in page:
            counts[round(segment.size, 1)] += len(segment.text)
    return counts.most_common(1)[0][0] if counts else 10.0


def _shape(row: Row) -> str:
    """The text of a row with its numbers and the gaps between its parts made equal."""
    return re.sub(r"\d+", "#", " ".join(item.text for item in row).casefold())


def _remove_repeated(
    rows: list[list[Row]], heights: Sequence[float], body_size: float, removed: list[list[Row]], *, from_top: bool
) -> None:
    """Take off, from the edge inwards, rows that stand at the same place on other pages."""
    if len(rows) < 2:
        return
    places: dict[str, list[tuple[int, float]]] = {}
    for number, page in enumerate(rows):
        for row in _edge_rows(page, heights[number], from_top):
            distance = row[0].base if from_top else heights[number] - row[0].base
            places.setdefault(_shape(row), []).append((number, distance))
    for number, page in enumerate(rows):
        for row in _edge_rows(page, heights[number], from_top):
            distance = row[0].base if from_top else heights[number] - row[0].base
            twins = {other for other, place in places[_shape(row)] if abs(place - distance) < 8}
            if not _runs_on(twins, len(rows)):
                break
            if from_top and number == 0 and max(item.size for item in row) >= 0.93 * body_size:
                break  # the letterhead, which the pages that follow print again
            page.remove(row)
            removed[number].append(row)


def _runs_on(pages: set[int], count: int) -> bool:
    """Whether a row on these of `count` pages is a running one: on pages that follow each other, not by chance."""
    follow = any(number + 1 in pages for number in pages)
    return (follow or len(pages) > 2) and (count <= 4 or len(pages) > 2)


def _edge_rows(page: list[Row], height: float, from_top: bool) -> list[Row]:
    """Rows near the top (or bottom) edge, the outermost first, ten at most."""
    if from_top:
        return [row for row in page if row[0].base < _EDGE * height][:10]
    return [row for row in reversed(page) if row[0].base > (1 - _EDGE) * height][:10]


def _remove_numbers(page: list[Row], height: float, removed: list[Row]) -> None:
    """Page numbers that stand alone at the very top or bottom of a page."""
    for at in (0, -1):
        if not page:
            return
        row = page[at]
        near_edge = row[0].base < 0.12 * height if at == 0 else row[0].base > 0.88 * height
        text = " ".join(item.text for item in row)
        if near_edge and _is_number(text):
            removed.append(page.pop(at))


def _is_number(text: str) -> bool:
    if _BROWSER.match(text):
        return True
    return len(text) < 100 and bool(_NUMBER.match(text) or _TAIL_NUMBER.search(text))


def _words(row: Row) -> set[str]:
    return set(re.findall(r"\w{4,}", " ".join(item.text for item in row).casefold()))


def _remove_continuation(
    page: list[Row], height: float, body_size: float, opening: set[str], removed: list[Row]
) -> None:
    """A header of following pages only: apart, smaller or with the words of the first page's head."""
    if len(page) < 2 or page[0][0].base > 0.11 * height:
        return
    if any(row[0].base < 0.11 * height and not _NUMBER.match(row[0].text) for row in removed):
        return
    row, below = page[0], page[1]
    text = " ".join(item.text for item in row)
    white = min(item.top for item in below) - max(item.bottom for item in row)
    if len(text) > 110 or text.endswith((".", ";", ",", "?")) or not text[:1].isupper() or split_marker(text)[0]:
        return
    words = _words(row)
    known = bool(words) and len(words & opening) >= 0.5 * len(words) and not row[0].bold
    small = max(item.size for item in row) < 0.93 * body_size
    if (small and white > 0.9 * body_size) or (known and white > 1.7 * body_size):
        removed.append(page.pop(0))


def _remove_small_print(page: list[Row], height: float, body_size: float, removed: list[Row], *, alone: bool) -> None:
    """Small print at the foot of the page, set well apart, that is no footnote (addresses, bank, web)."""
    small: list[Row] = []
    for row in reversed(page):
        most = 0.88 if row[0].base < 0.94 * height else 1.02
        if row[0].base < 0.88 * height or max(item.size for item in row) > most * body_size:
            break
        small.append(row)
    if not small or len(small) == len(page) or not (alone or len(small) <= 3):
        return
    above = page[len(page) - len(small) - 1]
    apart = small[-1][0].top - max(item.bottom for item in above) > 1.8 * body_size
    if apart and not re.match(r"^(?:\d{1,3}|\*+)[\s)]*\D", small[-1][0].text):
        for row in small:
            page.remove(row)
        removed.extend(reversed(small))
