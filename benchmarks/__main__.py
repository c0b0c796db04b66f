"""Runs the benchmarks by name, or all of them."""

from __future__ import annotations

import subprocess
import sys

ALL = ("reading", "encoder", "concerns", "search", "ingest")


def main() -> int:
    """Run every benchmark in a process of its own; returns the highest exit status."""
    names = sys.argv[1:] or list(ALL)
    status = 0
    for name in names:
        print(f"## {name}", flush=True)
        status = max(status, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode)
    return status


if __name__ == "__main__":
    sys.exit(main())
