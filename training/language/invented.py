"""Letters from templates, with invented names: for training only.

The templates and the lists of bodies, statutes and streets come from `letter-templates.json` of the
data folder; the lists of what is no name stand in `invented.yaml`. A fixed seed decides everything.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from pipeline.language import patterns
from training.language import marked
from training.language.marked import Marked, parse

_SLOT = re.compile(r"\{([A-Z]+)\}")
_LABELS = {"PER": "PER", "LN": "PER", "FN": "PER", "LOC": "LOC", "ADR": "LOC", "LAW": "MISC", "PLAN": "MISC"}
_ORGANISATIONS = ("BODY", "ABBR", "ORG", "BR", "MEDIUM", "TWIN")
_PREFIXES = (
    "van",
    "van de",
    "van der",
    "van den",
    "de",
    "den",
    "ter",
    "ten",
    "te",
    "van 't",
    "in 't",
    "el",
    "ben",
    "al",
)


class Inventor:
    """Fills templates. `data` is the folder with the templates and the gazetteers."""

    def __init__(self, data: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lists: dict[str, Any] = json.loads((data / "letter-templates.json").read_text(encoding="utf-8"))
        own = yaml.safe_load((Path(__file__).parent / "invented.yaml").read_text(encoding="utf-8"))
        self.words: dict[str, list[str]] = own["words"]
        self.templates: list[str] = self.lists["templates"] + own["templates"]
        self.places = (data / "gemeenten.txt").read_text(encoding="utf-8").split("\n")
        self.places = [place for place in self.places if place.strip()]
        self.first, self.last = _people(data / "gazetteer-per.txt.gz")
        self.villages = _own_places()
        self.bodies = _bodies(data / "gazetteer-org.txt.gz")
        self.known = [name.rstrip("|") for name in patterns.words("organisations")]
        self.first += own["first_names"] * 40
        self.last += own["last_names"] * 40

    def person(self) -> str:
        """A full name in one of the ways in which letters print it."""
        roll, last = self.dice.random(), self.surname()
        if roll < 0.45:
            return f"{self.dice.choice(self.first)} {_lower_prefix(last)}"
        if roll < 0.85:
            initials = "".join(self.dice.choice("ABCDEFGHIJKLMNPRSTVWY") + "." for _ in range(self.dice.randint(1, 4)))
            return f"{initials} {_lower_prefix(last)}"
        if roll < 0.95:
            return f"{self.dice.choice(self.first)} {_lower_prefix(last)}-{self.surname()}"
        return f"{self.dice.choice('ABCDEFGHJKLMNPRSTW')}. {_lower_prefix(last)}"

    def surname(self) -> str:
        """A surname, with a capital prefix now and then."""
        last = self.dice.choice(self.last)
        if self.dice.random() < 0.25 and " " not in last:
            last = f"{self.dice.choice(_PREFIXES).capitalize()} {last}"
        return last

    def place(self) -> str:
        """A municipality, or a village or region."""
        roll = self.dice.random()
        return self.dice.choice(self.places if roll < 0.6 else self.villages if roll < 0.85 else self.lists["regions"])

    def medium(self) -> str:
        """A newspaper or broadcaster with a place in its name."""
        kind, place = self.dice.choice(self.words["PAPER"]), self.place()
        forms = [f"{kind} {place}", f"{kind} van {place}", f"{place}se {kind}", f"De {kind} van {place}"]
        return self.dice.choice(forms)

    def twin(self) -> str:
        """An organisation with two topics in its name: "Platform Wonen en Zorg"."""
        first, second = self.dice.sample(self.words["TOPICS"], 2)
        return f"{self.dice.choice(self.words['HEADS'])} {first} en {second}"

    def brand(self) -> str:
        """A name that exists nowhere, in one of the ways in which organisations are called."""
        make = self.dice.choices(
            (self._coined, self._after_a_thing, self._after_a_virtue, self._run_together, self._initials, self._taken),
            weights=(4, 4, 3, 2, 3, 3),
        )[0]
        return make()

    def _coined(self) -> str:
        word = "".join(self.dice.choice(self.lists["brand_syllables"]) for _ in range(self.dice.randint(2, 3)))
        forms = [word.capitalize(), word.capitalize(), word.upper(), word.capitalize() + self.ending()]
        return self.dice.choice(forms)

    def _after_a_thing(self) -> str:
        article = self.dice.choice(["De", "De", "Het", "'t"])
        return f"{article} {self.dice.choice(self.words['THINGS']).capitalize()}"

    def _after_a_virtue(self) -> str:
        first, second = self.dice.choice(self.words["VIRTUES"]), self.dice.choice(self.words["THINGS"])
        return f"{first} {second.capitalize()}{self.dice.choice(['', '', ' ' + self.place()])}"

    def _run_together(self) -> str:
        first, second = self.dice.choice(self.words["VIRTUES"]), self.dice.choice(self.words["THINGS"])
        return first + (second.capitalize() if self.dice.random() < 0.6 else second)

    def _initials(self) -> str:
        return "".join(self.dice.choices("ABCDEFGHIKLMNOPRSTVWZ", k=self.dice.randint(3, 5)))

    def _taken(self) -> str:
        return self.dice.choice(self.bodies)

    def ending(self) -> str:
        """What a company may carry behind its name."""
        return self.dice.choice([" BV", "groep", " Groep", "-Oost", " Zorg", " Welzijn", " & Co", "Werk", ""])

    def organisation(self) -> str:
        """A known organisation or an invented one."""
        roll = self.dice.random()
        if roll < 0.1:
            return str(self.dice.choice(self.lists["organisations"]))
        if roll < 0.4:
            return self.dice.choice(self.known)
        if roll < 0.6:
            head = self.dice.choice(self.lists["organisation_heads"])
            return f"{head} {self.place() if self.dice.random() < 0.5 else self.brand()}"
        if roll < 0.7:
            return f"{self.dice.choice(self.words['HEADS'])} {self.dice.choice(self.words['TOPICS'])} {self.place()}"
        return self.brand()

    def fill(self, template: str) -> Marked:
        """A sentence: the template with every slot filled, names marked."""
        body = self.body()
        line = _SLOT.sub(lambda match: self._slot(match[1], body), template)
        line = re.sub(r" ([.,:;?!)])", r"\1", line).replace("( ", "(")
        return parse(line)

    def body(self) -> str:
        """An advisory body, half of the time with its municipality in its name."""
        name = str(self.dice.choice(self.lists["bodies"]))
        return f"{name} {self.place()}" if self.dice.random() < 0.4 else name

    def _slot(self, slot: str, body: str) -> str:
        makers: dict[str, Callable[[], str]] = {
            "PER": self.person,
            "LN": self.surname,
            "FN": lambda: self.dice.choice(self.first),
            "LOC": self.place,
            "ADR": lambda: self.dice.choice(self.lists["streets"]),
            "BODY": lambda: body,
            "ABBR": lambda: self.dice.choice(self.lists["abbreviations"]),
            "ORG": self.organisation,
            "BR": self.brand,
            "MEDIUM": self.medium,
            "TWIN": self.twin,
            "LAW": lambda: self.dice.choice(self.lists["statutes"]),
            "N": lambda: str(self.dice.randint(1, 300)),
            "D": self._date,
            "PC": lambda: f"{self.dice.randint(1000, 9999)} {''.join(self.dice.choices('ABCDEFGHJKLMNPRSTVWXZ', k=2))}",
        }
        value = makers[slot]() if slot in makers else self.dice.choice(self.words[slot])
        label = "ORG" if slot in _ORGANISATIONS else _LABELS.get(slot)
        return f"[{value}|{label}]" if label else value

    def _date(self) -> str:
        month = self.dice.choice(self.words["MONTHS"])
        day, year = self.dice.randint(1, 30), self.dice.randint(2008, 2026)
        return self.dice.choice(
            [f"{day} {month} {year}", f"{day} {month}", f"{day} {month} jl.", f"{day}-{year % 12 + 1}-{year}"]
        )

    def sentences(self, count: int) -> list[Marked]:
        """`count` sentences, a few of them in capitals or without."""
        made = []
        for _ in range(count):
            sentence = self.fill(self.dice.choice(self.templates))
            roll = self.dice.random()
            if roll < 0.05:
                sentence = recase(sentence, str.upper)
            elif roll < 0.06:
                sentence = recase(sentence, str.lower)
            made.append(sentence)
        return made


def recase(sentence: Marked, change: Callable[[str], str]) -> Marked:
    """The sentence in other case; left alone where that would move the names."""
    text = change(sentence.text)
    return Marked(text, sentence.names) if len(text) == len(sentence.text) else sentence


def _lower_prefix(last: str) -> str:
    head, _, tail = last.rpartition(" ")
    return f"{head.lower()} {tail}" if head else tail


def _own_places() -> list[str]:
    """The places of our own training sentences, each once."""
    sentences = [sentence for block in marked.part("train") for sentence in block]
    places = {s.text[start:end] for s in sentences for start, end, label in s.names if label == "LOC"}
    return sorted(place for place in places if place[0].isupper() and not place.isupper())


def _bodies(path: Path) -> list[str]:
    """Organisations of the gazetteer with one to three words, each with a capital."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        names = [line.strip() for line in lines]
    return [name for name in names if re.fullmatch(r"(?:[A-Z][\w&-]+)(?: [A-Z][\w&-]+){0,2}", name)]


def _people(path: Path) -> tuple[list[str], list[str]]:
    """First names and surnames of the gazetteer's names of two plain words or with a Dutch prefix."""
    first, last = [], []
    pattern = re.compile(
        r"([A-ZÀ-Þ][a-zà-ÿ]{2,}) ((?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Tt]en|[Tt]er) )*[A-ZÀ-Þ][a-zà-ÿ]{3,})$"
    )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            match = pattern.match(line.strip())
            if match and match[1].lower() not in _PREFIXES:
                first.append(match[1])
                last.append(match[2])
    return first, last
