"""The list of an offer's files, with a box to tick before each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.offered_files_model import FileRole, OfferedFilesModel
from peerdrop.gui.words.phrase import translate

_ROW_PX = 32
_ICON_PX = 16
_HEAD_PADDING_PX = 24
_ALL_COLUMNS_CHARS = 34


class OfferedFilesList(QTreeView):
    """Space ticks; the arrows move; the name gives way first."""

    def __init__(self, files: OfferedFilesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.setAccessibleName(translate("OfferSheet", "Files of the offer"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        line_px = self.fontMetrics().lineSpacing()
        self.setMinimumHeight(max(84, line_px + 2 * max(_ROW_PX, line_px) + _HEAD_PADDING_PX))
        self.setItemDelegate(FileRow(theme, self))
        self.setModel(files)
        # A change in a folder changes the boxes above and below it too, whatever rows were named.
        files.dataChanged.connect(lambda *_: self.viewport().update())
        files.modelReset.connect(self._show_folders)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The name, and what happens to it here, matter more than the size.
        chars = self.viewport().width() // self.fontMetrics().averageCharWidth()
        self.setColumnHidden(1, chars < _ALL_COLUMNS_CHARS)

    def sizeHint(self) -> QSize:
        # The sheet gives it what is left over.
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def _show_folders(self) -> None:
        model = self.model()
        self.setRootIsDecorated(self._files.has_folders)
        if model.rowCount() == 1:
            self.expand(model.index(0, 0))


class FileRow(QStyledItemDelegate):
    """Rows of one height, whatever the style sheet has been applied to yet; colours and icons by token."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 12, max(_ROW_PX, size.height()))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        colour = getattr(self._theme.tokens, index.data(FileRole.COLOUR))
        option.palette.setColor(QPalette.ColorRole.Text, QColor(colour))
        if name := index.data(FileRole.ICON):
            option.icon = self._theme.icons.icon(name, self._theme.tokens.text2)
            option.decorationSize = QSize(_ICON_PX, _ICON_PX)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
