"""peerdrop/cli/command_line.py: every way a command can end, and its exit code."""

import io
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from peerdrop.cli.errors import OfferRefused, TransferUnsuccessful
from peerdrop.cli.exit_code import ExitCode, exit_code_of
from peerdrop.control.codec import ERROR_TYPES
from peerdrop.control.errors import NodeEnded
from peerdrop.core.errors import HomeDamaged, PeerDropError, PortTaken, UsageError
from peerdrop.core.events import NodeStarted, PeerFound
from peerdrop.core.states import AcceptMode, TransferReason
from tests.conftest import ExpectedLog
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, raising, waiting_forever
from tests.typed_command import TypedCommand

BEA = make_peer()
CODES = {
    "UsageError": 2,
    "AddressInvalid": 2,
    "AmbiguousPeer": 2,
    "TextTooLong": 2,
    "NoSuchPeer": 3,
    "NoSuchTransfer": 3,
    "NotWaiting": 3,
    "Unreachable": 3,
    "NothingAnswers": 3,
    "OwnAddress": 3,
    "SameIdentity": 3,
    "ConnectionFailed": 4,
}


@pytest.mark.parametrize("name", ERROR_TYPES)
def test_every_error_has_the_exit_code_of_the_contract(name: str) -> None:
    assert exit_code_of(ERROR_TYPES[name]("x")) == CODES.get(name, 1)


def test_refused_offers_are_5_and_failed_transfers_6() -> None:
    assert exit_code_of(OfferRefused("x", next_step="y", refusal=TransferReason.DECLINED)) == 5
    assert exit_code_of(TransferUnsuccessful("x", next_step="y", failure=TransferReason.DISK)) == 6


@pytest.mark.parametrize(
    "error",
    [
        PortTaken("Port 3001 is in use.", next_step="Choose another."),
        HomeDamaged("identity.json is damaged. Put its backup back.", next_step=""),
    ],
)
async def test_a_node_that_cannot_start_is_one_error_and_1(
    tmp_path: Path, error: PeerDropError, expected_log: ExpectedLog
) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "serve", fails_to_open=error) as command:
        assert await command.exit_code() == 1
    assert command.names == ["error"]
    assert command.error["reason"] == error.reason
    assert command.stderr == ""


async def test_options_that_a_running_node_cannot_take_are_2(tmp_path: Path) -> None:
    error = UsageError("Its name can't be changed from here.", next_step="Leave --name out.")
    async with TypedCommand(FakeNode(), tmp_path, "peers", "--name", "x", fails_to_open=error) as command:
        assert await command.exit_code() == 2


async def test_name_port_and_how_offers_are_answered_reach_the_node(tmp_path: Path) -> None:
    argv = ("serve", "--name", "Ada", "--port", "3005", "--accept", "all", "--dir", str(tmp_path / "in"))
    async with TypedCommand(FakeNode(), tmp_path, *argv) as command:
        await command.until_running()
        assert command.options is not None
        assert (command.options.name, command.options.port) == ("Ada", 3005)
        assert (command.options.accept, command.options.directory) == (AcceptMode.ALL, tmp_path / "in")


async def test_node_started_is_first_also_when_the_node_says_more_while_it_starts(tmp_path: Path) -> None:
    class Talkative(FakeNode):
        async def peers(self) -> Any:
            self.push(self.started_as, PeerFound(peer=BEA))
            return (BEA,)

    node = Talkative()
    async with TypedCommand(node, tmp_path, "peers", "--wait", "0") as command:
        assert await command.exit_code() == 0
    assert command.names == ["node_started", "peer_found", "peers_listed"]
    assert isinstance(node.started_as, NodeStarted)


@pytest.mark.parametrize(
    ("number", "command_name", "code"),
    [
        (signal.SIGINT, "peers", ExitCode.INTERRUPTED),
        (signal.SIGTERM, "peers", ExitCode.TERMINATED),
        (signal.SIGINT, "receive", ExitCode.INTERRUPTED),
        (signal.SIGTERM, "receive", ExitCode.TERMINATED),
        (signal.SIGINT, "serve", ExitCode.DONE),
        (signal.SIGTERM, "serve", ExitCode.DONE),
    ],
)
async def test_a_signal_ends_it_in_order(
    tmp_path: Path, number: signal.Signals, command_name: str, code: ExitCode
) -> None:
    async with TypedCommand(FakeNode(), tmp_path, command_name) as command:
        await command.until_running()
        os.kill(os.getpid(), number)
        assert await command.exit_code() == code
    assert command.closed
    assert "error" not in command.names


async def test_an_interrupted_transfer_is_canceled_on_both_sides(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    file = tmp_path / "f"
    file.write_text("x")
    async with TypedCommand(node, tmp_path, "send", str(file), "--to", BEA.device_id) as command:
        await command.until_called("send_files")
        os.kill(os.getpid(), signal.SIGINT)
        assert await command.exit_code() == 130
    assert node.called("cancel") == [(TRANSFER_ID,)]


async def test_a_cancel_that_hangs_does_not_keep_an_interrupted_command(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["cancel"] = waiting_forever
    file = tmp_path / "f"
    file.write_text("x")
    async with TypedCommand(node, tmp_path, "send", str(file), "--to", BEA.device_id) as command:
        await command.until_called("send_files")
        os.kill(os.getpid(), signal.SIGINT)
        await command.until_called("cancel")
        await command.clock.advance(5)
        assert await command.exit_code() == 130


async def test_a_node_that_ends_under_a_command_is_one_error_and_1(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "receive") as command:
        await command.until_running()
        command.ended.set_exception(NodeEnded("It ended.", next_step="Try again."))
        assert await command.exit_code() == 1
    assert command.error["reason"] == "NODE_ENDED"


async def test_a_fault_of_the_program_is_told_too_and_1(tmp_path: Path, expected_log: ExpectedLog) -> None:
    expected_log("ended unexpectedly command=message")
    node = FakeNode([BEA])
    node.replies["connect"] = raising(RuntimeError("oops"))
    async with TypedCommand(node, tmp_path, "message", "hi", "--to", BEA.device_id) as command:
        assert await command.exit_code() == 1
    assert command.error["reason"] == "INTERNAL"
    assert "oops" in command.error["message"]


async def test_people_read_one_line_for_an_error(tmp_path: Path) -> None:
    error = PortTaken("Port 3001 is in use.", next_step="Choose another.")
    async with TypedCommand(FakeNode(), tmp_path, "serve", as_json=False, fails_to_open=error) as command:
        assert await command.exit_code() == 1
    assert command.stderr == "peerdrop: Port 3001 is in use. Choose another.\n"
    assert command.stdout == ""


class ClosedPipe(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


async def test_a_reader_who_leaves_ends_it(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "serve", stdout=ClosedPipe()) as command:
        assert await command.exit_code() == 1
    assert command.closed


async def test_signals_do_what_they_did_before_once_it_is_over(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with TypedCommand(FakeNode(), tmp_path, "peers", "--wait", "0") as command:
        await command.exit_code()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
