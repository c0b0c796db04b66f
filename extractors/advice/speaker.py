"""Who speaks: whether the subject of a verb of advising is the council that writes the letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractors.lexicon import load_lines

_PLURAL_ONLY = re.compile(r"\b(?:wij|we|ondergetekenden)$", re.IGNORECASE)
_FILLER = (
    r"(?:(?:nu|dan|dus|ook|daarom|hierbij|daarbij|hiermee|nogmaals|opnieuw|u|uw college|het college|nadrukkelijk|"
    r"verder|daarnaast|wederom|met klem|dringend|hier|er|ervoor|erop|bovendien|wel|tevens|eveneens|echter|het|"
    r"namens \w+(?: \w+)?|"
    r"mede|zeer|graag|zich|hiervoor|daarvoor|hierover)\s+)*"
)
_NOUN_BEFORE = re.compile(
    r"\b(?:de|het|een|deze|die|dit|dat|uw|onze|ons|hun|geen|elke|iedere|welke|eerste|tweede|derde|vierde|laatste|advies|die|wat)\s+$",
    re.IGNORECASE,
)
_NOUNS = frozenset(
    {
        "verzoek",
        "raad",
        "raden",
        "vraag",
        "eis",
        "mis",
        "stel",
        "hoop",
        "vragen",
        "eisen",
        "beval",
        "wijzen",
        "wil",
        "voorstellen",
    }
)
_MUST = re.compile(
    r"\b(?:menen|meent|hechten|hecht|voelen|voelt|zien ons|ziet zich|besloten|genoodzaakt|verplicht)\b", re.IGNORECASE
)
_FUTURE = re.compile(r"\b(?:zal|zullen|kan|kunnen|mag|mogen|gaan|gaat|blijven|blijft|moeten|moet)\b", re.IGNORECASE)


def own_names(names: re.Pattern[str], sender: str | None, text: str) -> re.Pattern[str]:
    """`names` and, where `text` uses it, the abbreviation of the sender's name ("Cliëntenraad Werk": CW, CRW)."""
    words = re.findall(r"[A-Za-zÀ-ÿ-]+", sender or "")
    if len(words) < 2:
        return names
    inner = [_initial(word, optional=position > 1) for position, word in enumerate(words)]
    found = re.search(rf"\b[Dd]e (?P<short>{''.join(inner)})\b(?!-)", text)
    if found is None or len(found["short"]) < 2:
        return names
    return re.compile(rf"{names.pattern}|\b(?:de )?(?-i:{re.escape(found['short'])})\b", names.flags)


def _initial(word: str, optional: bool) -> str:
    """A pattern for what an abbreviation takes of a word: its initial, of a council also its R or P."""
    first = word[0].upper()
    if not word[0].isupper():
        return f"(?:{first}|{first.lower()})?"
    last = {"raad": "[Rr]?", "platform": "[Pp]?", "panel": "[Pp]?"}
    second = next((mark for end, mark in last.items() if word.lower().endswith(end) and len(word) > len(end)), "")
    return f"{first}?{second}" if optional else first + second


@cache
def with_pronoun(names: re.Pattern[str]) -> re.Pattern[str]:
    """The names of the council, or "hij" or "zij" that opens a sentence and stands for it."""
    return re.compile(rf"{names.pattern}|\A(?:[IVX\d.]+ )?(?:hij|zij)\b", names.flags)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb in a sentence: where it stands, its form, and where its expression ends."""

    start: int
    end: int
    form: str
    finish: int


def speaks(sentence: str, verb: Verb, names: re.Pattern[str]) -> bool:
    """Whether the council (`names` matches it) is the subject of `verb` and speaks here and now."""
    before, after = sentence[: verb.start], sentence[verb.end :]
    if verb.form in _NOUNS and _NOUN_BEFORE.search(before) and not re.match(r"\s*(?:wij|we|ik)\b", after):
        return False
    if re.search(r"\bte\s+$", before) or " te " in f" {verb.form}":
        return bool(_MUST.search(before)) and bool(names.search(before))
    clause = _clause(before)
    singular = verb.form.endswith("t") or verb.form in {"is", "pleit", "bepleit"}
    inverted = re.match(rf"\s*{_FILLER}({names.pattern})", after, re.IGNORECASE)
    pronoun = inverted is not None and inverted[1].lower() in {"wij", "we", "ik"}
    if not pronoun and _third_subject(clause, names):
        return False
    if inverted and not pronoun and re.match(r"\s*(?:u|uw college|het college)\b", after) and not names.search(clause):
        return False  # "In uw brief vraagt u de raad …": the other speaks
    if inverted and _agrees(inverted[1], singular, verb.form):
        return not _undertaking(clause, after, verb)
    if re.match(
        r"\s*(?:u|jullie|het college|uw college|de gemeente|de wethouder|zij|men|hij)\b", after
    ) and not clause.strip(" ,"):
        return False
    if own_object(after, names) and clause.strip().lower() in {"wij", "we"}:
        return False
    own = list(names.finditer(clause))
    if not own:
        # "De raad heeft zorgen en adviseert …": the subject stands in an earlier clause
        own = (
            list(names.finditer(before))
            if re.search(r"\b(?:en|maar|of)\s+(?:\w+\s+){0,3}$", before) or "," in before
            else []
        )
    own = [match for match in own if _agrees(match[0], singular, verb.form)]
    return bool(own) and not _undertaking(clause, after, verb)


def own_object(after: str, names: re.Pattern[str]) -> bool:
    """Whether the verb is aimed at a council: then a college speaks."""
    match = names.match(after.lstrip())
    return match is not None and match[0].lower() not in {"wij", "we", "ik"}


def _undertaking(clause: str, after: str, verb: Verb) -> bool:
    """Whether the council only says what it will or may do."""
    if not re.search(r"en$", verb.form):
        return False
    if re.search(r"\b(?:wil|willen|zou|zouden|wenst|wensen|moet|moeten) ", clause, re.IGNORECASE) and not re.search(
        r"\b(?:blijven|kunnen)\b", clause
    ):
        return False
    return bool(_FUTURE.search(clause) or re.match(r"\s*(?:zal|zullen|kan|kunnen|mogen|blijven)\b", after))


def _agrees(subject: str, singular: bool, form: str) -> bool:
    """Whether subject and verb form can go together: "wij" never with "adviseert"."""
    plural_pronoun = bool(_PLURAL_ONLY.search(subject))
    if plural_pronoun:
        return not singular
    if subject.lower() == "ik":
        return not form.endswith("en") and form not in {"is"}
    return singular or form.endswith("en")


def _clause(before: str) -> str:
    """The clause in front of the verb: what follows the last semicolon, colon or new coordinated clause."""
    return re.split(r"[;:]\s|,\s(?=(?:en|maar|want|dus|terwijl|zodat|omdat)\s)|\s[–—-]\s", before)[-1]


@cache
def _third_parties() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word) for word in load_lines("third_parties")), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:zowel|ook|zoals|volgens|zo|de|het|een|alle|veel|onze|uw|sommige|deze|dit) )*(?:\w+ )?(?:{words})\b",
        re.IGNORECASE,
    )


def _third_subject(clause: str, names: re.Pattern[str]) -> bool:
    """Whether a third party opens the clause in front of the verb and the council does not follow."""
    opening = re.match(r"\s*(?:(?:ook|zo|en|maar|want|zoals|verder|daarnaast)\s+)*", clause)
    start = opening.end() if opening else 0
    if names.match(clause, start):
        return False
    third = _third_parties().match(clause, start)
    return third is not None and not names.search(clause, third.end())
