"""What every reply carries, and which requests are not answered at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""Datasette's own pages have styles in their markup; scripts in markup are not allowed there either."""
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


def guarded(app: Any, loopback: bool) -> Any:
    """The application with security headers, refusing requests that another site made.

    With `loopback` only requests that name this machine are answered.
    """

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
        if not _welcome(scope, headers, loopback):
            await _refuse(send)
            return

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_extra(scope["path"])]}
            await send(message)

        await app(scope, receive, sending)

    return wrapped


def _welcome(scope: dict[str, Any], headers: dict[bytes, str], loopback: bool) -> bool:
    host = headers.get(b"host", "")
    name = urlsplit(f"//{host}").hostname or ""
    if loopback and name not in _LOOPBACK:
        return False
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return True
    origin = headers.get(b"origin", "")
    same_site = headers.get(b"sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return same_site and (not origin or urlsplit(origin).netloc == host)


async def _refuse(send: Any) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": plain})
    await send({"type": "http.response.body", "body": b"Dit verzoek komt van een andere site."})


def _extra(path: str) -> list[tuple[bytes, bytes]]:
    own = not (path.startswith(("/data", "/-/")))
    return [
        (b"content-security-policy", (POLICY if own else DATA_POLICY).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    ]
