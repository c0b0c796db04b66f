"""E-mail (eml, mht): headers as letterhead, best body part, attachments as letters of their own."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from pipeline.errors import UnreadableFile
from pipeline.limits import DEFAULT, Budget, Limits
from pipeline.parsers.decode import decode
from pipeline.parsers.mail import dutch_date, letter_of
from pipeline.parsers.types import Attachment, Parsed

_FIELDS = (("From", "Van"), ("To", "Aan"), ("Cc", "Cc"), ("Date", "Datum"), ("Subject", "Onderwerp"))


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read an e-mail. UnreadableFile when it has neither headers nor a body."""
    message = email.message_from_bytes(data.lstrip(b"\r\n\t "), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    if not message.keys():
        raise UnreadableFile("beschadigd", f"{name}: has no mail headers; not read.")
    budget = Budget(limits)
    plain: list[str] = []
    rich: list[str] = []
    attachments: list[Attachment] = []
    for part in _leaves(message, name, limits):
        content = _content(part)
        budget.charge(len(content), name)
        kind = part.get_content_type()
        if kind == "message/rfc822" or part.is_attachment() or part.get_filename():
            attachments.append(Attachment(_file_name(part, len(attachments) + 1), content))
        elif kind == "text/plain":
            plain.append(_text(part, content))
        elif kind == "text/html":
            rich.append(_text(part, content))
    return letter_of(
        data, name, "message/rfc822", _fields(message), "\n\n".join(plain), "\n".join(rich), attachments, limits
    )


def _leaves(message: EmailMessage, name: str, limits: Limits) -> Iterator[EmailMessage]:
    """The parts that hold something, mails inside the mail whole; without recursion."""
    waiting = [message]
    count = 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > limits.members:
            raise UnreadableFile("te_groot", f"{name}: has more than {limits.members} parts; not read.")
        if part.get_content_type() != "message/rfc822" and part.is_multipart():
            waiting[:0] = [item for item in part.iter_parts() if isinstance(item, EmailMessage)]
        else:
            yield part


def _content(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage, content: bytes) -> str:
    charset: str | None = None
    with suppress(Exception):  # a mail may claim any charset, in any broken way
        charset = part.get_content_charset()
    return decode(content, charset)


def _file_name(part: EmailMessage, number: int) -> str:
    name: str | None = None
    with suppress(Exception):
        name = part.get_filename()
    if part.get_content_type() == "message/rfc822":
        return name if name and name.lower().endswith(".eml") else f"bericht{number}.eml"
    plain = (name or f"bijlage{number}").replace("\\", "/").rsplit("/", 1)[-1]
    return plain or f"bijlage{number}"


def _fields(message: EmailMessage) -> dict[str, str]:
    found: dict[str, str] = {}
    for header, label in _FIELDS:
        value = ""
        with suppress(Exception):  # the header registry may trip over malformed addresses
            value = str(message.get(header, "") or "")
        if header == "Date":
            value = dutch_date(_moment(value)) or value
        if value:
            found[label] = value
    return found


def _moment(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
