"""Two nodes that remember: what was said and sent is there when they start again."""

from pathlib import Path

import pytest

from peerdrop.core.events import MessageDelivered, MessageReceived, TransferConfirmed
from peerdrop.core.history.history import History
from peerdrop.core.history.outbox import Outbox
from peerdrop.core.states import TransferState
from peerdrop.node import Node
from peerdrop.transport.memory import MemoryNetwork
from tests.kept_history import texts_of
from tests.two_nodes import make_file, two_nodes


class RememberingNode(Node):
    """A node into whose memory a test may look."""

    @property
    def memory(self) -> History:
        return self._history

    @property
    def outbox(self) -> Outbox:
        return self._outbox


def remembering(node: Node) -> RememberingNode:
    assert isinstance(node, RememberingNode)
    return node


async def test_what_was_said_and_sent_is_there_after_both_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.two_nodes.Node", RememberingNode)
    source = make_file(tmp_path / "source" / "film.bin", 3_000_000)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        said = await ana.node.send_message(ben.device_id, "hello Ben")
        await ana.said.expect(MessageDelivered, where=lambda event: event.message_id == said, within_s=20)
        # Delivered says that the receiver has stored it.
        assert await remembering(ben.node).memory.seen(ana.device_id, said)
        await ana.node.send_files(ben.device_id, [source])
        await ben.said.expect(TransferConfirmed, within_s=20)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        for here, there, path in ((ana, ben, source), (ben, ana, ben.downloads / "film.bin")):
            card, text = (await remembering(here.node).memory.page(there.device_id)).entries
            assert text.message is not None
            assert text.message.text == "hello Ben"
            assert card.transfer is not None
            assert (card.transfer.state, card.transfer.bytes_done) == (TransferState.COMPLETED, 3_000_000)
            assert [file.path for file in card.files] == [path]
            assert ben.said.of(MessageReceived) == []
        # What waits goes by itself once they are connected.
        await ben.node.send_message(ana.device_id, "and hello Ana")
        await ben.said.expect(MessageDelivered, within_s=20)
        assert await remembering(ben.node).outbox.all() == ()
        found = await remembering(ana.node).memory.search("ana")
        assert texts_of(found) == ["and hello Ana"]


async def test_a_text_that_waited_when_its_sender_ended_goes_once_they_are_connected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.two_nodes.Node", RememberingNode)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        ana.node.conversations.post(ben.device_id, "for later")
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ana.node.connect(ben.device_id)
        await ana.said.expect(MessageDelivered, within_s=20)
        assert [event.text for event in ben.said.of(MessageReceived)] == ["for later"]
