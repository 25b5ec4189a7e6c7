"""A history on a folder, with a bus to tell it things."""

import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from peerdrop.core.bus import Bus
from peerdrop.core.events import MessageReceived, MessageSent
from peerdrop.core.history.entries import HistoryEntry
from peerdrop.core.history.history import HISTORY_FILE, History
from peerdrop.core.history.outbox import Outbox
from peerdrop.wire.identifiers import DeviceId, MessageId
from tests.manual_clock import ManualClock
from tests.recorder import Recorder

BEA = DeviceId("BEA".ljust(52, "2"))
CID = DeviceId("CID".ljust(52, "2"))


class KeptHistory:
    """One start of the part of a node that remembers."""

    def __init__(self, home: Path, clock: ManualClock | None = None) -> None:
        self.home = home
        self.clock = clock or ManualClock()
        self.bus = Bus()
        self.said = Recorder(self.bus)
        self.history = History(home, self.bus, self.clock)
        self.outbox = Outbox(self.history.database, self.bus, self.clock)

    async def texts(self, device_id: DeviceId = BEA, limit: int = 100) -> list[str]:
        """The texts of a conversation, newest first."""
        return texts_of((await self.history.page(device_id, limit=limit)).entries)


@asynccontextmanager
async def kept_history(home: Path, clock: ManualClock | None = None) -> AsyncIterator[KeptHistory]:
    """Opened, and closed in order."""
    kept = KeptHistory(home, clock)
    await kept.history.open()
    kept.outbox.open()
    try:
        yield kept
    finally:
        kept.outbox.close()
        await kept.history.aclose()


def texts_of(entries: tuple[HistoryEntry, ...]) -> list[str]:
    """The text of each entry that is one."""
    return [entry.message.text for entry in entries if entry.message is not None]


def received(text: str, number: int = 0, device_id: DeviceId = BEA, at: float = 1_750_000_000.0) -> MessageReceived:
    """A text of theirs with the ID *number*."""
    return MessageReceived(message_id=message_id(number), device_id=device_id, name="Bea", text=text, at=at)


def sent(text: str, number: int = 0, device_id: DeviceId = BEA, at: float = 1_750_000_000.0) -> MessageSent:
    """A text of ours with the ID *number*."""
    return MessageSent(message_id=message_id(number), device_id=device_id, text=text, at=at)


def message_id(number: int) -> MessageId:
    """32 hex digits."""
    return MessageId(f"{number:032x}")


def bytes_in(home: Path) -> bytes:
    """All that stands in the database's files."""
    return b"".join(path.read_bytes() for path in sorted(home.glob(f"{HISTORY_FILE}*")))


def sql(home: Path, *statements: str) -> None:
    """Change the file behind the program's back, while it does not run."""
    connection = sqlite3.connect(home / HISTORY_FILE, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement).fetchall()
    finally:
        connection.close()


def smash(home: Path, table: str) -> None:
    """Break the first page of one table, while the program does not run."""
    connection = sqlite3.connect(home / HISTORY_FILE)
    try:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    finally:
        connection.close()
    with (home / HISTORY_FILE).open("r+b") as file:
        file.seek((page - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)


def files_in(home: Path) -> list[str]:
    """The names of all files, in order."""
    return sorted(path.name for path in home.iterdir())


def modes_in(home: Path) -> set[int]:
    """The modes of all files."""
    return {stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
