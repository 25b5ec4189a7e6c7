"""The tabs of the settings, each a column of groups that scrolls."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from peerdrop.gui.widgets.scroll_column import ScrollColumn
from peerdrop.gui.widgets.setting_rows import SettingGroup

_WIDEST_PX: Final = 880
_MARGIN_PX: Final = 32
_MARGIN_NARROW_PX: Final = 16
_NARROW_PX: Final = 480
_LINE_MARGIN_PX: Final = 24
_LINE_GAP_PX: Final = 4


class SettingTabs(QWidget):
    """A line of buttons over the page of the one that is pressed; more lines where one has no room for them."""

    def __init__(self, pages: list[tuple[str, list[SettingGroup]]]) -> None:
        super().__init__()
        self._buttons = QButtonGroup(self)
        self._stack = QStackedWidget()
        self._pages = [SettingPage(groups) for _, groups in pages]
        self._line = QGridLayout()
        self._line.setContentsMargins(_LINE_MARGIN_PX, 0, _LINE_MARGIN_PX, 0)
        self._line.setSpacing(_LINE_GAP_PX)
        self._line.setColumnStretch(len(pages), 1)
        for number, (label, _) in enumerate(pages):
            tab = QPushButton(label)
            tab.setCheckable(True)
            # Else a screen reader calls them check boxes: it is one of several.
            tab.setAutoExclusive(True)
            tab.setProperty("kind", "tab")
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            tab.clicked.connect(partial(self.show_tab, number))
            self._buttons.addButton(tab, number)
            self._stack.addWidget(self._pages[number])
        self._place_tabs(len(pages))
        hairline = QFrame()
        hairline.setObjectName("hairline")
        hairline.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._line)
        column.addWidget(hairline)
        column.addWidget(self._stack, 1)
        self.show_tab(0)

    def show_tab(self, number: int) -> None:
        """Bring one to the front."""
        self._buttons.button(number).setChecked(True)
        self.setFocusProxy(self._buttons.button(number))
        self._stack.setCurrentIndex(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_tabs(next((each for each in (len(self._pages), 2) if self._has_room_for(each)), 1))
        for page in self._pages:
            page.set_margin(_MARGIN_NARROW_PX if self.width() < _NARROW_PX else _MARGIN_PX)

    def _has_room_for(self, columns: int) -> bool:
        widths = [each.sizeHint().width() for each in self._buttons.buttons()]
        needed = sum(max(widths[column::columns]) + _LINE_GAP_PX for column in range(columns))
        return 2 * _LINE_MARGIN_PX + needed <= self.width()

    def _place_tabs(self, columns: int) -> None:
        for number, tab in enumerate(self._buttons.buttons()):
            self._line.addWidget(tab, number // columns, number % columns)


class SettingPage(ScrollColumn):
    """The groups of one tab."""

    def __init__(self, groups: list[SettingGroup]) -> None:
        super().__init__()
        # What it holds keeps its place when the bar comes; while nothing scrolls, its handle is not to be seen.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        held = QWidget()
        held.setMaximumWidth(_WIDEST_PX)
        self._groups = QVBoxLayout(held)
        self._groups.setSpacing(20)
        for group in groups:
            self._groups.addWidget(group)
        self._groups.addStretch(1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(held, 1)
        self.column.addLayout(row, 1)
        self.set_margin(_MARGIN_PX)

    def set_margin(self, margin_px: int) -> None:
        """Leave so much at both sides."""
        self._groups.setContentsMargins(margin_px, 20, margin_px, 24)
