"""Add a device by its address, over a scrim inside the window."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from peerdrop.core.errors import AddressInvalid, NothingAnswers, OwnAddress, PeerDropError
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton

_WIDTH_PX = 520


class AddAddress(QWidget):
    """Asks for an address and says what is wrong with it, beside the field."""

    address_given = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = parent
        self.dialog = QFrame(self)
        self.dialog.setObjectName("dialog")
        title = PlainLabel("Add by address")
        title.setFont(theme.fonts.heading)
        help_line = PlainLabel("A name, or an IP address, and the port if it is not 3001.", name="meta")
        help_line.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText("192.168.1.20 or workshop.local:3001")
        self.field.setAccessibleName("Address")
        self.answer = PlainLabel(name="bad")
        self.answer.setWordWrap(True)
        self.close_button = IconButton("close", "Not now (Esc)", theme)
        self.add = TextButton("&Add", ButtonLook.PRIMARY, theme)
        self.cancel = TextButton("&Cancel", ButtonLook.EDGED, theme)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.add)
        column = QVBoxLayout(self.dialog)
        column.setContentsMargins(24, 16, 24, 20)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(help_line)
        column.addWidget(self.field)
        column.addWidget(self.answer)
        column.addSpacing(4)
        column.addLayout(buttons)
        for button in (self.close_button, self.cancel):
            button.clicked.connect(self.dismiss)
        self.add.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(lambda _: self._say(""))
        parent.installEventFilter(self)
        self.hide()

    def ask(self, address: str = "") -> None:
        """Show the dialog; *address* is only filled in."""
        self.field.setText(address)
        self._say("")
        self._set_busy(False)
        self.setGeometry(self._window.rect())
        self._centre()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def dismiss(self) -> None:
        """Close it without adding anything."""
        self.hide()
        self.closed.emit()

    def show_error(self, error: PeerDropError) -> None:
        """Say why the address does not do; the field keeps what was typed."""
        self._set_busy(False)
        self._say(refusal(self.field.text(), error))
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._centre()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # The focus stays inside while the dialog is open.
        stops: list[QWidget] = [self.field, self.cancel, self.add, self.close_button]
        focus = self.focusWidget()
        position = stops.index(focus) if focus in stops else -1
        stops[(position + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.scrim))

    def _give(self) -> None:
        address = self.field.text().strip()
        if not address:
            self.show_error(AddressInvalid(""))
            return
        self._set_busy(True)
        self.address_given.emit(address)

    def _set_busy(self, busy: bool) -> None:
        self.add.setEnabled(not busy)
        self.add.setText("Asking…" if busy else "&Add")

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        self.field.setProperty("wrong", bool(text))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self._centre()

    def _centre(self) -> None:
        width = max(0, min(_WIDTH_PX, self.width() - 32))
        self.dialog.setFixedWidth(width)
        self.dialog.adjustSize()
        height = self.dialog.sizeHint().height()
        self.dialog.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


def refusal(address: str, error: PeerDropError) -> str:
    """The sentence beside the field."""
    match error:
        case AddressInvalid():
            return "That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001."
        case NothingAnswers():
            return f"Nothing answers at {isolated(one_line(address))}. Is PeerDrop running there?"
        case OwnAddress():
            return "This is this device."
        case _:
            return f"{error.message} {error.next_step}".strip()
