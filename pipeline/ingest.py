"""Find letter files, tell what is known, and read a file with everything that is packed inside it.

Nothing outside the given folders is read: links inside a folder are not followed, and what is no
plain file (a pipe, a device) is never opened. Reading that may hang or swell belongs in a worker
process that can be killed: `read_guarded`, or `read_all` under `pipeline.workers.Pool`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath

from pipeline.errors import AdviesradarError, UnreadableFile
from pipeline.limits import DEFAULT, MEGABYTE, Budget, Limits
from pipeline.parsers import Attachment, Parsed, parse

_BESIDE_STORE = (".db-wal", ".db-shm", ".db-journal")
"""What SQLite keeps beside a store that is in use."""
_SKIPPED = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a part of one, and what came of reading it.

    `path` fits on one line; of a part it is the path of the whole, a slash and the part's name.
    `sha256` is "" for what could not even be opened. `parent_sha256` is of the mail or zip file that
    holds it. Attachments of the content are named only; each is an Item of its own.
    """

    path: str
    sha256: str
    name: str
    size: int
    parent_sha256: str | None
    content: Parsed | UnreadableFile


def letter_id(text: str) -> str:
    """First 16 hex digits of the SHA-256 of the words of `text`.

    Words are runs of letters and digits, case folded, joined by one space, so that the same text in
    another format (mostly) has the same id.
    """
    words = " ".join(_TOKEN.findall(text.casefold()))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def printable(path: str | PurePath) -> str:
    """The path on one line: line breaks and other controls as \\n, \\x1b …, unknown bytes as "?"."""
    text = os.fsencode(path).decode("utf-8", "replace") if not isinstance(path, str) else path
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


# --- finding --------------------------------------------------------------------------------------


def find_files(paths: Iterable[Path], limits: Limits = DEFAULT) -> Iterator[Path | Item]:
    """The files at `paths` in a fixed order, folders with all that is in them.

    What cannot be a letter (a link inside a folder, a pipe, a device, a file that may not be read)
    comes back as an Item with an UnreadableFile. Hidden files and those of the operating system are passed over.
    Raises AdviesradarError for a path that does not exist.
    """
    for path in paths:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise AdviesradarError(f"{printable(path)}: cannot be found or opened ({why}).") from None
        if stat.S_ISDIR(mode):
            yield from _in_folder(path)
        else:
            yield from _file(path.resolve() if path.is_symlink() else path, limits)


def _in_folder(folder: Path) -> Iterator[Path | Item]:
    """Files under `folder`, by name; without recursion, so depth costs nothing."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            yield _refused(here, "onleesbaar", f"the folder cannot be read ({error.strerror})")
            continue
        folders: list[Path] = []
        for entry in entries:
            if (
                entry.name.startswith((".", "~$"))
                or entry.name.lower() in _SKIPPED
                or entry.name.endswith(_BESIDE_STORE)
            ):
                continue
            path = here / entry.name
            if entry.is_symlink():
                yield _refused(path, "koppeling", "is a link; links inside a folder are not followed")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                yield from _file(path, DEFAULT)
        waiting.extend(reversed(folders))


def _file(path: Path, limits: Limits) -> Iterator[Path | Item]:
    try:
        mode = path.lstat().st_mode
        os.fspath(path).encode("utf-8")
    except OSError as error:
        yield _refused(path, "onleesbaar", f"cannot be read ({error.strerror})")
        return
    except UnicodeEncodeError:
        yield _refused(path, "naam", "the file's name is no valid text; rename it")
        return
    if not stat.S_ISREG(mode):
        yield _refused(path, "geen_bestand", "is no ordinary file (a pipe, a device or a socket)")
    elif not os.access(path, os.R_OK):
        yield _refused(path, "onleesbaar", "may not be read; change its permissions")
    else:
        yield path


def _refused(path: Path, reason: str, why: str) -> Item:
    shown = printable(path)
    return Item(shown, "", printable(path.name), 0, None, UnreadableFile(reason, f"{shown}: {why}."))


_OWN_REPORT = b'<meta name="generator" content="adviesradar">'


def is_own(path: Path) -> bool:
    """Whether the file is a report or a store (or the copy of one), which this program wrote and is no letter."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") or (path.suffix.lower() in {".html", ".htm"} and _OWN_REPORT in head)


# --- reading --------------------------------------------------------------------------------------


