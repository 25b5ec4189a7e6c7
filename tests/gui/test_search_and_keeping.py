"""A conversation is searched, thinned out, deleted, and kept as long as the user says."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from peerdrop.control.handle import NodeHandle
from peerdrop.core.events import MessageFailed, MessageSent
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage
from peerdrop.core.history.kept_text import folded_text
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import MessageSnapshot
from peerdrop.core.states import Direction
from peerdrop.gui.delegates.marks import found_ranges, searched_words
from peerdrop.gui.models.entries import TextEntry, Tick, kept_identifier
from peerdrop.gui.models.row_window import WINDOW_ROWS
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.row_menu import RowMenu
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import MESSAGE_ID, FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.manual_clock import ManualClock
from tests.until import until

BEA = make_peer()
AWAY = make_peer("Old ThinkPad", online=False)
NOW = 1_750_000_000.0


def message_id(number: int) -> MessageId:
    return MessageId(f"{number:032x}")


def kept(number: int, text: str, at: float = NOW, direction: Direction = Direction.INCOMING) -> HistoryEntry:
    message = MessageSnapshot(
        message_id=message_id(number), device_id=BEA.device_id, direction=direction, text=text, at=at, delivered=True
    )
    return HistoryEntry(entry_id=number, device_id=BEA.device_id, at=at, unread=False, message=message)


class Kept:
    """The history of a FakeNode: pages, a search, deletion."""

    def __init__(self, node: FakeNode, entries: Sequence[HistoryEntry]) -> None:
        self.entries = list(entries)
        node.replies["history_page"] = self._page
        node.replies["history_search"] = self._search
        node.replies["history_delete_item"] = self._delete

    def _page(self, _: object, before: int | None, limit: int) -> HistoryPage:
        older = [each for each in reversed(self.entries) if before is None or each.entry_id < before]
        shown = tuple(older[:limit])
        return HistoryPage(entries=shown, before=shown[-1].entry_id if len(older) > limit else None)

    def _search(self, text: str, _: object, limit: int) -> tuple[HistoryEntry, ...]:
        words = [folded_text(each) for each in text.split()]
        found = (
            each
            for each in reversed(self.entries)
            if each.message is not None and all(word in folded_text(each.message.text) for word in words)
        )
        return tuple(found)[:limit]

    def _delete(self, _: object, item_id: str) -> None:
        self.entries = [each for each in self.entries if kept_identifier(each) != item_id]


def shown_row(window: OpenedWindow) -> str:
    """The ID of the row that the search stands at, if it is in sight."""
    view = window.window.page.view
    entry = view.currentIndex().data(Qt.ItemDataRole.UserRole + 1)
    inside = view.viewport().rect().intersects(view.visualRect(view.currentIndex()))
    return entry.message_id if isinstance(entry, TextEntry) and inside else ""


async def test_the_second_ctrl_f_searches_the_conversation_and_escape_ends_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    Kept(node, [kept(1, "the Keynote"), kept(2, "nothing"), kept(3, "keynote again")])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        page = window.window.page
        await until(lambda: len(window.conversation(BEA.device_id).entries()) == 4)
        await until(window.window.isActiveWindow)
        QTest.keyClick(window.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(window.window.rail.search.hasFocus)
        assert page.search_bar.isHidden()
        QTest.keyClick(window.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(page.search_bar.field.hasFocus)
        QTest.keyClicks(page.search_bar.field, "KEYNOTE")
        await until(lambda: page.search_bar.position.text() == "1 of 2")
        assert shown_row(window) == message_id(3)
        QTest.keyClick(page.search_bar.field, Qt.Key.Key_Return)
        assert page.search_bar.position.text() == "2 of 2"
        assert shown_row(window) == message_id(1)
        QTest.keyClick(page.search_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert shown_row(window) == message_id(3)
        QTest.keyClick(page.search_bar.field, Qt.Key.Key_F3)
        await until(lambda: shown_row(window) == message_id(1))
        page.search_bar.field.setText("no such thing")
        await until(lambda: page.search_bar.position.text() == "Not found")
        QTest.keyClick(page.search_bar.field, Qt.Key.Key_Escape)
        assert page.search_bar.isHidden()
        assert page.composer.field.hasFocus()


async def test_a_hit_among_ten_thousand_is_shown_without_a_window_of_ten_thousand_rows(theme: Theme) -> None:
    node = FakeNode([BEA])
    entries = [kept(number, f"message number {number} of many") for number in range(1, 10_001)]
    entries[40] = kept(41, "where is the needle?")
    Kept(node, entries)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        model = window.conversation(BEA.device_id)
        await until(lambda: model.rowCount() > 1)
        page = window.window.page
        page.search_bar.begin()
        page.search_bar.field.setText("needle")
        await until(lambda: shown_row(window) == message_id(41))
        assert page.search_bar.position.text() == "1 of 1"
        assert model.rowCount() <= 2 * WINDOW_ROWS
        assert len(node.called("history_page")) < 15
        page.search_bar.end()
        window.window.page.view.show_end()
        assert model.shows_end
        assert model.index(model.rowCount() - 1).data().endswith("message number 10000 of many")


async def test_rows_below_a_hit_come_as_they_are_scrolled_to(theme: Theme) -> None:
    node = FakeNode([BEA])
    Kept(node, [kept(number, f"line {number}") for number in range(1, 1501)])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        model, view = window.conversation(BEA.device_id), window.window.page.view
        await until(lambda: model.rowCount() > 1)
        window.controller.commands.read_history(BEA.device_id, model.older_from, 1000)
        await until(lambda: len(model.entries()) > 1000)
        assert view.reveal(message_id(600))
        assert not model.shows_end
        turns = 0
        while not model.shows_end and turns < 30:
            view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
            view._scrolled()
            turns += 1
        assert model.shows_end


def test_words_are_found_where_they_stand_whatever_their_case_and_writing() -> None:
    assert found_ranges("The KEY, the key", searched_words("key")) == ((4, 3), (13, 3))
    assert found_ranges("😀 Straße", searched_words("strasse")) == ((3, 6),)
    assert found_ranges("nothing", searched_words("x")) == ()


async def test_a_message_is_deleted_here_after_a_question(theme: Theme, qapp: QApplication) -> None:
    node = FakeNode([BEA])
    history = Kept(node, [kept(1, "stays"), kept(2, "goes")])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        model, view = window.conversation(BEA.device_id), window.window.page.view
        await until(lambda: len(model.entries()) == 3)
        entry = model.text(message_id(2))
        assert entry is not None
        asked: list[str] = []
        menu = RowMenu(entry, lambda *_: None, asked.append, lambda *_: None, view)
        assert [each.text() for each in menu.actions() if each.text()] == ["Copy text", "Delete here…"]
        menu.actions()[0].trigger()
        assert qapp.clipboard().text() == "goes"
        menu.actions()[-1].trigger()
        assert asked == [message_id(2)]
        menu.deleteLater()
        view.setFocus()
        view.setCurrentIndex(model.index_of(message_id(2)))
        QTest.keyClick(view, Qt.Key.Key_Delete)
        question = window.controller.asking.question
        assert question is not None
        assert question.isVisible()
        assert question.agree.text() == "&Delete here"
        assert len(model.entries()) == 3
        pages = len(node.called("history_page"))
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(lambda: len(model.entries()) == 2)
        assert [kept_identifier(each) for each in history.entries] == [message_id(1)]
        assert len(node.called("history_page")) == pages, "nothing is read to delete one message"
        qapp.clipboard().clear()


async def test_the_last_message_of_a_day_takes_the_day_with_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    Kept(node, [kept(1, "old", NOW - 5 * 86400), kept(2, "new")])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        model = window.conversation(BEA.device_id)
        await until(lambda: len(model.entries()) == 4)
        window.controller.keeping.delete(BEA.device_id, message_id(1))
        await until(lambda: len(model.entries()) == 2)
        assert model.text(message_id(2)) is not None


async def test_a_conversation_is_deleted_after_a_question_that_names_its_device(theme: Theme) -> None:
    node = FakeNode([BEA])
    Kept(node, [kept(1, "one"), kept(2, "two")])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        model = window.conversation(BEA.device_id)
        await until(lambda: len(model.entries()) == 3)
        window.window.page.actions_offered.delete.trigger()
        question = window.controller.asking.question
        assert question is not None
        assert question.title.text() == "Delete the conversation with Bea?"
        QTest.keyClick(question, Qt.Key.Key_Escape)
        assert not node.called("history_delete_conversation")
        window.window.page.actions_offered.delete.trigger()
        question = window.controller.asking.question
        assert question is not None
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(lambda: model.entries() == ())
        assert node.called("history_delete_conversation") == [(BEA.device_id,)]


async def test_a_shorter_time_asks_and_takes_what_is_older_and_a_longer_one_does_not_ask(theme: Theme) -> None:
    node, clock = FakeNode([BEA]), ManualClock(wall=NOW)
    Kept(node, [kept(1, "old", NOW - 3 * 86400), kept(2, "new", NOW - 60)])
    snapshot = ConversationSnapshot(device_id=BEA.device_id, unread=0, last_at=NOW, retention=Retention.WEEK)
    node.replies["history_conversations"] = lambda: (snapshot,)
    async with opened_window(theme, FakeEngine(node).open_node, clock=clock) as window:
        await window.open(BEA.device_id)
        model, actions = window.conversation(BEA.device_id), window.window.page.actions_offered
        await until(lambda: len(model.entries()) == 4)
        await until(actions.retentions[Retention.WEEK].isChecked)
        actions.retentions[Retention.DAY].trigger()
        assert actions.retentions[Retention.WEEK].isChecked(), "not in force before the answer"
        question = window.controller.asking.question
        assert question is not None
        assert question.title.text() == "Keep messages with Bea for 24 hours only?"
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(actions.retentions[Retention.DAY].isChecked)
        assert node.called("history_set_retention") == [(BEA.device_id, Retention.DAY)]
        assert model.text(message_id(1)) is None
        assert model.text(message_id(2)) is not None
        actions.retentions[Retention.FOR_EVER].trigger()
        await until(actions.retentions[Retention.FOR_EVER].isChecked)
        assert len(node.called("history_set_retention")) == 2


async def test_a_message_for_a_device_that_is_away_says_when_it_goes_and_can_be_withdrawn(theme: Theme) -> None:
    node = FakeNode([AWAY])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(AWAY.device_id)
        await push(
            window, node, MessageSent(message_id=MESSAGE_ID, device_id=AWAY.device_id, text="hi", at=time.time())
        )
        model, view = window.conversation(AWAY.device_id), window.window.page.view
        await until(lambda: model.text(MESSAGE_ID))
        entry = model.text(MESSAGE_ID)
        assert entry is not None
        view.doItemsLayout()
        row = view.visualRect(model.index_of(MESSAGE_ID))
        layout = view.delegate._bubble(entry, row.width())
        assert layout.notice == "Goes when Old ThinkPad is back online"
        ((button, rect),) = layout.buttons
        assert button.label == "Cancel"
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rect.center() + row.topLeft()
        )
        await until(was_called(node, "history_withdraw"))
        assert node.called("history_withdraw") == [(MESSAGE_ID,)]
        await push(window, node, MessageFailed(message_id=MESSAGE_ID, device_id=AWAY.device_id, reason="WITHDRAWN"))
        await until(lambda: (each := model.text(MESSAGE_ID)) is not None and each.tick is Tick.FAILED)
        entry = model.text(MESSAGE_ID)
        assert entry is not None
        assert view.delegate._bubble(entry, row.width()).notice == "Withdrawn, not sent"
        window.window.page.composer.field.setFocus()
        view.setFocus(Qt.FocusReason.TabFocusReason)
        view.setCurrentIndex(model.index_of(MESSAGE_ID))
        QTest.keyClick(view, Qt.Key.Key_Return)
        await until(was_called(node, "send_message"))


async def test_the_row_of_a_message_is_as_high_as_what_is_said_of_it_needs(theme: Theme) -> None:
    node = FakeNode([AWAY])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(AWAY.device_id)
        model, view = window.conversation(AWAY.device_id), window.window.page.view
        sent = MessageSent(message_id=MESSAGE_ID, device_id=AWAY.device_id, text="hi", at=time.time())
        await push(window, node, sent)
        await until(lambda: model.text(MESSAGE_ID))
        view.doItemsLayout()
        waiting = view.visualRect(model.index_of(MESSAGE_ID)).height()
        window.controller.devices.put(make_peer("Old ThinkPad", online=True))
        await until(lambda: not view.delegate.away_name)
        view.doItemsLayout()
        assert view.visualRect(model.index_of(MESSAGE_ID)).height() < waiting


class SlowHome:
    """Has settings at once, and a node only when `may_open`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.node = FakeNode([BEA])
        self.node.kept_settings = settings
        self.may_open = threading.Event()

    async def read(self) -> Settings:
        return self.settings

    async def change(self, settings: Settings) -> None:
        self.settings = settings

    @asynccontextmanager
    async def open_node(self) -> AsyncIterator[NodeHandle]:
        await asyncio.to_thread(self.may_open.wait)
        yield self.node


async def test_what_is_kept_by_default_is_read_before_the_node_runs_without_an_error(theme: Theme) -> None:
    home = SlowHome(Settings(retention=Retention.WEEK))
    try:
        async with opened_window(theme, home.open_node, wait=False, stopped=home) as window:
            # As after "Restart now", which comes back to them.
            window.window.settings_asked.emit()
            await until(lambda: window.controller.keeping._default is Retention.WEEK)
            await until(lambda: not window.controller.commands._tasks)
            assert window.window.notice.isHidden()
            home.may_open.set()
            await window.open(BEA.device_id)
            menu = window.window.page.actions_offered
            assert menu.retentions[Retention.WEEK].isChecked()
    finally:
        home.may_open.set()
