"""Draws the window in all its states over a scripted node; `make screenshots` keeps the pictures for the README.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.screenshots [FOLDER]

No network, and always the same: the clock, the language and the font are fixed.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from unittest import mock

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from peerdrop.core.events import (
    MessageDelivered,
    MessageReceived,
    MessageSent,
    PeerStateChanged,
    TransferCompleted,
    TransferStateChanged,
)
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import OfferedFile, PeerSnapshot, ProblemFile, PublishedFile
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
from peerdrop.gui.language import Language
from peerdrop.gui.qt_loop import new_qt_loop
from peerdrop.gui.storage import Room
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.widgets.settings_page import TRANSFERS_TAB
from peerdrop.gui.words.device_actions import DeviceAction
from peerdrop.link import Path as LinkPath
from peerdrop.settings import Settings, ThemeChoice
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId
from server.discovery.network_kinds import NetworkKind, NetworkKinds
from tests.fake_node import FakeNode, make_peer, make_transfer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window
from tests.manual_clock import ManualClock
from tests.until import until

FOLDER: Final = Path(__file__).parents[1] / "resources" / "screenshots"
AT: Final = datetime(2026, 11, 21, 9, 12, tzinfo=UTC).timestamp()
DOWNLOADS: Final = Path("/home/ana/Downloads")
FONT_PX: Final = 13
FREE_BYTES: Final = 106_000_000_000


def studio() -> PeerSnapshot:
    """The device whose conversation is shown."""
    return make_peer("Studio PC", "STUD", trust=Trust.VERIFIED, **_connected(LinkPath.LAN, Quality.GOOD, 0.4))


def devices() -> list[PeerSnapshot]:
    """A device of each common kind."""
    return [
        studio(),
        make_peer(
            "Marta’s MacBook", "MART", kind="laptop", trust=Trust.VERIFIED, **_connected(LinkPath.NAT, Quality.FAIR, 96)
        ),
        make_peer("Workshop Mini", "WORK", trust=Trust.KNOWN, **_connected(LinkPath.RELAY, Quality.POOR, 184)),
        make_peer("NAS in the cellar", "NASC", kind="server", state=ConnectionState.AUTHENTICATING),
        make_peer("lab-7", "LABS", kind="unknown"),
        make_peer("Old ThinkPad", "OLDT", kind="laptop", trust=Trust.VERIFIED, online=False, last_seen_at=AT - 7200),
        make_peer("conference-room-with-projector-east.local", "CONF", online=False, last_seen_at=AT - 4 * 86400),
    ]


def every_device() -> list[PeerSnapshot]:
    """A device in every state."""
    states: list[tuple[str, dict[str, Any]]] = [
        ("Signaling", {"state": ConnectionState.SIGNALING}),
        ("Connecting", {"state": ConnectionState.CONNECTING}),
        ("Lost", {"state": ConnectionState.DISCONNECTED}),
        ("Failed", {"state": ConnectionState.FAILED, "reason": FailureReason.ICE}),
        ("Other identity", {"state": ConnectionState.FAILED, "reason": FailureReason.IDENTITY}),
        ("Closing", {"state": ConnectionState.CLOSING}),
        ("Known, nearby", {"trust": Trust.KNOWN}),
        ("Unknown-99", {"trust": Trust.BLOCKED}),
    ]
    return devices() + [make_peer(name, f"S{number}", **facts) for number, (name, facts) in enumerate(states, 2)]


def talk(window: OpenedWindow) -> None:
    """Two messages, and one card each of running, finished, failed and offered."""
    device_id, name = studio().device_id, "Studio PC"
    deliver = window.bridge.deliver
    deliver(
        MessageReceived(
            message_id=_message(1), device_id=device_id, name=name, text="Morning! Are the final prints ready?", at=AT
        )
    )
    own = "Yes. Sending the whole folder now, the contract comes back signed."
    deliver(MessageSent(message_id=_message(2), device_id=device_id, text=own, at=AT + 120))
    deliver(MessageDelivered(message_id=_message(2), device_id=device_id))
    put(
        window,
        0,
        TransferState.TRANSFERRING,
        direction=Direction.OUTGOING,
        label="Prints 2026 final",
        file_count=214,
        size_bytes=3_800_000_000,
        bytes_done=2_400_000_000,
        bytes_per_second=412e6,
        eta_s=4.0,
        lane=LaneKind.TLS,
        path=LinkPath.LAN,
    )
    put(window, 1, TransferState.COMPLETED, label="contract-signed.pdf", size_bytes=1_200_000, directory=DOWNLOADS)
    complete(window, 1, "contract-signed.pdf", 1_200_000)
    put(
        window,
        2,
        TransferState.FAILED,
        direction=Direction.OUTGOING,
        label="render-final-v3.mov",
        size_bytes=18_400_000_000,
        bytes_done=7_600_000_000,
        reason=TransferReason.DISK_FULL,
    )
    put(window, 3, TransferState.OFFERED, label="Photos from the opening", file_count=36, size_bytes=640_000_000)


def every_card(window: OpenedWindow) -> None:
    """A card in every state, both ways."""
    for number, state in enumerate(TransferState, 10):
        for way, direction in enumerate(Direction):
            put(
                window,
                2 * number + way,
                state,
                direction=direction,
                label="Prints 2026 final",
                file_count=214,
                size_bytes=3_800_000_000,
                bytes_done=2_400_000_000,
                bytes_per_second=412e6,
                eta_s=4.0,
                lane=LaneKind.TLS,
                path=LinkPath.LAN,
                directory=DOWNLOADS,
            )


def put(window: OpenedWindow, number: int, state: TransferState, **facts: Any) -> None:
    """A transfer with the studio in *state*."""
    facts = {"file_count": 1, "at": AT + 120 + 60 * min(number, 8), **facts}
    transfer = make_transfer(
        transfer_id=_transfer(number), device_id=studio().device_id, peer_name="Studio PC", state=state, **facts
    )
    window.bridge.deliver(
        TransferStateChanged(
            transfer_id=transfer.transfer_id,
            state=state,
            previous=TransferState.NEW,
            reason=transfer.reason,
            transfer=transfer,
        )
    )


def complete(window: OpenedWindow, number: int, name: str, size_bytes: int) -> None:
    """Let a job that came in be done."""
    window.bridge.deliver(
        TransferCompleted(
            transfer_id=_transfer(number),
            direction=Direction.INCOMING,
            device_id=studio().device_id,
            files=(PublishedFile(path=DOWNLOADS / name, size_bytes=size_bytes, digest="blake3:" + "0" * 64),),
            size_bytes=size_bytes,
            lane=LaneKind.TLS,
            path=LinkPath.LAN,
            seconds=2.0,
        )
    )


class Photographer:
    """Opens windows and keeps pictures of them."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application = application
        self._folder = folder
        self._theme = Theme(application, ThemeChoice.LIGHT)

    async def run(self) -> None:
        """Take every picture."""
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            self._theme.choose(choice)
            await self._first_start(str(choice))
            await self._conversation(str(choice))
            await self._settings(str(choice))
            await self._transfers(str(choice))
            await self._dialogs(str(choice))
        self._theme.choose(ThemeChoice.LIGHT)
        await self._every_state()
        self._application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        await self._right_to_left()
        self._application.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        with closing(Language(self._application, "de")):
            await self._german()

    async def run_large(self) -> None:
        """Take those with the user's text at 200 %."""
        async with self._talking() as window:
            await self._take(window, "large-text", (1180, 860))
            await self._take(window, "large-text-small-window", (800, 600))
            window.controller.reviewer.review(_transfer(3))
            await _settle()
            await self._take(window, "large-text-accept", (800, 600))
            window.controller.reviewer.postpone()
            window.window.settings_asked.emit()
            await self._take(window, "large-text-settings", (800, 600))
        with closing(Language(self._application, "de")):
            # The longest words in the largest letters.
            await self._in_little_room("large-text-german")

    async def _first_start(self, theme: str) -> None:
        kinds = {"192.168.1.2": NetworkKind.WIRELESS}
        with mock.patch.object(NetworkKinds, "of_addresses", return_value=kinds):
            async with self._window([]) as window:
                await until(lambda: "Wi-Fi" in window.window.first_start.detail.text())
                await self._take(window, f"first-start-{theme}")

    async def _conversation(self, theme: str) -> None:
        async with self._talking() as window:
            await self._take(window, f"main-{theme}", (1180, 860))
            if theme == ThemeChoice.LIGHT:
                await self._take(window, "small", (800, 600))
            await self._take(window, f"narrow-{theme}", (480, 760))
            window.window.resize(1180, 820)
            window.controller.reviewer.review(_transfer(3))
            await _settle()
            await self._take(window, f"accept-{theme}")
            window.controller.reviewer.postpone()
            if theme == ThemeChoice.DARK:
                window.window.page.overlay.announce("Studio PC", 3)
                await self._take(window, "drop-dark")
                return
            self._fail(window)
            await self._take(window, "error-light")
            window.window.add_address.ask("192.168.1.20")
            await self._take(window, "add-by-address-light")

    async def _settings(self, theme: str) -> None:
        async with self._window(devices()) as window:
            window.window.settings_asked.emit()
            page = window.window.settings
            page.general.show_tray(is_there=True)
            page.general.show_autostart(True)
            await self._take(window, f"settings-{theme}")
            page.show_tab(TRANSFERS_TAB)
            await self._take(window, f"settings-transfers-{theme}")

    async def _dialogs(self, theme: str) -> None:
        """What opens over the conversation, each by its own name."""
        async with self._talking() as window:
            controller, actions = window.controller, window.controller.device_desk.actions
            actions.why.ask(studio())
            await self._take_dialog(window, actions.why, f"why-{theme}")
            actions.perform(DeviceAction.HISTORY, studio())
            await until(lambda: actions.history.model.rowCount() == len(_connections()))
            await self._take_dialog(window, actions.history, f"connection-history-{theme}")
            actions.perform(DeviceAction.RENAME, studio())
            await self._take_dialog(window, actions.rename, f"rename-{theme}")
            controller.problems.show_problems(make_transfer(problems=_problems()))
            await self._take_dialog(window, controller.problems, f"problems-{theme}")
            window.window.page.search_bar.begin()
            window.window.page.search_bar.field.setText("prints")
            await until(lambda: bool(window.window.page.search_bar.position.text()), what="the search has an answer")
            await self._take(window, f"search-{theme}")
            window.window.page.search_bar.end()
            menu = window.window.page.header.menu
            menu.aboutToShow.emit()
            menu.ensurePolished()
            menu.adjustSize()
            self._keep(menu.grab(), f"device-menu-{theme}")

    async def _transfers(self, theme: str) -> None:
        async with self._talking() as window:
            window.window.transfers_asked.emit()
            await self._take(window, f"transfers-{theme}")

    async def _every_state(self) -> None:
        async with self._window(every_device()) as window:
            await window.open(studio().device_id)
            every_card(window)
            await until(lambda: len(window.cards(studio().device_id)) == 2 * len(TransferState))
            window.controller.conversations.set_free_bytes(FREE_BYTES)
            window.controller.reviewer.postpone()
            await self._take(window, "states", (1180, 3240))

    async def _right_to_left(self) -> None:
        async with self._talking() as window:
            text = "نعم، أرسل المجلد كله الآن. https://example.org/a-very-long-address-without-spaces/index.html"
            device_id = studio().device_id
            window.bridge.deliver(MessageSent(message_id=_message(7), device_id=device_id, text=text, at=AT + 500))
            await self._take(window, "right-to-left", (1180, 860))
            await self._take(window, "right-to-left-small", (800, 600))

    async def _german(self) -> None:
        async with self._talking() as window:
            await self._take(window, "german", (800, 600))

    async def _in_little_room(self, name: str) -> None:
        """What has the least room to spare: the first start, a failed card, and the dialogs of the connections."""
        async with self._window([]) as window:
            await self._take(window, f"{name}-first-start", (800, 600))
        async with self._talking() as window:
            await self._take(window, f"{name}-failed-card", (480, 760))
            actions = window.controller.device_desk.actions
            actions.why.ask(studio())
            await self._take(window, f"{name}-why", (480, 520))
            actions.why.dismiss()
            actions.perform(DeviceAction.HISTORY, studio())
            await until(lambda: actions.history.model.rowCount() == len(_connections()))
            await self._take(window, f"{name}-connection-history", (480, 520))
            actions.history.dismiss()

    def _fail(self, window: OpenedWindow) -> None:
        device_id = studio().device_id
        window.bridge.deliver(
            PeerStateChanged(
                device_id=device_id,
                state=ConnectionState.FAILED,
                previous=ConnectionState.SIGNALING,
                reason=FailureReason.SIGNALING_TIMEOUT,
                path=None,
                via_mailbox=False,
            )
        )

    @asynccontextmanager
    async def _window(self, peers: list[PeerSnapshot]) -> AsyncIterator[OpenedWindow]:
        node = FakeNode(peers)
        node.started_as = replace(node.started_as, name="Ana’s Laptop", device_id=DeviceId("K7QF2MZD" + "A" * 44))
        # What is not set is the machine's own name, and the system's theme.
        theme = ThemeChoice.DARK if self._theme.is_dark else ThemeChoice.LIGHT
        node.kept_settings = Settings(name=node.started_as.name, theme=theme)
        node.replies["offered_files"] = lambda _: _offered_files()
        node.replies["connections"] = lambda _: _connections()
        async with opened_window(
            self._theme, FakeEngine(node).open_node, downloads=DOWNLOADS, clock=ManualClock(wall=AT + 600)
        ) as window:
            window.window.resize(1180, 820)
            yield window

    @asynccontextmanager
    async def _talking(self) -> AsyncIterator[OpenedWindow]:
        async with self._window(devices()) as window:
            other = devices()[1]
            for number in (20, 21):
                window.bridge.deliver(
                    MessageReceived(
                        message_id=_message(number), device_id=other.device_id, name=other.name, text="Hi", at=AT
                    )
                )
            await window.open(studio().device_id)
            talk(window)
            await until(lambda: len(window.cards(studio().device_id)) == 4)
            window.controller.conversations.set_sources(_transfer(2), (Path("render-final-v3.mov"),))
            window.controller.conversations.set_free_bytes(FREE_BYTES)
            window.controller.reviewer.postpone()
            await _settle()
            yield window

    async def _take_dialog(self, window: OpenedWindow, dialog: ScrimDialog, name: str) -> None:
        """Only the dialog with a little of what is around it: the rest of the window is in other pictures."""
        await _settle()
        around = dialog.dialog.geometry().adjusted(-32, -32, 32, 32)
        self._keep(window.window.grab(around), name)
        dialog.dismiss()

    def _keep(self, picture: QPixmap, name: str) -> None:
        picture.toImage().convertToFormat(QImage.Format.Format_RGB888).save(
            str(self._folder / f"{name}.png"), quality=0
        )

    async def _take(self, window: OpenedWindow, name: str, size: tuple[int, int] | None = None) -> None:
        if size is not None:
            window.window.resize(*size)
        window.window.page.view.scrollToBottom()
        await _settle()
        self._keep(window.window.grab(), name)


