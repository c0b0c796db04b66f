"""Names in a letter: what the model finds and what the rules find, made into one consistent set.

Labels are PER, ORG, LOC and MISC, whatever model is used. A name keeps one label throughout a letter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
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
_NEXT_ITEM = re.compile(r"(?:, | en |, en | of )(?:de |het )?((?:De |Het )?[A-ZÀ-Þ][\w'’-]+)(?=[.,;:)\n]| [a-z])")
_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}\w*$")
_CAPITAL_ARTICLE = re.compile(r"[a-z,(] ((?:De|Het) )$")
_CODE = re.compile(r"\w/\d|\d/|\||^[A-Z]\d{1,2}$")
_FIRST_WORD = re.compile(r"\w+|.", re.DOTALL)
_PRINTED_WORD = re.compile(r"(?<![\w@./-])(?:\w+|[^\w\s])")
_GOES_ON = re.compile(r"[\w@-]")
_AND = (", ", " en ", " of ", ", en ")
_IN_CAPITALS, _SHORT = 3, 9


@Language.component(NAME, assigns=["doc.ents", "token.ent_type"], retokenizes=False)
def set_names(doc: Doc) -> Doc:
    """Replace `doc.ents` by the names of model and rules together, with our labels."""
    text = doc.text
    learned = [name for entity in doc.ents for name in _cleaned(entity)]
    learned = _doubted(learned, text)
    found = resolve([*_widened(patterns.find(text), learned), *learned])
    found = resolve([*found, *_abbreviations(text, found)])
    found = resolve([*found, *_listed(text, found)])
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
    """Proper nouns that nothing has named yet: persons and places if lists know them, else
    organisations."""
    out, taken, text = [], _Taken(found), doc.text
    for run in _proper_runs(doc):
        name = Found(run.start_char, run.end_char, "ORG", FILL)
        if taken.by_any(name) or all(_common(token) for token in run):
            continue
        before = text[max(0, run.start_char - 30) : run.start_char]
        person = evidence.is_person(run[0].text, before)
        place = evidence.is_place(run.text, before) and not evidence.is_body(run.text)
        start = _with_article(run) if not person and not place else run.start_char
        out.append(replace(name, start=start, label="PER" if person else "LOC" if place else "ORG"))
    return out


def _proper_runs(doc: Doc) -> Iterator[Span]:
    """Stretches of proper nouns in title case, each within a sentence."""
    start = None
    for token in doc:
        proper = token.pos_ == "PROPN" and bool(_WORD.match(token.text))
        if start is not None and (not proper or token.is_sent_start):
            yield doc[start : token.i]
            start = None
        start = None if not proper else token.i if start is None else start
    if start is not None:
        yield doc[start:]


def _with_article(run: Span) -> int:
    """Where a name begins, a capital article before it included ("kwekerij De Klinker")."""
    before = run.doc[run.start - 1] if run.start else None
    taken = before is not None and before.text in ("De", "Het") and not before.is_sent_start
    return before.idx if taken and before is not None else run.start_char


def _listed(text: str, found: list[Found]) -> list[Found]:
    """Capitalised words that go on a list of places or organisations: "Cosis, Meander en Afeer"."""
    out: list[Found] = []
    for name in found:
        match = _NEXT_ITEM.match(text, name.end) if name.label in ("ORG", "LOC") else None
        if match and not lemmas.is_common(match[1].lower()) and match[1].lower() not in patterns.words("no_names"):
            out.append(Found(match.start(1), match.end(1), name.label, FILL))
    return out


def _common(token: Token) -> bool:
    """Whether a word is an ordinary one that only has a capital."""
    ordinary = token.lower_ in patterns.words("no_names") or lemmas.is_common(token.lower_)
    return ordinary or lemmas.compound_lemma(token.lower_) is not None


def _may_be_name(name: str, entity: Span) -> bool:
    """Whether a model's finding is worth keeping: a capital, no common word, somewhere a proper noun."""
    if len(name) < 2 or not any(letter.isupper() for letter in name):
        return False
    if name.casefold() in patterns.words("no_names") or _CODE.search(name):
        return False
    if name.isupper() and len(name) > _IN_CAPITALS and " " not in name and _common(entity[-1]):
        return False
    return any(not token.pos or _proper(token) for token in entity)


def _proper(token: Token) -> bool:
    return token.pos_ in ("PROPN", "X", "SYM") or (token.is_upper and len(token) > 1) or not token.is_lower


def _doubted(learned: list[Found], text: str) -> list[Found]:
    """The model's findings; a place that no list or word before it knows, or a lone word that is said to be a
    person or a title without a sign of it, is taken for an organisation: the name that letters invent most."""
    surnames = {_surname(text[n.start : n.end]) for n in learned if n.label == "PER" and " " in text[n.start : n.end]}
    out: list[Found] = []
    for number, name in enumerate(learned):
        following = learned[number + 1] if number + 1 < len(learned) else None
        company = [
            other.label
            for other, between in (
                (out[-1], text[out[-1].end : name.start]) if out else (None, ""),
                (following, text[name.end : following.start]) if following else (None, ""),
            )
            if other and between in _AND and (other is not following or _sure(other, text))
        ]
        out.append(_reconsidered(name, text, surnames, company))
    return out


