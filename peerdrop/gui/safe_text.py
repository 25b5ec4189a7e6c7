"""The one place where text that may come from a peer gets into a widget, always as plain text.

Qt's labels and tooltips render HTML whenever a text looks like it, so nothing else in the window makes a QLabel or
sets a tooltip (tests/gui/test_plain_text_lint.py).
"""

import html
import unicodedata
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QStyle, QToolTip, QWidget

# Overrides and isolates turn the text around them; a peer has no business there.
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_CONTROLS: Final = frozenset("\n\t")
_NAME_CHARS: Final = 300


def one_line(text: str, *, limit_chars: int = _NAME_CHARS) -> str:
    """A name or label of a peer, fit to stand inside a sentence: one line, no control or bidi characters."""
    plain = "".join(" " if _is_control(each) or each.isspace() else each for each in text if each not in _BIDI_CONTROLS)
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit_chars else plain[: limit_chars - 1] + "…"


def many_lines(text: str) -> str:
    """A message of a peer, fit to be shown: its lines stay, control and bidi characters go."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(
        each for each in unified if each not in _BIDI_CONTROLS and (each in _KEPT_CONTROLS or not _is_control(each))
    )


def isolated(text: str) -> str:
    """A name or path so that its direction does not turn the sentence around it."""
    if _is_mirrored() or any(unicodedata.bidirectional(each) in ("R", "AL", "AN") for each in text):
        return f"\u2068{text}\u2069"
    return text


def figure(text: str) -> str:
    """A number with its unit, an ID or an address, which reads from left to right in every sentence."""
    return f"\u2066{text}\u2069" if _is_mirrored() else text


def in_own_direction(text: str) -> str:
    """A whole line of the window, which reads as its first letter does wherever it stands.

    A window from right to left would put the full stop of an English sentence in front of it.
    """
    return f"\u2068{text}\u2069" if text and _is_mirrored() else text


def _is_mirrored() -> bool:
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


class PlainLabel(QLabel):
    """A label that shows markup as it was typed."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._wanted = self.alignment()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if name:
            self.setObjectName(name)
        self.setAlignment(self._wanted)

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Left means where a line begins: Qt would go by the direction of the text, not of the window."""
        self._wanted = alignment
        shown = QStyle.visualAlignment(self.layoutDirection(), alignment)
        super().setAlignment(shown | Qt.AlignmentFlag.AlignAbsolute)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self.setAlignment(self._wanted)

    def setText(self, text: str) -> None:
        super().setText(in_own_direction(text))


class ElidedLabel(PlainLabel):
    """A label of one line, or of *lines* where it gets the room, that may be narrower than its text.

    The whole text is the tooltip.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        name: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        lines: int = 1,
    ) -> None:
        super().__init__(text, parent, name=name)
        self._mode = mode
        self._lines = lines
        set_tooltip(self, text)

    def setText(self, text: str) -> None:
        # Its direction is set when it is painted, after the cut.
        QLabel.setText(self, text)
        set_tooltip(self, text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 3, super().minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        # A policy for it would be taken back by QLabel with each text.
        return self._lines > 1

    def heightForWidth(self, width: int) -> int:
        if self._lines == 1:
            return -1
        room = QRect(0, 0, width, 10_000)
        return self.fontMetrics().boundingRect(room, Qt.AlignmentFlag.AlignLeft, self._shown(width)).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.contentsRect(), int(self.alignment()), self._shown(self.width()))

    def _shown(self, width: int) -> str:
        return "\n".join(in_own_direction(line) for line in self._broken(width))

    def _broken(self, width: int) -> list[str]:
        """The lines that are shown, the last of them cut to *width*."""
        rest, metrics = self.text(), self.fontMetrics()
        broken: list[str] = []
        while len(broken) < self._lines - 1 and metrics.horizontalAdvance(rest) > width:
            line = _first_line(rest, self.font(), width)
            broken.append(line.strip())
            rest = rest[len(line) :]
        return [*broken, metrics.elidedText(rest, self._mode, width)]


def _first_line(text: str, font: QFont, width: int) -> str:
    """As much of *text* as stands in a line of that width: whole words, or a part of one that is longer."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    # Qt counts in UTF-16.
    return text.encode("utf-16-le")[: 2 * max(1, line.textLength())].decode("utf-16-le", "ignore") or text[:1]


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give *widget* a tooltip that shows *text* as it is."""
    widget.setToolTip(tooltip(text))


def show_tooltip(at: QPoint, text: str, widget: QWidget, rect: QRect) -> None:
    """Show *text* as it is at a place of the screen until the pointer leaves *rect* of *widget*; "" hides it."""
    QToolTip.showText(at, tooltip(text), widget, rect)


def tooltip(text: str) -> str:
    """*text* for a tooltip: escaped and marked as rich, since Qt guesses otherwise."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def button_text(text: str) -> str:
    """*text* for a button or a menu, where '&' would start a mnemonic."""
    return text.replace("&", "&&")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")
