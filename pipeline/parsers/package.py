"""Zipped XML packages (docx, odt), opened within limits and without external entities."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipeline.errors import UnreadableFile
from pipeline.limits import MEGABYTE, Budget, Limits


def open_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive; UnreadableFile when it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        raise UnreadableFile("beschadigd", f"{name}: the zip structure is damaged; not read.") from None


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget) -> bytes:
    """The bytes of one member, counted while they unpack; what the directory claims is not trusted."""
    limits = budget.limits
    if info.flag_bits & 1:
        raise UnreadableFile("versleuteld", f"{name}: protected by a password; not read.")
    room = min(limits.file_bytes, limits.unpacked_bytes - budget.unpacked)
    most = max(MEGABYTE, info.compress_size * limits.ratio)
    try:
        with archive.open(info) as stream:
            content = stream.read(min(room, most) + 1)
    except UnreadableFile:
        raise
    except Exception:
        raise UnreadableFile("beschadigd", f"{name}: the zip structure is damaged; not read.") from None
    if len(content) > min(room, most):
        raise UnreadableFile("te_groot", f"{name}: unpacks to far more than is allowed; not read.")
    budget.charge(len(content), name)
    return content


def xml_root(content: bytes, name: str, limits: Limits) -> etree._Element:
    """The root of an XML part. Document types are refused, and with them entities of any kind."""
    head = content[:65536].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UnreadableFile("onveilig", f"{name}: its XML declares entities; not read.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile("beschadigd", f"{name}: its XML is damaged ({str(error)[:80]}).") from None
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise UnreadableFile("onveilig", f"{name}: its XML declares entities; not read.")
    for count, _ in enumerate(root.iter()):
        if count > limits.elements:
            raise UnreadableFile("te_groot", f"{name}: more than {limits.elements} elements; not read.")
    return root


def all_text(element: etree._Element) -> str:
    """The text of an element and everything in it."""
    return "".join(str(part) for part in element.itertext())


class Package:
    """A docx or odt file: its parts by path, unpacked when asked for."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self.budget = Budget(limits)
        self.archive = open_zip(data, name)
        self.infos = {info.filename: info for info in self.archive.infolist()}
        if len(self.infos) > limits.members * 5:
            raise UnreadableFile("te_groot", f"{name}: holds too many parts; not read.")

    def xml(self, path: str) -> etree._Element | None:
        """The root of a part, None when there is no such part."""
        info = self.infos.get(path)
        if info is None:
            return None
        return xml_root(read_member(self.archive, info, self.name, self.budget), self.name, self.limits)

    def relations(self, path: str) -> dict[str, str]:
        """Relation id to target, for parts inside the package only."""
        root = self.xml(path)
        if root is None:
            return {}
        return {
            str(item.get("Id")): str(item.get("Target")).removeprefix("/word/")
            for item in _elements(root)
            if item.get("TargetMode") != "External"
        }

    def core_properties(self, path: str) -> dict[str, str]:
        """Title, author and dates that the file states of itself."""
        try:
            root = self.xml(path)
        except UnreadableFile:
            return {}
        wanted = {
            "title": "title",
            "creator": "author",
            "subject": "subject",
            "created": "created",
            "modified": "modified",
        }
        found: dict[str, str] = {}
        for element in _elements(root) if root is not None else ():
            key = wanted.get(etree.QName(element).localname)
            if key and element.text and element.text.strip():
                found[key] = element.text.strip()
        return found


def _elements(root: etree._Element) -> Iterator[etree._Element]:
    return (item for item in root if isinstance(item.tag, str))
