"""Precision, recall and F1 of the extraction against gold records.

`evaluate(gold_dir, letters_dir)` scores a folder; `score(name, gold, record)` one record. Scoring is
pure (`match`, `score`, `summary`); files are read here and in `gold`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import AdviesradarError
from pipeline.evaluate import gold as _gold
from pipeline.evaluate.gold import check
from pipeline.evaluate.match import normalise, overlap, tokens
from pipeline.evaluate.outcome import Counts, DocumentScore, Outcome
from pipeline.evaluate.score import score
from pipeline.evaluate.summary import compare, summarise

Extract = Callable[[Path], Mapping[str, Any]]


def evaluate(
    gold_dir: Path,
    letters_dir: Path,
    *,
    extract: Extract | None = None,
    wanted_format: str | None = None,
) -> dict[str, Any]:
    """Extract every letter that has a gold record, and score it; returns the summary as plain data.

    `letters_dir` holds the letter of gold record X.json as X.<any format>; `wanted_format` picks one.
    `extract` turns a letter's path into its record (the pipeline's own by default). Raises
    AdviesradarError when a letter is missing.
    """
    extract = extract or default_extract()
    return summarise(
        [
            score(path.stem, _gold.load(path), extract(_letter(letters_dir, path.stem, wanted_format)))
            for path in _gold.gold_files(gold_dir)
        ]
    )


def from_records(records_dir: Path) -> Extract:
    """An `extract` that reads records made before: `records_dir`/NAME.json for letter NAME."""

    def extract(path: Path) -> Mapping[str, Any]:
        return _gold.load(records_dir / f"{path.stem}.json")

    return extract


def default_extract() -> Extract:
    """The pipeline's own extraction; imported late, because it loads the language model."""
    from pipeline.analyse import extract_file

    extract: Extract = extract_file
    return extract


def check_all(gold_dir: Path, letters_dir: Path, wanted_format: str | None = None) -> list[str]:
    """Integrity faults of all gold records of a folder, each starting with the record's name."""
    faults: list[str] = []
    for path in _gold.gold_files(gold_dir):
        letter = _letter(letters_dir, path.stem, wanted_format)
        faults += [f"{path.name}: {fault}" for fault in check(_gold.load(path), _text(letter))]
    return faults


def _letter(folder: Path, stem: str, wanted_format: str | None) -> Path:
    path = _gold.find_letter(folder, stem, wanted_format)
    if path is None:
        shown = wanted_format or "any format"
        raise AdviesradarError(f"{folder}: no letter {stem} ({shown}) for gold record {stem}.json; add it")
    return path


def _text(letter: Path) -> str:
    """The document's text: of a text file as it stands, of other formats as the parser reads it."""
    if letter.suffix.lower().lstrip(".") in _gold.TEXTUAL:
        return letter.read_text(encoding="utf-8-sig")
    from pipeline.ingest import read
    from pipeline.limits import Limits

    text: str = read(letter, Limits()).letter.text
    return text


__all__ = [
    "Counts",
    "DocumentScore",
    "Outcome",
    "check",
    "check_all",
    "compare",
    "default_extract",
    "evaluate",
    "from_records",
    "normalise",
    "overlap",
    "score",
    "summarise",
    "tokens",
]
