"""peerdrop/control/client.py: a node elsewhere is used like one that is here."""

import asyncio
import inspect
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peerdrop.control.client import AttachedNode
from peerdrop.control.errors import NodeDiffers, NodeEnded
from peerdrop.control.handle import NodeHandle
from peerdrop.control.server import ControlServer
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import ConnectionFailed, PeerDropError
from peerdrop.core.events import PeerFound, TransferOffered, WarningRaised
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile
from peerdrop.core.states import AcceptMode, ConflictChoice, ConflictOutcome, QueueMove
from peerdrop.home import ControlPoint, Home
from peerdrop.link import Path as LinkPath
from peerdrop.link import ServerFailure, ServerReport
from peerdrop.settings import IceServer, Settings, ThemeChoice
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, FakeNode, make_peer, make_transfer, raising
from tests.until import LIMIT_S, until

PEER = make_peer()
HOLDER = """
import asyncio, pathlib, sys
from peerdrop.control.client import AttachedNode
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.states import AcceptMode
from peerdrop.home import Home

async def main():
    async with AttachedNode(Home(pathlib.Path(sys.argv[1])).read_control()) as node:
        async with node.hold_policy(AcceptPolicy(mode=AcceptMode.ALL)):
            print("held", flush=True)
            await asyncio.sleep(60)

asyncio.run(main())
"""


CONFLICT = FileConflict(index=3, outcome=ConflictOutcome.DIFFERENT, kept_as="a (1).txt")
PAST = PastConnection(connected_at=1.5, ended_at=2.5, path=LinkPath.NAT, reason="LOST")
WARNED = WarningRaised(reason="HOME_DAMAGED", message="It was damaged.", next_step="Nothing.")
TURN = IceServer(url="turn:relay.example:3478", username="ana", credential="secret")
CHANGED = Settings(name="Desk", theme=ThemeChoice.DARK, scan_networks=("10.20.0.0/22",))


@asynccontextmanager
async def attached(folder: Path, node: FakeNode) -> AsyncIterator[AttachedNode]:
    home = Home(folder)
    async with ControlServer(node, home):
        point = home.read_control()
        assert point is not None
        async with AttachedNode(point) as other:
            yield other


async def test_how_it_started_says_that_it_runs_elsewhere(tmp_path: Path) -> None:
    node = FakeNode()
    async with attached(tmp_path, node) as other:
        assert await other.started() == replace(node.started_as, attached=True)


async def test_every_command_reaches_the_node_with_its_arguments_and_brings_its_result(tmp_path: Path) -> None:
    node = FakeNode([PEER])
    node.warned = [WARNED]
    files = (OfferedFile(path="a/b", size_bytes=1, safe_path="a/b"),)
    node.replies = {
        "transfers": lambda: (make_transfer(),),
        "offered_files": lambda _: files,
        "conflicts": lambda *_: (CONFLICT,),
        "connections": lambda _: (PAST,),
        "test_ice_server": lambda _: ServerReport(failure=ServerFailure.DENIED),
    }
    odd = Path("/tmp/\udcff.bin")
    asked: list[tuple[tuple[Any, ...], object]] = [
        (("transfers",), (make_transfer(),)),
        (("offered_files", TRANSFER_ID), files),
        (("add_address", "host:1"), make_peer(address="host:1")),
        (("scan",), None),
        (("connect", PEER.device_id), None),
        (("disconnect", PEER.device_id), None),
        (("send_message", PEER.device_id, "ü\n\u202e"), MESSAGE_ID),
        (("send_files", PEER.device_id, (Path("/a"), odd)), TRANSFER_ID),
        (("accept", TRANSFER_ID, Path("/d")), None),
        (("decline", TRANSFER_ID), None),
        (("cancel", TRANSFER_ID), None),
        (("conflicts", TRANSFER_ID, Path("/d")), (CONFLICT,)),
        (("free_bytes", Path("/d")), 106_000_000_000),
        (("pause", TRANSFER_ID), None),
        (("resume", TRANSFER_ID), None),
        (("retry", TRANSFER_ID), TRANSFER_ID),
        (("discard", TRANSFER_ID), None),
        (("limit", TRANSFER_ID, 5_000_000), None),
        (("move", TRANSFER_ID, QueueMove.FIRST), None),
        (("settings",), Settings()),
        (("change_settings", CHANGED), CHANGED),
        (("test_ice_server", TURN), ServerReport(failure=ServerFailure.DENIED)),
        (("connections", PEER.device_id), (PAST,)),
        (("rename", PEER.device_id, "Küche"), None),
        (("forget", PEER.device_id), None),
        (("block", PEER.device_id), None),
        (("unblock", PEER.device_id), None),
    ]
    async with attached(tmp_path, node) as other:
        assert await other.peers() == (PEER,)
        assert await other.warnings() == (WARNED,)
        for (name, *arguments), result in asked:
            assert await getattr(other, name)(*arguments) == result
    assert node.calls == [call for call, _ in asked]
    # What a new method of NodeHandle would leave out.
    methods = {name for name, _ in inspect.getmembers(NodeHandle, inspect.isfunction) if not name.startswith("_")}
    assert methods - {call[0] for call, _ in asked} == {"started", "events", "warnings", "peers", "hold_policy"}


