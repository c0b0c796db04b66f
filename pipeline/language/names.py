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

from pipeline.language import doubts, evidence, lemmas, patterns
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
_BRANCH = re.compile(r" afdeling [A-ZÀ-Þ][\w'’-]+")
_TWIN = re.compile(r"(?:, ([A-ZÀ-Þ][\w-]+))? en ([A-ZÀ-Þ][\w-]+)(?! [A-ZÀ-Þ])(?![\w-])")
_LETTERS = re.compile(r" \(([A-Z][A-Za-z]{1,7})\)")
_PLAIN_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LINKS = ("van", "voor", "de", "het", "der", "den", "en", "in", "op", "aan", "te", "bij", "tot", "ten", "om")
_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}\w*$")
_CODE = re.compile(r"\w/\d|\d/|\||^[A-Z]\d{1,2}$|[A-Za-z][-./ ]?\d\d+-\d|^[A-Z]{1,5}-\d|^[IVX]{2,4}$|\d{4,}$")
_OPENING = (":", "|", "•", "-", "–", "“", '"', "\n", "\n\n")
_COLLEGE_OF = re.compile(r"[Cc]ollege van (?=[A-Z'’])")
_BEGINS_AS = ("VERB", "AUX", "ADJ", "ADV", "INTJ", "PRON", "DET", "ADP", "SCONJ", "CCONJ", "NUM")
_FIRST_WORD = re.compile(r"\w+|.", re.DOTALL)
_PRINTED_WORD = re.compile(r"(?<![\w@./-])(?:\w+|[^\w\s])")
_GOES_ON = re.compile(r"[\w@-]")
_IN_CAPITALS = 3


@Language.component(NAME, assigns=["doc.ents", "token.ent_type"], retokenizes=False)
def set_names(doc: Doc) -> Doc:
    """Replace `doc.ents` by the names of model and rules together, with our labels."""
    text = doc.text
    learned = [name for entity in doc.ents for name in _cleaned(entity)]
    learned = doubts.doubted(learned, text)
    found = resolve([*_widened(patterns.find(text), learned), *learned])
    found = resolve([*found, *_longer(text, found), *_spelled_out(text, found)])
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
        college = _COLLEGE_OF.match(inner) if label == "ORG" else None
        if college and patterns.is_municipality(inner[college.end() :]):
            start, inner, label = start + college.end(), inner[college.end() :], "LOC"
        found = Found(start, start + len(inner), label, MODEL)
        if _may_be_name(inner, entity) and not _describes(found, entity.doc.text) and not _begins(entity):
            yield found


def _at_start(entity: Span) -> bool:
    """Whether a finding begins its sentence."""
    return entity.start == 0 or bool(entity.doc[entity.start].is_sent_start)


def _begins(entity: Span) -> bool:
    """Whether a finding is an ordinary word that only begins its sentence or line ("Duidelijk is …")."""
    token = entity[0]
    opens = _at_start(entity) or entity.doc[token.i - 1].text in _OPENING
    if len(entity) > 1 or not opens or not token.is_title or patterns.is_municipality(token.text):
        return False
    if entity.label_ in ("PER", "PERSON") and evidence.is_first_name(token.text):
        return False
    return token.pos_ in _BEGINS_AS or _ordinary(token.lower_)


def _describes(name: Found, text: str) -> bool:
    """Whether a finding is a department, a function or an adjective of a place rather than a name."""
    printed, before = text[name.start : name.end], text[max(0, name.start - 30) : name.start]
    if name.label == "PER":
        return False
    if " " not in printed and (evidence.is_role(printed) or evidence.is_of_a_place(printed)):
        return True
    return name.label == "ORG" and evidence.is_unit(printed, before) and _ordinary(printed.split()[0].lower())


def _ordinary(word: str) -> bool:
    return word in patterns.words("no_names") or lemmas.is_common(word) or lemmas.compound_lemma(word) is not None


def _unnamed(doc: Doc, found: list[Found]) -> list[Found]:
    """Proper nouns that nothing has named yet: persons and places if lists know them, else
    organisations."""
    out, taken, text = [], _Taken(found), doc.text
    for run in _proper_runs(doc):
        name = Found(run.start_char, run.end_char, "ORG", FILL)
        if taken.by_any(name) or all(_common(token) for token in run) or _describes(name, text):
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
    return _ordinary(token.lower_)


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


def _longer(text: str, found: list[Found]) -> list[Found]:
    """Organisations that go on behind their first part: "Platform Wonen en Zorg", "Zonnebloem afdeling Peize"."""
    out = []
    for name in found:
        if name.label != "ORG":
            continue
        branch = _BRANCH.match(text, name.end)
        twin = _TWIN.match(text, name.end) if " " in text[name.start : name.end] else None
        last = text[name.start : name.end].split()[-1].lower()
        if branch:
            out.append(replace(name, end=branch.end(), strength=max(name.strength, HEADED)))
        elif twin and _ordinary(last) and all(_ordinary(word.lower()) for word in filter(None, twin.groups())):
            out.append(replace(name, end=twin.end(), strength=max(name.strength, HEADED)))
    return out


def _spelled_out(text: str, found: list[Found]) -> list[Found]:
    """Full names before an abbreviation in brackets whose letters are theirs: "Centraal Orgaan opvang … (COA)"."""
    out, taken = [], _Taken(name for name in found if name.label in ("ORG", "LOC"))
    for match in _LETTERS.finditer(text):
        before = list(_PLAIN_WORD.finditer(text, text.rfind("\n", 0, match.start()) + 1, match.start()))
        start = _spelling(before, match[1])
        if start is None or text[start : match.start()].casefold() in patterns.words("no_names"):
            continue
        name = Found(start, match.start(), "ORG", HEADED)
        if text[start].isupper() and taken.by_any(name) and not text.startswith("Wet ", start):
            out.append(name)
    return out


def _spelling(before: list[re.Match[str]], letters: str) -> int | None:
    """Where the words begin whose first letters, link words left out at will, spell `letters`; None if they do not."""
    left, at = letters.lower(), None
    for word in reversed(before):
        if not left:
            break
        if word[0][0].lower() == left[-1]:
            left, at = left[:-1], word.start()
        elif word[0].lower() not in _LINKS:
            return None
    return None if left else at


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
            surname = doubts.surname(printed)
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
                if labels[form] == "PER" and patterns.is_municipality(form):
                    before = text[max(0, match.start() - 30) : match.start()]
                    if not evidence.is_addressed(before):
                        break
                again.append(Found(match.start(), end, labels[form], HEADED if labels[form] == "PER" else FILL))
                break
    taken = {label: _Taken(name for name in found if name.label == label) for label in ("PER", "ORG")}
    return [name for name in again if not taken[name.label].by_any(name)]
