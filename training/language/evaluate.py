"""Measure a pipeline: `python -m training.language.evaluate` prints and writes the scores.

Treebank tests: tokens as in the treebank, sentences as the pipeline divides them (and, apart, as the
treebank does). Names and sentences: the test part of corpus/names, whole files as running letters.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline import language
from pipeline.language import names, sentences
from training.language import marked
from training.language.prepare import TARGET
from training.language.score import Score

TREEBANKS = ("alpino", "lassysmall")
LABELS = ("PER", "ORG", "LOC", "MISC")


def treebank_scores(nlp: Language, gold: Iterable[Doc], given_sentences: bool) -> dict[str, float]:
    """UPOS, lemma, UAS and LAS (all tokens, punctuation included) and sentence F1, as shares."""
    counts = dict.fromkeys(("tokens", "upos", "lemma", "lemma_cased", "uas", "las", "feats"), 0)
    bounds = Score()
    for doc in gold:
        found = Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        if given_sentences:
            for token in doc:
                found[token.i].is_sent_start = bool(token.is_sent_start)
        for name, component in nlp.pipeline:
            if name not in (names.NAME, "ner") and not (given_sentences and name == sentences.NAME):
                found = component(found)
        bounds.add(
            [(s.start, s.end, "S") for s in found.sents if s.text.strip()],
            [(s.start, s.end, "S") for s in doc.sents],
        )
        for mine, theirs in zip(found, doc, strict=True):
            counts["tokens"] += 1
            counts["upos"] += mine.pos_ == theirs.pos_
            counts["feats"] += str(mine.morph) == str(theirs.morph)
            counts["lemma"] += mine.lemma_.lower() == theirs.lemma_.lower()
            counts["lemma_cased"] += mine.lemma_ == theirs.lemma_
            same_head = mine.head.i == theirs.head.i
            counts["uas"] += same_head
            counts["las"] += same_head and mine.dep_.lower() == theirs.dep_.lower()
    shares = {name: count / counts["tokens"] for name, count in counts.items() if name != "tokens"}
    return {**shares, "sentences": bounds.prf()[2], "tokens": counts["tokens"]}


def name_scores(nlp: Language, part: str) -> dict[str, Any]:
    """Precision, recall and F1 of names, all and per label, and F1 of sentences, on a part of corpus/names."""
    score, bounds = Score(), Score()
    for _, letter, wanted in marked.letters(part):
        doc = nlp(letter.text)
        score.add(((e.start_char, e.end_char, e.label_) for e in doc.ents), letter.names)
        found = ((s.start_char, s.end_char, "S") for s in doc.sents if s.text.strip())
        bounds.add(found, ((start, end, "S") for start, end in wanted))
    scores = {label: _rounded(score.prf(label)) for label in LABELS}
    return {"all": _rounded(score.prf()), **scores, "sentences": round(bounds.prf()[2], 4)}


def _rounded(values: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("p", "r", "f"), (round(value, 3) for value in values), strict=True))


def speed(nlp: Language, part: str) -> float:
    """Words a second of processor time over the running letters of a part, repeated to some fifteen thousand words."""
    texts = [letter.text for _, letter, _ in marked.letters(part)] * 4
    list(nlp.pipe(texts[:2]))
    start = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=8))
    return words / (time.process_time() - start)


def measure(name: str) -> dict[str, Any]:
    """All scores of the pipeline called `name`."""
    started = time.process_time()
    nlp = language.load(name).nlp
    report: dict[str, Any] = {"model": name, "load_seconds": round(time.process_time() - started, 2)}
    words_per_second = round(speed(nlp, "test"))  # before the treebanks fill the memory
    for bank in TREEBANKS:
        gold = list(DocBin().from_disk(TARGET / f"syntax-test-{bank}.spacy").get_docs(nlp.vocab))
        for given in (False, True):
            scores = treebank_scores(nlp, gold, given)
            report[f"{bank}{'_given_sentences' if given else ''}"] = {k: round(v, 4) for k, v in scores.items()}
    with nlp.select_pipes(disable=[names.NAME]):
        report["names_without_rules"] = name_scores(nlp, "test")
    report["names_with_rules"] = name_scores(nlp, "test")
    report["words_per_second"] = words_per_second
    return report


def main() -> None:
    """Print the scores as JSON; write them to a file if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=language.OURS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    text = json.dumps(measure(arguments.model), indent=2, ensure_ascii=False)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
