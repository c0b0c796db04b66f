"""Which of the 250,002 pieces of the tokenizer Dutch letters need.

Kept are all pieces that appear when Dutch running text, names and all word forms of a Dutch dictionary are
cut up; the common pieces in Latin script, for English and loan words; all that are made of western digits and
punctuation; and every piece of one character, so that a word in any script still becomes pieces.
"""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from pipeline.encode.tokenizer import SPACE, UNKNOWN, Tokenizer

_COMMON = 60_000
_SENTENCE = "# text = "


def needed(tokenizer: Tokenizer, pieces: list[str], folder: Path) -> list[int]:
    """Numbers of the pieces to keep, ascending.

    `folder` holds treebanks (*.conllu.gz) and lists of names (gazetteer-*.txt.gz).
    """
    kept = set(range(UNKNOWN + 1))
    kept.update(i for i, piece in enumerate(pieces) if _is_general(i, piece))
    for text in _texts(folder):
        kept.update(tokenizer.pieces(text))
    return sorted(kept)


def _is_general(rank: int, piece: str) -> bool:
    """Whether to keep a piece whatever the Dutch texts say. The commoner a piece, the lower its rank."""
    letters = [character for character in piece if not _is_western_sign(character)]
    latin = all(unicodedata.name(letter, "").startswith("LATIN ") for letter in letters)
    return len(piece.lstrip(SPACE)) <= 1 or not letters or (latin and rank < _COMMON)


def _is_western_sign(character: str) -> bool:
    return character == SPACE or (not character.isalpha() and character < "\u2100")


def _texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.conllu.gz")):
        yield from (line.removeprefix(_SENTENCE) for line in _lines(path) if line.startswith(_SENTENCE))
    for path in sorted(folder.glob("gazetteer-*.txt.gz")):
        yield from _lines(path)
    yield from _as_written_and_capitalised(_dictionary())


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(str.rstrip, lines)


def _dictionary() -> set[str]:
    forms = DefaultDictionaryFactory().get_dictionary("nl")
    return {word if isinstance(word, str) else word.decode() for pair in forms.items() for word in pair}


def _as_written_and_capitalised(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield word
        yield word[:1].upper() + word[1:]
