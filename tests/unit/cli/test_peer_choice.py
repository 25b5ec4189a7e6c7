"""peerdrop/cli/peer_choice.py: what PEER means, line by line of the contract."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.cli.peer_choice import is_address, matching
from peerdrop.core.errors import AddressInvalid, NothingAnswers, OwnAddress
from peerdrop.core.events import MessageDelivered, PeerFound, PeerLost, PeerUpdated
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from tests.fake_node import MESSAGE_ID, FakeNode, make_peer, raising, waiting_forever
from tests.manual_clock import settle
from tests.typed_command import TypedCommand

BEA = make_peer()
CEM = make_peer("Cem", "CEM")
SECOND_BEA = make_peer("Bea", "BEB")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.1.7", True),
        ("192.168.1.7:3002", True),
        ("fe80::1", True),
        ("[fe80::1]:3001", True),
        ("localhost", True),
        ("LocalHost", True),
        ("office.example", True),
        ("v2.0", True),
        ("a:b", True),
        ("Bea", False),
        ("12345678", False),
        ("Ann's laptop", False),
        (BEA.device_id, False),
    ],
)
def test_an_address_is_localhost_or_has_a_colon_or_a_dot(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("text", "peers", "expected"),
    [
        (BEA.device_id, [BEA, CEM], [BEA]),
        (BEA.device_id.lower(), [BEA, CEM], [BEA]),
        ("-".join([BEA.device_id[:26], BEA.device_id[26:]]), [BEA], [BEA]),
        # A full ID wins over a device that calls itself so.
        (BEA.device_id, [make_peer(BEA.device_id, "EVE"), BEA], [BEA]),
        ("bea", [BEA, CEM], [BEA]),
        ("BEA", [BEA, CEM], [BEA]),
        ("Be", [BEA, CEM], []),
        ("Bea ", [BEA], []),
        ("Bea", [BEA, SECOND_BEA, CEM], [BEA, SECOND_BEA]),
        # One sign, written in two ways.
        ("Zoe\u0308", [make_peer("Zo\u00eb", "ZOE")], [make_peer("Zo\u00eb", "ZOE")]),
        ("STRASSE", [make_peer("Straße", "STR")], [make_peer("Straße", "STR")]),
        (CEM.device_id[:8], [BEA, CEM], [CEM]),
        (CEM.device_id[:8].lower(), [BEA, CEM], [CEM]),
        ("CEM2-2222", [BEA, CEM], [CEM]),
        (CEM.device_id[:7], [BEA, CEM], []),
        # A name wins over the beginning of an ID.
        ("CEM22222", [CEM, make_peer("cem22222", "EVE")], [make_peer("cem22222", "EVE")]),
        ("22222222", [BEA, CEM], []),
    ],
)
def test_an_id_comes_before_a_name_and_a_name_before_the_beginning_of_an_id(
    text: str, peers: list[PeerSnapshot], expected: list[PeerSnapshot]
) -> None:
    assert list(matching(peers, text)) == expected


@asynccontextmanager
async def messaging(node: FakeNode, folder: Path, to: str, *options: str) -> AsyncIterator[TypedCommand]:
    async with TypedCommand(node, folder, "message", "hi", "--to", to, *options) as command:
        await command.until_running()
        yield command


async def finish(command: TypedCommand, node: FakeNode, peer: PeerSnapshot) -> None:
    """The command chose *peer*: let its message arrive."""
    assert await command.until_called("connect") == (peer.device_id,)
    await command.until_called("send_message")
    node.push(MessageDelivered(message_id=MESSAGE_ID, device_id=peer.device_id))
    assert await command.exit_code() == 0


async def test_an_address_is_tried_at_once(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "10.0.0.9:3002") as command:
        assert await command.until_called("add_address") == ("10.0.0.9:3002",)
        await finish(command, node, make_peer())


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (NothingAnswers("Nothing there.", next_step="Start it."), 3, "NOTHING_ANSWERS"),
        (OwnAddress("That is you.", next_step="Take another."), 3, "OWN_ADDRESS"),
        (AddressInvalid("No address.", next_step="Write one."), 2, "ADDRESS_INVALID"),
    ],
)
async def test_an_address_that_leads_nowhere_ends_it(
    tmp_path: Path, error: NothingAnswers, code: int, reason: str
) -> None:
    node = FakeNode()
    node.replies["add_address"] = raising(error)
    async with messaging(node, tmp_path, "10.0.0.9") as command:
        assert await command.exit_code() == code
        assert command.error["reason"] == reason


async def test_an_address_that_never_answers_is_given_up_after_wait(tmp_path: Path) -> None:
    node = FakeNode()
    node.replies["add_address"] = waiting_forever
    async with messaging(node, tmp_path, "10.0.0.9", "--wait", "4") as command:
        await command.until_called("add_address")
        await command.clock.advance(4)
        assert await command.exit_code() == 3
        assert command.error["reason"] == "NOTHING_ANSWERS"


async def test_a_full_id_that_is_known_is_taken_at_once(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with messaging(node, tmp_path, BEA.device_id) as command:
        await finish(command, node, BEA)
        assert command.clock.monotonic() == 1_000


async def test_a_name_is_taken_once_others_of_that_name_had_time_to_come(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea") as command:
        node.push(PeerFound(peer=CEM))
        await command.clock.advance(2)
        node.push(PeerFound(peer=BEA))
        await settle()
        assert node.called("connect") == []
        await command.clock.advance(1)
        await finish(command, node, BEA)


async def test_a_node_that_ran_before_has_heard_all_and_is_not_waited_for(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.started_as = replace(node.started_as, attached=True)
    async with messaging(node, tmp_path, "Bea") as command:
        await finish(command, node, BEA)
        assert command.clock.monotonic() == 1_000


async def test_a_device_that_changes_its_name_to_the_one_sought_is_found(tmp_path: Path) -> None:
    node = FakeNode([CEM])
    async with messaging(node, tmp_path, "Bea") as command:
        node.push(PeerUpdated(peer=replace(CEM, name="Bea")))
        await command.clock.advance(1)
        await finish(command, node, CEM)


async def test_devices_that_are_not_here_are_not_taken(tmp_path: Path) -> None:
    node = FakeNode([replace(BEA, online=False)])
    async with messaging(node, tmp_path, "Bea", "--wait", "5") as command:
        node.push(PeerFound(peer=CEM))
        await command.clock.advance(5)
        assert await command.exit_code() == 3
        assert command.error["reason"] == "NO_SUCH_PEER"
        assert "Cem" in command.error["message"]


async def test_a_device_that_went_away_again_is_not_taken(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea", "--wait", "5") as command:
        node.push(PeerFound(peer=BEA))
        await settle()
        node.push(PeerLost(peer=BEA))
        await command.clock.advance(5)
        assert await command.exit_code() == 3


@pytest.mark.parametrize("online_after_s", [9.9, None])
async def test_wait_is_how_long_a_name_is_looked_for(tmp_path: Path, online_after_s: float | None) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea") as command:
        if online_after_s is not None:
            await command.clock.advance(online_after_s)
            node.push(PeerFound(peer=BEA))
            await command.clock.advance(1)
            await finish(command, node, BEA)
        else:
            await command.clock.advance(10)
            assert await command.exit_code() == 3
            assert command.error["reason"] == "NO_SUCH_PEER"


async def test_silence_is_followed_by_one_scan(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea") as command:
        await command.clock.advance(2.9)
        assert node.called("scan") == []
        await command.clock.advance(6)
        assert node.called("scan") == [()]


async def test_two_of_one_name_are_listed_and_none_is_taken(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea") as command:
        node.push(PeerFound(peer=BEA), PeerFound(peer=SECOND_BEA))
        await command.clock.advance(1)
        assert await command.exit_code() == 2
        assert command.error["reason"] == "AMBIGUOUS_PEER"
        for peer in (BEA, SECOND_BEA):
            assert peer.device_id in command.error["message"]
    assert node.called("connect") == []


@pytest.mark.parametrize("trust", [Trust.KNOWN, Trust.VERIFIED])
async def test_of_two_of_one_name_the_only_known_one_is_taken_with_a_warning(tmp_path: Path, trust: Trust) -> None:
    node = FakeNode()
    known = replace(SECOND_BEA, trust=trust)
    async with messaging(node, tmp_path, "Bea") as command:
        node.push(PeerFound(peer=BEA), PeerFound(peer=known))
        await command.clock.advance(1)
        await finish(command, node, known)
        assert "Warning: 2 devices answer to Bea" in command.stderr


async def test_of_two_known_ones_of_one_name_none_is_taken(tmp_path: Path) -> None:
    node = FakeNode()
    async with messaging(node, tmp_path, "Bea") as command:
        node.push(*(PeerFound(peer=replace(peer, trust=Trust.KNOWN)) for peer in (BEA, SECOND_BEA)))
        await command.clock.advance(1)
        assert await command.exit_code() == 2


async def test_an_empty_peer_is_a_usage_error(tmp_path: Path) -> None:
    async with messaging(FakeNode(), tmp_path, "  ") as command:
        assert await command.exit_code() == 2
        assert command.error["reason"] == "USAGE"
