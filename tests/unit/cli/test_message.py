"""peerdrop/cli/message.py: done when the receiver has stored the text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from peerdrop.core.errors import ConnectionFailed, TextTooLong
from peerdrop.core.events import MessageDelivered, MessageFailed
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import MESSAGE_ID, FakeNode, make_peer, raising
from tests.manual_clock import settle
from tests.typed_command import TypedCommand

BEA = make_peer()


@asynccontextmanager
async def messaging(node: FakeNode, folder: Path, text: str = "hi") -> AsyncIterator[TypedCommand]:
    async with TypedCommand(node, folder, "message", text, "--to", BEA.device_id) as command:
        await command.until_running()
        yield command


async def test_a_message_that_is_stored_ends_with_0(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    text = "two\nlines \u202e and more"
    async with messaging(node, tmp_path, text) as command:
        assert await command.until_called("send_message") == (BEA.device_id, text)
        node.push(MessageDelivered(message_id=MessageId("6" * 32), device_id=BEA.device_id))
        await settle()
        assert not command.task.done()
        node.push(MessageDelivered(message_id=MESSAGE_ID, device_id=BEA.device_id))
        assert await command.exit_code() == 0
    assert command.names == ["node_started", "peer_found", "message_delivered", "message_delivered"]


async def test_a_message_that_cannot_be_delivered_ends_with_4(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with messaging(node, tmp_path) as command:
        await command.until_called("send_message")
        node.push(MessageFailed(message_id=MESSAGE_ID, device_id=BEA.device_id, reason="LOST"))
        assert await command.exit_code() == 4
    assert command.error["reason"] == "LOST"
    assert command.error["next_step"]


async def test_a_message_that_nobody_confirms_ends_with_4(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with messaging(node, tmp_path) as command:
        await command.until_called("send_message")
        await command.clock.advance(60)
        assert await command.exit_code() == 4


async def test_no_connection_ends_with_4_and_sends_nothing(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["connect"] = raising(ConnectionFailed("No.", next_step="Try.", failure="SIGNALING"))
    async with messaging(node, tmp_path) as command:
        assert await command.exit_code() == 4
    assert command.error["reason"] == "SIGNALING"
    assert node.called("send_message") == []


async def test_a_text_that_is_too_long_ends_with_2(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["send_message"] = raising(TextTooLong("Too long.", next_step="Send a file."))
    async with messaging(node, tmp_path) as command:
        assert await command.exit_code() == 2
    assert command.error["reason"] == "TEXT_TOO_LONG"


def later(node: FakeNode, folder: Path, *, as_json: bool = True) -> TypedCommand:
    return TypedCommand(node, folder, "message", "hi", "--to", BEA.device_id, "--later", as_json=as_json)


async def test_a_message_for_a_device_that_is_away_is_left_in_the_outbox_and_that_is_said(tmp_path: Path) -> None:
    node = FakeNode([make_peer(online=False)])
    async with later(node, tmp_path) as command:
        assert await command.until_called("send_message") == (BEA.device_id, "hi")
        await command.clock.advance(9.9)
        assert not command.task.done()
        await command.clock.advance(0.1)
        assert await command.exit_code() == 0
    assert node.later == [True]
    assert node.called("connect") == []
    told = command.events[-1]
    assert (told["event"], told["item_id"], told["to"], told["name"]) == ("waiting", MESSAGE_ID, BEA.device_id, "Bea")


async def test_people_are_told_how_to_take_back_what_waits(tmp_path: Path) -> None:
    async with later(FakeNode([make_peer(online=False)]), tmp_path, as_json=False) as command:
        await command.until_called("send_message")
        await command.clock.advance(10)
        assert await command.exit_code() == 0
    assert "Waits for Bea" in command.stdout
    assert f"peerdrop outbox --withdraw {MESSAGE_ID[:8]}" in command.stdout


async def test_a_message_that_may_wait_and_need_not_is_delivered(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with later(node, tmp_path) as command:
        await command.until_called("send_message")
        node.push(MessageDelivered(message_id=MESSAGE_ID, device_id=BEA.device_id))
        assert await command.exit_code() == 0
    assert command.names[-1] == "message_delivered"


async def test_a_message_that_is_taken_back_while_it_waits_ends_with_4(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with later(node, tmp_path) as command:
        await command.until_called("send_message")
        node.push(MessageFailed(message_id=MESSAGE_ID, device_id=BEA.device_id, reason="WITHDRAWN"))
        assert await command.exit_code() == 4
    assert command.error["reason"] == "WITHDRAWN"
    assert "taken back" in command.error["message"]


async def test_for_a_device_that_nobody_ever_met_nothing_can_wait(tmp_path: Path) -> None:
    node = FakeNode()
    async with later(node, tmp_path) as command:
        await command.until_running()
        await command.clock.advance(10)
        assert await command.exit_code() == 3
    assert node.called("send_message") == []
