"""Where the window stood, and what it has told once: a small file in the home."""

import logging
from pathlib import Path
from typing import Annotated, Final

import msgspec
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from peerdrop.identity.private_file import write_private

logger = logging.getLogger(__name__)

WINDOW_FILE: Final = "window.json"
_Coordinate = Annotated[int, msgspec.Meta(ge=-100_000, le=100_000)]
_Length = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
_GRIP_PX: Final = 64
"""So much of the title bar must be on a screen for the window to be moved by it."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """The window when it is neither maximized nor full screen."""

    x: _Coordinate
    y: _Coordinate
    width: _Length
    height: _Length


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept."""

    place: Place | None = None
    maximized: bool = False
    told_of_tray: bool = False
    """The user was told once that closing the window does not end PeerDrop."""


class WindowMemory:
    """Reads *home*'s file when it is made; what is damaged or can't be written is only forgotten."""

    def __init__(self, home: Path) -> None:
        self._file = home / WINDOW_FILE
        try:
            self.remembered = msgspec.json.decode(self._file.read_bytes(), type=Remembered)
        except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
            self.remembered = Remembered()

    def put_back(self, window: QMainWindow) -> None:
        """Put *window*, not shown yet, where it was, if that is on a screen that is still there."""
        place = self.remembered.place
        if place is not None:
            fitting = fitted(
                QRect(place.x, place.y, place.width, place.height),
                [each.availableGeometry() for each in QGuiApplication.screens()],
            )
            if fitting is None:
                window.resize(place.width, place.height)
            else:
                window.setGeometry(fitting)
        if self.remembered.maximized:
            window.setWindowState(window.windowState() | window.windowState().WindowMaximized)

    def take(self, window: QMainWindow) -> None:
        """Note where *window* is now."""
        normal = window.normalGeometry() if window.isMaximized() or window.isFullScreen() else window.geometry()
        if normal.isValid():
            self.remembered = msgspec.structs.replace(
                self.remembered,
                place=Place(x=normal.x(), y=normal.y(), width=normal.width(), height=normal.height()),
                maximized=window.isMaximized(),
            )

    def set_told_of_tray(self) -> None:
        """It is not to be told again."""
        self.remembered = msgspec.structs.replace(self.remembered, told_of_tray=True)

    def save(self) -> None:
        """Write the file, whole or not at all. Touches the disk."""
        try:
            write_private(self._file, msgspec.json.encode(self.remembered))
        except OSError as exc:
            logger.info("the place of the window is not kept: %s", exc)


def fitted(place: QRect, screens: list[QRect]) -> QRect | None:
    """*place*, no larger than its screen; None if nothing on any screen could be taken hold of."""
    grip = QRect(place.x(), place.y(), place.width(), min(place.height(), _GRIP_PX // 2))
    for screen in screens:
        seen = screen.intersected(grip)
        if seen.width() >= min(_GRIP_PX, place.width()) and seen.height() >= grip.height():
            return QRect(place.topLeft(), place.size().boundedTo(screen.size()))
    return None
