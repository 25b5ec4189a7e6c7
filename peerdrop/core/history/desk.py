"""What a face may ask of the history and the outbox of a node."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from peerdrop.core.errors import HistoryError, NotWaiting
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem, OutboxKind
from peerdrop.core.history.history import History
from peerdrop.core.history.outbox import Outbox
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

WITHDRAWN: Final = "WITHDRAWN"
"""The reason of a MessageFailed whose text was taken out of the outbox."""


class HistoryDesk:
    """Joins the history, the outbox, and those who send what waits; a HistoryHandle (peerdrop.control.handle).

    *withdraw_text* (Conversations.withdraw) and *withdraw_job* (Transfers.cancel) stop the sending of what is taken
    out. *jobs* are those of this run; one that waits is listed also if it is kept elsewhere than in the outbox.
    """

    def __init__(
        self,
        history: History,
        outbox: Outbox,
        *,
        withdraw_text: Callable[[MessageId, str], None],
        withdraw_job: Callable[[TransferId], Awaitable[None]],
        jobs: Callable[[], Iterable[TransferSnapshot]] = tuple,
    ) -> None:
        self._history = history
        self._outbox = outbox
        self._withdraw_text = withdraw_text
        self._withdraw_job = withdraw_job
        self._jobs = jobs

    async def page(self, device_id: DeviceId, before: int | None = None, limit: int = 100) -> HistoryPage:
        return await self._history.page(device_id, before, limit)

    async def search(self, text: str, device_id: DeviceId | None = None, limit: int = 100) -> tuple[HistoryEntry, ...]:
        return await self._history.search(text, device_id, limit)

    async def conversations(self) -> tuple[ConversationSnapshot, ...]:
        return await self._history.conversations()

    async def mark_read(self, device_id: DeviceId) -> None:
        await self._history.mark_read(device_id)

    async def delete_item(self, device_id: DeviceId, item_id: str) -> None:
        await self._history.delete_item(device_id, item_id)

    async def delete_conversation(self, device_id: DeviceId) -> None:
        for item in await self.outbox():
            if item.device_id == device_id:
                await self._take_out(item)
        await self._history.delete_conversation(device_id)

    async def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        await self._history.set_retention(device_id, retention)

    async def outbox(self) -> tuple[OutboxItem, ...]:
        kept = await self._outbox.all()
        known = {item.item_id for item in kept}
        return kept + tuple(
            OutboxItem(
                item_id=job.transfer_id,
                kind=OutboxKind.JOB,
                device_id=job.device_id,
                created_at=job.at,
                text=job.label,
            )
            for job in self._jobs()
            if job.state is TransferState.NEW and job.reason is TransferReason.WAITING and job.transfer_id not in known
        )

    async def withdraw(self, item_id: str) -> None:
        for item in await self.outbox():
            if item.item_id == item_id:
                await self._take_out(item)
                return
        raise NotWaiting("That does not wait any more.", next_step="It was sent, or withdrawn before.")

    async def _take_out(self, item: OutboxItem) -> None:
        if item.kind is OutboxKind.TEXT:
            self._withdraw_text(MessageId(item.item_id), WITHDRAWN)
        else:
            await self._withdraw_job(TransferId(item.item_id))
        # Whatever they did: it waits no more.
        with contextlib.suppress(HistoryError):
            await self._outbox.withdraw(item.item_id)
