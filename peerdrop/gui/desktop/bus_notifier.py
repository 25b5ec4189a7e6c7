"""Notifications by the desktop's own service (org.freedesktop.Notifications 1.2)."""

import asyncio
import html
import logging
from collections.abc import Callable
from typing import Any, Final

from jeepney import DBusAddress

from peerdrop.gui.desktop.notifier import Notification, NotificationAction, NotificationSignals, Notifier
from peerdrop.gui.desktop.session_bus import BusFailed, SessionBus
from peerdrop.gui.words.phrase import Phrase
from peerdrop.settings import APP_NAME
from peerdrop.wire.identifiers import DeviceId

logger = logging.getLogger(__name__)

NOTIFICATIONS: Final = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)
_LABELS: Final = {
    NotificationAction.OPEN: Phrase("Notifications", "Open"),
    NotificationAction.ACCEPT: Phrase("Notifications", "Accept"),
    NotificationAction.REVIEW: Phrase("Notifications", "Review…"),
}
_SERVER_DECIDES_MS: Final = -1


class BusNotifier:
    """Shows one after the other, so that the next replaces the last; when the service fails, *otherwise* shows it."""

    def __init__(self, bus: SessionBus, otherwise: Notifier, *, desktop_id: str) -> None:
        self.signals = NotificationSignals()
        self._bus = bus
        self._otherwise = otherwise
        self._desktop_id = desktop_id
        self._shown: dict[DeviceId, int] = {}
        self._told: dict[int, Notification] = {}
        self._capabilities: frozenset[str] | None = None
        self._queue: asyncio.Queue[Callable[[], Any]] = asyncio.Queue(64)
        self._working: asyncio.Task[None] | None = None
        otherwise.signals.pressed.connect(self.signals.pressed)
        bus.listen(NOTIFICATIONS, self._heard)

    def show(self, notification: Notification) -> None:
        self._later(lambda: self._show(notification))

    def withdraw(self, device_id: DeviceId) -> None:
        self._later(lambda: self._withdraw(device_id))
        self._otherwise.withdraw(device_id)

    async def aclose(self) -> None:
        working, self._working = self._working, None
        if working is not None:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        for device_id in tuple(self._shown):
            await self._withdraw(device_id)
        await self._otherwise.aclose()

    def _later(self, work: Callable[[], Any]) -> None:
        if self._queue.full():
            logger.info("the desktop is too slow to show notifications")
            return
        self._queue.put_nowait(work)
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._work(), name="notifications")

    async def _work(self) -> None:
        while not self._queue.empty():
            await self._queue.get_nowait()()

    async def _show(self, notification: Notification) -> None:
        try:
            number = await self._notify(notification)
        except BusFailed as exc:
            logger.info("no notification service: %s", exc)
            self._capabilities = None
            self._otherwise.show(notification)
            return
        replaced = self._shown.get(notification.device_id)
        if replaced is not None:
            self._told.pop(replaced, None)
        self._shown[notification.device_id] = number
        self._told[number] = notification

    async def _notify(self, notification: Notification) -> int:
        if self._capabilities is None:
            (capabilities,) = await self._bus.call(NOTIFICATIONS, "GetCapabilities")
            self._capabilities = frozenset(capabilities)
        body = notification.body
        if "body-markup" in self._capabilities:
            # Else "<b>" of a peer would be bold, and <a href> a link of theirs on this desktop.
            body = html.escape(body, quote=False)
        buttons: list[str] = []
        if "actions" in self._capabilities:
            for action in (NotificationAction.OPEN, *notification.actions):
                buttons += [action, _LABELS[action].translated()]
        hints = {"desktop-entry": ("s", self._desktop_id), "urgency": ("y", 1), "category": ("s", "transfer")}
        (number,) = await self._bus.call(
            NOTIFICATIONS,
            "Notify",
            "susssasa{sv}i",
            APP_NAME,
            self._shown.get(notification.device_id, 0),
            self._desktop_id,
            notification.title,
            body,
            buttons,
            hints,
            _SERVER_DECIDES_MS,
        )
        return int(number)

    async def _withdraw(self, device_id: DeviceId) -> None:
        number = self._shown.pop(device_id, None)
        if number is None:
            return
        self._told.pop(number, None)
        try:
            await self._bus.call(NOTIFICATIONS, "CloseNotification", "u", number)
        except BusFailed as exc:
            logger.info("a notification can't be taken back: %s", exc)

    def _heard(self, signal: str, values: tuple[Any, ...]) -> None:
        match signal, values:
            case "ActionInvoked", (int(number), str(action)):
                notification = self._told.get(number)
                if notification is not None and action in (NotificationAction.OPEN, *notification.actions):
                    self.signals.pressed.emit(notification, NotificationAction(action))
            case "NotificationClosed", (int(number), int()):
                # A number that is over may be given to another program's notification.
                gone = self._told.pop(number, None)
                if gone is not None and self._shown.get(gone.device_id) == number:
                    del self._shown[gone.device_id]
            case _:
                pass
