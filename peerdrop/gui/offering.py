"""Files and pictures that were given to the window: to whom they go, and that the user has seen it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from peerdrop.gui.commands import Commands
from peerdrop.gui.pasted_files import PastedFiles
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.wire.identifiers import DeviceId


class Offering(QObject):
    """What is dropped is sent to the device it is dropped on; everything else waits in the composer for Enter."""

    def __init__(
        self, window: MainWindow, commands: Commands, pasted: PastedFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._commands = commands
        self._pasted = pasted
        self._then: Callable[[DeviceId], None] | None = None
        window.files_dropped.connect(self._dropped)
        window.receiver_chooser.chosen.connect(self._chosen)
        window.receiver_chooser.dismissed.connect(self._forget)
        window.page.composer.picture_pasted.connect(self._picture_pasted)
        window.page.composer.long_text_given.connect(self._send_as_file)

    def fill_in(self, files: list[Path]) -> None:
        """Attach *files* in the conversation that is open, or ask in which."""
        if self._window.stack.currentWidget() is self._window.page:
            self._attach(files)
            return

        def attach(device_id: DeviceId) -> None:
            self._window.rail.devices.open_device(device_id)
            self._window.show_conversation()
            self._attach(files)

        self._ask(files, attach)

    def _dropped(self, files: list[Path]) -> None:
        def send(device_id: DeviceId) -> None:
            self._window.rail.devices.open_device(device_id)
            self._commands.send_files(device_id, files)

        self._ask(files, send)

    def _ask(self, files: list[Path], then: Callable[[DeviceId], None]) -> None:
        # Who looks for a device chooses among those found.
        self._window.rail.search.clear()
        self._then = then
        self._window.receiver_chooser.ask(len(files))

    def _chosen(self, device_id: DeviceId) -> None:
        then = self._then
        self._forget()
        if then is not None:
            then(device_id)

    def _forget(self) -> None:
        self._then = None

    def _picture_pasted(self, picture: QImage) -> None:
        peer, composer = self._window.page.peer, self._window.page.composer
        if peer is not None:
            # Another conversation may be open when it has become a file.
            self._commands.work(
                peer.device_id,
                lambda: self._pasted.keep_picture(picture),
                lambda path: composer.attach_for(peer.device_id, [path]),
            )

    def _send_as_file(self, text: str) -> None:
        peer = self._window.page.peer
        if peer is None:
            return

        def send(path: Path) -> None:
            self._window.page.composer.take_back(text)
            self._commands.send_files(peer.device_id, [path])

        self._commands.work(peer.device_id, lambda: self._pasted.keep_text(text), send)

    def _attach(self, files: list[Path]) -> None:
        composer = self._window.page.composer
        composer.attachments.add(files)
        composer.field.setFocus()
