"""The site: one store, opened for reading, its searcher, its templates and its settings."""

from __future__ import annotations

import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from sqlite_utils import Database

from pipeline import store
from pipeline.errors import AdviesradarError, StoreError, UnreadableFile, VisitorError
from pipeline.limits import DEFAULT, Limits
from pipeline.search.find import Searcher
from pipeline.search.index import index_missing
from pipeline.search.start import Archive, make_searcher
from pipeline.web import dutch
from pipeline.web.ask import Ask, Reply

if TYPE_CHECKING:
    from datasette.app import Datasette

SECONDS = 10.0
"""Time that the queries of one page may take together."""
DATABASE = "data"


class Site:
    """One store and how it is shown. `edit` allows corrections and new letters."""

    def __init__(self, path: Path, edit: bool = False, limits: Limits = DEFAULT) -> None:
        self.path = path
        self.edit = edit
        self.limits = limits
        self._writable = store.writable(path)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._searcher: Searcher | None = None
        self.note = ""

    @property
    def db(self) -> Database:
        """This thread's connection, for reading."""
        # of a store that only others may write to, SQLite does not see that it was changed
        stamp = 0 if self._writable else self.path.stat().st_mtime_ns
        if getattr(self._local, "stamp", None) != stamp:
            self._local.stamp, self._local.db = stamp, store.open_readonly(self.path)
            self._local.unhurried = store.open_readonly(self.path)
        deadline = time.monotonic() + SECONDS
        self._local.db.conn.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)
        found: Database = self._local.db
        return found

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A connection in a transaction; only when the site may be edited."""
        if not self.edit:
            raise VisitorError("Dit archief is alleen te lezen. Start het met --edit om te kunnen verbeteren.")
        with self._writing:
            db = store.open_store(self.path)
            try:
                with store.transaction(db):
                    yield db
            finally:
                db.close()

    @property
    def archive(self) -> Archive:
        """The store with its searcher, ready to be asked."""
        with self._lock:
            if self._searcher is None:
                self._index()
                self._searcher, self.note = make_searcher(self.db)
        db = self.db
        self._searcher.corpus(self._local.unhurried)  # reading the index may take longer than a page
        return Archive(self.path, db, self._searcher, self.note)

    def _index(self) -> None:
        query = "SELECT 1 FROM letters WHERE id NOT IN (SELECT letter_id FROM search_letters)"
        if self.db.execute(query).fetchone():
            db = store.open_store(self.path)
            with store.transaction(db):
                index_missing(db)
            db.close()

    @cached_property
    def templates(self) -> jinja2.Environment:
        """Our own templates; everything that is filled in is escaped."""
        environment = jinja2.Environment(
            loader=jinja2.PackageLoader("pipeline.web", "html"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(dutch.FILTERS)
        return environment

    def page(self, ask: Ask, template: str, status: int = 200, **values: Any) -> Reply:
        """A filled-in template."""
        text = self.templates.get_template(template).render(ask=ask, site=self, **values)
        return Reply(text, status)

    def failed(self, ask: Ask, message: str, status: int = 400) -> Reply:
        """A page that says what went wrong."""
        return self.page(ask, "fout.html", status, message=message)

    def missing(self, ask: Ask, what: str) -> Reply:
        """A page that says that something is not there."""
        return self.failed(ask, f"{what} staat niet in dit archief.", 404)


def told(error: AdviesradarError) -> str:
    """The error in Dutch for a page; what a visitor can do nothing about is printed where the server runs."""
    if not isinstance(error, UnreadableFile | VisitorError):
        print(f"adviesradar: {error}", file=sys.stderr, flush=True)
    return dutch.error(error)


_SITES: weakref.WeakKeyDictionary[Datasette, Site] = weakref.WeakKeyDictionary()
_MAKING = threading.Lock()


def site_of(datasette: Datasette) -> Site:
    """The site of a Datasette: the database called `data`, else its first one that is a store."""
    with _MAKING:
        if datasette not in _SITES:
            settings = datasette.plugin_config("adviesradar") or {}
            _SITES[datasette] = Site(_path(datasette), edit=bool(settings.get("edit")))
        return _SITES[datasette]


def _path(datasette: Datasette) -> Path:
    databases = datasette.databases
    names = [DATABASE, *databases] if DATABASE in databases else list(databases)
    for name in names:
        if databases[name].path:
            return Path(databases[name].path)
    raise StoreError("no store was given; start with: adviesradar serve STORE.db")


Handler = Callable[[Site, Ask], Reply]
