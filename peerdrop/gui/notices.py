"""What the user should know and stops nothing: one after the other, above whatever the window shows."""

from collections import deque

from PySide6.QtCore import QObject

from peerdrop.core.events import WarningRaised
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.words.failures import warning


class Notices(QObject):
    """Shows each warning of a run in *bar* once, those from before the window came too, until the user closes it."""

    def __init__(self, bridge: Bridge, bar: ErrorBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._seen: set[WarningRaised] = set()
        self._waiting: deque[WarningRaised] = deque()
        bridge.opened.connect(self._node_opened)
        bridge.warning_raised.connect(self._raised)
        bar.closed.connect(self._next)

    def _node_opened(self, opened: NodeOpened) -> None:
        for event in opened.warnings:
            self._raised(event)

    def _raised(self, event: WarningRaised) -> None:
        if event in self._seen:
            return
        self._seen.add(event)
        self._waiting.append(event)
        if self._bar.isHidden():
            self._next()

    def _next(self) -> None:
        self._bar.show_failure(ShownFailure(warning(self._waiting.popleft())) if self._waiting else None)
