"""Names in a letter: what the model finds and what the rules find, made into one consistent set.

Labels are PER, ORG, LOC and MISC, whatever model is used. A name keeps one label throughout a letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from extractors.lexicon import load_lines
from pipeline.language import evidence, lemmas, patterns
from pipeline.language.patterns import COUNCIL, FILL, FIXED, HEADED, MODEL, Found

NAME = "adviesradar_names"
LABELS = {
    **dict.fromkeys(("PER", "PERSON", "PERS"), "PER"),
    **dict.fromkeys(("ORG",), "ORG"),
    **dict.fromkeys(("LOC", "GPE", "FAC"), "LOC"),
    **dict.fromkeys(("MISC", "LAW", "EVENT", "NORP", "PRODUCT", "WORK_OF_ART", "LANGUAGE"), "MISC"),
}
"""Labels of the models, and ours; what is not here (dates, amounts) is no name."""

_LEADING = re.compile(
    r"(?:(?:[Dd]e|[Hh]et|[Ee]en|'t|[Dd]hr\.?|[Mm]w\.?|[Mm]evr\.?|[Mm]evrouw|[Hh]eer|[Ww]ethouder|[Bb]urgemeester|[Mm]inister|"
    r"[Gg]emeenten?|[Pp]rovincie|[Dd]rs?\.|[Mm]r\.|[Ii]r\.|[Ii]ng\.|[Pp]rof\.)\s+)+(?=\S)"
)
_ARTICLE = re.compile(r"(?:[Dd]e|[Hh]et)\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"\s?\(\s?(?:hierna:?\s|verder:?\s|kortweg\s|afgekort:?\s)?[\"“'‘]?([A-Z][\w&-]{1,11})[\"”'’]?\s?\)"
)
_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}\w*$")
_IN_CAPITALS = 3


@Language.component(NAME, assigns=["doc.ents", "token.ent_type"], retokenizes=False)
def set_names(doc: Doc) -> Doc:
    """Replace `doc.ents` by the names of model and rules together, with our labels."""
    text = doc.text
    learned = [name for entity in doc.ents for name in _cleaned(entity)]
    learned = _doubted(learned, text)
    found = resolve([*_widened(patterns.find(text), learned), *learned])
    found = resolve([*found, *_abbreviations(text, found)])
    found = resolve([*found, *_unnamed(doc, found)])
    found = _consistent(found, text)
    found = resolve([*found, *_repeated(text, found)])
    spans = (doc.char_span(name.start, name.end, label=name.label, alignment_mode="expand") for name in found)
    doc.ents = filter_spans([span for span in spans if span is not None])
    return doc


@Language.component("adviesradar_labels", assigns=["doc.ents"], retokenizes=False)
def map_labels(doc: Doc) -> Doc:
    """Only bring the model's labels into our scheme; to measure a model without the rules."""
    doc.ents = [Span(doc, e.start, e.end, label=LABELS[e.label_]) for e in doc.ents if e.label_ in LABELS]
    return doc


def _cleaned(entity: Span) -> Iterable[Found]:
    """The names in a model's finding: cut at line breaks, without articles, titles and outer marks."""
    label = LABELS.get(entity.label_)
    if label is None:
        return
    for match in re.finditer(r"[^\n]+", entity.text):
        part = match[0]
        start = entity.start_char + match.start()
        lead = (_ARTICLE if label == "ORG" else _LEADING).match(part)
        if lead and label == "ORG" and part[0].isupper() and not _at_start(entity):
            lead = None  # "bij De Zonnebloem": the article belongs to the name
        cut = lead.end() if lead else 0
        name = part[cut:].rstrip(" ,;:\"”'’)(-–")
        inner = name.lstrip(" \"“'‘(-–") if not name.startswith(("'s-", "'t ", "’s-", "’t ")) else name
        start += cut + len(name) - len(inner)
        if _may_be_name(inner, entity):
            yield Found(start, start + len(inner), label, MODEL)


def _at_start(entity: Span) -> bool:
    """Whether a finding begins its sentence."""
    return entity.start == 0 or bool(entity.doc[entity.start].is_sent_start)


def _unnamed(doc: Doc, found: list[Found]) -> list[Found]:
    """Proper nouns in mid-sentence that nothing has named yet: persons and places if lists know them, else
    organisations."""
    out = []
    for token in doc:
        if token.pos_ != "PROPN" or not _WORD.match(token.text) or token.is_sent_start:
            continue
        name = Found(token.idx, token.idx + len(token), "ORG", FILL)
        if _common(token) or any(name.overlaps(other) for other in found):
            continue
        before = doc.text[max(0, token.idx - 30) : token.idx]
        person, place = evidence.is_person(token.text, before), evidence.is_place(token.text, before)
        out.append(replace(name, label="PER" if person else "LOC" if place else "ORG"))
    return out


