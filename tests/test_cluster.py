"""The same letters through a real Dask cluster on this machine, one worker killed half-way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import run
from pipeline.analyse import Settings
from pipeline.errors import AdviesradarError

distributed = pytest.importorskip("distributed", reason="needs adviesradar[dask]")
NAMES = (
    "gouda-2023-jongerenraad-mail.txt",
    "noordoostpolder-2022-energie.md",
    "heerenveen-2019-mantelzorgwaardering.txt",
)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[int]]]:
    """Address of a scheduler with two worker processes, and the workers' process ids."""
    found = tmp_path / "scheduler.json"
    environment = os.environ | {"OMP_NUM_THREADS": "1"}

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    scheduler = start(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found)
    )
    workers = []
    try:
        for _ in range(2):
            workers.append(
                start(
                    "dask_worker",
                    "--scheduler-file",
                    str(found),
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--host",
                    "127.0.0.1",
                    "--local-directory",
                    str(tmp_path),
                )
            )
        with distributed.Client(scheduler_file=str(found), timeout="60s") as client:
            client.wait_for_workers(2, timeout=60)
        yield json.loads(found.read_text())["address"], [worker.pid for worker in workers]
    finally:
        for process in [*workers, scheduler]:
            process.kill()
            process.wait()


def facts(path: Path) -> list[tuple[object, ...]]:
    """All records and themes in a store."""
    db = sqlite3.connect(path)
    return [
        *db.execute("SELECT id, hex(record) FROM letters ORDER BY id"),
        *db.execute("SELECT letter_id, concern_id, score, start FROM concern_mentions ORDER BY 1, 2, 4"),
    ]


def test_a_cluster_finds_what_one_machine_finds_though_a_worker_dies(
    cluster: tuple[str, list[int]], tmp_path: Path, corpus: Path
) -> None:
    address, workers = cluster
    folder = tmp_path / "brieven"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(corpus / "letters" / name, folder)
    killed: list[int] = []

    def kill_one(_: run.Progress) -> None:
        if not killed:
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    there = run.ingest(tmp_path / "cluster.db", [folder], Settings(), dask=address, report=kill_one)
    here = run.ingest(tmp_path / "hier.db", [folder], Settings())
    assert killed
    assert there.added == here.added == len(NAMES)
    assert facts(tmp_path / "cluster.db") == facts(tmp_path / "hier.db")


def test_no_scheduler_is_one_clear_line(tmp_path: Path, corpus: Path) -> None:
    with pytest.raises(AdviesradarError, match="no Dask scheduler answers"):
        run.ingest(tmp_path / "a.db", [corpus / "letters" / NAMES[0]], Settings(), dask="tcp://127.0.0.1:9")
