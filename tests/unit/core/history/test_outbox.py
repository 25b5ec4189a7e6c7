"""What waits is there after a restart, in order, and goes or is withdrawn once."""

import asyncio
from pathlib import Path

from peerdrop.core.events import MessageDelivered, MessageFailed, TransferCompleted
from peerdrop.core.history.entries import OutboxItem, OutboxKind
from peerdrop.core.history.retention import Retention
from peerdrop.core.states import Direction, LaneKind
from peerdrop.wire.identifiers import TransferId
from tests.kept_history import BEA, CID, kept_history, message_id, sent, sql

JOB_ID = TransferId("7" * 32)


async def test_texts_and_jobs_wait_across_a_restart_oldest_first(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(sent("one\0\u202e", 1, at=5.0))
        await kept.outbox.add_job(BEA, JOB_ID, [Path("/a/caf\udcff"), Path("/b")])
        await kept.outbox.add_text(CID, message_id(2), "two")
        at = kept.clock.wall()
    async with kept_history(tmp_path) as kept:
        text, job, other = await kept.outbox.all()
        assert text == OutboxItem(
            item_id=message_id(1), kind=OutboxKind.TEXT, device_id=BEA, created_at=5.0, text="one\0\u202e"
        )
        assert job == OutboxItem(
            item_id=JOB_ID,
            kind=OutboxKind.JOB,
            device_id=BEA,
            created_at=at,
            paths=(Path("/a/caf\udcff"), Path("/b")),
        )
        assert await kept.outbox.waiting_for(BEA) == (text, job)
        assert await kept.outbox.waiting_for(CID) == (other,)


async def test_what_was_delivered_or_given_up_waits_no_more(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(3):
            kept.bus.publish(sent(str(number), number))
        await kept.outbox.add_job(BEA, JOB_ID, [Path("/a")])
        kept.bus.publish(MessageDelivered(message_id=message_id(0), device_id=BEA))
        kept.bus.publish(MessageFailed(message_id=message_id(1), device_id=BEA, reason="WITHDRAWN"))
        for direction in (Direction.INCOMING, Direction.OUTGOING):
            assert JOB_ID in [item.item_id for item in await kept.outbox.all()]
            kept.bus.publish(
                TransferCompleted(
                    transfer_id=JOB_ID,
                    direction=direction,
                    device_id=BEA,
                    files=(),
                    size_bytes=0,
                    lane=LaneKind.DATA_CHANNEL,
                    path=None,
                    seconds=1.0,
                )
            )
    async with kept_history(tmp_path) as kept:
        assert [item.text for item in await kept.outbox.all()] == ["2"]


async def test_of_two_that_take_one_out_one_is_told_that_it_was_there(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.outbox.add_text(BEA, message_id(1), "x")
        taken = await asyncio.gather(kept.outbox.withdraw(message_id(1)), kept.outbox.delivered(message_id(1)))
        assert sorted(taken) == [False, True]
        assert not await kept.outbox.withdraw(message_id(9))


async def test_the_same_id_waits_once(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(sent("x", 1))
        await kept.outbox.add_text(BEA, message_id(1), "x")
        assert len(await kept.outbox.all()) == 1


async def test_a_text_waits_also_where_nothing_is_kept(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.history.set_retention(BEA, Retention.OFF)
        kept.bus.publish(sent("x", 1))
        assert await kept.texts() == []
        assert [item.text for item in await kept.outbox.all()] == ["x"]


async def test_an_item_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.outbox.add_job(BEA, JOB_ID, [Path("/a")])
        kept.bus.publish(sent("x", 1))
    sql(tmp_path, "UPDATE outbox SET content = x'ff00' WHERE kind = 'job'")
    async with kept_history(tmp_path) as kept:
        assert [item.text for item in await kept.outbox.all()] == ["x"]
