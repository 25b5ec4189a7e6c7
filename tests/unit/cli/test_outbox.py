"""peerdrop/cli/outbox.py: what waits is listed, and can be taken out."""

from pathlib import Path

import pytest

from peerdrop.core.history.entries import OutboxItem, OutboxKind
from tests.fake_node import FakeNode, make_peer
from tests.typed_command import TypedCommand

BEA = make_peer(online=False)
TEXT = OutboxItem(
    item_id="a" * 32, kind=OutboxKind.TEXT, device_id=BEA.device_id, created_at=5.0, text="two\nlines\u202e"
)
JOB = OutboxItem(
    item_id="ab" * 16,
    kind=OutboxKind.JOB,
    device_id=make_peer(id_start="CEM").device_id,
    created_at=6.0,
    paths=(Path("/a/film.mkv"), Path("/a/b")),
)


def waiting() -> FakeNode:
    node = FakeNode([BEA])
    items = [TEXT, JOB]

    def withdraw(wanted: str) -> None:
        items.remove(next(item for item in items if item.item_id == wanted))

    node.replies["history_outbox"] = lambda: tuple(items)
    node.replies["history_withdraw"] = withdraw
    return node


async def test_what_waits_is_listed_for_people(tmp_path: Path) -> None:
    async with TypedCommand(waiting(), tmp_path, "outbox", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout.splitlines() == [
        "ID        TO         WHAT",
        "aaaaaaaa  Bea        two lines<U+202E>",
        "abababab  CEM2-2222  film.mkv, b",
    ]


async def test_what_waits_is_listed_for_programs(tmp_path: Path) -> None:
    async with TypedCommand(waiting(), tmp_path, "outbox") as command:
        assert await command.exit_code() == 0
    items = [event for event in command.events if event["event"] == "outbox_item"]
    assert [(item["item_id"], item["to"], item["name"], item["paths"]) for item in items] == [
        (TEXT.item_id, BEA.device_id, "Bea", []),
        (JOB.item_id, JOB.device_id, None, ["/a/film.mkv", "/a/b"]),
    ]


async def test_an_empty_outbox_says_so(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "outbox", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout == "Nothing waits.\n"


@pytest.mark.parametrize("wanted", ["abababab", "ABABABAB", JOB.item_id])
async def test_one_thing_is_taken_out(tmp_path: Path, wanted: str) -> None:
    node = waiting()
    async with TypedCommand(node, tmp_path, "outbox", "--withdraw", wanted) as command:
        assert await command.exit_code() == 0
    assert node.called("history_withdraw") == [(JOB.item_id,)]
    assert [event["item_id"] for event in command.events if event["event"] == "outbox_item"] == [TEXT.item_id]


@pytest.mark.parametrize("wanted", ["a", "abab", "cccccccc", ""])
async def test_what_does_not_wait_can_not_be_taken_out(tmp_path: Path, wanted: str) -> None:
    node = waiting()
    async with TypedCommand(node, tmp_path, "outbox", "--withdraw", wanted) as command:
        assert await command.exit_code() == 3
    assert command.error["reason"] == "NOT_WAITING"
    assert node.called("history_withdraw") == []
