"""The corpus: made again byte for byte, quotes that are in their letters, sentences that are well formed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline.evaluate import check_all

LABELS = {"advies", "verzoek", "aandachtspunt", "voorwaarde", "geen"}


def sentences(folder: Path) -> list[tuple[str, str]]:
    """(label, sentence with its cue between double brackets) of every file of a folder."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert line.count("\t") == 1, f"{path.name}:{number}: not label<TAB>sentence"
            label, sentence = line.split("\t")
            rows.append((label, sentence))
    return rows


def test_what_build_makes_is_what_is_there(corpus: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(corpus / "build.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_sample_letter_has_a_gold_record(corpus: Path) -> None:
    letters = sorted(path.stem for path in (corpus / "letters").iterdir())
    assert letters == sorted(path.stem for path in (corpus / "gold").glob("*.json"))
    suffixes = {path.suffix for path in (corpus / "letters").iterdir()}
    assert suffixes >= {".pdf", ".docx", ".txt", ".md", ".html"}


def test_every_quote_is_in_its_sample_letter_as_it_is_read(corpus: Path) -> None:
    assert check_all(corpus / "gold", corpus / "letters") == []


@pytest.mark.parametrize(
    "part", ["dev", "extra", "varied", "mixed", "asked", "put", "unseen", "blind", "test", "aside"]
)
def test_passages_are_sound(corpus: Path, part: str) -> None:
    folder = corpus / "passages" / part
    assert check_all(folder, folder) == []


def test_records_have_no_annotation_left_in_their_letters(corpus: Path) -> None:
    for path in [*(corpus / "passages").rglob("*.txt"), *(corpus / "letters").glob("*.txt")]:
        assert not re.search(r"\{[A-Z]|\[\[|\]\]|\}|^%% ", path.read_text(encoding="utf-8"), re.M), path.name


def test_the_sample_letters_share_themes_across_councils(corpus: Path) -> None:
    councils: dict[str, set[str]] = {}
    for path in (corpus / "gold").glob("*.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for concern in gold.get("concerns", []):
            councils.setdefault(concern["theme"], set()).add(gold["sender"]["name"])
    for theme in ("kwetsbare groep", "tijdsdruk", "communicatie", "eigen bijdrage"):
        assert len(councils[theme]) >= 4, theme


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_sentences_are_well_formed(corpus: Path, part: str) -> None:
    for label, sentence in sentences(corpus / "sentences" / part):
        assert label in LABELS, sentence
        plain = sentence.replace("[[", "").replace("]]", "")
        assert plain == plain.strip() and "[" not in plain and len(plain) > 5, sentence
        cues = re.findall(r"\[\[(.+?)\]\]", sentence)
        assert len(cues) == (label != "geen"), sentence


def test_no_sentence_stands_in_two_parts(corpus: Path) -> None:
    seen = Counter(
        re.sub(r"\W+", " ", sentence).strip().lower()
        for part in ("train", "dev", "test")
        for _, sentence in sentences(corpus / "sentences" / part)
    )
    assert [sentence for sentence, count in seen.items() if count > 1] == []
