"""A copy of a store without personal data: persons, e-mail addresses, phone numbers, addresses, IBAN, BSN.

Everything that identifies someone is replaced by a label that is the same throughout the copy
("[persoon 3]"). Holders of public office keep their name where the letter names their office. Positions
of facts move along with the text, so that every quote still is the exact text under its span. Nothing of
the original is written to the copy: runs, failures and page images stay behind.
"""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import simplemma
from sqlite_utils.db import Database

from extractors.letter import Letter, Span
from extractors.lexicon import load_lines
from pipeline import run, store
from pipeline.analyse import Settings
from pipeline.concerns import Tag
from pipeline.encode import Encoder, quantise, text_hash
from pipeline.encode import load as load_encoder
from pipeline.errors import AdviesradarError
from pipeline.language import load as load_language
from pipeline.passages import Passage
from pipeline.record import Json
from pipeline.store import Analysis, Source

PUBLIC_OFFICE = re.compile(
    r"\b(wethouder|burgemeester|minister|staatssecretaris|gedeputeerde|commissaris van de koning|loco-?burgemeester)\b",
    re.I,
)
_PATTERNS = {
    "e-mailadres": re.compile(r"[\w.+'-]+@\s?[\w-]+(?:\.\s?[\w-]+)*\.[a-z]{2,}", re.I),
    "IBAN": re.compile(r"\b[A-Z]{2}\d{2}[ .]?(?:[A-Z]{4}|\d{4})[ .]?(?:\d[ .]?){6,18}\d\b"),
    "telefoonnummer": re.compile(
        r"(?<![\w/.-])(?:(?:\+|00)\s?31\s?(?:\(0\)\s?)?|\(?0)(?:[\s\u2013.()/-]{0,3}\d){8,9}(?![\d-])"
    ),
    "adres": re.compile(
        r"\b(?:[A-Z][\w'’.-]*\s+){0,3}[A-Z]?[\w'’-]*(?:straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg|dreef|"
        r"plantsoen|markt|ring|park|burg|wal|erf|baan|lei|zoom|boulevard|steiger|haven)\s+\d{1,4}\s?(?:[a-zA-Z]{1,2}\b)?"
        r"(?:\s?[-–]\s?\d{1,4})?"
    ),
    "postcode": re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b"),
}
_BSN = re.compile(r"(?<![\d.,])\d(?:[ .]?\d){7,8}(?![\d.,]?\d)")
_TITLED = re.compile(
    r"\b(?:[Mm]evrouw|[Mm]eneer|[Dd]e heer|[Mm]w\.|[Mm]evr\.|[Dd]hr\.|[Dd]rs\.|[Ii]r\.|[Mm]r\.|[Dd]r\.|[Pp]rof\.)\s+"
    r"(?P<name>(?:[A-Z]\.\s?){0,5}(?:(?:[Vv]an|[Dd]e|[Dd]er|[Dd]en|[Tt]en|[Tt]er|'t|[Vv]oor|[Oo]p)\s+){0,3}"
    r"[A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+)?)"
)
_ADDRESS = re.compile(r"^(?:(?:de heer|heer|mevrouw|meneer|mw|mevr|dhr|drs|ir|mr|dr|prof|ing)\.?\s+)+", re.I)
_PREFIXES = {"van", "de", "der", "den", "ten", "ter", "'t", "’t", "het", "el", "al", "in", "op", "voor", "la", "le"}


@dataclass(frozen=True, slots=True)
class Replaced:
    """One line of the review list: what was replaced by which label, in which letter, how often."""

    letter_id: str
    kind: str
    label: str
    original: str
    count: int


