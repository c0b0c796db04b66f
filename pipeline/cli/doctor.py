"""`doctor`: what is there, what is not, and how to get the rest."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec

import click


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing adviesradar can use: whether it is there, what it is for, how to get it."""

    name: str
    present: bool
    detail: str
    remedy: str = ""
    required: bool = False


@click.command(epilog="Example: adviesradar doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what this installation can do, and how to get what is missing.

    Exit status 1 when something is missing that the base install needs.
    """
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            mark = "ok  " if finding.present else "MIST" if finding.required else "-   "
            click.echo(f"{mark}  {finding.name:<22} {finding.detail}")
            if not finding.present and finding.remedy:
                click.echo(f"{'':<30}→ {finding.remedy}")
    if any(finding.required and not finding.present for finding in findings):
        sys.exit(1)


def examine() -> Iterator[Finding]:
    """Look at everything that the program can use."""
    yield Finding("Python", sys.version_info >= (3, 11), platform.python_version(), "Python 3.11 or newer", True)
    yield _model("taalmodel", _language, "reinstall adviesradar")
    yield _model("zinsencoder", _encoder, "reinstall adviesradar")
    yield _model("thema's", _themes, "adviesradar concerns train")
    yield _sqlite()
    yield _program("tesseract", "reads scans (OCR)", "apt install tesseract-ocr tesseract-ocr-nld")
    yield _tesseract_dutch()
    yield _package("pytesseract", "reads scans (OCR)", "pip install 'adviesradar[ocr]'")
    yield _program("soffice", "reads doc and rtf files", "apt install libreoffice-writer-nogui")
    yield _package("sentence_transformers", "other sentence encoders", "pip install 'adviesradar[transformers]'")
    yield _package("distributed", "ingest on a Dask cluster", "pip install 'adviesradar[dask]'")
    yield _package("pyarrow", "export as Parquet", "pip install 'adviesradar[parquet]'")


def _model(name: str, load: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(name, True, load(), remedy, True)
    except Exception as error:
        return Finding(name, False, f"does not load: {error}", remedy, True)


def _language() -> str:
    from pipeline.language import load

    dutch = load()
    return f"{dutch.name} {dutch.version}" + (" (rules only, at reduced quality)" if dutch.reduced else "")


def _encoder() -> str:
    from pipeline.encode import load

    encoder = load()
    return f"{encoder.name} {encoder.version}, {encoder.dimensions} dimensions"


def _themes() -> str:
    from pipeline.concerns import load_register

    register = load_register(None)
    return f"{len(register.themes)} themes"


def _sqlite() -> Finding:
    import sqlite3

    db = sqlite3.connect(":memory:")
    options = {row[0] for row in db.execute("PRAGMA compile_options")}
    present = "ENABLE_FTS5" in options
    return Finding("SQLite", present, f"{sqlite3.sqlite_version} with full-text search", "a Python with FTS5", True)


def _program(name: str, purpose: str, remedy: str) -> Finding:
    found = shutil.which(name) or (shutil.which("libreoffice") if name == "soffice" else None)
    return Finding(name, found is not None, purpose, remedy)


def _tesseract_dutch() -> Finding:
    languages = ""
    if shutil.which("tesseract"):
        done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        languages = done.stdout + done.stderr
    return Finding("tesseract Nederlands", "nld" in languages.split(), "Dutch for OCR", "apt install tesseract-ocr-nld")


def _package(name: str, purpose: str, remedy: str) -> Finding:
    return Finding(name, find_spec(name) is not None, purpose, remedy)
