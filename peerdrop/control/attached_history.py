"""The memory of a node that another process of this user runs."""

from typing import Protocol, TypeVar

from peerdrop.control import commands
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem
from peerdrop.core.history.retention import Retention
from peerdrop.wire.identifiers import DeviceId

ResultT = TypeVar("ResultT")


class Caller(Protocol):
    """Sends a command to that process; raises what the command raised there."""

    async def __call__(self, command: commands.Command, result_type: type[ResultT], /) -> ResultT: ...


class AttachedHistory:
    """A HistoryHandle over the control port."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    async def page(self, device_id: DeviceId, before: int | None = None, limit: int = 100) -> HistoryPage:
        return await self._call(commands.ReadPage(device_id=device_id, before=before, limit=limit), HistoryPage)

    async def search(self, text: str, device_id: DeviceId | None = None, limit: int = 100) -> tuple[HistoryEntry, ...]:
        command = commands.SearchHistory(text=text, device_id=device_id, limit=limit)
        return await self._call(command, tuple[HistoryEntry, ...])

    async def conversations(self) -> tuple[ConversationSnapshot, ...]:
        return await self._call(commands.ReadConversations(), tuple[ConversationSnapshot, ...])

    async def mark_read(self, device_id: DeviceId) -> None:
        await self._call(commands.MarkRead(device_id=device_id), type(None))

    async def delete_item(self, device_id: DeviceId, item_id: str) -> None:
        await self._call(commands.DeleteItem(device_id=device_id, item_id=item_id), type(None))

    async def delete_conversation(self, device_id: DeviceId) -> None:
        await self._call(commands.DeleteConversation(device_id=device_id), type(None))

    async def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        await self._call(commands.SetRetention(device_id=device_id, retention=retention), type(None))

    async def outbox(self) -> tuple[OutboxItem, ...]:
        return await self._call(commands.ReadOutbox(), tuple[OutboxItem, ...])

    async def withdraw(self, item_id: str) -> None:
        await self._call(commands.Withdraw(item_id=item_id), type(None))
