"""Lemmas without a trained model: simplemma's dictionary, as a spaCy component."""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

DICTIONARY = "adviesradar_dictionary_lemmas"


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
