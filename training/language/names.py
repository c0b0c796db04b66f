"""Training and development documents for the names: silver sentences, our own, and invented ones."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from training.language import marked
from training.language.invented import Inventor, recase
from training.language.marked import Marked
from training.language.swaps import Maker, swap

SEED = 7
SILVER = ("ner-silver-alpino.jsonl.gz", "ner-silver-ud.jsonl.gz")
INVENTED = 12000
LEFT_OUT = ("qtleap", "Titaantjes")
"""Parts of the silver sentences left out: questions to a help desk, with programs as places, and a novel."""
ROUNDS = 12
"""Times that our own training sentences are seen per pass: twice as they are, else with other names."""


def silver(path: Path, nlp: Language) -> Iterator[Doc]:
    """Silver sentences as documents; a name of unknown type is a missing value."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["src"].startswith(LEFT_OUT):
                continue
            doc = Doc(nlp.vocab, words=entry["tokens"], spaces=[bool(s) for s in entry["space_after"]])
            tags = entry["ner"]
            missing = [doc[i : i + 1] for i, tag in enumerate(tags) if tag == "-"]
            doc.set_ents(_spans(doc, tags), missing=missing, default="outside")
            yield doc


def _spans(doc: Doc, tags: list[str]) -> list[Span]:
    spans, start = [], None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            spans.append(Span(doc, start, i, label=tags[start][2:]))
            start = None
        if tag.startswith("B-"):
            start = i
    return spans


def document(sentence: Marked, nlp: Language) -> Doc:
    """A marked text as a document, cut into tokens as the pipeline does it."""
    doc = nlp.make_doc(sentence.text)
    spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in sentence.names]
    doc.set_ents(filter_spans([span for span in spans if span is not None]), default="outside")
    return doc


def own(blocks: list[list[Marked]], inventor: Inventor) -> Iterator[Marked]:
    """Our own blocks, as they are and with other names; joined by spaces or line breaks, sometimes cut up."""
    makers: dict[str, Maker] = {"PER": inventor.person, "LOC": inventor.place, "ORG": inventor.organisation}
    for turn in range(ROUNDS):
        for block in blocks:
            sentences = block if turn < 2 else [swap(sentence, makers, inventor.dice) for sentence in block]
            if turn % 4 == 3:
                yield from (_sometimes_recased(sentence, inventor.dice) for sentence in sentences)
            else:
                yield marked.join(sentences, inventor.dice.choice([" ", " ", "\n", "\n\n"]))


def _sometimes_recased(sentence: Marked, dice: random.Random) -> Marked:
    roll = dice.random()
    if roll < 0.08:
        return recase(sentence, str.upper)
    return recase(sentence, str.lower) if roll < 0.1 else sentence


def training(data: Path, nlp: Language) -> Iterator[Doc]:
    """All training documents; the order does not matter, the corpus reader shuffles."""
    for name in SILVER:
        yield from silver(data / name, nlp)
    inventor = Inventor(data, SEED)
    texts: Iterable[Marked] = [*own(marked.part("train"), inventor), *_grouped(inventor)]
    for text in texts:
        yield document(text, nlp)


def _grouped(inventor: Inventor) -> Iterator[Marked]:
    """Invented sentences, one to four to a document."""
    sentences = inventor.sentences(INVENTED)
    at = 0
    while at < len(sentences):
        size = inventor.dice.randint(1, 4)
        yield marked.join(sentences[at : at + size], inventor.dice.choice([" ", "\n", "\n\n"]))
        at += size


def development(nlp: Language) -> Iterator[Doc]:
    """Our own development part, a block to a document."""
    for block in marked.part("dev"):
        yield document(marked.join(block), nlp)
