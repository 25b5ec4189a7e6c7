"""peerdrop/gui/desktop: what is told of while the user looks elsewhere, and how the desktop is asked to show it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from subprocess import Popen

import pytest

from peerdrop.core.events import MessageReceived, PeerFound, TransferOffered, TransferStateChanged
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Direction, TransferState, Trust
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.desktop.announcer import MUTE_S, Announcer
from peerdrop.gui.desktop.bus_notifier import NOTIFICATIONS, BusNotifier
from peerdrop.gui.desktop.notifier import NoNotifier, Notification, NotificationAction, NotificationSignals
from peerdrop.gui.desktop.session_bus import SessionBus
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.devices import DeviceModel
from peerdrop.wire.identifiers import DeviceId
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, make_peer, make_transfer
from tests.gui.private_bus import Answer, FakeService, fake_service, private_bus
from tests.manual_clock import ManualClock
from tests.until import until

BEA = make_peer(trust=Trust.KNOWN)
HELLO = Notification(device_id=BEA.device_id, title="Bea", body="hello")


class Noted:
    """Keeps what it is to show."""

    def __init__(self) -> None:
        self.signals = NotificationSignals()
        self.shown: list[Notification] = []
        self.withdrawn: list[DeviceId] = []

    def show(self, notification: Notification) -> None:
        self.shown.append(notification)

    def withdraw(self, device_id: DeviceId) -> None:
        self.withdrawn.append(device_id)

    async def aclose(self) -> None:
        pass


class Desk:
    """A user who may look at the window or not, and an announcer."""

    def __init__(self, *peers: PeerSnapshot) -> None:
        self.looks = False
        self.shows_content = True
        self.clock = ManualClock()
        self.notifier = Noted()
        self.bridge = Bridge()
        devices = DeviceModel(self.clock.wall)
        conversations = Conversations(self.bridge, self.clock.wall)
        self.bridge.peer_changed.connect(devices.peer_changed)
        self.announcer = Announcer(
            self.bridge,
            devices,
            conversations,
            self.notifier,
            self.clock,
            is_active=lambda: self.looks,
            shows_content=lambda: self.shows_content,
        )
        self._kept = (devices, conversations)
        for peer in peers:
            self.bridge.peer_changed.emit(PeerFound(peer=peer))

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(each.title, each.body) for each in self.notifier.shown]

    def message(self, text: str = "hello", name: str = "Bea", device_id: DeviceId = BEA.device_id) -> None:
        self.bridge.message_received.emit(
            MessageReceived(message_id=MESSAGE_ID, device_id=device_id, name=name, text=text, at=1.0)
        )

    def offer(self, **changes: object) -> None:
        self.bridge.transfer_offered.emit(TransferOffered(transfer=make_transfer(**changes)))

    def transfer(self, state: TransferState, **changes: object) -> None:
        transfer = make_transfer(state=state, **changes)
        self.bridge.transfer_state_changed.emit(
            TransferStateChanged(
                transfer_id=transfer.transfer_id,
                state=state,
                previous=TransferState.VERIFYING,
                reason=None,
                transfer=transfer,
            )
        )


@pytest.fixture
def desk(qapp: object) -> Desk:
    return Desk(BEA)


def test_a_message_tells_who_and_what(desk: Desk) -> None:
    desk.message("see\nyou")
    assert desk.lines == [("Bea", "see\nyou")]


def test_nothing_is_told_to_who_looks_at_the_window(desk: Desk) -> None:
    desk.looks = True
    desk.message()
    desk.offer()
    desk.transfer(TransferState.COMPLETED)
    assert desk.lines == []


def test_a_long_message_is_cut(desk: Desk) -> None:
    desk.message("x" * 1_000_000)
    assert len(desk.lines[0][1]) == 200


def test_controls_and_directions_of_a_peer_are_taken_out(desk: Desk) -> None:
    desk.message("a\0b\u202ec", name="x\n\u202ey")
    assert desk.lines == [("x y", "abc")]


def test_an_offer_can_be_reviewed_and_only_that_of_a_verified_device_accepted(desk: Desk) -> None:
    desk.offer()
    (shown,) = desk.notifier.shown
    assert (shown.title, shown.body) == ("Bea wants to send 2 files", "photo.jpg · 5 MB")
    assert (shown.actions, shown.transfer_id) == ((NotificationAction.REVIEW,), TRANSFER_ID)
    trusted = Desk(make_peer(trust=Trust.VERIFIED))
    trusted.offer()
    assert trusted.notifier.shown[0].actions == (NotificationAction.ACCEPT,)


def test_an_offer_that_was_decided_on_or_looked_at_is_taken_back(desk: Desk) -> None:
    desk.offer()
    desk.transfer(TransferState.ACCEPTED)
    assert desk.notifier.withdrawn == [BEA.device_id]


def test_what_is_told_instead_of_an_offer_stays_when_the_offer_ends(desk: Desk) -> None:
    desk.offer()
    desk.message()
    desk.transfer(TransferState.ACCEPTED)
    assert desk.notifier.withdrawn == []


@pytest.mark.parametrize(
    ("state", "direction", "title"),
    [
        (TransferState.COMPLETED, Direction.INCOMING, "2 files from Bea arrived"),
        (TransferState.COMPLETED, Direction.OUTGOING, "2 files delivered to Bea"),
        (TransferState.FAILED, Direction.INCOMING, "2 files from Bea did not arrive"),
        (TransferState.FAILED, Direction.OUTGOING, "2 files did not reach Bea"),
        (TransferState.DECLINED, Direction.OUTGOING, "Bea declined 2 files"),
        (TransferState.DECLINED, Direction.INCOMING, None),
        (TransferState.CANCELED, Direction.INCOMING, None),
        (TransferState.TRANSFERRING, Direction.INCOMING, None),
    ],
)
def test_the_end_of_a_transfer_tells_what_and_with_whom(
    desk: Desk, state: TransferState, direction: Direction, title: str | None
) -> None:
    desk.transfer(state, direction=direction)
    assert desk.lines == ([(title, "photo.jpg")] if title else [])


def test_who_wants_it_is_told_no_content(desk: Desk) -> None:
    desk.shows_content = False
    desk.message("secret")
    desk.offer(label="secret.pdf")
    desk.transfer(TransferState.COMPLETED, label="secret.pdf")
    assert desk.lines == [("Bea", "New message"), ("Bea wants to send 2 files", ""), ("2 files from Bea arrived", "")]


async def test_strangers_are_told_of_once_a_minute(qapp: object) -> None:
    desk = Desk(make_peer(trust=Trust.SEEN))
    for number in range(5):
        desk.message(name=f"Stranger {number}")
        await desk.clock.advance(29)
    assert [title for title, _ in desk.lines] == ["Stranger 0", "Stranger 3"]


def test_who_is_blocked_is_never_told_of(qapp: object) -> None:
    desk = Desk(make_peer(trust=Trust.BLOCKED))
    desk.message()
    assert desk.lines == []


async def test_muted_for_an_hour(desk: Desk) -> None:
    desk.announcer.set_muted(True)
    desk.message()
    assert desk.lines == []
    await desk.clock.advance(MUTE_S)
    assert not desk.announcer.is_muted
    desk.message()
    assert len(desk.lines) == 1


# The desktop's service


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Popen[bytes]"]:
    with private_bus(tmp_path, monkeypatch) as daemon:
        yield daemon


@asynccontextmanager
async def desktop(*capabilities: str) -> AsyncIterator[tuple[FakeService, BusNotifier, Noted]]:
    """A desktop that can do so much, the notifier, and the one for when the desktop fails."""
    numbers = count(41)
    answers: dict[str, Callable[..., Answer]] = {
        "GetCapabilities": lambda: ("as", (list(capabilities),)),
        "Notify": lambda _app, replaced, *_: ("u", (replaced or next(numbers),)),
        "CloseNotification": lambda _number: ("", ()),
    }
    async with fake_service("org.freedesktop.Notifications", answers=answers) as service:
        session_bus = SessionBus()
        otherwise = Noted()
        notifier = BusNotifier(session_bus, otherwise, desktop_id="io.example.App")
        try:
            yield service, notifier, otherwise
        finally:
            await notifier.aclose()
            await session_bus.aclose()


async def test_the_desktop_is_asked_in_the_types_it_wants(bus: object) -> None:
    async with desktop("actions", "body") as (service, notifier, _):
        notifier.show(replace(HELLO, actions=(NotificationAction.REVIEW,)))
        await until(lambda: bool(service.called("Notify")))
        name, signature, values = service.calls[-1]
        assert (name, signature) == ("Notify", "susssasa{sv}i")
        app, replaced, icon, title, body, buttons, hints, expires_ms = values
        assert (app, replaced, icon, title, body) == ("PeerDrop", 0, "io.example.App", "Bea", "hello")
        assert buttons == ["default", "Open", "review", "Review…"]
        assert hints["desktop-entry"] == ("s", "io.example.App")
        assert expires_ms == -1


@pytest.mark.parametrize(
    ("capabilities", "body"),
    [
        (["body", "body-markup"], '&lt;b&gt;&amp;&lt;a href="x"&gt;'),
        (["body"], '<b>&<a href="x">'),
    ],
)
async def test_markup_of_a_peer_is_never_drawn(bus: object, capabilities: list[str], body: str) -> None:
    async with desktop(*capabilities) as (service, notifier, _):
        notifier.show(replace(HELLO, body='<b>&<a href="x">'))
        await until(lambda: bool(service.called("Notify")))
        (values,) = service.called("Notify")
        assert values[4] == body
        assert values[5] == [], "no buttons where none are drawn"


async def test_a_device_has_one_notification_that_is_replaced(bus: object) -> None:
    other = replace(HELLO, device_id=make_peer("Cem", "CEM").device_id)
    async with desktop() as (service, notifier, _):
        for each in (HELLO, other, HELLO, other):
            notifier.show(each)
        await until(lambda: len(service.called("Notify")) == 4)
        assert [values[1] for values in service.called("Notify")] == [0, 0, 41, 42]


async def test_what_is_looked_at_and_all_at_the_end_is_taken_back(bus: object) -> None:
    other = replace(HELLO, device_id=make_peer("Cem", "CEM").device_id)
    async with desktop() as (service, notifier, _):
        notifier.show(HELLO)
        notifier.show(other)
        notifier.withdraw(HELLO.device_id)
        notifier.withdraw(HELLO.device_id)
        await until(lambda: service.called("CloseNotification") == [(41,)])
    assert service.called("CloseNotification") == [(41,), (42,)]


async def test_a_press_is_told_once_per_notification_that_is_ours_and_up(bus: object) -> None:
    async with desktop("actions") as (service, notifier, _):
        pressed: list[tuple[Notification, NotificationAction]] = []
        notifier.signals.pressed.connect(lambda *told: pressed.append(told))
        offer = replace(HELLO, actions=(NotificationAction.REVIEW,), transfer_id=TRANSFER_ID)
        other = replace(HELLO, device_id=make_peer("Cem", "CEM").device_id)
        notifier.show(offer)
        notifier.show(other)
        await until(lambda: set(notifier._told) == {41, 42})
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 41, "accept")
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 99, "default")
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 41, "default")
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 41, "review")
        await until(lambda: len(pressed) == 2)
        assert pressed == [(offer, NotificationAction.OPEN), (offer, NotificationAction.REVIEW)]
        await service.tell(NOTIFICATIONS, "NotificationClosed", "uu", 41, 2)
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 41, "default")
        await service.tell(NOTIFICATIONS, "ActionInvoked", "us", 42, "default")
        await until(lambda: len(pressed) == 3)
        assert pressed[2][0] == other
        notifier.show(HELLO)
        await until(lambda: len(service.called("Notify")) == 3)
        assert service.called("Notify")[2][1] == 0, "a closed one is not replaced"


async def test_where_no_service_answers_it_is_shown_otherwise(bus: "Popen[bytes]") -> None:
    session_bus, otherwise = SessionBus(), Noted()
    notifier = BusNotifier(session_bus, otherwise, desktop_id="x")
    notifier.show(HELLO)
    await until(lambda: otherwise.shown == [HELLO])
    async with fake_service(
        "org.freedesktop.Notifications",
        answers={"GetCapabilities": lambda: ("as", ([],)), "Notify": lambda *_: ("u", (1,))},
    ) as service:
        notifier.show(HELLO)
        await until(lambda: bool(service.called("Notify")))
    bus.terminate()
    await asyncio.to_thread(bus.wait, 10)
    notifier.show(HELLO)
    await until(lambda: len(otherwise.shown) == 2, what="it is shown otherwise after the bus has gone")
    await notifier.aclose()
    await session_bus.aclose()


async def test_a_desktop_without_any_is_no_trouble() -> None:
    notifier = NoNotifier()
    notifier.show(HELLO)
    notifier.withdraw(HELLO.device_id)
    await notifier.aclose()
