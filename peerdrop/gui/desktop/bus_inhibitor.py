"""Sleep held off by the session's own service. Whoever holds it lets go when the connection to the bus ends."""

import logging
from dataclasses import dataclass
from typing import Final

from jeepney import DBusAddress

from peerdrop.gui.desktop.session_bus import BusFailed, SessionBus
from peerdrop.gui.desktop.sleep_inhibitor import REASON
from peerdrop.gui.words.phrase import Phrase
from peerdrop.settings import APP_NAME

logger = logging.getLogger(__name__)

_SUSPEND: Final = 4
"""GNOME's flag for "the session is not to be suspended"."""


@dataclass(frozen=True, slots=True)
class _Service:
    address: DBusAddress
    release: str
    signature: str
    arguments: tuple[object, ...]

    def spoken_arguments(self) -> tuple[object, ...]:
        """The arguments of Inhibit, with the reason in the user's language."""
        return tuple(each.translated() if isinstance(each, Phrase) else each for each in self.arguments)


_SERVICES: Final = (
    _Service(
        DBusAddress("/org/gnome/SessionManager", "org.gnome.SessionManager", "org.gnome.SessionManager"),
        "Uninhibit",
        "susu",
        (APP_NAME, 0, REASON, _SUSPEND),
    ),
    # KDE, Xfce and others.
    _Service(
        DBusAddress(
            "/org/freedesktop/PowerManagement/Inhibit",
            "org.freedesktop.PowerManagement",
            "org.freedesktop.PowerManagement.Inhibit",
        ),
        "UnInhibit",
        "ss",
        (APP_NAME, REASON),
    ),
)


class BusInhibitor:
    """Asks the first service that answers."""

    def __init__(self, bus: SessionBus) -> None:
        self._bus = bus
        self._held: tuple[_Service, int] | None = None

    async def hold(self) -> None:
        if self._held is not None:
            return
        for service in _SERVICES:
            try:
                (cookie,) = await self._bus.call(
                    service.address, "Inhibit", service.signature, *service.spoken_arguments()
                )
            except BusFailed as exc:
                logger.debug("%s does not hold sleep off: %s", service.address.bus_name, exc)
            else:
                self._held = (service, cookie)
                return
        logger.info("nobody on this desktop holds sleep off")

    async def release(self) -> None:
        held, self._held = self._held, None
        if held is None:
            return
        service, cookie = held
        try:
            await self._bus.call(service.address, service.release, "u", cookie)
        except BusFailed as exc:
            logger.info("sleep may be held off until PeerDrop ends: %s", exc)
