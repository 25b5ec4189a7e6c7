"""What somebody wants to send, before anything is saved. A sheet over the end of the conversation, never a popup."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from peerdrop.core.snapshots import FileConflict, OfferedFile, TransferSnapshot
from peerdrop.core.states import ConflictChoice
from peerdrop.gui.models.sheet_answer import SheetAnswer
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel, isolated, one_line, set_tooltip
from peerdrop.gui.storage import Room
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.choice_box import ChoiceBox
from peerdrop.gui.widgets.offered_files_list import OfferedFilesList
from peerdrop.gui.widgets.offered_files_model import OfferedFilesModel
from peerdrop.gui.widgets.scroll_column import ScrollColumn
from peerdrop.gui.widgets.space_bar import SpaceBar
from peerdrop.gui.words.amounts import contents_text, files_text, size_text
from peerdrop.gui.words.folders import folder_text
from peerdrop.gui.words.phrase import Phrase, translate

_WIDEST_SHARE: Final = 0.62
_NARROW_PX: Final = 560
_CHOICES: Final = {
    ConflictChoice.KEEP_BOTH: Phrase("OfferSheet", "Keep both"),
    ConflictChoice.SKIP_IDENTICAL: Phrase("OfferSheet", "Skip identical, otherwise keep both"),
    ConflictChoice.REPLACE: Phrase("OfferSheet", "Replace what is there"),
}
_MARGIN_PX: Final = 24
_BESIDE_PX: Final = _MARGIN_PX + 12 + 8 + _MARGIN_PX
"""Margins of the sheet, and what stands between the check box and the buttons."""
_LIST_PX: Final = 192
"""As high as the list gets where there is room."""


class OfferSheet(QFrame):
    """Names, sizes, room, where to; Accept and Decline. Esc and the cross leave the decision for later."""

    accepted = Signal(SheetAnswer)
    declined = Signal()
    postponed = Signal()
    folder_chosen = Signal(object)
    """The Path to save this offer in; its room and its conflicts are to be shown."""
    height_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self._directory: Path | None = None
        self._standing_directory = Path()
        self._offered_amount = (0, 0, 0)
        self._room: Room | None = None
        self.title = ElidedLabel(lines=3)
        self.title.setFont(theme.fonts.heading)
        self.detail = ElidedLabel(name="meta", lines=2)
        self.position = PlainLabel(name="pill")
        self.close_button = IconButton("close", translate("OfferSheet", "Decide later (Esc)"), theme)
        self.files = OfferedFilesModel(self)
        self.list = OfferedFilesList(self.files, theme)
        self.bar = SpaceBar(theme)
        self.space = PlainLabel(name="meta")
        self.space.setWordWrap(True)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName(translate("OfferSheet", "Save to"))
        self.change = TextButton(translate("OfferSheet", "C&hange…"), ButtonLook.EDGED, theme)
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(translate("OfferSheet", "If a name is already there"))
        # The widest choice must not widen a narrow window.
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for choice, words in _CHOICES.items():
            self.choice.addItem(words.translated(), choice)
        self._remember_words = translate("OfferSheet", "Al&ways accept from this device")
        self.remember = QCheckBox(self._remember_words)
        self.remember.setAccessibleName(self._remember_words.replace("&", ""))
        self.remember_help = ElidedLabel(name="meta", lines=2)
        self.decline = TextButton(translate("OfferSheet", "&Decline"), ButtonLook.EDGED, theme)
        self._accept_words = ""
        self.accept = TextButton("", ButtonLook.PRIMARY, theme)
        self._arrange()
        self.close_button.clicked.connect(self.postponed)
        self.decline.clicked.connect(self.declined)
        self.accept.clicked.connect(self._give_answer)
        self.change.clicked.connect(self._choose_folder)
        self.choice.activated.connect(lambda _: self.files.set_choice(self._chosen_choice()))
        self.files.chosen_changed.connect(self._show_amount)
        # Not while somebody writes a message: to accept is a step of its own.
        accept_key = QShortcut(QKeySequence("Ctrl+Return"), self, lambda: self.accept.click())
        accept_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Esc"), self, lambda: self.postponed.emit())
        self.hide()

    def show_offer(
        self,
        transfer: TransferSnapshot,
        *,
        position: int,
        count: int,
        directory: Path,
        is_verified: bool,
        conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH,
    ) -> None:
        """Show one of *count* waiting offers; its files follow by `set_files`. *conflicts* is chosen at first."""
        name = isolated(one_line(transfer.peer_name))
        files = contents_text(transfer.file_count, transfer.folder_count)
        self._directory = None
        self._standing_directory = directory
        self._offered_amount = (transfer.file_count, transfer.folder_count, transfer.size_bytes)
        self._room = None
        self.title.setText(translate("OfferSheet", "{name} wants to send {files}").format(name=name, files=files))
        label = isolated(one_line(transfer.label))
        size = size_text(transfer.size_bytes)
        detail = translate("OfferSheet", "{size} · “{name}” · nothing is saved before you accept")
        self.detail.setText(detail.format(size=size, name=label))
        #: Which of several offers this is: "1 of 3 offers".
        place = translate("OfferSheet", "{position} of %Ln offers", n=count)
        self.position.setText(place.format(position=position))
        self.position.setVisible(count > 1)
        self.choice.setCurrentIndex(self.choice.findData(str(conflicts)))
        self.files.set_choice(conflicts)
        self.files.set_files(())
        self.remember.setChecked(False)
        # Of a device whose identity nobody has compared, nothing can be taken for always.
        self._always.setVisible(is_verified)
        self.remember_help.setText(translate("OfferSheet", "Possible because {name} is verified.").format(name=name))
        self._show_folder()
        self._show_amount()
        spoken = translate("OfferSheet", "Offer from {name}, {files}, {size}")
        self.setAccessibleName(spoken.format(name=one_line(transfer.peer_name), files=files, size=size))
        self.show()
        self.raise_()

    def set_files(self, files: tuple[OfferedFile, ...]) -> None:
        """Fill the list."""
        self.files.set_files(files)
        self.list.show_notes(self.files.has_notes)

    def set_conflicts(self, directory: Path, conflicts: tuple[FileConflict, ...]) -> None:
        """Show which names are taken in *directory*, if it is still the one chosen."""
        if directory == self.directory:
            self.files.set_conflicts(conflicts)
            self.list.show_notes(self.files.has_notes)

    def set_room(self, directory: Path, room: Room | None) -> None:
        """Say whether it fits into *directory*, if it is still the one chosen."""
        if directory == self.directory:
            self._room = room
            self._show_amount()

    @property
    def directory(self) -> Path:
        """Where this offer would be saved."""
        return self._directory or self._standing_directory

    def fit(self, room: int) -> int:
        """The height to take of *room*: at most 62 %, the list gives way first; more only if the rest needs it. What
        is still too high scrolls, above the buttons."""
        margins, column = self._column.contentsMargins(), self._column
        around = margins.top() + margins.bottom() + (column.count() - 1) * column.spacing()
        edge = self.size() - self.contentsRect().size()
        around += edge.height()
        width = self.width() - edge.width() - margins.left() - margins.right()
        self.list.fit_columns(width)
        for row in (self._top, self._footer):
            around += max(row.totalSizeHint().height(), row.totalHeightForWidth(width))
        needed = around + self._body.needed_height(width)
        wanted = needed + max(0, _LIST_PX - self.list.minimumHeight())
        return min(room, wanted, max(int(room * _WIDEST_SHARE), needed))

    def set_directory(self, directory: str) -> None:
        """Save this offer there."""
        self._directory = Path(directory)
        self._room = None
        self.files.set_conflicts(())
        self._show_folder()
        self._show_amount()
        self.folder_chosen.emit(self._directory)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()
        self.height_changed.emit()

    def _fit_words(self) -> None:
        """Large text and long amounts need more: a button that is cut off says less than a shorter word, or than one
        on a line of its own."""
        room = self.width() - 2 * _MARGIN_PX
        self.accept.set_label(self._accept_words)
        if self.accept.sizeHint().width() > room:
            self.accept.setText(translate("OfferSheet", "&Accept"))
        self.accept.setAccessibleName(self._accept_words)
        buttons = self.decline.sizeHint().width() + self.accept.sizeHint().width() + _BESIDE_PX
        self.remember.setText(self._remember_words)
        remember = 0 if self._always.isHidden() else self.remember.sizeHint().width()
        if remember > room:
            self.remember.setText(translate("OfferSheet", "Al&ways accept"))
        narrow = self.width() < max(_NARROW_PX, buttons + remember)
        self._turn((self._buttons,), self.width() < buttons)
        self._turn((self._where,), narrow)
        # Below the list it scrolls with it, and leaves the buttons the room they need.
        if narrow:
            self._body.column.addWidget(self._always)
        else:
            self._footer.insertWidget(0, self._always, 1)

    def _turn(self, rows: tuple[QBoxLayout, ...], narrow: bool) -> None:
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for row in rows:
            row.setDirection(direction)

    def _give_answer(self) -> None:
        self.accepted.emit(
            SheetAnswer(
                directory=self._directory,
                chosen=self.files.chosen(),
                conflicts=self._chosen_choice(),
                remember=self.remember.isChecked(),
            )
        )

    def _chosen_choice(self) -> ConflictChoice:
        # Qt hands a StrEnum back as a plain string.
        return ConflictChoice(self.choice.currentData())

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, translate("OfferSheet", "Save to"), str(self.directory))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_directory)
        dialog.open()

    def _show_folder(self) -> None:
        self.folder.setText(folder_text(self.directory))
        self.folder.setCursorPosition(0)
        set_tooltip(self.folder, str(self.directory))

    def _show_amount(self) -> None:
        amount = self.files.fetched_amount() if self.files.rowCount() else self._offered_amount
        file_count, folder_count, size_bytes = amount
        # An offer of empty folders alone is still an offer; one with every box empty is not.
        nothing = self.files.chosen() == ()
        needs = size_text(size_bytes)
        if nothing:
            label = translate("OfferSheet", "Choose what to accept")
        else:
            accept, contents = translate("OfferSheet", "Accept {files} · {size}"), files_text(file_count)
            if not file_count:
                #: The button of an offer that holds only empty folders: "Accept 2 empty folders".
                accept, contents = translate("OfferSheet", "Accept {files}"), contents_text(0, folder_count)
            label = accept.format(files=contents, size=needs)
        self._accept_words = label
        self._fit_words()
        fits = self._room is None or self._room.free_bytes >= size_bytes
        self.accept.setEnabled(fits and not nothing)
        self.bar.show_need(self._room, size_bytes)
        self.space.setObjectName("meta" if fits else "warn")
        self.space.setText(self._space_text(size_bytes))
        self.space.style().unpolish(self.space)
        self.space.style().polish(self.space)
        # A line more, or a shorter one, needs another height.
        self.height_changed.emit()

    def _space_text(self, size_bytes: int) -> str:
        if self._room is None:
            return ""
        free, needs = self._room.free_bytes, size_text(size_bytes)
        if free < size_bytes:
            scarce = translate("OfferSheet", "Not enough space here: {free} free, {needed} needed.")
            return scarce.format(free=size_text(free), needed=needs)
        enough = translate("OfferSheet", "Needs {needed} · {free} free now, {left} after")
        return enough.format(needed=needs, free=size_text(free), left=size_text(free - size_bytes))

    def _arrange(self) -> None:
        heads = QVBoxLayout()
        heads.setSpacing(2)
        heads.addWidget(self.title)
        heads.addWidget(self.detail)
        top = self._top = QHBoxLayout()
        top.addLayout(heads, 1)
        top.addWidget(self.position, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        save = QHBoxLayout()
        save.setSpacing(8)
        save.addWidget(self.folder, 1)
        save.addWidget(self.change)
        self._where = QHBoxLayout()
        self._where.setSpacing(12)
        self._where.addLayout(_labelled(translate("OfferSheet", "Save to"), save), 1)
        taken = QHBoxLayout()
        taken.addWidget(self.choice)
        self._where.addLayout(_labelled(translate("OfferSheet", "If a name is already there"), taken), 1)
        self._always = QWidget()
        always = QVBoxLayout(self._always)
        always.setContentsMargins(0, 0, 0, 0)
        always.setSpacing(2)
        always.addWidget(self.remember)
        help_row = QHBoxLayout()
        help_row.setContentsMargins(28, 0, 0, 0)
        help_row.addWidget(self.remember_help)
        always.addLayout(help_row)
        buttons = self._buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.decline)
        buttons.addWidget(self.accept)
        self._footer = QHBoxLayout()
        self._footer.setSpacing(12)
        self._footer.addWidget(self._always, 1)
        self._footer.addLayout(buttons)
        self._body = ScrollColumn()
        self._body.column.setSpacing(10)
        self._body.column.addWidget(self.list, 1)
        self._body.column.addWidget(self.bar)
        self._body.column.addWidget(self.space)
        self._body.column.addLayout(self._where)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, 20, _MARGIN_PX, 20)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._body, 1)
        column.addLayout(self._footer)


def _labelled(text: str, row: QHBoxLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    label = PlainLabel(text, name="meta")
    label.setWordWrap(True)
    column.addWidget(label)
    column.addLayout(row)
    return column
