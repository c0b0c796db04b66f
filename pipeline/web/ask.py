"""What a page is asked and what it replies, free of any web framework."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from datasette.utils.asgi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from pipeline.errors import VisitorError
from pipeline.limits import MEGABYTE, Limits

FORM_BYTES = 2 * MEGABYTE
"""What a form without files may hold."""
UPLOAD_BYTES = 250 * MEGABYTE
"""What one upload may hold, all its files together."""
UPLOAD_FILES = 200


@dataclass(frozen=True)
class Upload:
    """A file that was sent along, kept in a temporary place until the reply is given."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True)
class Ask:
    """One request: parts of the path, arguments, form fields and files."""

    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, list[str]] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()
    folder: Path | None = None
    method: str = "GET"
    token: Callable[[], str] = lambda: ""
    etag: str = ""

    @classmethod
    def of(cls, request: Request) -> Ask:
        """The request as pages see it."""
        return cls(
            path=request.path,
            parts={name: value for name, value in request.url_vars.items() if value is not None},
            args=parse_qs(request.query_string, keep_blank_values=False),
            method=request.method,
            token=request.scope.get("csrftoken", lambda: ""),
            etag=request.headers.get("if-none-match", ""),
        )

    def one(self, name: str, default: str = "") -> str:
        """The first value of an argument."""
        return self.args.get(name, [default])[0]

    def number(self, name: str, default: int, lowest: int = 0, highest: int = 10**9) -> int:
        """An argument as a whole number; the default when it is none."""
        text = self.one(name)
        return min(max(int(text), lowest), highest) if text.isdecimal() and len(text) < 10 else default

    def address(self, **changes: object) -> str:
        """This page with other arguments: a value replaces, None takes away, a tuple gives several."""
        args: dict[str, Any] = {name: values for name, values in self.args.items() if name not in changes}
        args.update({name: value for name, value in changes.items() if value is not None and value != ()})
        return self.path + ("?" + urlencode(args, doseq=True) if args else "")

    def forget_files(self) -> None:
        """Removes what was sent along."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Reply:
    """What goes back."""

    body: str | bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def to(cls, address: str) -> Reply:
        """Go to another page."""
        return cls("", 303, headers={"location": address})


async def read_form(request: Request, ask: Ask, limits: Limits) -> Ask:
    """`ask` with its form fields and files. Raises VisitorError when it is too big or not from our own page."""
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        ask = replace(ask, folder=Path(tempfile.mkdtemp(prefix="adviesradar-")))
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    try:
        if ask.folder is not None:
            await _multipart(request, content_type, limits, ask.folder, fields, uploads)
        else:
            body = b""
            async for chunk in _chunks(request, FORM_BYTES):
                body += chunk
            parsed = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            fields = {name: values[-1] for name, values in parsed.items()}
        if not secrets.compare_digest(fields.get("csrftoken", "").encode(), ask.token().encode()):
            raise VisitorError("Dit formulier is verlopen. Laad de bladzijde opnieuw en probeer het nog eens.")
    except BaseException:
        ask.forget_files()
        raise
    return replace(ask, form=fields, files=tuple(uploads))


async def _chunks(request: Request, most: int) -> Any:
    size, more = 0, True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise VisitorError("De verbinding is verbroken; probeer het opnieuw.")
        body = message.get("body", b"")
        size += len(body)
        if size > most:
            raise VisitorError(f"Dit is te groot: samen hoogstens {most // MEGABYTE} MB per keer.")
        yield body
        more = message.get("more_body", False)


async def _multipart(
    request: Request, content_type: str, limits: Limits, folder: Path, fields: dict[str, str], uploads: list[Upload]
) -> None:
    _, options = parse_options_header(content_type)

    def on_field(item: Any) -> None:
        name = (item.field_name or b"").decode("utf-8", "replace")
        fields[name] = (item.value or b"").decode("utf-8", "replace")

    def on_file(item: Any) -> None:
        item.finalize()
        item.close()
        given = (item.file_name or b"").decode("utf-8", "replace").replace("%22", '"')  # as browsers write a quote
        name = Path(given.replace("\\", "/")).name
        if not name:  # no file was chosen
            return
        stored = Path(item.actual_file_name.decode()) if item.actual_file_name else folder / f"leeg-{len(uploads)}"
        stored.touch()
        uploads.append(Upload(name, stored, item.size))

    config = {"UPLOAD_DIR": str(folder), "MAX_MEMORY_FILE_SIZE": 0, "UPLOAD_DELETE_TMP": False}
    parser = FormParser("multipart/form-data", on_field, on_file, boundary=options.get(b"boundary", b""), config=config)
    try:
        async for chunk in _chunks(request, UPLOAD_BYTES):
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise VisitorError("Het versturen is niet goed gegaan; probeer het opnieuw.") from error
    if len(uploads) > UPLOAD_FILES:
        raise VisitorError(f"Dit zijn te veel bestanden: hoogstens {UPLOAD_FILES} per keer, of samen in een zip.")
    if any(upload.size > limits.file_bytes for upload in uploads):
        raise VisitorError(f"Een van de bestanden is te groot: hoogstens {limits.file_bytes // MEGABYTE} MB.")
