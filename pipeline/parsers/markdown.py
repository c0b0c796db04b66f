"""Markdown: rendered to HTML, and read as that. Tab-separated lines in it are table rows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.errors import UnreadableFile
from pipeline.layout import Sheet, compose, structure
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers.decode import decode
from pipeline.parsers.html import pieces_of
from pipeline.parsers.types import Parsed

_TABLE_RULE = re.compile(r"^[\s|:-]+\t[\s|:\t-]*$")
_MOST_CELLS = 50
_FRONT_MATTER = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.S)


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a Markdown file, with or without HTML in it."""
    text = decode(data)
    if len(text) > limits.text_characters:
        raise UnreadableFile("te_groot", f"{name}: more than {limits.text_characters} characters; not read.")
    metadata, text = _front_matter(text)
    letter = compose(
        structure(pieces_of(to_html(text), limits, trusted=True)),
        [Sheet(1)],
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/markdown",
        name=name,
        metadata=metadata,
    )
    return Parsed(letter)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    pairs = (line.split(":", 1) for line in found.group(1).split("\n") if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}, text[found.end() :]


def to_html(text: str) -> str:
    """HTML in which line breaks of the writer and printed list markers are kept as attributes."""
    parts: list[str] = []
    plain: list[str] = []
    table: list[list[str]] = []

    def flush() -> None:
        if plain:
            parts.append(_render("\n".join(plain)))
            plain.clear()
        if table:
            rows = ("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in table)
            parts.append(f"<table>{''.join(rows)}</table>")
            table.clear()

    for line in text.split("\n"):
        if 0 < line.strip().count("\t") <= _MOST_CELLS and not line.lstrip().startswith(("```", "~~~")):
            if plain:
                flush()
            if not _TABLE_RULE.match(line):
                table.append(line.rstrip().split("\t"))
        elif table and not line.strip():
            continue
        elif table and _is_row(line):
            table.append([line])
        else:
            if table:
                flush()
            plain.append(line)
    flush()
    return "\n".join(parts)


def _is_row(line: str) -> bool:
    """Whether a line without a tab, in a table, is a row of one cell: nothing but HTML blocks."""
    stripped = line.strip()
    return stripped.startswith(("<p>", "<b>", "<ul", "<ol")) and stripped.endswith(">")


def _cell(cell: str) -> str:
    return cell if re.search(r"<(?:p|ol|ul|li|table|div)\b", cell) else _render(cell.strip())


def _soft_break(*_: object) -> str:
    return '<br class="soft">'


def _render(text: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    parser.renderer.rules["softbreak"] = _soft_break  # type: ignore[attr-defined]
    tokens = parser.parse(text)
    _keep_markers(tokens)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _keep_markers(tokens: Sequence[Token]) -> None:
    """Give each list item the marker as printed: "1.", "2)", "-"."""
    for token in tokens:
        if token.type == "list_item_open":
            token.attrSet("data-marker", f"{token.info}{token.markup}")
