"""peerdrop/cli/terminal.py: lines for people, and nothing of a peer that steers the terminal."""

from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.cli.terminal import Terminal
from peerdrop.core import events
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.snapshots import ProblemFile, PublishedFile
from peerdrop.core.states import (
    ConnectionState,
    Direction,
    FailureReason,
    LaneKind,
    TransferReason,
    TransferState,
)
from peerdrop.link import Path as LinkPath
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, FakeNode, make_peer, make_transfer, state_changed

EVIL = "E\x1b[2Jv\u202eil\n"
SHOWN = "E<U+001B>[2Jv<U+202E>il<U+000A>"
BEA = make_peer()


class Screen:
    """What a terminal got, in order; both streams together."""

    def __init__(self, *, columns: int = 0, watching: bool = True) -> None:
        self.all: list[str] = []
        self.out: list[str] = []
        self.terminal = Terminal(write_out=self._out, write_err=self.all.append, columns=columns, watching=watching)

    def _out(self, text: str) -> None:
        self.all.append(text)
        self.out.append(text)

    def lines(self, *told: events.Event) -> list[str]:
        for event in told:
            self.terminal.event(event)
        return "".join(self.out).splitlines()


def connection(state: ConnectionState, reason: FailureReason | None = None) -> events.PeerStateChanged:
    return events.PeerStateChanged(
        device_id=BEA.device_id,
        state=state,
        previous=ConnectionState.NEW,
        reason=reason,
        path=LinkPath.LAN if state is ConnectionState.CONNECTED else None,
        via_mailbox=False,
    )


def completed(
    direction: Direction, files: int = 1, *problems: ProblemFile, size_bytes: int = 3_000_000, digest: str = "blake3:"
) -> events.TransferCompleted:
    return events.TransferCompleted(
        transfer_id=TRANSFER_ID,
        direction=direction,
        device_id=BEA.device_id,
        files=tuple(PublishedFile(path=Path(f"/in/{n}"), size_bytes=1, digest=digest) for n in range(files)),
        size_bytes=size_bytes,
        lane=LaneKind.DATA_CHANNEL,
        path=None,
        seconds=2.0,
        problems=problems,
    )


def progress(done: int, eta_s: float | None = 65.0) -> events.TransferProgressed:
    return events.TransferProgressed(
        transfer_id=TRANSFER_ID, bytes_done=done, size_bytes=10_000_000, bytes_per_second=1_500_000, eta_s=eta_s
    )


def test_a_device_that_comes_and_goes_is_told_to_who_watches() -> None:
    told = (events.PeerFound(peer=BEA), events.PeerLost(peer=BEA))
    assert Screen().lines(*told) == ["Bea is here (BEA2-2222, 192.168.1.7:3001)", "Bea went away"]
    assert Screen(watching=False).lines(*told) == []


def test_a_connection_is_told_by_name() -> None:
    screen = Screen()
    lines = screen.lines(
        events.PeerFound(peer=BEA),
        connection(ConnectionState.SIGNALING),
        connection(ConnectionState.CONNECTED),
        connection(ConnectionState.DISCONNECTED),
        connection(ConnectionState.FAILED, FailureReason.LOST),
    )
    assert lines[1:] == ["Connected with Bea (lan)", "Bea does not answer; waiting", "The connection to Bea was lost."]


def test_a_message_keeps_its_lines() -> None:
    lines = Screen().lines(
        events.MessageReceived(message_id=MESSAGE_ID, device_id=BEA.device_id, name="Bea", text="one\ntwo", at=0.0)
    )
    assert lines == ["Bea: one", "    two"]


def test_an_incoming_transfer_is_told_from_its_offer_to_its_files() -> None:
    lines = Screen().lines(
        events.TransferOffered(transfer=make_transfer()),
        state_changed(TransferState.ACCEPTED),
        completed(Direction.INCOMING, 22, ProblemFile(path=EVIL, reason=TransferReason.BAD_NAME)),
    )
    assert lines[0] == "Bea wants to send 2 files, 5.0 MB: photo.jpg"
    assert lines[1] == "Saved /in/0"
    assert lines[21] == "... and 2 more"
    assert lines[22] == "Received from Bea: 22 files, 3.0 MB in 2.0 s, 1.5 MB/s; 1 file did not arrive"
    assert lines[23].startswith(f"Not arrived: {SHOWN} (")


