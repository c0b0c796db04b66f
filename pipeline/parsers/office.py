"""Old Word files (doc), rtf and the like: turned into docx by LibreOffice, when that is installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePath

from pipeline.errors import UnreadableFile
from pipeline.limits import DEFAULT, Limits
from pipeline.parsers import docx
from pipeline.parsers.types import Parsed

_MEDIA_TYPES = {".doc": "application/msword", ".rtf": "application/rtf"}
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
)


def soffice() -> str | None:
    """Path of LibreOffice's program, None when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).exists()), None)


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a doc or rtf file. UnreadableFile("libreoffice_ontbreekt") says how to install LibreOffice."""
    program = soffice()
    if program is None:
        raise UnreadableFile(
            "libreoffice_ontbreekt",
            f"{name}: reading doc and rtf files needs LibreOffice; install it (https://www.libreoffice.org, "
            "or: sudo apt install libreoffice-writer) or save the letter as docx.",
        )
    suffix = PurePath(name).suffix.lower()
    suffix = ".rtf" if data.startswith(b"{\\rtf") else suffix if suffix in (".doc", ".dot", ".wpd") else ".doc"
    converted = _convert(program, data, suffix, name, limits)
    parsed = docx.parse(converted, name, limits)
    media_type = _MEDIA_TYPES.get(suffix, "application/msword")
    letter = replace(parsed.letter, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type)
    return Parsed(letter)


def _convert(program: str, data: bytes, suffix: str, name: str, limits: Limits) -> bytes:
    """The file as docx. LibreOffice runs with a profile of its own and without a way to the network."""
    with tempfile.TemporaryDirectory(prefix="adviesradar-") as folder:
        source = Path(folder, f"brief{suffix}")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            str(source),
        ]
        nowhere = "http://127.0.0.1:9"
        environment = {**os.environ, "HOME": folder, "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": ""}
        _run(command, environment, name, 0.8 * limits.seconds)
        target = source.with_suffix(".docx")
        if not target.is_file() or target.stat().st_size > limits.file_bytes:
            raise UnreadableFile("beschadigd", f"{name}: LibreOffice cannot read this file.")
        return target.read_bytes()


def _run(command: list[str], environment: dict[str, str], name: str, seconds: float) -> None:
    """Run to the end or kill the whole process group, so that no program is left behind."""
    posix = os.name == "posix"
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=posix
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise UnreadableFile("te_traag", f"{name}: LibreOffice took longer than {seconds:.0f} seconds.") from None
    finally:
        with suppress(OSError):
            if posix:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
