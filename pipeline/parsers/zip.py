"""Zip files of letters: every member is an attachment, unpacked within limits."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from extractors.letter import Letter, Page, Span
from pipeline.errors import UnreadableFile
from pipeline.limits import DEFAULT, Budget, Limits
from pipeline.parsers.package import open_zip, read_member
from pipeline.parsers.types import Attachment, Parsed

_SKIPPED = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Unpack a zip file in memory; nothing is written to disk, so paths in it mean nothing."""
    archive = open_zip(data, name)
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_skipped(info.filename)]
    if len(infos) > limits.members:
        raise UnreadableFile("te_groot", f"{name}: holds more than {limits.members} files; not read.")
    if not infos:
        raise UnreadableFile("leeg", f"{name}: the zip file holds no files.")
    budget = Budget(limits)
    attachments = tuple(
        Attachment(_base_name(info.filename), read_member(archive, info, name, budget)) for info in infos
    )
    return Parsed(container(data, name, "application/zip"), attachments)


def container(data: bytes, name: str, media_type: str) -> Letter:
    """The letter without text that stands for a file that only holds others."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Letter(sha256, "", (), (Page(1, Span(0, 0)),), media_type, name)


def _is_skipped(member: str) -> bool:
    lowered = member.lower()
    return lowered.startswith(_SKIPPED[0]) or lowered.rsplit("/", 1)[-1].startswith((*_SKIPPED[1:], "~$", "."))


def _base_name(member: str) -> str:
    """The last part of a member's path; "lid" when nothing is left of it."""
    return PurePosixPath(member.replace("\\", "/")).name.replace("\0", "") or "lid"