def test_an_outgoing_transfer_is_told_in_two_lines() -> None:
    lines = Screen(watching=False).lines(
        events.TransferOffered(transfer=make_transfer(direction=Direction.OUTGOING)), completed(Direction.OUTGOING)
    )
    assert lines == ["Offered to Bea: 2 files, 5.0 MB: photo.jpg", "Sent to Bea: 1 file, 3.0 MB in 2.0 s, 1.5 MB/s"]


def test_what_was_there_already_is_not_told_as_saved() -> None:
    (line,) = Screen().lines(completed(Direction.INCOMING, 4, size_bytes=0, digest=""))
    assert line.endswith(": 4 files were there already")
    (line,) = Screen().lines(completed(Direction.INCOMING, 1, size_bytes=0, digest=""))
    assert line.endswith(": 1 file was there already")


@pytest.mark.parametrize(
    ("files", "left_out", "told"),
    [
        (0, 4, "Sent to Bea: 4 files were there already"),
        (1, 0, "Sent to Bea: 1 file, 3.0 MB in 2.0 s, 1.5 MB/s"),
        (1, 4, "Sent to Bea: 1 file, 3.0 MB in 2.0 s, 1.5 MB/s; 4 not wanted there, or there already"),
    ],
)
def test_the_sender_is_told_of_what_did_not_need_to_be_sent(files: int, left_out: int, told: str) -> None:
    lines = Screen().lines(
        events.PeerFound(peer=BEA),
        state_changed(TransferState.COMPLETED, direction=Direction.OUTGOING, left_out=left_out),
        completed(Direction.OUTGOING, files, size_bytes=3_000_000 if files else 0),
    )
    assert lines[-1] == told


def test_what_has_no_bytes_has_no_speed() -> None:
    screen = Screen()
    assert screen.lines(events.PeerFound(peer=BEA), completed(Direction.OUTGOING, 2, size_bytes=0))[-1] == (
        "Sent to Bea: 2 files, 0 B"
    )
    empty = state_changed(TransferState.COMPLETED, direction=Direction.OUTGOING, folder_count=2)
    assert screen.lines(empty, completed(Direction.OUTGOING, 0, size_bytes=0))[-1] == "Sent to Bea: 2 empty folders"


def test_the_speed_is_that_of_what_went_since_the_node_started() -> None:
    going = state_changed(TransferState.TRANSFERRING, direction=Direction.OUTGOING, bytes_done=2_000_000)
    later = state_changed(TransferState.TRANSFERRING, direction=Direction.OUTGOING, bytes_done=2_500_000)
    lines = Screen().lines(events.PeerFound(peer=BEA), going, later, completed(Direction.OUTGOING))
    assert lines[-1] == "Sent to Bea: 1 file, 3.0 MB in 2.0 s, 500 kB/s"


def test_empty_folders_are_not_told_as_files() -> None:
    (line,) = Screen().lines(events.TransferOffered(transfer=make_transfer(folder_count=1)))
    assert line == "Bea wants to send 2 files, 1 empty folder, 5.0 MB: photo.jpg"


def test_a_transfer_that_stands_says_why() -> None:
    lines = Screen().lines(
        events.TransferOffered(transfer=make_transfer()),
        state_changed(TransferState.PAUSED, reason=TransferReason.DISK_FULL),
        state_changed(TransferState.PAUSED, reason=TransferReason.QUEUED),
        state_changed(TransferState.SUSPENDED),
    )
    assert lines[1:] == [
        "The transfer with Bea is paused, the disk here is full",
        "The transfer with Bea is next in line",
        "The transfer with Bea waits for the connection to come back",
    ]


def test_what_is_not_sent_is_listed_before_it_goes() -> None:
    skipped = tuple(ProblemFile(path=f"/day/{number}", reason=TransferReason.LINK) for number in range(22))
    lines = Screen().lines(
        events.TransferOffered(transfer=make_transfer(direction=Direction.OUTGOING, skipped=skipped))
    )
    assert lines[1:3] == ["Left out: /day/0 (a link, not followed)", "Left out: /day/1 (a link, not followed)"]
    assert lines[-1] == "... and 2 more left out"
    assert len(lines) == 22