@dataclass
class Labels:
    """Gives every identity one label throughout the copy."""

    known: dict[tuple[str, str], str]

    def label(self, kind: str, identity: str) -> str:
        """The label of `identity` (compared without case and spaces), a new one when it has none."""
        key = (kind, re.sub(r"[\s.]", "", identity).casefold())
        if key not in self.known:
            number = 1 + sum(other == kind for other, _ in self.known)
            self.known[key] = f"[{kind} {number}]"
        return self.known[key]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a text."""

    span: Span
    kind: str
    label: str


class Moved:
    """Where positions of a text go when `edits` (in order, not overlapping) are carried out."""

    def __init__(self, text: str, edits: list[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.span.start for edit in edits]
        parts, last, shift = [], 0, 0
        self._shifts = []
        for edit in edits:
            parts += [text[last : edit.span.start], edit.label]
            shift += len(edit.label) - len(edit.span)
            self._shifts.append(shift)
            last = edit.span.end
        self.text = "".join([*parts, text[last:]])

    def start(self, position: int) -> int:
        """New position of a span's start; inside a replaced stretch: where its label starts."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return position
        edit = self._edits[index]
        if position < edit.span.end:
            return edit.span.start + (self._shifts[index - 1] if index else 0)
        return position + self._shifts[index]

    def end(self, position: int) -> int:
        """New position of a span's end; inside a replaced stretch: where its label ends."""
        index = bisect_right(self._starts, position - 1) - 1
        if index < 0:
            return position
        edit = self._edits[index]
        if position < edit.span.end:
            return edit.span.end + self._shifts[index]
        return position + self._shifts[index]

    def span(self, span: Span) -> Span:
        """The span in the new text."""
        return Span(self.start(span.start), self.end(span.end))


# --- finding --------------------------------------------------------------------------------------


def find_edits(letter: Letter, record: Json, people: Iterable[str], labels: Labels) -> list[Edit]:
    """Everything in the text that identifies someone. `people` are names found besides the record's."""
    text = letter.text
    found: list[Edit] = []
    for kind, pattern in _PATTERNS.items():
        found += [_edit(text, match.span(), kind, labels) for match in pattern.finditer(text)]
    found += [_edit(text, match.span(), "BSN", labels) for match in _BSN.finditer(text) if _is_bsn(text, match)]
    for name, identity in _names(text, record, people).items():
        label = labels.label("persoon", identity)
        pattern = re.compile(rf"(?<!\w){_flexible(name)}(?!\w)", 0 if _is_word(name) else re.I)
        found += [Edit(_with_given_name(text, match), "persoon", label) for match in pattern.finditer(text)]
    return _without_overlap(found)


def _edit(text: str, span: tuple[int, int], kind: str, labels: Labels) -> Edit:
    return Edit(Span(*span), kind, labels.label(kind, text[span[0] : span[1]]))


def _is_bsn(text: str, match: re.Match[str]) -> bool:
    """Whether digits pass the 11-test of the citizen service number, or are called one."""
    digits = [int(c) for c in match[0] if c.isdigit()]
    digits = [0] * (9 - len(digits)) + digits
    total = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    called = re.search(r"\b(bsn|burgerservice|sofi)", text[max(0, match.start() - 40) : match.start()], re.I)
    return bool(called) or (total % 11 == 0 and any(digits))


def _names(text: str, record: Json, people: Iterable[str]) -> dict[str, str]:
    """Every written form of a person's name, with whom it names; forms of office holders left out."""
    spared: set[str] = set()
    forms: dict[str, str] = {}
    for party in record["parties"]:
        if party["kind"] == "persoon":
            written = {party["name"], party["text"], *party["mentions"]}
            if party["function"] and PUBLIC_OFFICE.search(party["function"]):
                spared |= {_bare(form) for form in written} | {_surname(form) for form in written}
            else:
                forms |= dict.fromkeys(written, party["name"])
    loose = [*people, *(person["name"] for person in record["signatories"]), *record["cc"]]
    loose += [match["name"] for match in _TITLED.finditer(text)]
    for name in loose:
        forms.setdefault(name, next((who for form, who in forms.items() if _surname(form) == _surname(name)), name))
    names: dict[str, str] = {}
    for form, identity in forms.items():
        for variant in (_bare(form), _surname(form), _first_name(form)):
            if len(variant) > 2 and variant not in spared and _surname(variant) not in spared:
                names.setdefault(variant, identity)
                names.setdefault(variant.upper(), identity)
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _bare(name: str) -> str:
    """A name without title or form of address."""
    return _ADDRESS.sub("", name.strip())


def _surname(name: str) -> str:
    """The family name with its prefixes, as it stands when used alone."""
    words = _bare(name).split()
    for index, word in enumerate(words):
        if word.casefold() in _PREFIXES and index < len(words) - 1:
            return " ".join(words[index:]) if index else " ".join(words)
    return words[-1] if words else ""


def _is_word(name: str) -> bool:
    """Whether a name in lower case could be an ordinary word, such as Bakker or Groen."""
    return len(name) < 5 or any(simplemma.is_known(word.lower(), lang="nl") for word in name.split()[-1:])


