"""The same work on a running Dask cluster: files go out as bytes, analyses come back to the one writer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.analyse import Failure, Outcome, Settings, analyse_items, load_tools
from pipeline.errors import AdviesradarError, MissingExtra, UnreadableFile
from pipeline.ingest import printable, read_bytes, read_data

if TYPE_CHECKING:
    from pipeline.run import Task

AHEAD = 4
"""Files handed out per worker thread before the first comes back."""


def analyse_remotely(tasks: list[Task], settings: Settings, address: str) -> Iterator[tuple[Task, list[Outcome]]]:
    """Have the cluster at `address` analyse `tasks`; yields each with what came of it, as it completes.

    A file whose worker dies is given to another; after three deaths it becomes a Failure. Raises
    MissingExtra without `distributed`, AdviesradarError when no scheduler answers.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingExtra("--dask needs the extra: pip install 'adviesradar[dask]'") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise AdviesradarError(f"{address}: no Dask scheduler answers there; start one with: dask scheduler") from error
    with client:
        threads = sum(client.nthreads().values()) or 1
        waiting = iter(tasks)

        def hand_out(count: int) -> list[object]:
            return [
                client.submit(work, task, _data(task, settings), settings, key=f"adviesradar-{task.sha256}", pure=False)
                for task in islice(waiting, count)
            ]

        by_key = {f"adviesradar-{task.sha256}": task for task in tasks}
        running = as_completed(hand_out(AHEAD * threads), loop=client.loop)
        for future in running:
            yield by_key[future.key], _outcomes(by_key[future.key], future)
            for more in hand_out(1):
                running.add(more)


def _data(task: Task, settings: Settings) -> bytes | UnreadableFile:
    """The bytes of the file, read here: workers need not see this disk."""
    try:
        return read_bytes(task.path, settings.limits)
    except UnreadableFile as error:
        return error


def _outcomes(task: Task, future: object) -> list[Outcome]:
    error = future.exception()  # type: ignore[attr-defined]
    if error is None:
        return future.result()  # type: ignore[attr-defined, no-any-return]
    path = printable(task.path)
    return [Failure(path, task.sha256, "afgebroken", f"{path}: the workers that read it were lost ({error}).")]


def work(task: Task, data: bytes | UnreadableFile, settings: Settings) -> list[Outcome]:
    """Read and analyse one file on a worker of the cluster."""
    path = printable(task.path)
    if isinstance(data, UnreadableFile):
        return [Failure(path, task.sha256, data.reason, str(data))]
    return analyse_items(read_data(data, Path(task.path).name, path, settings.limits), load_tools(settings), None)
