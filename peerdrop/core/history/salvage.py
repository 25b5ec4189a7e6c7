"""What is taken over from a damaged history into the new one: what cannot be had again by asking."""

import logging
import sqlite3
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

# Not the entries: they are the bulk, and what is wrong in them can't be told. The file set aside still has them.
_TAKEN_OVER: Final = (
    ("conversations", "device_id, retention"),
    ("seen", "digest, at"),
    ("outbox", "item_id, kind, device_id, content, created_at"),
)


def salvage(damaged: Path, new: sqlite3.Connection) -> bool:
    """Copy choices, seen IDs and the outbox as far as they can be read; True if all of it could."""
    try:
        old = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error:
        return False
    whole = True
    try:
        for table, columns in _TAKEN_OVER:
            whole = _copy(old, new, table, columns) and whole
    finally:
        old.close()
    return whole


def _copy(old: sqlite3.Connection, new: sqlite3.Connection, table: str, columns: str) -> bool:
    places = ", ".join("?" * len(columns.split(", ")))
    rows: list[tuple[object, ...]] = []
    whole = True
    try:
        # One by one: what stands before the damage can be read.
        for row in old.execute(f"SELECT {columns} FROM {table}"):
            rows.append(row)
    except sqlite3.Error as exc:
        logger.info("not all of the damaged table could be read table=%s: %s", table, exc)
        whole = False
    try:
        new.execute("BEGIN IMMEDIATE")
        new.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})", rows)
        new.execute("COMMIT")
    except sqlite3.Error as exc:
        if new.in_transaction:
            new.execute("ROLLBACK")
        logger.info("nothing was taken over table=%s: %s", table, exc)
        return False
    return whole