def _connected(path: LinkPath, quality: Quality, rtt_ms: float) -> dict[str, Any]:
    return {"state": ConnectionState.CONNECTED, "path": path, "quality": quality, "rtt_ms": rtt_ms}


def _offered_files() -> tuple[OfferedFile, ...]:
    names = [("drone-take-01.mov", 610_000_000), ("grade-notes.txt", 4000), ("../../etc/CON", 4000)]
    names += [(f"stills/IMG_{number:04}.jpg", 900_000) for number in range(33)]
    safe = {"../../etc/CON": "etc/CON_"}
    return tuple(OfferedFile(path=name, size_bytes=size, safe_path=safe.get(name, name)) for name, size in names)


def _connections() -> tuple[PastConnection, ...]:
    hour = 3600.0
    return (
        PastConnection(connected_at=AT - hour, path=LinkPath.LAN, address="192.168.1.7"),
        PastConnection(connected_at=AT - 5 * hour, ended_at=AT - 4 * hour, path=LinkPath.LAN, address="192.168.1.24"),
        PastConnection(connected_at=AT - 26 * hour, ended_at=AT - 25 * hour, path=LinkPath.NAT, reason="LOST"),
        PastConnection(connected_at=AT - 50 * hour, ended_at=AT - 50 * hour + 125, path=LinkPath.RELAY),
    )


