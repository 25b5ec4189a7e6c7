"""What stands in the conversation's place while no device is chosen."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.words.phrase import Phrase, translate

_STEPS_PX = 460
_INFO_PX = 620
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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme = theme
        self.error_bar = ErrorBar(theme)
        self.picture = SearchPicture(theme)
        self.title = PlainLabel(translate("FirstStart", "Starting…"))
        self.title.setFont(theme.fonts.title)
        self.detail = PlainLabel(name="meta")
        self.detail.setWordWrap(True)
        self.steps = QWidget()
        self.add = TextButton(translate("FirstStart", "&Add by address…"), ButtonLook.EDGED, theme, icon="plus")
        self.scan = TextButton(translate("FirstStart", "&Scan again"), ButtonLook.EDGED, theme, icon="refresh")
        self.seen_as = PlainLabel()
        self.saved_to = PlainLabel(name="meta")
        self.info = QFrame()
        self.info.setObjectName("infoCard")
        self.info.hide()
        self._arrange()
        self.add.clicked.connect(self.add_asked)
        self.scan.clicked.connect(self.scan_asked)
        self.set_running(False)

    def set_running(self, running: bool) -> None:
        """The node is open: devices can be looked for."""
        self.add.setEnabled(running)
        self.scan.setEnabled(running)

    def show_starting(self) -> None:
        """The node is not open yet."""
        self.title.setText(translate("FirstStart", "Starting…"))
        self.detail.setText("")
        self.error_bar.show_failure(None)
        self.set_running(False)

    def show_looking(self, addresses: tuple[str, ...]) -> None:
        """Nobody is here yet."""
        self.title.setText(translate("FirstStart", "Looking for devices…"))
        where = ", ".join(each for each in addresses if ":" not in each)
        own = translate("FirstStart", "This device is at {addresses}").format(addresses=where)
        self.detail.setText(own if where else "")
        self.steps.show()
        self.set_running(True)

    def show_choice(self) -> None:
        """Devices are here, none is chosen."""
        self.title.setText(translate("FirstStart", "Choose a device"))
        self.detail.setText(translate("FirstStart", "Then write to it, or drop files on it."))
        self.steps.hide()
        self.set_running(True)

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
            self.title.setText(translate("FirstStart", "PeerDrop is not running"))
            self.detail.setText("")
            self.steps.hide()
            self.set_running(False)

    def _arrange(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        self.title.setAlignment(centre)
        self.detail.setAlignment(centre)
        self._fill_steps()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.add)
        buttons.addWidget(self.scan)
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
        column.addSpacing(20)
        column.addLayout(_centred(self.steps, _STEPS_PX))
        column.addSpacing(20)
        column.addLayout(buttons)
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


class StepNumber(QWidget):
    """A figure in a disc."""

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._theme = theme
        self.setFixedSize(QSize(32, 32))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_tint))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setPen(QColor(tokens.accent))
        painter.setFont(self._theme.fonts.meta_bold)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class SearchPicture(QWidget):
    """This device in the middle, places for others around it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(QSize(232, 232))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.rect().center()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for radius, colour in ((112, tokens.border), (78, tokens.border), (44, tokens.ctl)):
            painter.setPen(QPen(QColor(colour), 1))
            painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(QColor(tokens.accent), 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(middle.x() - 78, middle.y() - 78, 156, 156), -15 * 16, 75 * 16)
        self._tile(painter, middle.x(), middle.y(), 64, "laptop", tokens.accent, tokens.on_accent, "")
        for x, y, icon in ((24, 50, "desktop"), (212, 160, "laptop"), (68, 212, "server")):
            self._tile(painter, x, y, 40, icon, tokens.surface, tokens.text2, tokens.border)

    def _tile(self, painter: QPainter, x: int, y: int, size: int, icon: str, fill: str, stroke: str, edge: str) -> None:
        square = QRect(x - size // 2, y - size // 2, size, size)
        square.moveLeft(max(0, min(square.left(), self.width() - size)))
        square.moveTop(max(0, min(square.top(), self.height() - size)))
        painter.setPen(QPen(QColor(edge), 1) if edge else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), size * 0.26, size * 0.26)
        inner = QRect(0, 0, size // 2, size // 2)
        inner.moveCenter(square.center())
        self._theme.icons.paint(painter, icon, stroke, inner)


def _centred(widget: QWidget, width_px: int) -> QHBoxLayout:
    """A row that gives *widget* up to *width_px*; with an alignment instead, wrapped labels get no height."""
    widget.setMaximumWidth(width_px)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 1000)
    row.addStretch(1)
    return row
