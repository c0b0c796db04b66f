"""What spaCy's analysis says about a sentence, as features for the classifier: who does what, in which form.

Lemmas and word classes carry over to words that no training sentence had; subject, modal verb and main verb
together tell "de gemeente moet … regelen" from "wij moesten …".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

_SPOKEN = frozenset(
    {"wij", "we", "ik", "u", "je", "jullie", "zij", "ze", "men", "er", "het", "dat", "dit", "die", "wie", "wat"}
)
_ACTORS = frozenset(
    {"raad", "college", "gemeente", "wethouder", "cliënt", "inwoner", "plan", "nota", "voorstel", "brief", "regeling"}
)
_MODALS = frozenset({"moeten", "dienen", "zullen", "kunnen", "mogen", "horen", "behoren", "willen", "zijn", "worden"})
_OPEN = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "VERB"})
_NAMES = frozenset({"PROPN", "NUM", "PUNCT", "SYM"})
_NEGATIVE = frozenset({"niet", "geen", "nooit", "niemand", "nergens"})


def features(words: Sequence[Any]) -> set[str]:
    """Names of the features of a sentence's spaCy tokens; empty when they carry no word classes."""
    tokens = [token for token in words if not token.is_space]
    if not tokens or not tokens[0].doc.has_annotation("MORPH"):
        return set()
    lemmas = [token.lemma_.lower() for token in tokens]
    finite = [token for token in tokens if _is_finite(str(token.morph))]
    found = {f"first={tokens[0].tag_}", f"long={min(6, len(tokens) // 6)}"}
    if not finite:
        found.add("verbless")
    elif finite[0].i == tokens[0].i:
        found.add(f"verb first={tokens[0].tag_}")
    if tokens[0].text[:1].islower():
        found.add("small")
    inside = {token.i for token in tokens}
    for token, lemma in zip(tokens, lemmas, strict=True):
        head = token.head.i
        if head == token.i or head not in inside:
            found |= {f"root={token.tag_}", f"root={lemma}"}
    negative = any(token.lower_ in _NEGATIVE for token in tokens)
    for token in finite:
        found |= set(_finite(token, negative))
    return found | set(_grams([token.pos_ for token in tokens], lemmas))


@lru_cache(maxsize=4096)
def _is_finite(morphology: str) -> bool:
    """Whether "Number=Sing|Tense=Pres|VerbForm=Fin" is that of a finite verb."""
    return any(form.startswith("VerbForm=") and "Fin" in form[9:].split(",") for form in morphology.split("|"))


_COMMAND = "WW|pv|tgw|ev"
_NO_COMMAND = frozenset(
    {"ik", "je", "jij", "hij", "zij", "ze", "wij", "we", "men", "het", "er", "dat", "dit", "u", "jullie", "te", "en"}
)


def command(words: Sequence[Any]) -> int | None:
    """Where the verb of a command stands that opens the sentence (offset in the text), or None."""
    tokens = [token for token in words if not token.is_space and not token.is_punct]
    if len(tokens) < 2 or words[-1].text == "?":
        return None
    first, second = tokens[0], tokens[1]
    if first.tag_ != _COMMAND or first.pos_ == "AUX" or first.lower_.endswith("t") or second.lower_ in _NO_COMMAND:
        return None
    return int(first.idx)


def first_finite(words: Sequence[Any]) -> int | None:
    """Where the first finite verb stands (offset in the text), or None."""
    return next((int(token.idx) for token in words if "Fin" in token.morph.get("VerbForm")), None)


def inner_commands(words: Sequence[Any]) -> Iterator[int]:
    """Where a later clause begins with a form that may be a command ("Het is mooi, maar breng …"), as offsets."""
    tokens = [token for token in words if not token.is_space]
    if not tokens or tokens[-1].text == "?":
        return
    for place in range(1, len(tokens) - 1):
        token = tokens[place]
        bound = place - 1 if tokens[place - 1].lower_ in _JOINS else place
        if token.tag_ != _COMMAND or token.pos_ == "AUX" or tokens[bound - 1].text not in _BOUNDS or not bound:
            continue
        inverted = token.lower_.endswith("t") and _subject(token)  # "…, laat de wethouder weten": of others, too
        if tokens[place + 1].lower_ not in _PRONOUNS and not inverted:
            yield int(token.idx)


_BOUNDS = frozenset({",", ";", ":", "-", "–", "—", "…"})
_JOINS = frozenset({"maar", "en", "dus", "dan", "of"})
_PRONOUNS = frozenset({"ik", "je", "jij", "hij", "zij", "wij", "we", "men", "u", "jullie"})


def _finite(verb: Any, negative: bool) -> Iterator[str]:
    """Features of one finite verb: its tense, its subject and, of a modal, what it governs."""
    main = verb.head if verb.dep_ in {"aux", "cop", "aux:pass"} else verb
    subject = _subject(verb) or _subject(main) or "none"
    tense = "past" if "Past" in verb.morph.get("Tense") else "present"
    lemma = verb.lemma_.lower()
    yield f"finite={lemma} {subject}"
    yield f"finite={tense} {subject}"
    yield f"finite={lemma} {tense}"
    if lemma in _MODALS:
        yield f"modal={lemma} {tense} {main.pos_} {main.lemma_.lower()}"
        yield f"modal={lemma} {tense} {subject}"
        yield f"modal={lemma} {'not' if negative else 'yes'}"


def _subject(verb: Any) -> str:
    """The kind of subject that a verb has: its pronoun, a well-known noun, or its word class; "" without one."""
    for child in verb.children:
        if child.dep_.startswith("nsubj"):
            if child.lower_ in _SPOKEN:
                return str(child.lower_)
            return str(child.lemma_) if child.lemma_ in _ACTORS else str(child.pos_)
    return ""


def _grams(classes: Sequence[str], lemmas: Sequence[str]) -> Iterator[str]:
    """Lemmas, the word classes that open the sentence, and triples in which open words are their class."""
    yield f"opens={'_'.join(classes[:2])}"
    yield f"opens={'_'.join(classes[:3])}"
    mixed = [kind if kind in _OPEN else lemma for kind, lemma in zip(classes, lemmas, strict=True)]
    yield from (f"g={one}_{two}_{three}" for one, two, three in zip(mixed, mixed[1:], mixed[2:], strict=False))
    yield from (f"l={lemma}" for kind, lemma in zip(classes, lemmas, strict=True) if kind not in _NAMES)
