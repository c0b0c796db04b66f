"""The Datasette plugin: the Dutch pages at `/`, Datasette's own tables and SQL under `/data`."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from pipeline.errors import AdviesradarError
from pipeline.web import pages
from pipeline.web.ask import Ask, Reply, read_form
from pipeline.web.headers import guarded
from pipeline.web.site import Site, site_of, told

if TYPE_CHECKING:  # Datasette loads its plugins while it is being imported itself
    from datasette.app import Datasette

View = Callable[[Request, "Datasette"], Awaitable[Response]]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, View]]:
    """The pages; they come before Datasette's own routes."""
    return [(pattern, _view(handler)) for pattern, handler in pages.ROUTES]


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Any] | None:
    """What is not there, or goes wrong, is told in Dutch, except among the tables under `/data`."""
    if request.path.startswith(("/data", "/-/")):
        return None
    absent = isinstance(exception, NotFound)
    message = "Deze pagina bestaat niet." if absent else "Er ging iets mis. Probeer het nog eens, of iets anders."

    async def answer() -> Response:
        reply = await asyncio.to_thread(site_of(datasette).failed, Ask.of(request), message, 404 if absent else 500)
        return _response(reply)

    return answer


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Security headers on everything, and no requests from other sites."""
    settings = datasette.plugin_config("adviesradar") or {}
    return lambda app: guarded(app, loopback=bool(settings.get("loopback")))


@hookimpl  # type: ignore[untyped-decorator]
def skip_csrf(datasette: Datasette, scope: dict[str, Any]) -> bool | None:
    """Forms with files check their token themselves, in `read_form`: the middleware cannot read them."""
    return True if scope["path"] in pages.WITH_FILES else None


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """A way back from Datasette's tables."""
    return [{"href": "/", "label": "Terug naar zoeken"}]


def _view(handler: Callable[[Site, Ask], Reply]) -> View:
    """A page as Datasette wants it: permission checked, form read, work done in a thread."""

    async def view(request: Request, datasette: Datasette) -> Response:
        if not await datasette.permission_allowed(request.actor, "view-instance", default=True):
            if request.method == "GET" and _has_login(datasette):
                return Response.redirect("/-/login")
            raise Forbidden("Log eerst in.")
        site = site_of(datasette)
        ask = Ask.of(request)
        try:
            if request.method == "POST":
                ask = await read_form(request, ask, site.limits)
            reply = await asyncio.to_thread(handler, site, ask)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            reply = await asyncio.to_thread(site.failed, ask, "Dit duurde te lang. Probeer een kleinere vraag.", 503)
        except AdviesradarError as error:
            reply = await asyncio.to_thread(site.failed, ask, told(error))
        finally:
            ask.forget_files()
        return _response(reply)

    return view


def _response(reply: Reply) -> Response:
    return Response(reply.body, status=reply.status, headers=dict(reply.headers), content_type=reply.content_type)


def _has_login(datasette: Datasette) -> bool:
    return bool(datasette.plugin_config("datasette-auth-passwords"))
