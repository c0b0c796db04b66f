"""The pool of killable workers: every item is answered, whatever its worker does."""

from __future__ import annotations

import os
import time

import pytest

from pipeline.workers import Lost, Pool

STARTED: list[str] = []


def start(word: str) -> None:
    STARTED.append(word)


def broken_start() -> None:
    raise ValueError("no model")


def work(item: str) -> str:
    match item:
        case "die":
            os._exit(7)
        case "hang":
            time.sleep(600)
        case "eat":
            raise MemoryError
    return f"{item} {STARTED[0] if STARTED else ''}".strip()


def test_all_items_come_back_with_their_result() -> None:
    with Pool(work, processes=2, start=start, arguments=("loaded",)) as pool:
        results = dict(pool.run(["a", "b", "c"]))
    assert results == {"a": "a loaded", "b": "b loaded", "c": "c loaded"}


def test_a_lost_worker_costs_only_its_item() -> None:
    with Pool(work, processes=1, seconds=3) as pool:
        results = dict(pool.run(["a", "die", "b", "hang", "eat", "c"]))
    assert [results[item] for item in "abc"] == ["a", "b", "c"]
    reasons = {item: result.reason for item, result in results.items() if isinstance(result, Lost)}
    assert reasons == {"die": "afgebroken", "hang": "te_traag", "eat": "geheugen"}


def test_a_worker_that_died_while_it_waited_costs_nothing() -> None:
    with Pool(work, processes=1) as pool:
        assert dict(pool.run(["a"])) == {"a": "a"}
        (worker,) = pool._workers
        worker.process.kill()
        worker.process.join()
        assert dict(pool.run(["b"])) == {"b": "b"}


def threads(_: int) -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


@pytest.mark.parametrize(("chosen", "used"), [(None, "1"), ("2", "2")])
def test_a_worker_calculates_in_one_thread_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, chosen: str | None, used: str
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if chosen:
        monkeypatch.setenv("OMP_NUM_THREADS", chosen)
    with Pool(threads) as pool:
        assert dict(pool.run([1])) == {1: used}
    assert os.environ.get("OMP_NUM_THREADS") == chosen


def test_a_start_that_fails_stops_the_run_with_its_own_error() -> None:
    with Pool(work, start=broken_start) as pool, pytest.raises(ValueError, match="no model"):
        list(pool.run(["a"]))
