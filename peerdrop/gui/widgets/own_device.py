"""What others see of this device, and its menu."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from peerdrop.core.events import NodeStarted
from peerdrop.gui.safe_text import ElidedLabel, figure, in_own_direction, one_line, set_tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import short_id

_DOT_PX = 11
_AROUND_PX = 2


class OwnDevice(QWidget):
    """Tile, name, who can find it, and the start of its ID; collapsed, the tile opens the menu."""

    rename_asked = Signal()
    visible_asked = Signal(bool)
    copy_id_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile = Tile("laptop", theme, fill="accent", stroke="on_accent", edge="")
        self.name = ElidedLabel("PeerDrop", mode=Qt.TextElideMode.ElideMiddle)
        self.name.setFont(theme.fonts.body_bold)
        self.state = ElidedLabel(translate("Rail", "Starting…"), name="meta")
        self.state.setFont(theme.fonts.meta)
        self.dot = StateDot(theme)
        self.tile_dot = StateDot(theme, self.tile, around="rail")
        self.tile_dot.move(self.tile.rect().bottomRight() - self.tile_dot.rect().bottomRight())
        self.id = ElidedLabel("", name="quiet")
        self.id.setFont(theme.fonts.meta)
        self.menu_button = IconButton("more", translate("Rail", "This device"), theme, size_px=32)
        self.menu_button.setEnabled(False)
        self._fill_menu()
        self._arrange()

    def show_started(self, started: NodeStarted) -> None:
        """The node runs."""
        self.menu_button.setEnabled(True)
        self.id.setText(translate("Rail", "ID {id}").format(id=figure(short_id(started.device_id))))
        self.show_discoverable(started.discoverable)
        self.show_name(started.name)

    def show_name(self, name: str) -> None:
        """This device is called otherwise now."""
        self.name.setText(one_line(name))
        self._tell()

    def show_discoverable(self, discoverable: bool) -> None:
        """Say who can find this device."""
        visible = translate("Rail", "Visible on this network")
        hidden = translate("Rail", "Hidden: only devices you know can find this one.")
        self.state.setText(visible if discoverable else hidden)
        self._set_dot("ok" if discoverable else "text3")
        self.visible_action.setChecked(discoverable)
        self._tell()

    def show_stopped(self, line: str) -> None:
        """The node does not run."""
        self.menu_button.setEnabled(False)
        self.state.setText(line)
        self._set_dot("text3")
        self._tell()

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the tile, and the menu below it."""
        self._texts.setVisible(not collapsed)
        self.tile_dot.setVisible(collapsed)
        down, along = QHBoxLayout.Direction.TopToBottom, QHBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if collapsed else along)
        self._row.setSpacing(4 if collapsed else 12)
        self._row.setContentsMargins(12 if collapsed else 16, 16, 12, 4 if collapsed else 12)
        centre = Qt.AlignmentFlag.AlignHCenter if collapsed else Qt.AlignmentFlag(0)
        self._row.setAlignment(self.menu_button, Qt.AlignmentFlag.AlignTop | centre)

    def _set_dot(self, colour: str) -> None:
        for each in (self.dot, self.tile_dot):
            each.set_colour(colour)

    def _tell(self) -> None:
        # Collapsed, there is nothing else that says it.
        line = f"{self.name.text()} · {self.state.text()}"
        set_tooltip(self.tile, line)
        self.setAccessibleName(line.replace(" · ", ", "))

    def _fill_menu(self) -> None:
        menu = QMenu(self.menu_button)
        rename = menu.addAction(in_own_direction(translate("Rail", "Re&name…")))
        self.visible_action = menu.addAction(in_own_direction(translate("Rail", "&Visible on this network")))
        self.visible_action.setCheckable(True)
        menu.addSeparator()
        copy = menu.addAction(in_own_direction(translate("Rail", "Cop&y ID")))
        rename.triggered.connect(self.rename_asked)
        self.visible_action.triggered.connect(self.visible_asked)
        copy.triggered.connect(self.copy_id_asked)
        self.rename_action, self.copy_action = rename, copy
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(self.menu_button.ToolButtonPopupMode.InstantPopup)

    def _arrange(self) -> None:
        self._texts = QWidget()
        column = QVBoxLayout(self._texts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        second = QHBoxLayout()
        second.setSpacing(7)
        second.addWidget(self.dot)
        second.addWidget(self.state, 1)
        column.addWidget(self.name)
        column.addLayout(second)
        column.addWidget(self.id)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.tile, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._texts, 1)
        self._row.addWidget(self.menu_button)
        self.set_collapsed(False)


class StateDot(QWidget):
    """A disc while this device can be found, a ring while not; on a tile with the colour *around* it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, around: str = "") -> None:
        super().__init__(parent)
        self._theme = theme
        self._colour = "text3"
        self._around = around
        side_px = _DOT_PX + (2 * _AROUND_PX if around else 0)
        self.setFixedSize(QSize(side_px, side_px))
        theme.changed.connect(self.update)

    def set_colour(self, colour: str) -> None:
        """The name of a token; "ok" fills the disc."""
        self._colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = QColor(getattr(self._theme.tokens, self._colour))
            room = QRectF(self.rect())
            if self._around:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(getattr(self._theme.tokens, self._around)))
                painter.drawEllipse(room)
                room.adjust(_AROUND_PX, _AROUND_PX, -_AROUND_PX, -_AROUND_PX)
            painter.setPen(QPen(colour, 2))
            painter.setBrush(colour if self._colour == "ok" else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(room.adjusted(1.5, 1.5, -1.5, -1.5))
