"""peerdrop/cli/send.py: files to one device, and how each end of it is told."""

import contextlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.errors import ConnectionFailed, SourceUnreadable
from peerdrop.core.events import Event, TransferCompleted, TransferFailed, TransferOffered, TransferProgressed
from peerdrop.core.snapshots import ProblemFile, PublishedFile
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.link import Path as LinkPath
from tests.fake_node import (
    TRANSFER_ID,
    FakeNode,
    make_peer,
    make_transfer,
    raising,
    state_changed,
    waiting_forever,
)
from tests.manual_clock import settle
from tests.typed_command import TypedCommand
from tests.until import until

BEA = make_peer()
OUT = Direction.OUTGOING


def completed(*problems: ProblemFile, transfer_id: str = TRANSFER_ID) -> TransferCompleted:
    return TransferCompleted(
        transfer_id=TRANSFER_ID if transfer_id == TRANSFER_ID else type(TRANSFER_ID)(transfer_id),
        direction=OUT,
        device_id=BEA.device_id,
        files=(PublishedFile(path=Path("/f"), size_bytes=5, digest="blake3:" + "0" * 64),),
        size_bytes=5,
        lane=LaneKind.DATA_CHANNEL,
        path=LinkPath.LAN,
        seconds=1.0,
        problems=problems,
    )


def failed(reason: TransferReason) -> TransferFailed:
    return TransferFailed(transfer_id=TRANSFER_ID, direction=OUT, device_id=BEA.device_id, reason=reason)


