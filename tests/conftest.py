"""What the tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real letters and their gold records; tests that need it skip without it."""
    folder = Path(os.environ.get("ADVIESRADAR_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip(f"the real letters and gold records are not at {folder} (set ADVIESRADAR_SHARED)")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample letters of this repository."""
    return ROOT / "corpus"
