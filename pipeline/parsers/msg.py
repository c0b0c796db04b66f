"""Outlook messages (msg), read with python-oxmsg."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pipeline.errors import UnreadableFile
from pipeline.limits import DEFAULT, Budget, Limits
from pipeline.parsers.mail import dutch_date, letter_of
from pipeline.parsers.types import Attachment, Parsed


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read an Outlook message. UnreadableFile when its structure is damaged."""
    from oxmsg import Message

    try:
        message = Message.load(data)
    except Exception:
        raise UnreadableFile("beschadigd", f"{name}: is no readable Outlook message.") from None
    fields = {
        "Van": _field(message, "sender"),
        "Aan": _recipients(message),
        "Datum": _date(message),
        "Onderwerp": _field(message, "subject"),
    }
    budget = Budget(limits)
    attachments: list[Attachment] = []
    with suppress(AttributeError, KeyError, ValueError):
        for number, item in enumerate(message.attachments, start=1):
            content = _bytes(item)
            budget.charge(len(content), name)
            attachments.append(Attachment(_field(item, "file_name") or f"bijlage{number}", content))
    return letter_of(
        data,
        name,
        "application/vnd.ms-outlook",
        fields,
        _field(message, "body"),
        _field(message, "html_body"),
        attachments,
        limits,
    )


def _field(holder: Any, attribute: str) -> str:
    """A property as text; "" when the message has none or it is damaged."""
    try:
        value = getattr(holder, attribute)
    except Exception:
        return ""
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _bytes(attachment: Any) -> bytes:
    try:
        content = attachment.file_bytes if attachment.attached_by_value else b""
    except Exception:
        return b""
    return content if isinstance(content, bytes) else b""


def _recipients(message: Any) -> str:
    try:
        people = [_field(person, "name") or _field(person, "email_address") for person in message.recipients]
    except Exception:
        return ""
    return ", ".join(person for person in people if person)


def _date(message: Any) -> str:
    try:
        return dutch_date(message.sent_date)
    except Exception:
        return ""
