"""A database of an older version goes through each step, whole or not at all."""

import sqlite3
from pathlib import Path

import pytest

from peerdrop.core.history.database_file import DatabaseFile, FileNewer
from peerdrop.core.history.schema import MIGRATIONS, TABLES, migrate, version_of

NEXT = (*MIGRATIONS, ("ALTER TABLE conversations ADD COLUMN color TEXT", "CREATE TABLE posts (body BLOB)"))


def opened(path: Path, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> sqlite3.Connection:
    return DatabaseFile(path, migrations).open()


def test_a_new_database_has_every_table_and_the_newest_version(tmp_path: Path) -> None:
    connection = opened(tmp_path / "x.db")
    assert version_of(connection) == len(MIGRATIONS)
    for table in TABLES:
        assert connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() == (0,)
    connection.close()


def test_an_older_database_keeps_what_is_in_it(tmp_path: Path) -> None:
    connection = opened(tmp_path / "x.db")
    connection.execute("INSERT INTO conversations VALUES ('A', 'week')")
    connection.close()
    connection = opened(tmp_path / "x.db", NEXT)
    assert connection.execute("SELECT * FROM conversations").fetchall() == [("A", "week", None)]
    assert version_of(connection) == len(NEXT)
    connection.close()
    with pytest.raises(FileNewer):
        opened(tmp_path / "x.db")


def test_a_step_that_fails_leaves_the_version_before_it(tmp_path: Path) -> None:
    connection = opened(tmp_path / "x.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*MIGRATIONS, ("CREATE TABLE posts (body BLOB)", "nonsense")))
    assert version_of(connection) == len(MIGRATIONS)
    assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'posts'").fetchone() is None
    migrate(connection, NEXT)
    assert version_of(connection) == len(NEXT)
    connection.close()


def test_each_commit_reaches_the_disk(tmp_path: Path) -> None:
    connection = opened(tmp_path / "x.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    connection.close()
