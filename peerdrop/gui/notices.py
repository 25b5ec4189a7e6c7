"""What concerns no conversation: one after the other, above whatever the window shows."""

from collections import deque

from PySide6.QtCore import QObject

from peerdrop.core.events import WarningRaised
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.words.failures import warning


class Notices(QObject):
    """Shows in *bar* each warning of a run once, those from before the window came too, and what else it is given.

    Each stands until the user closes it or takes its step.
    """

    def __init__(self, bridge: Bridge, bar: ErrorBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._seen: set[WarningRaised] = set()
        self._shown: ShownFailure | None = None
        self._waiting: deque[ShownFailure] = deque()
        bridge.opened.connect(self._node_opened)
        bridge.warning_raised.connect(self._raised)
        bar.closed.connect(self._next)
        bar.step_taken.connect(self._take_step)

    def show(self, shown: ShownFailure) -> None:
        """Show it, or put it behind those that stand already; the same again says nothing new."""
        if all(each is None or each.failure != shown.failure for each in (self._shown, *self._waiting)):
            self._waiting.append(shown)
            if self._shown is None:
                self._next()

    def _node_opened(self, opened: NodeOpened) -> None:
        for event in opened.warnings:
            self._raised(event)

    def _raised(self, event: WarningRaised) -> None:
        if event not in self._seen:
            self._seen.add(event)
            self.show(ShownFailure(warning(event)))

    def _next(self) -> None:
        self._shown = self._waiting.popleft() if self._waiting else None
        self._bar.show_failure(self._shown)

    def _take_step(self) -> None:
        taken = self._shown
        self._next()
        if taken is not None and taken.step is not None:
            taken.step()
