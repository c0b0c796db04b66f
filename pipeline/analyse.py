"""What happens to one file: parse, encode, extract, concerns. Nothing here writes to the store."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extractors.letter import Letter, Span
from pipeline import ingest, store
from pipeline.concerns import Tag, Tagger, find_concerns
from pipeline.concerns.model import shipped_weights
from pipeline.encode import Encoder, Matrix, dequantise, quantise, stored_vectors, text_hash
from pipeline.encode import load as load_encoder
from pipeline.errors import UnreadableFile
from pipeline.ingest import Item
from pipeline.limits import DEFAULT, Limits
from pipeline.passages import Passage, passages
from pipeline.record import ConcernQuote, Json, record
from pipeline.store import Analysis, Source
from pipeline.versions import code_version

if TYPE_CHECKING:  # spaCy takes a second to import, and the process that only writes can do without
    from pipeline.language import Dutch


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told: which models, which theme register, how many threads, what limits."""

    language: str | None = None
    encoder: str | None = None
    concerns: Path | None = None
    threads: int = 1
    limits: Limits = DEFAULT


@dataclass(frozen=True)
class Tools:
    """The models, loaded once per process."""

    language: Dutch
    encoder: Encoder
    tagger: Tagger

    @property
    def versions(self) -> dict[str, str]:
        """Version of every stage, as kept with each letter."""
        return {
            "parse": code_version("parse"),
            "language": f"{self.language.name} {self.language.version}",
            "extract": code_version("extract"),
            "encode": f"{self.encoder.name} {self.encoder.version}",
            "concerns": self.tagger.version,
        }


@cache
def load_tools(settings: Settings) -> Tools:
    """The language pipeline, the encoder and the theme tagger, loaded once per process."""
    from pipeline.language import load as load_language

    encoder = load_encoder(settings.encoder, threads=settings.threads)
    return Tools(load_language(settings.language), encoder, Tagger.load(settings.concerns, encoder))


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a part of one, that could not be read."""

    path: str
    sha256: str | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Container:
    """A file that holds letters but is none itself, such as a zip."""

    sha256: str
    path: str
    name: str
    members: int


Outcome = Analysis | Failure | Container
"""What can come of a file, or of a file inside it."""


def read_letter(path: Path, limits: Limits) -> Letter:
    """The letter in the file at `path`, without what is attached to it.

    Raises UnreadableFile when there is none to be read.
    """
    return ingest.read(path, limits).letter


def extract_file(path: Path, settings: Settings = Settings()) -> Json:
    """The JSON record of the letter at `path`: what `adviesradar extract` prints."""
    tools = load_tools(settings)
    letter = read_letter(path, settings.limits)
    return understand(letter, tools, None).record


def analyse_file(path: Path, tools: Tools, limits: Limits, store_path: Path | None) -> list[Outcome]:
    """Everything in the file at `path`: its letter, and the letters attached to it or packed in it.

    Vectors that the store at `store_path` already has are not computed again.
    """
    return analyse_items(ingest.read_all(path, limits), tools, store_path)


def analyse_items(items: Iterable[Item], tools: Tools, store_path: Path | None) -> list[Outcome]:
    """The same for a file that was read already, part by part."""
    outcomes: list[Outcome] = []
    for item in items:
        if isinstance(item.content, UnreadableFile):
            outcomes.append(Failure(item.path, item.sha256 or None, item.content.reason, str(item.content)))
        elif item.content.letter.text:
            outcomes.append(_analysed_or_failed(item.content.letter, item, tools, store_path))
        else:
            members = len(item.content.attachments)
            outcomes.append(Container(item.sha256, item.path, item.name, members))
    return outcomes


def analyse_again(letter_id: str, source: Path | None, tools: Tools, limits: Limits, store_path: Path) -> Analysis:
    """A letter of the store analysed anew, from its file or, without one, from the text that was read from it."""
    db = store.open_readonly(store_path)
    letter = read_letter(source, limits) if source else store.load_letter(db, letter_id)
    db.close()
    unchanged = Source(letter.sha256, str(source or ""), letter.name, letter.media_type, 0)
    return _complete(letter_id, unchanged, understand(letter, tools, store_path), tools)


@dataclass(frozen=True)
class Understood:
    """A letter with its record, passages, vectors and the themes of each passage."""

    letter: Letter
    record: Json
    passages: tuple[Passage, ...]
    hashes: tuple[bytes, ...]
    vectors: NDArray[np.int8]
    tags: tuple[tuple[Tag, ...], ...]
    profiles: NDArray[np.uint8] | None


def understand(letter: Letter, tools: Tools, store_path: Path | None) -> Understood:
    """Encode, extract and tag one letter."""
    from extractors.classifier import ENCODER, Vectors
    from extractors.extract import extract

    doc = tools.language.analyse(letter)
    parts = tuple(passages(letter, doc))
    hashes = tuple(text_hash(part.text) for part in parts)
    vectors = _vectors(parts, hashes, tools.encoder, store_path)
    rows, tagger = dequantise(vectors), _OneLetter(tools.tagger.weights)
    known = Vectors([part.span for part in parts], rows) if tools.encoder.name == ENCODER else None
    facts = extract(letter, doc, known)
    tags = find_concerns(
        parts,
        rows,
        tagger,
        advice=[point.span for point in facts.advice],
        document_type=facts.letterhead.document_type,
    )
    quotes = [
        ConcernQuote(tag.label, _evidence(part, tag), tag.score, tag.polarity)
        for part, found in zip(parts, tags, strict=True)
        for tag in found
    ]
    profiles = _profiles(tagger, parts, rows)
    return Understood(letter, record(letter, facts, quotes), parts, hashes, vectors, tags, profiles)


class _OneLetter(Tagger):
    """A tagger that computes the scores of one letter once: they serve its tags and its profiles."""

    _known: tuple[Sequence[str], tuple[Matrix, Matrix, Matrix]] | None = None

    def scores(self, texts: Sequence[str], vectors: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        if self._known is None or self._known[0] != texts:
            self._known = (texts, super().scores(texts, vectors))
        return self._known[1]


def _profiles(tagger: Tagger, parts: Sequence[Passage], vectors: Matrix) -> NDArray[np.uint8] | None:
    """255 x how much each passage is about each theme, columns in order of id; None for a register of one's own."""
    if tagger.weights is not shipped_weights() or not parts:
        return None
    found = tagger.profile([part.text for part in parts], vectors)
    order = sorted(range(len(tagger.themes)), key=lambda column: tagger.themes[column].id)
    return np.round(255 * np.clip(found[:, order], 0.0, 1.0)).astype(np.uint8)


