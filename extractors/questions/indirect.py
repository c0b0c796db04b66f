"""Questions told in indirect speech: who asks whom, and where the question itself begins.

"Op 3 mei legde u ons voor of …", "wij vernemen graag hoe …": a verb of asking, a clause, and two sides. The
words between them tell who asks; the forms that only one side can have ("wij", "ons") weigh most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractors import speech
from extractors.lexicon import pattern
from extractors.questions.cues import LONGEST, matches
from extractors.quick import quick_pattern
from extractors.requesters import requester_pattern

Asker = Literal["raad", "ander"]

_CLAUSE = re.compile(
    r"\b(?:of|hoe(?!wel|zeer)|wat|wie|wanneer|waarom(?![,.])|welke?|hoeveel|in (?:hoeverre|welke mate)|"
    r"(?:op|in|aan|onder|voor|van|met|bij|over|naar|door|tegen|tot|uit) (?:welke?|wie|wat)|"
    r"waar(?!mee|na|bij|door|onder|op|toe|uit|over|in\b|van|voor|tegen)\w*)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:(?:onze|uw|jullie) (?:mening|zienswijze|visie|inbreng|opvatting|kijk op)|"
    r"(?:ons|uw|jullie) (?:oordeel|standpunt))\b",
    re.IGNORECASE,
)
_THEIRS = requester_pattern("")
_WE = re.compile(r"\b(?:wij|we|ik)\b", re.IGNORECASE)
_US = re.compile(
    r"\b(?<!bij )(?<!namens )(?<!voor )(?:ons(?! (?:advies|college))|onze (?:\w+ )?\w*raad|mij)\b", re.IGNORECASE
)
_RECEIVED = re.compile(
    r"\b(?:kr(?:ij|e)gen|kr(?:ij|ee)gt?|ontvangt|ontv[ai]ngen|ontving|gekregen|bereikte)\b", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:is|zijn|was|waren|wordt|worden|werd|werden)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"gevraagd|verzocht|voorgelegd|gesteld|gepolst", re.IGNORECASE)
_INNER = re.compile(r"\b(?:dat|omdat|waarin|waarbij|waarmee|toen|nadat|zoals|die)\b", re.IGNORECASE)
_WE_ARE = re.compile(r"\b(?:(?:wij|we) (?:zijn|werden|worden)|(?:zijn|werden|worden) (?:wij|we))\b", re.IGNORECASE)
_PUBLIC = re.compile(
    r"\b(?:leden|aanwezigen|dorpsgenoten|inwoners?|bewoners|burgers|achterban|cliënten|ouders|ouderen|jongeren|mantelzorgers|bezoekers|"
    r"deelnemers|leerlingen|mensen|vrijwilligers)\b",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"\b(?:uit te spreken|uitspreken|uitspreekt) (?P<matter>over|omtrent) |"
    r"\b(?:in te gaan|in gaan|te letten|ingaan|letten) (?P<point>op) |"
    r"\b(?=(?P<one>over|omtrent) (?!\d)[^.?!,]{5,150},? (?:en|alsmede|en ook) (?:over|omtrent) (?!\d))|"
    r"\b(?:visie|kijk|mening|oordeel|zienswijze|opvatting) (?P<sight>op|over|omtrent) "
    r"(?=[^.?!]{5,200},? (?:en|alsmede)(?: ook| daarnaast)? (?:ons|onze|uw) (?:visie|kijk|mening|oordeel|zienswijze) )",
    re.IGNORECASE,
)
_THEY_ARE_ASKED = re.compile(
    r"(?<!door )(?<!van )(?<!namens )\b(?:u|jullie|(?:het|uw) college|(?:de|uw) gemeente|de wethouder)"
    r"\s+(?:wordt|worden|werd|is|zijn|bent)\s+(?:[\w-]+\s+){0,3}?(?:verzocht|gevraagd|opgeroepen|uitgenodigd)\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\b(?:van|aan|bij|door) $", re.IGNORECASE)
"""What makes the council behind it the one who is asked."""
_FAR = 200
"""Characters between the verb of asking and the question."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question told: by whom it was asked, and where in the sentence its own words begin."""

    asker: Asker
    start: int


def told(words: str, names: re.Pattern[str], request: bool = False, askers: re.Pattern[str] = _THEIRS) -> Told | None:
    """The question that a sentence tells, if any; `names` matches the council as it calls itself, `askers` who asks it.

    In a `request` for advice it is the college that writes, and what it asks is put to the council.
    """
    words = words[:LONGEST]
    if not request and quick_pattern("told_first").match(words):
        return Told("ander", 0)
    verbs = list(quick_pattern("told_verb").finditer(words))
    if not verbs or matches("indirect_niet", words) or matches("lang_geleden", words):
        return None
    if pattern("told_other").search(words):
        return None
    for verb in verbs:
        start = _question(words, verb)
        if start is None:
            continue
        frame = words[:start] if start > verb.start() else words
        asker = _asker(frame, names, askers)
        if verb[0].lower().startswith(("de ", "een ")) and not (_US.search(frame) or names.search(frame)):
            asker = None  # "de vraag of …" that nobody puts to the council
        if asker is None and pattern("told_sure").search(words):
            asker = "ander"
        if request:
            asker = "ander" if asker == "raad" or pattern("told_order").search(frame) else None
        if asker == "raad" and not (matches("raad_vraagt", words) and not matches("eigen_niet", words)):
            continue
        if asker is not None:
            return Told(asker, start)
    return None


