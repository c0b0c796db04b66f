"""Nothing that identifies a person is left anywhere in an anonymised store."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from extractors.letter import Span
from pipeline import run
from pipeline.analyse import Settings
from pipeline.anonymise import Edit, Moved, anonymise_to
from pipeline.store import open_readonly

MARK = re.compile(r"\[\[(?P<kind>[^:\]]+):(?P<text>[^\]]+)\]\]")
KEPT = re.compile(r"\{\{(?P<text>[^}]+)\}\}")
TITLE = re.compile(r"^(?:(?:de heer|mevrouw|dhr\.|mw\.|drs\.|dr\.|prof\.|mr\.)\s+)+", re.I)


@pytest.fixture(scope="module")
def marked(corpus: Path) -> list[tuple[str, str]]:
    """Everything that must be gone: (kind, text)."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((corpus / "privacy").glob("*.txt"))]
    return [(m["kind"], TITLE.sub("", m["text"])) for text in texts for m in MARK.finditer(text)]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> tuple[Path, Path]:
    """The letters ingested, and the anonymised copy of that store."""
    folder = tmp_path_factory.mktemp("privacy")
    for path in (corpus / "privacy").glob("*.txt"):
        text = KEPT.sub(r"\g<text>", MARK.sub(r"\g<text>", path.read_text(encoding="utf-8")))
        (folder / path.name).write_text(text, encoding="utf-8")
    run.ingest(folder / "a.db", sorted(folder.glob("*.txt")), Settings())
    return folder / "a.db", anonymise_to(folder / "a.db", folder / "anoniem.db", folder / "lijst.csv")


def left(path: Path, text: str) -> bool:
    """Whether `text` can be read anywhere in the file or in its unpacked columns."""
    raw = path.read_bytes()
    dump = "\n".join(sqlite3.connect(path).iterdump())
    pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.I)
    return text.encode() in raw or pattern.search(dump) is not None


def test_numbers_addresses_and_accounts_are_all_gone(stores: tuple[Path, Path], marked: list[tuple[str, str]]) -> None:
    kinds = {"e-mailadres", "telefoonnummer", "IBAN", "BSN"}
    assert [text for kind, text in marked if kind in kinds and left(stores[1], text)] == []


def test_at_least_95_in_100_persons_are_gone(stores: tuple[Path, Path], marked: list[tuple[str, str]]) -> None:
    persons = sorted({text for kind, text in marked if kind == "persoon"})
    found = [text for text in persons if left(stores[1], text)]
    assert len(found) <= 0.05 * len(persons), found


def test_every_quote_still_is_the_text_under_its_span(stores: tuple[Path, Path]) -> None:
    db = open_readonly(stores[1])
    for name, column in (("passages", "text"), ("advice", "text"), ("dates", "text")):
        query = (
            f"SELECT COUNT(*), SUM(substr(l.text, f.start + 1, f.end - f.start) <> f.{column}) "
            f"FROM {name} f JOIN letters l ON l.id = f.letter_id"
        )
        rows, wrong = db.execute(query).fetchone()
        assert rows and not wrong, name


def test_one_person_has_one_label_and_advice_is_kept(stores: tuple[Path, Path]) -> None:
    original, copy = (open_readonly(path) for path in stores)
    for name in ("letters", "advice", "dates", "passages"):
        query = f"SELECT COUNT(*) FROM {name}"
        assert copy.execute(query).fetchone() == original.execute(query).fetchone()
    (text,) = copy.execute("SELECT text FROM letters WHERE text LIKE '%Jongerenraad%'").fetchone()
    labels = Counter(re.findall(r"\[persoon \d+\]", text))
    assert max(labels.values()) >= 3


def test_positions_move_with_the_text() -> None:
    text = "Jan Smit en Jan Smit."
    moved = Moved(text, [Edit(Span(0, 8), "persoon", "[persoon 1]"), Edit(Span(12, 20), "persoon", "[persoon 1]")])
    assert moved.text == "[persoon 1] en [persoon 1]."
    assert [moved.text[s.start : s.end] for s in map(moved.span, (Span(0, 8), Span(9, 11), Span(12, 21)))] == [
        "[persoon 1]", "en", "[persoon 1]."
    ]  # fmt: skip