def test_a_failed_transfer_is_told_to_who_watches_and_else_by_the_error() -> None:
    failed = events.TransferFailed(
        transfer_id=TRANSFER_ID, direction=Direction.OUTGOING, device_id=BEA.device_id, reason=TransferReason.DECLINED
    )
    found = events.PeerFound(peer=BEA)
    assert Screen().lines(found, failed)[1:] == ["Transfer with Bea ended: Bea declined."]
    assert Screen(watching=False).lines(found, failed) == []


def test_what_this_side_refused_is_told_in_its_own_words() -> None:
    failed = events.TransferFailed(
        transfer_id=TRANSFER_ID,
        direction=Direction.INCOMING,
        device_id=BEA.device_id,
        reason=TransferReason.NOT_ATTENDED,
    )
    (line,) = Screen().lines(events.PeerFound(peer=BEA), failed)[1:]
    assert line.startswith("Transfer with Bea ended: Declined, as nobody is here")


@pytest.mark.parametrize(
    "event",
    [
        events.PeerFound(peer=replace(BEA, name=EVIL)),
        events.MessageReceived(message_id=MESSAGE_ID, device_id=BEA.device_id, name=EVIL, text=EVIL, at=0.0),
        events.TransferOffered(transfer=make_transfer(peer_name=EVIL, label=EVIL)),
        events.WarningRaised(reason="X", message=EVIL, next_step=EVIL),
    ],
)
def test_nothing_of_a_peer_steers_the_terminal(event: events.Event) -> None:
    screen = Screen()
    screen.terminal.event(event)
    screen.terminal.peers([replace(BEA, name=EVIL)])
    screen.terminal.error(ConnectionFailed(f"No way to {EVIL}.", next_step="Try."))
    printed = "".join(screen.all)
    assert not set(printed) & {"\x1b", "\u202e"}
    assert "<U+001B>" in printed


def test_progress_draws_a_bar_on_a_terminal_and_nothing_elsewhere() -> None:
    plain, screen = Screen(), Screen(columns=100)
    plain.terminal.event(progress(5_000_000))
    assert plain.all == []
    screen.terminal.event(progress(5_000_000))
    assert screen.out == []
    (bar,) = screen.all
    assert bar == "\r\x1b[K[############------------]  50%  5.0 MB of 10.0 MB  1.5 MB/s  1:05 left"


def test_lines_go_above_the_bar_and_the_bar_goes_when_the_transfer_ends() -> None:
    screen = Screen(columns=100)
    screen.terminal.event(progress(5_000_000))
    screen.terminal.note("Look.")
    assert screen.all[1:3] == ["\r\x1b[K", "Look.\n"]
    assert "50%" in screen.all[3]
    screen.terminal.event(completed(Direction.OUTGOING))
    assert screen.all[4] == "\r\x1b[K"
    assert "%" not in "".join(screen.all[5:])


def test_a_question_is_asked_anew_below_a_line_that_comes_meanwhile() -> None:
    screen = Screen(columns=100)
    screen.terminal.question("Take it? [y/N] ")
    screen.terminal.event(events.PeerLost(peer=BEA))
    assert "".join(screen.all) == "Take it? [y/N] \nBEA2-2222 went away\nTake it? [y/N] "
    screen.terminal.event(progress(5_000_000))
    assert screen.all[-1] == "Take it? [y/N] "
    screen.terminal.answered()
    assert "50%" in screen.all[-1]
    screen.terminal.note("Done.")
    assert screen.all[-2] == "Done.\n"


def test_a_bar_is_never_wider_than_the_terminal() -> None:
    screen = Screen(columns=30)
    screen.terminal.event(progress(5_000_000))
    assert len(screen.all[0].removeprefix("\r\x1b[K")) < 30


async def test_how_it_started_is_told_to_who_watches() -> None:
    started = FakeNode().started_as
    lines = Screen().lines(replace(started, attached=True))
    assert lines[0] == "PeerDrop runs on this home already; this goes through it."
    assert lines[1:] == [
        "name       Own",
        f"device ID  {started.device_id}",
        "addresses  192.168.1.2:3001, [fe80::1]:3001",
    ]
    assert "no network" in Screen().lines(replace(started, addresses=()))[-1]
    assert Screen(watching=False).lines(started) == []
