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
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from extractors import outline
from extractors.advice import model
from extractors.advice.judge import Mode, Setting, judge
from extractors.advice.model import Place, place_of
from extractors.letter import Letter
from extractors.outline import council_pattern
from pipeline import language, parsers
from pipeline.evaluate.match import overlap
from pipeline.language import Dutch, names

ROOT = Path(__file__).parents[2]
NAMES = council_pattern("de Adviesraad Sociaal Domein (ASD)")
CLASSES = ["geen", "advies", "aandachtspunt", "verzoek", "voorwaarde"]
MIN_COUNT = 2
REGULARISATION = 1.0
UNUSED = ["ner", names.NAME]
"""Steps of the language pipeline that no feature needs."""


@dataclass(frozen=True)
class Row:
    """A sentence with its label, its spaCy tokens, what its council is called, and where it stands."""

    label: str
    sentence: str
    words: Sequence[Any] = ()
    names: re.Pattern[str] = NAMES
    place: Place | None = None


def read(folder: Path) -> list[Row]:
    """The labelled sentences of all files in a folder, cue marks taken out."""
    dutch = language.load()
    rows: list[Row] = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, sentence = line.partition("\t")
            sentence = sentence.replace("[[", "").replace("]]", "").strip()
            if label in CLASSES and sentence:
                rows.append(Row(label, sentence, list(dutch.nlp(sentence, disable=UNUSED))))
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
            rows += _labelled(letter, _analysed(dutch, letter), record)
    return rows


def _analysed(dutch: Dutch, letter: Letter) -> Doc:
    with dutch.nlp.select_pipes(disable=UNUSED):
        return dutch.analyse(letter)


def _labelled(letter: Letter, doc: Doc, record: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    wanted = [(text, item) for item in record["advice"] for text in (item["text"], *item.get("text_accepted", ()))]
    asked = [text for one in record["questions"] for text in (one["text"], *one.get("mentions", ()))]
    names = council_pattern(letter.text)
    for part in outline.read(letter, doc, None).parts:
        for index, span in enumerate(part.sentences):
            sentence = letter.quote(span)
            if len(sentence.split()) < 4 or part.closed or any(overlap(sentence, other) >= 0.6 for other in asked):
                continue
            found = [item for other, item in wanted if overlap(sentence, other) >= 0.6]
            if not any(item.get("optional") for item in found):
                words = doc.char_span(span.start, span.end, alignment_mode="expand")
                label, place = found[0]["strength"] if found else "geen", place_of(letter, part, index)
                rows.append(Row(label, sentence, list(words), names, place))
    return rows


Features = Mapping[str, float]


def vectors(found: Sequence[Features], vocabulary: Mapping[str, int]) -> csr_matrix:
    """One row per sentence, as `model.probabilities` weighs it."""
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for one in found:
        known = {vocabulary[name]: amount for name, amount in one.items() if name in vocabulary}
        indices += known.keys()
        data += known.values()
        starts.append(len(indices))
    return csr_matrix((data, indices, starts), shape=(len(found), len(vocabulary)))


def train(rows: Sequence[Row]) -> dict[str, object]:
    """Trained weights as plain data."""
    found = [model.features(row.sentence, row.names, row.words, row.place) for row in rows]
    counts = Counter(name for one in found for name in one)
    vocabulary = {name: index for index, name in enumerate(sorted(n for n, c in counts.items() if c >= MIN_COUNT))}
    classifier = LogisticRegression(C=REGULARISATION, max_iter=3000)
    classifier.fit(vectors(found, vocabulary), np.array([CLASSES.index(row.label) for row in rows]))
    names = [CLASSES[index] for index in classifier.classes_]
    weights = {
        name: [round(float(value), 2) for value in classifier.coef_[:, index]]
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
    for row in rows:
        label, verdict = row.label, judge(row.sentence, Setting(row.names, mode=mode, place=row.place), row.words)
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
            for row in rows:
                verdict = judge(row.sentence, Setting(row.names, place=row.place), row.words)
                given = verdict.strength if verdict else "geen"
                if (given == "geen") != (row.label == "geen"):
                    print(f"{row.label}\t{given}\t{row.sentence}")
        return
    corpus = ROOT / "corpus"
    seen = [(corpus / "passages" / part,) * 2 for part in ("dev", "extra", "varied", "mixed", "unseen", "blind")]
    annotated = [(corpus / "gold", corpus / "letters"), *seen]
    rows = read(sentences / "train") + from_letters(annotated)
    target = ROOT / "extractors" / "models" / "advice.json"
    target.parent.mkdir(exist_ok=True)
    lines = json.dumps(train(rows), ensure_ascii=False, sort_keys=True, indent=0)
    target.write_text(lines + "\n", encoding="utf-8")
    print(f"{target.relative_to(ROOT)}: trained on {len(rows)} sentences, {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
