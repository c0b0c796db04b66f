"""Where sentences begin: a few rules for Dutch letters, and the spaCy component that applies them.

The rules work on characters, not tokens, so that they do not depend on how a model cuts words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc

Bounds = tuple[int, int]
NAME = "adviesradar_sentences"
BLOCKS = "blocks"
"""Key in `Doc.user_data` of the `(start, end)` stretches that no sentence may cross."""

_END = re.compile(r"([.!?…]+)([\"”’'»)\]]*)\s+(?=[\"“‘„«(\[]*(?:['’][stn]\b|[A-ZÀ-ÖØ-Þ0-9•*–-]))")
_SMALL_END = re.compile(r"([.!?…]+)()\s+(?=[\"“‘„«(\[]*[^\W_])")
"""An end of a sentence in text that hardly prints capitals; a closing quotation mark does not end it there."""
_THREE_LETTERS = r"(?<=[^\W\d_][^\W\d_][^\W\d_])"
_SMALL_FULL_STOP = re.compile(_THREE_LETTERS + r"[.?!]\s+[a-zà-öø-ÿ]")
_CAPITAL_FULL_STOP = re.compile(_THREE_LETTERS + r"[.?!]\s+[A-ZÀ-ÖØ-Þ]")
_LONGEST_ABBREVIATION = 20
_MOST_CAPITALS = 0.2
_LAST_WORD = re.compile(r"[^\s(\[“„‘\"«]+$")
_INITIAL = re.compile(r"(?:[A-Z]|Th|Ch|IJ|Ph|St)(?:\.[A-Z])*$")
_SMALL_INITIAL = re.compile(r"(?:[a-z]|th|ch|ij|ph|st)(?:\.[a-z])*$")
_LABEL = re.compile(
    r"\W*(?:(?:vraag|advies|aanbeveling|punt|ad|antwoord|reactie|opmerking|bijlage|deel|stap|fase|artikel|hoofdstuk|paragraaf|lid|vervolgvraag|deelvraag|actie)\s+)?"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4})$",
    re.IGNORECASE,
)
_KIND_BEFORE_LETTER = re.compile(
    r"\b(?:bijlage|optie|variant|scenario|onderdeel|groep|model|klas|categorie|lid|sub|alternatief|plan|traject"
    r"|vitamine|hepatitis|zone|blok|cluster|fase|deel|niveau|type|punt)\s+\S$",
    re.IGNORECASE,
)


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations that never end a sentence, and those that may end one; lower case, with points."""
    lines = files("pipeline.language").joinpath("abbreviations.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split("#")[0].strip() for line in lines]
    may_end = {word[:-1].strip() for word in words if word.endswith("|")}
    return frozenset(word for word in words if word and not word.endswith("|")), frozenset(may_end)


def sentence_starts(text: str, small: bool = False) -> list[int]:
    """Offsets in `text`, one running paragraph, where a sentence begins; always begins with 0.

    `small`: the text hardly prints capitals, so a small letter may begin a sentence too.
    """
    starts = [0]
    for match in (_SMALL_END if small else _END).finditer(text):
        if _ends_sentence(text, starts[-1], match) and not (small and _goes_on(text, starts[-1], match)):
            starts.append(match.end())
    return starts


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a small letter behind a full stop goes on with the sentence: after an initial or a number of a list."""
    found = _LAST_WORD.search(text[start : match.start()])
    word = found[0] if found else ""
    if match[1] != "." or not text[match.end()].islower():
        return match[1] == "…"
    return bool(_SMALL_INITIAL.fullmatch(word)) or (word.isdigit() and len(word) <= 2)


def _abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` may belong to an abbreviation."""
    found = _LAST_WORD.search(text[max(0, stop - _LONGEST_ABBREVIATION) : stop])
    return found is not None and any(found[0].lower() + "." in words for words in _abbreviations())


def hardly_capitals(text: str) -> bool:
    """Whether the sentences of `text` hardly ever begin with a capital, as in a hasty mail.

    At least one full stop stands before a small letter, abbreviations aside, and at most a fifth as many before a
    capital; `text` itself does not begin with a capital, or there are more such stops.
    """
    small = [match for match in _SMALL_FULL_STOP.finditer(text) if not _abbreviated(text, match.start())]
    capitals = len(_CAPITAL_FULL_STOP.findall(text)) + text.lstrip('"“‘„«([*-•– \n')[:1].isupper()
    return bool(small) and capitals <= _MOST_CAPITALS * len(small)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the mark found at `match` closes the sentence that begins at `start`."""
    before = text[start : match.start()]
    if _LABEL.fullmatch(before):
        return False  # "1. Kunt u …", "Advies 2. Zorg …": the label belongs to what follows
    if match[1] != "." or match[2]:
        return _speech_ends(text, match)
    following = text[match.end()]
    found = _LAST_WORD.search(before)
    word = found[0] if found else ""
    never, may = _abbreviations()
    if word.lower() + "." in never:
        return False
    if word.lower() + "." in may:
        return not following.isdigit() and following not in "(["
    if _INITIAL.fullmatch(word):
        return bool(_KIND_BEFORE_LETTER.search(before))
    return not (word.isdigit() and len(word) <= 2 and following.isdigit())


def _speech_ends(text: str, match: re.Match[str]) -> bool:
    """ "…?" inside a title or after an ellipsis: a following capital closes it, a list dash does not."""
    return text[match.end()] not in "–-*•" or match[1] != "…"


def lines(text: str, start: int, end: int) -> Iterator[Bounds]:
    """Printed lines of `text[start:end]`, without surrounding whitespace, empty ones left out."""
    for match in re.finditer(r"[^\n]+", text[start:end]):
        stripped = match[0].strip()
        if stripped:
            at = start + match.start() + len(match[0]) - len(match[0].lstrip())
            yield at, at + len(stripped)


def bounds(text: str, blocks: Iterable[Bounds]) -> list[Bounds]:
    """`(start, end)` of every sentence of `text`; none crosses a block or a line break.

    What lies outside the blocks (list markers, blank lines) belongs to no sentence.
    """
    found: list[Bounds] = []
    everywhere = hardly_capitals(text)
    for block_start, block_end in blocks:
        small = everywhere or hardly_capitals(text[block_start:block_end])
        for start, end in lines(text, block_start, block_end):
            cuts = [start + cut for cut in sentence_starts(text[start:end], small)] + [end]
            for a, b in pairwise(cuts):
                found.append((a, a + len(text[a:b].rstrip())))
    return found


@Language.component(NAME, assigns=["token.is_sent_start", "doc.sents"], retokenizes=False)
def mark_sentences(doc: Doc) -> Doc:
    """Set every `token.is_sent_start` by the rules; a parser that follows keeps to them.

    Blocks come from `doc.user_data["blocks"]`; without it each line is a block of its own. Tokens
    between sentences (line breaks, list markers) form stretches of their own, so that a sentence
    with words in it never begins or ends with a line break.
    """
    if not len(doc):
        return doc
    text = doc.text
    found = bounds(text, doc.user_data.get(BLOCKS) or [(0, len(text))])
    edges = sorted({edge for pair in found for edge in pair})
    offsets = [token.idx for token in doc]
    starts = {bisect_left(offsets, edge) for edge in edges}
    if not len(doc):
        return doc
    marks = np.full(len(doc), -1, np.int64)
    marks[[0, *(start for start in starts if start < len(doc))]] = 1
    return doc.from_array([SENT_START], marks[:, None].astype(np.uint64))  # type: ignore[arg-type]
