"""Who the conversation is with, and how the connection feels."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel, one_line, set_tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.devices import device_icon, device_look, path_text, section_of, signal_bars
from peerdrop.wire.identifiers import short_id

_HEIGHT_PX = 72
_GAP_PX = 8


class ConversationHeader(QWidget):
    """Tile, name, bars, state and path; a menu with what can be done with the device."""

    connect_asked = Signal()
    disconnect_asked = Signal()
    copy_id_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HEIGHT_PX)
        self.tile = Tile("desktop", theme)
        self.name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.name.setFont(theme.fonts.heading)
        self.bars = SignalBars(theme)
        self.state = ElidedLabel(name="meta")
        self.state.setFont(theme.fonts.meta)
        self.pill = PlainLabel(name="pill")
        self.pill.setFont(theme.fonts.meta)
        self.menu_button = IconButton("more", "Device menu", theme)
        self._build_menu()
        second = QHBoxLayout()
        second.setSpacing(_GAP_PX)
        second.addWidget(self.bars)
        second.addWidget(self.state)
        second.addWidget(self.pill)
        second.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addWidget(self.name)
        texts.addLayout(second)
        texts.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.tile)
        row.addLayout(texts, 1)
        row.addWidget(self.menu_button)

    def show_peer(self, peer: PeerSnapshot, now: float) -> None:
        """Show *peer* as it is now."""
        look = device_look(peer, now)
        self.tile.set_icon(device_icon(peer))
        self.name.setText(one_line(peer.name))
        self.bars.set_level(signal_bars(peer), look.dot_colour)
        self.state.setText(look.header)
        path = path_text(peer)
        self.pill.setText(path)
        self._fit_pill()
        live = peer.state in (ConnectionState.CONNECTED, ConnectionState.DISCONNECTED)
        self.connect_action.setEnabled(
            peer.state in (ConnectionState.NEW, ConnectionState.FAILED, ConnectionState.CLOSED)
        )
        self.disconnect_action.setEnabled(live)
        self.id_action.setText(f"Copy ID {short_id(peer.device_id)}…")
        self.setAccessibleName(f"{one_line(peer.name)}, {look.header}, {path or section_of(peer).title}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pill()

    def _fit_pill(self) -> None:
        """The path stands in its pill where there is room beside the state, else only in the state's tooltip."""
        path = self.pill.text()
        margins = self._row.contentsMargins()
        fixed = margins.left() + margins.right() + self.tile.width() + self.menu_button.width() + self.bars.width()
        needed = fixed + 2 * self._row.spacing() + 3 * _GAP_PX
        needed += self.state.sizeHint().width() + self.pill.sizeHint().width()
        fits = needed <= self.width()
        self.pill.setVisible(bool(path) and fits)
        state = self.state.text()
        set_tooltip(self.state, state if fits or not path else f"{state} · {path}")

    def _build_menu(self) -> None:
        menu = QMenu(self.menu_button)
        self.connect_action = QAction("&Connect", menu)
        self.disconnect_action = QAction("&Disconnect", menu)
        self.id_action = QAction("Copy ID", menu)
        self.connect_action.triggered.connect(self.connect_asked)
        self.disconnect_action.triggered.connect(self.disconnect_asked)
        self.id_action.triggered.connect(self.copy_id_asked)
        for each in (self.connect_action, self.disconnect_action, self.id_action):
            menu.addAction(each)
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)


class SignalBars(QWidget):
    """Three bars; how many are filled says as much as their colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._level = 0
        self._colour = "ok"
        self.setFixedSize(QSize(16, 16))
        theme.changed.connect(self.update)

    def set_level(self, level: int, colour: str) -> None:
        """0 to 3 bars in the colour of that token."""
        self._level, self._colour = level, colour if level else "track"
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(3):
            height = 6 + 4 * number
            name = self._colour if number < self._level else "track"
            painter.setBrush(QColor(getattr(self._theme.tokens, name)))
            painter.drawRoundedRect(QRectF(1 + 5 * number, 15 - height, 4, height), 1, 1)
