"""Who may find this device."""

from collections.abc import Callable

from peerdrop.wire.identifiers import DeviceId


class Visibility:
    """Whether strangers get this device's card. It may change while the backend runs.

    *is_saved* tells the devices that are looked for where they were: they may always know where we are.
    """

    def __init__(self, *, discoverable: bool, is_saved: Callable[[DeviceId], bool] = lambda _: False) -> None:
        self.discoverable = discoverable
        self._is_saved = is_saved

    def is_for(self, device_id: DeviceId) -> bool:
        """That device may have our card."""
        return self.discoverable or self._is_saved(device_id)
