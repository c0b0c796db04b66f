"""The SQLite file: opening it, putting letters in, taking them out. One transaction per letter."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlite_utils
from numpy.typing import NDArray
from sqlite_utils.db import Database, Table

from extractors.letter import Letter, Page, Span
from pipeline import migrations
from pipeline.concerns import Tag, Theme, unlink_letter
from pipeline.errors import StoreError
from pipeline.ingest import letter_id as fingerprint
from pipeline.packing import pack_layout, pack_record, unpack_layout, unpack_record
from pipeline.passages import Passage
from pipeline.record import Json

BUSY_SECONDS = 60
"""How long a writer waits for another one before it gives up."""


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


OPENING_TRIES = 40
"""Times that opening is tried again while another process makes or migrates the store."""


def now() -> str:
    """The present moment in UTC, to the second, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def table(db: Database, name: str) -> Table:
    """The table `name`, typed as a table."""
    found = db[name]
    assert isinstance(found, Table)
    return found


# --- opening --------------------------------------------------------------------------------------


def open_store(path: Path, *, create: bool = False) -> Database:
    """Open the store at `path`, bring its schema up to date, and return it.

    An older store is copied to `<name>.backup-<date>` before its schema changes. Raises StoreError
    when the file is missing (unless `create`), may not be written to, is no adviesradar store, or comes from a
    newer version.
    """
    exists = path.exists() and path.stat().st_size > 0
    _refuse_folder(path)
    if not exists and not create:
        raise StoreError(f"{path}: no such store. Make one with: adviesradar ingest {path} FOLDER")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist; create it first.")
    if not writable(path):
        raise StoreError(f"{path}: may not be written to; choose another place, or change the permissions there.")
    for patience in range(OPENING_TRIES, -1, -1):
        try:
            return _opened(path, exists)
        except sqlite3.DatabaseError as error:
            if not patience or not re.search(r"locked|already exists|UNIQUE", str(error)):
                raise _unusable(path, error) from error
            time.sleep(0.25)  # another process is making or migrating the store at this moment
    raise AssertionError("the last try returns or raises")


def _opened(path: Path, exists: bool) -> Database:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db = sqlite_utils.Database(connection)
        older = exists and _is_older(db, path)  # before anything is changed: it may be the file of another program
        if older:
            backup(db, path.with_name(f"{path.name}.backup-{datetime.now(UTC):%Y%m%d%H%M%S}"))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        migrations.apply(db)
        if older:
            tidy(db)
    except BaseException:
        connection.close()
        raise
    return db


def open_readonly(path: Path) -> Database:
    """Open an existing store for reading only; raises StoreError as `open_store` does.

    SQLite may open it for writing, because only then it clears its files beside the store away on closing. Of a
    store that may not be written to it makes no such files.
    """
    _refuse_folder(path)
    if not path.exists():
        raise StoreError(f"{path}: no such store. Make one with: adviesradar ingest {path} FOLDER")
    try:
        uri = f"{path.resolve().as_uri()}?{_reading(path)}"
        db = sqlite_utils.Database(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS))
        db.execute("PRAGMA query_only = ON")
        _is_older(db, path)
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    if migrations.MIGRATIONS.pending(db):
        db.close()
        open_store(path).close()
        return open_readonly(path)
    return db


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; the store is one file, such as archief.db, and is named first.")


def _unusable(path: Path, error: sqlite3.Error) -> StoreError:
    if "not a database" in str(error):
        return StoreError(f"{path}: is no store; give the file that `adviesradar ingest` made.")
    advice = "" if writable(path) else "; open it once as someone who may write to it and its folder"
    return StoreError(f"{path}: cannot be opened as a store ({error}){advice}.")


