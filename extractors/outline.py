"""The body of a letter as extractors of questions and advice see it: blocks, sentences, labels, sections.

Everything here is a view on `Letter.text`: spans in, spans out, nothing retyped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from extractors.facts import Letterhead
from extractors.formulas import is_salutation
from extractors.letter import Block, BlockKind, Letter, Span
from extractors.lexicon import load_lines, pattern
from extractors.requesters import requester_pattern

Voice = Literal["raad", "ander"]

_LABEL = re.compile(
    r"(?:(?P<pre>ons|onze|uw|ad|deel|het|eind|concept)[ -]?)?"
    r"(?P<word>adviesvraag|deelvraag|hoofdvraag|vraagstelling|stelling|vraag|antwoord|beantwoording|reactie|advies|aanbeveling|aandachtspunt|"
    r"standpunt|oordeel|voorwaarde|verzoek|conclusie|toelichting|ad|punt)"
    r"(?:\s+(?:van (?:de|onze) \w*raad|op vraag|bij vraag|aan (?:het college|u)|vraag|nr\.?))?"
    r"(?:\s*\(?(?P<number>\d{1,2}[a-z]?|[a-hA-H](?![\w])|[IVX]{1,4}(?!\w)))?"
    r"(?:(?<=\w)\s*\([^()\n]{2,40}\)(?=:))?\s*(?P<mark>\)?[:.–—-]|\)|$)\s*",
    re.IGNORECASE,
)
_ON_QUESTION = re.compile(
    r"(?:ons |onze )?(?P<word>reactie|antwoord|advies|beantwoording) (?:op|bij|van) (?:uw |de )?(?:advies)?vraag "
    r"\(?(?P<number>\d{1,2}[a-z]?|[a-h]|[IVX]{1,4})\)?(?:\s*[:.–—-]|(?=\s+(?-i:[A-Z]))|(?=\s*$))\s*",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?P<word>(?i:vraag|adviesvraag|deelvraag|antwoord|reactie|ad))\s+(?P<number>\d{1,2}|[a-hA-H])\s+(?=[A-Z])|"
    r"(?P<alone>Antwoord|ANTWOORD)\s+(?=[A-Z])|(?P<letter>[VQA])\s?(?P<count>\d{1,2})\s*[:.]\s+"
)
"""Labels without a colon before a capital, and the short ones: "Vraag a Is …", "V1: …"."""
_LETTERS = {"V": "vraag", "Q": "vraag", "A": "antwoord"}
_CLOSING = pattern("outline_closing")
_QUOTED_MAIL = re.compile(
    r"(?:-{2,}\s*(?:oorspronkelijk|doorgestuurd)\w* bericht|op .{6,60} schreef .{2,80}:$|"
    r"(?:van|from): .{2,120}(?:verzonden|sent|datum|aan|to):)",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL = re.compile(r"^-{2,}\s*(?:oorspronkelijk|doorgestuurd)\w* bericht", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(r"(?:van|from): .{2,80}$", re.IGNORECASE)
_SENT = re.compile(r"(?:datum|verzonden|sent|date|aan|to): .{2,80}$", re.IGNORECASE)
_QUESTION_END = re.compile(r"[?!][\"”’')*]*\s+(?=[\"“‘'(]?[A-ZÀ-Þ])")
_SMALL_SPLIT = re.compile(r"(?<=[.!?…])\s+(?=[a-zß-ɏ])")
_SPLIT = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-ZÀ-Þ0-9])")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label at the start of a block ("Advies 3:"): its word, number and what follows it."""

    word: str
    number: str | None
    span: Span
    rest: Span
    own: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the body with its sentences; `voice` tells whether the writer speaks or is quoted."""

    index: int
    block: Block
    text: str
    sentences: tuple[Span, ...]
    label: Label | None
    voice: Voice
    closed: bool

    @property
    def span(self) -> Span:
        """The block's span in the letter."""
        return self.block.span

    @property
    def is_item(self) -> bool:
        """Whether the block is an item of a list."""
        return self.block.kind == "list_item"


