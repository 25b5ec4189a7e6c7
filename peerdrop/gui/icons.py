"""The project's own strokes in any colour and size."""

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from peerdrop.gui.resources import resource_path

_BUTTON_SIZES_PX = (16, 20)
_RATIOS = (1, 2)


class Icons:
    """Draws icons/NAME.svg with `currentColor` replaced; each is rendered once per colour and size."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._icons: dict[tuple[str, str, str | None], QIcon] = {}

    def paint(self, painter: QPainter, name: str, colour: str, rect: QRect) -> None:
        """Draw the icon into the square *rect*, sharp at the painter's own scale."""
        ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
        pixmap = self._pixmap(name, colour, round(rect.width() * ratio))
        painter.drawPixmap(QRectF(rect), pixmap, QRectF(pixmap.rect()))

    def icon(self, name: str, colour: str, *, disabled: str | None = None) -> QIcon:
        """An icon for a button; *disabled* is its colour while it can't be pressed."""
        key = (name, colour, disabled)
        made = self._icons.get(key)
        if made is None:
            made = self._icons[key] = QIcon()
            for size_px in (size * ratio for size in _BUTTON_SIZES_PX for ratio in _RATIOS):
                made.addPixmap(self._pixmap(name, colour, size_px))
                if disabled is not None:
                    made.addPixmap(self._pixmap(name, disabled, size_px), QIcon.Mode.Disabled)
        return made

    def _pixmap(self, name: str, colour: str, size_px: int) -> QPixmap:
        key = (name, colour, size_px)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            pixmap = self._pixmaps[key] = self._render(name, colour, size_px)
        return pixmap

    def _render(self, name: str, colour: str, size_px: int) -> QPixmap:
        source = self._sources.get(name)
        if source is None:
            source = self._sources[name] = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8")
        raw = source.replace("currentColor", QColor(colour).name()).encode()
        pixmap = QPixmap(QSize(size_px, size_px))
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            QSvgRenderer(QByteArray(raw)).render(painter)
        return pixmap
