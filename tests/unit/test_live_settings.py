"""Settings are changed one at a time, whole or not at all, and only what was changed is followed."""

import asyncio
from pathlib import Path

import pytest

from peerdrop import live_settings
from peerdrop.core.errors import HomeDamaged, HomeError, PortTaken, UsageError
from peerdrop.live_settings import LiveSettings
from peerdrop.machine_profile import machine_name
from peerdrop.settings import SETTINGS_FILE, Settings, load_settings, save_settings


class Follower:
    """Writes down what it is told to follow."""

    def __init__(self) -> None:
        self.told: list[tuple[Settings, Settings]] = []

    def __call__(self, before: Settings, now: Settings) -> None:
        self.told.append((before, now))


async def test_what_is_changed_is_kept_and_then_followed(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    await live.change(Settings(name="Kitchen"), follow)
    assert load_settings(tmp_path) == live.now == await live.kept() == Settings(name="Kitchen")
    assert follow.told == [(Settings(), Settings(name="Kitchen"))]
    assert live.name == "Kitchen"


async def test_what_holds_for_this_run_only_stays_until_it_is_changed_itself(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings(name="For now", port=4000)), Follower()
    await live.change(Settings(discoverable=False), follow)
    assert live.now == Settings(name="For now", port=4000, discoverable=False)
    await live.change(Settings(name="Kitchen"), follow)
    assert live.now == Settings(name="Kitchen", port=4000)
    await live.change(Settings(), follow)
    assert live.name == machine_name()


async def test_a_preparation_that_fails_refuses_the_change(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()

    async def refuse(before: Settings, now: Settings) -> None:
        raise PortTaken("Port 4000 is in use.")

    with pytest.raises(PortTaken):
        await live.change(Settings(port=4000), follow, refuse)
    assert live.now == await live.kept() == Settings()
    assert follow.told == []


async def test_who_asked_may_go_and_the_change_is_whole(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def prepare(before: Settings, now: Settings) -> None:
        begun.set()
        await may_end.wait()

    asking = asyncio.create_task(live.change(Settings(port=4000), follow, prepare))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    closing = asyncio.create_task(live.aclose())
    await asyncio.sleep(0)
    assert not closing.done()
    may_end.set()
    await closing
    assert live.now == await live.kept() == Settings(port=4000)
    assert follow.told == [(Settings(), Settings(port=4000))]


async def test_a_change_that_is_refused_when_nobody_waits_for_it_changes_nothing(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    begun = asyncio.Event()

    async def refuse(before: Settings, now: Settings) -> None:
        begun.set()
        await asyncio.sleep(0)
        raise PortTaken("Port 4000 is in use.")

    asking = asyncio.create_task(live.change(Settings(port=4000), follow, refuse))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await live.aclose()
    await live.change(Settings(name="Kitchen"), follow)
    assert live.now == await live.kept() == Settings(name="Kitchen")


async def test_what_was_prepared_is_taken_back_if_it_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    prepared: list[tuple[int, int]] = []

    async def prepare(before: Settings, now: Settings) -> None:
        prepared.append((before.port, now.port))

    def full(home: Path, settings: Settings) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(live_settings, "save_settings", full)
    with pytest.raises(HomeError):
        await live.change(Settings(port=4000), follow, prepare)
    assert prepared == [(0, 4000), (4000, 0)]
    assert live.now == Settings()


async def test_bad_ones_are_refused_whole(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    with pytest.raises(UsageError):
        await live.change(Settings(name="Kitchen", directory="here"), follow)
    assert live.now == Settings()
    assert follow.told == []
    assert not (tmp_path / SETTINGS_FILE).exists()


async def test_what_cannot_be_kept_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()

    def full(home: Path, settings: Settings) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(live_settings, "save_settings", full)
    with pytest.raises(HomeError, match="No space left") as refused:
        await live.change(Settings(name="Kitchen"), follow)
    assert refused.value.next_step
    assert live.now == Settings()
    assert follow.told == []


async def test_a_damaged_file_is_not_overwritten(tmp_path: Path) -> None:
    live, follow = LiveSettings(tmp_path, Settings()), Follower()
    (tmp_path / SETTINGS_FILE).write_text("{")
    with pytest.raises(HomeDamaged):
        await live.change(Settings(name="Kitchen"), follow)
    assert (tmp_path / SETTINGS_FILE).read_text() == "{"


async def test_changes_at_once_are_made_one_after_the_other(tmp_path: Path) -> None:
    save_settings(tmp_path, Settings(max_connections=2))
    live, follow = LiveSettings(tmp_path, Settings(max_connections=2)), Follower()
    wanted = [Settings(max_connections=2, name=f"Name {number}") for number in range(8)]
    await asyncio.gather(*(live.change(each, follow) for each in wanted))
    assert [now for _, now in follow.told] == wanted
    assert [before for before, _ in follow.told[1:]] == wanted[:-1]
    assert load_settings(tmp_path) == wanted[-1]
