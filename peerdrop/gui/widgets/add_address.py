"""Add a device by its address, over a scrim inside the window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from peerdrop.core.errors import AddressInvalid, NothingAnswers, OwnAddress, PeerDropError
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog, button_row, mark_wrong
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.told import told_error


class AddAddress(ScrimDialog):
    """Asks for an address and says what is wrong with it, beside the field."""

    address_given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            translate("AddAddress", "Add by address"),
            theme,
            parent,
            close_label=translate("AddAddress", "Not now (Esc)"),
        )
        hint = translate("AddAddress", "A name, or an IP address, and the port if it is not 3001.")
        help_line = PlainLabel(hint, name="meta")
        help_line.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(translate("AddAddress", "192.168.1.20 or workshop.local:3001"))
        self.field.setAccessibleName(translate("AddAddress", "Address"))
        self.answer = PlainLabel(name="bad")
        self.answer.setWordWrap(True)
        self.add = TextButton(translate("AddAddress", "&Add"), ButtonLook.PRIMARY, theme)
        self.cancel = TextButton(translate("AddAddress", "&Cancel"), ButtonLook.EDGED, theme)
        for each in (help_line, self.field, self.answer):
            self.column.addWidget(each)
        self.column.addLayout(button_row(self.cancel, self.add))
        assert self.close_button is not None
        self.stops = [self.field, self.cancel, self.add, self.close_button]
        self.cancel.clicked.connect(self.dismiss)
        self.add.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(lambda _: self._say(""))

    def ask(self, address: str = "") -> None:
        """Show the dialog; *address* is only filled in."""
        self.field.setText(address)
        self._say("")
        self._set_busy(False)
        self.open(self.field)
        self.field.selectAll()

    def show_error(self, error: PeerDropError) -> None:
        """Say why the address does not do; the field keeps what was typed."""
        self._set_busy(False)
        silent = isinstance(error, NothingAnswers)
        self.add.setText(translate("AddAddress", "&Try again") if silent else translate("AddAddress", "&Add"))
        self._say(refusal(self.field.text().strip(), error))
        self.field.setFocus()

    def _give(self) -> None:
        address = self.field.text().strip()
        if not address:
            self.show_error(AddressInvalid(""))
            return
        self._say("")
        self._set_busy(True)
        self.address_given.emit(address)

    def _set_busy(self, busy: bool) -> None:
        self.add.setEnabled(not busy)
        self.add.setText(translate("AddAddress", "Asking…") if busy else translate("AddAddress", "&Add"))

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        if not text:
            self.add.setText(translate("AddAddress", "&Add"))
        mark_wrong(self.field, bool(text))
        self.place()


def refusal(address: str, error: PeerDropError) -> str:
    """The sentence beside the field."""
    match error:
        case AddressInvalid():
            return translate("AddAddress", "That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001.")
        case NothingAnswers():
            sentence = translate("AddAddress", "Nothing answers at {address}. Is PeerDrop running there?")
            return sentence.format(address=isolated(one_line(address)))
        case OwnAddress():
            return translate("AddAddress", "This is this device.")
        case _:
            return " ".join(told_error(error)).strip()
