"""Two windows over two real nodes: order, speed and pauses of transfers, and another try, from either side."""

import socket
from functools import partial
from pathlib import Path

import msgspec
import pytest

from peerdrop.core.states import TransferState as S
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId, TransferId
from tests.gui.opened_window import OpenedWindow
from tests.gui.test_two_windows import SLOW_S, card, digest, two_windows
from tests.ports import free_port
from tests.two_nodes import make_file
from tests.until import until


@pytest.fixture
def discovery_port() -> int:
    """A port of these two windows' own."""
    return free_port(socket.SOCK_DGRAM)


async def change_settings(window: OpenedWindow, **changes: object) -> None:
    """Set something as the settings page does, and wait until it is in force."""
    taken: list[Settings] = []
    window.controller.commands.settings_read.connect(taken.append)
    window.controller.commands.change_one_setting(lambda settings: msgspec.structs.replace(settings, **changes))
    await until(lambda: taken, SLOW_S)


def says(window: OpenedWindow, device_id: DeviceId, transfer_id: TransferId, status: str) -> bool:
    found = window.conversation(device_id).card(transfer_id)
    return found is not None and status in card_face(found.facts).status


def note(window: OpenedWindow, device_id: DeviceId, transfer_id: TransferId) -> str:
    found = window.conversation(device_id).card(transfer_id)
    return card_face(found.facts).note if found is not None else ""


def notes(window: OpenedWindow, device_id: DeviceId, transfer_id: TransferId, words: str) -> bool:
    return words in note(window, device_id, transfer_id)


async def test_a_second_drop_is_next_in_line_until_it_is_sent_first(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    one, two = make_file(tmp_path / "one.raw", 6_000_000), make_file(tmp_path / "two.raw", 5_000_000)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        await change_settings(ana, transfers_at_once=1, speed_limit_bytes_per_second=100_000)
        ids = []
        for number, source in enumerate((one, two)):
            ana.drop([source])
            offer = await card(ben, ana_id, S.OFFERED, number)
            ids.append(offer.facts.transfer.transfer_id)
            await ben.press(ids[-1], CardAction.ACCEPT)
        first, second = ids
        await card(ana, ben_id, S.TRANSFERRING, 0)
        for window, device_id in ((ana, ben_id), (ben, ana_id)):
            await until(partial(says, window, device_id, second, "Next in line"), SLOW_S)
        ana.controller.card_actions.perform(second, CardAction.MOVE_FIRST)
        await card(ana, ben_id, S.TRANSFERRING, 1)
        for window, device_id in ((ana, ben_id), (ben, ana_id)):
            await until(partial(says, window, device_id, first, "Next in line"), SLOW_S)
        await change_settings(ana, speed_limit_bytes_per_second=0)
        for number in range(2):
            await card(ana, ben_id, S.COMPLETED, number)
            await card(ben, ana_id, S.COMPLETED, number)
        for source in (one, two):
            assert digest(tmp_path / "ben" / "in" / source.name) == digest(source)


async def test_both_sides_pause_resume_and_limit_a_running_transfer(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    source = make_file(tmp_path / "holiday.raw", 6_000_000)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        await change_settings(ana, speed_limit_bytes_per_second=100_000)
        ana.drop([source])
        transfer_id = (await card(ben, ana_id, S.OFFERED)).facts.transfer.transfer_id
        await ben.press(transfer_id, CardAction.ACCEPT)
        await card(ana, ben_id, S.TRANSFERRING)
        await card(ben, ana_id, S.TRANSFERRING)
        sides = ((ana, ben_id, "by Ana", ben, ana_id), (ben, ana_id, "by Ben", ana, ben_id))
        for own, own_peer, by, other, other_peer in sides:
            await own.press(transfer_id, CardAction.PAUSE)
            await until(partial(says, other, other_peer, transfer_id, by), SLOW_S)
            await card(own, own_peer, S.PAUSED)
            await own.press(transfer_id, CardAction.RESUME)
            await card(own, own_peer, S.TRANSFERRING)
            await card(other, other_peer, S.TRANSFERRING)
        ana.window.page.view.limit_wanted.emit(transfer_id, 300_000)
        await until(lambda: "at most 300 kB/s" in card_face(ana.cards(ben_id)[0].facts).detail, SLOW_S)
        ana.window.page.view.limit_wanted.emit(transfer_id, 0)
        await change_settings(ana, speed_limit_bytes_per_second=0)
        await card(ben, ana_id, S.COMPLETED)
        assert digest(tmp_path / "ben" / "in" / "holiday.raw") == digest(source)


async def test_what_can_be_read_of_a_drop_goes_and_the_rest_is_said(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    album = tmp_path / "album"
    album.mkdir()
    make_file(album / "one.raw", 5000)
    (album / "link").symlink_to(album / "one.raw")
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.drop([tmp_path / "gone.txt", album])
        transfer_id = (await card(ben, ana_id, S.OFFERED)).facts.transfer.transfer_id
        await card(ana, ben_id, S.OFFERED)
        note = "2 items are not sent. The rest goes."
        await until(lambda: card_face(ana.cards(ben_id)[0].facts).note == note, SLOW_S)
        assert not ana.error_text
        await ben.press(transfer_id, CardAction.ACCEPT)
        await until(partial(says, ana, ben_id, transfer_id, "1 of 2 files delivered. 1 could not be sent."), SLOW_S)
        await ana.press(transfer_id, CardAction.DETAILS)
        left_out = [
            f"{tmp_path / 'gone.txt'}: could not be read where it was",
            f"{album / 'link'}: is a link, and not sent",
        ]
        await until(lambda: ana.controller.problems.lines.stringList() == left_out, SLOW_S)
        assert [each.name for each in (tmp_path / "ben" / "in" / "album").iterdir()] == ["one.raw"]


async def test_what_is_missing_is_asked_for_and_sent_by_who_may_and_comes_beside_the_rest(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    album = tmp_path / "album"
    for name in ("one.raw", "two.raw"):
        make_file(album / name, 5000)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.drop([album])
        transfer_id = (await card(ben, ana_id, S.OFFERED)).facts.transfer.transfer_id
        make_file(album / "two.raw", 7000)
        await ben.press(transfer_id, CardAction.ACCEPT)
        await card(ana, ben_id, S.COMPLETED)
        await card(ben, ana_id, S.COMPLETED)
        await until(partial(says, ben, ana_id, transfer_id, "1 of 2 files saved"), SLOW_S)
        await ben.press(transfer_id, CardAction.ASK_AGAIN)
        await until(partial(notes, ben, ana_id, transfer_id, "The files on Ana have changed since."), SLOW_S)
        await until(partial(notes, ana, ben_id, transfer_id, "Ben asked for this again."), SLOW_S)
        await ana.press(transfer_id, CardAction.SEND_THOSE)
        rest = (await card(ben, ana_id, S.OFFERED, 1)).facts.transfer.transfer_id
        await ben.press(rest, CardAction.ACCEPT)
        await card(ana, ben_id, S.COMPLETED, 1)
        await card(ben, ana_id, S.COMPLETED, 1)
        received = tmp_path / "ben" / "in"
        assert [each.name for each in received.iterdir()] == ["album"]
        for name in ("one.raw", "two.raw"):
            assert digest(received / "album" / name) == digest(album / name)
        await until(lambda: not note(ana, ben_id, transfer_id), SLOW_S)
