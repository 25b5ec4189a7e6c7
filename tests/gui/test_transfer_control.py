"""Order, speed, another try and what is thrown away: what the window asks of the node, and what it says then."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from peerdrop.core.events import TransferOffered, TransferRearranged
from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import Asked, ConflictChoice, Direction, QueueMove
from peerdrop.core.states import TransferReason as R
from peerdrop.core.states import TransferState as S
from peerdrop.gui.models.transfers import ROW_ROLE, HeadRow
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.transfer_menu import add_transfer_actions
from peerdrop.gui.widgets.transfers_page import TransfersPage
from peerdrop.gui.words.card_face import CardAction, CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
OUT = Direction.OUTGOING
FIRST, SECOND, THIRD = (TransferId(each * 32) for each in "123")


def status_of(window: OpenedWindow, transfer_id: TransferId) -> str:
    card = window.conversation(BEA.device_id).card(transfer_id)
    assert card is not None
    return card_face(card.facts).status


def note_of(window: OpenedWindow, transfer_id: TransferId) -> str:
    card = window.conversation(BEA.device_id).card(transfer_id)
    assert card is not None
    return card_face(card.facts).note


def buttons_of(window: OpenedWindow, transfer_id: TransferId) -> list[CardAction]:
    card = window.conversation(BEA.device_id).card(transfer_id)
    assert card is not None
    return [each.action for each in card_face(card.facts).buttons]


async def put(window: OpenedWindow, node: FakeNode, transfer_id: TransferId, state: S, **facts: Any) -> None:
    await push(window, node, state_changed(state, direction=OUT, transfer_id=transfer_id, **facts))


async def three_in_line(window: OpenedWindow, node: FakeNode) -> None:
    await put(window, node, FIRST, S.TRANSFERRING, queue_position=1, at=1.0)
    await put(window, node, SECOND, S.NEW, reason=R.QUEUED, queue_position=2, at=2.0)
    await put(window, node, THIRD, S.PAUSED, reason=R.QUEUED, queue_position=3, at=3.0)
    await until(lambda: len(window.cards(BEA.device_id)) == 3)


def rows(page: TransfersPage) -> list[str]:
    model = page.list.model()
    found = [model.index(row, 0).data(ROW_ROLE) for row in range(model.rowCount())]
    return [each.section.title if isinstance(each, HeadRow) else each.transfer_id for each in found]


def labels(menu: QMenu) -> list[str]:
    return [each.text().replace("&", "") for each in menu.actions() if not each.isSeparator()]


def choose(menu: QMenu, label: str) -> None:
    found: list[QAction] = [each for each in menu.actions() if each.text().replace("&", "") == label]
    assert len(found) == 1, f"{label} is not in {labels(menu)}"
    found[0].trigger()


async def test_only_the_first_that_waits_is_next_in_line_and_a_move_shows_at_once(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await three_in_line(window, node)
        assert (status_of(window, SECOND), status_of(window, THIRD)) == ("Next in line", "Waiting in line")
        window.controller.pages.open_transfers()
        page = window.controller.pages.transfers
        assert rows(page) == ["Active", FIRST, "Waiting", SECOND, THIRD]
        moved = [
            (THIRD, {"state": S.PAUSED, "queue_position": 2, "at": 3.0}),
            (SECOND, {"state": S.NEW, "queue_position": 3, "at": 2.0}),
        ]
        for transfer_id, facts in moved:
            transfer = make_transfer(direction=OUT, transfer_id=transfer_id, reason=R.QUEUED, **facts)
            await push(window, node, TransferRearranged(transfer=transfer))
        await until(lambda: rows(page) == ["Active", FIRST, "Waiting", THIRD, SECOND])
        assert (status_of(window, THIRD), status_of(window, SECOND)) == ("Next in line", "Waiting in line")
        await put(window, node, THIRD, S.TRANSFERRING, queue_position=2)
        await until(lambda: status_of(window, SECOND) == "Next in line")


async def test_keys_and_buttons_of_the_transfers_page_move_a_row_in_line(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await three_in_line(window, node)
        window.controller.pages.open_transfers()
        page = window.controller.pages.transfers
        await until(lambda: SECOND in rows(page))
        index = page.list.model().index(rows(page).index(SECOND), 0)
        page.list.setCurrentIndex(index)
        for key in (Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_End):
            QTest.keyClick(page.list, key, Qt.KeyboardModifier.ControlModifier)
        moves = [QueueMove.FIRST, QueueMove.UP, QueueMove.DOWN, QueueMove.LAST]
        await until(lambda: node.called("move") == [(SECOND, move) for move in moves])
        page.list.doItemsLayout()
        layout = page.list.delegate.row_layout(
            index.data(ROW_ROLE), page.list.visualRect(index), page.list.layoutDirection()
        )
        assert layout is not None
        assert [action for action, _ in layout.buttons] == [CardAction.MOVE_UP, CardAction.MOVE_DOWN, CardAction.CANCEL]
        place = dict(layout.buttons)[CardAction.MOVE_UP].center()
        QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        await until(lambda: node.called("move")[-1] == (SECOND, QueueMove.UP) and len(node.called("move")) == 5)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"state": S.OFFERED, "direction": OUT, "queue_position": 1},
            "Cancel, Pause, Send first, Move up in line, Move down in line, Send last, Speed limit",
        ),
        ({"state": S.OFFERED}, "Decline, Review…, Accept, Speed limit"),
        ({"state": S.TRANSFERRING}, "Pause, Cancel, Speed limit"),
        ({"state": S.VERIFYING}, "Cancel, Speed limit"),
        ({"state": S.PAUSED, "reason": R.PEER}, "Cancel, Pause, Speed limit"),
        ({"state": S.PAUSED, "reason": R.USER, "held": True}, "Resume, Cancel, Speed limit"),
        ({"state": S.SUSPENDED, "held": True}, "Resume, Cancel, Speed limit"),
        ({"state": S.COMPLETED}, ""),
    ],
)
def test_the_menu_has_all_that_can_be_done_at_each_step(theme: Theme, changes: dict[str, Any], expected: str) -> None:
    menu = QMenu()
    add_transfer_actions(menu, CardFacts(transfer=make_transfer(**changes)), lambda *_: None, lambda *_: None)
    assert ", ".join(labels(menu)) == expected


def test_the_menu_limits_the_speed_and_checks_the_limit_in_force(theme: Theme) -> None:
    chosen: list[tuple[str, int | None]] = []
    menu = QMenu()
    facts = CardFacts(transfer=make_transfer(state=S.TRANSFERRING, limit_bytes_per_second=5_000_000))
    add_transfer_actions(menu, facts, lambda *_: None, lambda *limit: chosen.append(limit))
    speeds = menu.actions()[-1].menu()
    assert isinstance(speeds, QMenu)
    assert labels(speeds) == ["No limit", "1 MB/s", "5 MB/s", "Other speed…"]
    assert [each.text() for each in speeds.actions() if each.isChecked()] == ["5 MB/s"]
    for label in ("No limit", "1 MB/s", "Other speed…"):
        choose(speeds, label)
    assert chosen == [(TRANSFER_ID, 0), (TRANSFER_ID, 1_000_000), (TRANSFER_ID, None)]


async def test_a_speed_of_the_user_s_own_is_typed_and_checked(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await put(window, node, TRANSFER_ID, S.TRANSFERRING, limit_bytes_per_second=1_500_000, label="album")
        await until(lambda: window.cards(BEA.device_id))
        window.window.page.view.limit_wanted.emit(TRANSFER_ID, None)
        dialog = window.controller.speeds
        assert dialog.isVisible()
        assert "album" in dialog.title.text()
        assert dialog.field.text() == "1.5"
        QTest.keyClicks(dialog.field, "fast")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.isVisible()
        assert dialog.answer.text() == "Write a number, such as 5 or 0.5. Empty means no limit."
        dialog.field.selectAll()
        QTest.keyClicks(dialog.field, "0,25")
        QTest.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
        await until(was_called(node, "limit"))
        assert node.called("limit") == [(TRANSFER_ID, 250_000)]
        assert dialog.isHidden()


@pytest.mark.qt_log_ignore("This plugin does not support")
async def test_the_speed_of_all_is_chosen_on_the_transfers_page_and_said_there(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.controller.pages.open_transfers()
        page = window.controller.pages.transfers
        assert page.speed.text() == "No speed limit"
        page.total_wanted.emit(5_000_000)
        await until(lambda: page.speed.text() == "Limited to 5 MB/s")
        assert node.kept_settings.speed_limit_bytes_per_second == 5_000_000
        page.total_wanted.emit(None)
        assert window.controller.speeds.field.text() == "5"
        QTest.keyClicks(window.controller.speeds.field, "2")
        QTest.keyClick(window.controller.speeds.field, Qt.Key.Key_Return)
        await until(lambda: page.speed.text() == "Limited to 2 MB/s")
        QTest.mouseClick(page.speed, Qt.MouseButton.LeftButton)
        menu = page.findChild(QMenu)
        assert menu is not None
        choose(menu, "No limit")
        await until(lambda: page.speed.text() == "No speed limit")
        menu.close()


async def test_a_transfer_that_failed_goes_on_by_its_button_and_keeps_its_card(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await put(window, node, TRANSFER_ID, S.FAILED, reason=R.DISK_FULL, bytes_done=2_000_000)
        await until(lambda: window.cards(BEA.device_id))
        window.controller.conversations.set_sources(TRANSFER_ID, (Path("/home/ana/album"),))
        await window.press(TRANSFER_ID, CardAction.CONTINUE)
        await until(was_called(node, "retry"))
        assert node.called("retry") == [(TRANSFER_ID,)]
        await put(window, node, TRANSFER_ID, S.NEW, reason=R.WAITING)
        await until(lambda: status_of(window, TRANSFER_ID) == "Goes when Bea is back online")
        assert window.cards(BEA.device_id)[0].sources == (Path("/home/ana/album"),)


@pytest.mark.parametrize(
    ("state", "done", "action"),
    [
        (S.FAILED, 2_000_000, CardAction.CONTINUE),
        (S.FAILED, 0, CardAction.ASK_AGAIN),
        (S.COMPLETED, 0, CardAction.ASK_AGAIN),
    ],
)
async def test_a_sender_is_asked_by_a_button_of_the_card_which_says_what_comes_of_it(
    theme: Theme, state: S, done: int, action: CardAction
) -> None:
    node = FakeNode([BEA])
    problems = (ProblemFile(path="album/c.jpg", reason=R.DAMAGED),) if state is S.COMPLETED else ()
    over = make_transfer(state=state, reason=R.DISK, bytes_done=done, problems=problems)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, state_changed(state, reason=R.DISK, bytes_done=done, problems=problems))
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, action)
        await until(was_called(node, "retry"))
        assert node.called("retry") == [(TRANSFER_ID,)]
        for asked, words in (
            (Asked.WAITING, "Bea was asked to send it again."),
            (Asked.CHANGED, "The files on Bea have changed since. Bea must send them anew."),
        ):
            await push(window, node, TransferRearranged(transfer=replace(over, asked=asked)))
            await until(lambda words=words: note_of(window, TRANSFER_ID) == words)  # type: ignore[misc]
            assert (action in buttons_of(window, TRANSFER_ID)) is (asked is not Asked.WAITING)


async def test_a_sender_sees_that_it_was_asked_for_what_it_does_not_send_by_itself(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await put(window, node, TRANSFER_ID, S.FAILED, reason=R.DISK, bytes_done=2_000_000)
        await until(lambda: window.cards(BEA.device_id))
        window.controller.conversations.set_sources(TRANSFER_ID, (Path("/home/ana/album"),))
        failed = make_transfer(state=S.FAILED, direction=OUT, reason=R.DISK, bytes_done=2_000_000, asked=Asked.CHANGED)
        await push(window, node, TransferRearranged(transfer=failed))
        words = "Bea asked for this again. The files have changed, so nothing was sent."
        await until(lambda: note_of(window, TRANSFER_ID) == words)
        assert CardAction.CONTINUE in buttons_of(window, TRANSFER_ID)


def test_each_answer_of_a_sender_has_words_of_its_own() -> None:
    notes = {card_face(CardFacts(transfer=make_transfer(state=S.FAILED, asked=each))).note for each in Asked}
    assert len(notes) == len(Asked)
    assert "" not in notes


async def test_the_rest_of_a_transfer_is_shown_where_its_other_files_are(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path / "standard") as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer(directory=tmp_path / "elsewhere")))
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.REVIEW)
        sheet = window.window.page.sheet
        await until(lambda: sheet.isVisible())
        assert sheet.directory == tmp_path / "elsewhere"
        asked_about = {directory for _, directory in node.called("conflicts")}
        assert asked_about == {tmp_path / "elsewhere"}
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))
        assert node.called("accept") == [(TRANSFER_ID, None, {"conflicts": ConflictChoice.KEEP_BOTH})]


async def test_what_is_kept_of_a_failed_one_is_discarded_and_its_card_goes(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        failed = state_changed(S.FAILED, reason=R.LOST, size_bytes=3 * 10**9, bytes_done=2 * 10**9)
        await push(window, node, failed)
        await until(lambda: window.cards(BEA.device_id))
        view = window.window.page.view
        view.setCurrentIndex(window.conversation(BEA.device_id).index_of(TRANSFER_ID))
        QTest.keyClick(view, Qt.Key.Key_Delete)
        question = window.controller.asking.question
        assert question is not None
        assert question.title.text() == "Throw away 2 GB?"
        assert not node.called("discard")
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(was_called(node, "discard"))
        await until(lambda: not window.cards(BEA.device_id))


async def test_links_and_what_is_no_file_are_listed_under_details(theme: Theme) -> None:
    node = FakeNode([BEA])
    skipped = (
        ProblemFile(path="/home/ana/album/link", reason=R.LINK),
        ProblemFile(path="/home/ana/album/pipe", reason=R.SPECIAL_FILE),
    )
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await put(window, node, TRANSFER_ID, S.TRANSFERRING, skipped=skipped)
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.DETAILS)
        dialog = window.controller.problems
        assert dialog.title.text() == "2 items are not sent"
        assert dialog.lines.stringList() == [
            "/home/ana/album/link: is a link, and not sent",
            "/home/ana/album/pipe: is neither a file nor a folder, and not sent",
        ]
