"""What a face can ask of a node's memory, whether the node runs in this process or in another one."""

from typing import Protocol

from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem
from peerdrop.core.history.retention import Retention
from peerdrop.wire.identifiers import DeviceId


class HistoryHandle(Protocol):
    """Conversations of this and earlier runs, and what waits for devices that are away.

    Where the history can't be used (a WarningRaised said so) pages are empty and orders raise HistoryError.
    """

    async def page(self, device_id: DeviceId, before: int | None = None, limit: int = 100) -> HistoryPage:
        """The newest *limit* entries of a conversation, at most 1,000; or those older than the entry ID *before*."""

    async def search(self, text: str, device_id: DeviceId | None = None, limit: int = 100) -> tuple[HistoryEntry, ...]:
        """Entries that hold every word of *text* in their text or file names, newest first; case is no matter."""

    async def conversations(self) -> tuple[ConversationSnapshot, ...]:
        """Every conversation of which something is kept, with what is unread in it; the one used last first."""

    async def mark_read(self, device_id: DeviceId) -> None:
        """Nothing of that conversation is unread any more."""

    async def delete_item(self, device_id: DeviceId, item_id: str) -> None:
        """Delete the entry of one message or transfer by its ID, if it is there. The transfer itself goes on."""

    async def delete_conversation(self, device_id: DeviceId) -> None:
        """Delete all entries of a conversation, and withdraw what waits for that device."""

    async def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        """Keep that conversation as long as that from now on; what is older goes at once."""

    async def outbox(self) -> tuple[OutboxItem, ...]:
        """What waits for devices that are away, oldest first."""

    async def withdraw(self, item_id: str) -> None:
        """Take an item out of the outbox; MessageFailed(WITHDRAWN) or the job's end follows. Raises NotWaiting."""
