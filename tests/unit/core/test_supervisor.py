"""Tasks have one owner, who is told of their failures and awaits their end."""

import asyncio

from peerdrop.core.supervisor import Supervisor
from tests.conftest import ExpectedLog
from tests.manual_clock import settle


async def test_the_failure_of_one_task_is_logged_and_reaches_no_other(expected_log: ExpectedLog) -> None:
    expected_log("task failed name=test:bad")
    supervisor = Supervisor("test")
    done: list[str] = []

    async def bad() -> None:
        raise RuntimeError("bug")

    async def good() -> None:
        await asyncio.sleep(0)
        done.append("good")

    supervisor.spawn(bad(), name="bad")
    supervisor.spawn(good(), name="good")
    await settle()
    assert done == ["good"]
    await supervisor.aclose()


async def test_closing_waits_until_the_last_task_has_cleaned_up() -> None:
    supervisor = Supervisor("test")
    cleaned: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append("work")

    supervisor.spawn(work(), name="work")
    await settle()
    await supervisor.aclose()
    assert cleaned == ["work"]


async def test_what_is_spawned_after_closing_does_not_run() -> None:
    supervisor = Supervisor("test")
    await supervisor.aclose()
    ran: list[str] = []

    async def work() -> None:
        ran.append("work")

    task = supervisor.spawn(work(), name="work")
    await asyncio.wait([task])
    assert task.cancelled()
    assert ran == []
