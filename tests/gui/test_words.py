"""The sentences of the window."""

import time

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from peerdrop.core.errors import ConnectionFailed, PortTaken
from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import (
    ConnectionState,
    Direction,
    FailureReason,
    LaneKind,
    Quality,
    TransferReason,
    TransferState,
    Trust,
)
from peerdrop.gui.words.amounts import (
    ago_text,
    day_text,
    files_text,
    left_text,
    limit_text,
    percent,
    progress_text,
    rate_text,
    rtt_text,
    seconds_text,
    size_text,
)
from peerdrop.gui.words.card_face import CardAction, CardFacts
from peerdrop.gui.words.cards import card_face, job_title, spoken_card
from peerdrop.gui.words.devices import Dot, Section, device_look, path_text, section_of, signal_bars, spoken_device
from peerdrop.gui.words.failures import command_failure, connection_failure
from peerdrop.gui.words.file_kinds import may_open
from peerdrop.gui.words.scan import where_line
from peerdrop.link import Path
from server.discovery.network_kinds import NetworkKind
from tests.fake_node import make_peer, make_transfer

NOW = 1_750_000_000.0
OUT, IN = Direction.OUTGOING, Direction.INCOMING


@pytest.fixture(autouse=True)
def english() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def test_amounts_are_written_short() -> None:
    assert [size_text(each) for each in (0, 999, 1200, 1_200_000, 3_800_000_000, 18_400_000_000)] == [
        "0 B",
        "999 B",
        "1 kB",
        "1.2 MB",
        "3.8 GB",
        "18.4 GB",
    ]
    assert progress_text(2_400_000_000, 3_800_000_000) == "2.4 of 3.8 GB"
    assert progress_text(2_000, 3_800_000_000) == "2 kB of 3.8 GB"
    assert [rate_text(each) for each in (10, 412e6, 3.25e6)] == ["10 B/s", "412 MB/s", "3.3 MB/s"]
    assert [rate_text(each) for each in (3e6, 3.04e6, 3.06e6)] == ["3.0 MB/s", "3.0 MB/s", "3.1 MB/s"]
    assert [limit_text(each) for each in (300e3, 5e6, 2.5e6)] == ["300 kB/s", "5 MB/s", "2.5 MB/s"]
    assert [left_text(each) for each in (0.2, 4.2, 33, 130, 3600, 200_000)] == [
        "1 s left",
        "4 s left",
        "30 s left",
        "2 min left",
        "1 h left",
        "2 days left",
    ]
    assert [seconds_text(each) for each in (0.1, 9.3, 125, 3720)] == ["1 s", "9 s", "2 min 5 s", "1 h 2 min"]
    assert [files_text(each) for each in (1, 2, 12_340)] == ["1 file", "2 files", "12,340 files"]
    assert [rtt_text(each) for each in (0.42, 96.2)] == ["0.4 ms", "96 ms"]
    assert [percent(*each) for each in ((0, 0), (99, 100), (999, 1000), (1000, 1000))] == [0, 99, 99, 100]


def test_times_are_written_as_one_says_them() -> None:
    now = time.time()
    assert [ago_text(now - each, now) for each in (5, 300, 7200)] == ["just now", "5 min", "2 h"]
    assert day_text(now, now) == "Today"
    assert day_text(now - 86_400, now) == "Yesterday"


