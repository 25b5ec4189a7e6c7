"""The one thread that talks to history.db."""

import asyncio
import contextlib
import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from peerdrop.core.errors import HistoryError
from peerdrop.core.events import WarningRaised
from peerdrop.core.history.database_file import DatabaseFile, FileDamaged, FileNewer, is_damage, primary_code
from peerdrop.core.history.salvage import salvage
from peerdrop.core.transfers.disk.worker import Worker

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
Change: TypeAlias = Callable[[sqlite3.Connection], ResultT]

_REFUSED_KEPT: Final = 2_000
_THE_DISK: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
    }
)


@dataclass(frozen=True, slots=True)
class _Write:
    change: Change[Any]
    asked: "asyncio.Future[Any] | None"
    """None: nobody waits; tried again while the disk refuses it."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    asked: "asyncio.Future[Any]"
    result: object = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.asked.done():
            return
        if self.error is not None:
            self.asked.set_exception(self.error)
        else:
            self.asked.set_result(self.result)


class Database:
    """Runs changes and queries in order in a thread of its own.

    Changes submitted in one turn of the loop are kept together or not at all; those that wait share one commit.

    *warn* is called on the loop: once when the file was set aside or can't be used, and once for each time the disk
    begins to refuse. `open` first, `aclose` last; without a usable file there is nothing to read and nothing is kept.
    """

    def __init__(self, path: Path, warn: Callable[[WarningRaised], None], file: DatabaseFile | None = None) -> None:
        self._file = file or DatabaseFile(path)
        self._warn = warn
        self._worker = Worker("history")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._batches: deque[list[_Write]] = deque()
        """Handed from the loop to the thread."""
        # Of the thread
        self._connection: sqlite3.Connection | None = None
        self._refused: list[_Write] = []
        self._is_refusing = False
        # Of the loop
        self._waiting: list[_Write] = []
        self._closed = False
        self.is_open = False
        """There is a file that can be used."""

    async def open(self) -> None:
        """Open or make the file. What goes wrong is said, not raised."""
        self._loop = asyncio.get_running_loop()
        await self._worker.run(self._open)

    def record(self, change: Change[object]) -> None:
        """Carry out *change* soon; if the disk refuses, with the next one that it takes."""
        if self.is_open and not self._closed:
            self._submit(_Write(change, None))

    async def change(self, change: Change[ResultT]) -> ResultT:
        """The result of *change*, once it is on the disk; HistoryError if the disk refuses it."""
        self._require()
        asked: asyncio.Future[ResultT] = asyncio.get_running_loop().create_future()
        self._submit(_Write(change, asked))
        return await asked

    async def read(self, query: Change[ResultT]) -> ResultT:
        """The result of *query*, which sees everything recorded before; raises HistoryError."""
        self._require()
        self._hand_over()
        return await self._worker.run(lambda: self._read(query))

    async def written(self) -> None:
        """Return when everything recorded so far is on the disk, or was refused by it."""
        if self.is_open and not self._closed:
            self._hand_over()
            await self._worker.run(self._flush)

    async def aclose(self) -> None:
        """Write what waits and end the thread."""
        if self._closed:
            return
        self._hand_over()
        self._closed = True
        if self._loop is not None:
            self._worker.submit(self._close)
        await self._worker.aclose()

    def _require(self) -> None:
        if not self.is_open or self._closed:
            raise HistoryError(
                "There is no history in this run.", next_step="Restart PeerDrop; at its start it says why."
            )

    def _submit(self, write: _Write) -> None:
        assert self._loop is not None
        self._waiting.append(write)
        if len(self._waiting) == 1:
            # Not at once: what one event makes its several listeners record must not be torn apart by a kill.
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        if self._waiting:
            self._batches.append(self._waiting)
            self._waiting = []
            self._worker.submit(self._flush)

    # In the thread

    def _open(self) -> None:
        try:
            self._connection = self._file.open()
        except FileDamaged as exc:
            logger.info("history is damaged: %s", exc)
            self._start_anew()
        except FileNewer:
            self._tell(
                WarningRaised(
                    reason="HISTORY_NEWER",
                    message="The history was made by a newer PeerDrop. It is left as it is, and nothing is added.",
                    next_step="Update PeerDrop.",
                )
            )
        except (sqlite3.Error, OSError) as exc:
            self._tell_unusable(exc)
        self._tell_whether_open()

    def _start_anew(self) -> None:
        try:
            aside = self._file.set_aside()
            self._connection = self._file.open()
        except (FileDamaged, FileNewer, sqlite3.Error, OSError) as exc:
            self._tell_unusable(exc)
            return
        kept = salvage(aside, self._connection)
        self._tell(
            WarningRaised(
                reason="HISTORY_DAMAGED",
                message=f"The history was damaged and set aside as {aside.name}. A new one was begun.",
                next_step="Your identity and your devices are not touched."
                if kept
                else "Your identity and your devices are not touched. Look at what waits to be sent, and at how long "
                "conversations are kept.",
            )
        )

    def _flush(self) -> None:
        batch, self._refused = self._refused, []
        while self._batches:
            batch += self._batches.popleft()
        if not batch:
            return
        try:
            outcomes = self._commit(batch)
        except sqlite3.Error as exc:
            if not is_damage(exc):
                self._refuse(batch, exc)
                return
            self._replace(exc)
            try:
                outcomes = self._commit(batch)
            except sqlite3.Error as again:
                self._refuse(batch, again)
                return
        self._is_refusing = False
        self._settle(outcomes)

    def _commit(self, batch: list[_Write]) -> list[_Outcome]:
        connection = self._usable()
        connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [outcome for write in batch if (outcome := _carry_out(connection, write)) is not None]
            connection.execute("COMMIT")
        except BaseException:
            # SQLite may have rolled back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return outcomes

    def _read(self, query: Change[ResultT]) -> ResultT:
        try:
            return query(self._usable())
        except sqlite3.Error as exc:
            if is_damage(exc):
                self._replace(exc)
                with contextlib.suppress(sqlite3.Error):
                    return query(self._usable())
            raise HistoryError(
                f"The history can't be read ({exc}).", next_step="Check PeerDrop's folder, and restart PeerDrop."
            ) from exc

    def _refuse(self, batch: list[_Write], error: sqlite3.Error) -> None:
        self._refused = [write for write in batch if write.asked is None][-_REFUSED_KEPT:]
        if self._connection is not None and not self._is_refusing:
            self._is_refusing = True
            self._tell(
                WarningRaised(
                    reason="HISTORY_UNWRITABLE",
                    message=f"The history can't be saved ({error}). Everything else works.",
                    next_step="Check the free space and the permissions of PeerDrop's folder.",
                )
            )
        self._settle(
            [
                _Outcome(
                    write.asked,
                    error=HistoryError(
                        f"The history can't be saved ({error}).",
                        next_step="Check the free space and the permissions of PeerDrop's folder.",
                    ),
                )
                for write in batch
                if write.asked is not None
            ]
        )

    def _replace(self, error: sqlite3.Error) -> None:
        logger.info("history is damaged: %s", error)
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
        self._start_anew()
        self._tell_whether_open()

    def _usable(self) -> sqlite3.Connection:
        if self._connection is None:
            raise sqlite3.OperationalError("there is no usable file")
        return self._connection

    def _close(self) -> None:
        self._flush()
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except sqlite3.Error as exc:
                logger.info("history was not closed in order: %s", exc)

    def _tell_unusable(self, error: Exception) -> None:
        logger.info("history can't be used: %s", error)
        self._tell(
            WarningRaised(
                reason="HISTORY_UNUSABLE",
                message=f"The history {self._file.path} can't be used ({_words(error)}). Nothing is kept for now.",
                next_step="Check the permissions and the free space of PeerDrop's folder, and restart PeerDrop.",
            )
        )

    def _tell_whether_open(self) -> None:
        is_open = self._connection is not None

        def tell() -> None:
            self.is_open = is_open

        self._on_loop(tell)

    def _tell(self, warning: WarningRaised) -> None:
        self._on_loop(lambda: self._warn(warning))

    def _settle(self, outcomes: list[_Outcome]) -> None:
        def settle() -> None:
            for outcome in outcomes:
                outcome.settle()

        self._on_loop(settle)

    def _on_loop(self, call: Callable[[], None]) -> None:
        assert self._loop is not None
        # The loop may have been closed while a slow disk still worked.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call)


def _carry_out(connection: sqlite3.Connection, write: _Write) -> _Outcome | None:
    """Run one change so that its own mistakes undo nothing but itself; what is the disk's fault is raised."""
    connection.execute("SAVEPOINT one")
    try:
        result = write.change(connection)
    except Exception as exc:
        if isinstance(exc, sqlite3.Error) and (is_damage(exc) or primary_code(exc) in _THE_DISK):
            raise
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        if write.asked is None:
            logger.exception("a change of the history failed")
            return None
        return _Outcome(write.asked, error=exc)
    connection.execute("RELEASE one")
    return None if write.asked is None else _Outcome(write.asked, result=result)


def _words(error: Exception) -> str:
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
