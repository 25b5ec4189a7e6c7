"""The SQL of conversations. Every call may block: not on a loop."""

import hashlib
import logging
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from peerdrop.core.events import MessageReceived, MessageSent, TransferCompleted
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage
from peerdrop.core.history.kept_text import folded_text, kept_text, shown_text
from peerdrop.core.history.kept_transfer import KeptTransfer
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import MessageSnapshot, TransferSnapshot
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

logger = logging.getLogger(__name__)

SEEN_KEPT_S: Final = 90 * 24 * 60 * 60.0
TERMS_MAX: Final = 8
_MESSAGE: Final = "message"
_TRANSFER: Final = "transfer"
_COLUMNS: Final = "entry_id, device_id, kind, item_id, direction, at, unread, state, delivered, reason, content"
_GOES_ON: Final = (TransferState.ACCEPTED, TransferState.TRANSFERRING, TransferState.PAUSED, TransferState.VERIFYING)


class Archive:
    """Reads and writes entries through one connection; whoever calls a writing method holds a transaction.

    A conversation for which nothing else was chosen is kept for *default*.
    """

    def __init__(self, connection: sqlite3.Connection, default: Retention = Retention.FOR_EVER) -> None:
        self._sql = connection
        self._default = default

    # Facts

    def keep_received(self, event: MessageReceived) -> bool:
        """Keep a text of theirs; False if that ID came from that device before."""
        new = self._sql.execute(
            "INSERT OR IGNORE INTO seen (digest, at) VALUES (?, ?)",
            (_digest(event.device_id, event.message_id), event.at),
        ).rowcount
        if new and self._is_kept(event.device_id):
            self._add_text(event.device_id, event.message_id, Direction.INCOMING, event.text, event.at)
        return bool(new)

    def is_seen(self, device_id: DeviceId, message_id: MessageId) -> bool:
        """A text of that ID came from that device before."""
        digest = _digest(device_id, message_id)
        return self._sql.execute("SELECT 1 FROM seen WHERE digest = ?", (digest,)).fetchone() is not None

    def add_sent(self, event: MessageSent) -> None:
        """Keep a text of ours."""
        if self._is_kept(event.device_id):
            self._add_text(event.device_id, event.message_id, Direction.OUTGOING, event.text, event.at)

    def settle_sent(self, device_id: DeviceId, message_id: MessageId, reason: str | None) -> None:
        """A text of ours was delivered, or is given up for *reason*."""
        self._sql.execute(
            "UPDATE entries SET delivered = ?, reason = ? "
            "WHERE device_id = ? AND kind = ? AND direction = ? AND item_id = ?",
            (reason is None, reason, device_id, _MESSAGE, Direction.OUTGOING, message_id),
        )

    def put_transfer(self, transfer: TransferSnapshot, *, is_new: bool) -> None:
        """Keep how a job stands. One that is not new is not brought back after it was deleted."""
        key = (transfer.device_id, _TRANSFER, transfer.direction, transfer.transfer_id)
        state = (transfer.state, transfer.state.is_final, transfer.reason)
        kept = self._kept_transfer(*key)
        if kept is not None:
            facts = KeptTransfer.of(transfer)
            # The end of a job is told twice; the second time brings what the first did not know.
            facts = msgspec.structs.replace(facts, files=kept.files, seconds=kept.seconds)
            self._sql.execute(
                "UPDATE entries SET state = ?, delivered = ?, reason = ?, content = ?, folded = ? "
                "WHERE device_id = ? AND kind = ? AND direction = ? AND item_id = ?",
                (*state, facts.encode(), facts.folded(), *key),
            )
        elif is_new and self._is_kept(transfer.device_id):
            facts = KeptTransfer.of(transfer)
            self._sql.execute(
                "INSERT INTO entries (device_id, kind, direction, item_id, at, unread, "
                "state, delivered, reason, content, folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, transfer.at, _is_unread(transfer.direction), *state, facts.encode(), facts.folded()),
            )

    def complete_transfer(self, event: TransferCompleted) -> None:
        """Keep what arrived."""
        key = (event.device_id, _TRANSFER, event.direction, event.transfer_id)
        kept = self._kept_transfer(*key)
        if kept is not None:
            facts = kept.completed(event)
            self._sql.execute(
                "UPDATE entries SET state = ?, delivered = 1, reason = NULL, content = ?, folded = ? "
                "WHERE device_id = ? AND kind = ? AND direction = ? AND item_id = ?",
                (TransferState.COMPLETED, facts.encode(), facts.folded(), *key),
            )

    def settle_interrupted(self) -> None:
        """Say of what was under way when the program ended how it stands now.

        What waits in the outbox still waits. An accepted job from elsewhere goes on when it is offered again.
        """
        self._sql.execute(
            "UPDATE entries SET reason = ? WHERE kind = ? AND direction = ? AND delivered = 0 AND reason IS NULL "
            "AND item_id NOT IN (SELECT item_id FROM outbox)",
            (TransferReason.LOST, _MESSAGE, Direction.OUTGOING),
        )
        self._sql.execute(
            f"UPDATE entries SET state = ?, reason = ? WHERE kind = ? AND direction = ? AND delivered = 0 "
            f"AND state IN ({', '.join('?' * len(_GOES_ON))})",
            (TransferState.SUSPENDED, TransferReason.LOST, _TRANSFER, Direction.INCOMING, *_GOES_ON),
        )
        self._sql.execute(
            "UPDATE entries SET state = ?, reason = ?, delivered = 1 WHERE kind = ? AND delivered = 0 "
            "AND NOT (direction = ? AND state = ?) AND item_id NOT IN (SELECT item_id FROM outbox)",
            (TransferState.FAILED, TransferReason.LOST, _TRANSFER, Direction.INCOMING, TransferState.SUSPENDED),
        )

    # Questions

    def page(self, device_id: DeviceId, before: int | None, limit: int) -> HistoryPage:
        """The newest entries of a conversation, or the newest of those older than *before*."""
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM entries WHERE device_id = ? AND entry_id < ? ORDER BY entry_id DESC LIMIT ?",
            (device_id, _END if before is None else before, limit + 1),
        ).fetchall()
        return HistoryPage(entries=_entries(rows[:limit]), before=rows[limit - 1][0] if len(rows) > limit else None)

    def search(self, text: str, device_id: DeviceId | None, limit: int) -> tuple[HistoryEntry, ...]:
        """Entries that hold every word of *text* somewhere, newest first; nothing in it is syntax."""
        terms = [folded_text(term) for term in text.split()[:TERMS_MAX]]
        if not terms:
            return ()
        # A scan in SQLite's own code and not an index: 100,000 entries take some 120 ms (measured), parts of words and
        # languages without spaces are found, and no copy of what was deleted stays in the segments of an index.
        where = " AND ".join(["instr(folded, ?) > 0"] * len(terms) + ["device_id = ?"] * (device_id is not None))
        rows = self._sql.execute(
            f"SELECT {_COLUMNS} FROM entries WHERE {where} ORDER BY entry_id DESC LIMIT ?",
            (*terms, *([] if device_id is None else [device_id]), limit),
        ).fetchall()
        return _entries(rows)

    def conversations(self) -> tuple[ConversationSnapshot, ...]:
        """Every conversation that holds something or has a retention of its own, the one used last first."""
        unread = dict(self._sql.execute("SELECT device_id, COUNT(*) FROM entries WHERE unread = 1 GROUP BY device_id"))
        retention = dict(self._sql.execute("SELECT device_id, retention FROM conversations"))
        newest = dict(
            self._sql.execute(
                "SELECT device_id, at FROM entries "
                "WHERE entry_id IN (SELECT MAX(entry_id) FROM entries GROUP BY device_id)"
            )
        )
        found = (
            ConversationSnapshot(
                device_id=DeviceId(device_id),
                unread=unread.get(device_id, 0),
                last_at=newest.get(device_id),
                retention=self._chosen(retention.get(device_id)),
            )
            for device_id in {**newest, **retention}
        )
        return tuple(sorted(found, key=lambda each: (-(each.last_at or 0.0), each.device_id)))

    def retention(self, device_id: DeviceId) -> Retention:
        """How long that conversation is kept."""
        row = self._sql.execute("SELECT retention FROM conversations WHERE device_id = ?", (device_id,)).fetchone()
        return self._chosen(None if row is None else row[0])

    # Orders

    def mark_read(self, device_id: DeviceId) -> int:
        """Nothing of a conversation is unread; how much was."""
        return self._sql.execute(
            "UPDATE entries SET unread = 0 WHERE device_id = ? AND unread = 1", (device_id,)
        ).rowcount

    def delete_item(self, device_id: DeviceId, item_id: str) -> bool:
        """Delete the entry of one message or transfer; False if there was none."""
        # All columns of the index, so that no other entry is looked at.
        deleted = self._sql.execute(
            "DELETE FROM entries WHERE device_id = ? AND kind IN (?, ?) AND direction IN (?, ?) AND item_id = ?",
            (device_id, _MESSAGE, _TRANSFER, Direction.INCOMING, Direction.OUTGOING, item_id),
        )
        return bool(deleted.rowcount)

    def delete_conversation(self, device_id: DeviceId) -> int:
        """Delete all entries of a conversation; how many there were."""
        return self._sql.execute("DELETE FROM entries WHERE device_id = ?", (device_id,)).rowcount

    def set_retention(self, device_id: DeviceId, retention: Retention) -> None:
        """From now on; `sweep` deletes what is too old then."""
        self._sql.execute(
            "INSERT INTO conversations (device_id, retention) VALUES (?, ?) "
            "ON CONFLICT (device_id) DO UPDATE SET retention = excluded.retention",
            (device_id, retention),
        )

    def sweep(self, now: float) -> int:
        """Delete what is older than its conversation keeps; how much that was."""
        deleted = 0
        kept = self._sql.execute("SELECT DISTINCT device_id FROM entries").fetchall()
        for (device_id,) in kept:
            retention = self.retention(device_id)
            if retention is Retention.OFF:
                deleted += self.delete_conversation(device_id)
            elif retention.kept_s is not None:
                deleted += self._sql.execute(
                    "DELETE FROM entries WHERE device_id = ? AND at < ?", (device_id, now - retention.kept_s)
                ).rowcount
        self._sql.execute("DELETE FROM seen WHERE at < ?", (now - SEEN_KEPT_S,))
        return deleted

    def forget_traces(self) -> None:
        """Take what was deleted out of the files too; not within a transaction."""
        # Its pages were overwritten by secure_delete. Old copies of them stand in the log until it is cut.
        # As a script: it is a statement of many steps without a row, of which `execute` takes only the first.
        self._sql.executescript("PRAGMA incremental_vacuum")
        self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _chosen(self, name: str | None) -> Retention:
        """What was chosen for a conversation; a name that this version does not know loses nothing."""
        if name is None:
            return self._default
        return Retention(name) if name in Retention._value2member_map_ else Retention.FOR_EVER

    def _is_kept(self, device_id: DeviceId) -> bool:
        return self.retention(device_id) is not Retention.OFF

    def _add_text(self, device_id: DeviceId, message_id: MessageId, direction: Direction, text: str, at: float) -> None:
        self._sql.execute(
            "INSERT OR IGNORE INTO entries (device_id, kind, item_id, direction, at, unread, content, folded) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                device_id,
                _MESSAGE,
                message_id,
                direction,
                at,
                _is_unread(direction),
                kept_text(text),
                folded_text(text),
            ),
        )

    def _kept_transfer(
        self, device_id: DeviceId, kind: str, direction: Direction, transfer_id: TransferId
    ) -> KeptTransfer | None:
        row = self._sql.execute(
            "SELECT content FROM entries WHERE device_id = ? AND kind = ? AND direction = ? AND item_id = ?",
            (device_id, kind, direction, transfer_id),
        ).fetchone()
        try:
            return None if row is None else KeptTransfer.decode(row[0])
        except msgspec.DecodeError:
            return KeptTransfer()


