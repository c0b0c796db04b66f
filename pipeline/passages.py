"""Cuts a letter into passages: the sentences, list items, headings and cells that are searched and tagged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from extractors.letter import Block, Letter, Span
from extractors.text import trim

if TYPE_CHECKING:  # spaCy is slow and large to import, and a server that only searches can do without
    from spacy.tokens import Doc

PassageKind = Literal["heading", "sentence", "list_item", "table_cell", "footnote", "letterhead", "signature"]
_KINDS: dict[str, PassageKind] = {
    "heading": "heading",
    "paragraph": "sentence",
    "list_item": "list_item",
    "table_cell": "table_cell",
    "footnote": "footnote",
    "letterhead": "letterhead",
    "signature": "signature",
}
_WHOLE = {"heading", "letterhead", "signature"}
"""Kinds of block that stay one passage; the others are cut into sentences."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the letter that is searched, encoded and tagged as one."""

    kind: PassageKind
    span: Span
    page: int
    section: str | None
    text: str

    @property
    def is_prose(self) -> bool:
        """Whether the letter says something here, rather than naming, addressing or signing."""
        return self.kind in {"sentence", "list_item", "table_cell", "footnote"}


def passages(letter: Letter, doc: Doc) -> list[Passage]:
    """The passages of `letter` in reading order; `doc` is its analysis, with sentence boundaries."""
    sentences = [Span(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    found: list[Passage] = []
    section: str | None = None
    position = 0
    for block in letter.blocks:
        if block.kind == "heading":
            section = letter.quote(block.span)
        while position < len(sentences) and sentences[position].end <= block.span.start:
            position += 1
        for span in _cut(letter, block, sentences, position):
            found.append(Passage(_KINDS[block.kind], span, letter.page_at(span.start), section, letter.quote(span)))
    return found


def _cut(letter: Letter, block: Block, sentences: list[Span], position: int) -> Iterator[Span]:
    """The parts of `block` that become passages, without surrounding whitespace."""
    if block.kind in _WHOLE:
        parts = [block.span]
    else:
        parts = []
        while position < len(sentences) and sentences[position].start < block.span.end:
            sentence = sentences[position]
            parts.append(Span(max(sentence.start, block.span.start), min(sentence.end, block.span.end)))
            position += 1
    for part in parts:
        trimmed = trim(letter.text, part)
        if any(letter.text[i].isalnum() for i in range(trimmed.start, trimmed.end)):
            yield trimmed
