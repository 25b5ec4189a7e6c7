"""Draws the rows of the device list."""

from typing import Final, TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from peerdrop.gui.models.devices import DeviceRole
from peerdrop.gui.safe_text import in_own_direction, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.devices import DeviceLook, Dot, Section, device_icon, section_of

Index: TypeAlias = QModelIndex | QPersistentModelIndex

ROW_PX: Final = 64
SECTION_PX: Final = 32
COLLAPSED_SECTION_PX: Final = 12
_TILE_PX: Final = 40
_MARGIN_PX: Final = 16
_DOT_PX: Final = 10


class DeviceDelegate(QStyledItemDelegate):
    """A tile with the state's dot, the name, the state line, and what is unread; only the tile when collapsed."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.collapsed = False
        self.drop_target: str | None = None
        """Device ID of the row that files are held over."""
        self.shows_focus = False
        """The list has the focus, and got it by the keyboard."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(DeviceRole.PEER) is None:
            first = index.row() == 0
            return QSize(0, (4 if first else COLLAPSED_SECTION_PX) if self.collapsed else self._section_height())
        return QSize(0, self._row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        peer = index.data(DeviceRole.PEER)
        if peer is None:
            self._paint_head(painter, option, index)
        else:
            self._paint_device(painter, option, index, peer)
        painter.restore()

    def _row_height(self) -> int:
        fonts = self._theme.fonts
        text = QFontMetrics(fonts.body_medium).height() + QFontMetrics(fonts.meta).height()
        return max(ROW_PX, text + 22)

    def _section_height(self) -> int:
        return max(SECTION_PX, QFontMetrics(self._theme.fonts.meta_bold).height() + 12)

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        tokens = self._theme.tokens
        if self.collapsed:
            if index.row():
                painter.setPen(QPen(QColor(tokens.border), 1))
                painter.drawLine(rect.left() + 16, rect.center().y(), rect.right() - 16, rect.center().y())
            return
        painter.setFont(self._theme.fonts.meta_bold)
        painter.setPen(QColor(tokens.text2))
        text_rect = rect.adjusted(20, 4, -16, 0)
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, index.data())

    def _paint_device(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, peer: PeerSnapshot) -> None:
        rect: QRect = option.rect
        state = option.state
        tokens = self._theme.tokens
        selected = bool(state & QStyle.StateFlag.State_Selected)
        background = self._background(painter, rect, state, peer)
        look: DeviceLook = index.data(DeviceRole.LOOK)
        offline = section_of(peer) is Section.OFFLINE or peer.trust is Trust.BLOCKED

        left = rect.left() + (rect.width() - _TILE_PX) // 2 if self.collapsed else rect.left() + _MARGIN_PX
        tile = QRect(left, rect.top() + (rect.height() - _TILE_PX) // 2, _TILE_PX, _TILE_PX)
        tile = self._mirrored(option, tile)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.surface if selected else tokens.sunken))
        painter.drawRoundedRect(QRectF(tile).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        icon = QRect(0, 0, 22, 22)
        icon.moveCenter(tile.center())
        colour = tokens.text3 if offline else tokens.text
        self._theme.icons.paint(painter, device_icon(peer), colour, icon)
        paint_dot(painter, QPointF(tile.right() - 1, tile.bottom() - 1), look, background, self._theme)
        unread = int(index.data(DeviceRole.UNREAD))
        if self.collapsed:
            width, height = self._badge_width(unread), self._badge_height()
            # At the tile's upper corner, and never beyond the rail.
            left = min(tile.right() - 10, rect.right() - width - 1)
            badge = QRect(left, max(rect.top(), tile.top() - 6), width, height)
            self._paint_badge(painter, badge, unread, muted=offline)
        else:
            self._paint_texts(painter, option, peer, look, unread, offline=offline)

    def _background(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, peer: PeerSnapshot) -> str:
        """Fill the row; the colour that stands behind the tile."""
        tokens = self._theme.tokens
        colour = tokens.rail
        if peer.device_id == self.drop_target or state & QStyle.StateFlag.State_Selected:
            colour = tokens.selected
        elif state & QStyle.StateFlag.State_MouseOver:
            colour = tokens.hover
        box = QRectF(rect).adjusted(8, 2, -8, -2)
        if colour != tokens.rail:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(box, 10, 10)
        if (self.shows_focus and state & QStyle.StateFlag.State_HasFocus) or peer.device_id == self.drop_target:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 10, 10)
        return colour

    def _paint_texts(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        peer: PeerSnapshot,
        look: DeviceLook,
        unread: int,
        *,
        offline: bool,
    ) -> None:
        rect: QRect = option.rect
        tokens, fonts = self._theme.tokens, self._theme.fonts
        text_left = rect.left() + _MARGIN_PX + _TILE_PX + 12
        end = rect.right() - _MARGIN_PX
        if unread:
            width, height = self._badge_width(unread), self._badge_height()
            badge = QRect(end - width, rect.center().y() - height // 2, width, height)
            self._paint_badge(painter, self._mirrored(option, badge), unread, muted=offline)
            end = badge.left() - 8
        name_font = fonts.body_bold if unread else fonts.body_medium
        name_metrics, meta = QFontMetrics(name_font), QFontMetrics(fonts.meta)
        top = rect.top() + (rect.height() - name_metrics.height() - meta.height() - 2) // 2
        verified = peer.trust is Trust.VERIFIED
        room = end - text_left - (22 if verified else 0)
        name = name_metrics.elidedText(one_line(peer.name), Qt.TextElideMode.ElideMiddle, room)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        # Left means leading: the painter of a right-to-left view turns it by itself.
        side = Qt.AlignmentFlag.AlignLeft
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.text2 if offline else tokens.text))
        name_rect = QRect(text_left, top, room, name_metrics.height())
        painter.drawText(self._mirrored(option, name_rect), side | flags, in_own_direction(name))
        if verified:
            shield = QRect(text_left + name_metrics.horizontalAdvance(name) + 6, 0, 16, 16)
            shield.moveTop(name_rect.center().y() - 7)
            colour = tokens.text3 if offline else tokens.accent
            self._theme.icons.paint(painter, "verified", colour, self._mirrored(option, shield))
        line_rect = QRect(text_left, name_rect.bottom() + 3, end - text_left, meta.height())
        line = meta.elidedText(look.line, Qt.TextElideMode.ElideRight, line_rect.width())
        painter.setFont(fonts.meta)
        painter.setPen(QColor(getattr(tokens, look.line_colour)))
        painter.drawText(self._mirrored(option, line_rect), side | flags, in_own_direction(line))

    def _paint_badge(self, painter: QPainter, rect: QRect, unread: int, *, muted: bool = False) -> None:
        if not unread:
            return
        tokens = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.text2 if muted else tokens.accent))
        painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
        painter.setPen(QColor(tokens.surface if muted else tokens.on_accent))
        painter.setFont(self._theme.fonts.meta_bold)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _badge_text(unread))

    def _badge_width(self, unread: int) -> int:
        advance = QFontMetrics(self._theme.fonts.meta_bold).horizontalAdvance(_badge_text(unread))
        return max(self._badge_height(), advance + 12)

    def _badge_height(self) -> int:
        return max(20, QFontMetrics(self._theme.fonts.meta_bold).height())

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem, rect: QRect) -> QRect:
        return QStyle.visualRect(option.direction, option.rect, rect)


