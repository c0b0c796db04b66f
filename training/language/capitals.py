"""Learn when a word with a capital is a name: `python -m training.language.capitals DATA`.

The weights must come from sentences that the tagger has not learned from. So a tagger of its own is trained on four
fifths of the training sentences, and the weights on what it says of the last fifth.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import spacy
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import Config

import training.language.components  # noqa: F401
from pipeline.language import capitals, lemmas, sentences
from training.language import lemma_table, treebank
from training.language.prepare import BREAKS, MODEL, TARGET
from training.language.treebank import Sentence

CONFIG = Path(__file__).parent / "configs" / "syntax.cfg"
FOLDER = TARGET / "capitals"
_STRETCH, _PARTS, _KEPT = 40, 5, 2
_STEPS, _SCHEDULE = 3000, 4500
_REGULARISATION = 0.01


def count(sentences: Iterable[Sentence], target: Path) -> None:
    """Write how often each form with a capital was a name, a noun, an adjective or anything else.

    The first word of a sentence counts as a name only: whatever else it is, it has a capital.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for row in sentence.rows:
            if row.form[0].isupper() and (row.pos == "PROPN" or row is not sentence.rows[0]):
                counts[row.form][row.pos if row.pos in capitals.COUNTED else ""] += 1
    lines = (
        "\t".join([form, *(str(found[pos]) for pos in (*capitals.COUNTED, ""))]) + "\n"
        for form, found in sorted(counts.items())
    )
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write("".join(lines).encode())


def _config() -> Config:
    """The configuration of the syntax without its parser, on the sentences of four fifths."""
    config = Config().from_disk(CONFIG, interpolate=False)
    config["nlp"]["pipeline"].remove("parser")
    del config["components"]["parser"]
    config["paths"].update(train=str(FOLDER / "train.spacy"))
    config["training"].update(max_steps=_STEPS, eval_frequency=750)
    config["training"]["optimizer"]["learn_rate"]["total_steps"] = _SCHEDULE
    config["training"]["score_weights"] = {"tag_acc": 0.2, "pos_acc": 0.4, "morph_acc": 0.2, "lemma_acc": 0.2}
    return config


def tagger(most: list[Sentence]) -> Language:
    """A tagger that has learned from `most` alone; the one of `FOLDER` where there is one."""
    if not (FOLDER / "model-best").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        DocBin(docs=treebank.documents(most, spacy.blank("nl").vocab, BREAKS)).to_disk(FOLDER / "train.spacy")
        train(init_nlp(_config().interpolate()), FOLDER)
    nlp = spacy.load(FOLDER / "model-best", exclude=["trainable_lemmatizer"])
    nlp.add_pipe(sentences.NAME, first=True)
    return nlp


def _examples(nlp: Language, gold: Iterable[Doc], features: capitals.Features) -> tuple[list[list[float]], list[int]]:
    """Features and class of every word with a capital; the class after the last is anything that is none of them."""
    rows, wanted = [], []
    for doc in gold:
        found = Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        for _, component in nlp.pipeline:
            found = component(found)
        tagged = capitals.Tagged(nlp.get_pipe("morphologizer"), found)  # type: ignore[arg-type]
        for token in doc:
            if token.text[0].isupper():
                rows.append(features.of(found, token.i, tagged.chances))
                known = token.pos_ in capitals.CLASSES
                wanted.append(capitals.CLASSES.index(token.pos_) if known else len(capitals.CLASSES))
    return rows, wanted


def learn(nlp: Language, gold: Iterable[Doc], features: capitals.Features, target: Path) -> None:
    """Write the weights: `weights` (features, classes) and `bias` (classes,) for features as they are."""
    rows, wanted = _examples(nlp, gold, features)
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_REGULARISATION, max_iter=300, tol=1e-3).fit(scaler.transform(rows), wanted)
    weights = (model.coef_ / scaler.scale_).T
    bias = model.intercept_ - scaler.mean_ @ weights
    np.savez(target, weights=weights.astype(np.float32), bias=bias.astype(np.float32))


def main() -> None:
    """Count the forms, learn the weights and write both to the package."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the treebanks")
    everything = treebank.parts(parser.parse_args().data)[0]
    kept = [s for number, s in enumerate(everything) if number // _STRETCH % _PARTS == _KEPT]
    most = [s for number, s in enumerate(everything) if number // _STRETCH % _PARTS != _KEPT]
    nlp = tagger(most)
    count(most, FOLDER / capitals.FORMS)
    lemma_table.make(most, FOLDER / lemmas.FILE.name)
    features = capitals.Features(capitals.forms(FOLDER / capitals.FORMS), lemmas.table(FOLDER / lemmas.FILE.name))
    learn(nlp, treebank.documents(kept, nlp.vocab, BREAKS), features, MODEL / capitals.WEIGHTS)
    count(everything, MODEL / capitals.FORMS)


if __name__ == "__main__":
    main()