def writable(path: Path) -> bool:
    """Whether a store may be written to, or made: SQLite writes in its folder as well."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _reading(path: Path) -> str:
    """How SQLite is to open a store for reading only."""
    if writable(path):
        return "mode=rw"
    log = path.with_name(f"{path.name}-wal")
    return "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"


def _is_older(db: Database, path: Path) -> bool:
    """Whether the store has an older schema. Raises StoreError for what is no store, or a newer one."""
    known = {migration.name for migration in migrations.MIGRATIONS.pending(sqlite_utils.Database(memory=True))}
    tables = set(db.table_names())
    if tables and "_sqlite_migrations" not in tables:
        raise StoreError(f"{path}: is an SQLite file, but no adviesradar store; choose another name.")
    applied = {migration.name for migration in migrations.MIGRATIONS.applied(db)}
    if applied - known:
        raise StoreError(f"{path}: was made by a newer adviesradar; update this one to open it.")
    older = bool(applied and known - applied)
    if older and not writable(path):
        raise StoreError(f"{path}: is of an older adviesradar and may not be renewed there; open a copy of it.")
    return older


def tidy(db: Database) -> None:
    """Put together what lies scattered over half-empty pages of the file: a tenth of it, after many letters came in.

    Left for another time when there is no room for it or another program is in the way.
    """
    db.execute("PRAGMA busy_timeout = 500")  # nobody is to wait for this
    with suppress(sqlite3.OperationalError):
        db.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")


def backup(db: Database, target: Path) -> None:
    """Copy the store to `target` while others may be using it. Raises StoreError when that cannot be written."""
    try:
        with closing(sqlite3.connect(target)) as copy:
            db.conn.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{target}: cannot be written ({error}); choose another place.") from error


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any exception. Waits for other writers.

    Raises StoreError when the disk is full, or when another writer takes longer than BUSY_SECONDS.
    """
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        yield
        db.conn.execute("COMMIT")
    except BaseException as error:
        if db.conn.in_transaction:  # after some errors SQLite has rolled back itself
            db.conn.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            reason = _NO_WRITING.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if reason is not None:
                path = db.execute("PRAGMA database_list").fetchone()[2]
                raise StoreError(f"{path}: {reason}; what was stored before is whole.") from error
        raise


_NO_WRITING = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and run this again",
    sqlite3.SQLITE_IOERR: "cannot be written to (an error of the disk)",
    sqlite3.SQLITE_BUSY: "another program keeps writing to it; try again later",
    sqlite3.SQLITE_READONLY: "may not be written to; change its permissions",
}


# --- settings -------------------------------------------------------------------------------------


def get_setting(db: Database, key: str) -> str | None:
    """The value under `key`, or None."""
    row = db.execute("SELECT value FROM settings WHERE key = ?", [key]).fetchone()
    return None if row is None else str(row[0])


def set_setting(db: Database, key: str, value: str) -> None:
    """Store `value` under `key`."""
    db.conn.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", [key, value])


def require_setting(db: Database, key: str, value: str, advice: str) -> None:
    """Record `value` under `key` in a new store; refuse when an older store has another one."""
    present = get_setting(db, key)
    if present is None:
        set_setting(db, key, value)
    elif present != value:
        raise StoreError(f"this store was made with {key} {present}, now {value} was asked for; {advice}")


def register_themes(db: Database, themes: list[Theme]) -> None:
    """Make the themes of the register known to the store."""
    for theme in themes:
        db.conn.execute(
            "INSERT INTO concerns (id, label, definition) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET label = excluded.label, definition = excluded.definition",
            [theme.id, theme.label, theme.definition],
        )


# --- what is there --------------------------------------------------------------------------------


def known_file(db: Database, sha256: str) -> bool:
    """Whether a file with these bytes is in the store already."""
    row = db.execute(
        "SELECT 1 FROM sources WHERE sha256 = :sha UNION ALL SELECT 1 FROM containers WHERE sha256 = :sha",
        {"sha": sha256},
    ).fetchone()
    return row is not None


def known_path(db: Database, path: str) -> bool:
    """Whether this path is recorded as a source or container."""
    query = "SELECT 1 FROM sources WHERE path = :path UNION ALL SELECT 1 FROM containers WHERE path = :path"
    return db.execute(query, {"path": path}).fetchone() is not None


def known_failure(db: Database, path: str, sha256: str) -> tuple[str, str] | None:
    """Reason and message when this very file failed before, else None."""
    row = db.execute("SELECT reason, message FROM failures WHERE path = ? AND sha256 = ?", [path, sha256]).fetchone()
    return None if row is None else (row[0], row[1])


