"""peerdrop/control/attached_history.py: the memory of a node elsewhere is used like that of one that is here."""

import inspect
from pathlib import Path
from typing import Any

import pytest

from peerdrop.control.client import AttachedNode
from peerdrop.control.history_handle import HistoryHandle
from peerdrop.control.server import ControlServer
from peerdrop.core.errors import HistoryError, NotWaiting
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem, OutboxKind
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import MessageSnapshot, PublishedFile
from peerdrop.core.states import Direction
from peerdrop.home import Home
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, raising

ID = make_peer().device_id
MESSAGE = MessageSnapshot(
    message_id=MessageId("5" * 32), device_id=ID, direction=Direction.INCOMING, text="ü\n\0\u202e", at=1.5
)
PAGE = HistoryPage(
    entries=(
        HistoryEntry(
            entry_id=2,
            device_id=ID,
            at=2.0,
            unread=False,
            transfer=make_transfer(),
            files=(PublishedFile(path=Path("/in/\udcff"), size_bytes=1, digest="blake3:" + "0" * 64),),
            seconds=0.5,
        ),
        HistoryEntry(entry_id=1, device_id=ID, at=1.5, unread=True, message=MESSAGE),
    ),
    before=1,
)
KNOWN = (ConversationSnapshot(device_id=ID, unread=1, last_at=2.0, retention=Retention.WEEK),)
WAITING = (
    OutboxItem(item_id=TRANSFER_ID, kind=OutboxKind.JOB, device_id=ID, created_at=1.0, paths=(Path("/\udcff"),)),
)


async def test_every_command_reaches_the_node_with_its_arguments_and_brings_its_result(tmp_path: Path) -> None:
    node = FakeNode()
    node.replies = {
        "history_page": lambda *_: PAGE,
        "history_search": lambda *_: PAGE.entries,
        "history_conversations": lambda: KNOWN,
        "history_outbox": lambda: WAITING,
    }
    asked: list[tuple[tuple[Any, ...], object]] = [
        (("page", ID, 7, 50), PAGE),
        (("search", 'wörd "*', ID, 5), PAGE.entries),
        (("conversations",), KNOWN),
        (("mark_read", ID), None),
        (("delete_item", ID, TRANSFER_ID), None),
        (("delete_conversation", ID), None),
        (("set_retention", ID, Retention.OFF), None),
        (("outbox",), WAITING),
        (("withdraw", TRANSFER_ID), None),
    ]
    async with ControlServer(node, Home(tmp_path)):
        point = Home(tmp_path).read_control()
        assert point is not None
        async with AttachedNode(point) as other:
            for (name, *arguments), result in asked:
                assert await getattr(other.history, name)(*arguments) == result
            node.replies["history_withdraw"] = raising(NotWaiting("That was sent.", next_step="Go on."))
            with pytest.raises(NotWaiting):
                await other.history.withdraw(TRANSFER_ID)
            node.replies["history_page"] = raising(HistoryError("Off."))
            with pytest.raises(HistoryError):
                await other.history.page(ID)
    # "started" is how an AttachedNode begins.
    calls = [call for call in node.calls if call[0].startswith("history_")]
    assert calls[: len(asked)] == [(f"history_{name}", *arguments) for (name, *arguments), _ in asked]
    methods = {name for name, _ in inspect.getmembers(HistoryHandle, inspect.isfunction) if not name.startswith("_")}
    assert methods == {call[0] for call, _ in asked}
