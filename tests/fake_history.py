"""The memory of a node for tests of its faces: it does what the test says, and tells what it was asked for."""

from collections.abc import Awaitable, Callable
from typing import Any

from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem
from peerdrop.core.history.retention import Retention
from peerdrop.wire.identifiers import DeviceId


class FakeHistory:
    """A HistoryHandle. Its commands are the FakeNode's by the names `history_page`, `history_search` and so on, in its
    replies and its calls. Without a reply there is nothing in it, and every order succeeds.
    """

    def __init__(self, do: Callable[..., Awaitable[Any]]) -> None:
        self._do = do

    async def page(self, device_id: DeviceId, before: int | None = None, limit: int = 100) -> HistoryPage:
        result: HistoryPage = await self._do("history_page", device_id, before, limit, default=HistoryPage())
        return result

    async def search(self, text: str, device_id: DeviceId | None = None, limit: int = 100) -> tuple[HistoryEntry, ...]:
        result: tuple[HistoryEntry, ...] = await self._do("history_search", text, device_id, limit, default=())
        return result

    async def conversations(self) -> tuple[ConversationSnapshot, ...]:
        result: tuple[ConversationSnapshot, ...] = await self._do("history_conversations", default=())
        return result

    async def mark_read(self, device_id: DeviceId) -> None:
        await self._do("history_mark_read", device_id)

    async def delete_item(self, device_id: DeviceId, item_id: str) -> None:
        await self._do("history_delete_item", device_id, item_id)

    async def delete_conversation(self, device_id: DeviceId) -> None:
        await self._do("history_delete_conversation", device_id)

    async def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        await self._do("history_set_retention", device_id, retention)

    async def outbox(self) -> tuple[OutboxItem, ...]:
        result: tuple[OutboxItem, ...] = await self._do("history_outbox", default=())
        return result

    async def withdraw(self, item_id: str) -> None:
        await self._do("history_withdraw", item_id)
