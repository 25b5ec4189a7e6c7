"""What is written and given to a conversation: drafts, texts that are too long, files by the thousand."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, Qt
from PySide6.QtTest import QTest

from peerdrop.core.errors import SourceUnreadable
from peerdrop.gui.counting import FileCount
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import TEXT_CHARS
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, opened_window, was_called
from tests.until import until


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Numbers as a user in England reads them."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


BEA, CAL = make_peer(), make_peer("Cal", "CAL")


def pasted(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


async def test_what_was_written_and_attached_stays_with_its_conversation(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA, CAL])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        composer = window.window.page.composer
        await window.open(BEA.device_id)
        window.type("for Bea", enter=False)
        composer.attachments.add([tmp_path / "bea.txt"])
        await window.open(CAL.device_id)
        assert composer.field.toPlainText() == ""
        assert not composer.attachments.files
        window.type("for Cal", enter=False)
        composer.attach_for(BEA.device_id, [tmp_path / "late.png"])
        assert not composer.attachments.files
        await window.open(BEA.device_id)
        assert composer.field.toPlainText() == "for Bea"
        assert composer.field.textCursor().position() == len("for Bea")
        assert composer.attachments.files == (tmp_path / "bea.txt", tmp_path / "late.png")
        composer.submit()
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "for Bea")]
        await window.open(CAL.device_id)
        assert composer.field.toPlainText() == "for Cal"


async def test_a_text_over_the_limit_says_how_long_it_is_and_goes_as_a_file(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        composer, bar = window.window.page.composer, window.window.page.error_bar
        text = "word " * 14_000
        composer.field.setPlainText(text)
        composer.submit()
        assert window.error_text == "Too long for a message: 70,000 characters, the limit is 65,536."
        assert composer.field.toPlainText() == text
        assert bar.step.text() == "Send as a file"
        QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton)
        await until(was_called(node, "send_files"))
        ((device_id, (path,)),) = node.called("send_files")
        assert device_id == BEA.device_id
        assert path.suffix == ".txt"
        assert path.read_text() == text
        assert composer.field.toPlainText() == ""
        assert not window.error_text
        assert not node.called("send_message")


async def test_a_megabyte_that_is_pasted_is_kept_out_of_the_field_and_can_go_as_a_file(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        composer, bar = window.window.page.composer, window.window.page.error_bar
        composer.field.setPlainText("look: ")
        text = "x" * 1_000_000
        composer.field.insertFromMimeData(pasted(text))
        assert window.error_text == "Too long for a message: 1,000,000 characters, the limit is 65,536."
        assert composer.field.toPlainText() == "look: "
        QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton)
        await until(was_called(node, "send_files"))
        ((_, (path,)),) = node.called("send_files")
        assert path.stat().st_size == 1_000_000
        assert composer.field.toPlainText() == "look: "


async def test_pasting_again_and_again_ends_before_the_field_is_too_full(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        for _ in range(4):
            field.insertFromMimeData(pasted("line\n" * 12_000))
        assert len(field.toPlainText()) <= 2 * TEXT_CHARS
        assert window.error_text.startswith("Too long for a message:")


def folder_of(path: Path, files: int) -> Path:
    (path / "deep" / "er").mkdir(parents=True)
    for number in range(files):
        (path / ("deep" if number % 2 else "deep/er") / f"{number}.txt").touch()
    return path


def test_files_in_folders_are_counted(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "many", 30)
    alone = tmp_path / "alone.txt"
    alone.touch()
    count = FileCount([folder, alone])
    count.run()
    assert count.files == 31
    ended = FileCount([folder, alone])
    ended.is_ended = True
    ended.run()
    assert ended.files < 31


async def test_a_thousand_files_dropped_at_once_have_a_card_until_their_transfer_is_there(
    theme: Theme, tmp_path: Path
) -> None:
    node = FakeNode([BEA])
    taken: asyncio.Future[TransferId] | None = None

    def send(*_: object) -> "asyncio.Future[TransferId]":
        nonlocal taken
        taken = asyncio.get_running_loop().create_future()
        return taken

    node.replies["send_files"] = send
    folder = folder_of(tmp_path / "album", 250)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop([Path(f"/tmp/{number}.txt") for number in range(1000)] + [folder])
        await until(lambda: window.cards(BEA.device_id))
        (card,) = window.cards(BEA.device_id)
        await until(lambda: _status(window.cards(BEA.device_id)[0]) == "Counting… 1,250 files")
        assert card_face(card.facts).detail == "to Bea"
        await until(lambda: taken is not None)

        async def answer(_: object) -> None:
            assert taken is not None
            taken.set_result(TRANSFER_ID)

        await asyncio.wrap_future(window.engine.submit(answer))
        await until(lambda: not window.cards(BEA.device_id))
        assert not node.called("cancel")


async def test_a_count_that_is_canceled_cancels_its_transfer_as_soon_as_there_is_one(theme: Theme) -> None:
    node = FakeNode([BEA])
    go = False

    async def send(*_: object) -> TransferId:
        while not go:  # noqa: ASYNC110 - the test and the node live on two loops
            await asyncio.sleep(0.01)
        return TRANSFER_ID

    node.replies["send_files"] = send
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop([Path(f"/tmp/{number}.txt") for number in range(1200)])
        await until(lambda: window.cards(BEA.device_id))
        await window.press(window.cards(BEA.device_id)[0].facts.transfer.transfer_id, CardAction.CANCEL)
        assert not window.cards(BEA.device_id)
        go = True
        await until(was_called(node, "cancel"))
        assert node.called("cancel") == [(TRANSFER_ID,)]


async def test_files_that_can_not_be_read_are_said_and_leave_no_card(theme: Theme) -> None:
    node = FakeNode([BEA])

    async def refuse(*_: object) -> TransferId:
        raise SourceUnreadable("/root/secret can't be read (Permission denied).", next_step="Check its permissions.")

    node.replies["send_files"] = refuse
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop([Path(f"/tmp/{number}.txt") for number in range(1200)])
        await until(lambda: window.error_text)
        assert "/root/secret" in window.error_text
        assert not window.cards(BEA.device_id)


def _status(card: object) -> str:
    return card_face(card.facts).status  # type: ignore[attr-defined]


async def test_a_hint_that_does_not_fit_is_cut_with_an_ellipsis(theme: Theme) -> None:
    name = "The machine in the corner of the workshop behind the second door on the left"
    node = FakeNode([make_peer(name)])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(node.known[0].device_id)
        window.window.resize(480, 600)
        field = window.window.page.composer.field
        await until(lambda: field.placeholderText().endswith("…"))
        assert field.fontMetrics().horizontalAdvance(field.placeholderText()) <= field.viewport().width()
        assert name in field.accessibleName(), "it is said whole"
        window.window.resize(1180, 600)
        await until(lambda: field.placeholderText() == f"Message {name}")
