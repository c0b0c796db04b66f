"""Bytes to a `Letter`. One module per format, each with `parse(data, name, limits) -> Parsed`."""

from __future__ import annotations

from importlib import import_module

from pipeline.errors import UnreadableFile
from pipeline.limits import DEFAULT, MEGABYTE, Limits
from pipeline.parsers.kind import kind_of
from pipeline.parsers.types import Attachment, Parsed

__all__ = ["Attachment", "Parsed", "parse"]


def parse(data: bytes, name: str, limits: Limits = DEFAULT) -> Parsed:
    """Read a file by what its bytes are (its name decides only where the bytes do not).

    Raises UnreadableFile, with a reason and one line, for anything that is no readable letter.
    """
    if not data:
        raise UnreadableFile("leeg", f"{name}: the file is empty.")
    if len(data) > limits.file_bytes:
        raise UnreadableFile("te_groot", f"{name}: larger than {limits.file_bytes // MEGABYTE} MB; not read.")
    module = import_module(f"pipeline.parsers.{kind_of(data, name)}")
    try:
        parsed = module.parse(data, name, limits)
    except UnreadableFile:
        raise
    except MemoryError:
        raise UnreadableFile("te_groot", f"{name}: needs more memory than is allowed.") from None
    except RecursionError:
        raise UnreadableFile("beschadigd", f"{name}: nested too deep to read.") from None
    except Exception as error:  # a parser of a broken file may fail in any way; the file is at fault
        detail = " ".join(str(error).split())[:120]
        raise UnreadableFile(
            "beschadigd", f"{name}: cannot be read, the file seems damaged ({type(error).__name__}: {detail})."
        ) from error
    assert isinstance(parsed, Parsed)
    letter = parsed.letter
    if not letter.text.strip() and not parsed.attachments:
        raise UnreadableFile("leeg", f"{name}: holds no text.")
    if len(letter.text) > limits.text_characters:
        raise UnreadableFile("te_groot", f"{name}: more than {limits.text_characters} characters of text.")
    return parsed
