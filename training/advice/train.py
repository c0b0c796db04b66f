"""Trains the classifier of advice sentences and measures what rules and classifier contribute.

    python -m training.advice.train            train on corpus/sentences/train and the annotated letters,
                                               write extractors/models/advice.json
    python -m training.advice.train --measure  precision, recall and F1 of rules, model and both on dev
    python -m training.advice.train --measure --test  the same on the part that nothing is tuned on

Labels: advies, verzoek, aandachtspunt, voorwaarde, geen. The features are those of `extractors.advice.model`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from extractors import outline
from extractors.advice import model
from extractors.advice.judge import Mode, Setting, judge
from extractors.letter import Letter
from extractors.outline import council_pattern
from pipeline import language, parsers
from pipeline.evaluate.match import overlap

ROOT = Path(__file__).parents[2]
NAMES = council_pattern("de Adviesraad Sociaal Domein (ASD)")
CLASSES = ["geen", "advies", "aandachtspunt", "verzoek", "voorwaarde"]
MIN_COUNT = 2
REGULARISATION = 4.0

Row = tuple[str, str]


def read(folder: Path) -> list[Row]:
    """(label, sentence) of all files in a folder, cue marks taken out."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, sentence = line.partition("\t")
            if label in CLASSES and sentence.strip():
                rows.append((label, sentence.replace("[[", "").replace("]]", "").strip()))
    return rows


def from_letters(folders: Sequence[tuple[Path, Path]], part: slice = slice(None)) -> list[Row]:
    """Labelled sentences of annotated letters: (gold records, letters) folders, optional advice left out."""
    dutch = language.load()
    rows: list[Row] = []
    for gold, letters in folders:
        for path in sorted(gold.glob("*.json"))[part]:
            record = json.loads(path.read_text(encoding="utf-8"))
            sources = [other for other in letters.glob(f"{path.stem}.*") if other.suffix != ".json"]
            if not sources or record["document_type"] not in {"gevraagd_advies", "ongevraagd_advies"}:
                continue
            letter = parsers.parse(sources[0].read_bytes(), sources[0].name).letter
            rows += _labelled(letter, dutch.analyse(letter), record)
    return rows


def _labelled(letter: Letter, doc: Doc, record: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    wanted = [(text, item) for item in record["advice"] for text in (item["text"], *item.get("text_accepted", ()))]
    asked = [text for one in record["questions"] for text in (one["text"], *one.get("mentions", ()))]
    for part in outline.read(letter, doc, None).parts:
        for span in part.sentences:
            sentence = letter.quote(span)
            if len(sentence.split()) < 4 or part.closed or any(overlap(sentence, other) >= 0.6 for other in asked):
                continue
            found = [item for other, item in wanted if overlap(sentence, other) >= 0.6]
            if not any(item.get("optional") for item in found):
                rows.append((found[0]["strength"] if found else "geen", sentence))
    return rows


def vectors(rows: Sequence[Row], vocabulary: dict[str, int]) -> csr_matrix:
    """One row per sentence, each of length 1: as `model.probabilities` computes it."""
    data, indices, starts = [], [], [0]
    for _, sentence in rows:
        found = model.features(sentence, NAMES)
        known = [vocabulary[name] for name in found if name in vocabulary]
        weight = 1 / max(1.0, len(found) ** 0.5)
        indices += known
        data += [weight] * len(known)
        starts.append(len(indices))
    return csr_matrix((data, indices, starts), shape=(len(rows), len(vocabulary)))


def train(rows: Sequence[Row]) -> dict[str, object]:
    """Trained weights as plain data."""
    counts = Counter(name for _, sentence in rows for name in model.features(sentence, NAMES))
    vocabulary = {name: index for index, name in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
    classifier = LogisticRegression(C=REGULARISATION * 10, max_iter=2000)
    classifier.fit(vectors(rows, vocabulary), np.array([CLASSES.index(label) for label, _ in rows]))
    names = [CLASSES[index] for index in classifier.classes_]
    weights = {
        name: [round(float(value), 3) for value in classifier.coef_[:, index]]
        for name, index in vocabulary.items()
        if np.abs(classifier.coef_[:, index]).max() >= 0.05
    }
    return {
        "trained_on": len(rows),
        "classes": names,
        "intercept": [round(float(value), 4) for value in classifier.intercept_],
        "weights": weights,
    }


def measure(rows: Sequence[Row], mode: Mode) -> dict[str, float]:
    """Precision, recall and F1 of advice or not, and the share of right strengths among what was found."""
    tp = fp = fn = right = 0
    for label, sentence in rows:
        verdict = judge(sentence, Setting(NAMES, mode=mode))
        tp += verdict is not None and label != "geen"
        fp += verdict is not None and label == "geen"
        fn += verdict is None and label != "geen"
        right += verdict is not None and verdict.strength == label
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * tp / max(1, 2 * tp + fp + fn),
        "strength": right / max(1, tp),
    }


def main() -> None:
    """Train, or measure with --measure; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--test", action="store_true", help="measure on the part that nothing is tuned on")
    parser.add_argument("--errors", action="store_true", help="print what goes wrong")
    options = parser.parse_args()
    sentences = ROOT / "corpus" / "sentences"
    if options.measure:
        rows = read(sentences / ("test" if options.test else "dev"))
        for mode in ("rules", "model", "both"):
            print(mode, {key: round(value, 3) for key, value in measure(rows, mode).items()}, len(rows))  # type: ignore[arg-type]
        if options.errors:
            for label, sentence in rows:
                verdict = judge(sentence, Setting(NAMES))
                given = verdict.strength if verdict else "geen"
                if (given == "geen") != (label == "geen"):
                    print(f"{label}\t{given}\t{sentence}")
        return
    corpus = ROOT / "corpus"
    annotated = [(corpus / "gold", corpus / "letters"), (corpus / "passages" / "dev", corpus / "passages" / "dev")]
    rows = read(sentences / "train") + from_letters(annotated)
    target = ROOT / "extractors" / "models" / "advice.json"
    target.parent.mkdir(exist_ok=True)
    lines = json.dumps(train(rows), ensure_ascii=False, sort_keys=True, indent=0)
    target.write_text(lines + "\n", encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: trained on {len(rows)} sentences, {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
