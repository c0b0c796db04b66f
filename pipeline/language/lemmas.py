"""Lemmas: from a table of word forms, from a compound's last part, from a dictionary, else from the model; particles
rejoined.

Without a trained model simplemma's dictionary gives them.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from extractors.lexicon import load_lines
from pipeline.language import inflection, patterns

DICTIONARY = "adviesradar_dictionary_lemmas"
TABLE = "adviesradar_lemmas"
PARTICLES = "adviesradar_particles"
FILE = Path(__file__).parents[1] / "models" / "nl_adviesradar" / "lemmas.tsv.gz"
_ORDINARY = ("NOUN", "VERB", "ADJ", "ADV", "AUX")
_SHORTEST_PART, _SHORTEST_FRONT = 4, 3

_VERBAL = re.compile(r"^(?:be|ge|ont|ver)|(?:[dt]|[dt]en?)$")
_OPEN_YEARS = re.compile(r"(\d{4})-(?:\.\.\.|…)$")

Table = dict[str, dict[str, str]]
"""Part of speech → word form (as printed, else lower case) → lemma."""


@lru_cache(maxsize=100_000)
def dictionary_lemma(form: str) -> str:
    """Lemma of a Dutch word form by dictionary; the form itself, lower case, when it is unknown."""
    import simplemma

    return _without_joints(form.lower(), simplemma.lemmatize(form.lower(), lang="nl"))


def _without_joints(form: str, lemma: str) -> str:
    """A lemma of the dictionary without the `_` that some have: "kies_drempel", of "jarenlang" "jaar_lang"."""
    *first, last = lemma.split("_")
    at = form.rfind(last[:_SHORTEST_PART]) if first else -1
    return form[:at] + last if at > 0 and not last.endswith("en") else "".join(first) + last


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
def hyphenated_lemma(form: str) -> str | None:
    """The lemma of a noun with a hyphen: what stands before the last one, plus the lemma of what stands behind it."""
    front, hyphen, last = form.rpartition("-")
    if not front or not last.islower() or not last.isalpha():
        return None
    known = lookup(last, "NOUN") or compound_lemma(last) or _from_dictionary(last, "NOUN")
    return front + hyphen + known if known else None


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
    if token.pos_ == "NOUN" and not first and _goes_with_name(token.nbor(-1)):
        return token.text
    return token.lemma_


def _goes_with_name(before: Token) -> bool:
    """Whether a word with a capital makes a name with the noun behind it: "Openbaar Ministerie", not "Grote Prijs"."""
    return before.is_title and before.pos_ in ("PROPN", "ADJ") and not before.text.endswith("e")


def _ordinary_lemma(form: str) -> str | None:
    """The lemma that a form has as an ordinary word; None for names of persons and places, and unknown words."""
    if len(form) < _SHORTEST_PART or form in load_lines("voornamen") or patterns.is_municipality(form):
        return None
    found = next((lemma for pos in ("NOUN", "ADJ", "VERB") if (lemma := lookup(form, pos))), None)
    return found if found and found[0].islower() else None


def _better(token: Token) -> str | None:
    """The lemma by table, endings and dictionary; None where the model knows best."""
    form, pos = token.text, token.pos_
    if token.is_space or pos in ("PUNCT", "SYM"):
        years = _OPEN_YEARS.match(form)
        return years[1] if years else form
    known = lookup(form, pos)
    if known is not None:
        return known
    if pos == "NOUN":
        return _noun(form, "|dim|" in token.tag_, token.morph.get("Number", []) == ["Sing"])
    if pos == "VERB" and token.is_alpha:
        return particle_lemma(form) or _verb(form)
    if pos in _ORDINARY:
        return _from_dictionary(form, pos)
    if pos == "PROPN":
        return _name(form, token.morph.get("Number", []), token.morph.get("Case", []))
    return form if pos == "NUM" else None


def _noun(form: str, diminutive: bool, singular: bool) -> str | None:
    """The lemma of a noun that the table does not have."""
    if "-" in form:
        return hyphenated_lemma(form)
    if not form.isalpha():
        return None
    base = _without_diminutive(form) if diminutive else None
    known = _from_dictionary(form, "NOUN")
    verb = dictionary_lemma(form) if known and _VERBAL.search(form) else form
    if verb.endswith("n") and verb != form and is_verb(verb):
        return verb  # no noun after all: "ontbonden" is no "ont" with "bonden"
    if base is None and singular and not form.endswith(("s", "en")):
        kept = known is None or (len(known) != len(form) and known not in _adjectives())
        return (form.lower() if form[1:].islower() else form) if kept else known
    found = base or compound_lemma(form) or known
    if found is not None and (singular or found != form.lower() or is_verb(found)):
        return found
    return _singular(form) or found


def _verb(form: str) -> str | None:
    """The lemma of a verb form that the table does not have."""
    known = _from_dictionary(form, "VERB")
    if known and (known.endswith("n") or known == form):
        return known
    return _infinitive(form) or known


def _name(form: str, number: list[str], case: list[str]) -> str:
    """The lemma of a name: without the "s" of a genitive, "Afrikaan" of "Afrikanen", else as it is printed."""
    import simplemma

    if form.endswith(("'s", "’s")) and len(form) > _SHORTEST_PART:
        return form[:-2]
    if case == ["Gen"]:
        return form.rstrip("s'’")
    if number == ["Plur"] and simplemma.is_known(form, lang="nl"):
        lemma = _without_joints(form, simplemma.lemmatize(form, lang="nl"))
        return lemma if lemma[0].isupper() and len(lemma) > 2 else form
    return form


@lru_cache(maxsize=100_000)
def _without_diminutive(form: str) -> str | None:
    return next(filter(is_noun, inflection.without_diminutive(form.lower())), None)


@lru_cache(maxsize=100_000)
def _singular(form: str) -> str | None:
    return next(filter(is_noun, inflection.singulars(form.lower())), None)


@lru_cache(maxsize=100_000)
def _infinitive(form: str) -> str | None:
    return next(filter(is_verb, inflection.infinitives(form.lower())), None)


def _from_dictionary(form: str, pos: str) -> str | None:
    """The dictionary's lemma of an ordinary word; None when it does not know the form as one of this part of speech."""
    import simplemma

    if not form.isalpha() or not simplemma.is_known(form.lower(), lang="nl"):
        return None
    lemma = dictionary_lemma(form)
    if pos == "NOUN" and len(lemma) > len(form) and not lemma.endswith(("um", "us", "is")):
        return form.lower()  # "knipoog" is taken for a form of "knipogen", "spion" for one of "spionne"
    return lemma


@lru_cache(maxsize=100_000)
def is_noun(lemma: str) -> bool:
    """Whether table or dictionary know a noun, or the last part of one, in the singular."""
    import simplemma

    if table().get("NOUN", {}).get(lemma) == lemma or compound_lemma(lemma) == lemma:
        return True
    return len(lemma) >= _SHORTEST_PART and simplemma.is_known(lemma, lang="nl") and dictionary_lemma(lemma) == lemma


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
def _adjectives() -> frozenset[str]:
    return frozenset(table().get("ADJ", {}).values())


@cache
def _verbs() -> frozenset[str]:
    return frozenset(table().get("VERB", {}).values())
