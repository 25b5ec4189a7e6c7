"""peerdrop/gui/desktop/window_memory.py: the window comes back to its place, if that is on a screen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QMainWindow

from peerdrop.gui.desktop.window_memory import WINDOW_FILE, WindowMemory, fitted

SCREEN = QRect(0, 0, 800, 600)
RIGHT = QRect(800, 0, 1920, 1080)


def test_place_and_size_come_back(qapp: QApplication, tmp_path: Path) -> None:
    window, memory = QMainWindow(), WindowMemory(tmp_path)
    window.setGeometry(40, 60, 500, 400)
    memory.take(window)
    memory.set_told_of_tray()
    memory.save()
    other, again = QMainWindow(), WindowMemory(tmp_path)
    again.put_back(other)
    assert other.geometry() == QRect(40, 60, 500, 400)
    assert again.remembered.told_of_tray
    assert not other.isMaximized()


def test_a_maximized_window_comes_back_maximized(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / WINDOW_FILE).write_text('{"maximized": true}')
    window = QMainWindow()
    WindowMemory(tmp_path).put_back(window)
    assert window.isMaximized()


@pytest.mark.parametrize(
    ("place", "fitting"),
    [
        (QRect(40, 60, 500, 400), QRect(40, 60, 500, 400)),
        (QRect(900, 60, 500, 400), QRect(900, 60, 500, 400)),
        (QRect(-400, 60, 500, 400), QRect(-400, 60, 500, 400)),
        (QRect(-450, 60, 500, 400), None),
        (QRect(10, 0, 5000, 4000), QRect(10, 0, 800, 600)),
        (QRect(5000, 60, 500, 400), None),
        (QRect(40, 590, 500, 400), None),
        (QRect(40, -200, 500, 400), None),
    ],
)
def test_only_a_place_where_the_window_can_be_taken_hold_of_is_used(place: QRect, fitting: QRect | None) -> None:
    assert fitted(place, [SCREEN, RIGHT]) == fitting


def test_on_a_screen_that_is_gone_only_the_size_comes_back(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / WINDOW_FILE).write_text('{"place": {"x": 90000, "y": 0, "width": 500, "height": 400}}')
    window = QMainWindow()
    before = window.pos()
    WindowMemory(tmp_path).put_back(window)
    assert (window.width(), window.height()) == (500, 400)
    assert window.pos() == before


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b'{"place":{"x":1}}', b'{"place":{"x":1e9,"y":0}}', b"[" * 9999]
)
def test_a_damaged_file_is_forgotten_and_can_be_written_again(qapp: QApplication, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / WINDOW_FILE).write_bytes(raw)
    window, memory = QMainWindow(), WindowMemory(tmp_path)
    memory.put_back(window)
    memory.take(window)
    memory.save()
    assert WindowMemory(tmp_path).remembered.place is not None


def test_a_home_that_can_not_be_written_is_no_trouble(qapp: QApplication, tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "none" / "such")
    memory.take(QMainWindow())
    memory.save()
