"""What cannot be had again by asking is taken over from a damaged file."""

import sqlite3
from pathlib import Path

from peerdrop.core.history.database_file import DatabaseFile
from peerdrop.core.history.salvage import salvage


def made(path: Path) -> sqlite3.Connection:
    return DatabaseFile(path).open()


def test_choices_seen_ids_and_the_outbox_are_taken_over_in_order(tmp_path: Path) -> None:
    old = made(tmp_path / "old.db")
    old.execute("INSERT INTO conversations VALUES ('A', 'off')")
    old.execute("INSERT INTO seen VALUES (x'01', 5.0)")
    for number in (2, 1):
        old.execute("INSERT INTO outbox VALUES (?, ?, 'text', 'A', x'41', 1.0)", (10 - number, f"id{number}"))
    old.close()
    new = made(tmp_path / "new.db")
    assert salvage(tmp_path / "old.db", new)
    assert new.execute("SELECT * FROM conversations").fetchall() == [("A", "off")]
    assert new.execute("SELECT * FROM seen").fetchall() == [(b"\x01", 5.0)]
    assert new.execute("SELECT item_id FROM outbox ORDER BY position").fetchall() == [("id2",), ("id1",)]
    new.close()


def test_a_file_that_holds_nothing_readable_takes_nothing_and_says_so(tmp_path: Path) -> None:
    new = made(tmp_path / "new.db")
    for content in (b"", b"x" * 10_000):
        (tmp_path / "old.db").write_bytes(content)
        assert not salvage(tmp_path / "old.db", new)
    assert not salvage(tmp_path / "none.db", new)
    assert new.execute("SELECT COUNT(*) FROM outbox").fetchone() == (0,)
    new.close()
