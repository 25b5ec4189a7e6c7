"""One thread, changes in order, and a disk that may refuse."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.errors import HistoryError
from peerdrop.core.events import WarningRaised
from peerdrop.core.history.database import Change, Database
from peerdrop.core.history.database_file import DatabaseFile
from peerdrop.core.history.history import HISTORY_FILE
from tests.kept_history import BEA, kept_history, received, sent
from tests.manual_clock import settle


class SmallDisk(DatabaseFile):
    """A disk that is full when the test says so."""

    def open(self) -> sqlite3.Connection:
        self.connection = super().open()
        return self.connection

    def is_full(self, sql: sqlite3.Connection, full: bool) -> None:
        pages = sql.execute("PRAGMA page_count").fetchone()[0] if full else 1 << 20
        sql.execute(f"PRAGMA max_page_count = {pages}").fetchall()


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Database, SmallDisk, list[WarningRaised]]]:
    warnings: list[WarningRaised] = []
    disk = SmallDisk(path)
    database = Database(path, warnings.append, disk)
    await database.open()
    try:
        yield database, disk, warnings
    finally:
        await database.aclose()


def note(number: int) -> Change[object]:
    return lambda sql: sql.execute("INSERT INTO seen VALUES (?, ?)", (number.to_bytes(4, "big") * 2_000, number))


def notes(sql: sqlite3.Connection) -> list[int]:
    return [int(row[0]) for row in sql.execute("SELECT at FROM seen ORDER BY at")]


async def test_what_a_full_disk_refuses_is_said_once_and_kept_when_there_is_room(tmp_path: Path) -> None:
    async with opened(tmp_path / "x.db") as (database, disk, warnings):
        database.record(note(1))
        await database.read(lambda sql: disk.is_full(sql, True))
        for number in (2, 3):
            database.record(note(number))
            with pytest.raises(HistoryError, match="full"):
                await database.change(note(number + 10))
        assert [warning.reason for warning in warnings] == ["HISTORY_UNWRITABLE"]
        assert warnings[0].next_step
        assert await database.read(notes) == [1]
        await database.read(lambda sql: disk.is_full(sql, False))
        await database.change(note(4))
        assert await database.read(notes) == [1, 2, 3, 4]
        await database.read(lambda sql: disk.is_full(sql, True))
        database.record(note(5))
        await database.written()
        await settle()
        assert len(warnings) == 2
        await database.read(lambda sql: disk.is_full(sql, False))
    async with opened(tmp_path / "x.db") as (database, _, _):
        assert await database.read(notes) == [1, 2, 3, 4, 5]


async def test_changes_that_wait_together_share_one_commit(tmp_path: Path) -> None:
    async with opened(tmp_path / "x.db") as (database, _, _):
        commits: list[str] = []

        def watch(sql: sqlite3.Connection) -> None:
            sql.set_trace_callback(lambda statement: commits.append(statement) if statement == "COMMIT" else None)

        await database.read(watch)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(database.change(note(number)), name=f"n{number}") for number in range(100)]
        assert len(tasks) == 100
        assert len(commits) < 50
        assert await database.read(notes) == list(range(100))


async def test_a_change_that_is_wrong_undoes_only_itself(tmp_path: Path, expected_log: object) -> None:
    assert callable(expected_log)
    expected_log("a change of the history failed")

    def half(sql: sqlite3.Connection) -> None:
        note(7)(sql)
        raise ValueError("wrong")

    async with opened(tmp_path / "x.db") as (database, _, warnings):
        database.record(note(1))
        database.record(half)
        with pytest.raises(ValueError, match="wrong"):
            await database.change(half)
        with pytest.raises(sqlite3.IntegrityError):
            await database.change(note(1))
        await database.change(note(2))
        assert await database.read(notes) == [1, 2]
        assert warnings == []


async def test_a_file_that_another_program_locks_hangs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerdrop.core.history.database_file.BUSY_S", 0.05)
    async with kept_history(tmp_path) as kept:
        await kept.history.written()
        other = sqlite3.connect(tmp_path / HISTORY_FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            kept.bus.publish(sent("while it was locked", 1))
            with pytest.raises(HistoryError, match="locked"):
                await kept.history.keep(received("x", 2))
            # It can be read all the time.
            assert await kept.texts() == []
        finally:
            other.execute("ROLLBACK")
            other.close()
        await kept.said.expect(WarningRaised, where=lambda event: event.reason == "HISTORY_UNWRITABLE")
        assert await kept.history.keep(received("y", 3))
        assert await kept.texts(BEA) == ["y", "while it was locked"]


async def test_a_file_that_is_locked_at_the_start_turns_history_off_for_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerdrop.core.history.database_file.BUSY_S", 0.05)
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(sent("hello", 1))
    other = sqlite3.connect(tmp_path / HISTORY_FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
    other.execute("BEGIN EXCLUSIVE")
    try:
        async with kept_history(tmp_path) as kept:
            warning = await kept.said.expect(WarningRaised)
            assert warning.reason == "HISTORY_UNUSABLE"
            assert await kept.history.keep(received("x", 2))
    finally:
        other.execute("ROLLBACK")
        other.close()
    async with kept_history(tmp_path) as kept:
        assert await kept.texts() == ["hello"]


async def test_after_the_end_nothing_is_taken_and_nothing_hangs(tmp_path: Path) -> None:
    async with opened(tmp_path / "x.db") as (database, _, _):
        database.record(note(1))
    database.record(note(2))
    await database.written()
    with pytest.raises(HistoryError):
        await database.change(note(3))
    with pytest.raises(HistoryError):
        await database.read(notes)
    async with opened(tmp_path / "x.db") as (database, _, _):
        assert await database.read(notes) == [1]
