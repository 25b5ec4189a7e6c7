"""The tables of history.db, and the steps from each version to the next."""

import sqlite3
from typing import Final

Migration = tuple[str, ...]

# Whatever a person or a file system named is a BLOB: a name on disk need not be text, and SQLite's own functions end
# a text at its first NUL.
_VERSION_1: Final[Migration] = (
    """CREATE TABLE entries (
        entry_id INTEGER PRIMARY KEY AUTOINCREMENT,
        device_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        item_id TEXT NOT NULL,
        direction TEXT NOT NULL,
        at REAL NOT NULL,
        unread INTEGER NOT NULL DEFAULT 0,
        state TEXT,
        delivered INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        content BLOB NOT NULL,
        folded BLOB NOT NULL,
        UNIQUE (device_id, kind, direction, item_id)
    )""",
    "CREATE INDEX entries_in_order ON entries (device_id, entry_id)",
    "CREATE INDEX entries_unread ON entries (device_id) WHERE unread = 1",
    "CREATE INDEX entries_open ON entries (kind, state) WHERE delivered = 0",
    "CREATE TABLE conversations (device_id TEXT PRIMARY KEY, retention TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE seen (digest BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
    """CREATE TABLE outbox (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        item_id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        device_id TEXT NOT NULL,
        content BLOB NOT NULL,
        created_at REAL NOT NULL
    )""",
    "CREATE INDEX outbox_by_device ON outbox (device_id, position)",
)

MIGRATIONS: Final[tuple[Migration, ...]] = (_VERSION_1,)
TABLES: Final = ("entries", "conversations", "seen", "outbox")


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps the database has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Take the steps that are missing, each whole or not at all."""
    for number in range(version_of(connection), len(migrations)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in migrations[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
