"""Buttons whose look comes from the style sheet and whose icon follows the theme."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from peerdrop.gui.safe_text import button_text, in_own_direction, set_tooltip
from peerdrop.gui.theme import Theme

CONTROL_PX: Final = 36


class ButtonLook(StrEnum):
    """The `kind` property that the style sheet knows."""

    PRIMARY = "primary"
    EDGED = "edged"
    LINK = "link"
    TOOL = "tool"
    PILL = "pill"


class TextButton(QPushButton):
    """A button with a label; an "&" in *label* marks the mnemonic."""

    def __init__(
        self,
        label: str,
        look: ButtonLook,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        icon: str = "",
    ) -> None:
        super().__init__(in_own_direction(label), parent)
        self.setProperty("kind", str(look))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        # A click moves no focus: what the style sheet shows on :focus is then only seen after the keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._look = look
        self._theme = theme
        self._icon_name = icon
        if icon:
            self.setIconSize(QSize(16, 16))
            theme.changed.connect(self._dress)
            self._dress()

    def set_label(self, text: str) -> None:
        """Show *text* as it is, without a mnemonic."""
        self.setText(in_own_direction(button_text(text)))

    def _dress(self) -> None:
        tokens = self._theme.tokens
        colours = {
            ButtonLook.PRIMARY: tokens.on_accent,
            ButtonLook.EDGED: tokens.text2,
            ButtonLook.LINK: tokens.accent,
            ButtonLook.TOOL: tokens.text2,
            ButtonLook.PILL: tokens.text2,
        }
        self.setIcon(self._theme.icons.icon(self._icon_name, colours[self._look], disabled=tokens.text3))


class IconButton(QToolButton):
    """A button with only an icon; *label* is its tooltip and its name for screen readers."""

    def __init__(
        self,
        icon: str,
        label: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        look: ButtonLook = ButtonLook.TOOL,
        size_px: int = CONTROL_PX,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", str(look))
        self.setFixedSize(size_px, size_px)
        self.setIconSize(QSize(20, 20))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._look = look
        self._theme = theme
        self._icon_name = icon
        self.is_lit = False
        self.set_name(label)
        theme.changed.connect(self._dress)
        self._dress()

    def set_name(self, label: str) -> None:
        """What the button is for."""
        self.setAccessibleName(label)
        set_tooltip(self, label)

    def set_lit(self, lit: bool) -> None:
        """Something goes on behind it: draw it in the accent."""
        if lit is not self.is_lit:
            self.is_lit = lit
            self._dress()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        colour = tokens.accent if self.is_lit else tokens.text2
        colour = tokens.on_accent if self._look is ButtonLook.PRIMARY else colour
        self.setIcon(self._theme.icons.icon(self._icon_name, colour, disabled=tokens.text3))
