"""Runs the benchmarks by name, or all of them: `python -m benchmarks [NAME …] [--write]`.

`--write` also keeps what each one printed in quality/bench-NAME.txt, which docs/speed.md shows.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALL = ("reading", "encoder", "concerns", "relevance", "search", "ingest")
QUALITY = Path(__file__).parents[1] / "quality"


def main() -> int:
    """Run every benchmark in a process of its own; returns the highest exit status."""
    arguments = sys.argv[1:]
    keep = "--write" in arguments
    names = [name for name in arguments if not name.startswith("-")] or list(ALL)
    status = 0
    for name in names:
        print(f"## {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE if keep else None)
        if keep:
            print(done.stdout, flush=True)
            (QUALITY / f"bench-{name}.txt").write_text(done.stdout, encoding="utf-8")
        status = max(status, done.returncode)
    return status


if __name__ == "__main__":
    sys.exit(main())
