"""Who may find this device."""

from collections.abc import Callable

from peerdrop.wire.identifiers import DeviceId


class Visibility:
    """Whether strangers get this device's card. It may change while the backend runs.

    *is_saved* tells the devices of which this one keeps where they were, *is_at* the hosts at which any of them is or
    was: they may always know where we are. So may whoever is called of the user's own will: a host that *is_expected*,
    and what `reveal_to` names until we hide the next time.
    """

    def __init__(
        self,
        *,
        discoverable: bool,
        is_saved: Callable[[DeviceId], bool] = lambda _: False,
        is_at: Callable[[str], bool] = lambda _: False,
        is_expected: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._discoverable = discoverable
        self._is_saved = is_saved
        self._is_at = is_at
        self._is_expected = is_expected
        self._revealed: dict[DeviceId, set[str]] = {}

    @property
    def discoverable(self) -> bool:
        """Anybody may have our card."""
        return self._discoverable

    def change(self, *, discoverable: bool) -> None:
        """Show us to anybody from now on, or hide, from those as well who were called before and are not saved."""
        self._discoverable = discoverable
        self._revealed.clear()

    def reveal_to(self, device_id: DeviceId, *hosts: str) -> None:
        """We call that device, at *hosts*: it may answer."""
        if not self._discoverable:
            self._revealed.setdefault(device_id, set()).update(hosts)

    def is_for(self, device_id: DeviceId) -> bool:
        """That device may have our card."""
        return self._discoverable or device_id in self._revealed or self._is_saved(device_id)

    def is_for_host(self, host: str) -> bool:
        """Whoever asks from *host*, without saying who it is, may have our card."""
        return (
            self._discoverable
            or self._is_expected(host)
            or self._is_at(host)
            or any(host in hosts for hosts in self._revealed.values())
        )

    def admits(self, signer: DeviceId, host: str) -> bool:
        """What *signer* has signed and sent from *host* is looked at."""
        return self.is_for(signer) or self._is_expected(host)
