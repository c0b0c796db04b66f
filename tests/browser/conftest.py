"""A real browser (Debian's Chromium, driven by Playwright) on pages that are served from a real store."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LETTERS = (
    "amersfoort-2016-doelgroepenvervoer.pdf",
    "heerenveen-2019-mantelzorgwaardering.txt",
    "hilversum-2022-1-adviesaanvraag.pdf",
    "hilversum-2022-2-advies.docx",
    "hilversum-2022-3-reactie.pdf",
    "roermond-2021-armoedebeleid.pdf",
    "venlo-2020-tabel-participatiewet.docx",
)


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Chromium: install it (Debian: chromium) or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a handful of the sample letters, read by the real pipeline."""
    from pipeline.analyse import Settings
    from pipeline.run import ingest

    folder = tmp_path_factory.mktemp("archief")
    letters = folder / "brieven"
    letters.mkdir()
    for name in LETTERS:
        shutil.copy(ROOT / "corpus" / "letters" / name, letters / name)
    summary = ingest(folder / "archief.db", [letters], Settings(), processes=1)
    assert not summary.failures
    return folder / "archief.db"


@pytest.fixture(scope="session")
def site(store: Path) -> Iterator[str]:
    """The address of the pages, with --edit."""
    import uvicorn

    from pipeline.cli.serve import make_datasette

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(make_datasette(store, edit=True).app(), host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Chromium without a screen."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = _chromium()
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the npm package; skipped where it cannot be had."""
    folder = Path(os.environ.get("AXE_FOLDER", Path.home() / ".cache" / "adviesradar-axe"))
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        if not shutil.which("npm"):
            pytest.skip("npm is not installed, so axe-core cannot be fetched")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4"]
        if subprocess.run(command, capture_output=True, timeout=180, check=False).returncode or not source.exists():
            pytest.skip("axe-core could not be fetched with npm")
    return source.read_text(encoding="utf-8")
