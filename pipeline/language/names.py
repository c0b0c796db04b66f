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
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from pipeline.language import doubts, evidence, further, learned, patterns
from pipeline.language.learned import LABELS
from pipeline.language.patterns import FILL, FIXED, HEADED, MODEL, Found

NAME = "adviesradar_names"

_WORD = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]{2,}\w*$")
_FIRST_WORD = re.compile(r"\w+|.", re.DOTALL)
_PRINTED_WORD = re.compile(r"(?<![\w@./-])(?:\w+|[^\w\s])")
_GOES_ON = re.compile(r"[\w@-]")
_IN_CAPITALS = 3


@Language.component(NAME, assigns=["doc.ents", "token.ent_type"], retokenizes=False)
def set_names(doc: Doc) -> Doc:
    """Replace `doc.ents` by the names of model and rules together, with our labels."""
    text = doc.text
    by_model = doubts.doubted([name for entity in doc.ents for name in learned.cleaned(entity, text)], text)
    found = resolve([*_widened(_outermost(patterns.find(text)), by_model), *by_model])
    found = resolve([*found, *further.longer(text, found), *further.spelled_out(text, found)])
    found = resolve([*found, *further.abbreviations(text, found)])
    found = resolve([*found, *further.listed(text, found)])
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


def _unnamed(doc: Doc, found: list[Found]) -> list[Found]:
    """Proper nouns that nothing has named yet: persons and places if lists know them, else
    organisations."""
    out, taken, text = [], further.Taken(found), doc.text
    for run in _proper_runs(doc):
        name = Found(run.start_char, run.end_char, "ORG", FILL)
        if (
            taken.by_any(name)
            or all(learned.is_ordinary(token.lower_) for token in run)
            or learned.describes(name, text)
        ):
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


def _widened(found: list[Found], by_model: list[Found]) -> list[Found]:
    """Findings of rules, each as wide as a model's finding of the same label that holds it."""
    wide, starts = [], [name.start for name in by_model]
    for name in found:
        at = bisect_right(starts, name.start) - 1
        holder = by_model[at] if at >= 0 else name
        holds = holder.label == name.label and holder.start <= name.start and holder.end >= name.end
        kept = name.strength in (FIXED, FILL) or not holds
        wide.append(name if kept else replace(name, start=holder.start, end=holder.end))
    return wide


def _outermost(found: list[Found]) -> list[Found]:
    """Findings of rules without those organisations that are part of a longer one: "Koepel van Adviesraden …"."""
    kept, end = [], 0
    for name in sorted(found, key=lambda n: (n.start, -n.end)):
        body = name.label == "ORG"
        if not body or name.end > end:
            kept.append(name)
        if body and name.strength >= HEADED:
            end = max(end, name.end)
    return kept


def resolve(found: Iterable[Found]) -> list[Found]:
    """Findings of which none overlaps another: the stronger first, then the longer; in order of place."""
    kept: list[Found] = []
    taken = further.Taken()
    for name in sorted(found, key=lambda n: (-n.strength, n.start - n.end, n.start)):
        if not taken.by_any(name):
            kept.append(name)
            taken.add(name)
    return sorted(kept)


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
    taken = {label: further.Taken(name for name in found if name.label == label) for label in ("PER", "ORG")}
    return [name for name in again if not taken[name.label].by_any(name)]
