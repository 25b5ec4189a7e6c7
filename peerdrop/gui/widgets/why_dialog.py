"""Why a connection feels as it does: its path, its round trip, its address, as they are now."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.words.connections import why_facts, why_line
from peerdrop.gui.words.phrase import translate

_FACTS = 6
_BESIDE_EM = 24


class WhyDialog(ScrimDialog):
    """Follows the connection while it is open."""

    def __init__(self, theme: Theme, wall: Callable[[], float], parent: QWidget) -> None:
        super().__init__("", theme, parent, close_label=translate("Dialogs", "Close (Esc)"))
        self._wall = wall
        self.line = PlainLabel()
        self.line.setWordWrap(True)
        self._rows = [(PlainLabel(name="meta"), PlainLabel()) for _ in range(_FACTS)]
        self._lines = [QBoxLayout(QBoxLayout.Direction.LeftToRight) for _ in self._rows]
        facts = QVBoxLayout()
        facts.setSpacing(8)
        for line, (name, value) in zip(self._lines, self._rows, strict=True):
            value.setWordWrap(True)
            value.setFont(theme.fonts.control)
            line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(value, 1)
            facts.addLayout(line)
        self.close_text = TextButton(translate("Dialogs", "&Close"), ButtonLook.EDGED, theme)
        self.column.addWidget(self.line)
        self.column.addLayout(facts)
        self.add_buttons(self.close_text)
        assert self.close_button is not None
        self.stops = [self.close_text, self.close_button]
        self.close_text.clicked.connect(self.dismiss)

    @property
    def facts(self) -> dict[str, str]:
        """What is shown: names and values."""
        return {name.text(): value.text() for name, value in self._rows if not name.isHidden()}

    def ask(self, peer: PeerSnapshot) -> None:
        """Show it for *peer*."""
        title = translate("Connections", "Connection with {name}").format(name=isolated(one_line(peer.name)))
        self.title.setText(title)
        self.show_peer(peer)
        self.open(self.close_text)

    def show_peer(self, peer: PeerSnapshot) -> None:
        """Show the connection with *peer* as it is now."""
        facts = why_facts(peer, self._wall())
        for number, (name, value) in enumerate(self._rows):
            shown = number < len(facts)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                name.setText(facts[number][0])
                value.setText(facts[number][1])
        self.line.setText(why_line(peer))
        self.line.setVisible(bool(self.line.text()))
        self.place()

    def fit(self, width_px: int) -> None:
        super().fit(width_px)
        below = width_px < _BESIDE_EM * self.fontMetrics().horizontalAdvance("m")
        # Beside each other names and values are two columns.
        name_px = 0 if below else max(name.sizeHint().width() for name, _ in self._rows if name.text())
        for line, (name, _) in zip(self._lines, self._rows, strict=True):
            line.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
            line.setSpacing(2 if below else 16)
            name.setMinimumWidth(name_px)
