"""Copies of sentences with other names in the places of names: what is said stays, who says it changes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from training.language.marked import Marked

Maker = Callable[[], str]


def swap(sentence: Marked, makers: Mapping[str, Maker], dice: random.Random, share: float = 0.8) -> Marked:
    """`sentence` with a share of its names replaced by new ones of the same kind."""
    text, names, at = "", [], 0
    for start, end, label in sorted(sentence.names):
        text += sentence.text[at:start]
        old = sentence.text[start:end]
        new = makers[label]() if label in makers and dice.random() < share and _plain(old, label) else old
        names.append((len(text), len(text) + len(new), label))
        text += new.upper() if old.isupper() and len(old) > 6 and len(new.upper()) == len(new) else new
        at = end
    return Marked(text + sentence.text[at:], tuple(names))


def _plain(name: str, label: str) -> bool:
    """Whether a name may give way to any other of its kind; councils and colleges keep their words."""
    if label == "ORG":
        return not re.search(r"raad|college|b&w|b en w|gemeente|minister|adviesgroep|platform", name, re.IGNORECASE)
    return label != "MISC"
