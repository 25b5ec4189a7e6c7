"""The tabs of the settings, each a column of groups that scrolls."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from peerdrop.gui.widgets.setting_rows import SettingGroup

_WIDEST_PX: Final = 880


class SettingTabs(QWidget):
    """A line of buttons over the page of the one that is pressed."""

    def __init__(self, pages: list[tuple[str, list[SettingGroup]]]) -> None:
        super().__init__()
        self._buttons = QButtonGroup(self)
        self._stack = QStackedWidget()
        line = QHBoxLayout()
        line.setContentsMargins(24, 0, 24, 0)
        line.setSpacing(4)
        for number, (label, groups) in enumerate(pages):
            tab = QPushButton(label)
            tab.setCheckable(True)
            tab.setProperty("kind", "tab")
            tab.clicked.connect(partial(self.show_tab, number))
            self._buttons.addButton(tab, number)
            line.addWidget(tab)
            self._stack.addWidget(_scrolled(groups))
        line.addStretch(1)
        hairline = QFrame()
        hairline.setObjectName("hairline")
        hairline.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(hairline)
        column.addWidget(self._stack, 1)
        self.show_tab(0)

    def show_tab(self, number: int) -> None:
        """Bring one to the front."""
        self._buttons.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)


def _scrolled(groups: list[SettingGroup]) -> QScrollArea:
    inside = QWidget()
    inside.setObjectName("page")
    column = QVBoxLayout()
    column.setContentsMargins(32, 20, 32, 24)
    column.setSpacing(20)
    for group in groups:
        column.addWidget(group)
    column.addStretch(1)
    held = QWidget()
    held.setMaximumWidth(_WIDEST_PX)
    held.setLayout(column)
    row = QHBoxLayout(inside)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(held, 1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    # The rows wrap, but a long word in a large font may need more than there is.
    area.setWidget(inside)
    return area
