"""The table of lemmas per word form and part of speech, counted in the training sentences."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.language.treebank import Sentence

_LEFT_OUT = ("PUNCT", "SYM", "SPACE")


def make(sentences: Iterable[Sentence], target: Path) -> int:
    """Write the most frequent lemma of each (form, part of speech) to `target`; returns how many."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for row in sentence.rows:
            if row.pos not in _LEFT_OUT:
                form = row.form if row.pos == "PROPN" else row.form.lower()
                counts[row.pos, form][row.lemma] += 1
    lines = []
    for (pos, form), lemmas in sorted(counts.items()):
        lemma = lemmas.most_common(1)[0][0]
        if pos != "PROPN" or lemma != form:
            lines.append(f"{pos}\t{form}\t{'' if lemma == form else lemma}\n")
    target.parent.mkdir(parents=True, exist_ok=True)
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write("".join(lines).encode())
    return len(lines)
