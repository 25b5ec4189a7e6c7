"""peerdrop/cli/standing_order.py and reception.py: what --only, --conflicts and --hold make of offers."""

from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import NoSuchTransfer, NotEnoughSpace
from peerdrop.core.events import PeerFound
from peerdrop.core.states import AcceptMode, ConflictChoice, Trust
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, raising
from tests.manual_clock import settle
from tests.typed_command import TypedCommand
from tests.unit.cli.offered import Answers, node_offering, offered_file, photos_offered
from tests.until import until

BEA = make_peer()
CEM = make_peer("Cem", "CEM")


async def decided(node: FakeNode) -> None:
    await until(lambda: node.called("accept") or node.called("decline"), what="it was decided")


@pytest.mark.parametrize("command_name", ["receive", "serve"])
async def test_of_each_offer_only_what_fits_is_taken(tmp_path: Path, command_name: str) -> None:
    node, folder = node_offering(), tmp_path / "in"
    options = ("--accept", "all", "--only", "*.jpg", "3.dng", "--dir", str(folder))
    async with TypedCommand(node, tmp_path, command_name, *options) as command:
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(mode=AcceptMode.ASK, directory=folder, attended=True)]
        # Nothing may be taken whole in the moment before the policy is held.
        assert command.options is not None
        assert command.options.accept is None
        node.push(photos_offered())
        await decided(node)
    assert node.called("accept") == [(TRANSFER_ID, folder, {"chosen": (0, 1, 2)})]


async def test_an_offer_of_which_nothing_fits_is_declined_and_told(tmp_path: Path) -> None:
    node = node_offering()
    async with TypedCommand(node, tmp_path, "receive", "--accept", "all", "--only", "*.gif") as command:
        await until(lambda: node.policies)
        node.push(photos_offered())
        await until(lambda: node.called("decline") == [(TRANSFER_ID,)])
        await until(lambda: "Declined: nothing that Bea offers fits --only." in command.stderr)


async def test_conflicts_are_answered_without_only_too(tmp_path: Path) -> None:
    node = node_offering()
    async with TypedCommand(node, tmp_path, "receive", "--accept", "all", "--conflicts", "replace"):
        await until(lambda: node.policies)
        node.push(photos_offered())
        await decided(node)
    assert node.called("accept") == [(TRANSFER_ID, None, {"conflicts": ConflictChoice.REPLACE})]
    assert node.called("offered_files") == []


async def test_a_number_is_a_name_here_for_nobody_has_seen_a_list(tmp_path: Path) -> None:
    node = node_offering(offered_file("a"), offered_file("1"))
    async with TypedCommand(node, tmp_path, "receive", "--accept", "all", "--only", "1"):
        await until(lambda: node.policies)
        node.push(photos_offered())
        await decided(node)
    assert node.called("accept") == [(TRANSFER_ID, None, {"chosen": (1,)})]


@pytest.mark.parametrize(("trust", "taken"), [(Trust.KNOWN, True), (Trust.SEEN, False)])
async def test_known_devices_are_let_in_and_the_others_declined(tmp_path: Path, trust: Trust, taken: bool) -> None:
    node = node_offering()
    node.known = [replace(BEA, trust=trust)]
    async with TypedCommand(node, tmp_path, "receive", "--accept", "known", "--only", "*.txt"):
        await until(lambda: node.policies)
        node.push(photos_offered())
        await decided(node)
    assert bool(node.called("accept")) is taken
    assert bool(node.called("decline")) is not taken


async def test_whom_accept_does_not_let_in_a_person_decides(tmp_path: Path) -> None:
    node, answers = node_offering(), Answers()
    options = ("--accept", "known", "--only", "*.txt")
    async with TypedCommand(node, tmp_path, "receive", *options, questions=answers):
        await until(lambda: node.policies)
        node.push(photos_offered())
        await until(lambda: answers.asked == 1)
        assert node.called("decline") == []
        answers.given.put_nowait("y")
        await decided(node)
    assert node.called("accept") == [(TRANSFER_ID, None, {"chosen": (3,)})]


async def test_an_early_offer_from_the_right_device_is_taken_once_and_others_are_declined(tmp_path: Path) -> None:
    node = node_offering()
    options = ("--accept", "all", "--only", "*.txt", "--from", "Bea")
    async with TypedCommand(node, tmp_path, "receive", *options) as command:
        await until(lambda: node.policies)
        node.push(photos_offered(), photos_offered(transfer_id="2" * 32, device_id=CEM.device_id), PeerFound(peer=BEA))
        await command.clock.advance(2)
        await until(lambda: node.called("accept") and node.called("decline"))
        await settle()
    assert node.called("accept") == [(TRANSFER_ID, None, {"chosen": (3,)})]
    assert node.called("decline") == [("2" * 32,)]


async def test_what_can_not_be_saved_is_declined_and_told(tmp_path: Path) -> None:
    node = node_offering()
    node.replies["accept"] = raising(NotEnoughSpace("Not enough space in /in.", next_step="Free some."))
    async with TypedCommand(node, tmp_path, "receive", "--accept", "all", "--only", "*.txt") as command:
        await until(lambda: node.policies)
        node.push(photos_offered())
        await until(lambda: node.called("decline"))
        await until(lambda: "Declined. Not enough space in /in." in command.stderr)


async def test_an_offer_that_is_taken_back_meanwhile_is_nothing(tmp_path: Path) -> None:
    node = node_offering()
    node.replies["offered_files"] = raising(NoSuchTransfer("That transfer is over."))
    async with TypedCommand(node, tmp_path, "receive", "--accept", "all", "--only", "*.txt"):
        await until(lambda: node.policies)
        node.push(photos_offered(), photos_offered(transfer_id="2" * 32))
        await until(lambda: len(node.called("offered_files")) == 2)
    assert node.called("decline") == []


# --hold


async def test_held_offers_stand_open_and_the_person_learns_how_to_answer(tmp_path: Path) -> None:
    node, answers = node_offering(), Answers()
    async with TypedCommand(node, tmp_path, "serve", "--hold", questions=answers) as command:
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(attended=True)]
        node.push(photos_offered())
        await until(lambda: "peerdrop accept 77777777" in command.stderr)
    assert "peerdrop files 77777777" in command.stderr
    assert "peerdrop decline 77777777" in command.stderr
    assert answers.asked == 0
    assert node.called("accept") == node.called("decline") == []


async def test_what_is_taken_by_itself_is_not_held(tmp_path: Path) -> None:
    node = node_offering()
    node.known = [replace(BEA, trust=Trust.VERIFIED)]
    async with TypedCommand(node, tmp_path, "receive", "--hold", "--accept", "known") as command:
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(mode=AcceptMode.KNOWN, attended=True)]
        node.push(photos_offered(), photos_offered(transfer_id="2" * 32, device_id=CEM.device_id))
        await until(lambda: "peerdrop accept 22222222" in command.stderr)
    assert "77777777" not in command.stderr
