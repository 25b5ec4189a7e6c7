"""The window's only subscriber: what the node tells, as typed signals in the main thread."""

import threading
import time
from collections import deque
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot

from peerdrop.core import events
from peerdrop.gui.engine import News, NodeClosed, NodeOpened
from peerdrop.wire.identifiers import TransferId

PROGRESS_INTERVAL_MS: Final = 100
SLICE_S: Final = 0.02
"""How long one turn of the main thread's loop takes in news before everything else has its turn."""


class Bridge(QObject):
    """Emits one signal per kind of event, in order; progress at most ten times a second per transfer."""

    opened = Signal(NodeOpened)
    closed = Signal(NodeClosed)
    peer_changed = Signal(object)
    """PeerFound, PeerUpdated or PeerLost."""
    peer_state_changed = Signal(events.PeerStateChanged)
    peer_forgotten = Signal(events.PeerForgotten)
    scan_progressed = Signal(events.ScanProgressed)
    scan_ended = Signal(events.ScanEnded)
    message_received = Signal(events.MessageReceived)
    message_sent = Signal(events.MessageSent)
    message_delivered = Signal(events.MessageDelivered)
    message_failed = Signal(events.MessageFailed)
    transfer_offered = Signal(events.TransferOffered)
    transfer_progressed = Signal(events.TransferProgressed)
    transfer_state_changed = Signal(events.TransferStateChanged)
    transfer_rearranged = Signal(events.TransferRearranged)
    transfer_completed = Signal(events.TransferCompleted)
    warning_raised = Signal(events.WarningRaised)
    settings_changed = Signal(events.SettingsChanged)

    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._arrived: deque[News] = deque()
        self._is_woken = False
        self._progress: dict[TransferId, events.TransferProgressed] = {}
        self._signals: dict[type[News], SignalInstance] = {
            events.PeerFound: self.peer_changed,
            events.PeerUpdated: self.peer_changed,
            events.PeerLost: self.peer_changed,
            events.PeerStateChanged: self.peer_state_changed,
            events.PeerForgotten: self.peer_forgotten,
            events.ScanProgressed: self.scan_progressed,
            events.ScanEnded: self.scan_ended,
            events.MessageReceived: self.message_received,
            events.MessageSent: self.message_sent,
            events.MessageDelivered: self.message_delivered,
            events.MessageFailed: self.message_failed,
            events.TransferOffered: self.transfer_offered,
            events.TransferStateChanged: self.transfer_state_changed,
            events.TransferRearranged: self.transfer_rearranged,
            events.TransferCompleted: self.transfer_completed,
            events.WarningRaised: self.warning_raised,
            events.SettingsChanged: self.settings_changed,
        }
        self._flush = QTimer(self, interval=PROGRESS_INTERVAL_MS, singleShot=True)
        self._flush.timeout.connect(self._flush_progress)
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def deliver(self, news: News) -> None:
        """Take *news* from any thread; one wake-up of the main thread serves all that came until it runs."""
        with self._lock:
            self._arrived.append(news)
            wake, self._is_woken = not self._is_woken, True
        if wake:
            self._woken.emit()

    @Slot()
    def _drain(self) -> None:
        # Ten thousand at once, as after a restart, must not hold up what the user does meanwhile.
        deadline = time.monotonic() + SLICE_S
        while time.monotonic() < deadline:
            with self._lock:
                if not self._arrived:
                    self._is_woken = False
                    return
                news = self._arrived.popleft()
            self._emit(news)
        self._woken.emit()

    def _emit(self, news: News) -> None:
        match news:
            case events.TransferProgressed():
                self._progress[news.transfer_id] = news
                if not self._flush.isActive():
                    self._flush.start()
            case events.TransferRearranged():
                self._progress.pop(news.transfer.transfer_id, None)
                self._plain(news)
            case events.TransferStateChanged() | events.TransferCompleted():
                # Progress that waits is older than the new state, which carries its own figures.
                self._progress.pop(news.transfer_id, None)
                self._plain(news)
            case NodeOpened():
                self.opened.emit(news)
            case NodeClosed():
                self._progress.clear()
                self.closed.emit(news)
            case _:
                self._plain(news)

    def _plain(self, event: News) -> None:
        signal = self._signals.get(type(event))
        if signal is not None:
            signal.emit(event)

    @Slot()
    def _flush_progress(self) -> None:
        waiting, self._progress = self._progress, {}
        for event in waiting.values():
            self.transfer_progressed.emit(event)
