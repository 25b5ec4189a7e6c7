"""peerdrop/cli/receive.py: whose offers are taken, and when it leaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.events import PeerFound, TransferCompleted, TransferConfirmed, TransferOffered
from peerdrop.core.snapshots import ProblemFile, PublishedFile
from peerdrop.core.states import AcceptMode, Direction, LaneKind, TransferReason, TransferState, Trust
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_peer, make_transfer, state_changed
from tests.manual_clock import settle
from tests.typed_command import TypedCommand
from tests.unit.cli.offered import Answers
from tests.until import until

BEA = make_peer()
CEM = make_peer("Cem", "CEM")
FIRST, SECOND = TransferId("1" * 32), TransferId("2" * 32)


def completed(
    transfer_id: TransferId, *problems: ProblemFile, direction: Direction = Direction.INCOMING
) -> TransferCompleted:
    return TransferCompleted(
        transfer_id=transfer_id,
        direction=direction,
        device_id=BEA.device_id,
        files=(PublishedFile(path=Path("/in/f"), size_bytes=5, digest="blake3:" + "0" * 64),),
        size_bytes=5,
        lane=LaneKind.DATA_CHANNEL,
        path=None,
        seconds=1.0,
        problems=problems,
    )


def offered(transfer_id: TransferId = FIRST, peer: object = BEA.device_id) -> TransferOffered:
    return TransferOffered(transfer=make_transfer(transfer_id=transfer_id, device_id=peer))


@asynccontextmanager
async def receiving(
    node: FakeNode, folder: Path, *options: str, questions: Answers | None = None
) -> AsyncIterator[TypedCommand]:
    async with TypedCommand(node, folder, "receive", *options, questions=questions) as command:
        await command.until_running()
        yield command


async def test_count_is_of_completed_transfers_and_each_must_be_confirmed(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--count", "2", "--accept", "all") as command:
        node.push(completed(FIRST), TransferConfirmed(transfer_id=FIRST), completed(SECOND))
        await command.clock.advance(5)
        assert not command.task.done()
        node.push(TransferConfirmed(transfer_id=SECOND))
        assert await command.exit_code() == 0
    assert command.names == ["node_started", "transfer_completed", "transfer_completed"]


async def test_files_sent_and_transfers_that_fail_do_not_count(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--count", "1") as command:
        node.push(completed(FIRST, direction=Direction.OUTGOING), state_changed(TransferState.FAILED))
        await settle()
        assert not command.task.done()


async def test_a_sender_that_never_confirms_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--count", "1") as command:
        node.push(completed(FIRST))
        await command.clock.advance(60)
        assert await command.exit_code() == 0


async def test_files_that_did_not_arrive_end_it_with_6(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--count", "1") as command:
        problem = ProblemFile(path="f", reason=TransferReason.BAD_NAME)
        node.push(completed(FIRST, problem), TransferConfirmed(transfer_id=FIRST))
        assert await command.exit_code() == 6
    assert command.error["reason"] == "BAD_NAME"
    assert command.error["next_step"].startswith("Ask the sender")


@pytest.mark.parametrize(
    ("state", "attached", "told"),
    [
        (TransferState.TRANSFERRING, False, "goes on when PeerDrop runs here again"),
        (TransferState.TRANSFERRING, True, "goes on coming to the PeerDrop that runs here"),
        (TransferState.COMPLETED, False, ""),
        (TransferState.OFFERED, False, ""),
    ],
)
async def test_who_leaves_in_the_middle_of_a_job_is_told_what_becomes_of_it(
    tmp_path: Path, state: TransferState, attached: bool, told: str
) -> None:
    node = FakeNode()
    node.started_as = replace(node.started_as, attached=attached)
    async with receiving(node, tmp_path) as command:
        for each in (TransferState.OFFERED, state):
            node.push(state_changed(each))
        await settle()
        command.task.cancel()
        await until(command.task.done)
    assert told in command.stderr
    assert bool(command.stderr) is bool(told)


async def test_the_policy_is_held_while_it_runs(tmp_path: Path) -> None:
    node = FakeNode()
    folder = tmp_path / "new" / "in"
    async with receiving(node, tmp_path, "--dir", str(folder), "--accept", "known", "--count", "1") as command:
        assert node.policies == [AcceptPolicy(mode=AcceptMode.KNOWN, directory=folder)]
        node.push(completed(FIRST), TransferConfirmed(transfer_id=FIRST))
        await command.exit_code()
    assert node.policies == []
    assert folder.is_dir()
    assert command.options is not None
    assert (command.options.accept, command.options.directory) == (AcceptMode.KNOWN, folder)


async def test_nobody_at_a_terminal_is_said_to_the_node(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path):
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(attended=False)]


async def test_accept_all_warns_on_stderr(tmp_path: Path) -> None:
    async with receiving(FakeNode(), tmp_path, "--accept", "all", "--count", "1") as command:
        await until(lambda: "--accept all takes files from anyone" in command.stderr)


async def test_a_folder_that_cannot_be_written_ends_with_1_before_a_node_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with receiving_nothing(tmp_path, "--dir", str(tmp_path / "file" / "in")) as command:
        assert await command.exit_code() == 1
    assert command.options is None
    assert command.error["reason"] == "FOLDER_UNWRITABLE"
    assert command.error["next_step"]


@asynccontextmanager
async def receiving_nothing(folder: Path, *options: str) -> AsyncIterator[TypedCommand]:
    async with TypedCommand(FakeNode(), folder, "receive", *options) as command:
        yield command


# --from


async def test_from_an_id_holds_at_once(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--from", BEA.device_id, "--accept", "all") as command:
        await until(lambda: node.policies)
        assert node.policies_seen == [AcceptPolicy(mode=AcceptMode.ALL, only_from=BEA.device_id)]
        # Nothing may be taken from others in the moment before the policy is held.
        assert command.options is not None
        assert command.options.accept is None


async def test_from_a_name_takes_nothing_until_it_is_known_who_that_is(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--from", "Bea", "--accept", "all") as command:
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(mode=AcceptMode.ASK, attended=True)]
        node.push(offered(FIRST, BEA.device_id), offered(SECOND, CEM.device_id), PeerFound(peer=BEA))
        await command.clock.advance(2)
        await until(lambda: node.called("decline"))
        assert node.policies == [AcceptPolicy(mode=AcceptMode.ALL, only_from=BEA.device_id)]
        assert node.called("accept") == [(FIRST, None)]
        assert node.called("decline") == [(SECOND,)]


@pytest.mark.parametrize(
    ("trust", "options", "taken"),
    [
        (Trust.KNOWN, ("--accept", "known"), True),
        (Trust.SEEN, ("--accept", "known"), False),
        (Trust.KNOWN, (), False),
    ],
)
async def test_an_early_offer_from_the_right_device_is_answered_as_accept_says(
    tmp_path: Path, trust: Trust, options: tuple[str, ...], taken: bool
) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--from", "Bea", *options) as command:
        await until(lambda: node.policies)
        node.push(offered(), PeerFound(peer=replace(BEA, trust=trust)))
        await command.clock.advance(2)
        await until(lambda: node.called("accept") or node.called("decline"))
        assert bool(node.called("accept")) is taken


async def test_from_a_name_that_nobody_has_ends_with_3(tmp_path: Path) -> None:
    node = FakeNode()
    async with receiving(node, tmp_path, "--from", "Bea", "--wait", "2") as command:
        await until(lambda: node.policies)
        await command.clock.advance(2)
        assert await command.exit_code() == 3
    assert node.policies == []


# --accept ask, at a terminal


async def test_each_offer_is_asked_about_one_after_the_other(tmp_path: Path) -> None:
    node, answers = FakeNode(), Answers()
    folder = tmp_path / "in"
    async with receiving(node, tmp_path, "--dir", str(folder), questions=answers) as command:
        await until(lambda: node.policies)
        assert node.policies[0].attended
        node.push(offered(FIRST), offered(SECOND))
        await until(lambda: answers.asked == 1)
        await until(lambda: "Take it from Bea? [y/N]" in command.stderr)
        answers.given.put_nowait("y")
        await until(lambda: node.called("accept") == [(FIRST, folder)])
        answers.given.put_nowait("n")
        await until(lambda: node.called("decline") == [(SECOND,)])
    assert answers.asked == 2


async def test_an_offer_that_is_taken_back_is_not_asked_about_any_more(tmp_path: Path) -> None:
    node, answers = FakeNode(), Answers()
    async with receiving(node, tmp_path, questions=answers) as command:
        await until(lambda: node.policies)
        node.push(offered(FIRST))
        await until(lambda: answers.asked == 1)
        node.push(state_changed(TransferState.CANCELED, transfer_id=FIRST), offered(SECOND))
        await until(lambda: answers.asked == 2)
        await until(lambda: "decided without you, or taken back" in command.stderr)
        answers.given.put_nowait("y")
        await until(lambda: node.called("accept") == [(SECOND, None)])


@pytest.mark.parametrize("options", [("--accept", "all"), ("--accept", "known"), ("--from", CEM.device_id)])
async def test_what_the_policy_decides_is_not_asked(tmp_path: Path, options: tuple[str, ...]) -> None:
    node, answers = FakeNode([replace(BEA, trust=Trust.KNOWN)]), Answers()
    async with receiving(node, tmp_path, *options, questions=answers):
        await until(lambda: node.policies)
        node.push(offered(FIRST))
        await settle()
    assert answers.asked == 0
