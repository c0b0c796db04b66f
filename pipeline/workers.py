"""A pool of worker processes that can be killed: one bad file costs its worker, never the run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Lost:
    """What comes back for an item whose worker was lost: `te_traag`, `geheugen` or `afgebroken`."""

    reason: str
    message: str


@dataclass
class _Worker(Generic[Item]):
    process: BaseProcess
    connection: Connection
    item: Item | None = None
    deadline: float = float("inf")
    ready: bool = False


class Pool(Generic[Item, Result]):
    """Runs `work(item)` in `processes` spawned processes, each item within `seconds` and `memory` bytes.

    `start` runs once in every new process (to load models); an exception in it stops the run.
    `work` and `start` must be importable functions, items and results picklable.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        *,
        processes: int = 1,
        seconds: float = 120.0,
        memory: int | None = None,
        start: Callable[..., None] | None = None,
        arguments: tuple[Any, ...] = (),
    ) -> None:
        self._work = work
        self._processes = max(1, processes)
        self._seconds = seconds
        self._memory = memory
        self._start = start
        self._arguments = arguments
        self._workers: list[_Worker[Item]] = []

    def __enter__(self) -> Pool[Item, Result]:
        """Start all workers, so that they are ready sooner."""
        self._workers += [self._spawn() for _ in range(self._processes)]
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | Lost]]:
        """Yield each item with its result as soon as it is there; order follows completion."""
        queue = iter(items)
        exhausted = False
        while True:
            while not exhausted and (idle := self._idle()) is not None:
                try:
                    item = next(queue)
                except StopIteration:
                    exhausted = True
                else:
                    self._hand(idle, item)
            if exhausted and not any(worker.item is not None for worker in self._workers):
                return
            yield from self._collect()

    def _idle(self) -> _Worker[Item] | None:
        """A worker without an item, started when there are too few; None when all have work."""
        for worker in list(self._workers):
            if worker.item is None and worker.process.is_alive():
                return worker
            if worker.item is None:
                self._drop(worker)
        if len(self._workers) < self._processes:
            worker = self._spawn()
            self._workers.append(worker)
            return worker
        return None

    def _spawn(self) -> _Worker[Item]:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(
            target=_serve,
            args=(theirs, self._work, self._start, self._arguments, self._memory),
            daemon=True,
        )
        with _one_thread_each():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand(self, worker: _Worker[Item], item: Item) -> None:
        worker.item = item
        if worker.ready:
            worker.deadline = time.monotonic() + self._seconds
        with suppress(BrokenPipeError, OSError):  # a dead worker is noticed when its result is awaited
            worker.connection.send(item)

    def _collect(self) -> Iterator[tuple[Item, Result | Lost]]:
        """Wait for the next result, death or deadline, and yield what it settles."""
        timeout = min((worker.deadline for worker in self._workers), default=0.0) - time.monotonic()
        ready = wait(
            [worker.connection for worker in self._workers],
            timeout=None if timeout == float("inf") else max(0.0, timeout),
        )
        for worker in list(self._workers):
            if worker.connection in ready:
                yield from self._receive(worker)
            elif worker.deadline <= time.monotonic():
                item = self._drop(worker)
                if item is not None:
                    yield item, Lost("te_traag", f"took longer than {self._seconds:.0f} seconds")

    def _receive(self, worker: _Worker[Item]) -> Iterator[tuple[Item, Result | Lost]]:
        try:
            kind, value = worker.connection.recv()
        except (EOFError, OSError):
            item = self._drop(worker)
            if item is not None:
                yield item, Lost("afgebroken", "the process that read it was ended by the system")
            return
        if kind == "ready":
            worker.ready = True
            worker.deadline = time.monotonic() + self._seconds if worker.item is not None else float("inf")
        elif kind == "failed":
            self.close()
            raise value
        else:
            item, worker.item, worker.deadline = worker.item, None, float("inf")
            assert item is not None
            if kind == "memory":
                self._drop(worker)
                yield item, Lost("geheugen", "needs more memory than is allowed")
            else:
                yield item, value

    def _drop(self, worker: _Worker[Item]) -> Item | None:
        """End `worker` for good; returns the item it was working on."""
        worker.connection.close()
        worker.process.kill()
        worker.process.join()
        self._workers.remove(worker)
        return worker.item


THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""What tells libraries in how many threads to calculate, when they are loaded."""


def calculate_in_one_thread() -> list[str]:
    """Let what is loaded or started from now on calculate in one thread, unless the user said otherwise.

    Each core has its worker already. Returns the names that were put in the environment.
    """
    chosen = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(chosen, "1"))
    return chosen


@contextmanager
def _one_thread_each() -> Iterator[None]:
    chosen = calculate_in_one_thread()
    try:
        yield
    finally:
        for name in chosen:
            del os.environ[name]


def _serve(
    connection: Connection,
    work: Callable[[Any], Any],
    start: Callable[..., None] | None,
    arguments: tuple[Any, ...],
    memory: int | None,
) -> None:
    """What a worker process does: start, then answer items until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        if start is not None:
            start(*arguments)
        _limit(memory)
    except BaseException as error:
        with suppress(OSError):
            connection.send(("failed", error))
        return
    with suppress(EOFError, OSError):
        connection.send(("ready", None))
        while True:
            item = connection.recv()
            try:
                connection.send(("done", work(item)))
            except MemoryError:
                connection.send(("memory", None))


def _limit(memory: int | None) -> None:
    """Let this process have `memory` bytes more of data than it has now, where the system can do that."""
    if memory is None or sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (_data_in_use() + memory, resource.RLIM_INFINITY))


def _data_in_use() -> int:
    """Bytes of data that this process has reserved; its resident size where the system does not tell."""
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
