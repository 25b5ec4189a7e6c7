"""What scrolls up and down when a small window or large text leaves it too little room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class ScrollColumn(QScrollArea):
    """Holds `column`, as wide as itself and at least as high as its parts ask for. It is no stop of Tab itself: what
    gets the focus inside is scrolled into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrollColumn")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.setWidget(inside)
        # It stands on the colour of what is around it.
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def needed_height(self, width: int) -> int:
        """The height in which nothing has to be scrolled."""
        return max(self.column.totalSizeHint().height(), self.column.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 2 * self.fontMetrics().lineSpacing())