def asked_of_council(words: str, names: re.Pattern[str], askers: re.Pattern[str] = _THEIRS) -> bool:
    """Whether a sentence says that the other side asks the council for its advice or puts a question to it."""
    return request_weight(words, names, askers) >= SURE


SURE = 3.0
"""Weight of a sentence that names who asks, whom, and for what."""


@lru_cache(maxsize=2048)
def request_weight(words: str, names: re.Pattern[str], askers: re.Pattern[str] = _THEIRS) -> float:
    """How surely a sentence says that the other side asks the council for its advice: 0, 1 (weak) or `SURE`.

    It is weak where nothing says that an opinion is asked ("vroeg ons te komen"), or by whom ("kreeg ik de vraag").
    """
    words = words[:LONGEST]
    verbs = list(quick_pattern("asked_verb").finditer(words))
    if not verbs and quick_pattern("told_verb").search(words) is None:
        return 0.0
    if (
        (words.rstrip().endswith("?") and ":" not in words and "(" not in words)
        or pattern("told_none").search(words)
        or matches("lang_geleden", words)
        or pattern("told_other").search(words)
        or _FAVOUR.search(words)
    ):
        return 0.0
    best = 0.0
    frame = words[: words.find(": ")] if ": " in words else words
    for verb in verbs:
        matter = pattern("asked_matter").search(words) or words.endswith(":")
        if not (matter or _US.search(words) or names.search(words)):
            continue
        if "ander" in (_asker(words[: verb.end()], names, askers), _asker(frame, names, askers)):
            known = askers.search(words) or _ADVICE.search(words) or not _RECEIVED.search(words)
            best = max(best, SURE if matter and known else 1.0)
    spoken = speech.said(words) if best < SURE else None
    if spoken is not None:
        inner = words[spoken.inner.start : spoken.inner.end]
        best = SURE if spoken.asks or told(inner, names, request=True) else best
    elif best < SURE:
        found = told(words, names, askers=askers)
        best = SURE if found is not None and found.asker == "ander" else best
    return best


_ADVICE = re.compile(r"advi(?:es|se)|zienswijze|mening|oordeel", re.IGNORECASE)
_FAVOUR = re.compile(
    r"\b(?:vroeg|vraagt|gevraagd|vroegen|verzocht)\b[^.?;]{0,40}\bom (?:een|de|het|enkele|wat) "
    r"(?!(?:[\w-]+ )?(?:\w*advies|mening|zienswijze|oordeel|reactie|visie|input|inbreng|ideeën|antwoord|standpunt))",
    re.IGNORECASE,
)
"""Something else than an opinion is asked."""


def not_asked(words: str, names: re.Pattern[str]) -> bool:
    """Whether a sentence says that nobody asked the council."""
    found = quick_pattern("not_asked").search(words[:LONGEST])
    if found is None:
        return False
    clause = _CLAUSES.split(words[: found.end()])[-1]
    return any(ours.search(clause) for ours in (_US, _WE, names, _OPINION))


_CLAUSES = re.compile(r"\b(?:(?<!zonder )dat|omdat|terwijl|maar|want)\b|[;:]", re.IGNORECASE)


def _question(words: str, verb: re.Match[str]) -> int | None:
    """Where the question begins: at a clause behind the verb, or (an opinion is asked) with the sentence."""
    clause = _CLAUSE.search(words, verb.end(), verb.end() + _FAR)
    matter = _MATTER.search(words, verb.start())
    begins = max(matter.start(name) for name in ("matter", "point", "one", "sight")) if matter is not None else None
    if clause is not None and _RELATIVE.search(words, verb.end(), clause.start()):
        clause = None
    if clause is not None and len(words[clause.start() :].split()) > 2:
        return min(clause.start(), begins) if begins is not None and matter and matter["point"] else clause.start()
    if begins is not None:
        return begins
    opinion = _OPINION.search(words)
    return 0 if opinion is not None else None


_RELATIVE = re.compile(r", (?:waarin|waarmee|waarbij|waardoor|die|dat)\b[^,;:]*$", re.IGNORECASE)
"""A relative clause that is still open: what follows in it is told of the plan, not asked."""


def _asker(frame: str, names: re.Pattern[str], askers: re.Pattern[str]) -> Asker | None:
    """Which side asks, by the words that stand before the question (of a subordinate clause: its own)."""
    if _THEY_ARE_ASKED.search(frame):
        return "raad"
    inner = _INNER.split(frame)[-1]
    if askers.search(inner) and not _WE.search(inner):
        frame = inner
    received = _RECEIVED.search(frame) is not None
    passive = _PARTICIPLE.search(frame) is not None and _PASSIVE.search(frame) is not None
    theirs = askers.search(frame)
    council = names.search(frame)
    if _PUBLIC.search(frame) and theirs is None:
        return None
    if _WE.search(frame):
        return "ander" if received or (passive and _WE_ARE.search(frame)) else "raad"
    if _US.search(frame) or _OPINION.search(frame):
        return "ander"
    if council is not None and theirs is not None and _OBJECT.search(frame, 0, council.start()):
        return "ander"
    if council is None:
        return "ander" if theirs is not None else None
    if passive or received:
        return "ander"
    return "raad" if theirs is None or council.start() < theirs.start() else "ander"
