"""Sentences with the names marked inside them: `[Anna de Wit|PER] belde [Movisie|ORG].`

A file is a series of blocks divided by empty lines; each line of a block is one sentence (or one
printed line of an address). The format is described in corpus/names/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"\[([^\[\]|]+)\|(PER|ORG|LOC|MISC)\]")
CORPUS = Path(__file__).parents[2] / "corpus" / "names"


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain text and the names in it as (start, end, label)."""

    text: str
    names: tuple[tuple[int, int, str], ...]


def parse(line: str) -> Marked:
    """The text of a marked line and its names. Raises ValueError on a broken mark."""
    text, names, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        names.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    text += line[at:]
    if re.search(r"\|(?:PER|ORG|LOC|MISC|O)\b", text):
        raise ValueError(f"broken mark: {line}")
    return Marked(text, tuple(names))


def blocks(path: Path) -> Iterator[list[Marked]]:
    """The blocks of a file, each a list of sentences."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines:
            yield [parse(line) for line in lines]


def part(name: str) -> list[list[Marked]]:
    """All blocks of the files of `train`, `dev` or `test`, in the order of their file names."""
    return [block for path in sorted((CORPUS / name).glob("*.txt")) for block in blocks(path)]


def join(sentences: list[Marked], separator: str = " ") -> Marked:
    """One text of several sentences."""
    text, names = "", []
    for sentence in sentences:
        if text:
            text += separator
        names += [(start + len(text), end + len(text), label) for start, end, label in sentence.names]
        text += sentence.text
    return Marked(text, tuple(names))


def letters(name: str) -> Iterator[tuple[str, Marked, list[tuple[int, int]]]]:
    """The files of a part as running letters: file name, text with names, and where its sentences are.

    Lines that end as a sentence does run on; other lines (addresses, headings) stay lines, as a
    parsed letter has them.
    """
    for path in sorted((CORPUS / name).glob("*.txt")):
        whole = Marked("", ())
        sentences: list[tuple[int, int]] = []
        for block in blocks(path):
            for number, sentence in enumerate(block):
                separator = "\n\n" if number == 0 else " " if re.search(r"[.?!…][\"”’)]*$", whole.text) else "\n"
                whole = join([whole, sentence], separator) if whole.text else sentence
                sentences.append((len(whole.text) - len(sentence.text), len(whole.text)))
        yield path.name, whole, sentences
