"""Lemmas: from a table of word forms, from a compound's last part, from a dictionary, else from the model; particles
rejoined.

Without a trained model simplemma's dictionary gives them.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from extractors.lexicon import load_lines
from pipeline.language import patterns

DICTIONARY = "adviesradar_dictionary_lemmas"
TABLE = "adviesradar_lemmas"
PARTICLES = "adviesradar_particles"
FILE = Path(__file__).parents[1] / "models" / "nl_adviesradar" / "lemmas.tsv.gz"
_ORDINARY = ("NOUN", "VERB", "ADJ", "ADV", "AUX")
_SHORTEST_PART, _SHORTEST_FRONT = 4, 3

Table = dict[str, dict[str, str]]
"""Part of speech → word form (as printed, else lower case) → lemma."""


@lru_cache(maxsize=100_000)
def dictionary_lemma(form: str) -> str:
    """Lemma of a Dutch word form by dictionary; the form itself, lower case, when it is unknown."""
    import simplemma

    return simplemma.lemmatize(form.lower(), lang="nl")


@Language.component(DICTIONARY, assigns=["token.lemma"])
def set_dictionary_lemmas(doc: Doc) -> Doc:
    """Give every token the lemma that the dictionary has for its form alone."""
    for token in doc:
        token.lemma_ = dictionary_lemma(token.text) if token.is_alpha else token.lower_
    return doc


@cache
def table(file: Path = FILE) -> Table:
    """The lemma table: lines `POS form lemma`, divided by tabs; an empty lemma equals the form.

    Empty when the file is not there.
    """
    forms: Table = {}
    if not file.is_file():
        return forms
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            pos, form, lemma = line.rstrip("\n").split("\t")
            forms.setdefault(pos, {})[form] = lemma or form
    return forms


def lookup(form: str, pos: str) -> str | None:
    """The lemma of a form with this part of speech, as printed or in lower case; None when unknown."""
    forms = table().get(pos, {})
    return forms.get(form) or (forms.get(form.lower()) if pos != "PROPN" else None)


def is_common(form: str) -> bool:
    """Whether the table has a form, in lower case, as anything but a proper noun."""
    return any(form in forms for pos, forms in table().items() if pos not in ("PROPN", "X"))


@lru_cache(maxsize=100_000)
def compound_lemma(form: str) -> str | None:
    """The lemma of a compound noun: what stands before its longest known last part, plus that part's lemma."""
    nouns, lower = table().get("NOUN", {}), form.lower()
    for cut in range(_SHORTEST_FRONT, len(lower) - _SHORTEST_PART + 1):
        last = nouns.get(lower[cut:])
        if last and last[:1].islower():
            front = form[:cut]
            return (front.lower() if front.isalpha() and front[1:].islower() else front) + last
    return None


@lru_cache(maxsize=100_000)
def particle_lemma(form: str) -> str | None:
    """The lemma of a verb form that is a particle plus a known form: "omgebouwde" → "ombouwen"."""
    verbs, lower = table().get("VERB", {}), form.lower()
    for particle in patterns.words("particles"):
        verb = verbs.get(lower[len(particle) :]) if lower.startswith(particle) else None
        if verb:
            return particle + verb
    return None


@Language.component(TABLE, assigns=["token.lemma"], requires=["token.pos"])
def set_table_lemmas(doc: Doc) -> Doc:
    """Replace the model's lemma by the table's, or by that of a compound's last part, where there is one."""
    for token in doc:
        lemma = _better(token)
        if lemma is not None:
            token.lemma_ = lemma
        if token.is_title:
            token.lemma_ = _capital(token)
    return doc


def _capital(token: Token) -> str:
    """The lemma of a word with a capital: small where only the place in the sentence or line gave the capital, as it is
    where the word goes on a name."""
    first = token.i == 0 or bool(token.is_sent_start)
    if token.pos_ == "PROPN" and first:
        return _ordinary_lemma(token.text) or token.lemma_
    if token.pos_ == "NOUN" and first and token.text.isalpha():
        return token.lemma_.lower()
    if token.pos_ == "NOUN" and not first and token.nbor(-1).is_title and token.nbor(-1).pos_ in ("PROPN", "ADJ"):
        return token.text
    return token.lemma_


def _ordinary_lemma(form: str) -> str | None:
    """The lemma that a form has as an ordinary word; None for names of persons and places, and unknown words."""
    if len(form) < _SHORTEST_PART or form in load_lines("voornamen") or patterns.is_municipality(form):
        return None
    found = next((lemma for pos in ("NOUN", "ADJ", "VERB") if (lemma := lookup(form, pos))), None)
    return found if found and found[0].islower() else None


def _better(token: Token) -> str | None:
    if token.is_space or token.pos_ in ("PUNCT", "SYM"):
        return token.text
    known = lookup(token.text, token.pos_)
    if known is None and token.pos_ == "NOUN" and token.is_alpha:
        known = compound_lemma(token.text)
    if known is None and token.pos_ == "VERB" and token.is_alpha:
        known = particle_lemma(token.text)
    if known is None and token.pos_ in _ORDINARY:
        known = _from_dictionary(token.text, token.pos_)
    if known is None and token.pos_ in ("PROPN", "NUM"):
        return token.text
    return known


def _from_dictionary(form: str, pos: str) -> str | None:
    """The dictionary's lemma of an ordinary word; None when it does not know the form."""
    import simplemma

    if not form.isalpha() or not simplemma.is_known(form.lower(), lang="nl"):
        return None
    lemma = dictionary_lemma(form)
    if pos == "NOUN" and len(lemma) > len(form) and lemma.endswith("en"):
        return form.lower()  # "knipoog" is taken for a form of "knipogen"
    return lemma


@Language.component(PARTICLES, assigns=["token.lemma"], requires=["token.dep", "token.lemma"])
def join_particles(doc: Doc) -> Doc:
    """Give a separated verb its particle back: "spoorde … aan" has the lemma "aansporen"."""
    for token in doc:
        if token.dep_ == "compound:prt" and token.head.pos_ in ("VERB", "AUX"):
            particle, verb = token.lower_, token.head.lemma_
            if not verb.startswith(particle) and is_verb(particle + verb):
                token.head.lemma_ = particle + verb
    return doc


@lru_cache(maxsize=100_000)
def is_verb(lemma: str) -> bool:
    """Whether table or dictionary know a verb: "voorleggen", not "tegaan"."""
    import simplemma

    return lemma in _verbs() or (simplemma.is_known(lemma, lang="nl") and dictionary_lemma(lemma) == lemma)


@cache
def _verbs() -> frozenset[str]:
    return frozenset(table().get("VERB", {}).values())