def _evidence(part: Passage, tag: Tag) -> Span:
    """Where in the letter the words stand that show the theme."""
    if tag.evidence is None:
        return part.span
    return Span(part.span.start + tag.evidence[0], part.span.start + tag.evidence[1])


def _vectors(
    parts: Sequence[Passage], hashes: Sequence[bytes], encoder: Encoder, store_path: Path | None
) -> NDArray[np.int8]:
    """Rounded vectors of the passages: from the store what it has, the rest encoded."""
    known = _known(hashes, store_path)
    missing = {key: part.text for key, part in zip(hashes, parts, strict=True) if key not in known}
    if missing:
        known |= dict(zip(missing, quantise(encoder.encode(list(missing.values()))), strict=True))
    return np.array([known[key] for key in hashes], np.int8).reshape(len(hashes), encoder.dimensions)


def _known(hashes: Sequence[bytes], store_path: Path | None) -> dict[bytes, NDArray[np.int8]]:
    """The vectors that the store has for these texts."""
    if store_path is None or not store_path.exists():
        return {}
    db = store.open_readonly(store_path)
    found = stored_vectors(db, hashes)
    db.close()
    return {key: np.frombuffer(vector, np.int8) for key, vector in found.items()}


def _analysed_or_failed(letter: Letter, item: Item, tools: Tools, store_path: Path | None) -> Analysis | Failure:
    """A mistake of our own on one letter is recorded as such, and costs no other letter."""
    try:
        return _analysed(letter, item, tools, store_path)
    except MemoryError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        at = f"{Path(where.filename).name}:{where.lineno}"
        message = f"{item.path}: adviesradar failed on it, please report this: {type(error).__name__}: {error} ({at})"
        return Failure(item.path, item.sha256, "programmafout", message)


def _analysed(letter: Letter, item: Item, tools: Tools, store_path: Path | None) -> Analysis:
    source = Source(item.sha256, item.path, letter.name, letter.media_type, item.size, item.parent_sha256)
    return _complete(ingest.letter_id(letter.text), source, understand(letter, tools, store_path), tools)


def _complete(letter_id: str, source: Source, found: Understood, tools: Tools) -> Analysis:
    return Analysis(
        id=letter_id,
        source=source,
        letter=found.letter,
        record=found.record,
        passages=found.passages,
        hashes=found.hashes,
        vectors=found.vectors,
        tags=found.tags,
        profiles=found.profiles,
        encoder=(tools.encoder.name, tools.encoder.version),
        versions=tools.versions,
    )