def _sure(name: Found, text: str) -> bool:
    """Whether a finding that has not been looked at yet can vouch for its neighbour."""
    return name.label != "LOC" or evidence.is_place(text[name.start : name.end], "")


def _reconsidered(name: Found, text: str, surnames: set[str], company: list[str]) -> Found:
    """One finding with the label that the lists, the words before it and its company in a list speak for."""
    printed, before = text[name.start : name.end], text[max(0, name.start - 30) : name.start]
    addressed = evidence.is_addressed(before)
    label = name.label
    if label == "ORG" and " " not in printed and addressed:
        label = "PER"
    elif label in ("ORG", "PER") and "LOC" in company and evidence.is_place(printed, ""):
        label = "LOC"
    elif label == "LOC" and (
        evidence.is_body(printed) or ("LOC" not in company and not evidence.is_place(printed, before))
    ):
        label = "ORG"
    elif label == "MISC":
        label = "ORG" if evidence.is_plain_word(printed) else label
    elif label == "PER" and not addressed and printed not in surnames:
        label = _person_or_not(printed, before, company)
    article = _CAPITAL_ARTICLE.search(before) if label == "ORG" else None
    return replace(name, label=label, start=name.start - len(article[1]) if article else name.start)


def _person_or_not(printed: str, before: str, company: list[str]) -> str:
    """The label of a supposed person whom nobody addresses."""
    first = printed.split()[0]
    if " " not in printed:
        known = evidence.is_person(printed, before) and "ORG" not in company
        return "PER" if known else "LOC" if "LOC" in company else "ORG"
    if "." in first or (evidence.is_person(first, before) and not evidence.is_body(printed)):
        return "PER"
    if evidence.is_place(printed, "") or "LOC" in company:
        return "LOC"
    compound = len(first) > _SHORT and lemmas.compound_lemma(first.lower()) is not None
    ordinary = compound or lemmas.is_common(first.lower())
    return "ORG" if evidence.is_body(printed) or (ordinary and not first[0].islower()) else "PER"


def _widened(found: list[Found], learned: list[Found]) -> list[Found]:
    """Findings of rules, each as wide as a model's finding of the same label that holds it."""
    wide, starts = [], [name.start for name in learned]
    for name in found:
        at = bisect_right(starts, name.start) - 1
        holder = learned[at] if at >= 0 else name
        holds = holder.label == name.label and holder.start <= name.start and holder.end >= name.end
        kept = name.strength in (FIXED, FILL) or not holds
        wide.append(name if kept else replace(name, start=holder.start, end=holder.end))
    return wide


def resolve(found: Iterable[Found]) -> list[Found]:
    """Findings of which none overlaps another: the stronger first, then the longer; in order of place."""
    kept: list[Found] = []
    taken = _Taken()
    for name in sorted(found, key=lambda n: (-n.strength, n.start - n.end, n.start)):
        if not taken.by_any(name):
            kept.append(name)
            taken.add(name)
    return sorted(kept)


class _Taken:
    """Which code points names stand on; says in no time whether a stretch is free."""

    def __init__(self, names: Iterable[Found] = ()) -> None:
        self._marks = bytearray()
        for name in names:
            self.add(name)

    def add(self, name: Found) -> None:
        """Take the place of `name`."""
        if len(self._marks) < name.end:
            self._marks.extend(bytes(name.end * 2 - len(self._marks)))
        self._marks[name.start : name.end] = b"\1" * (name.end - name.start)

    def by_any(self, name: Found) -> bool:
        """Whether any name stands where `name` would."""
        return self._marks.find(1, name.start, name.end) >= 0


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
    by_first: dict[str, list[str]] = {}
    for form in sorted(labels, key=len, reverse=True):
        by_first.setdefault(_FIRST_WORD.match(form)[0], []).append(form)  # type: ignore[index]
    again = []
    for match in _PRINTED_WORD.finditer(text):
        for form in by_first.get(match[0], ()):
            end = match.start() + len(form)
            if text.startswith(form, match.start()) and not _GOES_ON.match(text, end):
                again.append(Found(match.start(), end, labels[form], HEADED if labels[form] == "PER" else FILL))
                break
    taken = {label: _Taken(name for name in found if name.label == label) for label in ("PER", "ORG")}
    return [name for name in again if not taken[name.label].by_any(name)]


def _surname(name: str) -> str:
    """The surname of a full name, with a capital prefix as it stands alone ("Van den Berg")."""
    words = re.sub(r"^(?:[\w-]+\.\s?)+", "", name).split()
    while len(words) > 1 and words[0].lower() not in load_lines("tussenvoegsels"):
        words = words[1:]
    surname = " ".join(words)
    return surname[:1].upper() + surname[1:]