def _open(path: Path) -> int:
    """A descriptor of a plain file; never waits for a pipe and never follows a link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "no ordinary file")
    return descriptor


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, as hex. Raises OSError when it cannot be read."""
    total = hashlib.sha256()
    with os.fdopen(_open(path), "rb") as stream:
        for block in iter(partial(stream.read, MEGABYTE), b""):
            total.update(block)
    return total.hexdigest()


def read_bytes(path: Path, limits: Limits = DEFAULT) -> bytes:
    """The bytes of a plain file; UnreadableFile when it is too large or cannot be opened."""
    shown = printable(path)
    try:
        with os.fdopen(_open(path.resolve() if path.is_symlink() else path), "rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableFile("onleesbaar", f"{shown}: cannot be read ({why}).") from None
    if len(data) > limits.file_bytes:
        raise UnreadableFile("te_groot", f"{shown}: larger than {limits.file_bytes // MEGABYTE} MB; not read.")
    return data


def read(path: Path, limits: Limits = DEFAULT) -> Parsed:
    """Read one file in this process, without what is attached to it. Raises UnreadableFile."""
    data = read_bytes(path, limits)
    return _parse(data, path.name, printable(path), limits)


def _parse(data: bytes, name: str, shown: str, limits: Limits) -> Parsed:
    """`parse`, with messages that name the file by `shown`."""
    try:
        return parse(data, printable(name), limits)
    except UnreadableFile as error:
        message = " ".join(str(error).split())
        begin = f"{printable(name)}: "
        raise UnreadableFile(error.reason, f"{shown}: {message.removeprefix(begin)}") from None


def read_all(path: Path, limits: Limits = DEFAULT) -> Iterator[Item]:
    """The letter in a file, and the letters attached to it or packed in it, in this process.

    All of it together stays within one file's limits. A part that cannot be read has an
    UnreadableFile as content; the other parts are read all the same.
    """
    shown = printable(path)
    try:
        data = read_bytes(path, limits)
    except UnreadableFile as error:
        yield Item(shown, "", printable(path.name), 0, None, error)
        return
    yield from read_data(data, path.name, shown, limits)


def read_data(data: bytes, name: str, shown: str, limits: Limits = DEFAULT) -> Iterator[Item]:
    """`read_all` of a file whose bytes are at hand; `shown` is the path that messages name."""
    yield from _read_part(Attachment(name, data), shown, None, Budget(limits))


def _read_part(part: Attachment, shown: str, parent: str | None, budget: Budget) -> Iterator[Item]:
    sha256 = hashlib.sha256(part.data).hexdigest()
    item = partial(Item, shown, sha256, printable(part.name), len(part.data), parent)
    left = replace(
        budget.limits,
        unpacked_bytes=budget.limits.unpacked_bytes - budget.unpacked,
        members=budget.limits.members - budget.members,
    )
    try:
        parsed = _parse(part.data, part.name, shown, left)
    except UnreadableFile as error:
        budget.refused += error.reason == "te_groot"
        yield item(error)
        return
    yield item(Parsed(parsed.letter, tuple(Attachment(inner.name, b"") for inner in parsed.attachments)))
    if parsed.attachments and budget.depth >= budget.limits.depth:
        message = f"{shown}: files packed more than {budget.limits.depth} deep are not read."
        yield item(UnreadableFile("te_diep", message))
        return
    budget.depth += 1
    for inner in parsed.attachments:
        if budget.spent:
            yield item(UnreadableFile("te_groot", f"{shown}: too much in it is too large; the rest is not read."))
            break
        inner_shown = f"{shown}/{printable(inner.name)}"
        try:
            budget.charge(len(inner.data), inner_shown)
        except UnreadableFile as error:
            yield Item(inner_shown, "", printable(inner.name), len(inner.data), sha256, error)
            break
        yield from _read_part(inner, inner_shown, sha256, budget)
    budget.depth -= 1


def _read_listed(task: tuple[Path, Limits]) -> list[Item]:
    return list(read_all(*task))


def read_guarded(paths: Iterable[Path], limits: Limits = DEFAULT) -> Iterator[Item]:
    """`read_all` of every path in one worker process, which is killed and replaced when it must be."""
    from pipeline.workers import Lost, Pool

    with Pool(_read_listed, seconds=limits.seconds, memory=limits.memory_bytes) as pool:
        for (path, _), result in pool.run((path, limits) for path in paths):
            if isinstance(result, Lost):
                shown = printable(path)
                error = UnreadableFile(result.reason, f"{shown}: {result.message}; not read.")
                yield Item(shown, "", printable(path.name), 0, None, error)
            else:
                yield from result
