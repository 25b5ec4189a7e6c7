"""The search for devices: who starts it, and where its progress is shown."""

from PySide6.QtCore import QObject, QTimer

from peerdrop.core.events import ScanEnded, ScanProgressed
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.commands import Commands
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.words.scan import asked_line, found_line, progress_line

_HELP_AFTER_MS = 10_000
_FOUND_SHOWN_MS = 4_000


class Scanning(QObject):
    """One search at a time; its button rests while it runs. After 10 s without a device it says what helps."""

    def __init__(self, window: MainWindow, commands: Commands, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._commands = commands
        self._is_asked = False
        self._help = QTimer(self, interval=_HELP_AFTER_MS, singleShot=True)
        self._help.timeout.connect(window.first_start.show_help)
        self._found = QTimer(self, interval=_FOUND_SHOWN_MS, singleShot=True)
        self._found.timeout.connect(lambda: window.rail.show_scan(""))
        for asked in (window.scan_asked, window.first_start.scan_asked, window.rail.scan_asked):
            asked.connect(self.start)
        bridge.opened.connect(self._opened)
        bridge.scan_progressed.connect(self._progressed)
        bridge.scan_ended.connect(self._ended)
        commands.scan_finished.connect(self._finished)

    def start(self) -> None:
        """Search now; nothing if the user's last search still runs."""
        if self._is_asked:
            return
        self._is_asked = True
        self._help.start()
        self._found.stop()
        self._window.rail.show_scan(progress_line(0, 0), is_running=True)
        self._commands.scan()

    def _opened(self, opened: NodeOpened) -> None:
        self._is_asked = False
        self._window.rail.show_scan("")
        self._help.start()

    def _progressed(self, event: ScanProgressed) -> None:
        # What nobody asked for is shown where somebody waits for devices, not beside those that are there.
        self._window.first_start.show_scan(asked_line(event.done, event.total))
        if not event.in_background:
            self._found.stop()
            self._window.rail.show_scan(progress_line(event.done, event.total), is_running=True)

    def _ended(self, event: ScanEnded) -> None:
        self._window.first_start.show_scan("")
        if not event.in_background:
            self._window.rail.show_scan(found_line(event.found))
            self._found.start()

    def _finished(self) -> None:
        """Also when it failed: then there was no ScanEnded."""
        self._is_asked = False
        self._window.first_start.show_scan("")
        if not self._found.isActive():
            self._window.rail.show_scan("")
