"""Files and pictures given to the window: pasted, dropped where no device is, handed over."""

import os
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QClipboard, QColor, QImage
from PySide6.QtTest import QTest

from peerdrop.core.errors import HomeError
from peerdrop.gui.models.devices import DeviceRole
from peerdrop.gui.pasted_files import PastedFiles
from peerdrop.gui.theme import Theme
from tests.fake_node import FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, was_called
from tests.until import until

BEA = make_peer()
CEM = make_peer("Cem", "CEM")


def picture() -> QImage:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#3353CC"))
    return image


def clip(clipboard: QClipboard, *, files: tuple[Path, ...] = (), image: QImage | None = None, text: str = "") -> None:
    mime = QMimeData()
    if files:
        mime.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
    if image is not None:
        mime.setImageData(image)
    if text:
        mime.setText(text)
    clipboard.setMimeData(mime)


def paste(window: OpenedWindow) -> None:
    QTest.keyClick(window.window.page.composer.field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


async def test_a_pasted_picture_waits_for_enter(theme: Theme, clipboard: QClipboard) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        clip(clipboard, image=picture(), text="a picture, told in words")
        paste(window)
        composer = window.window.page.composer
        await until(composer.attachments.isVisible)
        assert re.fullmatch(r"Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.png", composer.attachments.name.text())
        assert composer.send.isEnabled()
        assert not node.called("send_files")
        window.type("look")
        await until(was_called(node, "send_message"))
        ((device_id, (path,)),) = node.called("send_files")
        assert device_id == BEA.device_id
        assert QImage(str(path)).size() == picture().size()
        assert not composer.attachments.isVisible()


async def test_esc_drops_a_pasted_picture(theme: Theme, clipboard: QClipboard) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        clip(clipboard, image=picture())
        paste(window)
        composer = window.window.page.composer
        await until(composer.attachments.isVisible)
        QTest.keyClick(composer.field, Qt.Key.Key_Escape)
        assert not composer.attachments.isVisible()
        composer.submit()
        assert not node.called("send_files")


async def test_files_are_pasted_rather_than_their_picture_or_text(
    theme: Theme, clipboard: QClipboard, tmp_path: Path
) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        clip(clipboard, files=(tmp_path,), image=picture(), text="x")
        paste(window)
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(BEA.device_id, (tmp_path,))]
        assert window.window.page.composer.field.toPlainText() == ""


async def test_paste_works_where_the_messages_have_the_focus(theme: Theme, clipboard: QClipboard) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        clip(clipboard, text="<b>plain</b>")
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        window.window.page.view.setFocus()
        QTest.keyClick(window.window.page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: window.window.page.composer.field.toPlainText() == "<b>plain</b>")


def choose(window: OpenedWindow, name: str) -> None:
    """Press Enter on a device of the question to whom."""
    devices = window.window.receiver_chooser.devices
    model = devices.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    index = next(each for each in rows if (peer := each.data(DeviceRole.PEER)) is not None and peer.name == name)
    devices.setCurrentIndex(index)
    QTest.keyClick(devices, Qt.Key.Key_Return)


async def test_a_drop_where_no_device_is_asks_to_whom(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA, CEM])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await until(lambda: len(window.controller.devices.peers()) == 2)
        window.drop([tmp_path], window.window.first_start)
        assert window.window.receiver_chooser.isVisible()
        assert not node.called("send_files")
        choose(window, "Cem")
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(CEM.device_id, (tmp_path,))]
        assert window.controller.opened == CEM.device_id


async def test_a_drop_nobody_is_chosen_for_goes_nowhere(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.drop([tmp_path], window.window.first_start)
        QTest.keyClick(window.window.receiver_chooser.devices, Qt.Key.Key_Escape)
        assert not window.window.receiver_chooser.isVisible()
        window.window.receiver_chooser.chosen.emit(BEA.device_id)
        assert not node.called("send_files")


async def test_files_handed_over_wait_in_the_composer(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA, CEM])
    files = [tmp_path / "a", tmp_path / "b"]
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await until(lambda: len(window.controller.devices.peers()) == 2)
        window.controller.offering.fill_in(files)
        choose(window, "Bea")
        attachments = window.window.page.composer.attachments
        assert attachments.name.text() == "2 files: a, …"
        window.controller.offering.fill_in([tmp_path / "c"])
        assert attachments.files == (*files, tmp_path / "c")
        assert not node.called("send_files")
        window.window.page.composer.submit()
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(BEA.device_id, (*files, tmp_path / "c"))]


def test_two_pictures_of_one_minute_are_two_files_and_old_ones_go(qapp: object, tmp_path: Path) -> None:
    pictures = PastedFiles(tmp_path / "pasted", lambda: 1_795_252_440.0)
    first, second = pictures.keep_picture(picture()), pictures.keep_picture(picture())
    assert second.name == first.name.replace(".png", " (2).png")
    assert not QImage(str(second)).isNull()
    os.utime(second, (0, 0))
    assert pictures.keep_picture(picture()) == second
    assert first.stat().st_mode & 0o077 == 0


def test_a_picture_that_can_not_be_kept_is_said(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="could not be kept"):
        PastedFiles(tmp_path / "file", lambda: 0.0).keep_picture(picture())