@pytest.mark.parametrize(
    ("changes", "line", "dot", "section"),
    [
        ({}, "New", Dot.RING, Section.NEARBY),
        ({"trust": Trust.KNOWN}, "Nearby · not connected", Dot.RING, Section.NEARBY),
        ({"state": ConnectionState.SIGNALING}, "Connecting… (calling)", Dot.ARC, Section.CONNECTED),
        ({"state": ConnectionState.CONNECTING}, "Connecting… (finding a path)", Dot.ARC, Section.CONNECTED),
        ({"state": ConnectionState.AUTHENTICATING}, "Connecting… (checking identity)", Dot.ARC, Section.CONNECTED),
        (
            {"state": ConnectionState.CONNECTED, "path": Path.LAN, "rtt_ms": 0.42, "quality": Quality.GOOD},
            "Connected · LAN 0.4 ms",
            Dot.DISC,
            Section.CONNECTED,
        ),
        (
            {"state": ConnectionState.CONNECTED, "path": Path.NAT, "rtt_ms": 96.0, "quality": Quality.FAIR},
            "Slow link · NAT 96 ms",
            Dot.DISC,
            Section.CONNECTED,
        ),
        (
            {"state": ConnectionState.CONNECTED, "path": Path.RELAY, "rtt_ms": 184.0, "quality": Quality.POOR},
            "Weak link · relay 184 ms",
            Dot.DISC,
            Section.CONNECTED,
        ),
        ({"state": ConnectionState.CONNECTED}, "Connected", Dot.DISC, Section.CONNECTED),
        ({"state": ConnectionState.DISCONNECTED}, "Connection lost · trying again…", Dot.ARC, Section.CONNECTED),
        ({"state": ConnectionState.FAILED}, "Could not connect", Dot.ALERT, Section.NEARBY),
        (
            {"state": ConnectionState.FAILED, "reason": FailureReason.IDENTITY},
            "Identity changed · stopped",
            Dot.ALERT,
            Section.NEARBY,
        ),
        ({"state": ConnectionState.CLOSING}, "Disconnecting…", Dot.RING, Section.NEARBY),
        ({"online": False, "last_seen_at": NOW - 7200}, "Offline · last seen 2 h", Dot.RING, Section.OFFLINE),
        ({"trust": Trust.BLOCKED}, "Blocked", Dot.RING, Section.NEARBY),
    ],
)
def test_a_row_says_how_the_connection_stands(changes: dict, line: str, dot: Dot, section: Section) -> None:  # type: ignore[type-arg]
    peer = make_peer(**changes)
    look = device_look(peer, NOW)
    assert (look.line, look.dot, section_of(peer)) == (line, dot, section)


def test_what_waits_for_a_device_that_is_away_is_counted_in_its_row() -> None:
    peer = make_peer(online=False, last_seen_at=NOW - 7200)
    assert device_look(peer, NOW, waiting=3).line == "Offline · last seen 2 h · 3 waiting"


def test_a_device_beyond_the_limit_is_said_to_be_nearby_and_not_failed() -> None:
    peer = make_peer(state=ConnectionState.FAILED, reason=FailureReason.LIMIT)
    look = device_look(peer, NOW, connected=8)
    assert (look.line, look.dot, look.dot_colour) == ("Nearby · 8 devices connected already", Dot.RING, "text3")
    away = device_look(make_peer(state=ConnectionState.FAILED, reason=FailureReason.LIMIT, online=False), NOW)
    assert away.line.startswith("Offline")


def test_every_state_of_a_connection_has_its_words() -> None:
    for state in ConnectionState:
        assert device_look(make_peer(state=state), NOW).line


def test_the_header_says_which_way_the_bytes_take() -> None:
    peer = make_peer(state=ConnectionState.CONNECTED, path=Path.LAN, quality=Quality.FAIR, rtt_ms=96.0)
    assert path_text(peer) == "Direct · WebRTC"
    assert signal_bars(peer) == 2
    assert device_look(peer, NOW).header == "Slow link · 96 ms"
    assert path_text(make_peer()) == ""
    assert signal_bars(make_peer()) == 0


@pytest.mark.parametrize(
    ("quality", "missed", "line"),
    [
        (Quality.FAIR, 1, "Slow link · no answer for 6 s"),
        (Quality.POOR, 2, "Weak link · no answer for 6 s"),
        (None, 2, "Slow link · no answer for 6 s"),
    ],
)
def test_a_link_that_is_silent_shows_no_round_trip(quality: Quality | None, missed: int, line: str) -> None:
    """The figure would be that of the last answer, and a good one."""
    peer = make_peer(
        state=ConnectionState.CONNECTED,
        path=Path.LAN,
        quality=quality,
        rtt_ms=23.0,
        missed_pings=missed,
        silent_s=6.2,
    )
    look = device_look(peer, NOW)
    assert (look.line, look.header, look.dot) == (line, line, Dot.DISC)
    assert spoken_device("Bea", peer, 0, look) == f"Bea, {line.replace(' · ', ', ')}"


def test_a_row_is_spoken_in_words() -> None:
    peer = make_peer(trust=Trust.VERIFIED, state=ConnectionState.CONNECTED, path=Path.LAN, rtt_ms=0.4)
    assert (
        spoken_device("Bea", peer, 2, device_look(peer, NOW))
        == "Bea, verified, connected, local network, 0.4 milliseconds, 2 unread"
    )


