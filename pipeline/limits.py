"""How much one file may ask of the machine. One place, documented, adjustable.

Every reader gets a `Limits`; what comes out of a container (e-mail, zip) is charged to the same
`Budget` as the container, so nesting gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from pipeline.errors import AdviesradarError, UnreadableFile

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one file. Sizes in bytes, times in seconds."""

    file_bytes: int = 100 * MEGABYTE
    """Size of a file on disk, and of any part taken out of a container."""
    unpacked_bytes: int = 250 * MEGABYTE
    """All that a container (zip, docx, odt, eml, msg) may unpack to, everything nested included."""
    ratio: int = 200
    """Unpacked size of one zip member against its packed size, once the member is over a megabyte."""
    members: int = 2000
    """Members of one zip file, and attachments of one file with everything nested included."""
    depth: int = 4
    """Containers inside containers: a zip in a mail in a zip is three deep."""
    pages: int = 1000
    """Pages of one PDF or scan."""
    ocr_pages: int = 100
    """Pages of one file that may go through text recognition."""
    page_characters: int = 60_000
    """Characters on one page of a PDF."""
    page_objects: int = 12_000
    """Drawn objects on one page of a PDF, above which its text is read without its tables."""
    text_characters: int = 5_000_000
    """Characters of the text of one file."""
    elements: int = 500_000
    """Elements of one XML or HTML part."""
    nesting: int = 200
    """How deep the elements of XML or HTML may stand inside each other."""
    image_pixels: int = 120_000_000
    """Pixels of one page image."""
    seconds: float = 300.0
    """Time for one file, all its attachments included; the worker is killed after it."""
    ocr_page_seconds: float = 60.0
    """Time for the recognition of one page; a page that takes longer stays empty, with quality 0.
    So do the pages that are left when recognition has taken most of `seconds`."""
    memory_bytes: int = 700 * MEGABYTE
    """Memory that reading one file may add to the worker (POSIX only)."""


DEFAULT = Limits()


def limits_from(values: Iterable[str]) -> Limits:
    """The default limits with some changed, each written as NAME=VALUE.

    Raises AdviesradarError for a name that is no limit or a value that is no positive number.
    """
    kinds = {entry.name: float if isinstance(entry.default, float) else int for entry in fields(Limits)}
    changed: dict[str, int | float] = {}
    for value in values:
        name, _, number = value.partition("=")
        if name not in kinds:
            raise AdviesradarError(f"{value}: no such limit; choose from {', '.join(kinds)}.")
        try:
            changed[name] = kinds[name](number)
        except ValueError:
            changed[name] = 0
        if changed[name] <= 0:
            raise AdviesradarError(f"{value}: give a positive number, such as {name}={getattr(DEFAULT, name)}.")
    return replace(DEFAULT, **changed)  # type: ignore[arg-type]


@dataclass(slots=True)
class Budget:
    """What is left for one file and everything inside it; shared by all nesting levels."""

    limits: Limits = DEFAULT
    unpacked: int = 0
    members: int = 0
    depth: int = 0
    refused: int = 0

    @property
    def spent(self) -> bool:
        """Whether so much inside was too large that the rest is not looked at."""
        return self.refused >= 5

    def charge(self, size: int, name: str) -> None:
        """Count one unpacked member of `size` bytes; UnreadableFile when that is too much."""
        self.unpacked += size
        self.members += 1
        if self.unpacked > self.limits.unpacked_bytes or size > self.limits.file_bytes:
            megabytes = self.limits.unpacked_bytes // MEGABYTE
            raise UnreadableFile("te_groot", f"{name}: unpacks to more than {megabytes} MB; not read.")
        if self.members > self.limits.members:
            raise UnreadableFile("te_groot", f"{name}: holds more than {self.limits.members} files; not read.")
