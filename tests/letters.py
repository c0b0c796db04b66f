"""Letters made by hand for tests: blocks from paragraphs separated by blank lines."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

import spacy

from extractors.letter import Block, Letter, Page, Span, Style

_ITEM = re.compile(r"(?:[-•*–]|\d{1,2}[.)]|[a-z][.)]|\(\d{1,2}\)) (?=\S)")
_LABEL = re.compile(
    r"^(?:aan|van|datum|betreft?|onderwerp|ons kenmerk|uw kenmerk|kenmerk|cc|telefoon|e-mail|postbus)\b", re.I
)
_CLOSING = re.compile(r"^(?:met (?:vriendelijke|hartelijke) groet|hoogachtend|namens)", re.I)


def make_letter(text: str, name: str = "brief.txt") -> Letter:
    """A letter whose blocks are the paragraphs of `text`, separated by blank lines.

    A paragraph that starts with "# " (more for deeper) is a heading; lines that start with a list marker
    are list items; short lines that start with a label ("Datum: …") or an address are letterhead; what
    follows a closing formula is signature; what starts with ">" is quoted from an earlier mail. Lines of any
    other paragraph are joined with a space.
    """
    paragraphs = [part for part in re.split(r"\n\s*\n", unicodedata.normalize("NFC", text).strip()) if part.strip()]
    pieces: list[str] = []
    blocks: list[Block] = []
    styles: list[Style] = []
    position = 0
    seen_salutation = closing = False
    for number, paragraph in enumerate(paragraphs):
        if number:
            pieces.append("\n\n")
            position += 2
        quoted = all(line.startswith(">") for line in paragraph.splitlines())
        lines = [" ".join(line.lstrip("> ").split()) for line in paragraph.splitlines()]
        seen_salutation = seen_salutation or bool(re.match(r"(?:geachte?|beste|dag)\b", lines[0], re.I))
        closing = closing or (seen_salutation and bool(_CLOSING.match(lines[0])))
        for index, (kind, level, marker, content) in enumerate(_parts(lines, seen_salutation, closing)):
            if index:
                pieces.append("\n")
                position += 1
            if marker:
                pieces.append(marker + " ")
                position += len(marker) + 1
            blocks.append(Block(kind, Span(position, position + len(content)), level=level, marker=marker))
            pieces.append(content)
            if quoted:
                styles.append(Style("quoted", Span(position, position + len(content))))
            position += len(content)
    whole = "".join(pieces)
    page = Page(number=1, span=Span(0, len(whole)))
    return Letter(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=whole,
        blocks=tuple(blocks),
        pages=(page,),
        styles=tuple(styles),
        media_type="text/plain",
        name=name,
    )


def _parts(lines: list[str], seen_salutation: bool, closing: bool) -> list[tuple[Any, int, str, str]]:
    """(kind, level, marker, content) of each block in one paragraph."""
    heading = re.match(r"(#+) (.*)", lines[0])
    if heading and len(lines) == 1:
        return [("heading", len(heading[1]), "", heading[2])]
    if _ITEM.match(lines[0]):
        items: list[list[str]] = []
        for line in lines:
            if _ITEM.match(line) or not items:
                items.append([line])
            else:
                items[-1].append(line)
        joined = [" ".join(item) for item in items]
        return [("list_item", 1, line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined]
    if closing:
        return [("signature", 0, "", "\n".join(lines))]
    if _LABEL.match(lines[0]) or (not seen_salutation and len(lines) > 1 and all(len(line) < 60 for line in lines)):
        return [("letterhead", 0, "", "\n".join(lines))]
    return [("paragraph", 0, "", " ".join(lines))]


def blank_doc(letter: Letter) -> Any:
    """A spaCy Doc over the letter's text by the blank Dutch tokenizer, sentences cut at blocks and full stops."""
    return _blank_nlp()(letter.text)


_NLP: Any = None


def _blank_nlp() -> Any:
    global _NLP
    if _NLP is None:
        _NLP = spacy.blank("nl")
        _NLP.add_pipe("sentencizer")
    return _NLP


def read_text(text: str, name: str = "brief.txt") -> Letter:
    """A letter as the parser of plain text reads it."""
    from pipeline.limits import Limits
    from pipeline.parsers import parse

    return parse(text.encode(), name, Limits()).letter
