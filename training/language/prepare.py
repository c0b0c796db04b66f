"""Make the documents that spaCy trains on: `python -m training.language.prepare DATA`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

from training.language import names, treebank, vectors

TARGET = Path("build/training")
ENCODER = Path("pipeline/models/e5-small-nl")
MODEL = Path("pipeline/models/nl_adviesradar")
BREAKS = 0.25


def _write(docs: Iterable[Doc], name: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs).to_disk(TARGET / f"{name}.spacy")


def prepare_syntax(data: Path) -> None:
    """Treebank sentences as documents, and the word-piece vectors unless they are there."""
    train, dev, test = treebank.parts(data)
    if not (MODEL / "pieces.npz").exists():
        vectors.make(ENCODER, (row.form for sentence in train for row in sentence.rows), MODEL / "pieces.npz")
    vocab = spacy.blank("nl").vocab
    _write(treebank.documents(train, vocab, BREAKS), "syntax-train")
    _write(treebank.documents(dev, vocab, 0.0), "syntax-dev")
    for name, sentences in test.items():
        _write(treebank.documents(sentences, vocab, 0.0), f"syntax-test-{name}")


def prepare_names(data: Path) -> None:
    """Sentences with names as documents."""
    nlp = spacy.blank("nl")
    _write(names.training(data, nlp), "names-train")
    _write(names.development(nlp), "names-dev")


def main() -> None:
    """Prepare one part or both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the treebanks and lists")
    parser.add_argument("--only", choices=["syntax", "names"])
    arguments = parser.parse_args()
    if arguments.only != "names":
        prepare_syntax(arguments.data)
    if arguments.only != "syntax":
        prepare_names(arguments.data)


if __name__ == "__main__":
    main()
