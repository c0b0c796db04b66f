"""Comparing printed text: normalisation, token overlap and one-to-one matching.

The rules are those of the shared gold annotations: HTML tags become a space, `*`, `_` and `#` go,
whitespace is collapsed; tokens are runs of letters and digits, in lower case.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

ENOUGH = 0.7
"""Two texts are the same fact from this token-overlap F1 on."""

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_TOKEN = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"de", "het", "een"})
_TITLES = frozenset({"mevrouw", "mevr", "mw", "heer", "dhr"})

G = TypeVar("G")
P = TypeVar("P")


def normalise(text: str) -> str:
    """The text as quotes are cut from it: no HTML tags, no `*`, `_`, `#`, single spaces, NFC."""
    plain = _TAG.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(re.sub(r"[*_#]", "", plain).split())


def tokens(text: str) -> list[str]:
    """Lower-case runs of letters and digits of the normalised text."""
    return _TOKEN.findall(normalise(text).lower())


def overlap(one: str, other: str) -> float:
    """F1 of the two bags of tokens, 0–1; 0 when either is empty."""
    left, right = Counter(tokens(one)), Counter(tokens(other))
    shared = sum((left & right).values())
    total = sum(left.values()) + sum(right.values())
    return 2 * shared / total if shared else 0.0


def best_overlap(forms: Iterable[str], text: str) -> float:
    """The highest overlap of `text` with any of `forms`."""
    return max((overlap(form, text) for form in forms), default=0.0)


def same(one: str | None, other: str | None) -> bool:
    """Equal after normalisation; None equals None and the empty string."""
    return tokens(one or "") == tokens(other or "")


def name_key(name: str) -> str:
    """A name without articles, `mevrouw`/`de heer` and a leading `gemeente`, for comparison."""
    words = tokens(name)
    kept = [word for word in words if word not in _ARTICLES and word not in _TITLES]
    if len(kept) > 1 and kept[0] == "gemeente":
        kept = kept[1:]
    return " ".join(kept or words)


def one_to_one(
    gold: Sequence[G],
    predicted: Sequence[P],
    likeness: Callable[[G, P], float],
    threshold: float,
    optional: Callable[[G], bool],
) -> list[tuple[int, int]]:
    """Pairs (gold index, predicted index), highest likeness first, each used once.

    Of equal likeness, items that count go before optional ones.
    """
    candidates = []
    for g, wanted in enumerate(gold):
        for p, found in enumerate(predicted):
            score = likeness(wanted, found)
            if score >= threshold:
                candidates.append((-score, optional(wanted), g, p))
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for _, _, g, p in sorted(candidates):
        if g not in used_gold and p not in used_predicted:
            used_gold.add(g)
            used_predicted.add(p)
            pairs.append((g, p))
    return pairs
