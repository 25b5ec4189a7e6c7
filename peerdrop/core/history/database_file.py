"""The file history.db: opened, checked, and set aside if it is damaged. Every call may block: not on a loop."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Final

from peerdrop.core.history.schema import MIGRATIONS, TABLES, Migration, migrate, version_of

BUSY_S: Final = 2.0
_MAGIC: Final = b"SQLite format 3\0"
_VERSION_AT: Final = 60
_CHECKED_BYTES: Final = 64 * 1024 * 1024
# Of the 100 bytes of the header, these are zero in every database (SQLite's file format, 1.3).
_ZEROS: Final = slice(72, 92)
_HEADER_BYTES: Final = 100


class FileDamaged(Exception):
    """It is no database of ours, or not any more."""


class FileNewer(Exception):
    """A newer PeerDrop made it."""


class DatabaseFile:
    """One database at *path*, private to this user."""

    def __init__(self, path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
        self.path = path
        self._migrations = migrations

    def open(self) -> sqlite3.Connection:
        """A connection for this thread only; raises FileDamaged, FileNewer, sqlite3.Error or OSError."""
        self._look_at_header()
        # SQLite gives its other files the mode of this one.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
        connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        try:
            self._prepare(connection)
        except BaseException as exc:
            connection.close()
            if isinstance(exc, sqlite3.Error) and is_damage(exc):
                raise FileDamaged(str(exc)) from exc
            raise
        return connection

    def set_aside(self) -> Path:
        """Keep the file under another name, with what was not yet written back into it; its new path."""
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        self.path.rename(aside)
        with contextlib.suppress(FileNotFoundError):
            _beside(self.path, "-wal").rename(_beside(aside, "-wal"))
        _beside(self.path, "-shm").unlink(missing_ok=True)
        return aside

    def _look_at_header(self) -> None:
        # Before SQLite: opening alone may already write, and a newer PeerDrop's file is left as it is.
        try:
            with self.path.open("rb") as file:
                header = file.read(_HEADER_BYTES)
        except FileNotFoundError:
            return
        if not header:
            return
        if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC) or any(header[_ZEROS]):
            raise FileDamaged("it is no database")
        if int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big") > len(self._migrations):
            raise FileNewer

    def _prepare(self, connection: sqlite3.Connection) -> None:
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "temp_store = MEMORY",
            "auto_vacuum = INCREMENTAL",
            "journal_mode = WAL",
            # Each commit reaches the disk: what was acknowledged to its sender must survive a power cut too.
            "synchronous = FULL",
            "secure_delete = ON",
            "journal_size_limit = 1048576",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        version = version_of(connection)
        if version > len(self._migrations):
            raise FileNewer
        if version == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise FileDamaged("it is a database of something else")
        if self.path.stat().st_size <= _CHECKED_BYTES:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict != "ok":
                raise FileDamaged(str(verdict))
        migrate(connection, self._migrations)
        present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not present.issuperset(TABLES):
            raise FileDamaged("tables are missing")


def is_damage(error: sqlite3.Error) -> bool:
    """The file itself is broken."""
    return primary_code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; -1 for what Python's module raised by itself."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