@pytest.mark.parametrize("reason", FailureReason)
def test_every_failure_of_a_connection_names_the_device_and_is_healed_by_a_new_one(reason: FailureReason) -> None:
    failure = connection_failure("Workshop Mini", reason)
    assert "Workshop Mini" in failure.cause
    assert failure.heals_on_connect


def test_the_exact_sentences_of_the_visual_target() -> None:
    def said(reason: FailureReason) -> str:
        failure = connection_failure("Workshop Mini", reason)
        return f"{failure.cause} {failure.help}".strip()

    assert said(FailureReason.SIGNALING) == "Could not reach Workshop Mini. Its address may have changed."
    assert said(FailureReason.SIGNALING_TIMEOUT) == (
        "Could not connect: Workshop Mini did not answer. Check that it is awake and on the same network."
    )
    assert said(FailureReason.ICE) == ("No direct way to Workshop Mini: a firewall or a strict network is between you.")
    assert said(FailureReason.CONNECT_TIMEOUT) == ("Workshop Mini answered, but the connection did not open in time.")
    assert said(FailureReason.HELLO_TIMEOUT) == "Workshop Mini connected but did not prove who it is."
    assert said(FailureReason.LOST) == (
        "The connection to Workshop Mini was lost. It is tried again in the background."
    )


def test_a_command_s_own_sentence_is_kept_unless_a_connection_failed() -> None:
    failure = command_failure("Bea", PortTaken("Taken.", next_step="Take another."))
    assert (failure.cause, failure.help) == ("Taken.", "Take another.")
    failure = command_failure("Bea", ConnectionFailed("whatever", failure="ICE"))
    assert failure.cause.startswith("No direct way to Bea")


@pytest.mark.parametrize(
    ("changes", "status", "actions"),
    [
        ({"state": TransferState.NEW, "direction": OUT}, "Next in line", [CardAction.CANCEL]),
        (
            {"state": TransferState.PAUSED, "reason": TransferReason.QUEUED},
            "Next in line",
            [CardAction.CANCEL],
        ),
        (
            {"state": TransferState.NEW, "direction": OUT, "reason": TransferReason.WAITING},
            "Goes when Bea is back online",
            [CardAction.CANCEL],
        ),
        ({"direction": OUT}, "Waiting for Bea to accept", [CardAction.CANCEL]),
        ({}, "106 GB free", [CardAction.DECLINE, CardAction.REVIEW, CardAction.ACCEPT]),
        ({"size_bytes": 200 * 10**9}, "", [CardAction.DECLINE, CardAction.REVIEW]),
        ({"state": TransferState.ACCEPTED}, "Starting…", [CardAction.CANCEL]),
        (
            {
                "state": TransferState.TRANSFERRING,
                "bytes_done": 2_400_000_000,
                "size_bytes": 3_800_000_000,
                "bytes_per_second": 412e6,
                "eta_s": 4.0,
            },
            "2.4 of 3.8 GB · 412 MB/s · 4 s left",
            [CardAction.PAUSE, CardAction.CANCEL],
        ),
        (
            {"state": TransferState.PAUSED, "reason": TransferReason.PEER, "bytes_done": 3_100_000},
            "Paused at 62 % by Bea",
            [CardAction.CANCEL],
        ),
        (
            {"state": TransferState.PAUSED, "reason": TransferReason.USER, "bytes_done": 3_100_000},
            "Paused at 62 %",
            [CardAction.RESUME, CardAction.CANCEL],
        ),
        ({"state": TransferState.SUSPENDED}, "Connection lost. Continues by itself.", [CardAction.CANCEL]),
        ({"state": TransferState.VERIFYING}, "Checking the files…", []),
        ({"state": TransferState.DECLINED, "direction": OUT}, "Bea declined", [CardAction.SEND_AGAIN]),
        ({"state": TransferState.DECLINED}, "Declined", []),
        (
            {"state": TransferState.CANCELED, "direction": OUT, "bytes_done": 3_100_000},
            "Canceled by you at 62 %",
            [CardAction.SEND_AGAIN],
        ),
        (
            {"state": TransferState.CANCELED, "reason": TransferReason.CANCELED_BY_PEER},
            "Canceled by Bea",
            [],
        ),
        (
            {"state": TransferState.FAILED, "direction": OUT, "reason": TransferReason.OFFER_TIMEOUT},
            "Bea did not decide in time.",
            [CardAction.RETRY, CardAction.DISMISS],
        ),
        (
            {"state": TransferState.FAILED, "reason": TransferReason.DAMAGED},
            "Arrived damaged, not saved.",
            [CardAction.DISMISS],
        ),
    ],
)
def test_a_card_says_how_the_transfer_stands(changes: dict, status: str, actions: list[CardAction]) -> None:  # type: ignore[type-arg]
    facts = CardFacts(transfer=make_transfer(**changes), can_send_again=True, free_bytes=106 * 10**9)
    face = card_face(facts)
    assert face.status == status
    assert [each.action for each in face.buttons] == actions