def _problems() -> tuple[ProblemFile, ...]:
    unreadable = [
        ProblemFile(path=f"stills/IMG_{each}.jpg", reason=TransferReason.SOURCE_UNREADABLE) for each in (7, 8)
    ]
    return (*unreadable, ProblemFile(path="grade-notes.txt", reason=TransferReason.SOURCE_CHANGED))


def _message(number: int) -> MessageId:
    return MessageId(f"{number:032x}")


def _transfer(number: int) -> TransferId:
    return TransferId(f"{number:032x}")


async def _settle() -> None:
    """Let everything that is queued come to the screen."""
    for _ in range(8):
        await asyncio.sleep(0.01)


def main() -> int:
    """Write all pictures; those with large text in a process of their own, as the font is the application's."""
    large = "--large" in sys.argv
    folder = Path(next((each for each in sys.argv[1:] if not each.startswith("-")), FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", HOME=tempfile.gettempdir())
    time.tzset()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    font = QFont("DejaVu Sans")
    font.setPixelSize(2 * FONT_PX if large else FONT_PX)
    application.setFont(font)
    application.setCursorFlashTime(0)
    photographer = Photographer(application, folder)
    room = Room(free_bytes=FREE_BYTES, total_bytes=2 * FREE_BYTES)
    with (
        # What the disk of this machine has room for is no part of the pictures.
        mock.patch("peerdrop.gui.commands.free_bytes", return_value=FREE_BYTES),
        mock.patch("peerdrop.gui.commands.room_in", return_value=room),
        asyncio.Runner(loop_factory=lambda: new_qt_loop(application)) as runner,
    ):
        runner.run(photographer.run_large() if large else photographer.run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
