import asyncio
import threading
from functools import partial

import pytest

from peerdrop.core.transfers.disk.worker import Worker


async def test_calls_run_one_after_the_other_in_one_thread() -> None:
    worker = Worker("w")
    done: list[tuple[int, int]] = []

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    futures = [worker.submit(partial(note, number)) for number in range(50)]
    await asyncio.gather(*futures)
    await worker.aclose()
    assert [number for number, _ in done] == list(range(50))
    assert {thread for _, thread in done} == {done[0][1]}
    assert done[0][1] != threading.get_ident()


async def test_an_exception_comes_back_to_who_asked() -> None:
    worker = Worker("w")

    def fail() -> None:
        raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"):
        await worker.run(fail)
    assert await worker.run(lambda: 1) == 1
    await worker.aclose()


async def test_a_call_runs_though_nobody_waits_for_it_any_more() -> None:
    worker = Worker("w")
    gate = threading.Event()
    ran: list[int] = []
    worker.submit(gate.wait)
    given_up = worker.submit(lambda: ran.append(1))
    given_up.cancel()
    gate.set()
    await worker.aclose()
    assert ran == [1]


async def test_closing_does_what_is_left_and_takes_nothing_more() -> None:
    worker = Worker("w")
    ran: list[int] = []
    worker.submit(lambda: ran.append(1))
    await worker.aclose()
    await worker.aclose()
    assert ran == [1]
    with pytest.raises(RuntimeError):
        worker.submit(lambda: None)


async def test_a_worker_without_work_has_no_thread() -> None:
    before = threading.active_count()
    worker = Worker("w")
    assert threading.active_count() == before
    await worker.aclose()


async def test_a_disk_that_does_not_answer_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, expected_log: object
) -> None:
    monkeypatch.setattr("peerdrop.core.transfers.disk.worker.CLOSE_TIMEOUT_S", 0.01)
    assert callable(expected_log)
    expected_log("disk does not answer")
    worker = Worker("w")
    gate = threading.Event()
    worker.submit(gate.wait)
    await worker.aclose()
    gate.set()
