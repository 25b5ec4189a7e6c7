"""peerdrop/gui/desktop/services.py: what a desktop offers is what is used."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from peerdrop.gui.desktop.notifier import Notification
from peerdrop.gui.desktop.services import services_of_desktop
from tests.fake_node import make_peer
from tests.gui.noted_services import NotedNotifier
from tests.gui.private_bus import Answer, fake_service, private_bus
from tests.until import until

HELLO = Notification(device_id=make_peer().device_id, title="Bea", body="hello")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bus is Linux's")


async def test_without_a_bus_the_tray_tells_and_nothing_holds_sleep_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    tray = NotedNotifier()
    async with services_of_desktop(tray, "x") as services:
        services.notifier.show(HELLO)
        await services.inhibitor.hold()
        await services.inhibitor.release()
    assert tray.shown == [HELLO]


async def test_on_a_bus_its_services_are_asked_and_all_is_given_back_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: dict[str, Callable[..., Answer]] = {
        "GetCapabilities": lambda: ("as", ([],)),
        "Notify": lambda *_: ("u", (1,)),
        "CloseNotification": lambda _: ("", ()),
        "Inhibit": lambda *_: ("u", (2,)),
        "UnInhibit": lambda _: ("", ()),
    }
    with private_bus(tmp_path, monkeypatch):
        names = ("org.freedesktop.Notifications", "org.freedesktop.PowerManagement")
        async with fake_service(*names, answers=answers) as service:
            tray = NotedNotifier()
            async with services_of_desktop(tray, "x") as services:
                services.notifier.show(HELLO)
                await services.inhibitor.hold()
                await until(lambda: bool(service.called("Notify")))
                await services.inhibitor.release()
            assert tray.shown == []
            assert service.called("CloseNotification") == [(1,)]
            assert service.called("UnInhibit") == [(2,)]
