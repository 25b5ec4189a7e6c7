"""Add a device by its address, over a scrim inside the window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from peerdrop.core.errors import AddressInvalid, NothingAnswers, OwnAddress, PeerDropError
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.field_dialog import FieldDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.told import told_error


class AddAddress(FieldDialog):
    """Asks for an address and says what is wrong with it, beside the field."""

    address_given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            theme,
            parent,
            title=translate("AddAddress", "Add by address"),
            agree=translate("AddAddress", "&Add"),
            name=translate("AddAddress", "Address"),
        )
        self.help.setText(translate("AddAddress", "A name, or an IP address, and the port if it is not 3001."))
        self.field.setPlaceholderText(translate("AddAddress", "192.168.1.20 or workshop.local:3001"))
        self.given.connect(self._take)

    def ask(self, address: str = "") -> None:
        """Show the dialog; *address* is only filled in."""
        self.fill(address)

    def show_error(self, error: PeerDropError) -> None:
        """Say why the address does not do; the field keeps what was typed."""
        self.refuse(refusal(self.field.text().strip(), error))
        if isinstance(error, NothingAnswers):
            self.agree.setText(translate("AddAddress", "&Try again"))
            self.place()

    def say(self, sentence: str) -> None:
        self.agree.setText(translate("AddAddress", "&Add"))
        super().say(sentence)

    def _take(self, address: str) -> None:
        if not address:
            self.show_error(AddressInvalid(""))
            return
        self.say("")
        self.agree.setEnabled(False)
        self.agree.setText(translate("AddAddress", "Asking…"))
        self.address_given.emit(address)


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
