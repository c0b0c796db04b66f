"""The theme register: a YAML file with themes, their keywords and the sentences they are learned from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml

from pipeline.errors import AdviesradarError

Polarity = Literal["zorg", "lof", "neutraal"]

SHIPPED = "pipeline/concerns.yaml"


class RegisterError(AdviesradarError):
    """A theme register that cannot be used; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A recurring concern. `id` is permanent; `keywords` may hold `*` for any letters.

    `seeds` raise the concern, `praise` says that it went well, `facts` mention the subject without either.
    A theme that is not `reported` is there so that its sentences are not taken for another theme.
    """

    id: str
    label: str
    definition: str = ""
    keywords: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Shared:
    """A sentence that raises several themes at once."""

    themes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Register:
    """Themes and example sentences. `lookalike` has the words of a theme in another sense."""

    all_themes: tuple[Theme, ...]
    shared: tuple[Shared, ...] = ()
    neutral: tuple[str, ...] = ()
    lookalike: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    digest: str = ""
    source: str = SHIPPED

    @property
    def themes(self) -> list[Theme]:
        """The themes that are reported."""
        return [theme for theme in self.all_themes if theme.reported]

    def theme(self, key: str) -> Theme:
        """The theme with this id or label. Raises RegisterError with the known labels."""
        for theme in self.all_themes:
            if key in (theme.id, theme.label):
                return theme
        raise RegisterError(
            f"{self.source}: no theme called {key!r}; choose from " + ", ".join(theme.label for theme in self.themes)
        )


def shipped_bytes() -> bytes:
    """The register that comes with the package."""
    return files("pipeline").joinpath("concerns.yaml").read_bytes()


def digest_of(path: Path | None) -> str:
    """First 12 hex digits of the SHA-256 of the register's bytes (with the shipped one, when it extends that)."""
    data = _read(path)
    if path is not None and b"extends:" in data:
        data += shipped_bytes()
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:12]


def load_register(path: Path | None = None) -> Register:
    """The register at `path`, or the shipped one. `extends: shipped` adds to the shipped register.

    Raises RegisterError for a file that is absent, no YAML, or no register.
    """
    source = str(path) if path else SHIPPED
    content = _parse(_read(path), source)
    found = _register(content, source, digest_of(path))
    if content.get("extends") is None:
        return found
    if content["extends"] != "shipped":
        raise RegisterError(f"{source}: extends must be 'shipped', not {content['extends']!r}")
    return _extended(load_register(None), found)


def _extended(base: Register, more: Register) -> Register:
    added = {theme.id for theme in more.all_themes}
    return Register(
        tuple(theme for theme in base.all_themes if theme.id not in added) + more.all_themes,
        base.shared + more.shared,
        base.neutral + more.neutral,
        base.lookalike + more.lookalike,
        base.praise + more.praise,
        more.digest,
        more.source,
    )


def _read(path: Path | None) -> bytes:
    if path is None:
        return shipped_bytes()
    try:
        return path.read_bytes()
    except OSError as error:
        raise RegisterError(f"{path}: the theme register cannot be read ({error.strerror})") from error


def _parse(data: bytes, source: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(data, Loader=loader)  # both are safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "no valid YAML"
        raise RegisterError(f"{source}: broken YAML{place}: {problem}") from error
    except UnicodeDecodeError as error:
        raise RegisterError(f"{source}: the theme register is not UTF-8 text") from error
    if not isinstance(content, dict) or not isinstance(content.get("themes"), list):
        raise RegisterError(f"{source}: no theme register; it needs a list called 'themes'")
    return content


def _register(content: dict[str, Any], source: str, digest: str) -> Register:
    themes = tuple(_theme(entry, number, source) for number, entry in enumerate(content["themes"], 1))
    for names in ([theme.id for theme in themes], [theme.label for theme in themes]):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RegisterError(f"{source}: {twice[0]!r} occurs twice; ids and labels of themes are unique")
    shared = tuple(_shared(entry, source) for entry in content.get("shared") or [])
    return Register(
        themes,
        shared,
        _texts(content, "neutral", source, "the register"),
        _texts(content, "lookalike", source, "the register"),
        _texts(content, "praise", source, "the register"),
        digest,
        source,
    )


def _theme(entry: Any, number: int, source: str) -> Theme:
    where = f"theme {number}"
    if not isinstance(entry, dict):
        raise RegisterError(f"{source}: {where} is no mapping with id, label and seeds")
    for key in ("id", "label"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise RegisterError(f"{source}: {where} has no {key}")
    where = f"theme {entry['label']!r}"
    texts = {key: _texts(entry, key, source, where) for key in ("keywords", "seeds", "praise", "facts")}
    if len(texts["seeds"]) < 2:
        raise RegisterError(f"{source}: {where} needs at least 2 seed sentences, better 40")
    reported = entry.get("reported", True)
    if not isinstance(reported, bool):
        raise RegisterError(f"{source}: 'reported' of {where} must be true or false, not {reported!r}")
    return Theme(entry["id"], entry["label"], str(entry.get("definition") or ""), **texts, reported=reported)


def _shared(entry: Any, source: str) -> Shared:
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry.get("themes"):
        raise RegisterError(f"{source}: an entry under 'shared' needs a text and a list of themes")
    return Shared(tuple(str(theme) for theme in entry["themes"]), entry["text"])


def _texts(entry: dict[str, Any], key: str, source: str, where: str) -> tuple[str, ...]:
    found = entry.get(key) or []
    if not isinstance(found, Sequence) or isinstance(found, str) or not all(isinstance(text, str) for text in found):
        raise RegisterError(f"{source}: {key!r} of {where} must be a list of texts (quote a text with ': ' in it)")
    return tuple(found)
