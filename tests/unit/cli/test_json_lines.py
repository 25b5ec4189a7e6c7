"""peerdrop/cli/json_lines.py: exactly the fields that other programs rely on."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from peerdrop.cli.json_lines import JsonLines
from peerdrop.core import events
from peerdrop.core.errors import ConnectionFailed, PortTaken
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
from tests.fake_node import MESSAGE_ID, OWN_ID, TRANSFER_ID, make_peer, make_transfer, state_changed
from tests.manual_clock import ManualClock

PEER = make_peer()
PEER_FIELDS = {
    "device_id": PEER.device_id,
    "name": "Bea",
    "address": "192.168.1.7",
    "port": 3001,
    "found_by": "broadcast",
    "can_call": "yes",
    "called_by": "yes",
    "online": True,
    "trust": "seen",
    "state": "NEW",
    "reason": None,
    "path": None,
    "quality": None,
    "rtt_ms": None,
    "missed_pings": 0,
    "silent_s": 0.0,
}


class Sink:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.err: list[str] = []
        self.lines = JsonLines(write_out=self.out.append, write_err=self.err.append, clock=ManualClock(wall=12.5))

    def one(self) -> Any:
        (line,) = self.out
        assert line.endswith("\n")
        assert line.count("\n") == 1
        return json.loads(line)


GOLDEN: list[tuple[events.Event, dict[str, Any]]] = [
    (
        events.NodeStarted(
            device_id=OWN_ID,
            name="Öwn",
            port=3002,
            discovery_port=3001,
            addresses=("10.0.0.1", "fd00::1"),
            attached=True,
        ),
        {
            "event": "node_started",
            "device_id": OWN_ID,
            "name": "Öwn",
            "port": 3002,
            "discovery_port": 3001,
            "addresses": ["10.0.0.1", "fd00::1"],
            "attached": True,
        },
    ),
    (events.PeerFound(peer=PEER), {"event": "peer_found", **PEER_FIELDS}),
    (events.PeerLost(peer=PEER), {"event": "peer_lost", **PEER_FIELDS}),
    (events.PeerUpdated(peer=PEER), {"event": "peer_updated", **PEER_FIELDS}),
    (
        events.PeerStateChanged(
            device_id=PEER.device_id,
            state=ConnectionState.CONNECTED,
            previous=ConnectionState.AUTHENTICATING,
            reason=None,
            path=LinkPath.LAN,
            via_mailbox=True,
        ),
        {
            "event": "peer_state_changed",
            "device_id": PEER.device_id,
            "state": "CONNECTED",
            "previous": "AUTHENTICATING",
            "reason": None,
            "path": "lan",
            "via_mailbox": True,
        },
    ),
    (
        events.PeerStateChanged(
            device_id=PEER.device_id,
            state=ConnectionState.FAILED,
            previous=ConnectionState.CONNECTING,
            reason=FailureReason.ICE,
            path=None,
            via_mailbox=False,
        ),
        {
            "event": "peer_state_changed",
            "device_id": PEER.device_id,
            "state": "FAILED",
            "previous": "CONNECTING",
            "reason": "ICE",
            "path": None,
            "via_mailbox": False,
        },
    ),
    (
        events.MessageReceived(message_id=MESSAGE_ID, device_id=PEER.device_id, name="Bea", text="a\nü\u202e", at=1.0),
        {
            "event": "message_received",
            "from": PEER.device_id,
            "name": "Bea",
            "text": "a\nü\u202e",
            "message_id": MESSAGE_ID,
        },
    ),
    (
        events.MessageDelivered(message_id=MESSAGE_ID, device_id=PEER.device_id),
        {"event": "message_delivered", "to": PEER.device_id, "message_id": MESSAGE_ID},
    ),
    (
        events.TransferOffered(transfer=make_transfer()),
        {
            "event": "transfer_offered",
            "transfer_id": TRANSFER_ID,
            "direction": "incoming",
            "peer": PEER.device_id,
            "files": 2,
            "bytes": 5_000_000,
            "skipped": [],
        },
    ),
    (
        events.TransferProgressed(
            transfer_id=TRANSFER_ID, bytes_done=7, size_bytes=9, bytes_per_second=1.6, eta_s=1.25
        ),
        {
            "event": "transfer_progress",
            "transfer_id": TRANSFER_ID,
            "bytes": 7,
            "total": 9,
            "bytes_per_second": 2,
            "eta_s": 1.2,
        },
    ),
    (
        state_changed(TransferState.DECLINED, reason=TransferReason.NOT_ATTENDED),
        {
            "event": "transfer_state_changed",
            "transfer_id": TRANSFER_ID,
            "state": "DECLINED",
            "previous": "OFFERED",
            "reason": "NOT_ATTENDED",
        },
    ),
    (
        events.TransferCompleted(
            transfer_id=TRANSFER_ID,
            direction=Direction.OUTGOING,
            device_id=PEER.device_id,
            files=(PublishedFile(path=Path("/src/ü"), size_bytes=9, digest="blake3:" + "0" * 64),),
            size_bytes=9,
            lane=LaneKind.DATA_CHANNEL,
            path=LinkPath.NAT,
            seconds=0.12345,
            problems=(ProblemFile(path="b", reason=TransferReason.DAMAGED),),
        ),
        {
            "event": "transfer_completed",
            "transfer_id": TRANSFER_ID,
            "direction": "outgoing",
            "peer": PEER.device_id,
            "files": [{"path": "/src/ü", "bytes": 9, "digest": "blake3:" + "0" * 64}],
            "bytes": 9,
            "lane": "data_channel",
            "path": "nat",
            "seconds": 0.123,
            "problems": [{"path": "b", "reason": "DAMAGED"}],
            "skipped": [],
        },
    ),
    (
        events.TransferFailed(
            transfer_id=TRANSFER_ID,
            direction=Direction.INCOMING,
            device_id=PEER.device_id,
            reason=TransferReason.CANCELED_BY_PEER,
        ),
        {"event": "transfer_failed", "transfer_id": TRANSFER_ID, "reason": "CANCELED_BY_PEER"},
    ),
]


@pytest.mark.parametrize(("event", "fields"), GOLDEN, ids=[fields["event"] for _, fields in GOLDEN])
def test_each_event_is_one_line_with_exactly_its_fields(event: events.Event, fields: dict[str, Any]) -> None:
    sink = Sink()
    sink.lines.event(event)
    assert sink.one() == {"time": 12.5, **fields}
    assert sink.err == []


@pytest.mark.parametrize(
    "event",
    [
        events.MessageSent(message_id=MESSAGE_ID, device_id=PEER.device_id, text="t", at=1.0),
        events.MessageFailed(message_id=MESSAGE_ID, device_id=PEER.device_id, reason="ICE"),
        events.TransferConfirmed(transfer_id=TRANSFER_ID),
        events.PeerForgotten(device_id=PEER.device_id),
        events.SettingsChanged(name="Kitchen", discoverable=True),
        events.ScanProgressed(done=0, total=253, in_background=True),
        events.ScanEnded(asked=253, found=0, in_background=True),
    ],
)
def test_what_is_not_in_the_contract_is_not_printed(event: events.Event) -> None:
    sink = Sink()
    sink.lines.event(event)
    assert (sink.out, sink.err) == ([], [])


def test_every_event_of_the_core_is_in_the_contract_or_left_out_on_purpose() -> None:
    tested = {type(event) for event, _ in GOLDEN} | {
        events.MessageSent,
        events.MessageFailed,
        events.TransferConfirmed,
        events.TransferRearranged,
        events.PeerForgotten,
        events.SettingsChanged,
        events.ScanProgressed,
        events.ScanEnded,
        events.WarningRaised,
        events.Event,
    }
    assert {
        each for each in vars(events).values() if isinstance(each, type) and issubclass(each, events.Event)
    } == tested


def test_a_file_that_was_here_already_has_no_digest() -> None:
    sink = Sink()
    sink.lines.event(
        events.TransferCompleted(
            transfer_id=TRANSFER_ID,
            direction=Direction.INCOMING,
            device_id=PEER.device_id,
            files=(PublishedFile(path=Path("/d/here"), size_bytes=5, digest=""),),
            size_bytes=0,
            lane=LaneKind.MEMORY,
            path=None,
            seconds=0.0,
        )
    )
    assert sink.one()["files"] == [{"path": "/d/here", "bytes": 5, "digest": None}]


def test_the_list_of_devices_is_one_line_with_the_counts() -> None:
    sink = Sink()
    sink.lines.peers([PEER])
    listed = sink.one()
    assert (listed["event"], listed["nearby"], listed["lan"]) == ("peers_listed", 1, 0)
    assert [peer["device_id"] for peer in listed["peers"]] == [PEER.device_id]


def test_warnings_notes_and_questions_go_to_stderr() -> None:
    sink = Sink()
    sink.lines.event(events.WarningRaised(reason="CLONE", message="Two of us.", next_step="Stop one."))
    sink.lines.note("Look.")
    sink.lines.question("Sure? ")
    assert sink.out == []
    assert sink.err == ["Two of us. Stop one.\n", "Look.\n", "Sure? "]


def test_an_error_has_its_reason_its_sentence_and_its_next_step() -> None:
    sink = Sink()
    sink.lines.error(PortTaken("Port 3001 is in use.", next_step="Choose another."))
    assert sink.one() == {
        "event": "error",
        "time": 12.5,
        "reason": "PORT_TAKEN",
        "message": "Port 3001 is in use.",
        "next_step": "Choose another.",
    }


def test_an_error_of_a_connection_says_why_it_failed() -> None:
    sink = Sink()
    sink.lines.error(ConnectionFailed("No.", next_step="Try.", failure="HELLO_TIMEOUT"))
    assert sink.one()["reason"] == "HELLO_TIMEOUT"


def test_text_is_utf8_and_not_escaped_and_a_name_that_is_no_text_breaks_nothing() -> None:
    sink = Sink()
    file = PublishedFile(path=Path("/in/\udcffü"), size_bytes=0, digest="blake3:" + "0" * 64)
    sink.lines.event(
        events.TransferCompleted(
            transfer_id=TRANSFER_ID,
            direction=Direction.INCOMING,
            device_id=PEER.device_id,
            files=(file,),
            size_bytes=0,
            lane=LaneKind.MEMORY,
            path=None,
            seconds=0.0,
        )
    )
    assert re.search(r'"/in/[^"\\]ü"', sink.out[0])
    sink.out[0].encode("utf-8")