_END: Final = 2**63 - 1


def _digest(device_id: DeviceId, message_id: MessageId) -> bytes:
    # Kept longer than what it stands for, also where nothing is to be kept: it tells nobody who said when what.
    return hashlib.blake2b(f"{device_id}/{message_id}".encode(), digest_size=16).digest()


def _is_unread(direction: Direction) -> bool:
    return direction is Direction.INCOMING


def _entries(rows: Iterable[tuple[Any, ...]]) -> tuple[HistoryEntry, ...]:
    found: list[HistoryEntry] = []
    for row in rows:
        try:
            found.append(_entry(*row))
        except (ValueError, TypeError, msgspec.DecodeError) as exc:
            # A flipped bit that SQLite can't notice; the rest can still be read.
            logger.info("an entry of the history can't be read: %s", exc)
    return tuple(found)


def _entry(
    entry_id: int,
    device_id: DeviceId,
    kind: str,
    item_id: str,
    direction: str,
    at: float,
    unread: int,
    state: str | None,
    delivered: int,
    reason: str | None,
    content: bytes,
) -> HistoryEntry:
    way = Direction(direction)
    if kind == _MESSAGE:
        message = MessageSnapshot(
            message_id=MessageId(item_id),
            device_id=device_id,
            direction=way,
            text=shown_text(content),
            at=at,
            delivered=bool(delivered),
            reason=reason,
        )
        return HistoryEntry(entry_id=entry_id, device_id=device_id, at=at, unread=bool(unread), message=message)
    facts = KeptTransfer.decode(content)
    transfer = facts.snapshot(
        transfer_id=TransferId(item_id),
        device_id=device_id,
        direction=way,
        at=at,
        state=TransferState(str(state)),
        reason=None if reason is None else TransferReason.parse(reason),
    )
    return HistoryEntry(
        entry_id=entry_id,
        device_id=device_id,
        at=at,
        unread=bool(unread),
        transfer=transfer,
        files=facts.published(),
        seconds=facts.seconds,
    )
