"""Put the trained parts together as the pipeline that ships: `python -m training.language.assemble DATA`."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.language.vectors  # noqa: F401
from pipeline.language import capitals, lemmas, pack
from training.language import gazetteers, lemma_table, treebank
from training.language.prepare import MODEL, TARGET

VERSION = "1.0.0"


def assemble(syntax: Path, names: Path) -> Language:
    """Tagger, morphology, lemmas and parser of one training, names of the other, and the rules for lemmas."""
    nlp = spacy.load(syntax)
    nlp.add_pipe(capitals.NAME, after="trainable_lemmatizer")
    nlp.add_pipe(lemmas.TABLE, after=capitals.NAME)
    nlp.add_pipe(lemmas.PARTICLES, after="parser")
    if names.exists():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # both use the same table of vectors, each in an object of its own
            nlp.add_pipe("ner", source=spacy.load(names))
    nlp.meta.update(
        name="nl_adviesradar",
        version=VERSION,
        description="Dutch for letters of advice: tags, lemmas, dependencies and names.",
        license="CC BY-SA 4.0",
        author="The adviesradar maintainers",
    )
    return nlp


def main() -> None:
    """Write the pipeline and the lemma table to the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the treebanks")
    parser.add_argument("--syntax", type=Path, default=TARGET / "syntax" / "model-best")
    parser.add_argument("--names", type=Path, default=TARGET / "names" / "model-best")
    arguments = parser.parse_args()
    lemma_table.make(treebank.parts(arguments.data)[0], MODEL / lemmas.FILE.name)
    gazetteers.make(arguments.data, MODEL)
    pack.write(assemble(arguments.syntax, arguments.names), MODEL)


if __name__ == "__main__":
    main()
