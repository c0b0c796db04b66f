"""Hostile and broken input: every file is read within limits or refused with one line; the run goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.ingest import Item, find_files, printable, read_all
from pipeline.limits import DEFAULT
from pipeline.parsers import Parsed
from pipeline.workers import Lost, Pool
from tests import hostile

LIMITS = replace(DEFAULT, seconds=150.0, ocr_page_seconds=4.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("v")
    script = Path(hostile.__file__)  # in a process of its own, so that its bombs do not count as our memory
    subprocess.run([sys.executable, str(script), str(place)], check=True)
    assert len(list(place.iterdir())) >= 60
    yield place


def read_one(path: Path) -> tuple[list[Item], int]:
    """What a worker does: the items in a file, and the peak memory of the process so far."""
    found = list(read_all(path, LIMITS))
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return found, next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


@pytest.fixture(scope="module")
def run(folder: Path) -> tuple[list[Item], int]:
    found = list(find_files([folder], LIMITS))
    items = [item for item in found if isinstance(item, Item)]
    peak = 0
    with Pool(read_one, processes=2, seconds=LIMITS.seconds, memory=LIMITS.memory_bytes) as pool:
        for path, result in pool.run(item for item in found if isinstance(item, Path)):
            if isinstance(result, Lost):
                shown = printable(path)
                error = UnreadableFile(result.reason, f"{shown}: {result.message}.")
                items.append(Item(shown, "", path.name, 0, None, error))
            else:
                items.extend(result[0])
                peak = max(peak, result[1])
    return items, peak


@pytest.fixture(scope="module")
def items(run: tuple[list[Item], int]) -> list[Item]:
    return run[0]


def by_name(items: list[Item], name: str) -> Item:
    return next(item for item in items if item.path.endswith("/" + name) and item.parent_sha256 is None)


def test_every_file_is_accounted_for(folder: Path, items: list[Item]) -> None:
    present = {printable(path) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    assert present <= {item.path for item in items}


def test_what_is_refused_has_one_clear_line(items: list[Item]) -> None:
    for item in items:
        if isinstance(item.content, UnreadableFile):
            message = str(item.content)
            assert item.content.reason and message.isprintable(), (item.path, message)
            assert "Traceback" not in message
            assert len(message) < 600


def test_no_worker_was_lost(items: list[Item]) -> None:
    lost = [item.path for item in items if isinstance(item.content, UnreadableFile) and item.content.reason in
            ("te_traag", "afgebroken", "geheugen")]  # fmt: skip
    assert not lost


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("afgekapt.pdf", "beschadigd"),
        ("wachtwoord.pdf", "versleuteld"),
        ("drieduizend-bladzijden.pdf", "te_groot"),
        ("bom.docx", "te_groot"),
        ("lach.docx", "onveilig"),
        ("leest-mee.docx", "onveilig"),
        ("leest-mee.odt", "onveilig"),
        ("miljoen-elementen.docx", "te_groot"),
        ("op-slot.zip", "versleuteld"),
        ("te-veel-leden.zip", "te_groot"),
        ("leeg.zip", "leeg"),
        ("leeg.txt", "leeg"),
        ("wit.txt", "leeg"),
        ("een-regel.txt", "te_groot"),
        ("programma.exe", "onbekend_type"),
        ("tekst.pdf", "beschadigd"),
    ],
)
def test_reasons(items: list[Item], name: str, reason: str) -> None:
    content = by_name(items, name).content
    assert isinstance(content, UnreadableFile)
    assert content.reason == reason


@pytest.mark.parametrize(
    "name",
    ["leeg-wachtwoord.pdf", "voert-uit.pdf", "staart.pdf", "link-naar-buiten.docx", "nullen.txt", "script.html",
     "rechts-naar-links.txt", "kapotte-utf8.txt", "utf16-oneven.txt", "tekenset.eml", "valse-naam.pdf.txt",
     "-streepje.txt", "diep.txt"],
)  # fmt: skip
def test_what_can_be_read_is_read(items: list[Item], name: str) -> None:
    content = by_name(items, name).content
    assert isinstance(content, Parsed)
    assert "college" in content.letter.text.replace(" ", "")
    assert "\0" not in content.letter.text
    assert "\u202e" not in content.letter.text


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX systems have them")
@pytest.mark.parametrize(
    ("name", "reason"),
    [("kring", "koppeling"), ("uit.txt", "koppeling"), ("oneindig.txt", "koppeling"), ("pijp.txt", "geen_bestand")],
)
def test_links_and_pipes_are_refused(items: list[Item], name: str, reason: str) -> None:
    content = by_name(items, name).content
    assert isinstance(content, UnreadableFile)
    assert content.reason == reason


def test_nothing_outside_the_folder_is_read(items: list[Item]) -> None:
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0] if os.name == "posix" else "geheim"
    for item in items:
        if isinstance(item.content, Parsed):
            assert secret not in item.content.letter.text


def test_nesting_does_not_get_around_the_limits(items: list[Item]) -> None:
    for name in ("diep.zip", "zip-in-mail.eml", "diep.eml"):
        reasons = [item.content.reason for item in items if f"/{name}" in item.path
                   and isinstance(item.content, UnreadableFile)]  # fmt: skip
        assert "te_diep" in reasons
    unpacked = sum(item.size for item in items if "/breed.zip/" in item.path)
    assert unpacked <= LIMITS.unpacked_bytes


def test_members_of_a_zip_keep_to_their_own_names(items: list[Item]) -> None:
    inside = [item.path for item in items if "/uit-de-map.zip/" in item.path]
    assert sorted(path.rsplit("/", 1)[1] for path in inside) == ["uit.txt", "uit.txt", "uit.txt"]


def test_peak_memory_is_under_a_gigabyte(run: tuple[list[Item], int]) -> None:
    assert run[1] < 1024**3
