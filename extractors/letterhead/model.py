"""The trained classifier of a letterhead's lines: which holds the subject, the date, the addressee.

It goes by how a line looks, where it stands and which words are on it, so it also reads letterheads whose labels
no list knows. Weights are packaged data (`extractors/models/letterhead.json`), trained by `python -m
training.letterhead`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal, cast

from extractors import classifier
from extractors.dates.grammar import parse
from extractors.letter import Letter
from extractors.letterhead.lines import Parts, PrintedLine
from extractors.names import places
from extractors.names.bodies import find_bodies
from extractors.names.persons import find_persons

Role = Literal["onderwerp", "datum", "aan"]
Likely = Mapping[int, Mapping[Role, float]]
"""Per line of a letter how likely it holds each role (0 to 1)."""
MODEL = "letterhead"
LIKELY, SURE = 0.4, 0.8
"""From where on the classifier is believed: where no rule speaks, and against a rule."""

_AFTER_HEAD, _BEFORE_END = 3, 14
_TOKEN = re.compile(r"\w+|[:|,.?–-]")
_POSTAL = re.compile(r"\b\d{4}\s?[A-Z]{2}\b|[Pp]ostbus")
_TITLE = re.compile(
    r"\b(?:advies\w*|reactie|zienswijze|verzoek|inzake|betreffende|over|evaluatie|concept\w*|\w*verordening"
    r"|\w*nota|\w*plan|\w*visie|\w*beleid)\b",
    re.I,
)


def outer_lines(parts: Parts) -> list[int]:
    """Indices of the lines that may belong to a letterhead: head, start of the text, and the end of the letter."""
    first = min(len(parts.lines), parts.head_end + _AFTER_HEAD)
    return [*range(first), *range(max(first, len(parts.lines) - _BEFORE_END), len(parts.lines))]


def likely(letter: Letter, parts: Parts) -> Likely:
    """For each line of `outer_lines` how likely it holds each role; {} without trained weights."""
    found = {index: classifier.probabilities(MODEL, seen, None) for index, seen in features(letter, parts).items()}
    return cast(Likely, {index: shares for index, shares in found.items() if shares})


def features(letter: Letter, parts: Parts) -> dict[int, Mapping[str, float]]:
    """The named features of each line of `outer_lines`: what the classifier hears."""
    lines = outer_lines(parts)
    described = [_describe(letter, parts.lines[index]) for index in lines]
    return dict(zip(lines, _in_place(parts, lines, described), strict=True))


def _describe(letter: Letter, line: PrintedLine) -> dict[str, float]:
    """What can be seen of one line by itself."""
    text = line.text
    words = _words(text)
    dates = [raw for raw in parse(text) if raw.month]
    bodies = find_bodies(text)
    body = bodies[0].kind if bodies else "geen"
    seen = {
        f"soort={line.block.kind if line.block else '-'}",
        f"lengte={min(len(words) // 3, 8)}",
        f"slot={text[-1] if not text[-1].isalnum() else 'a'}",
        f"partij={body}",
        *(f"woord={word}" for word in words),
        *(f"eerst={word}" for word in words[:2]),
    }
    told = {
        "wit erboven": line.gap,
        "vet": letter.styled(line.span, "bold") > 0.5,
        "kapitalen": text.isupper(),
        "hoofdletter": text[0].isupper(),
        "cijfer": any(character.isdigit() for character in text),
        "adres": bool(_POSTAL.search(text)),
        "mail": "@" in text,
        "label": bool(re.match(r"[^:]{2,30}:\s+\S", text)),
        "titelwoord": bool(_TITLE.search(text)),
        "datum": bool(dates),
        "datum vult": sum(len(raw.span) for raw in dates) > 0.5 * len(text),
        "partij vult": bool(bodies) and len(bodies[0].span) > 0.7 * len(text),
        "persoon": bool(find_persons(text)),
        "plaats": places.is_known(text),
    }
    return dict.fromkeys([*seen, *(name for name, holds in told.items() if holds)], 1.0)


def _in_place(
    parts: Parts, lines: Sequence[int], described: Sequence[Mapping[str, float]]
) -> list[Mapping[str, float]]:
    """Each line's features with those of its place and its neighbours."""
    found: list[Mapping[str, float]] = []
    for at, index in enumerate(lines):
        line = parts.lines[index]
        below = parts.lines[index + 1] if index + 1 < len(parts.lines) else None
        place = {
            f"van boven={min(index, 6)}",
            f"van onder={min(len(parts.lines) - index, 6)}",
            f"aanhef={_offset(index, parts.salutation)}",
            "kop" if index < parts.head_end else "na de kop",
        }
        if below is None or below.gap:
            place.add("wit eronder")
            if line.gap:
                place.add("alleen")
        if parts.closing is not None and index >= parts.closing:
            place.add("slot van de brief")
        if any(_POSTAL.search(next_line.text) for next_line in parts.lines[index + 1 : index + 4]):
            place.add("adres eronder")
        if at:
            before = described[at - 1]
            words = _words(parts.lines[lines[at - 1]].text)
            place |= {f"boven {name}" for name in before if name.startswith("partij=") or name == "datum"}
            place |= {f"boven={word}" for word in words if len(words) <= 3}
        if at + 1 < len(lines):
            place |= {f"onder {name}" for name in described[at + 1] if name.startswith("partij=")}
        found.append({**described[at], **dict.fromkeys(place, 1.0)})
    return found


def _offset(index: int, salutation: int | None) -> str:
    return "geen" if salutation is None else str(max(-6, min(3, index - salutation)))


def _words(text: str) -> list[str]:
    return _TOKEN.findall(re.sub(r"\d", "0", text.lower()))
