"""The notebook runs from its first cell to its last on a store that was just made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import run
from pipeline.analyse import Settings

pytest.importorskip("pandas", reason="the notebook needs pandas")
ROOT = Path(__file__).resolve().parents[1]


def test_the_notebook_runs_and_finds_recurring_concerns(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.db"
    letters = sorted((corpus / "letters").glob("hilversum*")) + sorted((corpus / "letters").glob("*.md"))
    run.ingest(target, letters, Settings())
    monkeypatch.setenv("ADVIESRADAR_DB", str(target))
    names: dict[str, object] = {}
    for cell in json.loads((ROOT / "examples" / "study.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert len(names["recurring"]) >= 1  # type: ignore[arg-type]
    assert set(names["quotes"]["municipality"]) >= {"Hilversum"} or len(names["quotes"]) >= 2  # type: ignore[index,arg-type]
