"""One conversation: header, error bar, messages and cards, the sheet, the composer."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from peerdrop.clock import Clock
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.composer import Composer
from peerdrop.gui.widgets.conversation_actions import ConversationActions
from peerdrop.gui.widgets.conversation_view import ConversationView
from peerdrop.gui.widgets.drop_overlay import DropOverlay
from peerdrop.gui.widgets.dropped_files import local_files
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.widgets.header import ConversationHeader
from peerdrop.gui.widgets.offer_sheet import OfferSheet
from peerdrop.gui.widgets.search_bar import SearchBar
from peerdrop.gui.words.beginning import beginning_lines
from peerdrop.wire.identifiers import TransferId

_SHEET_MARGIN_PX = 16
_LIVE = frozenset({ConnectionState.CONNECTED, ConnectionState.DISCONNECTED})


class ConversationPage(QWidget):
    """Takes files that are dropped anywhere on it."""

    files_dropped = Signal(list)
    """Paths."""
    conversation_shown = Signal(str)
    """Device ID of the conversation that is shown from now on."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._clock = clock
        self._peer: PeerSnapshot | None = None
        self._model: ConversationModel | None = None
        self.header = ConversationHeader(theme)
        self.search_bar = SearchBar(theme, self)
        self.error_bar = ErrorBar(theme, margins=(16, 12, 16, 0))
        self.view = ConversationView(theme, clock)
        self.composer = Composer(theme)
        self.overlay = DropOverlay(theme, self)
        self.actions_offered = ConversationActions(self)
        """What the header's menu offers for the conversation itself."""
        self.reviewed: TransferId | None = None
        """The offer in the sheet."""
        line = QFrame()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(line)
        column.addWidget(self.search_bar)
        column.addWidget(self.error_bar)
        column.addWidget(self.view, 1)
        # Tab goes through the parts in the order in which they come here.
        self.sheet = OfferSheet(theme, self)
        column.addWidget(self.composer)
        bar = self.search_bar
        stops = [self.header.menu_button, bar.field, bar.next, bar.previous, bar.close_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self.view.writing_wanted.connect(self.composer.go_on)
        # A field that has the focus takes the keys first.
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(lambda: self.composer.paste(QGuiApplication.clipboard().mimeData()))

    @property
    def peer(self) -> PeerSnapshot | None:
        """The device of this conversation."""
        return self._peer

    def show_conversation(self, peer: PeerSnapshot, model: ConversationModel) -> None:
        """Show the conversation with *peer*."""
        self._model = model
        self.show_peer(peer)
        self.view.show_conversation(model)
        self.composer.show_draft(peer.device_id)
        self.composer.set_receiver(isolated(one_line(peer.name)))
        self.actions_offered.set_device(peer.device_id)
        self.conversation_shown.emit(peer.device_id)

    def leave_conversation(self) -> None:
        """Show none any more."""
        self._peer = self._model = None

    def show_peer(self, peer: PeerSnapshot) -> None:
        """Show how *peer* is now."""
        self._peer = peer
        if self._model is not None:
            self._model.peer_name = one_line(peer.name)
        self.header.show_peer(peer, self._clock.wall())
        away = not peer.online and peer.state not in _LIVE
        self.view.set_away(one_line(peer.name) if away else "")
        self.view.set_beginning(beginning_lines(peer, away=away))

    def refresh_times(self) -> None:
        """A minute has passed: write "Today" and "last seen" anew."""
        if self._peer is not None:
            self.show_peer(self._peer)
            self.view.viewport().update()

    def place_sheet(self) -> None:
        """Put the sheet over the end of the messages, above the composer."""
        if self.sheet.isHidden():
            self.view.set_covered(0)
            return
        area = self.rect().adjusted(_SHEET_MARGIN_PX, 0, -_SHEET_MARGIN_PX, 0)
        area.setTop(self.header.geometry().bottom())
        area.setBottom(self.composer.geometry().top() - _SHEET_MARGIN_PX // 2)
        # What it needs depends on its width.
        self.sheet.resize(area.width(), self.sheet.height())
        height = min(self.sheet.fit(self.height()), area.height())
        self.sheet.setGeometry(area.left(), area.bottom() - height, area.width(), height)
        self.view.set_covered(height + _SHEET_MARGIN_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_sheet()
        self._place_overlay()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        files = local_files(event.mimeData())
        if self._peer is None or not files:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._place_overlay()
        self.overlay.announce(one_line(self._peer.name), len(files))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.overlay.hide()
        files: list[Path] = local_files(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)

    def _place_overlay(self) -> None:
        top = self.header.height()
        self.overlay.setGeometry(0, top, self.width(), self.height() - top)
