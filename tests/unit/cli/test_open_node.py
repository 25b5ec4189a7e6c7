"""peerdrop/cli/open_node.py: a command hears every event, whoever runs the node."""

import json
from pathlib import Path

import pytest

from peerdrop.cli.open_node import open_node
from peerdrop.control.errors import NodeEnded
from peerdrop.control.open_node import StartOptions
from peerdrop.control.server import ControlServer
from peerdrop.core.events import Event, NodeStarted, PeerFound, WarningRaised
from peerdrop.home import Home
from peerdrop.settings import SETTINGS_FILE
from tests.fake_node import FakeNode, make_peer
from tests.until import until

BEA = make_peer()


async def test_of_a_node_started_here_it_hears_from_the_start_on(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(json.dumps({"discovery_port": 43118, "discoverable": False}))
    heard: list[Event] = []
    async with open_node(Home(tmp_path), StartOptions(), heard.append) as opened:
        assert not opened.started.attached
        assert not opened.ended.done()
    assert isinstance(heard[0], NodeStarted)


async def test_of_a_node_elsewhere_it_hears_what_comes_and_that_it_ended(tmp_path: Path) -> None:
    home, node, heard = Home(tmp_path), FakeNode(), list[Event]()
    with home.hold():
        async with ControlServer(node, home) as server, open_node(home, StartOptions(), heard.append) as opened:
            assert opened.started.attached
            node.push(PeerFound(peer=BEA))
            await until(lambda: heard == [PeerFound(peer=BEA)])
            await server.__aexit__(None, None, None)
            await until(opened.ended.done)
            with pytest.raises(NodeEnded):
                opened.ended.result()


async def test_of_a_node_elsewhere_it_hears_what_was_warned_of_before(tmp_path: Path) -> None:
    home, node, heard = Home(tmp_path), FakeNode(), list[Event]()
    node.warned = [WarningRaised(reason="HOME_DAMAGED", message="It was set aside.", next_step="Look there.")]
    with home.hold():
        async with ControlServer(node, home), open_node(home, StartOptions(), heard.append):
            assert heard == node.warned
