"""Gold records: finding them, finding the letter that each belongs to, and checking their integrity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from extractors.facts import DateRole, DocumentType, PartyKind, PartyRole, ReactionStatus, Stance, Strength
from pipeline.errors import AdviesradarError
from pipeline.evaluate.match import normalise

PREFERRED = ("txt", "md", "html", "htm", "docx", "odt", "rtf", "eml", "msg", "pdf")
"""Which format of a letter to score when a folder holds several, best first."""

TEXTUAL = ("txt", "md", "html", "htm")

THEMES = (
    "kwetsbare groep",
    "tijdsdruk",
    "participatie en betrokkenheid",
    "financien",
    "communicatie",
    "digitale toegankelijkheid",
    "deskundigheid en capaciteit",
    "monitoring en evaluatie",
    "samenhang en integraliteit",
    "armoede",
    "continuiteit",
    "rechtspositie en beloning",
    "toegang tot ondersteuning",
    "clientondersteuning",
    "inclusieve arbeidsmarkt",
    "privacy",
    "mantelzorg",
    "vervoer en bereikbaarheid",
    "wonen",
    "wachttijden",
    "eigen bijdrage",
)
"""The fixed list of themes; other themes are written `overig:<name>`."""

ITEM_TYPES = (
    "deelproduct",
    "onderzoeksgebied",
    "onderzoeksvraag",
    "kader",
    "kans",
    "risico",
    "aandachtspunt",
)

_ISO = re.compile(r"\d{4}(-Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def load(path: Path) -> dict[str, Any]:
    """Read one JSON record; raises AdviesradarError when it is no JSON object."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AdviesradarError(f"{path}: not a readable JSON record ({error}); mend or remove it") from error
    if not isinstance(record, dict):
        raise AdviesradarError(f"{path}: holds no JSON object; a record is one object per letter")
    return record


def gold_files(folder: Path) -> list[Path]:
    """The gold records of a folder, by name; raises AdviesradarError when there are none."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise AdviesradarError(f"{folder}: no gold records (*.json) here; give the folder that holds them")
    return files


def find_letter(folder: Path, stem: str, wanted: str | None = None) -> Path | None:
    """The file in `folder` that is the letter `stem`: of format `wanted`, else the first preferred."""
    for suffix in [wanted.lower().lstrip(".")] if wanted else PREFERRED:
        path = folder / f"{stem}.{suffix}"
        if path.is_file():
            return path
    return None


def check(gold: Mapping[str, Any], text: str) -> list[str]:
    """What is wrong with a gold record: quotes that the document lacks, labels that do not exist.

    `text` is the document as it stands in the file; it is normalised here. Returns one line per
    fault, an empty list for a sound record.
    """
    document = normalise(text)
    faults = [
        f"{where}: not in the document: “{quote}”" for where, quote in quotes(gold) if normalise(quote) not in document
    ]
    faults += [
        f"{where}: unknown label “{label}”"
        for where, label, known in _labels(gold)
        if label not in known and not (where.endswith("theme") and str(label).startswith("overig:"))
    ]
    return faults + list(_structure(gold))


def quotes(gold: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every quoted text of a gold record, with where it stands."""
    if gold.get("subject"):
        yield "subject", gold["subject"]
    reference = gold.get("reference") or {}
    for number in [reference.get("ours"), reference.get("yours"), *(reference.get("other") or [])]:
        if number:
            yield "reference", number
    for side in ("sender", "addressee"):
        if (gold.get(side) or {}).get("name"):
            yield f"{side}.name", gold[side]["name"]
    for kind, keys in _QUOTED.items():
        for index, item in enumerate(gold.get(kind) or []):
            item = item if isinstance(item, dict) else {"name": item}
            for key in keys:
                for quote in _strings(item.get(key)):
                    yield f"{kind}[{index}].{key}", quote
            answer = item.get("answer") or {}
            for quote in _strings(answer.get("text")):
                yield f"{kind}[{index}].answer", quote


_QUOTED = {
    "cc": ("name",),
    "signatories": ("name", "role"),
    "parties": ("mentions",),
    "dates": ("text", "context", "mentions"),
    "questions": ("section", "text", "mentions", "text_accepted"),
    "advice": ("text", "trigger", "section", "text_accepted"),
    "concerns": ("quote", "quote_accepted"),
    "council_questions": ("text", "text_accepted"),
    "responses": ("advice_restated", "advice_restated_accepted", "reaction"),
    "other_items": ("text", "section"),
}


def _labels(gold: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every label of a gold record: where it stands, the label, the vocabulary."""
    for where, value in _values(gold, "document_type"):
        yield where, value, get_args(DocumentType)
    for side in ("sender", "addressee"):
        if gold.get(side):
            yield f"{side}.kind", gold[side].get("kind"), get_args(PartyKind)
    for kind, key, known in _VOCABULARY:
        for index, item in enumerate(gold.get(kind) or []):
            for where, value in _values(item, key):
                yield f"{kind}[{index}].{where}", value, known
    for index, item in enumerate(gold.get("questions") or []):
        for where, value in _values(item.get("answer") or {}, "stance"):
            yield f"questions[{index}].{where}", value, get_args(Stance)


_VOCABULARY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("parties", "kind", get_args(PartyKind)),
    ("parties", "roles", get_args(PartyRole)),
    ("dates", "role", get_args(DateRole)),
    ("advice", "strength", get_args(Strength)),
    ("concerns", "theme", THEMES),
    ("responses", "status", get_args(ReactionStatus)),
    ("other_items", "type", ITEM_TYPES),
)


def _structure(gold: Mapping[str, Any]) -> Iterator[str]:
    """Faults in ids, links and ISO dates."""
    questions = [item.get("id") for item in gold.get("questions") or []]
    ids = [*questions, *(item.get("id") for item in gold.get("advice") or [])]
    for one in sorted({str(one) for one in ids if ids.count(one) > 1 or not one}):
        yield f"id “{one}” is missing or used twice"
    for index, item in enumerate(gold.get("advice") or []):
        for link in [item.get("answers_question"), *(item.get("answers_question_accepted") or [])]:
            if link is not None and link not in questions:
                yield f"advice[{index}]: answers an unknown question “{link}”"
    dates = [item.get("iso") for item in gold.get("dates") or []]
    for iso in [*dates, *([gold["letter_date"]] if gold.get("letter_date") else [])]:
        if not _ISO.fullmatch(str(iso)):
            yield f"“{iso}” is no ISO date, month, quarter or year"
    roles = [(item.get("iso"), item.get("role")) for item in gold.get("dates") or []]
    for iso, role in sorted({pair for pair in roles if roles.count(pair) > 1}, key=str):
        yield f"date {iso} {role} is given twice"


def _values(item: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    for name in (key, f"{key}_accepted"):
        for value in _strings(item.get(name)):
            yield name, value


def _strings(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [part for part in value if part]
