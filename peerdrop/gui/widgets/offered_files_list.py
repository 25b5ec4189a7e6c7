"""The list of an offer's files, with a box to tick before each."""

from typing import Final, TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from peerdrop.gui.delegates.brush import Brush
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.offered_files_model import FileRole, OfferedFilesModel
from peerdrop.gui.words.phrase import translate

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_ROW_PX: Final = 32
_ICON_PX: Final = 16
_HEAD_PADDING_PX: Final = 24
_COLUMN_GAP_PX: Final = 12
_ALL_COLUMNS_CHARS: Final = 76
_NAME, _SIZE, _NOTE = range(3)


class OfferedFilesList(QTreeView):
    """Space ticks; the arrows move. Where three columns leave no room for the name, it has a line of its own."""

    def __init__(self, files: OfferedFilesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.setAccessibleName(translate("OfferSheet", "Files of the offer"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._has_notes = True
        self._row = FileRow(theme, self)
        self.setItemDelegate(self._row)
        self.setModel(files)
        self._set_narrow(False)
        # A change in a folder changes the boxes above and below it too, whatever rows were named.
        files.dataChanged.connect(lambda *_: self.viewport().update())
        files.modelReset.connect(self._show_folders)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SIZE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NOTE, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns(self.width())

    def fit_columns(self, width: int) -> None:
        """Show what a list *width* wide has room for; what it needs in height depends on it."""
        self._set_narrow(width // self.fontMetrics().averageCharWidth() < _ALL_COLUMNS_CHARS)

    def show_notes(self, shown: bool) -> None:
        """Whether there is something to say of what becomes of the files here."""
        self._has_notes = shown
        self._set_narrow(self._row.has_two_lines)

    def _set_narrow(self, narrow: bool) -> None:
        self.setColumnHidden(_SIZE, narrow)
        self.setColumnHidden(_NOTE, narrow or not self._has_notes)
        self._row.has_notes = self._has_notes
        if self._row.has_two_lines is not narrow or not self.minimumHeight():
            self._row.has_two_lines = narrow
            head_px = self.fontMetrics().lineSpacing() + _HEAD_PADDING_PX
            self.setMinimumHeight(max(84, head_px + 2 * self._row.height_px()))
            self.doItemsLayout()

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
        self.has_two_lines = False
        """Below the name stands what else has columns."""
        self.has_notes = True

    def height_px(self) -> int:
        """Of each row."""
        name, detail = (QFontMetrics(each).height() for each in (self._theme.fonts.control, self._theme.fonts.meta))
        return max(_ROW_PX, name + detail + 8 if self.has_two_lines else name)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + _COLUMN_GAP_PX, self.height_px())

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        colour = getattr(self._theme.tokens, index.data(FileRole.COLOUR))
        option.palette.setColor(QPalette.ColorRole.Text, QColor(colour))
        if name := index.data(FileRole.ICON):
            option.icon = self._theme.icons.icon(name, self._theme.tokens.text2)
            option.decorationSize = QSize(_ICON_PX, _ICON_PX)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        if self.has_two_lines:
            # The style would put it in the middle.
            option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if self.has_two_lines:
            painter.save()
            painter.setLayoutDirection(option.direction)
            self._paint_lines(Brush(painter, self._theme), option, index)
            painter.restore()

    def _paint_lines(self, brush: Brush, option: QStyleOptionViewItem, index: Index) -> None:
        fonts = self._theme.fonts
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        style = option.widget.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, filled, option.widget).adjusted(3, 0, -3, 0)
        name, detail = (QFontMetrics(each).height() for each in (fonts.control, fonts.meta))
        top = room.center().y() - (name + detail) // 2
        rect = QRect(room.left(), top, room.width(), name)
        middle = Qt.TextElideMode.ElideMiddle
        brush.line(rect, fonts.control, index.data(FileRole.COLOUR), index.data(), middle)
        cells = [index.sibling(index.row(), each) for each in ((_SIZE, _NOTE) if self.has_notes else (_SIZE,))]
        said = " · ".join(each.data() for each in cells if each.data())
        rect = QRect(room.left(), top + name, room.width(), detail)
        brush.line(rect, fonts.meta, cells[-1].data(FileRole.COLOUR), said)