def _with_given_name(text: str, match: re.Match[str]) -> Span:
    """Where a name stands; one in lower case together with the given name before it, a word no dictionary has."""
    before = re.search(r"(?<![\w@.])[a-zà-ÿ'’-]{3,} $", text[max(0, match.start() - 30) : match.start()])
    if before is None or not match[0].islower() or simplemma.is_known(before[0].strip(), lang="nl"):
        return Span(*match.span())
    return Span(match.start() - len(before[0]), match.end())


def _first_name(name: str) -> str:
    """The given name of someone who is named in full: a first word that is no initial, prefix or ordinary word."""
    words = _bare(name).split()
    if len(words) < 2 or "." in words[0] or words[0].casefold() in _PREFIXES or not words[0].istitle():
        return ""
    given = words[0].casefold() in _given_names() or not simplemma.is_known(words[0].lower(), lang="nl")
    return words[0] if given else ""


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name.casefold() for name in load_lines("voornamen"))


def _flexible(name: str) -> str:
    """A pattern for a name with any whitespace between its words and any case of its prefixes."""
    words = [f"(?i:{re.escape(word)})" if word.casefold() in _PREFIXES else re.escape(word) for word in name.split()]
    return r"\s+".join(words)


def _without_overlap(edits: list[Edit]) -> list[Edit]:
    """The longest of overlapping edits, in the order of the text."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (-len(e.span), e.span.start)):
        if not any(edit.span.overlaps(other.span) for other in kept):
            kept.append(edit)
    return sorted(kept, key=lambda e: e.span.start)


# --- replacing ------------------------------------------------------------------------------------


def swapper(letter: Letter, edits: list[Edit]) -> Callable[[str], str]:
    """A function that replaces in any other string what `edits` replace in the text."""
    pairs = {" ".join(letter.quote(edit.span).split()): edit.label for edit in edits}
    if not pairs:
        return lambda text: text
    ordered = sorted(pairs, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){_spaced(original)}(?!\w)" for original in ordered), re.I)
    labels = {original.casefold(): label for original, label in pairs.items()}
    return lambda text: pattern.sub(lambda m: labels[" ".join(m[0].split()).casefold()], text)


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def anonymise_letter(letter: Letter, edits: list[Edit]) -> tuple[Letter, Moved]:
    """The letter with `edits` carried out, its blocks, lines and styles moved along."""
    moved, swap = Moved(letter.text, edits), swapper(letter, edits)
    return (
        replace(
            letter,
            text=moved.text,
            name=swap(letter.name),
            metadata={},
            blocks=tuple(replace(b, span=moved.span(b.span), marker=swap(b.marker)) for b in letter.blocks),
            lines=tuple(replace(line, span=moved.span(line.span)) for line in letter.lines),
            styles=tuple(replace(style, span=moved.span(style.span)) for style in letter.styles),
            pages=tuple(
                replace(page, span=moved.span(page.span), furniture=tuple(swap_all(f, swap) for f in page.furniture))
                for page in letter.pages
            ),
        ),
        moved,
    )


def swap_all(text: str, swap: Callable[[str], str]) -> str:
    """`text` without the identities of the letter and without anything that looks like an address or number."""
    text = swap(text)
    for kind, pattern in _PATTERNS.items():
        text = pattern.sub(f"[{kind}]", text)
    return text


def anonymise_record(value: Any, moved: Moved, swap: Callable[[str], str]) -> Any:
    """The JSON record with positions moved and identities replaced, whatever its depth."""
    if isinstance(value, dict):
        return {key: _entry(key, item, moved, swap) for key, item in value.items()}
    if isinstance(value, list):
        return [anonymise_record(item, moved, swap) for item in value]
    return swap(value) if isinstance(value, str) else value


def _entry(key: str, value: Any, moved: Moved, swap: Callable[[str], str]) -> Any:
    if key == "span" and value:
        return [moved.start(value[0]), moved.end(value[1])]
    if key.endswith("spans") and isinstance(value, list):
        return [[moved.start(start), moved.end(end)] for start, end in value]
    if key in {"sha256", "letter_date", "iso"}:
        return value
    return anonymise_record(value, moved, swap)


def anonymise_store(
    db: Database,
    target: Path,
    encoder: Encoder,
    people: Callable[[Letter], Iterable[str]],
    register: Path | None = None,
) -> list[Replaced]:
    """Write a copy of `db` without personal data to the new file `target`; returns the review list.

    `people` names the persons that a language model finds in a letter; texts that changed are encoded
    again with `encoder`. Raises AdviesradarError when `target` exists.
    """
    if target.exists():
        raise AdviesradarError(f"{target}: exists already; choose another name.")
    copy = store.open_store(target, create=True)
    labels = Labels({})
    review: list[Replaced] = []
    run.prepare(copy, Settings(concerns=register))
    for (letter_id,) in db.execute("SELECT id FROM letters ORDER BY added_at, id").fetchall():
        letter = store.load_letter(db, letter_id)
        (versions,) = db.execute("SELECT versions FROM letters WHERE id = ?", [letter_id]).fetchone()
        record = store.load_record(db, letter_id)
        edits = find_edits(letter, record, people(letter), labels)
        review += _review(letter_id, letter, edits)
        new_letter, moved = anonymise_letter(letter, edits)
        swap = swapper(letter, edits)
        analysis = _copied(
            db, letter_id, new_letter, anonymise_record(record, moved, swap), moved, swap, encoder, json.loads(versions)
        )
        with store.transaction(copy):
            run.add_letter(copy, analysis, run.Summary(run_id="anonimiseren"))
    store.tidy(copy)
    copy.execute("PRAGMA journal_mode = DELETE")  # one file to publish, nothing beside it
    copy.close()
    return review


def anonymise_to(store_path: Path, target: Path, review: Path | None = None) -> Path:
    """Write an anonymised copy of the store at `store_path` to `target`, and the review list as CSV to `review`.

    The names come from the letters' records and from the language model. Returns `target`.
    """
    language, db = load_language(), store.open_readonly(store_path)

    def people(letter: Letter) -> list[str]:
        return [entity.text for entity in language.analyse(letter).ents if entity.label_ == "PER"]

    replaced = anonymise_store(db, target, load_encoder(), people)
    if review is not None:
        with review.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["brief", "soort", "label", "vervangen tekst", "aantal"])
            writer.writerows((r.letter_id, r.kind, r.label, r.original, r.count) for r in replaced)
    return target


def _review(letter_id: str, letter: Letter, edits: list[Edit]) -> Iterator[Replaced]:
    counts: dict[tuple[str, str, str], int] = {}
    for edit in edits:
        key = (edit.kind, edit.label, " ".join(letter.quote(edit.span).split()))
        counts[key] = counts.get(key, 0) + 1
    for (kind, label, original), count in counts.items():
        yield Replaced(letter_id, kind, label, original, count)


def _copied(
    db: Database,
    letter_id: str,
    letter: Letter,
    record: Json,
    moved: Moved,
    swap: Callable[[str], str],
    encoder: Encoder,
    versions: dict[str, str],
) -> Analysis:
    """The letter as a new analysis: passages cut where they were, tags kept, changed texts encoded again."""
    rows = list(db.query("SELECT * FROM passages WHERE letter_id = ? ORDER BY seq", [letter_id]))
    passages = []
    for row in rows:
        span = moved.span(Span(row["start"], row["end"]))
        section = swap(row["section"]) if row["section"] else None
        passages.append(Passage(row["kind"], span, row["page"], section, letter.quote(span)))
    vectors = quantise(encoder.encode([passage.text for passage in passages]))
    tags: list[tuple[Tag, ...]] = [tuple(_tags(db, row["id"])) for row in rows]
    name = letter.name
    return Analysis(
        id=letter_id,
        source=Source(letter.sha256, name, name, letter.media_type, 0),
        letter=letter,
        record=record,
        passages=tuple(passages),
        hashes=tuple(text_hash(passage.text) for passage in passages),
        vectors=vectors,
        tags=tuple(tags),
        encoder=(encoder.name, encoder.version),
        versions=versions,
    )


def _tags(db: Database, passage_id: int) -> Iterator[Tag]:
    query = (
        "SELECT m.concern_id, c.label, m.score, m.polarity FROM concern_mentions m "
        "JOIN concerns c ON c.id = m.concern_id WHERE m.passage_id = ?"
    )
    for theme, label, score, polarity in db.execute(query, [passage_id]):
        yield Tag(theme, label, score, polarity, None)