def changed(
    state: TransferState, previous: TransferState = TransferState.OFFERED, reason: TransferReason | None = None
) -> Event:
    return state_changed(state, previous, reason, direction=OUT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.bin"
    path.write_bytes(b"12345")
    return path


@asynccontextmanager
async def sending(node: FakeNode, file: Path, *options: str) -> AsyncIterator[TypedCommand]:
    async with TypedCommand(node, file.parent / "home", "send", str(file), "--to", BEA.device_id, *options) as command:
        await command.until_running()
        yield command


@asynccontextmanager
async def offering(node: FakeNode, file: Path, *options: str) -> AsyncIterator[TypedCommand]:
    """A command whose offer is out."""
    async with sending(node, file, *options) as command:
        assert await command.until_called("send_files") == (BEA.device_id, (file,))
        node.push(changed(TransferState.OFFERED, TransferState.NEW))
        node.push(TransferOffered(transfer=make_transfer(direction=OUT)))
        await settle()
        yield command


async def test_a_transfer_that_completes_is_told_step_by_step_and_ends_with_0(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(
            changed(TransferState.ACCEPTED),
            changed(TransferState.TRANSFERRING, TransferState.ACCEPTED),
            TransferProgressed(transfer_id=TRANSFER_ID, bytes_done=5, size_bytes=5, bytes_per_second=5, eta_s=0),
            changed(TransferState.VERIFYING, TransferState.TRANSFERRING),
            changed(TransferState.COMPLETED, TransferState.VERIFYING),
            completed(),
        )
        assert await command.exit_code() == 0
    assert command.names == [
        "node_started",
        "peer_found",
        "transfer_state_changed",
        "transfer_offered",
        "transfer_state_changed",
        "transfer_state_changed",
        "transfer_progress",
        "transfer_state_changed",
        "transfer_state_changed",
        "transfer_completed",
    ]
    assert node.called("cancel") == []
    assert node.policies_seen == []


async def test_another_transfer_that_completes_ends_nothing(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(completed(transfer_id="8" * 32))
        await settle()
        assert not command.task.done()
        node.push(completed())
        assert await command.exit_code() == 0


async def test_an_outcome_that_comes_before_the_command_has_its_answer_is_not_lost(file: Path) -> None:
    node = FakeNode([BEA])

    def at_once(*_arguments: object) -> str:
        node.push(failed(TransferReason.DECLINED))
        return TRANSFER_ID

    node.replies["send_files"] = at_once
    async with sending(node, file) as command:
        assert await command.exit_code() == 5


@pytest.mark.parametrize("reason", ["DECLINED", "NOT_ATTENDED", "NOT_FROM_YOU", "OFFER_TIMEOUT"])
async def test_an_offer_that_is_not_taken_ends_with_5(file: Path, reason: str) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(failed(TransferReason[reason]))
        assert await command.exit_code() == 5
    assert command.error["reason"] == reason
    assert "Bea" in command.error["message"]
    assert command.error["next_step"]
    assert node.called("cancel") == []


async def test_an_offer_declined_for_want_of_space_ends_with_5(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(changed(TransferState.DECLINED, reason=TransferReason.NO_SPACE), failed(TransferReason.NO_SPACE))
        assert await command.exit_code() == 5
    assert command.error["reason"] == "NO_SPACE"


@pytest.mark.parametrize(
    "reason",
    [each for each in TransferReason if each not in ("DECLINED", "NOT_ATTENDED", "NOT_FROM_YOU", "OFFER_TIMEOUT")],
)
async def test_a_transfer_that_fails_ends_with_6(file: Path, reason: TransferReason) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(changed(TransferState.ACCEPTED), failed(reason))
        assert await command.exit_code() == 6
    assert command.error["reason"] == reason.name
    assert command.error["message"]
    assert command.error["next_step"]


@pytest.mark.parametrize(
    ("attached", "state", "told"),
    [
        (True, TransferState.FAILED, True),
        (False, TransferState.FAILED, False),
        (True, TransferState.CANCELED, False),
        (True, TransferState.DECLINED, False),
    ],
)
async def test_how_what_failed_can_go_on_is_told_where_its_node_lives_on(
    file: Path, attached: bool, state: TransferState, told: bool
) -> None:
    node = FakeNode([BEA])
    node.started_as = replace(node.started_as, attached=attached)
    async with offering(node, file) as command:
        node.push(changed(state), failed(TransferReason.DISK))
        await command.exit_code()
    assert ("peerdrop retry 77777777" in command.stderr) is told


async def test_a_transfer_that_leaves_files_out_ends_with_6(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(changed(TransferState.ACCEPTED), completed(ProblemFile(path="f", reason=TransferReason.DAMAGED)))
        assert await command.exit_code() == 6
    assert command.names[-2:] == ["transfer_completed", "error"]
    assert command.error["reason"] == "DAMAGED"


@pytest.mark.parametrize(
    ("reasons", "next_step"),
    [
        (("DAMAGED",), "Send what is listed as a problem again."),
        (("BAD_NAME",), "Rename what has a name that can't be used, then send it again."),
        (
            ("BAD_NAME", "DAMAGED"),
            "Rename what has a name that can't be used, then send it again. Send the rest again.",
        ),
    ],
)
async def test_what_sending_again_can_not_help_is_to_be_renamed(
    file: Path, reasons: tuple[str, ...], next_step: str
) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(completed(*(ProblemFile(path="nb/bad\udcff", reason=TransferReason[each]) for each in reasons)))
        assert await command.exit_code() == 6
    assert command.error["next_step"] == next_step
    assert command.events[-2]["problems"][0]["path"] == "nb/bad\N{REPLACEMENT CHARACTER}"


async def test_nobody_who_answers_the_offer_ends_with_5_and_takes_it_back(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--offer-timeout", "20") as command:
        await command.clock.advance(19)
        assert not command.task.done()
        await command.clock.advance(1)
        assert await command.exit_code() == 5
    assert command.error["reason"] == "OFFER_TIMEOUT"
    assert node.called("cancel") == [(TRANSFER_ID,)]


async def test_an_offer_whose_connection_was_lost_still_waits_for_its_answer(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--offer-timeout", "20") as command:
        node.push(changed(TransferState.SUSPENDED))
        await command.clock.advance(20)
        assert await command.exit_code() == 5


async def test_an_accepted_transfer_may_take_as_long_as_it_takes(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--offer-timeout", "20", "--timeout", "5") as command:
        node.push(changed(TransferState.ACCEPTED))
        await command.clock.advance(100_000)
        assert not command.task.done()
        node.push(completed())
        assert await command.exit_code() == 0


async def test_a_device_that_cannot_be_connected_ends_with_4(file: Path) -> None:
    node = FakeNode([BEA])
    node.replies["connect"] = raising(ConnectionFailed("No way.", next_step="Try.", failure="ICE"))
    async with sending(node, file) as command:
        assert await command.exit_code() == 4
    assert command.error["reason"] == "ICE"
    assert node.called("send_files") == []


async def test_timeout_is_how_long_connecting_may_take(file: Path) -> None:
    node = FakeNode([BEA])
    node.replies["connect"] = waiting_forever
    async with sending(node, file, "--timeout", "7") as command:
        await command.until_called("connect")
        await command.clock.advance(6.9)
        assert not command.task.done()
        await command.clock.advance(0.1)
        assert await command.exit_code() == 4
    assert command.error["reason"] == "CONNECT_TIMEOUT"


async def test_a_file_that_is_not_there_ends_with_1_and_starts_no_node(tmp_path: Path) -> None:
    missing = tmp_path / "no such file"
    async with TypedCommand(FakeNode(), tmp_path, "send", str(missing), "--to", "Bea") as command:
        assert await command.exit_code() == 1
    assert command.options is None
    assert command.names == ["error"]
    assert command.error["reason"] == "SOURCE_UNREADABLE"
    assert str(missing) in command.error["message"]


@pytest.mark.parametrize("kind", ["fifo", "socket", "device"])
async def test_what_is_neither_a_file_nor_a_folder_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    special = tmp_path / "special"
    with contextlib.ExitStack() as stack:
        match kind:
            case "fifo":
                os.mkfifo(special)
            case "socket":
                stack.enter_context(socket.socket(socket.AF_UNIX)).bind(str(special))
            case _:
                special = Path("/dev/null")
        async with TypedCommand(FakeNode(), tmp_path, "send", str(special), "--to", "Bea") as command:
            assert await command.exit_code() == 1
    assert command.options is None
    assert command.error["message"] == f"{special} is neither a file nor a folder."
    assert command.error["next_step"]


async def test_a_file_that_the_node_cannot_read_ends_with_1(file: Path) -> None:
    node = FakeNode([BEA])
    node.replies["send_files"] = raising(SourceUnreadable("It vanished.", next_step="Look."))
    async with sending(node, file) as command:
        assert await command.exit_code() == 1
    assert command.error["reason"] == "SOURCE_UNREADABLE"


async def test_a_sender_whose_receiver_vanished_is_told_that_it_waits_and_how_to_leave(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file) as command:
        node.push(changed(TransferState.ACCEPTED), changed(TransferState.TRANSFERRING, TransferState.ACCEPTED))
        node.push(changed(TransferState.SUSPENDED, TransferState.TRANSFERRING))
        await until(lambda: "The connection to Bea was lost" in command.stderr)
        assert "Ctrl-C cancels it" in command.stderr
        node.push(changed(TransferState.ACCEPTED, TransferState.SUSPENDED), completed())
        assert await command.exit_code() == 0


async def test_files_for_a_device_that_is_away_are_left_in_the_outbox_and_not_canceled(file: Path) -> None:
    node = FakeNode([make_peer(online=False)])
    async with sending(node, file, "--later") as command:
        await command.until_called("send_files")
        await command.clock.advance(10)
        assert await command.exit_code() == 0
    assert (node.later, node.called("cancel"), node.called("connect")) == ([True], [], [])
    assert command.names[-1] == "waiting"


async def test_files_that_may_wait_and_need_not_are_sent(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--later") as command:
        await command.clock.advance(90)
        node.push(changed(TransferState.ACCEPTED), completed())
        assert await command.exit_code() == 0
    assert "waiting" not in command.names


async def test_what_may_wait_stays_when_its_command_is_interrupted(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--later") as command:
        node.push(changed(TransferState.ACCEPTED), changed(TransferState.SUSPENDED, TransferState.ACCEPTED))
        await until(lambda: "it waits in the outbox" in command.stderr)
        command.task.cancel()
        await until(command.task.done)
    assert node.called("cancel") == []


async def test_an_offer_that_may_wait_and_is_declined_ends_with_5(file: Path) -> None:
    node = FakeNode([BEA])
    async with offering(node, file, "--later") as command:
        node.push(changed(TransferState.DECLINED, reason=TransferReason.DECLINED), failed(TransferReason.DECLINED))
        assert await command.exit_code() == 5
