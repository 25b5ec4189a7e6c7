"""Whether somebody goes by keys or by the pointer: only by keys is it shown where the focus is."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

_DIRECTLY: Final = Qt.FindChildOption.FindDirectChildrenOnly
_BY_POINTER: Final = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})


class LastInput(QObject):
    """What was used last in *window*; a child of it, so that `opening_reason` finds it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.by_key = True

    def watch(self) -> None:
        """Begin, once the window is on the screen."""
        window = self.parent()
        assert isinstance(window, QWidget)
        handle = window.windowHandle()
        if handle is not None:
            # What all input comes through before a widget has it; the application sees far more than that.
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress:
            self.by_key = True
        elif event.type() in _BY_POINTER:
            self.by_key = False
        return False


def opening_reason(window: QWidget) -> Qt.FocusReason:
    """Why what is opened now in *window* takes the focus: a ring is around it only if a key opened it."""
    last = window.findChild(LastInput, options=_DIRECTLY)
    by_key = not isinstance(last, LastInput) or last.by_key
    return Qt.FocusReason.ShortcutFocusReason if by_key else Qt.FocusReason.OtherFocusReason
