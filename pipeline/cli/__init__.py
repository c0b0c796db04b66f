"""The command line: a thin shell over the pipeline. Commands are imported when they are called."""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module
from importlib.metadata import version

import click

from pipeline.errors import AdviesradarError

COMMANDS = {
    "extract": "pipeline.cli.analyse",
    "ingest": "pipeline.cli.analyse",
    "show": "pipeline.cli.analyse",
    "doctor": "pipeline.cli.doctor",
    "evaluate": "pipeline.cli.evaluate",
    "concerns": "pipeline.cli.concerns",
    "tag": "pipeline.cli.concerns",
    "link": "pipeline.cli.concerns",
    "search": "pipeline.cli.search",
    "similar": "pipeline.cli.search",
    "serve": "pipeline.cli.serve",
    "diff": "pipeline.cli.compare",
    "export": "pipeline.cli.export",
    "report": "pipeline.cli.export",
    "reencode": "pipeline.cli.encoder",
    "refresh": "pipeline.cli.archive",
    "watch": "pipeline.cli.archive",
    "forget": "pipeline.cli.archive",
    "backup": "pipeline.cli.archive",
}
"""Command name → the module that defines a click command of that name."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("adviesradar"), prog_name="adviesradar")
def group() -> None:
    """Reads Dutch letters of advice and makes what they say findable."""


def main() -> None:
    """Entry point: errors meant for a user become one line and exit status 2."""
    try:
        sys.exit(group.main(prog_name="adviesradar", standalone_mode=False))
    except click.Abort:
        click.echo("adviesradar: stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        click.echo(_mistyped(error), err=True)
        sys.exit(error.exit_code)
    except AdviesradarError as error:
        click.echo(f"adviesradar: {error}", err=True)
        sys.exit(2)
    except sqlite3.Error as error:
        click.echo(f"adviesradar: the store cannot be used ({error}).", err=True)
        sys.exit(2)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        click.echo(f"adviesradar: {named}{error.strerror or error}.", err=True)
        sys.exit(2)


def _mistyped(error: click.ClickException) -> str:
    """What is wrong with a command as it was typed, and where to read how it goes; a whole help text as it is."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if "\n" in message or context is None:
        return message if context else f"adviesradar: {message}"
    command = context.command_path
    return f"{command}: {message[:1].lower()}{message[1:].rstrip('.')}; see: {command} --help"
