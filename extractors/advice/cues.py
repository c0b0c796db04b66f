"""What gives advice away in one Dutch sentence: verbs, set phrases, modals, imperatives, labels.

A `Cue` names its place in the sentence (offsets from the sentence's start), the strength that it
suggests, and how much it proves by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from extractors.advice import syntax
from extractors.advice.speaker import Verb, speaks
from extractors.facts import Strength
from extractors.lexicon import load_csv, load_lines, pattern
from extractors.quick import Many

Kind = Literal["label", "verb", "sure", "council", "likely", "weak", "follow", "imperative", "verb only"]

_LABEL = pattern("advice_label")
_LABEL_STRENGTH: dict[str, Strength] = {
    "aandachtspunt": "aandachtspunt",
    "voorwaarde": "voorwaarde",
    "randvoorwaarde": "voorwaarde",
    "verzoek": "verzoek",
    "oproep": "verzoek",
}
_GAP = r"[^.;:?!]{0,220}?"
_PARTICLE_ENDS = (
    r"(?=\s*(?:$|[.,:;]|(?:om|dat|te|tot|met|hier|daar|de|het|een|deze|dit|alle|extra|niet|in|meer|ook|bij|u|uw|"
    r"voor|op|eerst|altijd|dit|die|geen)\b|[^.;:?!]*\bte\b))"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at `[start, end)` of the sentence."""

    start: int
    end: int
    strength: Strength
    kind: Kind
    lemma: str = ""


def label(sentence: str) -> Cue | None:
    """A label that the sentence starts with ("Advies:", "Aanbeveling 2 -")."""
    match = _LABEL.match(sentence)
    if match is None:
        return None
    printed = match[0].lower()
    strength: Strength = next((value for word, value in _LABEL_STRENGTH.items() if word in printed), "advies")
    return Cue(match.start(), match.end(), strength, "label")


@lru_cache(maxsize=2048)
def verbs(sentence: str, names: re.Pattern[str]) -> tuple[Cue, ...]:
    """Verbs of advising in the present tense with the council as their subject."""
    found = []
    for form, (lemma, strength, need) in _verb_patterns().possible(sentence):
        for match in _overlapping(form, sentence):
            finite = match["finite"]
            start, end = match.start("finite"), match.end("finite")
            if need and not re.search(need, sentence[start:], re.IGNORECASE):
                continue
            if speaks(sentence, Verb(start, end, finite.lower(), match.end()), names):
                found.append(Cue(start, match.end(), strength, "verb", lemma))
    return tuple(found)


