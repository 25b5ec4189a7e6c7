"""peerdrop/gui/desktop: the machine stays awake while bytes move, and only then."""

import dataclasses
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from peerdrop.core.states import TransferState
from peerdrop.gui.desktop.bus_inhibitor import BusInhibitor
from peerdrop.gui.desktop.session_bus import SessionBus
from peerdrop.gui.desktop.sleep_inhibitor import CommandInhibitor, SleepInhibitor
from peerdrop.gui.desktop.wakefulness import Wakefulness
from tests.fake_node import make_transfer
from tests.gui.private_bus import Answer, fake_service, private_bus
from tests.until import until

GNOME, OTHERS = "org.gnome.SessionManager", "org.freedesktop.PowerManagement"


class Noted:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def hold(self) -> None:
        self.asked.append("hold")

    async def release(self) -> None:
        self.asked.append("release")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with private_bus(tmp_path, monkeypatch):
        yield


def cookies() -> Callable[..., Answer]:
    numbers = count(7)
    return lambda *_: ("u", (next(numbers),))


def nothing(*_: object) -> Answer:
    return ("", ())


RESTING = [each for each in TransferState if each not in (TransferState.TRANSFERRING, TransferState.VERIFYING)]


@pytest.mark.parametrize("rest", RESTING, ids=str)
async def test_whatever_stops_the_bytes_lets_the_machine_sleep(rest: TransferState) -> None:
    noted = Noted()
    wakefulness = Wakefulness(noted)
    moving = make_transfer(state=TransferState.TRANSFERRING)
    wakefulness.follow([dataclasses.replace(moving, state=rest)])
    wakefulness.follow([moving])
    await until(lambda: noted.asked == ["hold"])
    wakefulness.follow([moving, moving])
    wakefulness.follow([dataclasses.replace(moving, state=TransferState.VERIFYING)])
    wakefulness.follow([dataclasses.replace(moving, state=rest)])
    await until(lambda: noted.asked == ["hold", "release"])
    wakefulness.follow([])
    await wakefulness.aclose()
    assert noted.asked == ["hold", "release"]


async def test_the_end_of_the_window_lets_the_machine_sleep() -> None:
    noted = Noted()
    wakefulness = Wakefulness(noted)
    wakefulness.follow([make_transfer(state=TransferState.TRANSFERRING)])
    await until(lambda: bool(noted.asked))
    await wakefulness.aclose()
    assert noted.asked == ["hold", "release"]


async def test_gnome_holds_off_only_suspending(bus: None) -> None:
    answers = {"Inhibit": cookies(), "Uninhibit": nothing}
    async with fake_service(GNOME, answers=answers) as service:
        session_bus = SessionBus()
        inhibitor = BusInhibitor(session_bus)
        await inhibitor.hold()
        assert service.calls == [("Inhibit", "susu", ("PeerDrop", 0, "Files are being transferred", 4))]
        await inhibitor.hold()
        await inhibitor.release()
        await inhibitor.release()
        assert service.calls[1:] == [("Uninhibit", "u", (7,))]
        await session_bus.aclose()


async def test_another_desktop_is_asked_in_its_own_way_and_again_the_next_time(bus: None) -> None:
    answers = {"Inhibit": cookies(), "UnInhibit": nothing}
    async with fake_service(OTHERS, answers=answers) as service:
        session_bus = SessionBus()
        inhibitor = BusInhibitor(session_bus)
        for _ in range(2):
            await inhibitor.hold()
            await inhibitor.release()
        assert [name for name, _, _ in service.calls] == ["Inhibit", "UnInhibit"] * 2
        assert service.called("UnInhibit") == [(7,), (8,)]
        await session_bus.aclose()


async def test_a_desktop_that_holds_nothing_off_hinders_nobody(bus: None) -> None:
    session_bus = SessionBus()
    await used(BusInhibitor(session_bus))
    await session_bus.aclose()


async def test_no_bus_hinders_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    session_bus = SessionBus()
    await used(BusInhibitor(session_bus))
    await session_bus.aclose()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
async def test_a_command_runs_as_long_as_it_is_held() -> None:
    inhibitor = CommandInhibitor("sleep", "60")
    await inhibitor.hold()
    process = inhibitor._process
    assert process is not None
    assert process.poll() is None
    await inhibitor.release()
    assert process.poll() is not None


async def test_a_command_that_is_not_there_hinders_nobody() -> None:
    await used(CommandInhibitor("/no/such/program"))


async def used(inhibitor: SleepInhibitor) -> None:
    await inhibitor.hold()
    await inhibitor.release()
