import asyncio

from server.tasks import Tasks
from tests.conftest import ExpectedLog
from tests.manual_clock import settle


async def test_closing_cancels_and_awaits_everything() -> None:
    tasks, ended = Tasks(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    for _ in range(3):
        tasks.spawn(work(), name="work")
    await settle()
    await tasks.aclose()
    assert ended == [True] * 3


async def test_what_is_spawned_while_closing_never_starts() -> None:
    tasks, late = Tasks(), []

    async def never() -> None:
        late.append(True)

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            assert tasks.spawn(never(), name="late") is None

    tasks.spawn(work(), name="work")
    await settle()
    await tasks.aclose()
    assert not late


async def test_a_task_that_fails_is_logged_with_its_name(expected_log: ExpectedLog) -> None:
    expected_log("task broken failed")

    async def work() -> None:
        raise RuntimeError("why")

    tasks = Tasks()
    tasks.spawn(work(), name="broken")
    await settle()
    await tasks.aclose()
