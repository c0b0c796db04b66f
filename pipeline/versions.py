"""The version of every stage: a fingerprint of its code and word lists, so that it cannot be forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_ROOMS = {
    "parse": ("pipeline.parsers", "pipeline.layout"),
    "extract": ("extractors", "pipeline.passages", "pipeline.record"),
}
"""Stage → the packages and modules whose files decide what it makes."""


@cache
def code_version(stage: str) -> str:
    """First 12 hex digits of the SHA-256 over the files of `stage` ("parse" or "extract")."""
    digest = hashlib.sha256()
    for name in _ROOMS[stage]:
        for path, data in _files(name):
            digest.update(path.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()[:12]


def _files(name: str) -> Iterator[tuple[str, bytes]]:
    package, _, module = name.rpartition(".")
    inside = files(package or name)
    single = inside.joinpath(f"{module}.py")
    if package and single.is_file():
        yield name, single.read_bytes()
    else:
        yield from _walk(files(name), name)


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _walk(entry, path)
        elif not entry.name.endswith(".pyc"):
            yield path, entry.read_bytes()
