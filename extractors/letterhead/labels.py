"""Labelled fields of a letterhead: "Datum: …", a label above its value, columns of labels, table cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.letter import Block, Letter, Span
from extractors.letterhead.lines import PrintedLine
from extractors.lexicon import load_csv
from extractors.text import trim


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and its value; `value` is empty (start == end) when nothing is printed behind it."""

    field: str
    label: Span
    value: Span


OWN_LABEL = re.compile(
    r"(?!(?:ongevraagd |gevraagd )?advies:)[A-Za-z][^:.\d]{1,28}(?::|\s?\.{3,})\s+(?=\S)", re.IGNORECASE
)
"""A label that no list may know, set off by a colon or by dots: "Waar het over gaat: …", "Voor wie ..... …"."""

_AFTER = {
    "": r"(?=\s*[:|]|\s*$|\s)",
    "1": r"(?=\s*[:|]|\s*$|\s*[-–]\s*$)",
    "colon": r"(?=\s*:)",
    "code": (
        r"(?=\s+[A-Z][\w./-]* \d[\w ./-]{1,20}$)|(?=\s*[:|]|\s*$|\s*[-–]\s*$"
        r"|\s+(?=[\w./-]*\d)[\w./-]+\s*(?:$|[|/,]\s|\s(?:uw|ons|onze)\s))"
    ),
}


@cache
def _label_pattern() -> re.Pattern[str]:
    parts = []
    for number, row in enumerate(load_csv("briefkop")):
        after = _AFTER[row["colon"]]
        parts.append(rf"(?P<f{number}>(?:{row['pattern']})(?:{after}))")
    return re.compile(r"(?<![\w/-])(?:" + "|".join(parts) + r")\s*(?P<colon>:|\|)?", re.I)


def _field(match: re.Match[str]) -> str:
    rows = load_csv("briefkop")
    return next(rows[number]["field"] for number in range(len(rows)) if match[f"f{number}"])


_MEMO = re.compile(r"(?<!\S)(?P<word>Aan|Van|Datum|Kenmerk|Betreft|Onderwerp|CC|Cc|Bijlagen?)(?!\S)")
_MEMO_FIELDS = {"betreft": "onderwerp", "bijlage": "bijlagen"}


def _memo(line: str) -> list[tuple[str, int, int, bool]]:
    """Labels without colons that a memo prints in a row, three at least: "Aan … Van … Datum … Betreft …"."""
    words = list(_MEMO.finditer(line))
    names = [match["word"].lower() for match in words]
    if len(set(names)) < 3 or len(set(names)) < len(names) or words[0].start() != 0:
        return []
    return [(_MEMO_FIELDS.get(n, n), m.start(), m.end(), True) for n, m in zip(names, words, strict=True)]


@cache
def _row_pattern() -> re.Pattern[str]:
    rows = [row for row in load_csv("briefkop") if row["field"] in _ROW_FIELDS]
    parts = [rf"(?P<f{number}>{row['pattern']})" for number, row in enumerate(rows)]
    return re.compile(rf"(?:{'|'.join(parts)})(?![\w:|])\s+(?=\S)", re.I)


_ROW_FIELDS = ("datum", "onderwerp", "aan", "van", "cc", "kenmerk", "ons_kenmerk", "uw_kenmerk", "zaak", "bijlagen")


def _rows(lines: Sequence[PrintedLine]) -> dict[int, tuple[str, int, int, bool]]:
    """Labels without colons that stand under each other, three different ones at least: a memo's or a table's."""
    found: dict[int, tuple[str, int, int, bool]] = {}
    run: dict[int, tuple[str, int, int, bool]] = {}
    names = [row["field"] for row in load_csv("briefkop") if row["field"] in _ROW_FIELDS]
    for index, line in enumerate([*lines, None]):
        match = _row_pattern().match(line.text) if line is not None and len(line.text) < 120 else None
        if line is not None and (match or (run and labels_in(line.text)[:1] and labels_in(line.text)[0][1] == 0)):
            if match:
                field = next(names[number] for number in range(len(names)) if match[f"f{number}"])
                run[index] = (field, 0, len(match[0].rstrip()), True)
            continue
        if len({label[0] for label in run.values()}) >= 3:
            found |= run
        run = {}
    return found


def _apart(line: str, match: re.Match[str]) -> bool:
    """Whether a label further on in a short line is set apart from what is before it, or unmistakable."""
    if len(line) > 120:
        return False
    return bool(
        re.search(r"(?:[|/]|\s[–-])\s*$", line[: match.start()])
        or re.match(r"(?:ons|onze|uw)\s+(?:kenm|ref|nummer|nr\b)", match[0], re.I)
        or re.match(r"(?:Ons|Onze|Uw)\s", match[0])
        or re.match(r"Datum\s+\d", line[match.start() :])
    )


