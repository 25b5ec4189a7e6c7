"""What somebody wants to send, before anything is saved. A sheet over the end of the conversation, never a popup."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from peerdrop.core.snapshots import OfferedFile, TransferSnapshot
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.offered_files_model import OfferedFilesModel
from peerdrop.gui.words.amounts import files_text, size_text

_WIDEST_SHARE = 0.62
_ROW_PX = 32


class OfferSheet(QFrame):
    """Names, sizes, room, where to; Accept and Decline. Esc and the cross leave the decision for later."""

    accepted = Signal(object)
    """The folder that was chosen here, or None for the settings' own."""
    declined = Signal()
    postponed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self._directory: Path | None = None
        self._standing_directory = Path()
        self._size_bytes = 0
        self.title = ElidedLabel()
        self.title.setFont(theme.fonts.heading)
        self.detail = ElidedLabel(name="meta")
        self.position = PlainLabel(name="pill")
        self.close_button = IconButton("close", "Decide later (Esc)", theme)
        self.files = OfferedFilesModel(self)
        self.list = self._make_list()
        self.space = PlainLabel(name="meta")
        self.space.setWordWrap(True)
        self.folder = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.change = TextButton("C&hange…", ButtonLook.EDGED, theme)
        self.decline = TextButton("&Decline", ButtonLook.EDGED, theme)
        self.accept = TextButton("&Accept", ButtonLook.PRIMARY, theme)
        self._arrange()
        self.close_button.clicked.connect(self.postponed)
        self.decline.clicked.connect(self.declined)
        self.accept.clicked.connect(lambda: self.accepted.emit(self._directory))
        self.change.clicked.connect(self._choose_folder)
        sheet_only = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("Ctrl+Return"), self, lambda: self.accept.click(), context=sheet_only)
        QShortcut(QKeySequence("Esc"), self, lambda: self.postponed.emit(), context=sheet_only)
        self.hide()

    def show_offer(self, transfer: TransferSnapshot, *, position: int, count: int, directory: Path) -> None:
        """Show one of *count* waiting offers; its files follow by `set_files`."""
        name = isolated(one_line(transfer.peer_name))
        files = files_text(transfer.file_count)
        self._directory = None
        self._standing_directory = directory
        self._size_bytes = transfer.size_bytes
        self.title.setText(f"{name} wants to send {files}")
        label = isolated(one_line(transfer.label))
        self.detail.setText(f"{size_text(transfer.size_bytes)} · “{label}” · nothing is saved before you accept")
        self.position.setText(f"{position} of {count} offers")
        self.position.setVisible(count > 1)
        self.accept.set_label(f"Accept {files} · {size_text(transfer.size_bytes)}")
        self.files.set_files(())
        self.space.setText("")
        self._show_folder()
        self.setAccessibleName(f"Offer from {one_line(transfer.peer_name)}, {files}, {size_text(transfer.size_bytes)}")
        self.show()
        self.raise_()

    def set_files(self, files: tuple[OfferedFile, ...]) -> None:
        """Fill the list."""
        self.files.set_files(files)
        self.list.setColumnHidden(2, not any(each.safe_path != each.path for each in files))

    def set_free_bytes(self, free: int | None) -> None:
        """Say whether it fits; a folder chosen here is measured when it is written."""
        if free is None:
            self.space.setText("")
            return
        enough = free >= self._size_bytes
        self.space.setObjectName("meta" if enough else "warn")
        needs, there = size_text(self._size_bytes), size_text(free)
        text = (
            f"Needs {needs} · {there} free now, {size_text(free - self._size_bytes)} after"
            if enough
            else f"Not enough space here: {there} free, {needs} needed."
        )
        self.space.setText(text)
        self.space.style().unpolish(self.space)
        self.space.style().polish(self.space)

    def fit(self, room: int) -> int:
        """The height to take of *room*: at most 62 %, the list gives way first."""
        return min(self.sizeHint().height(), max(int(room * _WIDEST_SHARE), self.minimumSizeHint().height()))

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Save to", str(self._directory or self._standing_directory))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_directory)
        dialog.open()

    def set_directory(self, directory: str) -> None:
        """Save this offer there."""
        self._directory = Path(directory)
        self.space.setText("")
        self._show_folder()

    def _show_folder(self) -> None:
        folder = self._directory or self._standing_directory
        home = Path.home()
        shown = f"~/{folder.relative_to(home)}" if folder != home and folder.is_relative_to(home) else str(folder)
        self.folder.setText(f"Save to {shown}")

    def _make_list(self) -> QTreeView:
        view = QTreeView()
        view.setAccessibleName("Files of the offer")
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setMinimumHeight(84)
        view.setItemDelegate(RowHeight(view))
        view.setModel(self.files)
        header = view.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return view

    def _arrange(self) -> None:
        heads = QVBoxLayout()
        heads.setSpacing(2)
        heads.addWidget(self.title)
        heads.addWidget(self.detail)
        top = QHBoxLayout()
        top.addLayout(heads, 1)
        top.addWidget(self.position, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder, 1)
        where.addWidget(self.change)
        decide = QHBoxLayout()
        decide.setSpacing(8)
        decide.addStretch(1)
        decide.addWidget(self.decline)
        decide.addWidget(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.space)
        column.addLayout(where)
        column.addLayout(decide)


class RowHeight(QStyledItemDelegate):
    """Rows of one height, whatever the style sheet has been applied to yet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width() + 12, max(_ROW_PX, size.height()))
