"""What a face takes out of the outbox or deletes is neither kept nor sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.conversations import Conversations
from peerdrop.core.errors import NotWaiting
from peerdrop.core.events import MessageFailed
from peerdrop.core.history.desk import WITHDRAWN, HistoryDesk
from peerdrop.core.history.entries import OutboxKind
from peerdrop.core.history.retention import Retention
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import make_transfer
from tests.kept_history import BEA, CID, KeptHistory, kept_history

KEPT_JOB = TransferId("7" * 32)
OTHER_JOB = make_transfer(
    transfer_id=TransferId("8" * 32),
    direction=Direction.OUTGOING,
    device_id=BEA,
    state=TransferState.NEW,
    reason=TransferReason.WAITING,
)


class Desk:
    """A desk with real conversations, and jobs that are only noted."""

    def __init__(self, kept: KeptHistory) -> None:
        self.kept = kept
        self.texts = Conversations(kept.bus, kept.clock, keep=kept.history.keep)
        self.canceled: list[TransferId] = []
        self.jobs = [make_transfer(), OTHER_JOB]
        self.desk = HistoryDesk(
            kept.history,
            kept.outbox,
            withdraw_text=self.texts.withdraw,
            withdraw_job=self.cancel,
            jobs=lambda: self.jobs,
        )

    async def cancel(self, transfer_id: TransferId) -> None:
        self.canceled.append(transfer_id)
        self.jobs = [job for job in self.jobs if job.transfer_id != transfer_id]


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Desk]:
    async with kept_history(home) as kept:
        desk = Desk(kept)
        try:
            yield desk
        finally:
            await desk.texts.aclose()


async def test_everything_that_waits_is_listed_and_can_be_withdrawn_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        message_id = it.texts.post(BEA, "hello")
        await it.kept.outbox.add_job(CID, KEPT_JOB, [Path("/a")])
        listed = await it.desk.outbox()
        assert [(item.kind, item.item_id) for item in listed] == [
            (OutboxKind.TEXT, message_id),
            (OutboxKind.JOB, KEPT_JOB),
            (OutboxKind.JOB, OTHER_JOB.transfer_id),
        ]
        for item in listed:
            await it.desk.withdraw(item.item_id)
            with pytest.raises(NotWaiting):
                await it.desk.withdraw(item.item_id)
        assert await it.desk.outbox() == ()
        assert it.canceled == [KEPT_JOB, OTHER_JOB.transfer_id]
        assert not it.texts.has_work_for(BEA)
        assert [event.reason for event in it.kept.said.of(MessageFailed)] == [WITHDRAWN]


async def test_what_waits_goes_with_its_conversation(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        it.texts.post(BEA, "hello")
        it.texts.post(CID, "other")
        await it.desk.delete_conversation(BEA)
        assert [item.text for item in await it.desk.outbox()] == ["other"]
        assert (await it.desk.page(BEA)).entries == ()
        assert not it.texts.has_work_for(BEA)
        assert it.texts.has_work_for(CID)


async def test_everything_else_is_asked_of_the_history(tmp_path: Path) -> None:
    async with opened(tmp_path) as it:
        it.texts.post(BEA, "hello")
        (entry,) = await it.desk.search("HELLO", BEA)
        assert (await it.desk.page(BEA, None, 5)).entries == (entry,)
        await it.desk.mark_read(BEA)
        await it.desk.set_retention(BEA, Retention.WEEK)
        assert [each.retention for each in await it.desk.conversations()] == [Retention.WEEK]
        assert entry.message is not None
        await it.desk.delete_item(BEA, entry.message.message_id)
        assert (await it.desk.page(BEA)).entries == ()
