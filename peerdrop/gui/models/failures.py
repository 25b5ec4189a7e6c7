"""What stands in the error bars: at most one per conversation, and one for the window."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from peerdrop.core.events import PeerStateChanged
from peerdrop.core.states import ConnectionState
from peerdrop.gui.words.failures import Failure
from peerdrop.wire.identifiers import DeviceId


@dataclass(frozen=True, slots=True)
class ShownFailure:
    """A failure and what its button does."""

    failure: Failure
    step: Callable[[], None] | None = None


class Failures(QObject):
    """Each stays until it is solved, closed or replaced by a newer one."""

    changed = Signal(object)
    """Device ID, or None for the window's own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[DeviceId | None, ShownFailure] = {}

    def of(self, device_id: DeviceId | None) -> ShownFailure | None:
        """What stands in that bar."""
        return self._shown.get(device_id)

    def show(self, device_id: DeviceId | None, shown: ShownFailure) -> None:
        """Put a failure into its bar."""
        self._shown[device_id] = shown
        self.changed.emit(device_id)

    def clear(self, device_id: DeviceId | None) -> None:
        """The user has closed it, or does the next step."""
        if self._shown.pop(device_id, None) is not None:
            self.changed.emit(device_id)

    def connection_changed(self, event: PeerStateChanged) -> None:
        """Take away what a new connection has made past."""
        shown = self._shown.get(event.device_id)
        if shown is None or not shown.failure.heals_on_connect:
            return
        if event.state is ConnectionState.CONNECTED:
            self.clear(event.device_id)
