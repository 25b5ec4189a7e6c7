"""What rows and cards are drawn with."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from peerdrop.gui.delegates.brush import Brush
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import ButtonKind, CardAction, CardButton

WIDTH, HEIGHT = 200, 60
ROOM = QRect(10, 20, 180, 20)


def drawn(theme: Theme, draw: Callable[[Brush], None], direction: Qt.LayoutDirection) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.tokens.surface))
    with QPainter(image) as painter:
        painter.setLayoutDirection(direction)
        draw(Brush(painter, theme))
    return image


def inked(image: QImage, theme: Theme) -> set[tuple[int, int]]:
    ground = QColor(theme.tokens.surface)
    return {(x, y) for x in range(WIDTH) for y in range(HEIGHT) if image.pixelColor(x, y) != ground}


LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
def test_a_bar_fills_from_where_lines_begin(each_theme: Theme, direction: Qt.LayoutDirection) -> None:
    image = drawn(each_theme, lambda brush: brush.bar(QRect(10, 20, 180, 6), 0.25, "accent"), direction)
    accent, track = QColor(each_theme.tokens.accent), QColor(each_theme.tokens.track)
    near, far = (20, 180) if direction is LEFT else (180, 20)
    assert (image.pixelColor(near, 23), image.pixelColor(far, 23)) == (accent, track)


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
@pytest.mark.parametrize("at_end", [False, True])
def test_a_line_stands_at_its_side(theme: Theme, direction: Qt.LayoutDirection, at_end: bool) -> None:
    font = theme.fonts.meta
    image = drawn(theme, lambda brush: brush.line(ROOM, font, "text", "5 MB", at_end=at_end), direction)
    columns = {x for x, _ in inked(image, theme)}
    at_left = (direction is LEFT) is not at_end
    assert max(columns) < 100 if at_left else min(columns) > 100


def test_a_sentence_that_is_too_long_goes_on_in_a_second_line_where_there_is_one(theme: Theme) -> None:
    sentence, font = "Connection lost. Continues by itself.", theme.fonts.meta
    one = drawn(theme, lambda brush: brush.line(ROOM, font, "text", sentence), LEFT)
    two = drawn(theme, lambda brush: brush.line(QRect(10, 5, 180, 50), font, "text", sentence), LEFT)
    rows = [{y for _, y in inked(each, theme)} for each in (one, two)]
    assert max(rows[1]) - min(rows[1]) > max(rows[0]) - min(rows[0]) + 8


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
def test_the_icon_of_a_line_comes_first(theme: Theme, direction: Qt.LayoutDirection) -> None:
    image = drawn(theme, lambda brush: brush.line_with_icon(ROOM, "warning", "warn", "text", ""), direction)
    columns = {x for x, _ in inked(image, theme)}
    edge = (ROOM.left(), ROOM.left() + 16) if direction is LEFT else (ROOM.right() - 16, ROOM.right() + 1)
    assert columns
    assert edge[0] <= min(columns)
    assert max(columns) <= edge[1]


@pytest.mark.parametrize("kind", ButtonKind)
def test_a_button_shows_that_the_pointer_or_the_keyboard_is_there(each_theme: Theme, kind: ButtonKind) -> None:
    button, room = CardButton(CardAction.PAUSE, kind), QRect(40, 14, 90, 32)
    plain = drawn(each_theme, lambda brush: brush.button(room, button, hovered=False), LEFT)
    hovered = drawn(each_theme, lambda brush: brush.button(room, button, hovered=True), LEFT)
    focused = drawn(each_theme, lambda brush: brush.button(room, button, hovered=False, focused=True), LEFT)
    assert plain != hovered
    ring = focused.pixelColor(room.center().x(), room.top() - 3)
    assert plain.pixelColor(room.center().x(), room.top() - 3) == QColor(each_theme.tokens.surface)
    assert ring == QColor(each_theme.tokens.accent)