@dataclass(frozen=True)
class Outline:
    """A letter's body in reading order."""

    letter: Letter
    parts: tuple[Part, ...]

    @cached_property
    def names(self) -> re.Pattern[str]:
        """The ways in which this letter names the council that writes it."""
        return council_pattern(self.letter.text)

    @cached_property
    def askers(self) -> re.Pattern[str]:
        """Who asks the council, officials whom the letter names included."""
        return requester_pattern(self.letter.text)

    def section(self, part: Part) -> Span | None:
        """The nearest heading or label above the part (or its own label), without its colon."""
        if part.label is not None and part.label.word not in {"toelichting"}:
            return trimmed(self.letter.text, part.label.span, " :.)–—-")
        for other in reversed(self.parts[: self.parts.index(part)]):
            if other.block.kind == "heading" or (other.label and not len(other.label.rest)):
                return trimmed(self.letter.text, other.span, " :")
        return None


def trimmed(text: str, span: Span, characters: str = " \n\t") -> Span:
    """`span` without the given characters at its ends (blanks always)."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in characters):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in characters):
        end -= 1
    return Span(start, end)


def read(letter: Letter, doc: Any, letterhead: Letterhead | None = None) -> Outline:
    """The outline of `letter`; `doc` is its spaCy analysis (sentence boundaries are taken from it)."""
    cuts = sentence_starts(doc)
    blocks = letter.blocks
    first = _first_body_block(letter)
    small = _small_letters(letter)
    parts: list[Part] = []
    marked = any(style.kind == "quoted" for style in letter.styles)
    voice: Voice = "raad"
    closed = False
    for index, block in enumerate(blocks):
        text = letter.quote(block.span)
        if index < first or not text.strip() or block.kind in {"letterhead", "footnote"}:
            continue
        if letterhead is not None and letterhead.subject is not None and block.span.contains(letterhead.subject):
            continue
        quoted = letter.styled(block.span, "quoted") > 0.5
        below = letter.quote(blocks[index + 1].span) if index + 1 < len(blocks) else ""
        if _QUOTED_MAIL.match(text) or (_FROM.match(text) and _SENT.match(below)):
            voice, closed = "raad" if marked else "ander", closed and marked
            continue
        if _CLOSING.match(text) and (len(text) < 120 or block.kind == "signature"):
            closed = True
        if block.kind == "signature":
            closed = True
            if not marked and _ORIGINAL.search(text):
                voice, closed = "ander", False
            continue
        if closed and block.kind == "heading":
            closed = False
        if is_salutation(text):
            continue
        spoken: Voice = "ander" if quoted else voice
        for piece in _cells(letter, block, parts):
            sentences = tuple(split(letter.text, piece.span, cuts, small))
            label = find_label(letter.text, piece.span)
            parts.append(Part(index, piece, letter.quote(piece.span), sentences, label, spoken, closed and not quoted))
    parts = list(_interleaved(parts)) if closed and not marked else parts
    return Outline(letter, tuple(parts) if small else tuple(_with_heads(parts)))


def quoted_from(letter: Letter) -> int:
    """Where an earlier mail begins that this one repeats below its own text, or the end of the letter."""
    found = (block.span.start for block in letter.blocks[1:] if _ORIGINAL.search(letter.quote(block.span)))
    return next(found, len(letter.text))


def _interleaved(parts: Sequence[Part]) -> Iterator[Part]:
    """In a mail that answers between the quoted questions (no quotation marks left): who says what.

    Such a mail ends in its writer's own signature, with no closing before the quotation.
    """
    quoted = [position for position, part in enumerate(parts) if part.voice == "ander"]
    if not quoted or any(part.closed for part in parts):
        yield from parts
        return
    asked = [at for at in quoted if parts[at].text.rstrip().endswith("?")]
    for position, part in enumerate(parts):
        below = parts[position + 1] if position + 1 < len(parts) else None
        own = below is None if position in asked else asked and position > asked[0]
        yield replace(part, voice="raad") if own else part


def _with_heads(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with a few words on their own above a paragraph taken for the heading that they are."""
    for position, part in enumerate(parts):
        above = parts[position - 1].text.rstrip() if position else ""
        below = parts[position + 1] if position + 1 < len(parts) else None
        if (
            part.block.kind == "paragraph"
            and part.label is None
            and below is not None
            and below.block.kind == "paragraph"
            and not part.closed
            and _TITLE.match(part.text)
            and len(below.text.split()) > 1
            and below.text.rstrip()[-1:] in ".!?:"
            and above[-1:] not in {":", ","}
        ):
            yield replace(part, block=replace(part.block, kind="heading", level=2))
        else:
            yield part


