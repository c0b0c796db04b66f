"""Putting letters in and taking them out. The caller holds the transaction: one per letter."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils.db import Database

from extractors.letter import Letter
from pipeline.concerns import Tag, unlink_letter
from pipeline.ingest import letter_id as fingerprint
from pipeline.packing import pack_layout, pack_record
from pipeline.passages import Passage
from pipeline.record import Json
from pipeline.store.facts import FACT_TABLES, insert_facts
from pipeline.store.opening import now, table


@dataclass(frozen=True, slots=True)
class Source:
    """The file a letter came from. `parent_sha256` is the mail or zip file that held it."""

    sha256: str
    path: str
    name: str
    media_type: str
    size: int
    parent_sha256: str | None = None


@dataclass(frozen=True)
class Analysis:
    """One letter with all that was found in it: what a worker hands to the writer.

    `vectors` are int8 (n, dimensions), one row a passage; `tags` holds per passage the themes it was
    tagged with; `encoder` is the name and version of what made the vectors; `profiles` (passages x themes in
    order of id) is 255 x what the shipped theme model makes of each passage.
    """

    id: str
    source: Source
    letter: Letter
    record: Json
    passages: tuple[Passage, ...]
    hashes: tuple[bytes, ...]
    vectors: NDArray[np.int8]
    tags: tuple[tuple[Tag, ...], ...]
    encoder: tuple[str, str]
    versions: dict[str, str]
    profiles: NDArray[np.uint8] | None = None


def same_letter(db: Database, analysis: Analysis) -> tuple[str, str] | None:
    """Id and media type of the letter with the same text, in this format or another (the same words on the same
    date), when it is there."""
    row = db.execute(
        "SELECT id, media_type FROM letters WHERE id = :id OR fingerprint = :id "
        "OR (vocabulary = :words AND media_type <> :type AND letter_date IS :date) ORDER BY id <> :id",
        {
            "id": analysis.id,
            "words": vocabulary_key(analysis.letter),
            "type": analysis.letter.media_type,
            "date": analysis.record["letter_date"],
        },
    ).fetchone()
    return None if row is None else (row[0], row[1])


def insert_letter(db: Database, analysis: Analysis) -> bool:
    """Write one analysed letter; the caller holds the transaction.

    Returns False when the same text is there already: then only the extra source is recorded.
    """
    present = same_letter(db, analysis)
    if present is not None:
        insert_source(db, present[0], analysis.source)
        return False
    table(db, "letters").insert(_letter_row(analysis))
    insert_source(db, analysis.id, analysis.source)
    insert_parts(db, analysis)
    return True


def vocabulary_key(letter: Letter) -> str:
    """Hash of which words and numbers a letter uses, list markers left out: equal for one text in two formats."""
    markers = {word for block in letter.blocks for word in re.findall(r"[^\W_]+", block.marker.casefold())}
    words = sorted(set(re.findall(r"[^\W_]+", letter.text.casefold())) - markers)
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:16]


def insert_source(db: Database, letter_id: str, source: Source) -> None:
    """Record that `source` holds this letter."""
    table(db, "sources").insert({**asdict(source), "letter_id": letter_id, "added_at": now()}, replace=True)


def insert_parts(db: Database, analysis: Analysis) -> None:
    """Pages, passages, vectors, facts and themes of a letter whose row is there."""
    _insert_pages(db, analysis)
    ids = _insert_passages(db, analysis)
    _insert_tags(db, analysis, ids)
    insert_facts(db, analysis.id, analysis.record)


def slug(*parts: str | None) -> str:
    """A permanent, readable key out of names: lower case, ASCII, hyphens."""
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    plain = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def council_key(name: str | None, municipality: str | None) -> str | None:
    """Key of a council: municipality first, then its name without that municipality."""
    if not name:
        return None
    bare = name
    if municipality:
        bare = re.sub(rf"\b(van de |van )?(gemeente )?{re.escape(municipality)}\b", " ", name, flags=re.I)
    return slug(municipality, bare) or None


def _letter_row(analysis: Analysis) -> Json:
    letter, record = analysis.letter, analysis.record
    sender, addressee = record["sender"] or {}, record["addressee"] or {}
    council = next((who for who in (sender, addressee) if who.get("kind") == "adviesraad"), {})
    municipality = next((who["municipality"] for who in (council, sender, addressee) if who.get("municipality")), None)
    codes = {party["municipality"]: party["municipality_code"] for party in record["parties"]}
    return {
        "id": analysis.id,
        "fingerprint": fingerprint(letter.text),
        "vocabulary": vocabulary_key(letter),
        "title": _title(letter, record),
        "document_type": record["document_type"],
        "document_type_confidence": record["document_type_confidence"],
        "verdict": record["verdict"],
        "letter_date": record["letter_date"],
        "year": _year(record),
        "subject": record["subject"],
        "our_reference": record["reference"]["ours"],
        "your_reference": record["reference"]["yours"],
        "council": council.get("name"),
        "council_id": council_key(council.get("name"), municipality),
        "municipality": municipality,
        "municipality_code": codes.get(municipality) if municipality else None,
        "sender": sender.get("name"),
        "sender_kind": sender.get("kind"),
        "addressee": addressee.get("name"),
        "addressee_kind": addressee.get("kind"),
        "text": letter.text,
        "media_type": letter.media_type,
        "page_count": len(letter.pages),
        "word_count": len(letter.text.split()),
        "quality": min((page.quality for page in letter.pages), default=1.0),
        "layout": pack_layout(letter),
        "record": pack_record(record, letter.text),
        "versions": json.dumps(analysis.versions, sort_keys=True),
        "added_at": now(),
    }


def _title(letter: Letter, record: Json) -> str:
    """What to call the letter: its subject, else its first heading, else its file name."""
    heading = next((block for block in letter.blocks if block.kind == "heading"), None)
    first_heading = " ".join(letter.quote(heading.span).split()) if heading else ""
    return str(record["subject"] or first_heading or letter.name)


def _year(record: Json) -> int | None:
    """Year of the letter: of its date, else of the latest request, receipt or deadline it names."""
    if record["letter_date"]:
        return int(record["letter_date"][:4])
    roles = {"adviesaanvraag", "ontvangst", "deadline", "briefdatum"}
    years = [int(date["iso"][:4]) for date in record["dates"] if date["role"] in roles]
    return max(years, default=None)


def _insert_pages(db: Database, analysis: Analysis) -> None:
    table(db, "pages").insert_all(
        {
            "letter_id": analysis.id,
            "number": page.number,
            "start": page.span.start,
            "end": page.span.end,
            "width": page.width,
            "height": page.height,
            "source": page.source,
            "quality": page.quality,
            "furniture": json.dumps(page.furniture, ensure_ascii=False),
        }
        for page in analysis.letter.pages
    )


def _insert_passages(db: Database, analysis: Analysis) -> list[int]:
    """Insert passages and the vectors not yet there; returns the passage ids."""
    (last,) = db.execute("SELECT COALESCE(MAX(id), 0) FROM passages").fetchone()
    ids = list(range(last + 1, last + 1 + len(analysis.passages)))
    db.conn.executemany(
        "INSERT INTO passage_spans (id, letter_id, seq, kind, start, end, page, section, text_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, analysis.id, seq, part.kind, *_edges(part), part.page, part.section, key)
            for seq, (number, part, key) in enumerate(zip(ids, analysis.passages, analysis.hashes, strict=True))
        ),
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO vectors (text_hash, vector) VALUES (?, ?)",
        ((key, vector.tobytes()) for key, vector in zip(analysis.hashes, analysis.vectors, strict=True)),
    )
    return ids


def _edges(part: Passage) -> tuple[int, int]:
    return part.span.start, part.span.end


def _insert_tags(db: Database, analysis: Analysis, ids: list[int]) -> None:
    db.conn.executemany(
        "INSERT INTO concern_mentions (passage_id, concern_id, letter_id, score, polarity, start, end) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (passage_id, tag.theme, analysis.id, tag.score, tag.polarity, *_evidence(passage, tag))
            for passage_id, passage, tags in zip(ids, analysis.passages, analysis.tags, strict=True)
            for tag in tags
        ),
    )


def _evidence(passage: Passage, tag: Tag) -> tuple[int, int]:
    """Where in the letter the evidence for `tag` stands."""
    if tag.evidence is None:
        return passage.span.start, passage.span.end
    return passage.span.start + tag.evidence[0], passage.span.start + tag.evidence[1]


def insert_failure(db: Database, run_id: str, path: str, sha256: str | None, reason: str, message: str) -> None:
    """Record that a file could not be read. An earlier failure of the same path is replaced."""
    table(db, "failures").insert(
        {
            "path": path,
            "sha256": sha256,
            "reason": reason,
            "message": message,
            "run_id": run_id,
            "failed_at": now(),
        },
        replace=True,
    )


def insert_copies(db: Database, copies: Iterable[tuple[str, str, str]]) -> None:
    """Record further files (SHA-256, path, name) with the bytes of a source that is there."""
    for sha256, path, name in copies:
        db.conn.execute(
            "INSERT OR IGNORE INTO sources (sha256, letter_id, path, name, media_type, size, parent_sha256, added_at) "
            "SELECT sha256, letter_id, ?, ?, media_type, size, NULL, ? FROM sources WHERE sha256 = ? LIMIT 1",
            [path, name, now(), sha256],
        )


def forget_failure(db: Database, path: str) -> None:
    """The file at `path` could be read after all."""
    db.conn.execute("DELETE FROM failures WHERE path = ?", [path])


def insert_container(db: Database, sha256: str, path: str, name: str, members: int) -> None:
    """Record a file that only holds other files, so that it is not opened again."""
    table(db, "containers").insert(
        {"sha256": sha256, "path": path, "name": name, "members": members, "added_at": now()}, replace=True
    )


def update_letter(db: Database, analysis: Analysis) -> None:
    """Renew the row of a letter that is there; its id, its sources and the day it came in stay."""
    row = _letter_row(analysis)
    kept = {"id", "added_at"}
    table(db, "letters").update(analysis.id, {key: value for key, value in row.items() if key not in kept})


PART_TABLES = (*FACT_TABLES, "pages", "concern_mentions", "passage_spans", "versions_of")
"""The tables that hold what was derived from a letter."""


def remove_parts(db: Database, letter_id: str) -> None:
    """Remove all that was derived from a letter, but not its row, its sources and its corrections."""
    unlink_letter(db, letter_id)
    hashes = db.execute("SELECT DISTINCT text_hash FROM passages WHERE letter_id = ?", [letter_id]).fetchall()
    for name in PART_TABLES:
        db.conn.execute(f'DELETE FROM "{name}" WHERE letter_id = ?', [letter_id])
    db.conn.executemany(
        "DELETE FROM vectors WHERE text_hash = :key AND NOT EXISTS (SELECT 1 FROM passages WHERE text_hash = :key)",
        [{"key": key} for (key,) in hashes],
    )


def delete_letter(db: Database, letter_id: str) -> None:
    """Remove a letter with everything that names it; the caller holds the transaction."""
    remove_parts(db, letter_id)
    paths = [row[0] for row in db.execute("SELECT path FROM sources WHERE letter_id = ?", [letter_id])]
    db.conn.executemany("DELETE FROM failures WHERE path = ?", [[path] for path in paths])
    db.conn.execute(
        'UPDATE "references" SET target_letter_id = NULL, target_score = NULL, target_reason = NULL '
        "WHERE target_letter_id = ?",
        [letter_id],
    )
    db.conn.execute("DELETE FROM versions_of WHERE other_id = ?", [letter_id])
    db.conn.execute("DELETE FROM corrections WHERE letter_id = ?", [letter_id])
    db.conn.execute("DELETE FROM candidates WHERE id NOT IN (SELECT candidate_id FROM candidate_passages)")
    db.conn.execute("DELETE FROM sources WHERE letter_id = ?", [letter_id])
    db.conn.execute("DELETE FROM letters WHERE id = ?", [letter_id])
