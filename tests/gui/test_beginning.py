"""A conversation in which nothing was said yet."""

import pytest
from PySide6.QtCore import QPoint

from peerdrop.core.events import PeerUpdated
from peerdrop.core.states import Trust
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.beginning import beginning_lines
from tests.fake_node import FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push
from tests.kept_history import message_id, received
from tests.until import until

BEA = make_peer()


def said(window: OpenedWindow) -> list[str]:
    """The lines that are seen."""
    return [each.text() for each in window.window.page.view.beginning.lines if each.isVisible()]


async def test_an_empty_conversation_says_what_can_be_done_in_it_until_something_is(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await until(lambda: bool(said(window)))
        assert said(window) == [
            "Write a message, or drop files here.",
            "Bea is asked before anything is saved. The connection opens by itself.",
        ]
        view = window.window.page.view
        first, second = view.beginning.lines
        middle = view.viewport().rect().center()
        assert abs(first.mapTo(view.viewport(), QPoint(0, first.height())).y() - middle.y()) < second.height()
        assert abs(first.mapTo(view.viewport(), first.rect().center()).x() - middle.x()) <= 1
        below = window.window.page.view.viewport().childAt(middle)
        assert below is None, "it lets clicks through"
        await push(window, node, received("hi", 1, BEA.device_id))
        await until(lambda: not said(window))
        window.conversation(BEA.device_id).remove(message_id(1))
        await until(lambda: bool(said(window)), what="the last message is deleted")


async def test_nothing_is_said_before_it_is_known_that_nothing_was_kept(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.conversation(BEA.device_id).is_begun = True
        await window.open(BEA.device_id)
        window.window.page.view.doItemsLayout()
        assert not said(window)


async def test_a_device_that_goes_changes_what_is_said(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await until(lambda: bool(said(window)))
        await push(window, node, PeerUpdated(peer=make_peer(online=False)))
        await until(lambda: said(window)[1:] == ["What you send goes when Bea is back online."])


@pytest.mark.parametrize("away", [True, False])
def test_a_blocked_device_is_not_written_to(away: bool) -> None:
    assert beginning_lines(make_peer(trust=Trust.BLOCKED), away=away) == ()
