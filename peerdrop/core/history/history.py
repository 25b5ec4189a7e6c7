"""What was said and sent between this device and the others, kept across starts."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from peerdrop.clock import Clock, Timer
from peerdrop.core.bus import Bus
from peerdrop.core.errors import HistoryError
from peerdrop.core.events import (
    Event,
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    MessageSent,
    TransferCompleted,
    TransferOffered,
    TransferProgressed,
    TransferStateChanged,
)
from peerdrop.core.history.archive import Archive
from peerdrop.core.history.database import Database
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.supervisor import Supervisor
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

logger = logging.getLogger(__name__)

HISTORY_FILE: Final = "history.db"
SWEEP_S: Final = 10 * 60.0
PAGE_MAX: Final = 1_000


class History:
    """Keeps what the bus tells of texts and transfers in *home*/history.db. Lives on the node's loop.

    `open` first, `aclose` last. Where the file can't be used a WarningRaised says so, nothing is kept, every page is
    empty and an order raises HistoryError; nothing else of the node minds.
    """

    def __init__(
        self,
        home: Path,
        bus: Bus,
        clock: Clock,
        database: Database | None = None,
        *,
        default: Retention = Retention.FOR_EVER,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._default = default
        self.database = database or Database(home / HISTORY_FILE, bus.publish)
        """For the Outbox, which keeps its things in the same file."""
        self._unsubscribe: Callable[[], None] | None = None
        self._timer: Timer | None = None
        self._supervisor = Supervisor("history")
        self._kept: set[tuple[DeviceId, MessageId]] = set()
        self._live: dict[TransferId, TransferSnapshot] = {}

    @property
    def is_open(self) -> bool:
        """Something is kept, and can be asked for."""
        return self.database.is_open

    async def open(self) -> None:
        """Open the file and listen to the bus. What goes wrong is said there, never raised."""
        await self.database.open()
        self._unsubscribe = self._bus.subscribe(self._happened)
        self.database.record(lambda sql: self._archive(sql).settle_interrupted())
        self._due()

    async def aclose(self) -> None:
        """Keep what is left to keep and end the thread."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._supervisor.aclose()
        for transfer in self._live.values():
            # Progress is not kept while it goes on: this is where it has come to.
            self._put(transfer, is_new=False)
        self._live.clear()
        await self.database.aclose()

    async def written(self) -> None:
        """Return when everything told so far is on the disk, or was refused by it."""
        await self.database.written()

    # For Conversations

    async def keep(self, event: MessageReceived) -> bool:
        """Return once the text is on the disk, before it is told on the bus: True if it came for the first time.

        Raises HistoryError if the disk refuses it; told on the bus, it is then kept when the disk takes it again.
        Without a usable file nothing is kept, and every text is new.
        """
        if not self.is_open:
            return True
        new = await self.database.change(lambda sql: self._archive(sql).keep_received(event))
        if new:
            self._kept.add((event.device_id, event.message_id))
        return new

    async def seen(self, device_id: DeviceId, message_id: MessageId) -> bool:
        """A text of that ID came from that device, now or in the 90 days before."""
        return self.is_open and await self.database.read(lambda sql: self._archive(sql).is_seen(device_id, message_id))

    # For faces

    async def page(self, device_id: DeviceId, before: int | None = None, limit: int = 100) -> HistoryPage:
        """The newest *limit* entries of a conversation, or those before the entry ID *before*."""
        if not self.is_open:
            return HistoryPage()
        bounded = _bounded(limit)
        return await self.database.read(lambda sql: self._archive(sql).page(device_id, before, bounded))

    async def search(self, text: str, device_id: DeviceId | None = None, limit: int = 100) -> tuple[HistoryEntry, ...]:
        """Entries that hold every word of *text* in their text or file names, newest first; case is no matter."""
        if not self.is_open:
            return ()
        bounded = _bounded(limit)
        return await self.database.read(lambda sql: self._archive(sql).search(text, device_id, bounded))

    async def conversations(self) -> tuple[ConversationSnapshot, ...]:
        """Every conversation of which something is kept, with what is unread in it."""
        if not self.is_open:
            return ()
        return await self.database.read(lambda sql: self._archive(sql).conversations())

    async def retention(self, device_id: DeviceId) -> Retention:
        """How long that conversation is kept; OFF while there is no history at all."""
        if not self.is_open:
            return Retention.OFF
        return await self.database.read(lambda sql: self._archive(sql).retention(device_id))

    async def mark_read(self, device_id: DeviceId) -> None:
        """Nothing of that conversation is unread any more."""
        if self.is_open:
            await self.database.change(lambda sql: self._archive(sql).mark_read(device_id))

    async def delete_item(self, device_id: DeviceId, item_id: str) -> None:
        """Delete the entry of a message or a transfer, if it is there; raises HistoryError. The transfer goes on."""
        await self.database.change(lambda sql: self._archive(sql).delete_item(device_id, item_id))
        await self._forget_traces()

    async def delete_conversation(self, device_id: DeviceId) -> None:
        """Delete all entries of a conversation, also from the free space of the file; raises HistoryError.

        How long the conversation is kept stays as it was chosen. What waits in the outbox still waits.
        """
        await self.database.change(lambda sql: self._archive(sql).delete_conversation(device_id))
        await self._forget_traces()

    async def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        """Keep a conversation as long as that from now on; what is older goes at once. Raises HistoryError."""
        now = self._clock.wall()

        def change(archive: Archive) -> int:
            archive.set_retention(device_id, retention)
            return archive.sweep(now)

        if await self.database.change(lambda sql: change(self._archive(sql))):
            await self._forget_traces()

    def change_default(self, retention: Retention) -> None:
        """Keep what nothing else was chosen for as long as that from now on; what is older goes, beside this call."""
        if retention is not self._default:
            self._default = retention
            self._supervisor.spawn(self._sweep(), name="sweep")

    def _archive(self, sql: sqlite3.Connection) -> Archive:
        return Archive(sql, self._default)

    async def _forget_traces(self) -> None:
        try:
            await self.database.read(lambda sql: self._archive(sql).forget_traces())
        except HistoryError as exc:
            raise HistoryError(
                "It is deleted, but the file of the history may still hold traces of it.",
                next_step="Check the free space and the permissions of PeerDrop's folder, and delete once more.",
            ) from exc

    # What happens

    def _happened(self, event: Event) -> None:
        match event:
            case MessageReceived():
                self._received(event)
            case MessageSent():
                self.database.record(lambda sql: self._archive(sql).add_sent(event))
            case MessageDelivered(device_id=device_id, message_id=message_id):
                self.database.record(lambda sql: self._archive(sql).settle_sent(device_id, message_id, None))
            case MessageFailed(device_id=device_id, message_id=message_id, reason=reason):
                self.database.record(lambda sql: self._archive(sql).settle_sent(device_id, message_id, reason))
            case TransferOffered(transfer=transfer):
                self._transfer_told(transfer, is_new=True)
            case TransferStateChanged(transfer=transfer):
                self._transfer_told(transfer, is_new=transfer.transfer_id not in self._live)
            case TransferProgressed():
                self._progressed(event)
            case TransferCompleted():
                self.database.record(lambda sql: self._archive(sql).complete_transfer(event))

    def _received(self, event: MessageReceived) -> None:
        key = (event.device_id, event.message_id)
        if key in self._kept:
            self._kept.discard(key)
        else:
            self.database.record(lambda sql: self._archive(sql).keep_received(event))

    def _transfer_told(self, transfer: TransferSnapshot, *, is_new: bool) -> None:
        if transfer.state.is_final:
            self._live.pop(transfer.transfer_id, None)
        else:
            self._live[transfer.transfer_id] = transfer
        self._put(transfer, is_new=is_new)

    def _put(self, transfer: TransferSnapshot, *, is_new: bool) -> None:
        self.database.record(lambda sql: self._archive(sql).put_transfer(transfer, is_new=is_new))

    def _progressed(self, event: TransferProgressed) -> None:
        transfer = self._live.get(event.transfer_id)
        if transfer is not None:
            self._live[event.transfer_id] = replace(transfer, bytes_done=event.bytes_done)

    # Retention

    def _arm(self) -> None:
        self._timer = self._clock.call_later(SWEEP_S, self._due)

    def _due(self) -> None:
        self._supervisor.spawn(self._sweep(), name="sweep")
        self._arm()

    async def _sweep(self) -> None:
        now = self._clock.wall()
        if not self.is_open:
            return
        try:
            if await self.database.change(lambda sql: self._archive(sql).sweep(now)):
                await self._forget_traces()
        except HistoryError as exc:
            # The database has said so; what is too old goes next time.
            logger.info("nothing was swept: %s", exc)


def _bounded(limit: int) -> int:
    return max(1, min(limit, PAGE_MAX))
