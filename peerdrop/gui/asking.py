"""Questions before something that can't be taken back."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question says; *agree* and *refuse* are the labels of its buttons, named by what they do."""

    title: str
    line: str
    agree: str
    refuse: str


class Asking(QObject):
    """Shows one question at a time inside the window."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self.question: Question | None = None
        """The one that is shown, or was last."""

    def ask(self, asked: Asked, then: Callable[[], None], otherwise: Callable[[], None] | None = None) -> None:
        """Show it; *then* is called if the user agrees, *otherwise* if not."""
        if self.question is not None:
            # Who asked it waits for an answer, and this is one.
            self.question.dismiss()
            self.question.deleteLater()
        self.question = question = Question(asked.agree, asked.refuse, self._theme, self._window)
        question.agreed.connect(then)
        if otherwise is not None:
            question.dismissed.connect(otherwise)
        question.ask(asked.title, asked.line)
