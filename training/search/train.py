"""Learns how a query's vector is turned towards passages that answer it (`pipeline/search/turn.py`).

No judged queries are used: questions in letters stand with their answers, headings with what is below them, and a
few telling words of a passage, half of them by another name, with that passage. Give it stores of letters that may
be learned from (corpus/letters, and the parts of corpus/passages that are not kept aside):

python -m training.search STORE...
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from pipeline.encode import encoder_of
from pipeline.search.corpus import KINDS, Corpus
from pipeline.search.expand import other_names
from pipeline.search.start import open_archive
from pipeline.search.turn import FILE, write
from pipeline.search.vectors import Floats
from pipeline.search.words import keys, stop_words, weak_words, words

ROUNDS, RATE, DECAY = 4, 0.0015, 0.02
SHARPNESS = 12.0
OTHERS = 100
"""Passages that each right one is set against."""
BELOW = 4
"""Passages under a heading that are taken for what it announces."""
_SPOKEN = frozenset(KINDS.index(kind) for kind in ("sentence", "list_item", "table_cell"))


def unit(corpus: Corpus) -> Floats:
    """The centred unit vectors of all passages."""
    vectors = corpus.vectors
    rows = vectors.matrix.astype(np.float32) * vectors.scales[:, None] - vectors.mean
    return np.asarray(rows / vectors.lengths[:, None], np.float32)


def pairs(corpus: Corpus) -> Iterator[tuple[int, int]]:
    """Rows that stand for a query, with the row that answers: questions and answers, headings and what is below."""
    for row in range(corpus.size):
        if corpus.questions[row] >= 0:
            yield int(corpus.questions[row]), row
        if corpus.headings[row] >= 0 and row - corpus.headings[row] <= BELOW and int(corpus.kinds[row]) in _SPOKEN:
            yield int(corpus.headings[row]), row


def made_up(db: Database, corpus: Corpus, chance: random.Random) -> Iterator[tuple[str, int]]:
    """For each spoken passage a query of one to three of its telling words, with its row."""
    texts = dict(db.execute("SELECT id, text FROM passages").fetchall())
    spread = Counter(key for text in texts.values() for key in {keys(word.form)[0] for word in words(text)})
    for row, number in enumerate(corpus.passage_ids.tolist()):
        forms = [word.form for word in words(texts[number]) if word.form.isalpha() and len(word.form) > 3]
        telling = [form for form in dict.fromkeys(forms) if form not in stop_words() | weak_words()]
        if int(corpus.kinds[row]) not in _SPOKEN or len(telling) < 3:
            continue
        rarity = [(1 + spread[keys(form)[0]]) ** -0.5 for form in telling]
        chosen = list(dict.fromkeys(chance.choices(telling, rarity, k=chance.choice((1, 2, 2, 3)))))
        names = [other_names(form) if chance.random() < 0.5 else () for form in chosen]
        yield " ".join(chance.choice(own) if own else form for form, own in zip(chosen, names, strict=True)), row


def fit(queries: Floats, rows: list[int], passages: Floats) -> Floats:
    """The matrix A for which q + qA lies nearest to the right passages: softmax against others taken at random."""
    chance = np.random.default_rng(0)
    turn = np.zeros((passages.shape[1],) * 2, np.float32)
    for _ in range(ROUNDS):
        for number in chance.permutation(len(rows)):
            query, right = queries[number], rows[number]
            others = chance.integers(0, len(passages), OTHERS)
            against = passages[np.concatenate([[right], others[others != right]])]
            likeness = SHARPNESS * (against @ (query + query @ turn))
            share = np.exp(likeness - likeness.max())
            share /= share.sum()
            share[0] -= 1
            turn -= RATE * SHARPNESS * np.outer(query, share @ against)
            turn *= 1 - RATE * DECAY
    return turn


def main() -> None:
    """Trains on the stores that are named and writes the matrix beside the other models."""
    chance = random.Random(3)
    queries: list[Floats] = []
    rows: list[int] = []
    passages: list[Floats] = []
    encoders = set()
    for path in sys.argv[1:]:
        archive = open_archive(Path(path))
        corpus = archive.searcher.corpus(archive.db)
        own, first = unit(corpus), sum(map(len, passages))
        asked = list(pairs(corpus))
        typed = list(made_up(archive.db, corpus, chance))
        queries.append(own[[query for query, _ in asked]])
        queries.append(np.array([archive.searcher.prepared(archive.db, text) for text, _ in typed], np.float32))
        rows += [first + row for _, row in (*asked, *typed)]
        passages.append(own)
        encoders.add(encoder_of(archive.db))
    encoder = encoders.pop() if len(encoders) == 1 else None
    if encoder is None:
        sys.exit("name one store or more, all made with the same encoder: python -m training.search STORE...")
    turn = fit(np.concatenate(queries), rows, np.concatenate(passages))
    write(turn, " ".join(encoder))
    print(f"{len(rows)} pairs over {sum(map(len, passages))} passages; {FILE}")
