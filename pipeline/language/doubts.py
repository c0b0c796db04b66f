"""What a model calls a name, looked at again: places, persons and organisations that it takes for one another."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.lexicon import load_lines
from pipeline.language import evidence, lemmas, patterns
from pipeline.language.patterns import Found

_CAPITAL_ARTICLE = re.compile(r"[a-z,(] ((?:De|Het) )$")
_AND = (", ", " en ", " of ", ", en ")
_SHORT = 9


def doubted(learned: list[Found], text: str) -> list[Found]:
    """The model's findings; a place that no list or word before it knows, or a lone word that is said to be a
    person or a title without a sign of it, is taken for an organisation: the name that letters invent most."""
    surnames = {surname(text[n.start : n.end]) for n in learned if n.label == "PER" and " " in text[n.start : n.end]}
    bodies = [text[n.start : n.end] for n in learned if n.label == "ORG"]
    places = {body.split()[-1] for body in bodies if " " in body}
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
        if name.label == "ORG" and text[name.start : name.end] in places and _is_listed(name, text):
            company.append("LOC")  # "Dorpsraad Norg" makes "Norg" a place
        out.append(_reconsidered(name, text, surnames, company))
    return out


def _sure(name: Found, text: str) -> bool:
    """Whether a finding that has not been looked at yet can vouch for its neighbour."""
    return name.label != "LOC" or evidence.is_place(text[name.start : name.end], "")


def _is_listed(name: Found, text: str) -> bool:
    return evidence.is_place(text[name.start : name.end], "")


def _goes_with_places(printed: str, company: list[str]) -> bool:
    """Whether what stands beside places in a list is one: the lists know it, or nothing says that it is not."""
    if evidence.is_place(printed, ""):
        return True
    short = " " not in printed or printed.startswith(("De ", "Het "))
    return short and ("ORG" not in company and not evidence.is_body(printed) and not patterns.is_organisation(printed))


def _is_surely_place(label: str, printed: str, before: str) -> bool:
    """Whether a supposed organisation or person is a place by the word before it or by the list of municipalities."""
    if label == "ORG" and evidence.is_place_before(before):
        return not evidence.is_body(printed)
    if label == "ORG":
        towards = evidence.is_going_to(before) or before.endswith("naar ")
        return " " not in printed and towards and evidence.is_place(printed, "")
    return label == "PER" and patterns.is_municipality(printed)


def _reconsidered(name: Found, text: str, surnames: set[str], company: list[str]) -> Found:
    """One finding with the label that the lists, the words before it and its company in a list speak for."""
    printed, before = text[name.start : name.end], text[max(0, name.start - 30) : name.start]
    addressed = evidence.is_addressed(before)
    label, alone = name.label, " " not in printed
    if label == "ORG" and alone and addressed:
        label = "PER"
    elif not addressed and evidence.is_kind_of_body(before) and not patterns.is_municipality(printed):
        label = "ORG"
    elif not addressed and label in ("ORG", "PER") and (evidence.is_kind_of_plan(before) or evidence.is_plan(printed)):
        return replace(name, label="MISC")
    elif _is_surely_place(label, printed, before) and not addressed and printed not in surnames:
        label = "LOC"
    elif label == "LOC" and alone and evidence.is_first_name(printed) and not evidence.is_going_to(before):
        label = "PER" if not patterns.is_municipality(printed) else "LOC"
    elif label in ("ORG", "PER") and "LOC" in company and _goes_with_places(printed, company):
        label = "LOC"
    elif label == "LOC" and (
        evidence.is_body(printed) or ("LOC" not in company and not evidence.is_place(printed, before))
    ):
        label = "ORG"
    elif label == "MISC":
        plain = "LOC" if evidence.is_place(printed, before) else "ORG"
        label = plain if evidence.is_plain_word(printed) else label
    elif label == "PER" and not addressed and printed not in surnames:
        label = _person_or_not(printed, before, company)
    article = _CAPITAL_ARTICLE.search(before) if label == "ORG" else None
    return replace(name, label=label, start=name.start - len(article[1]) if article else name.start)


def _person_or_not(printed: str, before: str, company: list[str]) -> str:
    """The label of a supposed person whom nobody addresses."""
    first = printed.split()[0]
    if " " not in printed:
        known = evidence.is_person(printed, before) and "ORG" not in company
        return "PER" if known else "LOC" if "LOC" in company or evidence.is_place(printed, before) else "ORG"
    last = printed.split()[-1].lower()
    if not evidence.is_person(first, before) and lemmas.lookup(last, "NOUN") not in (None, last) and "." not in first:
        return "ORG"  # "Zwart Supermarkten": a plural is no surname
    if "." in first or (evidence.is_person(first, before) and not evidence.is_body(printed)):
        return "PER"
    if evidence.is_place(printed, "") or "LOC" in company:
        return "LOC"
    compound = len(first) > _SHORT and lemmas.compound_lemma(first.lower()) is not None
    ordinary = compound or lemmas.is_common(first.lower())
    return "ORG" if evidence.is_body(printed) or (ordinary and not first[0].islower()) else "PER"


def surname(name: str) -> str:
    """The surname of a full name, with a capital prefix as it stands alone ("Van den Berg")."""
    words = re.sub(r"^(?:[\w-]+\.\s?)+", "", name).split()
    while len(words) > 1 and words[0].lower() not in load_lines("tussenvoegsels"):
        words = words[1:]
    surname = " ".join(words)
    return surname[:1].upper() + surname[1:]
