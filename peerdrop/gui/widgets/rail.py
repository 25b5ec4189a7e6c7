"""The left side: this device, the search, the devices, and the foot."""

from collections import Counter

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.models.devices import DeviceOrder
from peerdrop.gui.models.transfers import TransferSection, section_of
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel, set_tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.device_list import DeviceList
from peerdrop.gui.widgets.own_device import OwnDevice
from peerdrop.gui.widgets.rail_status import RailStatus
from peerdrop.gui.words.amounts import rate_text
from peerdrop.gui.words.phrase import Phrase, translate

_NOBODY_HERE = (Phrase("Rail", "No devices yet"), Phrase("Rail", "They appear here by themselves."))
_NOBODY_FITS = (Phrase("Rail", "No device fits"), Phrase("Rail", "Names, IDs and addresses are searched."))

RAIL_PX = 288
RAIL_SMALL_PX = 264
RAIL_COLLAPSED_PX = 64


class Rail(QWidget):
    """Devices and what belongs to this one; `set_collapsed` leaves only the tiles."""

    add_asked = Signal()
    scan_asked = Signal()

    def __init__(self, order: DeviceOrder, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._order = order
        self._theme = theme
        self._is_collapsed = False
        self.own = OwnDevice(theme)
        self.search_icon = IconButton("search", translate("Rail", "Search devices (Ctrl+F)"), theme)
        self.search_icon.hide()
        self.search = SearchField(theme)
        self.devices = DeviceList(order, theme)
        self.empty = self._make_empty()
        self.add = TextButton(translate("Rail", "Add by address…"), ButtonLook.LINK, theme, icon="plus")
        self.add_icon = IconButton("plus", translate("Rail", "Add by address… (Ctrl+L)"), theme)
        self.add_icon.hide()
        self.scan = IconButton("refresh", translate("Rail", "Search for devices (F5)"), theme, size_px=32)
        self.status = RailStatus(theme)
        self.foot = RailFoot(theme)
        self._arrange()
        self.add.clicked.connect(self.add_asked)
        self.add_icon.clicked.connect(self.add_asked)
        self.scan.clicked.connect(self.scan_asked)
        self.search.textChanged.connect(order.set_wanted)
        for changed in (order.rowsInserted, order.rowsRemoved, order.modelReset, order.layoutChanged):
            changed.connect(lambda *_: self._show_or_hide_empty())
        self._show_or_hide_empty()

    def wanted_width(self, window_width: int) -> int:
        """How wide the rail is in a window of that width; grows with the user's font."""
        if window_width < 640:
            return RAIL_COLLAPSED_PX
        em = QFontMetrics(self._theme.fonts.control).horizontalAdvance("m")
        base = RAIL_SMALL_PX if window_width < 900 else RAIL_PX
        return max(base, min(21 * em, window_width // 2))

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only tiles and icons, or everything."""
        self._is_collapsed = collapsed
        self.own.set_collapsed(collapsed)
        self.search.setVisible(not collapsed)
        self.search_icon.setVisible(collapsed)
        self.devices.set_collapsed(collapsed)
        self.add.setVisible(not collapsed)
        self.add_icon.setVisible(collapsed)
        self.status.setVisible(not collapsed)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._add_row.setDirection(down if collapsed else along)
        centre = Qt.AlignmentFlag.AlignHCenter if collapsed else Qt.AlignmentFlag(0)
        self._add_row.setAlignment(self.scan, centre)
        self.foot.set_collapsed(collapsed)
        self._show_or_hide_empty()

    def show_scan(self, line: str, *, is_running: bool = False) -> None:
        """How a search that the user asked for goes, "" when there is nothing to say of it."""
        self.status.show_scan(line)
        self.scan.setEnabled(not is_running)

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        head = PlainLabel()
        head.setFont(self._theme.fonts.body_bold)
        line = PlainLabel(name="meta")
        line.setWordWrap(True)
        column = QVBoxLayout(empty)
        column.setContentsMargins(20, 20, 20, 0)
        column.setSpacing(4)
        column.addWidget(head)
        column.addWidget(line)
        column.addStretch(1)
        self._empty_head, self._empty_line = head, line
        return empty

    def _show_or_hide_empty(self) -> None:
        nobody = self._order.rowCount() == 0
        searching = bool(self.search.text().strip())
        head, line = _NOBODY_FITS if searching else _NOBODY_HERE
        self._empty_head.setText(head.translated())
        self._empty_line.setText(line.translated())
        self.empty.setVisible(nobody and not self._is_collapsed)
        self.devices.setVisible(not nobody or self._is_collapsed)

    def _arrange(self) -> None:
        margin = QHBoxLayout()
        margin.setContentsMargins(16, 0, 16, 8)
        margin.addWidget(self.search)
        self._add_row = add = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        add.setContentsMargins(14, 4, 14, 4)
        add.addWidget(self.add)
        add.addWidget(self.add_icon)
        add.addStretch(1)
        add.addWidget(self.scan)
        line = QFrame()
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.own)
        column.addWidget(self.search_icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(margin)
        column.addWidget(self.devices, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.status)
        column.addLayout(add)
        column.addWidget(line)
        column.addWidget(self.foot)


class SearchField(QLineEdit):
    """Filters the devices; Esc clears it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(translate("Rail", "Search devices"))
        self.setAccessibleName(translate("Rail", "Search devices"))
        self._theme = theme
        self._action = self.addAction(self._icon(), QLineEdit.ActionPosition.LeadingPosition)
        theme.changed.connect(self._dress)

    def event(self, event: QEvent) -> bool:
        # A page that is open has Esc for a shortcut, which would be served before the field.
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.ShortcutOverride and is_escape and self.text():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _dress(self) -> None:
        self._action.setIcon(self._icon())

    def _icon(self) -> QIcon:
        return self._theme.icons.icon("search", self._theme.tokens.text2)


class RailFoot(QWidget):
    """How many transfers run, and how fast all of them are together."""

    transfers_asked = Signal()
    settings_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = IconButton("transfers", translate("Rail", "Transfers (Ctrl+T)"), theme)
        self.settings = IconButton("settings", translate("Rail", "Settings (Ctrl+,)"), theme)
        self.line = ElidedLabel(translate("Rail", "No transfers"))
        self.line.setFont(theme.fonts.control)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 10, 12, 10)
        self._row.setSpacing(6)
        self._row.addWidget(self.icon)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.settings)
        self.icon.clicked.connect(self.transfers_asked)
        self.settings.clicked.connect(self.settings_asked)

    def show_transfers(self, transfers: tuple[TransferSnapshot, ...]) -> None:
        """Sum up those that are not over."""
        self.line.setText(transfers_line(transfers))
        if rates := _rates(transfers):
            set_tooltip(self.line, " · ".join([*rates, _active(transfers)]))
        self.icon.set_lit(bool(rates))

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the icons, one above the other."""
        self.line.setVisible(not collapsed)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if collapsed else along)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # The line is part of the button for the pointer; the keyboard has the icon.
        if self.line.isVisible() and self.line.geometry().contains(event.position().toPoint()):
            self.transfers_asked.emit()
        super().mouseReleaseEvent(event)


def transfers_line(transfers: tuple[TransferSnapshot, ...]) -> str:
    """ "↑ 412 MB/s · 1 active", "2 active · 423 MB/s" if they go both ways, "1 waiting for you", "2 waiting",
    "1 paused or stopped" or "No transfers"."""
    by_section = Counter(section_of(each) for each in transfers)
    offers = [each for each in transfers if each.state is TransferState.OFFERED]
    for_you = sum(each.direction is Direction.INCOMING for each in offers)
    if by_section[TransferSection.ACTIVE]:
        rates = _rates(transfers)
        if len(rates) > 1:
            # Both ways have no room: the count would be cut off, or a unit in its middle.
            return f"{_active(transfers)} · {rate_text(sum(_rate(transfers, each) for each in Direction))}"
        return " · ".join([*rates, _active(transfers)])
    if for_you:
        return translate("Rail", "%Ln waiting for you", n=for_you)
    if waiting := by_section[TransferSection.WAITING]:
        return translate("Rail", "%Ln waiting", n=waiting)
    if stopped := by_section[TransferSection.STOPPED]:
        return translate("Rail", "%Ln paused or stopped", n=stopped)
    return translate("Rail", "No transfers")


def _active(transfers: tuple[TransferSnapshot, ...]) -> str:
    return translate("Rail", "%Ln active", n=sum(section_of(each) is TransferSection.ACTIVE for each in transfers))


def _rates(transfers: tuple[TransferSnapshot, ...]) -> list[str]:
    """How fast bytes go each way, of the ways in which any go."""
    ways = (("↑", Direction.OUTGOING), ("↓", Direction.INCOMING))
    return [f"{arrow} {rate_text(rate)}" for arrow, way in ways if (rate := _rate(transfers, way))]


def _rate(transfers: tuple[TransferSnapshot, ...], way: Direction) -> float:
    moving = [each for each in transfers if each.state is TransferState.TRANSFERRING and each.direction is way]
    return sum(each.bytes_per_second for each in moving)
