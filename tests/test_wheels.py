"""Every package of the base install has a wheel for every platform: pip is asked, nothing is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOCK = Path(__file__).parents[1] / "requirements.lock"


def _linux(machine: str) -> list[str]:
    return [f"manylinux2014_{machine}", *(f"manylinux_2_{minor}_{machine}" for minor in range(17, 35))]


PLATFORMS = {
    "Linux x86-64": (_linux("x86_64"), {"sys_platform": "linux", "platform_machine": "x86_64"}),
    "Linux arm64": (_linux("aarch64"), {"sys_platform": "linux", "platform_machine": "aarch64"}),
    "macOS arm64": (["macosx_14_0_arm64"], {"sys_platform": "darwin", "platform_machine": "arm64"}),
    "macOS x86-64": (["macosx_14_0_x86_64"], {"sys_platform": "darwin", "platform_machine": "x86_64"}),
    "Windows": (["win_amd64"], {"sys_platform": "win32", "platform_machine": "AMD64"}),
}
"""Name → the tags of its wheels, and what markers say there."""


def locked(markers: dict[str, str]) -> list[Requirement]:
    """The packages that the base install takes on a platform."""
    lines = [line.partition("#")[0].strip() for line in LOCK.read_text().splitlines()]
    found = [Requirement(line) for line in lines if line]
    return [item for item in found if item.marker is None or item.marker.evaluate(markers)]


def ask(pins: list[str], tags: list[str], folder: Path) -> tuple[list[str], str]:
    """The wheels that pip would take for `pins`, and its complaint when there is one."""
    report, wanted = folder / "report.json", folder / "wanted.txt"
    wanted.write_text("\n".join(pins))
    options = ["--dry-run", "--ignore-installed", "--no-deps", "--only-binary=:all:", "--quiet", "--retries=0"]
    where = ["--report", str(report), "--target", str(folder / "nowhere"), "-r", str(wanted)]
    python = ["--python-version", ".".join(map(str, sys.version_info[:3]))]
    command = [sys.executable, "-m", "pip", "install", *options, *where, *python]
    done = subprocess.run(
        [*command, *(f"--platform={tag}" for tag in tags)], capture_output=True, text=True, timeout=300
    )
    if done.returncode:
        return [], "\n".join(line for line in done.stderr.splitlines() if line.startswith("ERROR: No matching"))
    return [item["download_info"]["url"].rsplit("/", 1)[1] for item in json.loads(report.read_text())["install"]], ""


@pytest.fixture(scope="module")
def universal(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The packages whose one wheel serves all platforms."""
    tags, markers = PLATFORMS["Linux x86-64"]
    pins = [f"{item.name}{item.specifier}" for item in locked(markers)]
    if not ask(pins[:1], tags, tmp_path_factory.mktemp("reach"))[0]:
        pytest.skip("no package registry can be reached")
    wheels, complaint = ask(pins, tags, tmp_path_factory.mktemp("linux"))
    assert len(wheels) == len(pins), complaint
    names = {wheel.split("-")[0].lower() for wheel in wheels if wheel.endswith("-none-any.whl")}
    assert len(names) > len(wheels) / 2
    return names


@pytest.mark.parametrize(
    "platform",
    [
        "Linux arm64",
        "macOS arm64",
        "Windows",
        "macOS x86-64",
    ],
)
def test_every_package_has_a_wheel(platform: str, universal: set[str], tmp_path: Path) -> None:
    tags, markers = PLATFORMS[platform]
    items = [item for item in locked(markers) if item.name.lower().replace("-", "_") not in universal]
    assert len(items) > 10  # numpy, spaCy, CTranslate2, …
    wheels, complaint = ask([f"{item.name}{item.specifier}" for item in items], tags, tmp_path)
    assert len(wheels) == len(items), complaint