def labels_in(line: str) -> list[tuple[str, int, int, bool]]:
    """Labels in a line as (field, start, end, whether a colon follows): at its start, and later ones with a colon."""
    found: list[tuple[str, int, int, bool]] = _memo(line)
    if found:
        return found
    for match in _label_pattern().finditer(line):
        colon = bool(match["colon"])
        if (
            match.start() == 0
            or colon
            or _apart(line, match)
            or (found and found[-1][2] >= match.start() - 1 and not found[-1][3])
        ):
            if match.start() > 0 and found and found[0][0] in ("onderwerp",) and not colon:
                continue
            field = _field(match)
            if field != "onderwerp" or not any(label[0] == "onderwerp" for label in found):  # "Onderwerp: Re: …"
                found.append((field, match.start(), match.end(), colon))
    return found


def find_labels(letter: Letter, lines: Sequence[PrintedLine]) -> list[Labelled]:
    """All labelled fields in `lines`, in order of their labels."""
    found: list[Labelled] = []
    done: set[int] = set()
    rows = _rows(lines)
    for index, line in enumerate(lines):
        if index in done:
            continue
        if line.block is not None and line.block.kind == "table_cell":
            cell = _cell(letter, line)
            if cell:
                found.append(cell)
            continue
        labels = [rows[index], *_further(line.text, rows[index])] if index in rows else labels_in(line.text)
        if not labels:
            continue
        if len(labels) > 1 and not _filled(line.text, labels):
            if index + 1 < len(lines):
                found.extend(_columns(line, labels, lines[index + 1]))
                done.add(index + 1)
            continue
        found.extend(_on_line(letter, lines, index, labels))
    return found


def _further(line: str, first: tuple[str, int, int, bool]) -> list[tuple[str, int, int, bool]]:
    """Labels with a capital further on in a row of a table without lines: "Ons kenmerk 12 Uw kenmerk 34"."""
    if first[0] in _MANY_LINES:
        return []
    return [
        (field, match.start(), match.end(), bool(match["colon"]))
        for match in _label_pattern().finditer(line, first[2])
        if line[match.start()].isupper() and (field := _field(match)) in _SET_APART and field != first[0]
    ]


def _filled(line: str, labels: Sequence[tuple[str, int, int, bool]]) -> bool:
    """Whether a row of labels has values on its own line, or nothing but labels."""
    ends = [label[1] for label in labels[1:]] + [len(line)]
    return any(line[label[2] : end].strip(" :|-–\t") for label, end in zip(labels, ends, strict=True))


def _on_line(
    letter: Letter, lines: Sequence[PrintedLine], index: int, labels: Sequence[tuple[str, int, int, bool]]
) -> Iterator[Labelled]:
    line = lines[index]
    base = line.span.start
    for number, (field, start, end, colon) in enumerate(labels):
        stop = labels[number + 1][1] if number + 1 < len(labels) else len(line.text)
        value = _bare(letter.text, Span(base + end, base + stop))
        if number + 1 == len(labels):
            value = _continued(letter, lines, index, field, value, colon)
        if len(value) or colon or start == 0:
            yield Labelled(field, Span(base + start, base + end), value)


def _bare(text: str, span: Span) -> Span:
    """`span` without outer blanks and the punctuation that sets off a value; nothing when only that is printed."""
    span = trim(text, span)
    start, end = span.start, span.end
    while (
        start < end and text[start] in " :|.\t–-" and not (text[start] in "-–" and text[start + 1 : start + 2].strip())
    ):
        start += 1
    while end > start and text[end - 1] in " ;|":
        end -= 1
    return Span(start, end) if any(character.isalnum() for character in text[start:end]) else Span(start, start)


_MANY_LINES = frozenset(("onderwerp", "aan", "cc", "van"))
_SET_APART = frozenset(
    ("datum", "ons_kenmerk", "uw_kenmerk", "uw_brief", "zaak", "bijlagen", "cc", "behandeld", "telefoon")
)
"""Fields whose label tells itself from running text by its capital, within a row of labels."""


def _continued(letter: Letter, lines: Sequence[PrintedLine], index: int, field: str, value: Span, colon: bool) -> Span:
    """The value with the lines that carry it on: the next one behind a bare label, more for long fields."""
    following = index + 1
    if not len(value):
        if following >= len(lines) or _starts_other(lines[following]) or len(lines[following].text) > 200:
            return value
        if re.search(r"[-–]\s*$", lines[index].text):
            return value
        value = lines[following].span
        following += 1
    if field not in _MANY_LINES:
        return value
    limit = {"onderwerp": 5, "aan": 7, "cc": 12, "van": 4}[field]
    for line in lines[following : following + limit]:
        if (
            line.gap
            or letter.text[value.end : line.span.start].strip()
            or _starts_other(line)
            or len(line.text) > 120
            or (field == "onderwerp" and _ends_subject(line))
        ):
            break
        value = Span(value.start, line.span.end)
    return value


