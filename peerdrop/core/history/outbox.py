"""What waits for devices that are away."""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.events import Event, MessageDelivered, MessageFailed, MessageSent, TransferCompleted
from peerdrop.core.history.database import Database
from peerdrop.core.history.entries import OutboxItem, OutboxKind
from peerdrop.core.history.kept_text import kept_text, shown_text
from peerdrop.core.states import Direction
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

logger = logging.getLogger(__name__)

_COLUMNS: Final = "item_id, kind, device_id, content, created_at"


class Outbox:
    """Texts and jobs from the moment they are taken on until they are delivered or withdrawn, also across starts.

    Each goes exactly once: it keeps its ID, and a receiver takes an ID once. Texts come and go by what the bus tells;
    jobs are added by who sends them, and go when they complete. *database* belongs to the History, which opens it
    before `open` and closes it after `close`. Without a usable file nothing outlives this run.
    """

    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database = database
        self._bus = bus
        self._clock = clock
        self._unsubscribe: Callable[[], None] | None = None

    def open(self) -> None:
        """Listen to the bus."""
        self._unsubscribe = self._bus.subscribe(self._happened)

    def close(self) -> None:
        """Listen no more; what waits stays."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    async def add_text(self, device_id: DeviceId, message_id: MessageId, text: str) -> None:
        """Return once the text is on the disk; raises HistoryError."""
        item = OutboxItem(
            item_id=message_id,
            kind=OutboxKind.TEXT,
            device_id=device_id,
            created_at=self._clock.wall(),
            text=text,
        )
        await self._database.change(lambda sql: _add(sql, item))

    async def add_job(self, device_id: DeviceId, transfer_id: TransferId, paths: Sequence[Path]) -> None:
        """Return once the job of these absolute *paths* is on the disk; raises HistoryError."""
        item = OutboxItem(
            item_id=transfer_id,
            kind=OutboxKind.JOB,
            device_id=device_id,
            created_at=self._clock.wall(),
            paths=tuple(paths),
        )
        await self._database.change(lambda sql: _add(sql, item))

    async def withdraw(self, item_id: str) -> bool:
        """Take one out; True if it still waited. Of two that ask, one is told True. Raises HistoryError."""
        return await self._database.change(lambda sql: _remove(sql, item_id))

    async def delivered(self, item_id: str) -> bool:
        """Its receiver has it; True if it still waited. Raises HistoryError."""
        return await self.withdraw(item_id)

    async def waiting_for(self, device_id: DeviceId) -> tuple[OutboxItem, ...]:
        """What waits for a device, oldest first."""
        return await self._read("WHERE device_id = ?", device_id)

    async def all(self) -> tuple[OutboxItem, ...]:
        """Everything that waits, oldest first."""
        return await self._read("")

    async def _read(self, where: str, *arguments: str) -> tuple[OutboxItem, ...]:
        if not self._database.is_open:
            return ()
        statement = f"SELECT {_COLUMNS} FROM outbox {where} ORDER BY position"
        rows = await self._database.read(lambda sql: sql.execute(statement, arguments).fetchall())
        return tuple(_items(rows))

    def _happened(self, event: Event) -> None:
        match event:
            case MessageSent():
                item = OutboxItem(
                    item_id=event.message_id,
                    kind=OutboxKind.TEXT,
                    device_id=event.device_id,
                    created_at=event.at,
                    text=event.text,
                )
                self._database.record(lambda sql: _add(sql, item))
            case MessageDelivered(message_id=item_id) | MessageFailed(message_id=item_id):
                self._database.record(lambda sql: _remove(sql, item_id))
            case TransferCompleted(transfer_id=item_id, direction=Direction.OUTGOING):
                self._database.record(lambda sql: _remove(sql, item_id))


def _add(sql: sqlite3.Connection, item: OutboxItem) -> None:
    match item.kind:
        case OutboxKind.TEXT:
            content = kept_text(item.text)
        case OutboxKind.JOB:
            # Names on disk need not be text.
            content = msgspec.msgpack.encode([os.fsencode(path) for path in item.paths])
    sql.execute(
        f"INSERT OR IGNORE INTO outbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
        (item.item_id, item.kind, item.device_id, content, item.created_at),
    )


def _remove(sql: sqlite3.Connection, item_id: str) -> bool:
    return bool(sql.execute("DELETE FROM outbox WHERE item_id = ?", (item_id,)).rowcount)


def _items(rows: Iterable[tuple[Any, ...]]) -> Iterator[OutboxItem]:
    for row in rows:
        try:
            yield _item(*row)
        except (ValueError, TypeError, msgspec.DecodeError) as exc:
            logger.info("an item of the outbox can't be read: %s", exc)


def _item(item_id: str, kind: str, device_id: str, content: bytes, created_at: float) -> OutboxItem:
    item_kind = OutboxKind(kind)
    is_text = item_kind is OutboxKind.TEXT
    paths = () if is_text else msgspec.msgpack.decode(content, type=tuple[bytes, ...])
    return OutboxItem(
        item_id=item_id,
        kind=item_kind,
        device_id=DeviceId(device_id),
        created_at=created_at,
        text=shown_text(content) if is_text else "",
        paths=tuple(Path(os.fsdecode(path)) for path in paths),
    )
