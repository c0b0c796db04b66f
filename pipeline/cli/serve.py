"""`adviesradar serve`: the pages for secretaries, and Datasette under /data."""

from __future__ import annotations

import errno
import importlib
import importlib.util
import ipaddress
import os
import socket
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import AdviesradarError, MissingExtra

if TYPE_CHECKING:
    from datasette.app import Datasette

PASSWORD_VARIABLE = "ADVIESRADAR_PASSWORD"
USER = "raad"
"""The name to log in with."""


@click.command(epilog="Example:  adviesradar serve archief.db --edit", no_args_is_help=True)
@click.argument("db", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; others need a password.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535))
@click.option("--edit", is_flag=True, help="Allow corrections and new letters.")
@click.option("--password", help=f"Password for the name '{USER}' (or set {PASSWORD_VARIABLE}).")
@click.option("--open", "browse", is_flag=True, help="Open a browser.")
def serve(db: Path, host: str, port: int, edit: bool, password: str | None, browse: bool) -> None:
    """Show the letters in DB in a browser, in Dutch."""
    import uvicorn

    password = password or os.environ.get(PASSWORD_VARIABLE) or None
    if not is_loopback(host) and not password:
        raise AdviesradarError(
            f"{host} can be reached by others: set a password with --password or {PASSWORD_VARIABLE}."
        )
    datasette = make_datasette(db, edit=edit, password=password, loopback=is_loopback(host))
    listening = listen(host, port)
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"De brieven staan klaar op http://{shown}:{port}/   (stoppen: Ctrl+C)")
    if browse:
        click.launch(f"http://{shown}:{port}/")
    config = uvicorn.Config(datasette.app(), log_level="warning", server_header=False, lifespan="on")
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address; port 0 takes any that is free. Raises AdviesradarError when it cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise AdviesradarError(f"{host}: no such address on this machine; leave --host out.") from None
    bound = socket.socket(family, kind)
    try:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except PermissionError:
        bound.close()
        raise AdviesradarError(f"port {port} may not be used by you; choose another: --port 8002") from None
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            message = (
                f"port {port} is in use, perhaps by another adviesradar; choose another: --port {port % 65535 + 1}"
            )
        else:
            message = f"{host}: no address of this machine ({error.strerror}); leave --host out."
        raise AdviesradarError(message) from None
    return bound


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_datasette(db: Path, *, edit: bool = False, password: str | None = None, loopback: bool = True) -> Datasette:
    """Datasette on one store, called `data`, with the pages of `pipeline.web` at `/`.

    Raises StoreError when there is no store at `db`, AdviesradarError when it is to be edited and may not be
    written to, MissingExtra when a password is asked for and
    the plugin that checks it is not installed.
    """
    _load_sqlite_utils()
    from datasette.app import Datasette
    from datasette.database import Database

    from pipeline import store

    store.open_readonly(db).close()
    changeable = store.writable(db)
    if edit and not changeable:
        raise AdviesradarError(f"{db}: may not be written to; leave --edit out, or change its permissions.")
    plugins: dict[str, Any] = {"adviesradar": {"edit": edit, "loopback": loopback}}
    metadata: dict[str, Any] = {"title": "adviesradar", "plugins": plugins}
    if password:
        plugins["datasette-auth-passwords"] = {f"{USER}_password_hash": _hashed(password)}
        metadata["allow"] = {"id": "*"}
    datasette = Datasette(
        [],
        metadata=metadata,
        template_dir=str(files("pipeline.web").joinpath("datasette")),
        settings={"sql_time_limit_ms": 2000, "allow_download": False, "max_returned_rows": 1000},
    )
    _quiet()
    datasette.add_database(Database(datasette, path=str(db), is_mutable=changeable), name="data")
    _register()
    return datasette


def _quiet() -> None:
    """Without rich, which Datasette uses where it is there, an address that does not exist prints no traceback."""
    handler: Any = importlib.import_module("datasette.handle_exception")
    handler.rich = None


def _load_sqlite_utils() -> None:
    """Loads sqlite-utils without pandas, which it takes along where there is one: 100 MB that no page needs."""
    absent = "pandas" not in sys.modules
    if absent:
        sys.modules["pandas"] = None  # type: ignore[assignment]  # makes importing it fail
    importlib.import_module("sqlite_utils")
    if absent:
        del sys.modules["pandas"]


def _hashed(password: str) -> str:
    if importlib.util.find_spec("datasette_auth_passwords") is None:
        raise MissingExtra("a password needs datasette-auth-passwords: pip install 'adviesradar[password]'")
    hashed: str = importlib.import_module("datasette_auth_passwords.utils").hash_password(password)
    return hashed


def _register() -> None:
    """Makes sure the plugin is there when adviesradar runs from its source folder, not installed."""
    from datasette.plugins import pm

    from pipeline.web import plugin

    if not pm.is_registered(plugin):
        pm.register(plugin, name="adviesradar")
