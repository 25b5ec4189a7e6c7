"""Where a message is written and files are chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from peerdrop.core.conversations import check_text
from peerdrop.core.errors import UsageError
from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import in_own_direction
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.attachments import Attachments
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton
from peerdrop.gui.widgets.dropped_files import local_files
from peerdrop.gui.words.failures import text_refused
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import TEXT_CHARS

_FIELD_PX: Final = 40
_FIELD_CHARS: Final = 2 * TEXT_CHARS
"""What is written and pasted bit by bit is refused when it is sent, but not before."""
_MAX_LINES: Final = 6
_FRAME_PX: Final = 12
"""Edge and padding of the style sheet, above and below together."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written and attached in one conversation, and not sent."""

    text: str = ""
    cursor: int = 0
    files: tuple[Path, ...] = ()


class Composer(QWidget):
    """Enter sends, Shift+Enter begins a line. What can't be sent stays in the field, and with its conversation."""

    message_composed = Signal(str)
    files_chosen = Signal(list)
    """Paths."""
    refused = Signal(ShownFailure)
    picture_pasted = Signal(QImage)
    long_text_given = Signal(str)
    """Too long for a message; the user wants it sent as a file."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device_id: DeviceId | None = None
        self._drafts: dict[DeviceId, Draft] = {}
        self.attach = IconButton("attach", translate("Composer", "Attach files (Ctrl+O)"), theme, size_px=_FIELD_PX)
        self.field = ComposerField(theme)
        self.send = IconButton(
            "send", translate("Composer", "Send (Enter)"), theme, look=ButtonLook.PRIMARY, size_px=_FIELD_PX
        )
        self._dialog: QFileDialog | None = None
        self.attachments = Attachments(theme)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.field, 1)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.attachments)
        column.addLayout(row)
        self.field.submitted.connect(self.submit)
        self.field.escaped.connect(self.attachments.clear)
        self.field.picture_pasted.connect(self.picture_pasted)
        self.field.too_much_pasted.connect(self._refuse)
        self.attachments.changed.connect(self._text_changed)
        self.field.files_pasted.connect(self.files_chosen)
        self.field.textChanged.connect(self._text_changed)
        self.send.clicked.connect(self.submit)
        self.attach.clicked.connect(self.choose_files)
        self._text_changed()

    def set_receiver(self, name: str) -> None:
        """Say who is written to."""
        self.field.set_hint(translate("Composer", "Message {name}").format(name=name))
        self.field.setAccessibleName(translate("Composer", "Message to {name}").format(name=name))

    def drafts(self) -> dict[DeviceId, Draft]:
        """What stands here and in other conversations, and was not sent."""
        drafts = dict(self._drafts)
        if self._device_id is not None:
            drafts[self._device_id] = self._draft()
        return {device_id: draft for device_id, draft in drafts.items() if draft.text or draft.files}

    def put_drafts(self, drafts: Mapping[DeviceId, Draft]) -> None:
        """Show them with their conversations, none of which is shown yet."""
        self._drafts.update(drafts)

    def show_draft(self, device_id: DeviceId) -> None:
        """Show what was written to that device; what stands here is kept for its own."""
        if device_id == self._device_id:
            return
        if self._device_id is not None:
            self._drafts[self._device_id] = self._draft()
        self._device_id = device_id
        draft = self._drafts.pop(device_id, Draft())
        self.field.setPlainText(draft.text)
        cursor_there = self.field.textCursor()
        cursor_there.setPosition(draft.cursor)
        self.field.setTextCursor(cursor_there)
        self.attachments.put(draft.files)

    def attach_for(self, device_id: DeviceId, files: list[Path]) -> None:
        """Attach *files* in that conversation, whether it is shown or not."""
        if device_id == self._device_id:
            self.attachments.add(files)
        else:
            draft = self._drafts.get(device_id, Draft())
            added = tuple(each for each in files if each not in draft.files)
            self._drafts[device_id] = Draft(draft.text, draft.cursor, draft.files + added)

    def take_back(self, text: str) -> None:
        """That text goes as a file: it needs not stand in the field any more."""
        if self.field.toPlainText() == text:
            self.field.clear()

    def submit(self) -> None:
        """Send what is attached and what is in the field, if there is something."""
        text = self.field.toPlainText()
        if not text.strip():
            self._send_attachments()
            return
        try:
            check_text(text)
        except UsageError as exc:
            self._refuse(text, exc)
            return
        self._send_attachments()
        self.field.clear()
        self.message_composed.emit(text)

    def paste(self, source: QMimeData) -> None:
        """Take what the clipboard holds: files, else a picture, else text."""
        self.field.setFocus()
        self.field.insertFromMimeData(source)

    def go_on(self, key: QKeyEvent | None = None) -> None:
        """Take the focus, and *key*, which was pressed where nothing can be written."""
        self.field.setFocus()
        if key is not None:
            QApplication.sendEvent(self.field, key)

    def choose_files(self) -> None:
        """Ask for files; returns at once."""
        dialog = QFileDialog(self, translate("Composer", "Send files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.files_chosen.emit([Path(each) for each in names]))
        dialog.open()

    def _draft(self) -> Draft:
        return Draft(self.field.toPlainText(), self.field.textCursor().position(), self.attachments.files)

    def _refuse(self, text: str, error: UsageError | None = None) -> None:
        if error is None:
            try:
                check_text(text)
            except UsageError as exc:
                error = exc
            else:
                return
        self.refused.emit(ShownFailure(text_refused(text, error), lambda: self.long_text_given.emit(text)))

    def _send_attachments(self) -> None:
        files = list(self.attachments.files)
        if files:
            self.attachments.clear()
            self.files_chosen.emit(files)

    def _text_changed(self) -> None:
        self.send.setEnabled(bool(self.field.toPlainText().strip() or self.attachments.files))


class ComposerField(QPlainTextEdit):
    """Plain text only, as high as its lines, at most six."""

    submitted = Signal()
    escaped = Signal()
    files_pasted = Signal(list)
    too_much_pasted = Signal(str)
    """More than a message can hold; laying it out would take seconds, and it can't be sent from here."""
    picture_pasted = Signal(QImage)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composerField")
        self.setFont(theme.fonts.body)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptDrops(False)
        self._hint = ""
        self.textChanged.connect(self._fit)
        self._fit()

    def set_hint(self, text: str) -> None:
        """Show *text* while nothing is written, cut where it does not fit: Qt would wrap it out of sight."""
        self._hint = text
        room = self.viewport().width() - 2 * int(self.document().documentMargin()) - self.cursorWidth()
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setPlaceholderText(in_own_direction(shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_hint(self._hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier):
            self.submitted.emit()
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = local_files(source)
        if files:
            self.files_pasted.emit(files)
        elif source.hasImage() and not (picture := QImage(source.imageData())).isNull():
            self.picture_pasted.emit(picture)
        elif source.hasText():
            text = source.text()
            if len(text) > TEXT_CHARS or len(text) + self.document().characterCount() > _FIELD_CHARS:
                self.too_much_pasted.emit(text if len(text) > TEXT_CHARS else self.toPlainText() + text)
            else:
                self.insertPlainText(text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasUrls() or source.hasImage()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_focused(False)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def _set_focused(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)

    def _fit(self) -> None:
        lines = min(_MAX_LINES, max(1, self._line_count()))
        line_height = self.fontMetrics().lineSpacing()
        # One line stands in the middle of the smallest field; more lines keep that margin.
        margin = max(2, (_FIELD_PX - _FRAME_PX - line_height) // 2)
        if self.document().documentMargin() != margin:
            self.document().setDocumentMargin(margin)
        self.setFixedHeight(max(_FIELD_PX, line_height * lines + 2 * margin + _FRAME_PX))
        scrolls = self._line_count() > _MAX_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def _line_count(self) -> int:
        lines = 0
        block = self.document().firstBlock()
        while block.isValid() and lines <= _MAX_LINES:
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return lines
