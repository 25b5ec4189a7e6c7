"""The line below a server in the settings: a button that tries it, and what came of that."""

from typing import Final

from PySide6.QtCore import QRect, QSize, QTime, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.setting_rows import SettingPart
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.servers import report_text
from peerdrop.link import ServerReport
from peerdrop.settings import IceServer

_ICONS: Final = {"ok": "check", "bad": "alert", "text2": "clock"}


class ServerTest(SettingPart):
    """Tries one server at a time; a result for a server that is not the one of now is not shown."""

    continues = True
    asked = Signal(IceServer)

    def __init__(self, accessible_name: str, theme: Theme) -> None:
        super().__init__()
        self._server: IceServer | None = None
        self.sign = _Sign(theme)
        self.sentence = PlainLabel(name="meta")
        self.sentence.setWordWrap(True)
        self.button = TextButton(translate("Settings", "Test"), ButtonLook.EDGED, theme)
        self.button.setAccessibleName(accessible_name)
        self.button.clicked.connect(self._test)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        row.addWidget(self.sign)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.button)
        self._say("", "")

    def show_server(self, server: IceServer | None) -> None:
        """That one is set now; None: there is nothing to test."""
        if server != self._server:
            self._server = server
            self._say("", "")
        self.button.setEnabled(server is not None and not self._is_testing)

    def show_report(self, server: IceServer, report: ServerReport) -> None:
        """What came of a test."""
        if server == self._server:
            text = report_text(server.url, report, QTime.currentTime())
            self._say(text, "ok" if report.failure is None else "bad")

    def give_up(self) -> None:
        """Nobody is there who could test."""
        self._say("", "")

    @property
    def _is_testing(self) -> bool:
        return self.sign.state == "text2"

    def _test(self) -> None:
        if self._server is not None:
            self._say(translate("Settings", "Testing…"), "text2")
            self.asked.emit(self._server)

    def _say(self, text: str, state: str) -> None:
        self.sign.set_state(state)
        self.sentence.setText(text)
        self.sentence.setObjectName({"ok": "ok", "bad": "bad"}.get(state, "meta"))
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)
        self.button.setEnabled(self._server is not None and not self._is_testing)


class _Sign(QWidget):
    """A check or an exclamation mark before the sentence, so that the colour does not say it alone."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = ""
        self.setFixedSize(QSize(16, 16))
        theme.changed.connect(self.update)

    def set_state(self, state: str) -> None:
        """The name of a token; "" shows nothing."""
        self.state = state
        self.setVisible(bool(state))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.state:
            colour = getattr(self._theme.tokens, self.state)
            with QPainter(self) as painter:
                self._theme.icons.paint(painter, _ICONS[self.state], colour, QRect(0, 0, 16, 16))
