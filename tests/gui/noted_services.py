"""A desktop's services that only note what they are asked for."""

from peerdrop.gui.desktop.notifier import Notification, NotificationSignals
from peerdrop.wire.identifiers import DeviceId


class NotedNotifier:
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


class NotedInhibitor:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def hold(self) -> None:
        self.asked.append("hold")

    async def release(self) -> None:
        self.asked.append("release")
