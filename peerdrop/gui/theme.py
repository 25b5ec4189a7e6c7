"""How the window looks: one token table, fonts as factors of the user's own, icons, palette and style sheet."""

from dataclasses import asdict
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from peerdrop.gui.icons import Icons
from peerdrop.gui.resources import resource_path
from peerdrop.gui.tokens import DARK, LIGHT, Tokens
from peerdrop.settings import ThemeChoice

_FALLBACK_FAMILIES = ("Inter", "Noto Sans", "DejaVu Sans")


class Fonts:
    """The five steps of type, made from the user's own font."""

    def __init__(self, base: QFont) -> None:
        self._base = base
        self.title = self._step(1.54, QFont.Weight.DemiBold)
        self.heading = self._step(1.23, QFont.Weight.DemiBold)
        self.body = self._step(1.08, QFont.Weight.Normal)
        self.body_medium = self._step(1.08, QFont.Weight.Medium)
        self.body_bold = self._step(1.08, QFont.Weight.DemiBold)
        self.control = self._step(1.0, QFont.Weight.Normal)
        self.control_medium = self._step(1.0, QFont.Weight.Medium)
        self.meta = self._step(0.92, QFont.Weight.Normal)
        self.meta_bold = self._step(0.92, QFont.Weight.DemiBold)
        self.key = base.toString()
        """Changes with the user's font; for caches of heights."""
        for each in (self.meta, self.control):
            # Figures that change must not make the line jitter.
            each.setFeature(QFont.Tag("tnum"), 1)

    def _step(self, factor: float, weight: QFont.Weight) -> QFont:
        font = QFont(self._base)
        if self._base.pointSizeF() > 0:
            font.setPointSizeF(self._base.pointSizeF() * factor)
        else:
            font.setPixelSize(round(self._base.pixelSize() * factor))
        font.setWeight(weight)
        return font


class Theme(QObject):
    """Puts the palette and the style sheet on the application, and again when the system changes its colours.

    Both are our own: `setColorScheme` does nothing offscreen and on bare X11. With *dressed* False the style sheet
    waits for `dress`: what is built before is then dressed once, and not again each time it is put into a parent,
    which takes half as long as building a window does.
    """

    changed = Signal()

    def __init__(
        self, application: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM, *, dressed: bool = True
    ) -> None:
        super().__init__(application)
        self._application = application
        self._dressed = dressed
        self._choice = choice
        self.icons = Icons()
        self.fonts = Fonts(_base_font(application))
        self.tokens = self._chosen_tokens()
        application.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        self._apply()

    @property
    def is_dark(self) -> bool:
        return self.tokens is DARK

    def choose(self, choice: ThemeChoice) -> None:
        """Use another table from now on."""
        self._choice = choice
        self._scheme_changed()

    def dress(self) -> None:
        """Put the style sheet on, if that has waited."""
        if not self._dressed:
            self._dressed = True
            self._application.setStyleSheet(self.style_sheet())

    def style_sheet(self) -> str:
        """The one style sheet with colours in place of token names."""
        template = Template(resource_path("style/window.qss").read_text(encoding="utf-8"))
        return template.substitute(
            asdict(self.tokens),
            icons=resource_path("icons").as_posix(),
            style=resource_path("style").as_posix(),
            scheme="dark" if self.is_dark else "light",
        )

    def palette(self) -> QPalette:
        """The colours for everything the style sheet does not name."""
        tokens = self.tokens
        palette = QPalette()
        for role, colour in {
            QPalette.ColorRole.Window: tokens.surface,
            QPalette.ColorRole.WindowText: tokens.text,
            QPalette.ColorRole.Base: tokens.surface,
            QPalette.ColorRole.AlternateBase: tokens.sunken,
            QPalette.ColorRole.Text: tokens.text,
            QPalette.ColorRole.Button: tokens.card,
            QPalette.ColorRole.ButtonText: tokens.text,
            QPalette.ColorRole.BrightText: tokens.bad,
            QPalette.ColorRole.Highlight: tokens.accent,
            QPalette.ColorRole.HighlightedText: tokens.on_accent,
            QPalette.ColorRole.Link: tokens.accent,
            QPalette.ColorRole.ToolTipBase: tokens.card,
            QPalette.ColorRole.ToolTipText: tokens.text,
            QPalette.ColorRole.PlaceholderText: tokens.text3,
            QPalette.ColorRole.Light: tokens.hover,
            QPalette.ColorRole.Mid: tokens.border,
            QPalette.ColorRole.Dark: tokens.ctl,
            QPalette.ColorRole.Shadow: tokens.border,
        }.items():
            palette.setColor(role, QColor(colour))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text3))
        return palette

    def _chosen_tokens(self) -> Tokens:
        if self._choice is ThemeChoice.SYSTEM:
            dark = self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._choice is ThemeChoice.DARK
        return DARK if dark else LIGHT

    def _scheme_changed(self) -> None:
        tokens = self._chosen_tokens()
        if tokens is not self.tokens:
            self.tokens = tokens
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._application.setStyle("Fusion")
        self._application.setPalette(self.palette())
        if self._dressed:
            self._application.setStyleSheet(self.style_sheet())


def _base_font(application: QApplication) -> QFont:
    font = QFont(application.font())
    font.setFamilies([*font.families(), *_FALLBACK_FAMILIES])
    return font