def _common(token: Token) -> bool:
    """Whether a word is an ordinary one that only has a capital."""
    ordinary = token.lower_ in patterns.words("no_names") or lemmas.is_common(token.lower_)
    return ordinary or lemmas.compound_lemma(token.lower_) is not None


def _may_be_name(name: str, entity: Span) -> bool:
    """Whether a model's finding is worth keeping: a capital, no common word, somewhere a proper noun."""
    if len(name) < 2 or not any(letter.isupper() for letter in name):
        return False
    if name.casefold() in patterns.words("no_names"):
        return False
    return not entity.doc.has_annotation("POS") or any(_proper(token) for token in entity)


def _proper(token: Token) -> bool:
    return token.pos_ in ("PROPN", "X", "SYM") or (token.is_upper and len(token) > 1) or not token.is_lower


def _doubted(learned: list[Found], text: str) -> list[Found]:
    """The model's findings; a place that no list or word before it knows, or a lone word that is said to be a
    person or a title without a sign of it, is taken for an organisation: the name that letters invent most."""
    surnames = {_surname(text[n.start : n.end]) for n in learned if n.label == "PER" and " " in text[n.start : n.end]}
    out = []
    for name in learned:
        printed, before = text[name.start : name.end], text[max(0, name.start - 30) : name.start]
        unlikely = {
            "LOC": not evidence.is_place(printed, before),
            "PER": " " not in printed and printed not in surnames and not evidence.is_person(printed, before),
            "MISC": evidence.is_plain_word(printed),
            "ORG": False,
        }
        out.append(replace(name, label="ORG") if unlikely[name.label] else name)
    return out


def _widened(found: list[Found], learned: list[Found]) -> list[Found]:
    """Findings of rules, each as wide as a model's finding of the same label that holds it."""
    wide = []
    for name in found:
        holders = [m for m in learned if m.label == name.label and m.start <= name.start and m.end >= name.end]
        fixed = name.strength in (FIXED, FILL)
        wide.append(name if fixed or not holders else replace(name, start=holders[0].start, end=holders[0].end))
    return wide


def resolve(found: Iterable[Found]) -> list[Found]:
    """Findings of which none overlaps another: the stronger first, then the longer; in order of place."""
    kept: list[Found] = []
    for name in sorted(found, key=lambda n: (-n.strength, n.start - n.end, n.start)):
        if not any(name.overlaps(other) for other in kept):
            kept.append(name)
    return sorted(kept)


def _abbreviations(text: str, found: list[Found]) -> list[Found]:
    """What stands in brackets right behind an organisation or law, as its abbreviation."""
    names = []
    for name in found:
        match = _ABBREVIATION.match(text, name.end)
        if match and name.label in ("ORG", "MISC"):
            names.append(Found(match.start(1), match.end(1), name.label, COUNCIL))
    return names


def _consistent(found: list[Found], text: str) -> list[Found]:
    """One label per name: the one that most findings give, those of rules counting double."""
    votes: dict[str, Counter[str]] = {}
    for name in found:
        weight = 2 if name.strength > MODEL else 1
        votes.setdefault(text[name.start : name.end], Counter())[name.label] += weight
    return [replace(name, label=votes[text[name.start : name.end]].most_common(1)[0][0]) for name in found]


def _repeated(text: str, found: list[Found]) -> list[Found]:
    """Further mentions of names already found: organisations as printed, persons also by surname."""
    labels: dict[str, str] = {}
    for name in found:
        printed = text[name.start : name.end]
        if name.label == "PER" and " " in printed:
            surname = _surname(printed)
            if len(surname) > _IN_CAPITALS:
                labels[surname] = "PER"
        elif name.label == "ORG" and len(printed) >= _IN_CAPITALS:
            labels.setdefault(printed, "ORG")
    if not labels:
        return []
    forms = "|".join(re.escape(form) for form in sorted(labels, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w@./-])(?:{forms})(?![\w@-])")
    again = [
        Found(m.start(), m.end(), labels[m[0]], HEADED if labels[m[0]] == "PER" else FILL)
        for m in pattern.finditer(text)
    ]
    return [name for name in again if not any(name.overlaps(o) and name.label == o.label for o in found)]


def _surname(name: str) -> str:
    """The surname of a full name, with a capital prefix as it stands alone ("Van den Berg")."""
    words = re.sub(r"^(?:[\w-]+\.\s?)+", "", name).split()
    while len(words) > 1 and words[0].lower() not in load_lines("tussenvoegsels"):
        words = words[1:]
    surname = " ".join(words)
    return surname[:1].upper() + surname[1:]
