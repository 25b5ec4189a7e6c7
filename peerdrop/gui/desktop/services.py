"""What this desktop offers, found out once at the start."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from peerdrop.gui.desktop.notifier import Notifier
from peerdrop.gui.desktop.sleep_inhibitor import NoInhibitor, SleepInhibitor, WindowsInhibitor, caffeinate


@dataclass(frozen=True, slots=True)
class Services:
    """The ways to tell the user something and to keep the machine awake."""

    notifier: Notifier
    inhibitor: SleepInhibitor


@asynccontextmanager
async def services_of_desktop(tray: Notifier, desktop_id: str) -> AsyncIterator[Services]:
    """The services here; *tray* shows what no service of the desktop's own does."""
    if sys.platform.startswith("linux") and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        # Only here: the library for it is not installed elsewhere.
        from peerdrop.gui.desktop.bus_inhibitor import BusInhibitor
        from peerdrop.gui.desktop.bus_notifier import BusNotifier
        from peerdrop.gui.desktop.session_bus import SessionBus

        bus = SessionBus()
        notifier = BusNotifier(bus, tray, desktop_id=desktop_id)
        try:
            yield Services(notifier, BusInhibitor(bus))
        finally:
            await notifier.aclose()
            await bus.aclose()
        return
    inhibitor: SleepInhibitor = NoInhibitor()
    if sys.platform == "win32":
        inhibitor = WindowsInhibitor()
    elif sys.platform == "darwin":
        inhibitor = caffeinate()
    try:
        yield Services(tray, inhibitor)
    finally:
        await tray.aclose()