def test_an_offer_that_does_not_fit_says_so_and_cannot_be_accepted_at_once() -> None:
    facts = CardFacts(transfer=make_transfer(size_bytes=3_800_000_000), free_bytes=1_200_000_000)
    assert card_face(facts).note == "Not enough space here: 1.2 GB free, 3.8 GB needed."


def test_a_completed_card_says_where_and_how_long() -> None:
    done = make_transfer(state=TransferState.COMPLETED, direction=OUT, bytes_done=5_000_000)
    assert card_face(CardFacts(transfer=done, seconds=9.2)).status == "Delivered in 9 s"
    part = make_transfer(
        state=TransferState.COMPLETED,
        file_count=214,
        problems=(ProblemFile(path="a", reason=TransferReason.DISK), ProblemFile(path="b", reason=TransferReason.DISK)),
    )
    assert card_face(CardFacts(transfer=part)).status == "212 of 214 files saved. 2 could not be written."


@pytest.mark.parametrize("state", TransferState)
@pytest.mark.parametrize("direction", Direction)
def test_every_state_and_reason_of_a_transfer_has_a_card(
    state: TransferState, direction: Direction, qapp: QApplication
) -> None:
    for reason in (None, *TransferReason):
        transfer = make_transfer(state=state, direction=direction, reason=reason, lane=LaneKind.TLS)
        facts = CardFacts(transfer=transfer)
        face = card_face(facts)
        assert "{" not in face.status + face.note
        assert face.title == "photo.jpg and 1 more"
        spoken = spoken_card(facts, face)
        assert ".." not in spoken
        assert " ." not in spoken
        assert spoken.endswith((".", "…"))


def test_a_card_is_spoken_as_sentences_with_one_full_stop_each() -> None:
    full = make_transfer(state=TransferState.FAILED, direction=OUT, reason=TransferReason.DISK_FULL)
    facts = CardFacts(transfer=full)
    spoken = spoken_card(facts, card_face(facts))
    assert spoken.endswith(" The disk on Bea is full.")


@pytest.mark.parametrize(
    "name", ["setup.exe", "run.sh", "a.desktop", "link.lnk", "macro.docm", "page.html", "x", ".pdf"]
)
def test_what_could_run_is_never_opened(name: str) -> None:
    assert not may_open(name)


@pytest.mark.parametrize("name", ["a.PDF", "b.jpeg", "c.mp4"])
def test_what_a_viewer_shows_may_be_opened(name: str) -> None:
    assert may_open(name)


@pytest.mark.parametrize(
    ("label", "count", "title"),
    [
        ("report.pdf", 3, "report.pdf and 2 more"),
        ("report.pdf", 1, "report.pdf"),
        ("Prints 2026 final", 214, "Prints 2026 final"),
        ("release 1.2", 30, "release 1.2"),
    ],
)
def test_a_job_of_several_files_is_called_by_the_first_and_the_number_of_others(
    label: str, count: int, title: str
) -> None:
    assert job_title(make_transfer(label=label, file_count=count)) == title


ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def test_a_network_is_named_by_what_carries_it_as_far_as_that_is_known() -> None:
    addresses = ("192.168.1.2", "10.0.4.7", "10.8.0.1", "10.0.4.8", "127.0.0.1", "fe80::1")
    kinds = {"192.168.1.2": NetworkKind.WIRELESS, "10.0.4.7": NetworkKind.CABLE, "10.8.0.1": NetworkKind.OTHER}
    line = where_line(addresses, kinds).translate(ISOLATES)
    assert line == "Searching 192.168.1.0/24 on Wi-Fi, 10.0.4.0/24 on cable and 10.8.0.0/24"
    assert where_line(("10.8.0.1",)).translate(ISOLATES) == "Searching 10.8.0.0/24"
    assert where_line(("127.0.0.1",), kinds) == ""
