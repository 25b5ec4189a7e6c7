"""The command line between real processes on this machine: what users and other programs rely on."""

import asyncio
import hashlib
import json
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import blake3
import pytest

from peerdrop.home import CONTROL_FILE
from peerdrop.identity.identity import KEY_FILE
from peerdrop.settings import SETTINGS_FILE
from tests.peerdrop_process import Fields, PeerdropProcess
from tests.ports import free_port
from tests.terminal_process import TerminalProcess

START_S = 60.0
DONE_S = 60.0


class Machine:
    """One user's home, with a discovery port of this test's own: devices meet by address."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.home = folder / name
        self.inbox = folder / f"{name}-inbox"
        self.port = free_port(socket.SOCK_STREAM)
        self.home.mkdir(parents=True)
        settings = {"discovery_port": free_port(socket.SOCK_DGRAM)}
        (self.home / SETTINGS_FILE).write_text(json.dumps(settings))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, command: str, *arguments: str | Path) -> PeerdropProcess:
        """A node of its own."""
        return self.attach(command, "--name", self.name, "--port", str(self.port), *arguments)

    def attach(self, command: str, *arguments: str | Path) -> PeerdropProcess:
        """A command that may use the node that runs."""
        return PeerdropProcess(command, *arguments, home=self.home)


@pytest.fixture
def ada(tmp_path: Path) -> Machine:
    return Machine("Ada", tmp_path)


@pytest.fixture
def bea(tmp_path: Path) -> Machine:
    return Machine("Bea", tmp_path)


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    path = tmp_path / "ünï code.bin"
    path.write_bytes(random.Random(1).randbytes(5_000_000))
    return path


async def started(process: PeerdropProcess) -> Fields:
    first = await process.expect("node_started", within_s=START_S)
    assert process.events[0] == first
    return first


@asynccontextmanager
async def serving(machine: Machine, *arguments: str | Path) -> AsyncIterator[PeerdropProcess]:
    async with machine.start("serve", *arguments) as process:
        await started(process)
        yield process


async def refused(process: PeerdropProcess, code: int, reason: str) -> Fields:
    """Its one error, the last line."""
    await process.expect_exit(code, within_s=DONE_S)
    (error,) = process.of("error")
    assert process.events[-1] == error
    assert error["reason"] == reason
    assert error["message"]
    assert error["next_step"]
    assert "Traceback" not in process.stderr
    return error


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of(path: Path) -> str:
    return "blake3:" + blake3.blake3(path.read_bytes()).hexdigest()


async def test_a_file_sent_to_an_address_arrives_whole_and_both_say_so(
    ada: Machine, bea: Machine, payload: Path
) -> None:
    options = ("--accept", "all", "--count", "1", "--dir", ada.inbox)
    async with ada.start("receive", *options) as receiving:
        ada_started = await started(receiving)
        async with bea.start("send", payload, "--to", ada.address) as sending:
            bea_started = await started(sending)
            await sending.expect_exit(0, within_s=DONE_S)
        await receiving.expect_exit(0, within_s=DONE_S)

    assert (ada_started["name"], ada_started["port"], ada_started["attached"]) == ("Ada", ada.port, False)
    assert sha256_of(ada.inbox / payload.name) == sha256_of(payload)
    (out,), (came,) = sending.of("transfer_completed"), receiving.of("transfer_completed")
    assert (out["direction"], out["peer"]) == ("outgoing", ada_started["device_id"])
    assert (came["direction"], came["peer"]) == ("incoming", bea_started["device_id"])
    for completed, path in ((out, payload), (came, ada.inbox / payload.name)):
        assert completed["files"] == [{"path": str(path), "bytes": 5_000_000, "digest": digest_of(path)}]
        assert (completed["bytes"], completed["lane"], completed["problems"]) == (5_000_000, "data_channel", [])
    for process in (sending, receiving):
        assert [event["state"] for event in process.of("transfer_state_changed")][-1] == "COMPLETED"
        assert process.of("transfer_progress")[-1]["bytes"] == 5_000_000
        assert len(process.of("transfer_progress", bytes=5_000_000, total=5_000_000)) == 1
        assert "error" not in [event["event"] for event in process.events]
    assert "--accept all takes files from anyone" in receiving.stderr


async def test_messages_go_both_ways_between_two_nodes_that_run(ada: Machine, bea: Machine) -> None:
    text = "tab\t\u00fc \u6771\u4eac \u202e\nsecond line"
    async with serving(ada) as at_ada, serving(bea) as at_bea:
        async with bea.attach("message", text, "--to", ada.address) as message:
            assert (await started(message))["attached"] is True
            await message.expect_exit(0, within_s=DONE_S)
        got = await at_ada.expect("message_received", within_s=DONE_S)
        assert (got["text"], got["name"]) == (text, "Bea")
        assert message.of("message_delivered", message_id=got["message_id"])
        # One contact taught both: now Ada knows Bea by name.
        async with ada.attach("message", "back", "--to", "bea") as answer:
            await answer.expect_exit(0, within_s=DONE_S)
        assert (await at_bea.expect("message_received", within_s=DONE_S))["text"] == "back"
        assert await at_ada.stop(signal.SIGTERM) == 0
        assert await at_bea.stop(signal.SIGINT) == 0


async def test_what_an_attached_receive_accepts_is_declined_again_when_it_is_gone(
    ada: Machine, bea: Machine, payload: Path
) -> None:
    async with serving(ada), serving(bea):
        options = ("--accept", "all", "--count", "1", "--dir", ada.inbox)
        async with ada.attach("receive", *options) as receiving:
            assert (await started(receiving))["attached"] is True
            async with bea.attach("send", payload, "--to", ada.address) as sending:
                await sending.expect_exit(0, within_s=DONE_S)
            await receiving.expect_exit(0, within_s=DONE_S)
        assert (ada.inbox / payload.name).stat().st_size == 5_000_000
        async with bea.attach("send", payload, "--to", ada.address) as sending:
            await refused(sending, 5, "NOT_ATTENDED")
            (failed,) = sending.of("transfer_failed")
            assert failed["reason"] == "NOT_ATTENDED"
    assert [path.name for path in ada.inbox.iterdir()] == [payload.name]


async def test_a_killed_receive_takes_its_policy_with_it(ada: Machine, bea: Machine, payload: Path) -> None:
    async with serving(ada), serving(bea):
        async with ada.attach("receive", "--accept", "all", "--dir", ada.inbox) as receiving:
            await started(receiving)
            assert await receiving.stop(signal.SIGKILL) == -signal.SIGKILL
        async with bea.attach("send", payload, "--to", ada.address) as sending:
            await refused(sending, 5, "NOT_ATTENDED")


async def test_an_interrupted_send_is_canceled_at_the_receiver(ada: Machine, bea: Machine, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(2_000_000_000)
    async with serving(ada, "--accept", "all", "--dir", ada.inbox) as receiving:
        async with bea.start("send", large, "--to", ada.address) as sending:
            await sending.expect("transfer_progress", within_s=DONE_S)
            assert await sending.stop(signal.SIGINT) == 130
        failed = await receiving.expect("transfer_failed", within_s=DONE_S)
        assert failed["reason"] == "CANCELED_BY_PEER"
    assert list(ada.inbox.rglob("large.bin")) == []
    assert sending.of("error") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_signal_ends_a_command_that_waits(ada: Machine, number: signal.Signals, code: int) -> None:
    async with ada.start("receive") as receiving:
        await started(receiving)
        assert await receiving.stop(number) == code
    assert "Traceback" not in receiving.stderr


async def test_a_home_whose_node_was_killed_is_free(ada: Machine) -> None:
    async with serving(ada) as first:
        device_id = first.events[0]["device_id"]
        await first.stop(signal.SIGKILL)
    assert (ada.home / CONTROL_FILE).exists()
    async with serving(ada) as second:
        assert second.events[0]["attached"] is False
        assert second.events[0]["device_id"] == device_id


async def test_a_name_and_a_port_cannot_be_given_to_a_node_that_runs(ada: Machine) -> None:
    async with serving(ada):
        for option in (("--name", "Other"), ("--port", "3009")):
            async with ada.attach("peers", *option) as command:
                await refused(command, 2, "USAGE")


async def test_a_node_that_ends_under_a_command_ends_it(ada: Machine) -> None:
    async with serving(ada) as serve, ada.attach("receive") as receiving:
        await started(receiving)
        await serve.stop()
        await refused(receiving, 1, "NODE_ENDED")


# What can't work


async def test_a_port_that_is_taken(ada: Machine) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", ada.port))
        other.listen()
        async with ada.start("serve") as command:
            await refused(command, 1, "PORT_TAKEN")


@pytest.mark.parametrize("name", [KEY_FILE, SETTINGS_FILE])
async def test_a_damaged_file_in_the_home_is_told_and_kept(ada: Machine, name: str) -> None:
    async with serving(ada):
        pass
    (ada.home / name).write_text("{damaged")
    async with ada.start("serve") as command:
        error = await refused(command, 1, "HOME_DAMAGED")
    assert str(ada.home / name) in error["message"]
    assert (ada.home / name).read_text() == "{damaged"


async def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("kept")
    async with PeerdropProcess("peers", home=tmp_path / "home") as command:
        await refused(command, 1, "HOME")
    assert (tmp_path / "home").read_text() == "kept"


async def test_an_address_where_nothing_listens(ada: Machine) -> None:
    async with ada.start("message", "hi", "--to", f"127.0.0.1:{free_port(socket.SOCK_STREAM)}") as command:
        await refused(command, 3, "NOTHING_ANSWERS")


async def test_an_address_that_takes_the_call_and_says_nothing(ada: Machine) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        async with ada.start("message", "hi", "--to", address, "--wait", "3") as command:
            await refused(command, 3, "NOTHING_ANSWERS")


async def test_the_own_address(ada: Machine) -> None:
    async with ada.start("message", "hi", "--to", ada.address) as command:
        await refused(command, 3, "OWN_ADDRESS")


async def test_a_file_that_is_not_there(ada: Machine, tmp_path: Path) -> None:
    async with ada.start("send", tmp_path / "missing", "--to", "Bea") as command:
        await refused(command, 1, "SOURCE_UNREADABLE")


async def test_a_folder_that_nobody_can_write(ada: Machine) -> None:
    async with ada.start("receive", "--dir", "/proc/self") as command:
        await refused(command, 1, "FOLDER_UNWRITABLE")


# For people


async def test_without_a_screen_it_says_so_and_serves(ada: Machine) -> None:
    environment = {
        key: value for key, value in os.environ.items() if "DISPLAY" not in key and not key.startswith("QT_")
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "peerdrop", "--home", str(ada.home), "--name", "Ada", "--port", str(ada.port)),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(START_S):
        lines = [(await process.stdout.readline()).decode() for _ in range(3)]
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(START_S):
        _, stderr = await process.communicate()
    assert process.returncode == 0
    assert lines[0].split() == ["name", "Ada"]
    assert lines[1].startswith("device ID")
    assert f":{ada.port}" in lines[2] or "no network" in lines[2]
    assert b"There is no screen here" in stderr


async def test_at_a_terminal_it_asks_and_shows_how_far_it_is(ada: Machine, bea: Machine, payload: Path) -> None:
    own = ("--home", ada.home, "--name", "Ada", "--port", str(ada.port))
    async with TerminalProcess("receive", *own, "--dir", ada.inbox, "--count", "1") as receiving:
        await receiving.shows("addresses", within_s=START_S)
        async with bea.start("send", payload, "--to", ada.address) as sending:
            await receiving.shows("Take it from Bea? [y/N]", within_s=DONE_S)
            receiving.type("y")
            await sending.expect_exit(0, within_s=DONE_S)
        assert await receiving.exit_code(within_s=DONE_S) == 0
        for line in ("Received from Bea: 1 file, 5.0 MB", f"Saved {ada.inbox / payload.name}", "100%"):
            await receiving.shows(line, within_s=DONE_S)
    assert "Bea wants to send 1 file, 5.0 MB" in receiving.text
    assert sha256_of(ada.inbox / payload.name) == sha256_of(payload)


async def test_what_is_left_for_a_device_that_is_away_goes_when_both_run_again(
    ada: Machine, bea: Machine, payload: Path
) -> None:
    async with serving(ada), bea.start("message", "now", "--to", ada.address) as met:
        await met.expect_exit(0, within_s=DONE_S)
    left = []
    for what in (("message", "later"), ("message", "never"), ("send", payload)):
        async with bea.start(*what, "--to", "Ada", "--later", "--wait", "1", "--timeout", "1") as command:
            left.append(await command.expect("waiting", within_s=DONE_S, name="Ada"))
            await command.expect_exit(0, within_s=DONE_S)
    text, never, job = (each["item_id"] for each in left)
    async with bea.start("outbox", "--withdraw", never) as outbox:
        await outbox.expect_exit(0, within_s=DONE_S)
    assert {item["item_id"] for item in outbox.of("outbox_item")} == {text, job}
    async with serving(ada, "--accept", "all", "--dir", ada.inbox) as at_ada, serving(bea) as at_bea:
        received = await at_ada.expect("message_received", within_s=DONE_S)
        await at_ada.expect("transfer_completed", within_s=DONE_S, transfer_id=job)
        await at_bea.expect("transfer_completed", within_s=DONE_S, transfer_id=job)
        async with bea.attach("outbox") as outbox:
            await outbox.expect_exit(0, within_s=DONE_S)
    assert (received["text"], received["message_id"]) == ("later", text)
    assert len(at_ada.of("message_received")) == 1
    assert outbox.of("outbox_item") == []
    assert sha256_of(ada.inbox / payload.name) == sha256_of(payload)
