"""The SQLite file itself: opening it, one transaction at a time, and what it was made with."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlite_utils
from sqlite_utils.db import Database, Table

from pipeline import migrations
from pipeline.concerns import Theme
from pipeline.errors import StoreError

BUSY_SECONDS = 60
"""How long a writer waits for another one before it gives up."""
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
