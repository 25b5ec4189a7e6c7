"""Names and texts that peers choose to break the window with: the buttons stay within reach, in every look."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.delegates.card import lay_out_card
from peerdrop.gui.safe_text import figure, in_own_direction, isolated
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.words.amounts import progress_text, rtt_text, size_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face
from tests.fake_node import FakeNode, make_peer, make_transfer
from tests.gui.opened_window import FakeEngine, opened_window
from tests.until import until

NAMES = ["<img src=x>", "n" * 300, "line\nbreak\r\n", "‮evil‬\u2067", "مكتب ليلى", "👩‍👩‍👧" * 60]


@pytest.mark.parametrize("scale", [1.0, 2.0], ids=["100%", "200%"])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_pushes_a_button_out_of_its_card_or_cuts_its_label(
    theme: Theme, qapp: QApplication, name: str, direction: Qt.LayoutDirection, scale: float
) -> None:
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    fonts = Fonts(font)
    for width in (330, 480, 900):
        for state in TransferState:
            transfer = make_transfer(
                state=state, direction=Direction.OUTGOING, reason=TransferReason.PEER, label=name, peer_name=name
            )
            for each in (transfer, make_transfer(label=name, peer_name=name)):
                face = card_face(CardFacts(transfer=each, can_send_again=True, free_bytes=10**12))
                layout = lay_out_card(face, "09:14", width, fonts, outgoing=True, direction=direction)
                rects = [rect for _, rect in layout.buttons]
                assert all(layout.card.contains(rect) for rect in rects)
                assert not any(a.intersects(b) for a in rects for b in rects if a is not b)
                assert layout.status is None or layout.card.contains(layout.status)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_no_name_makes_the_header_or_the_rail_wider_than_the_window(theme: Theme, name: str) -> None:
    peer = make_peer(name)
    node = FakeNode([peer])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(480, 520)
        await window.open(peer.device_id)
        page = window.window.page
        await until(lambda: page.header.width() > 0)
        assert window.window.width() == 480
        for button in (page.header.menu_button, page.composer.attach, page.composer.send):
            place = button.mapTo(window.window, button.rect().center())
            assert window.window.rect().contains(place), f"{button.accessibleName()} is out of reach"
        assert "\n" not in page.header.name.text()


def test_figures_and_names_keep_their_order_in_a_window_from_right_to_left(qapp: QApplication) -> None:
    assert (size_text(1_200_000), isolated("Bea"), in_own_direction("Saved.")) == ("1.2 MB", "Bea", "Saved.")
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert rtt_text(0.42) == figure("0.4 ms") == "\u20660.4 ms\u2069"
        assert progress_text(10**6, 3 * 10**6) == "\u20661\u2069 of \u20663 MB\u2069"
        assert isolated("Bea") == "\u2068Bea\u2069"
        assert in_own_direction("Saved.") == "\u2068Saved.\u2069"
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
