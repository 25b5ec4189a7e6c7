"""Who the conversation is with, and how the connection feels."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from peerdrop.gui.delegates.margins import NARROW_PX, SIDE_PX
from peerdrop.gui.safe_text import ElidedLabel, isolated, one_line, set_tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.device_actions import DeviceAction, action_label, header_action
from peerdrop.gui.words.devices import device_icon, device_look, path_text, section_of, signal_bars
from peerdrop.gui.words.phrase import translate

_HEIGHT_PX = 72
_GAP_PX = 8


class ConversationHeader(QWidget):
    """Tile, name, bars, state and path; a button for what the state asks for, and a menu with all of it."""

    action_asked = Signal(object)
    """The DeviceAction of the button."""
    why_asked = Signal()
    """Why does the connection feel like that?"""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HEIGHT_PX)
        self.tile = Tile("desktop", theme)
        self.name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.name.setFont(theme.fonts.heading)
        self.badge = VerifiedBadge(theme)
        self.bars = SignalBars(theme)
        self.state = ElidedLabel(name="meta")
        self.state.setFont(theme.fonts.meta)
        self.pill = TextButton("", ButtonLook.PILL, theme)
        self.pill.setFont(theme.fonts.meta)
        self.action = TextButton("", ButtonLook.EDGED, theme)
        self._action: DeviceAction | None = None
        self.menu_button = IconButton("more", translate("Header", "Device menu"), theme)
        self.menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self.menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)
        self.pill.clicked.connect(self.why_asked)
        self.action.clicked.connect(lambda: self.action_asked.emit(self._action))
        self._arrange()

    def show_peer(self, peer: PeerSnapshot, now: float) -> None:
        """Show *peer* as it is now."""
        look = device_look(peer, now)
        self.tile.set_icon(device_icon(peer))
        self.name.setText(one_line(peer.name))
        self.badge.setVisible(peer.trust is Trust.VERIFIED)
        self.bars.set_level(signal_bars(peer), look.dot_colour)
        self.state.setText(look.header)
        path = path_text(peer)
        self.pill.set_label(path)
        why = translate("Header", "{path}: why does the connection with {name} feel as it does?")
        self.pill.setAccessibleName(why.format(path=path, name=isolated(one_line(peer.name))) if path else "")
        self._action = header_action(peer)
        self.action.setVisible(self._action is not None)
        if self._action is not None:
            self.action.setText(action_label(self._action, peer))
        self._fit_pill()
        self.setAccessibleName(f"{one_line(peer.name)}, {look.header}, {path or section_of(peer).title}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # It begins where the messages below it do, but for the tile, which would stand out at their edge.
        self._row.setContentsMargins(16 if self.width() < NARROW_PX else SIDE_PX, 8, 16, 8)
        self._fit_pill()

    def _fit_pill(self) -> None:
        """The path stands in its pill where there is room beside the state, else only in the state's tooltip."""
        path = self.pill.text()
        margins = self._row.contentsMargins()
        fixed = margins.left() + margins.right() + self.tile.width() + self.menu_button.width() + self.bars.width()
        if self._action is not None:
            fixed += self.action.sizeHint().width() + self._row.spacing()
        needed = fixed + 2 * self._row.spacing() + 3 * _GAP_PX
        needed += self.state.sizeHint().width() + self.pill.sizeHint().width()
        fits = needed <= self.width()
        self.pill.setVisible(bool(path) and fits)
        state = self.state.text()
        set_tooltip(self.state, state if fits or not path else f"{state} · {path}")

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.name)
        first.addWidget(self.badge)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(_GAP_PX)
        # The name above it stays where it is when the pill comes and goes.
        self.pill.ensurePolished()
        second.addStrut(self.pill.sizeHint().height())
        second.addWidget(self.bars)
        second.addWidget(self.state)
        second.addWidget(self.pill)
        second.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addStretch(1)
        texts.addLayout(first)
        texts.addLayout(second)
        texts.addStretch(1)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(SIDE_PX, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.tile)
        row.addLayout(texts, 1)
        row.addWidget(self.action)
        row.addWidget(self.menu_button)


class VerifiedBadge(QWidget):
    """The shield beside the name of a verified device; the name for screen readers says it in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(QSize(18, 18))
        verified = translate("Header", "Verified")
        self.setAccessibleName(verified)
        set_tooltip(self, verified)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._theme.icons.paint(painter, "verified", self._theme.tokens.accent, self.rect())


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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for number in range(3):
                height = 6 + 4 * number
                name = self._colour if number < self._level else "track"
                painter.setBrush(QColor(getattr(self._theme.tokens, name)))
                painter.drawRoundedRect(QRectF(1 + 5 * number, 15 - height, 4, height), 1, 1)
