"""Files and links that macOS gives to the program that runs already, as events."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent

from peerdrop.app_link import is_app_link, parse_app_link
from peerdrop.gui.desktop.opening import Opening


class FileOpenFilter(QObject):
    """To be installed on the application."""

    received = Signal(Opening)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent):
            return super().eventFilter(watched, event)
        text = event.url().toString()
        if is_app_link(text):
            link = parse_app_link(text)
            if link is not None:
                self.received.emit(Opening(link=link))
        elif event.file():
            self.received.emit(Opening(files=(Path(event.file()).absolute(),)))
        return True
