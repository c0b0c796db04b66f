"""What happens to one file: parse, extract, encode, concerns. Nothing here writes to the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.extract import extract
from extractors.facts import Facts
from extractors.letter import Letter
from pipeline import store
from pipeline.concerns import Tagger, find_concerns
from pipeline.encode import Encoder, dequantise, quantise, text_hash
from pipeline.encode import load as load_encoder
from pipeline.errors import UnreadableFile
from pipeline.ingest import letter_id, read_all
from pipeline.language import Dutch
from pipeline.language import load as load_language
from pipeline.limits import Limits
from pipeline.passages import Passage, passages
from pipeline.record import ConcernQuote, Json, record
from pipeline.store import Analysis, Source
from pipeline.versions import code_version


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told: which models, which theme register, how many threads, what limits."""

    language: str | None = None
    encoder: str | None = None
    concerns: Path | None = None
    threads: int = 1
    limits: Limits = Limits()


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


def load_tools(settings: Settings) -> Tools:
    """Load the language pipeline, the encoder and the theme tagger."""
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


def analyse_file(path: Path, tools: Tools, limits: Limits, store_path: Path | None) -> list[Analysis | Failure | Container]:
    """Everything in the file at `path`: its letter, and the letters attached to it or packed in it.

    Vectors that the store at `store_path` already has are not computed again.
    """
    outcomes: list[Analysis | Failure | Container] = []
    for item in read_all(path, limits):
        if isinstance(item, (Failure, Container)):
            outcomes.append(item)
        else:
            outcomes.append(analyse_letter(item.letter, item.source, tools, store_path))
    return outcomes