def find_letter(db: Database, reference: str) -> str:
    """The id of the one letter that `reference` names: an id, the start of one, a path or a file name.

    Raises StoreError when no letter or more than one fits.
    """
    rows = db.execute(
        "SELECT id FROM letters WHERE id = :r OR (length(:r) >= 4 AND substr(id, 1, length(:r)) = :r) "
        "UNION SELECT letter_id FROM sources WHERE path = :r OR name = :r OR sha256 = :r",
        {"r": reference},
    ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if not rows:
        raise StoreError(
            f"no letter {reference!r} in this store; give its file name, as `adviesradar search` shows it."
        )
    raise StoreError(f"{reference!r} fits {len(rows)} letters; give more of the id.")


# --- putting letters in ---------------------------------------------------------------------------


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


FACT_TABLES = (
    "questions", "answer_spans", "council_questions", "advice", "dates", "parties", "signatories",
    "references", "responses",
)  # fmt: skip
"""The tables filled from the record, one row a fact."""


def insert_facts(db: Database, letter_id: str, record: Json) -> None:
    """One row per fact of the record; the caller made sure that none are there yet."""
    rows: dict[str, list[Json]] = {name: [] for name in FACT_TABLES}
    for item in record["questions"]:
        answer = item["answer"] or {}
        rows["questions"].append(
            _pick(item, "id", "number", "text", "section", "asked_by", "page", "confidence")
            | _bounds(item)
            | {"answer": "\n\n".join(answer["text"]) if answer else None, "stance": answer.get("stance")}
        )
        rows["answer_spans"] += [
            {"question_id": item["id"], "seq": seq, "start": span[0], "end": span[1], "page": answer["page"]}
            for seq, span in enumerate(answer.get("spans", []))
        ]
    for item in record["council_questions"]:
        rows["council_questions"].append(_pick(item, "text", "page", "confidence") | _bounds(item))
    for item in record["advice"]:
        rows["advice"].append(
            _pick(item, "id", "text", "cue", "strength", "section", "answers_question", "addressee")
            | _pick(item, "deadline", "page", "confidence")
            | _bounds(item)
        )
    for item in record["dates"]:
        rows["dates"].append(
            _pick(item, "text", "iso", "precision", "role", "context", "page", "confidence") | _bounds(item)
        )
    for seq, item in enumerate(record["parties"]):
        rows["parties"].append(
            _pick(item, "name", "kind", "function", "municipality", "municipality_code", "page", "confidence")
            | _bounds(item)
            | {"seq": seq, "roles": json.dumps(item["roles"]), "mentions": json.dumps(item["mention_spans"])}
        )
    for seq, item in enumerate(record["signatories"]):
        rows["signatories"].append(_pick(item, "name", "role", "page") | _bounds(item) | {"seq": seq})
    for item in record["references"]:
        rows["references"].append(
            _pick(item, "text", "kind", "name", "date", "number", "page", "confidence") | _bounds(item)
        )
    for item in record["responses"]:
        rows["responses"].append(
            _pick(item, "advice_restated", "reaction", "status", "page", "confidence") | _bounds(item)
        )
    for name, found in rows.items():
        if found:
            columns, marks = ", ".join(found[0]), ", ?" * len(found[0])
            db.conn.executemany(
                f'INSERT OR IGNORE INTO "{name}" (letter_id, {columns}) VALUES (?{marks})',
                ([letter_id, *row.values()] for row in found),
            )


def _pick(item: Json, *keys: str) -> Json:
    return {key: item[key] for key in keys}


def _bounds(item: Json) -> Json:
    return {"start": item["span"][0], "end": item["span"][1]}


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


# --- reading letters back ---------------------------------------------------------------------------


def load_letter(db: Database, letter_id: str) -> Letter:
    """The parsed letter as it was when it came in."""
    row = db.execute("SELECT text, media_type, layout, record FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        raise StoreError(f"no letter {letter_id!r} in this store.")
    text, media_type, layout, record = row
    pages = db.execute(
        "SELECT number, start, end, width, height, source, quality, furniture FROM pages "
        "WHERE letter_id = ? ORDER BY number",
        [letter_id],
    ).fetchall()
    known = unpack_record(record, text)
    return unpack_layout(
        layout,
        Letter(
            sha256=known["sha256"],
            text=text,
            blocks=(),
            pages=tuple(
                Page(number, Span(start, end), width, height, source, quality, tuple(json.loads(furniture)))
                for number, start, end, width, height, source, quality, furniture in pages
            ),
            media_type=media_type,
            name=known["file"],
        ),
    )


def load_record(db: Database, letter_id: str) -> Json:
    """The JSON record of a letter, as `adviesradar extract` prints it."""
    row = db.execute("SELECT record, text FROM letters WHERE id = ?", [letter_id]).fetchone()
    if row is None:
        raise StoreError(f"no letter {letter_id!r} in this store.")
    return unpack_record(*row)
