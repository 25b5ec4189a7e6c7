"""The rows of the settings: a name, one line of help, the control, and what is wrong with it."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.widgets.choice_box import ChoiceBox

_FIELD_CHARS: Final = 32
_FIGURES_CHARS: Final = 17
_SIDE_PX: Final = 16
_NO_MAXIMUM_PX: Final = 16_777_215
# In a narrower row, or with larger letters, the words would stand in a column of single words beside the control.
_SIDE_BY_SIDE_CHARS: Final = 52
_WORDS_CHARS: Final = 24


class SettingPart(QWidget):
    """What can stand in a group."""

    continues = False
    """It belongs to the row above it: no line between them."""


class SettingRow(SettingPart):
    """A name and help on one side, *control* on the other, the sentence of a wrong value below."""

    def __init__(
        self,
        label: str,
        help_line: str,
        control: QWidget,
        *,
        beside: QWidget | None = None,
        continues: bool = False,
    ) -> None:
        super().__init__()
        self.continues = continues
        self.control = control
        self.wrong = PlainLabel(name="bad")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        name = PlainLabel(label)
        name.setBuddy(control)
        name.setWordWrap(True)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(name)
        if help_line:
            self.help = PlainLabel(help_line, name="meta")
            self.help.setWordWrap(True)
            texts.addWidget(self.help)
        control.setAccessibleName(label)
        control.setAccessibleDescription(help_line)
        self._beside = beside
        controls = self._controls = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        controls.setSpacing(8)
        controls.addWidget(control, 1)
        if beside is not None:
            controls.addWidget(beside)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(8)
        row.addLayout(texts, 3)
        # A field takes what the words leave, up to its width; a box or a list stays as wide as it is.
        row.addLayout(controls, 2 if isinstance(control, QLineEdit) else 0)
        self._may_stack = not isinstance(control, QCheckBox)
        self._side_px = control.maximumWidth()
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE_PX, 0 if continues else 12, _SIDE_PX, 12)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.wrong)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Put words and control beside each other where both have room; also after one of them was shown or hidden."""
        char_px = self.fontMetrics().averageCharWidth()
        is_narrow = self.width() < _SIDE_BY_SIDE_CHARS * char_px or self._words_px() < _WORDS_CHARS * char_px
        stacked = self._may_stack and is_narrow
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not direction:
            self._row.setDirection(direction)
            self._row.setStretch(0, 0 if stacked else 3)
            self.control.setMaximumWidth(_NO_MAXIMUM_PX if stacked else self._side_px)
            if isinstance(self.control, QPushButton):
                leading = Qt.AlignmentFlag.AlignLeading if stacked else Qt.AlignmentFlag(0)
                self._controls.setAlignment(self.control, leading)
        if self._beside is not None:
            needed = self.control.minimumWidth() + self._beside.sizeHint().width() + 2 * _SIDE_PX + self._row.spacing()
            # The row is never narrower than both beside each other: as wide as that is too narrow already.
            below = self.width() <= needed
            self._controls.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
            self._controls.setAlignment(self._beside, Qt.AlignmentFlag.AlignLeading if below else Qt.AlignmentFlag(0))

    def _words_px(self) -> int:
        """What the words have beside the control. A field gives way to them; a list stays as wide as its widest
        choice, a button as its label."""
        taken = 0 if isinstance(self.control, QLineEdit) else self.control.sizeHint().width()
        if self._beside is not None and not self._beside.isHidden():
            taken += self._beside.sizeHint().width() + self._controls.spacing()
        return self.width() - 2 * _SIDE_PX - self._row.spacing() - taken

    def say_wrong(self, sentence: str) -> None:
        """Show a red edge and *sentence*; "" takes both away."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self.control.setProperty("wrong", bool(sentence))
        self.control.style().unpolish(self.control)
        self.control.style().polish(self.control)


class TextSetting(SettingRow):
    """A field that is read when it is left."""

    changed = Signal(str)

    def __init__(
        self,
        label: str,
        help_line: str = "",
        *,
        is_figure: bool = False,
        secret: bool = False,
        beside: QWidget | None = None,
        continues: bool = False,
    ) -> None:
        self.field = QLineEdit()
        char_px = self.field.fontMetrics().averageCharWidth()
        self.field.setMinimumWidth(_FIGURES_CHARS * char_px)
        self.field.setMaximumWidth((_FIGURES_CHARS if is_figure else _FIELD_CHARS) * char_px)
        if secret:
            self.field.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(label, help_line, self.field, beside=beside, continues=continues)
        self._shown = ""
        self.field.editingFinished.connect(self._left)
        self.field.textEdited.connect(lambda _: self.say_wrong(""))

    def show_value(self, text: str) -> None:
        """Show what is in force; what is being typed, or is wrong, stays."""
        is_own = self.field.text() == self._shown
        self._shown = text
        if is_own or not (self.field.hasFocus() or self.wrong.text()):
            self.field.setText(text)
            self.field.setCursorPosition(0)
            self.say_wrong("")

    def _left(self) -> None:
        if self.field.text() != self._shown:
            self.changed.emit(self.field.text())
        else:
            self.say_wrong("")


class CheckSetting(SettingRow):
    """Yes or no; a click anywhere in the row is one on its box."""

    changed = Signal(bool)

    def __init__(self, label: str, help_line: str = "") -> None:
        self.box = QCheckBox()
        # Without a text the box keeps the space for one, and would not stand at the end.
        self.box.setFixedWidth(20)
        super().__init__(label, help_line, self.box)
        self.box.clicked.connect(self.changed)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Else the release would go to whatever takes the press.
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()

    def show_value(self, on: bool) -> None:
        """Show what is in force."""
        self.box.setChecked(on)


class ChoiceSetting(SettingRow):
    """One of several; *choices* are values and their words."""

    changed = Signal(str)

    def __init__(
        self, label: str, choices: dict[str, str], help_line: str = "", *, beside: QWidget | None = None
    ) -> None:
        self.box = ChoiceBox()
        self.box.setMinimumWidth(160)
        for value, words in choices.items():
            self.box.addItem(words, str(value))
        super().__init__(label, help_line, self.box, beside=beside)
        self.box.activated.connect(lambda _: self.changed.emit(self.box.currentData()))

    def show_value(self, value: str) -> None:
        """Show what is in force."""
        self.box.setCurrentIndex(max(0, self.box.findData(str(value))))


class SettingGroup(QWidget):
    """Rows in a card under a heading."""

    def __init__(self, heading: str, rows: list[SettingPart], heading_font: object) -> None:
        super().__init__()
        head = PlainLabel(heading, name="meta")
        head.setFont(heading_font)  # type: ignore[arg-type]
        head.setWordWrap(True)
        card = QFrame()
        card.setObjectName("infoCard")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self._lines: dict[SettingPart, QFrame] = {}
        for number, row in enumerate(rows):
            if number and not row.continues:
                line = self._lines[row] = QFrame()
                line.setObjectName("hairline")
                line.setFixedHeight(1)
                inside.addWidget(line)
            inside.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(card)

    def set_shown(self, row: SettingPart, shown: bool) -> None:
        """Show *row*, which is not the first, or leave it out."""
        row.setVisible(shown)
        self._lines[row].setVisible(shown)