_TITLE = re.compile(r"[A-ZÀ-Þ][\wà-ÿ’'&/-]+(?: [\wà-ÿ’'&/()-]+){0,5}$")


def _cells(letter: Letter, block: Block, parts: Sequence[Part]) -> list[Block]:
    """The block itself, or the cells of a table row drawn with "|" in plain text."""
    text = letter.quote(block.span)
    if not (text.startswith("|") and text.endswith("|") and text.count("|") > 2):
        return _joined(letter, block)
    above = parts[-1].block if parts else None
    row = above.row + 1 if above is not None and above.table == _DRAWN else 0
    inner = [(match.start(), match.end()) for match in re.finditer(r"[^|]+", text)]
    spans = [trimmed(letter.text, Span(block.span.start + start, block.span.start + end)) for start, end in inner]
    return [
        replace(block, kind="table_cell", span=span, table=_DRAWN, row=row, column=column)
        for column, span in enumerate(spans)
        if len(span)
    ]


_CAPITALS = re.compile(
    r"(?P<head>[A-ZÀ-Þ][A-ZÀ-Þ’'&/-]{1,30}(?: [A-ZÀ-Þ][A-ZÀ-Þ’'&/-]{1,30}){0,7}(?<=[A-ZÀ-Þ]{4})|"
    r"(?:Overig|Inleiding|Aanleiding|Slot|Afsluiting|Tot slot)) (?=[A-ZÀ-Þ][a-zß-ɏ]*\s[a-zß-ɏ])"
)
_BRACKETED = re.compile(
    r"(?P<head>(?:[A-Za-z]{1,15} ){0,4}(?:vraagpunt|vraag|adviesvraag|onderdeel) (?:\d{1,2}|[A-Ha-h]) ?"
    r"\([^()]{15,400}\)[.:]?) (?=[A-ZÀ-Þ])"
)


def _joined(letter: Letter, block: Block) -> list[Block]:
    """The block itself, or the heading in capitals or the bracketed question that print glued to it, and its rest."""
    if block.kind != "paragraph":
        return [block]
    start, end = block.span.start, block.span.end
    match = _CAPITALS.match(letter.text, start, end) or _BRACKETED.match(letter.text, start, end)
    if match is None or match.end("head") >= end:
        return [block]
    head = trimmed(letter.text, Span(start, match.end("head")))
    rest = trimmed(letter.text, Span(match.end("head"), end))
    kind: BlockKind = "heading" if match.re is _CAPITALS else "paragraph"
    return [replace(block, kind=kind, span=head, level=2 if kind == "heading" else 0), replace(block, span=rest)]


def _small_letters(letter: Letter) -> bool:
    """Whether the writer uses no capitals at the start of sentences."""
    starts = [
        letter.text[block.span.start] for block in letter.blocks if block.kind == "paragraph" and len(block.span) > 40
    ]
    return len(starts) > 1 and sum(char.islower() for char in starts) > 0.7 * len(starts)


_DRAWN = 9999
"""Table number of tables drawn with "|"."""


def find_label(text: str, span: Span) -> Label | None:
    """The label that a block starts with, or None: "Vraag 2:", "Advies:", "Ad 3.", "Antwoord"."""
    answer = _ON_QUESTION.match(text, span.start, span.end)
    if answer is not None:
        return Label(
            answer["word"].lower(), answer["number"], Span(span.start, answer.end()), Span(answer.end(), span.end)
        )
    bare = _BARE.match(text, span.start, span.end)
    if bare is not None:
        word = (bare["word"] or bare["alone"] or _LETTERS[bare["letter"]]).lower()
        return Label(word, bare["number"] or bare["count"], Span(span.start, bare.end()), Span(bare.end(), span.end))
    match = _LABEL.match(text, span.start, span.end)
    if match is None or match.end() == span.start:
        return None
    number, mark = match["number"], match["mark"]
    alone = match.end() >= span.end
    if mark in ".)–—-" and mark and number is None and not alone:
        return None
    word = match["word"].lower()
    if word in {"ad", "punt"} and number is None:
        return None
    own = (match["pre"] or "").lower()
    if own == "ad":
        word = "ad"
    return Label(word, number, Span(span.start, match.end()), Span(match.end(), span.end), own)


