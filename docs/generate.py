"""Writes the output of real commands into the documentation, so that no number is typed by hand.

Below every line `<!-- run: COMMAND -->` of README.md and docs/*.md stands a code block with what
COMMAND prints. `python -m docs.generate` runs them all again; `--check` only says what is out of date.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- run: (?P<command>.+?) -->\n)(?:\n?```.*?\n```\n)?", re.DOTALL)


def documents() -> list[Path]:
    """The files that may hold generated blocks."""
    cards = (ROOT / "pipeline" / "models").glob("*/README.md")
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted(cards)]


def output(command: str) -> str:
    """What `command` prints, run from the root of the repository with its own environment first."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    done = subprocess.run(command, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in done.stdout.rstrip().splitlines())


def generate(text: str) -> str:
    """`text` with every generated block renewed."""

    def block(match: re.Match[str]) -> str:
        command = match["command"]
        return f"{match[1]}\n```console\n$ {command}\n{output(command)}\n```\n"

    return BLOCK.sub(block, text)


def scores() -> str:
    """The latest scores of every set of letters, as the exports' manifest carries them."""
    lines = (ROOT / "quality" / "history.jsonl").read_text(encoding="utf-8").splitlines()
    latest = {row["set"]: {"date": row["date"], **row["scores"]} for row in map(json.loads, lines)}
    return json.dumps(latest, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Renew documents and packaged scores; with `--check` only name those that differ. Returns the exit status."""
    stale = []
    packaged = ROOT / "pipeline" / "scores.json"
    for path in [*documents(), packaged]:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = scores() if path == packaged else generate(old)
        if new != old:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(new, encoding="utf-8")
    for path in stale:
        print(f"{'out of date' if '--check' in sys.argv else 'renewed'}: {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
