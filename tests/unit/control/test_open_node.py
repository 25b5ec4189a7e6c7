"""peerdrop/control/open_node.py: a home has one node, whoever asks for it."""

import asyncio
import socket
from pathlib import Path

import pytest

from peerdrop.control.client import AttachedNode
from peerdrop.control.open_node import StartOptions, open_node
from peerdrop.control.server import ControlServer
from peerdrop.core.errors import HomeDamaged, HomeInUse, PortTaken, UsageError
from peerdrop.core.events import Event, NodeStarted
from peerdrop.core.states import AcceptMode
from peerdrop.home import ControlPoint, Home
from peerdrop.settings import SETTINGS_FILE, Settings
from tests.fake_node import FakeNode

QUIET = '{"discovery_port": 43117, "discoverable": false}'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / SETTINGS_FILE).write_text(QUIET)
    return Home(tmp_path)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


async def test_a_free_home_starts_a_node_and_serves_it_to_the_next(home: Home, port: int) -> None:
    told: list[Event] = []
    async with open_node(home, StartOptions(name="Ada", port=port), subscriber=told.append) as first:
        started = await first.started()
        assert (started.name, started.port, started.attached) == ("Ada", port, False)
        assert isinstance(told[0], NodeStarted)
        async with open_node(home, StartOptions()) as second:
            assert isinstance(second, AttachedNode)
            attached = await second.started()
            assert (attached.device_id, attached.attached) == (started.device_id, True)
            with pytest.raises(UsageError, match="already runs"):
                async with open_node(home, StartOptions(name="Bea")):
                    pass
            with pytest.raises(UsageError, match="already runs"):
                async with open_node(home, StartOptions(port=port)):
                    pass
    assert home.read_control() is None
    with home.hold():
        pass


async def test_what_a_killed_node_left_is_not_asked(home: Home, port: int) -> None:
    home.publish_control(ControlPoint(port=port, token="x" * 43, pid=1, version="0"))
    async with open_node(home, StartOptions(port=port)) as node:
        assert not (await node.started()).attached


async def test_a_home_whose_holder_is_still_starting_is_waited_for(home: Home) -> None:
    with home.hold():

        async def opened() -> bool:
            async with open_node(home, StartOptions()) as node:
                return (await node.started()).attached

        waiting = asyncio.create_task(opened())
        # It is refused at first: nothing is published. Then the holder listens.
        await asyncio.sleep(0)
        async with ControlServer(FakeNode(), home):
            assert await waiting is True


async def test_a_home_whose_holder_never_listens_is_in_use(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerdrop.control.open_node._ATTACH_LIMIT_S", 0.0)
    with home.hold(), pytest.raises(HomeInUse):
        async with open_node(home, StartOptions()):
            pass


async def test_a_port_that_is_taken_is_told_and_the_home_is_free_again(home: Home) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        with pytest.raises(PortTaken) as caught:
            async with open_node(home, StartOptions(port=other.getsockname()[1])):
                pass
    assert caught.value.next_step
    with home.hold():
        pass


async def test_damaged_settings_start_nothing(home: Home) -> None:
    (home.path / SETTINGS_FILE).write_text("{")
    with pytest.raises(HomeDamaged, match="settings"):
        async with open_node(home, StartOptions()):
            pass


def test_options_hold_instead_of_the_settings_and_only_those_given() -> None:
    settings = Settings(name="Stored", port=3003, directory="/d", accept=AcceptMode.KNOWN)
    assert StartOptions().apply(settings) == settings
    changed = StartOptions(name="Now", port=3005, accept=AcceptMode.ALL, directory=Path("/in")).apply(settings)
    assert (changed.name, changed.port, changed.directory, changed.accept) == ("Now", 3005, "/in", AcceptMode.ALL)
