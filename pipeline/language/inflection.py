"""What a Dutch word form may be a form of, by its ending: candidates, of which a lexicon must know one.

Small letters in, small letters out; the most likely candidate first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language import patterns

_LONG = re.compile(r"(aa|ee|oo|uu)([bcdfghjklmnpqrstvwxz])$")
_SHORT = re.compile(r"((?:^|[^aeiouy])[aeou])([bcdfghjklmnprstvwz])$")
_DOUBLE = re.compile(r"([bdfgklmnprst])\1$")
_VOICED = {"v": "f", "z": "s"}
_VOICELESS = {"f": "v", "s": "z"}
_VERB_ENDINGS = ("ende", "end", "den", "ten", "en", "de", "te", "d", "t", "e", "")
_DIMINUTIVES = (("etje", ""), ("tje", ""), ("pje", ""), ("kje", "g"), ("je", ""))


def _closed(stem: str) -> Iterator[str]:
    """A stem as it is written with nothing behind it: "brev" as "breef", "ball" as "bal", "krediet" as it is."""
    stem = stem[:-1] + _VOICED.get(stem[-1:], stem[-1:])
    if _DOUBLE.search(stem):
        yield stem[:-1]
    short = _SHORT.search(stem)
    if short:
        yield stem[:-1] + stem[-2:]
        yield stem[:-1] + stem[-2] + stem[-1]
    yield stem


def _open(stem: str) -> Iterator[str]:
    """A stem as it is written before "en": "stem" as "stemm", "keer" as "ker", "wijs" as "wijz"."""
    if _LONG.search(stem):
        short = stem[:-2] + stem[-1]
        yield short[:-1] + _VOICELESS.get(short[-1], short[-1])
        yield short
    elif _SHORT.search(stem):
        yield stem + stem[-1]
    yield stem[:-1] + _VOICELESS.get(stem[-1:], stem[-1:])
    yield stem


def singulars(form: str) -> Iterator[str]:
    """What a noun may be the plural of."""
    if form.endswith("heden"):
        yield form.removesuffix("heden") + "heid"
    if form.endswith(("'s", "’s")):
        yield form[:-2]
    elif form.endswith("s"):
        yield form[:-1]
    elif form.endswith("ën"):
        yield form[:-2]
    elif form.endswith("en"):
        yield from _closed(form[:-2])
        yield form[:-1]


def without_diminutive(form: str) -> Iterator[str]:
    """What a noun may be the diminutive of."""
    form = form.removesuffix("s")
    for ending, instead in _DIMINUTIVES:
        stem = form.removesuffix(ending)
        if stem != form and len(stem) > 1:
            yield stem + instead
            if ending == "etje":
                yield from _closed(stem)
            elif _LONG.search(stem + "x") or (ending == "tje" and stem[-2:] in ("aa", "oo", "ee", "uu")):
                yield stem[:-1]


def infinitives(form: str) -> Iterator[str]:
    """What a regular verb form, participles too, may be the infinitive of."""
    fronts = [("", form)]
    if form.startswith("ge"):
        fronts.append(("", form[2:]))
    for particle in patterns.words("particles"):
        if form.startswith(particle + "ge"):
            fronts.append((particle, form[len(particle) + 2 :]))
    for front, rest in reversed(fronts):
        for ending in _VERB_ENDINGS:
            participle = rest is not form
            stem = rest.removesuffix(ending) if rest.endswith(ending) and (ending or not participle) else ""
            if len(stem) > 1:
                yield from (front + stem + "en" for stem in _open(stem))
