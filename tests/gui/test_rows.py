"""How rows are drawn: in both themes, both directions and every state; and what that costs."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from peerdrop.clock import SystemClock
from peerdrop.core.events import TransferProgressed
from peerdrop.core.states import ConnectionState, Direction, LaneKind, Quality, TransferReason, TransferState, Trust
from peerdrop.gui.delegates.bubble import lay_out_bubble
from peerdrop.gui.delegates.card import CardLayout, button_font, lay_out_card
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.models.devices import DeviceModel, DeviceOrder
from peerdrop.gui.models.entries import CardEntry, TextEntry, Tick
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.widgets.conversation_view import ConversationView
from peerdrop.gui.widgets.device_list import DeviceList
from peerdrop.gui.words.card_face import ButtonKind, CardAction, CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import MessageId, TransferId
from tests.fake_node import TRANSFER_ID, make_peer, make_transfer

NOW = 1_750_000_000.0
DIRECTIONS = [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
REASONS = [None, TransferReason.DISK_FULL, TransferReason.PEER, TransferReason.WAITING]


def every_card() -> list[CardFacts]:
    facts = []
    for state in TransferState:
        for direction in Direction:
            for reason in REASONS:
                transfer = make_transfer(
                    state=state,
                    direction=direction,
                    reason=reason,
                    bytes_done=2_000_000,
                    label="a-very-long-file-name-of-a-whole-afternoon-" * 3 + ".mov",
                    peer_name="conference-room-with-projector-east.local",
                    lane=LaneKind.DATA_CHANNEL,
                )
                facts.append(CardFacts(transfer=transfer, can_send_again=True, free_bytes=10**12))
    facts.append(CardFacts(transfer=make_transfer(), free_bytes=5))
    facts.append(CardFacts(transfer=make_transfer(), reviewed=True))
    return facts


def layout_of(facts: CardFacts, width: int, fonts: Fonts, direction: Qt.LayoutDirection) -> CardLayout:
    outgoing = facts.transfer.direction is Direction.OUTGOING
    return lay_out_card(card_face(facts), "09:14", width, fonts, outgoing=outgoing, direction=direction)


@pytest.mark.parametrize("width", [340, 416, 900])
@pytest.mark.parametrize("direction", DIRECTIONS, ids=["ltr", "rtl"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_part_of_every_card_lies_inside_it_and_no_two_overlap(
    theme: Theme, qapp: QApplication, width: int, direction: Qt.LayoutDirection, scale: float
) -> None:
    font = QFont(qapp.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    fonts = Fonts(font)
    metrics = QFontMetrics(button_font(fonts))
    for facts in every_card():
        layout = layout_of(facts, width, fonts, direction)
        assert layout.card.left() >= 0
        assert layout.card.right() < width
        parts = [layout.tile, layout.title, layout.detail, layout.time]
        parts += [each for each in (layout.note, layout.bar, layout.status) if each is not None]
        parts += [rect for _, rect in layout.buttons]
        if scale == 1.0:
            for part in parts:
                assert layout.card.contains(part), (facts.transfer.state, part, layout.card)
        for number, part in enumerate(parts):
            for other in parts[number + 1 :]:
                assert not part.intersects(other), (facts.transfer.state, part, other)
        for button, rect in layout.buttons:
            assert rect.width() >= metrics.horizontalAdvance(button.label) + 8
            assert rect.height() >= 32


def test_a_card_mirrors_in_a_right_to_left_window(theme: Theme) -> None:
    facts = CardFacts(transfer=make_transfer(), free_bytes=10**12)
    plain, mirrored = (layout_of(facts, 900, theme.fonts, each) for each in DIRECTIONS)
    assert mirrored.card.left() == 900 - plain.card.left() - plain.card.width()
    assert mirrored.tile.left() > mirrored.title.left()
    assert plain.tile.left() < plain.title.left()


def test_a_card_does_not_grow_while_its_figures_do(theme: Theme) -> None:
    heights = set()
    for done, rate, eta in ((0, 0.0, None), (1, 999_999.0, 3599.0), (888_800_000_000, 888.8e6, 3000.0)):
        transfer = make_transfer(
            state=TransferState.TRANSFERRING,
            size_bytes=888_900_000_000,
            bytes_done=done,
            bytes_per_second=rate,
            eta_s=eta,
        )
        heights.add(layout_of(CardFacts(transfer=transfer), 416, theme.fonts, DIRECTIONS[0]).height)
    assert len(heights) == 1


def test_a_bubble_keeps_to_its_share_of_the_width_and_its_text_inside(theme: Theme) -> None:
    texts = ["short", "word " * 200, "x" * 3000, "سلام دنیا " * 50, "one\ntwo\n\nfour", "漢字" * 400]
    for direction in DIRECTIONS:
        for width in (340, 900):
            for text in texts:
                entry = TextEntry(
                    row_id=1,
                    message_id=MessageId("1" * 32),
                    direction=Direction.OUTGOING,
                    text=text,
                    at=NOW,
                    tick=Tick.WAITING,
                )
                layout = lay_out_bubble(entry, width, theme.fonts, direction)
                assert QRect(0, 0, width, layout.height).contains(layout.bubble)
                assert layout.bubble.width() <= max(520, width * 0.88)
                for number in range(layout.text.lineCount()):
                    line = layout.text.lineAt(number).naturalTextRect().translated(layout.text_at)
                    assert layout.bubble.adjusted(-1, -1, 1, 1).contains(line.toRect()), (text[:9], line)
                assert layout.bubble.contains(layout.time_rect)
                assert layout.tick_rect is not None
                assert layout.bubble.contains(layout.tick_rect)


def filled(model: ConversationModel) -> None:
    """One row of every kind."""
    for number, facts in enumerate(every_card()):
        model.put_transfer(replace(facts.transfer, transfer_id=TransferId(f"{number:032x}")))
    for number, tick in enumerate(Tick):
        identifier = MessageId(f"{number + 1000:032x}")
        model.add_text(identifier, Direction.OUTGOING, "<b>hello</b>\nthere", NOW)
        model.set_tick(identifier, tick)
    model.add_text(MessageId("f" * 32), Direction.INCOMING, "سلام", NOW)


@pytest.mark.parametrize("direction", DIRECTIONS, ids=["ltr", "rtl"])
def test_every_row_of_a_conversation_is_drawn(each_theme: Theme, direction: Qt.LayoutDirection) -> None:
    model = ConversationModel(make_peer().device_id, lambda: NOW)
    filled(model)
    view = ConversationView(each_theme, SystemClock())
    view.setLayoutDirection(direction)
    view.resize(700, 20_000)
    view.show_conversation(model)
    image = view.grab().toImage()
    assert colours(image) > 12
    assert QColor(each_theme.tokens.bubble_out).rgb() in pixels(image)
    view.deleteLater()


@pytest.mark.parametrize("collapsed", [False, True], ids=["wide", "collapsed"])
def test_every_row_of_the_device_list_is_drawn(each_theme: Theme, collapsed: bool) -> None:
    devices = DeviceModel(lambda: NOW)
    for number, state in enumerate(ConnectionState):
        devices.put(make_peer(f"device {number} " * 6, f"A{chr(65 + number)}", state=state, quality=Quality.FAIR))
    for number, trust in enumerate(Trust):
        peer = make_peer("x", f"B{chr(65 + number)}", trust=trust, online=False)
        devices.put(peer)
        devices.set_unread(peer.device_id, 120)
    view = DeviceList(DeviceOrder(devices), each_theme)
    view.set_collapsed(collapsed)
    view.resize(64 if collapsed else 288, 1400)
    image = view.grab().toImage()
    assert QColor(each_theme.tokens.accent).rgb() in pixels(image)
    view.deleteLater()


def test_markup_in_a_message_is_drawn_as_it_was_typed(theme: Theme) -> None:
    def width(text: str) -> int:
        entry = TextEntry(
            row_id=1, message_id=MessageId("1" * 32), direction=Direction.INCOMING, text=text, at=NOW, tick=Tick.NONE
        )
        return lay_out_bubble(entry, 900, theme.fonts, DIRECTIONS[0]).bubble.width()

    assert width("<b>hello</b>") > width("hello") + 20


def test_a_button_is_hit_inside_its_rectangle_only(theme: Theme) -> None:
    facts = CardFacts(transfer=make_transfer(), free_bytes=10**12)
    layout = layout_of(facts, 900, theme.fonts, DIRECTIONS[0])
    for button, rect in layout.buttons:
        assert layout.button_at(rect.center()) is button.action
        assert layout.button_at(rect.topLeft() - QPoint(2, 2)) is not button.action
    assert layout.button_at(layout.title.center()) is None
    assert layout.buttons[-1][0].kind is ButtonKind.PRIMARY


def test_a_click_beside_the_buttons_does_nothing_and_one_on_them_asks_for_it(theme: Theme) -> None:
    model = ConversationModel(make_peer().device_id, lambda: NOW)
    model.put_transfer(make_transfer())
    view = ConversationView(theme, SystemClock())
    view.resize(700, 500)
    view.show_conversation(model)
    view.show()
    asked: list[tuple[str, CardAction]] = []
    view.card_action.connect(lambda *call: asked.append(call))
    row = view.visualRect(model.index_of(TRANSFER_ID))
    card = model.card(TRANSFER_ID)
    assert isinstance(card, CardEntry)
    layout = view.delegate.card_layout(card, row.width())
    for target in (layout.title, layout.buttons[0][1]):
        position = target.center() + row.topLeft()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, position)
    assert asked == [(TRANSFER_ID, CardAction.DECLINE)]
    view.deleteLater()


def test_enter_on_an_offer_reviews_it_and_never_accepts_by_itself(theme: Theme) -> None:
    model = ConversationModel(make_peer().device_id, lambda: NOW)
    model.put_transfer(make_transfer())
    view = ConversationView(theme, SystemClock())
    view.resize(700, 500)
    view.show_conversation(model)
    view.show()
    asked: list[CardAction] = []
    view.card_action.connect(lambda _, action: asked.append(action))
    view.setFocus()
    view.setCurrentIndex(model.index_of(TRANSFER_ID))
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == [CardAction.REVIEW, CardAction.DECLINE]
    view.deleteLater()


def test_ten_thousand_rows_make_no_widgets_and_progress_lays_none_of_them_out(theme: Theme) -> None:
    model = ConversationModel(make_peer().device_id, lambda: NOW)
    for number in range(10_000):
        model.add_text(MessageId(f"{number:032x}"), Direction.INCOMING, f"message {number}", NOW)
    model.put_transfer(make_transfer(state=TransferState.TRANSFERRING))
    view = ConversationView(theme, SystemClock())
    view.resize(700, 500)
    view.show_conversation(model)
    view.show()
    view.grab()
    assert len(view.findChildren(QWidget)) < 12
    assert not view.findChildren(QPushButton)
    asked = 0
    measured = view.delegate.sizeHint

    def counting(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return measured(*arguments)  # type: ignore[arg-type]

    view.delegate.sizeHint = counting  # type: ignore[assignment, method-assign]
    for done in range(20):
        model.transfer_progressed(progress(done))
        view.grab()
    assert asked <= 20 * 25, "only the rows in view are asked for"
    view.deleteLater()


def test_ten_thousand_devices_make_no_widgets(theme: Theme) -> None:
    devices = DeviceModel(lambda: NOW)
    view = DeviceList(DeviceOrder(devices), theme)
    letters = "ABCDEFGHIJ"
    for number in range(1_000):
        devices.put(make_peer(f"device {number}", "".join(letters[int(each)] for each in str(number)) + "X"))
    view.resize(288, 600)
    view.grab()
    assert len(view.findChildren(QWidget)) < 12
    view.deleteLater()


def progress(done: int) -> TransferProgressed:
    return TransferProgressed(
        transfer_id=TRANSFER_ID, bytes_done=done * 1000, size_bytes=5_000_000, bytes_per_second=1e6, eta_s=4.0
    )


def pixels(image: QImage) -> set[int]:
    """Every colour of the picture, seen at each third pixel of each third line."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixel(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)}


def colours(image: QImage) -> int:
    return len(pixels(image))