def _ends_subject(line: PrintedLine) -> bool:
    """Whether a line after the subject is no part of it: a place and date, an address, a table."""
    text = line.text
    return bool(
        re.match(r"[A-Z][\w’' -]+,\s*(?:\w+dag\s+)?\d{1,2}\s", text)
        or re.fullmatch(r"(?:\w+dag\s+)?\d{1,2}[\s-]\w+[\s-]\d{4}", text)
        or re.match(r"\d{4}\s?[A-Z]{2}\b|Postbus|[A-Z][\w’' -]{2,40}: \S", text)
        or (line.block is not None and line.block.kind == "heading")
    )


def _starts_other(line: PrintedLine) -> bool:
    labels = labels_in(line.text)
    if labels and labels[0][1] == 0 and (labels[0][3] or len(line.text) < 40 or labels[0][0] == "uw_brief"):
        return True
    return bool(re.match(r"(?:geachte?|beste|dag)\b|L\.?S\.?$", line.text, re.I))


def _columns(
    line: PrintedLine, labels: Sequence[tuple[str, int, int, bool]], values: PrintedLine
) -> Iterator[Labelled]:
    """Values of a row of labels, from the line below: each by its form, or else the date by its form and the rest
    in order."""
    from extractors.dates.grammar import parse

    text, base = values.text, values.span.start
    dates = [raw.span for raw in parse(text) if raw.month]
    typed = _typed_values(text, dates, [label[0] for label in labels])
    pieces = [Span(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    pieces = [piece for piece in pieces if not any(piece.overlaps(date) for date in dates)]
    others = [label for label in labels if label[0] not in _DATED]
    dated = _DATED if len(dates) >= len(labels) - len(others) else ("datum",)
    for number, (field, start, end, _) in enumerate(labels):
        label = Span(line.span.start + start, line.span.start + end)
        if typed:
            yield Labelled(field, label, _bare(text, typed[number]).shift(base))
        elif field in _DATED:
            if dates and field in dated:
                yield Labelled(field, label, dates.pop(0).shift(base))
        elif pieces and len(pieces) >= len(others):
            yield Labelled(field, label, _bare(text, pieces.pop(0)).shift(base))
            others.pop(0)


_DATED = ("datum", "uw_brief")
_DAY = "\ue000"
_ANY, _NOTHING = rf"[^{_DAY}]+?", r"[-–]{1,2}|n\.?v\.?t\.?"
_NUMBER = r"(?:[A-Z][\w.-]{0,9}\s)?(?=[\w./-]*\d)[\w./-]+(?:\s/\s[\w./-]+)?"
_FORMS = {
    **dict.fromkeys(_DATED, rf"{_DAY}+"),
    **dict.fromkeys(("kenmerk", "ons_kenmerk", "uw_kenmerk", "zaak"), _NUMBER),
    "telefoon": r"\+?\(?\d[\d ()–-]{2,18}\d",
    "mail": r"\S+@\S+",
    "bijlagen": r"\d{1,2}|\w+",
    "behandeld": rf"[^\d{_DAY}]{{3,60}}?",
}
"""How the value of a labelled field is built, dates masked."""


def _typed_values(text: str, dates: Sequence[Span], fields: Sequence[str]) -> list[Span]:
    """The value of each field, where `text` can be read as just these values in this order."""
    for date in dates:
        text = text[: date.start] + _DAY * len(date) + text[date.end :]
    forms = [f"((?:{_FORMS.get(field, _ANY)})|{_NOTHING})" for field in fields]
    match = re.fullmatch(r"\s+".join(forms), text.strip())
    offset = len(text) - len(text.lstrip())
    return [Span(match.start(i + 1) + offset, match.end(i + 1) + offset) for i in range(len(fields))] if match else []


def _cell(letter: Letter, line: PrintedLine) -> Labelled | None:
    """A label in a table cell: its value is behind it, in the cell to the right, or in the cell below."""
    block = line.block
    assert block is not None
    labels = labels_in(line.text)
    if not labels or labels[0][1] != 0:
        return None
    field, _, end, colon = labels[0]
    label = Span(line.span.start, line.span.start + end)
    inside = _bare(letter.text, Span(label.end, block.span.end))
    if len(inside) and (colon or letter.text[label.end : inside.start].count("\n")):
        return Labelled(field, label, inside)
    if len(inside):
        return None
    cells = {(b.row, b.column): b for b in letter.blocks if b.kind == "table_cell" and b.table == block.table}
    for place in ((block.row, block.column + 1), (block.row + 1, block.column)):
        value = cells.get(place)
        if value and len(value.span) and not _is_label(letter, value):
            return Labelled(field, label, _bare(letter.text, value.span))
    return Labelled(field, label, Span(label.end, label.end))


def _is_label(letter: Letter, block: Block) -> bool:
    labels = labels_in(letter.quote(block.span))
    return bool(labels) and labels[0][1] == 0 and (labels[0][2] >= len(block.span) - 1)