def _overlapping(form: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    """All matches, also those that begin inside another."""
    match = form.search(sentence)
    while match is not None:
        yield match
        match = form.search(sentence, match.start() + 1)


@lru_cache(maxsize=2048)
def phrases(sentence: str) -> tuple[Cue, ...]:
    """Set phrases and modals, in the order of the list, each once."""
    return tuple(
        Cue(match.start(), match.end(), strength, kind)
        for match, (strength, kind) in _phrases().search(sentence)
        if match.end() > match.start()
    )


def imperative(sentence: str) -> Cue | None:
    """The imperative that the sentence begins with, after at most an adverb or a condition."""
    openings = [0, *(match.end() for form in _OPENINGS for match in form.finditer(sentence))]
    found = (imperative_at(sentence, start) for start in openings if not told(sentence[:start]))
    return next((cue for cue in found if cue is not None), None)


def later_imperative(sentence: str, words: Sequence[Any]) -> Cue | None:
    """The imperative of the list with which a later clause begins, as the word classes of `words` tell."""
    starts = (place - words[0].idx for place in syntax.inner_commands(words))
    found = (imperative_at(sentence, start) for start in starts if not told(sentence[:start]))
    return next((cue for cue in found if cue is not None), None)


def told(before: str) -> bool:
    """Whether what follows `before` is somebody's words or thought, retold ("Wij zeiden toen: …")."""
    return bool(before) and bool(pattern("advice_told").search(before) or _IN_QUOTES.search(before))


_IN_QUOTES = re.compile(r"[\w,] [\"“„‘'][^\"”’']{3,}$")
"""The end of words in the midst of which something quoted has begun and not ended."""


def imperative_at(sentence: str, start: int) -> Cue | None:
    """The imperative of the list that stands at `start` of the sentence."""
    word = re.match(r"[\wïëéü]+", sentence[start:])
    if word is None or sentence.rstrip().endswith("?"):
        return None
    needed = _imperatives().get(word[0].lower())
    rest = sentence[start + word.end() :].lstrip()
    if needed is None or not rest or _SUBJECT.match(rest) or (word[0].endswith("t") and re.match(r"ze\b", rest)):
        return None
    if not re.match(needed, rest, re.IGNORECASE):
        return None
    return Cue(start, start + word.end(), "advies", "imperative")


_SUBJECT = re.compile(r"(?:ik|je|jij|hij|zij|wij|we|men|er (?:is|zijn))\b")
_OPENINGS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"^\(?(?:[IVX]{1,4}|\d{1,2}|[a-h])(?:\.\d{1,2}){0,2}[.)º°]{0,2} ",
        r"^(?:(?:dus|daarom|en|maar|vooral|ook|verder|tot slot|tenslotte|ten slotte|kortom|oftewel)[:,]? |[\"“‘'(])+",
        r"[:;] |, dus ",
        r"^(?:opmerking|punt|stap|ad|idee) \d{1,2}[.:)]? ",
        r"^(?:en |maar )?(?:als|wanneer|indien|mocht|zolang|zodra|voordat|lukt|kan|zo|wilt?|moet|komt|blijft|gaat|"
        r"krijgt|ziet|hebt|heeft|is|kiest|vindt) [^,;]{2,90}, (?:dan )?",
    )
)
"""What may stand before an imperative."""


@cache
def _imperatives() -> dict[str, str]:
    return {row["verb"]: row["next"] for row in load_csv("imperatives")}


@cache
def _phrases() -> Many[tuple[Strength, Kind]]:
    return Many(
        (row["pattern"], (row["strength"], row["kind"]))  # type: ignore[misc]
        for row in load_csv("advice_cues")
    )


@cache
def _verb_patterns() -> Many[tuple[str, Strength, str]]:
    patterns = []
    for row in load_csv("advice_verbs"):
        forms = []
        if row["particle"]:
            forms.append(_separated(row["present"], row["particle"]))
            if row["joined"]:
                forms.append(rf"(?P<finite>{row['joined']})")
        else:
            forms.append(rf"(?P<finite>{row['present']})")
        for form in forms:
            patterns.append((rf"\b{form}\b", (row["verb"], row["strength"], row["need"])))
    return Many(patterns)  # type: ignore[arg-type]


def _separated(finite: str, particle: str) -> str:
    """A pattern for a finite verb and, further on, its particle or set object."""
    if particle == "VOOR":  # also a preposition: right after verb and subject, or at the end of its clause
        near = r"(?:\s+(?:wij|we|ik|u|hierbij|daarom|dan|ook|nog|(?:de|het) (?:[\w-]+ ){0,2}?[\w-]+)){0,3}?\s+voor\b"
        far = rf"{_GAP}\bvoor\b(?=\s*(?:$|[.,:;]|(?:om|dat)\b))"
        return rf"(?P<finite>{finite})\b(?:{near}(?=[^.;?!]*(?:\bte\b|\bom\b|\bdat\b|:))|{far})"
    ends = _PARTICLE_ENDS if particle in {"aan", "af", "op", "uit", "mee"} else ""
    return rf"(?P<finite>{finite})\b{_GAP}\b(?:{particle})\b{ends}"


@cache
def _earlier() -> Many[None]:
    return Many((line, None) for line in load_lines("earlier_advice"))


@lru_cache(maxsize=2048)
def retold(sentence: str) -> bool:
    """Whether the sentence retells earlier advice, or tells that something was asked or advised."""
    return any(True for _ in _earlier().search(sentence))