def paint_dot(painter: QPainter, centre: QPointF, look: DeviceLook, background: str, theme: Theme) -> None:
    """The state at a tile's corner: a disc, an open arc, a ring, or a disc with an exclamation mark."""
    colour = QColor(getattr(theme.tokens, look.dot_colour))
    radius = _DOT_PX / 2
    outer = 8.0 if look.dot is Dot.ALERT else radius + 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(background))
    painter.drawEllipse(centre, outer, outer)
    circle = QRectF(centre.x() - radius + 1, centre.y() - radius + 1, _DOT_PX - 2, _DOT_PX - 2)
    match look.dot:
        case Dot.DISC:
            painter.setBrush(colour)
            painter.drawEllipse(centre, radius, radius)
        case Dot.RING:
            painter.setPen(QPen(colour, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle)
        case Dot.ARC:
            painter.setPen(QPen(colour, 2))
            painter.drawArc(circle, 120 * 16, 280 * 16)
        case Dot.ALERT:
            painter.setBrush(colour)
            painter.drawEllipse(centre, 6.0, 6.0)
            painter.setPen(QPen(QColor(background), 1.6, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(centre.x(), centre.y() - 3), QPointF(centre.x(), centre.y() + 0.5))
            painter.drawPoint(QPointF(centre.x(), centre.y() + 3))


def _badge_text(unread: int) -> str:
    return str(unread) if unread < 100 else "99+"