def split(text: str, span: Span, cuts: Sequence[int] = (), small: bool = False) -> list[Span]:
    """Sentences of `span`: cut where `cuts` says so (or at full stops), mended for Dutch abbreviations.

    With `small`, sentences may begin with a small letter.
    """
    inside = [cut for cut in cuts if span.start < cut < span.end]
    if not cuts:
        inside = [match.end() for match in _SPLIT.finditer(text, span.start, span.end)]
    inside += [match.end() for match in _QUESTION_END.finditer(text, span.start, span.end)]
    if small:
        inside += [match.end() for match in _SMALL_SPLIT.finditer(text, span.start, span.end)]
    starts = [span.start, *sorted({cut for cut in inside if _good_cut(text, span.start, cut, small)})]
    sentences = [trimmed(text, Span(a, b)) for a, b in zip(starts, [*starts[1:], span.end], strict=True)]
    return [sentence for sentence in sentences if len(sentence)]


_ABBREVIATIONS = frozenset(load_lines("sentence_abbreviations"))


_MARKER = re.compile(r"\(?(?:[IVX]{1,4}|\d{1,2}|[A-Ha-h])[.)]")


def _good_cut(text: str, start: int, cut: int, small: bool = False) -> bool:
    """Whether a new sentence can begin at `cut`."""
    before = text[start:cut].rstrip()
    rest = text[cut:].lstrip("\"“‘'(")
    if not before or not rest or _MARKER.fullmatch(before):
        return False
    if rest[0].islower() and not small:
        return before[-1] in "?!"
    if not re.search(r"[.!?…][\"”’')\]*_]*$", before):
        return False
    last = before.split()[-1].lower().lstrip("(")
    return last not in _ABBREVIATIONS and not re.fullmatch(r"(?:[a-z]\.)+", last)


def sentence_starts(doc: Any) -> tuple[int, ...]:
    """Character offsets at which the sentences of `doc` begin; () when it has none."""
    if doc is None or not doc.has_annotation("SENT_START"):
        return ()
    return tuple(sentence.start_char for sentence in doc.sents)


def _first_body_block(letter: Letter) -> int:
    """Index of the first block after the salutation, or of the first block that is no letterhead."""
    for index, block in enumerate(letter.blocks[:40]):
        text = letter.quote(block.span).strip()
        if is_salutation(text) and block.kind != "list_item":
            return index + 1
    return 0


_NAMES = "|".join(sorted(load_lines("council_nouns"), key=len, reverse=True))
_OTHERS = "|".join(load_lines("other_councils"))
_SHORT = re.compile(
    rf"\b(?:\w*(?:{_NAMES}))\b[^().\n]{{0,70}}?\(\s*(?:hierna(?: te noemen)?:?\s*)?"
    r"(?:de |het )?[\"'“‘]?([A-Z][\w.&/-]{1,14})[\"'”’]?\s*\)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def council_pattern(text: str) -> re.Pattern[str]:
    """A pattern for the council as subject: wij, de (advies)raad …, and the short names that `text` introduces."""
    short = {match[1] for match in _SHORT.finditer(text) if match[1][0].isupper() and match[1].lower() != "college"}
    extra = "".join(f"|(?:de |het |onze )?{re.escape(name)}" for name in sorted(short, key=len, reverse=True))
    return re.compile(
        r"\b(?:wij|we|ik|ondergetekenden?"
        rf"|(?:de|het|onze|ons|als|deze) (?!{_OTHERS})(?:[\wïëéü-]+ ){{0,2}}?(?!{_OTHERS})[\wïëéü-]*(?:{_NAMES})"
        r"(?! (?:van|voor) (?:state|commissarissen|toezicht|beroep|de |het |bestuur))"
        rf"|(?<!andelijke )(?<!entrale )(?<!ndere )(?!{_OTHERS})(?-i:[A-Z])[\wïëéü-]*(?:raad|platform){extra})\b",
        re.IGNORECASE,
    )


def blocks_between(parts: Iterable[Part], start: int, end: int) -> list[Part]:
    """Parts that begin in `[start, end)` of the letter's text."""
    return [part for part in parts if start <= part.span.start < end]
