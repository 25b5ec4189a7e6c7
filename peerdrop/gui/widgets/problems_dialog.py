"""The files of a transfer that did not arrive, each with its reason."""

from typing import Final

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.gui.safe_text import in_own_direction
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.problems import problem_lines, problems_title

_LINES: Final = 9
_LEAST_LINES: Final = 3


class ProblemsDialog(ScrimDialog):
    """Copy takes all of it; Esc closes."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", theme, parent, close_label=translate("Problems", "Close"))
        self.lines = QStringListModel(self)
        self.list = QListView()
        self.list.setObjectName("problems")
        self.list.setAccessibleName(translate("Problems", "Files that did not arrive"))
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # The reason stands at the end of the line, and must not be cut off.
        self.list.setWordWrap(True)
        self.list.setLayoutMode(QListView.LayoutMode.Batched)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.lines)
        self.copy = TextButton(translate("Problems", "&Copy"), ButtonLook.EDGED, theme)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(self.lines.stringList())))
        self.column.addWidget(self.list)
        self.add_buttons(self.copy)
        self.stops = [self.list, self.copy, *([self.close_button] if self.close_button is not None else [])]

    def show_problems(self, transfer: TransferSnapshot) -> None:
        """Show those of *transfer*, and what of it was not even meant to be sent."""
        lines = problem_lines((*transfer.problems, *transfer.skipped))
        missing = transfer.state.is_final and bool(transfer.problems)
        self.title.setText(problems_title(len(lines), is_over=missing))
        self.lines.setStringList([in_own_direction(each) for each in lines])
        height = self.list.fontMetrics().lineSpacing() + 4
        self.let_yield(
            self.list, height * min(_LINES, max(_LEAST_LINES, 2 * len(lines))) + 8, height * _LEAST_LINES + 8
        )
        self.open(self.list)
