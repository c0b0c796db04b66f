"""The extraction as a whole does not fall under the floors, on the sample letters of this repository."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.evaluate import evaluate
from pipeline.evaluate.outcome import COUNTED, JUDGED
from pipeline.evaluate.summary import below

FLOORS = Path(__file__).resolve().parents[1] / "quality" / "floors.yaml"


@pytest.fixture(scope="module")
def floors() -> dict[str, float]:
    return dict(yaml.safe_load(FLOORS.read_text(encoding="utf-8")))


def test_every_floor_is_a_field_that_is_scored(floors: dict[str, float]) -> None:
    assert set(floors) <= {*COUNTED, *JUDGED}
    assert all(0 < floor <= 1 for floor in floors.values())


def test_the_sample_letters_stay_above_the_floors(corpus: Path, floors: dict[str, float]) -> None:
    assert below(evaluate(corpus / "gold", corpus / "letters"), floors) == []
