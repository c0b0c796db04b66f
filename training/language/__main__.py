"""Train the Dutch model from start to end: `python -m training.language --data FOLDER`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

CONFIGS = Path(__file__).parent / "configs"
CODE = Path(__file__).parent / "components.py"


def main() -> None:
    """Prepare, train syntax, names and capitals, assemble, measure, write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the folder with the treebanks and lists")
    data = parser.parse_args().data
    steps = [["training.language.prepare", data]]
    for name in ("syntax", "names"):
        config = str(CONFIGS / f"{name}.cfg")
        steps.append(["spacy", "train", config, "--code", str(CODE), "--output", f"build/training/{name}"])
    steps += [
        ["training.language.capitals", data],
        ["training.language.assemble", data],
        ["training.language.evaluate", "--out", "pipeline/models/nl_adviesradar/scores.json"],
        ["training.language.card"],
    ]
    for step in steps:
        subprocess.run([sys.executable, "-m", *step], check=True)


if __name__ == "__main__":
    main()
