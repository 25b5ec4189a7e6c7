"""What stands in the conversation's place while no device is chosen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.widgets.search_picture import SearchPicture, StepNumber
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.scan import where_line
from server.discovery.network_kinds import NetworkKind

_STEPS_PX = 460
_INFO_PX = 620
_BESIDE_PX = 16 + 8 + 16 + 16
"""Margins of the page with its scroll bar, and what stands between the buttons."""
_STEPS = (
    (
        Phrase("FirstStart", "Open PeerDrop on the other machine."),
        Phrase("FirstStart", "It needs no account and no setup."),
    ),
    (
        Phrase("FirstStart", "Use the same network."),
        Phrase("FirstStart", "Same Wi-Fi or cable. Guest Wi-Fi often keeps devices apart."),
    ),
    (
        Phrase("FirstStart", "Click the device when it shows up on the left."),
        Phrase("FirstStart", "Usually within a few seconds."),
    ),
)


class FirstStart(QWidget):
    """Says what to do until a device shows up, and after that to choose one."""

    add_asked = Signal()
    scan_asked = Signal()
    visible_asked = Signal()
    """Let strangers find this device."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = theme
        self.error_bar = ErrorBar(theme)
        self.picture = SearchPicture(theme)
        self.title = PlainLabel(translate("FirstStart", "Starting…"))
        self.title.setFont(theme.fonts.title)
        self.title.setWordWrap(True)
        self.detail = PlainLabel(name="meta")
        self.detail.setWordWrap(True)
        self.help = PlainLabel(name="meta")
        self.help.setWordWrap(True)
        self.hidden = PlainLabel(
            translate("FirstStart", "Hidden: only devices you know can find this one."), name="warn"
        )
        self.hidden.setWordWrap(True)
        self.make_visible = TextButton(translate("FirstStart", "Make &visible"), ButtonLook.LINK, theme)
        self._hidden_row = QWidget()
        self._hidden_row.hide()
        self._where = ""
        self._addresses: tuple[str, ...] = ()
        self._is_looking = False
        self.steps = QWidget()
        self._buttons = QHBoxLayout()
        self.add = TextButton(translate("FirstStart", "&Add by address…"), ButtonLook.EDGED, theme, icon="plus")
        self.scan = TextButton(translate("FirstStart", "&Scan again"), ButtonLook.EDGED, theme, icon="refresh")
        self.seen_as = PlainLabel()
        self.seen_as.setWordWrap(True)
        self.saved_to = PlainLabel(name="meta")
        self.info = QFrame()
        self.info.setObjectName("infoCard")
        self.info.hide()
        self._arrange()
        self.add.clicked.connect(self.add_asked)
        self.scan.clicked.connect(self.scan_asked)
        self.make_visible.clicked.connect(self.visible_asked)
        self.set_running(False)

    def set_running(self, running: bool) -> None:
        """The node is open: devices can be looked for."""
        self.add.setEnabled(running)
        self.scan.setEnabled(running)

    def show_starting(self) -> None:
        """The node is not open yet."""
        self._is_looking = False
        self.title.setText(translate("FirstStart", "Starting…"))
        self._say("", "")
        self.error_bar.show_failure(None)
        self.set_running(False)

    def show_looking(self, addresses: tuple[str, ...]) -> None:
        """Nobody is here yet; *addresses* are this machine's own."""
        self._addresses = addresses
        self._where = where_line(addresses)
        self._is_looking = True
        if self._where:
            self.title.setText(translate("FirstStart", "Looking for devices…"))
            self.scan.setText(translate("FirstStart", "&Scan again"))
        else:
            self.title.setText(translate("FirstStart", "No network. Connect to Wi-Fi or plug in a cable."))
            self.scan.setText(translate("FirstStart", "&Check again"))
        self._fit_buttons()
        self._say(self._where, "")
        # Without a network nothing is searched, and none of the steps helps.
        self.picture.set_searching(bool(self._where))
        self.steps.setVisible(bool(self._where))
        self.set_running(True)

    def show_networks(self, kinds: Mapping[str, NetworkKind]) -> None:
        """Of what kind the networks of the own addresses are."""
        if self._is_looking and self._where:
            before, self._where = self._where, where_line(self._addresses, kinds)
            self.detail.setText(self.detail.text().replace(before, self._where, 1))

    def show_choice(self) -> None:
        """Devices are here, none is chosen."""
        self._is_looking = False
        self.title.setText(translate("FirstStart", "Choose a device"))
        self._say(translate("FirstStart", "Then write to it, or drop files on it."), "")
        self.scan.setText(translate("FirstStart", "&Scan again"))
        self._fit_buttons()
        self.steps.hide()
        self.set_running(True)

    def show_scan(self, line: str) -> None:
        """How a search goes, "" when none does."""
        if self._is_looking:
            self.detail.setText(" · ".join(each for each in (self._where, line) if each))

    def show_help(self) -> None:
        """A while has passed, and still nobody is here."""
        if self._is_looking and self._where:
            head = translate("FirstStart", "Still nothing after 10 seconds?")
            line = translate(
                "FirstStart",
                "Allow PeerDrop in the firewalls of both machines, leave a VPN, or add the device by its address.",
            )
            self._say(self.detail.text(), f"{head} {line}")

    def show_discoverable(self, discoverable: bool) -> None:
        """Whether strangers can find this device."""
        self._hidden_row.setVisible(not discoverable)

    def show_own(self, name: str, folder: str) -> None:
        """What others see, and where files go."""
        seen_as = translate("FirstStart", "Others see you as “{name}”")
        self.seen_as.setText(seen_as.format(name=isolated(one_line(name))))
        saved_to = translate("FirstStart", "Received files go to {folder}. Nothing is saved before you accept it.")
        self.saved_to.setText(saved_to.format(folder=isolated(one_line(folder))))
        self.info.show()

    def show_failure(self, shown: ShownFailure | None) -> None:
        """PeerDrop could not start, or works again."""
        self.error_bar.show_failure(shown)
        if shown is not None:
            self._is_looking = False
            self.title.setText(translate("FirstStart", "PeerDrop is not running"))
            self._say("", "")
            self.steps.hide()
            self.set_running(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Put the buttons one below the other where they have no room beside each other."""
        needed = self.add.sizeHint().width() + self.scan.sizeHint().width() + _BESIDE_PX
        narrow = self.width() < needed
        self._buttons.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _say(self, detail: str, help_line: str) -> None:
        self.detail.setText(detail)
        self.help.setText(help_line)
        self.help.setVisible(bool(help_line))

    def _arrange(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        self.title.setAlignment(centre)
        self.detail.setAlignment(centre)
        self.help.setAlignment(centre)
        self.help.hide()
        self.hidden.setAlignment(centre)
        hidden = QVBoxLayout(self._hidden_row)
        hidden.setContentsMargins(0, 8, 0, 0)
        hidden.setSpacing(4)
        hidden.addWidget(self.hidden)
        hidden.addWidget(self.make_visible, 0, centre)
        self._fill_steps()
        buttons = self._buttons
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.add, 0, centre)
        buttons.addWidget(self.scan, 0, centre)
        buttons.addStretch(1)
        texts = QVBoxLayout(self.info)
        texts.setContentsMargins(20, 12, 20, 12)
        texts.setSpacing(2)
        self.saved_to.setWordWrap(True)
        texts.addWidget(self.seen_as)
        texts.addWidget(self.saved_to)
        content = QWidget()
        content.setObjectName("page")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 12, 16, 24)
        column.addStretch(1)
        column.addWidget(self.picture, 0, centre)
        column.addSpacing(20)
        column.addWidget(self.title)
        column.addWidget(self.detail)
        column.addWidget(self._hidden_row)
        column.addSpacing(20)
        column.addLayout(_centred(self.steps, _STEPS_PX))
        column.addSpacing(20)
        column.addLayout(buttons)
        column.addSpacing(8)
        column.addLayout(_centred(self.help, _INFO_PX))
        column.addStretch(1)
        column.addLayout(_centred(self.info, _INFO_PX))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        bar = QVBoxLayout()
        bar.setContentsMargins(16, 12, 16, 0)
        bar.addWidget(self.error_bar)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(scroll, 1)

    def _fill_steps(self) -> None:
        column = QVBoxLayout(self.steps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for number, (head, detail) in enumerate(_STEPS, start=1):
            title = PlainLabel(head.translated())
            title.setFont(self._theme.fonts.body_medium)
            line = PlainLabel(detail.translated(), name="meta")
            for label in (title, line):
                label.setWordWrap(True)
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(title)
            texts.addWidget(line)
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(StepNumber(number, self._theme))
            row.addLayout(texts, 1)
            column.addLayout(row)


def _centred(widget: QWidget, width_px: int) -> QHBoxLayout:
    """A row that gives *widget* up to *width_px*; with an alignment instead, wrapped labels get no height."""
    widget.setMaximumWidth(width_px)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 1000)
    row.addStretch(1)
    return row
