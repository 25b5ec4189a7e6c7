"""Where notifications are shown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from peerdrop.wire.identifiers import DeviceId, TransferId


class NotificationAction(StrEnum):
    """What can be pressed on a notification."""

    OPEN = "default"
    """The notification itself: shows the conversation."""
    ACCEPT = "accept"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Plain text; whoever shows it escapes it. One per device: the next replaces it.

    *transfer_id* is the offer that ACCEPT and REVIEW are about.
    """

    device_id: DeviceId
    title: str
    body: str
    actions: tuple[NotificationAction, ...] = ()
    transfer_id: TransferId | None = None


class NotificationSignals(QObject):
    """What a notifier tells."""

    pressed = Signal(Notification, NotificationAction)


class Notifier(Protocol):
    """Shows notifications; none of it raises or waits."""

    @property
    def signals(self) -> NotificationSignals:
        """Tells what was pressed."""

    def show(self, notification: Notification) -> None:
        """Show it in the place of that device's last one."""

    def withdraw(self, device_id: DeviceId) -> None:
        """Take back what is shown about a device, if there is something."""

    async def aclose(self) -> None:
        """Take all back and end."""


class NoNotifier:
    """For a desktop that can show none."""

    def __init__(self) -> None:
        self.signals = NotificationSignals()

    def show(self, notification: Notification) -> None:
        """Nothing."""

    def withdraw(self, device_id: DeviceId) -> None:
        """Nothing."""

    async def aclose(self) -> None:
        """Nothing."""