async def test_what_is_chosen_on_the_sheet_reaches_the_node(tmp_path: Path) -> None:
    node = FakeNode()
    async with attached(tmp_path, node) as other:
        await other.accept(TRANSFER_ID, chosen=[0, 2], conflicts=ConflictChoice.REPLACE, remember=True)
    options = {"chosen": (0, 2), "conflicts": ConflictChoice.REPLACE, "remember": True}
    assert node.called("accept") == [(TRANSFER_ID, None, options)]


async def test_connect_anyway_reaches_the_node(tmp_path: Path) -> None:
    node = FakeNode()
    async with attached(tmp_path, node) as other:
        await other.connect(PEER.device_id, anyway=True)
    assert node.called("connect") == [(PEER.device_id, True)]


async def test_relative_paths_are_those_of_the_process_that_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    node = FakeNode()
    async with attached(tmp_path, node) as other:
        await other.send_files(PEER.device_id, [Path("a")])
        await other.accept(TRANSFER_ID, Path("in"))
        async with other.hold_policy(AcceptPolicy(directory=Path("in"))):
            assert node.policies[0].directory == tmp_path / "in"
    assert node.called("send_files") == [(PEER.device_id, (tmp_path / "a",))]
    assert node.called("accept") == [(TRANSFER_ID, tmp_path / "in")]


async def test_an_error_of_the_node_is_raised_here_as_what_it_is(tmp_path: Path) -> None:
    node = FakeNode()
    node.replies["connect"] = raising(ConnectionFailed("No way.", next_step="Try.", failure="ICE"))
    async with attached(tmp_path, node) as other:
        with pytest.raises(ConnectionFailed, match="No way") as caught:
            await other.connect(PEER.device_id)
    assert caught.value.failure == "ICE"


async def test_events_come_in_order_from_entering_on(tmp_path: Path) -> None:
    node = FakeNode()
    sent = [PeerFound(peer=make_peer(f"n{number}")) for number in range(50)]
    async with attached(tmp_path, node) as other, other.events() as events:
        node.push(*sent, TransferOffered(transfer=make_transfer(label="x" * 3_000_000)))
        assert [await anext(events) for _ in sent] == sent
        assert isinstance(await anext(events), TransferOffered)


async def test_a_command_whose_asker_gave_up_is_ended_in_the_node(tmp_path: Path) -> None:
    node = FakeNode()
    ended = asyncio.Event()

    async def never(_device: object) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    node.replies["connect"] = never
    async with attached(tmp_path, node) as other:
        task = asyncio.create_task(other.connect(PEER.device_id))
        await until(lambda: node.called("connect"))
        task.cancel()
        await asyncio.wait({task})
        await asyncio.wait_for(ended.wait(), LIMIT_S)


async def test_a_policy_is_held_while_entered_only(tmp_path: Path) -> None:
    node = FakeNode()
    policy = AcceptPolicy(mode=AcceptMode.ALL, directory=Path("/d"), only_from=PEER.device_id, attended=True)
    async with attached(tmp_path, node) as other:
        async with other.hold_policy(policy):
            assert node.policies == [policy]
        await until(lambda: node.policies == [])


async def test_a_killed_process_lets_go_of_its_policy(tmp_path: Path) -> None:
    node = FakeNode()
    async with ControlServer(node, Home(tmp_path)):
        holder = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HOLDER, str(tmp_path), stdout=asyncio.subprocess.PIPE
        )
        assert holder.stdout is not None
        assert (await holder.stdout.readline()).strip() == b"held"
        assert node.policies == [AcceptPolicy(mode=AcceptMode.ALL)]
        holder.send_signal(signal.SIGKILL)
        await until(lambda: node.policies == [])
        await holder.wait()


async def test_a_node_that_ends_ends_the_stream_with_an_error(tmp_path: Path) -> None:
    home = Home(tmp_path)
    async with ControlServer(FakeNode(), home) as server:
        point = home.read_control()
        assert point is not None
        async with AttachedNode(point) as other, other.events() as events:
            await server.__aexit__(None, None, None)
            with pytest.raises(NodeEnded):
                await anext(events)
            with pytest.raises(NodeEnded) as caught:
                await other.scan()
    assert caught.value.next_step


async def test_nobody_at_the_port_and_a_stale_token_are_a_node_that_ended(tmp_path: Path) -> None:
    home = Home(tmp_path)
    async with ControlServer(FakeNode(), home):
        point = home.read_control()
        assert point is not None
        stale = ControlPoint(port=point.port, token="x" * 43, pid=point.pid, version=point.version)
        with pytest.raises(NodeEnded):
            await AttachedNode(stale).__aenter__()
    with pytest.raises(NodeEnded):
        await AttachedNode(point).__aenter__()


async def test_another_version_is_refused_before_it_is_asked_anything() -> None:
    with pytest.raises(NodeDiffers, match=r"PeerDrop 9\.9") as caught:
        await AttachedNode(ControlPoint(port=1, token="x" * 43, pid=1, version="9.9")).__aenter__()
    assert isinstance(caught.value, PeerDropError)
    assert caught.value.next_step
