"""What a model finds, brought into shape: cut to the name; departments, functions and plain words left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from spacy.tokens import Span, Token

from pipeline.language import evidence, lemmas, patterns
from pipeline.language.patterns import MODEL, Found

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
_CODE = re.compile(
    r"\w/\d|\d/|\||^[A-Z]\d{1,2}$|[A-Za-z][-./ ]?\d\d+-\d|^[A-Z]{1,5}-\d|^[IVX]{2,4}$|[-/]\d{4,}$"
    r"|^(?:JAN|FEB|MRT|APR|AUG|SEPT?|OKT|NOV|DEC)\b"
)
_OPENING = (":", "|", "•", "-", "–", "“", '"', "\n", "\n\n")
_KIND = re.compile(r"[a-zà-ÿ-]+ (?=[A-ZÀ-Þ])")
_SURNAME = re.compile(r"(?: (?:van|de|den|der|ter|ten|te|el|in|'t|’t))+ [A-ZÀ-Þ][\w'’-]+")
_TRAILING = re.compile(r"(?:[ ,;:\"”’')(–-]|\s(?:en|of|van|voor|de|het|te|in))+$")
_COLLEGE_OF = re.compile(r"(?:[Cc]ollege van |[Gg]emeente |[Pp]rovincie |[Ww]ijk |[Dd]orp )(?=[A-Z'’])")
_BEGINS_AS = ("VERB", "AUX", "ADJ", "ADV", "INTJ", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "NUM")
_IN_CAPITALS = 3


def cleaned(entity: Span, text: str) -> Iterable[Found]:
    """The names in a model's finding in `text`: cut at line breaks, without articles, titles and outer marks.

    `text` is that of the whole document, which spaCy puts together anew whenever it is asked for it.
    """
    label = LABELS.get(entity.label_)
    if label is None:
        return
    for match in re.finditer(r"[^\n]+", entity.text):
        part = match[0]
        start = entity.start_char + match.start()
        lead = (_ARTICLE if label == "ORG" else _LEADING).match(part)
        if lead and label == "ORG" and part[0].isupper() and not _at_start(entity):
            lead = None  # "bij De Zonnebloem": the article belongs to the name
        if lead and label == "LOC" and evidence.is_place(part, ""):
            lead = None  # "De Ronde Venen"
        cut = lead.end() if lead else 0
        name = _TRAILING.sub("", part[cut:])
        inner = name.lstrip(" \"“'‘(-–") if not name.startswith(("'s-", "'t ", "’s-", "’t ")) else name
        start += cut + len(name) - len(inner)
        college = _COLLEGE_OF.match(inner) if label == "ORG" else None
        if college and patterns.is_municipality(inner[college.end() :]):
            start, inner, label = start + college.end(), inner[college.end() :], "LOC"
        more = _SURNAME.match(text, start + len(inner)) if label == "PER" and " " not in inner else None
        found = Found(start, start + len(inner) + len(more[0] if more else ""), label, MODEL)
        kind = _KIND.match(inner) if label == "ORG" else None
        if kind and evidence.is_kind_of_body(kind[0]):
            found = replace(found, start=start + kind.end())
        if _may_be_name(inner, entity, text) and not describes(found, text) and not _begins(entity):
            yield found


def _at_start(entity: Span) -> bool:
    """Whether a finding begins its sentence."""
    return entity.start == 0 or bool(entity.doc[entity.start].is_sent_start)


def _begins(entity: Span) -> bool:
    """Whether a finding is an ordinary word that only begins its sentence or line ("Duidelijk is …")."""
    token = entity[0]
    if patterns.is_organisation(token.text):
        return False
    opens = _at_start(entity) or entity.doc[token.i - 1].text in _OPENING
    if len(entity) > 1 or not opens or not token.is_title or patterns.is_municipality(token.text):
        return False
    if entity.label_ in ("PER", "PERSON") and evidence.is_first_name(token.text):
        return False
    return token.pos_ in _BEGINS_AS or is_ordinary(token.lower_)


def describes(name: Found, text: str) -> bool:
    """Whether a finding is a department, a function or an adjective of a place rather than a name."""
    printed, before = text[name.start : name.end], text[max(0, name.start - 30) : name.start]
    if name.label == "PER":
        return False
    if " " not in printed and name.label == "ORG" and _is_thing(name, text):
        return True
    if " " not in printed and (evidence.is_role(printed) or evidence.is_of_a_place(printed)):
        return True
    return name.label == "ORG" and evidence.is_unit(printed, before) and is_ordinary(printed.split()[0].lower())


def _is_thing(name: Found, text: str) -> bool:
    """Whether a single ordinary word stands in the text without its capital too ("het loket … Het Loket")."""
    printed = text[name.start : name.end]
    if not (printed[0].isupper() and printed[1:].islower()) or not is_ordinary(printed.lower()):
        return False
    return printed.lower() in _small_words(text) and not patterns.is_organisation(printed)


@lru_cache(maxsize=4)
def _small_words(text: str) -> frozenset[str]:
    """The words that a text prints without a capital."""
    return frozenset(word for word in re.findall(r"[\w-]+", text) if word.islower())


def is_ordinary(word: str) -> bool:
    """Whether a word, in small letters, is no name by itself: in the list, the lemma table or a compound of it."""
    word = re.sub(r"['’]s$", "", word)
    return word in patterns.words("no_names") or lemmas.is_common(word) or lemmas.compound_lemma(word) is not None


def _may_be_name(name: str, entity: Span, text: str) -> bool:
    """Whether a model's finding is worth keeping: a capital, no common word, somewhere a proper noun."""
    if len(name) < 2:
        return False
    if not any(letter.isupper() for letter in name):
        return _in_small_letters(name, entity, text)
    if name.casefold() in patterns.words("no_names") or _CODE.search(name):
        return False
    if (
        name.isupper()
        and len(name) > _IN_CAPITALS
        and all(is_ordinary(token.lower_) for token in entity if token.is_alpha)
    ):
        return False
    return any(not token.pos or _proper(token) for token in entity)


def _in_small_letters(name: str, entity: Span, text: str) -> bool:
    """Whether a finding without capitals may be a name: in a line without any, and of a telling form."""
    start, end = text.rfind("\n", 0, entity.start_char) + 1, text.find("\n", entity.end_char)
    if any(letter.isupper() for letter in text[start : end if end >= 0 else None]):
        return False
    if entity.label_ == "LOC":
        return patterns.is_municipality(name)
    if entity.label_ == "PER":
        before = text[max(start, entity.start_char - 30) : entity.start_char]
        first = name.split()[0]
        return evidence.is_addressed(before) or "." in first or evidence.is_first_name(first.title())
    return entity.label_ == "ORG" and evidence.is_headed(name)


def _proper(token: Token) -> bool:
    return token.pos_ in ("PROPN", "X", "SYM") or (token.is_upper and len(token) > 1) or not token.is_lower
