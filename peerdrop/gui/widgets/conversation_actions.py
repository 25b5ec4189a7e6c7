"""What the menu of a conversation offers beside what can be done with its device."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.words.keeping import RETENTIONS
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId


class ConversationActions(QWidget):
    """Owns the actions; never shown itself. `add_to` puts them into the menu of the conversation's device."""

    search_asked = Signal()
    deletion_asked = Signal()
    retention_chosen = Signal(Retention)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._shown = Retention.FOR_EVER
        self._device_id: DeviceId | None = None
        self.search = QAction(translate("Conversation", "&Search this conversation"), self)
        self.search.triggered.connect(self.search_asked)
        self.keep = QMenu(translate("Conversation", "&Keep messages for"), self)
        self.retentions: dict[Retention, QAction] = {}
        group = QActionGroup(self)
        for retention, words in RETENTIONS.items():
            action = self.keep.addAction(words.translated())
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, retention=retention: self._choose(retention))
            self.retentions[retention] = action
        self.delete = QAction(translate("Conversation", "&Delete conversation…"), self)
        self.delete.triggered.connect(self.deletion_asked)
        self.show_retention(self._shown)

    def all(self) -> list[QAction]:
        """The actions in their order."""
        return [self.search, self.keep.menuAction(), self.delete]

    def add_to(self, menu: QMenu, peer: PeerSnapshot) -> None:
        """Add them to the menu of *peer*, if it is its conversation that is shown."""
        if peer.device_id == self._device_id:
            menu.addSeparator()
            menu.addActions(self.all())

    def set_device(self, device_id: DeviceId) -> None:
        """The conversation with that device is shown."""
        self._device_id = device_id

    def show_retention(self, retention: Retention) -> None:
        """Check how long this conversation is kept."""
        self._shown = retention
        self.retentions[retention].setChecked(True)

    def _choose(self, retention: Retention) -> None:
        before = self._shown
        # It is in force when the history says so.
        self.show_retention(before)
        if retention is not before:
            self.retention_chosen.emit(retention)
