"""Files in the window: drop, choose, accept, decline, cancel, send again."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.core.events import (
    PeerFound,
    TransferCompleted,
    TransferOffered,
    TransferProgressed,
)
from peerdrop.core.snapshots import FileConflict, OfferedFile, PublishedFile
from peerdrop.core.states import (
    ConflictChoice,
    ConflictOutcome,
    Direction,
    LaneKind,
    TransferReason,
    TransferState,
    Trust,
)
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
FILES = [Path("/tmp/one.txt"), Path("/tmp/two.txt")]
KEEPS_BOTH = {"conflicts": ConflictChoice.KEEP_BOTH}


def face_of(window: OpenedWindow, transfer_id: TransferId = TRANSFER_ID) -> str:
    card = window.conversation(BEA.device_id).card(transfer_id)
    assert card is not None
    return card_face(card.facts).status


async def test_files_dropped_on_the_conversation_are_offered_to_its_device(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop(FILES)
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(BEA.device_id, tuple(FILES))]
        assert window.window.page.overlay.isHidden()


async def test_the_overlay_names_the_receiver_while_files_are_held_over_the_conversation(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        overlay = window.window.page.overlay
        overlay.announce("Bea", 2)
        assert overlay.isVisible()
        assert overlay.title() == "Drop to send to Bea"
        assert overlay.detail() == "2 items · Bea is asked before anything is saved"


async def test_over_a_window_without_a_conversation_the_overlay_says_that_it_is_asked_to_whom(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        main, mime = window.window, QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in FILES])
        keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        at = main.first_start.mapTo(main, QPoint(200, 200))
        entering = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, button, keys)
        QApplication.sendEvent(main, entering)
        assert main.overlay.isVisible()
        assert main.overlay.width() == main.first_start.width()
        assert (main.overlay.title(), main.overlay.detail()) == ("Drop to send", "2 items · you are asked to whom")
        QApplication.sendEvent(main, QDragLeaveEvent())
        assert main.overlay.isHidden()
        QApplication.sendEvent(main, entering)
        QApplication.sendEvent(main, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, button, keys))
        assert main.overlay.isHidden()
        assert main.receiver_chooser.isVisible()


async def test_web_addresses_are_no_files_to_drop(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        mime = QMimeData()
        mime.setUrls([QUrl("https://example.org/a")])
        window.window.page.composer.field.insertFromMimeData(mime)
        window.drop([])
        assert not node.called("send_files")


async def test_pasted_files_are_offered_and_pasted_markup_is_text(theme: Theme, clipboard: QClipboard) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        mime = QMimeData()
        mime.setHtml("<b>bold</b>")
        mime.setText("<b>bold</b>")
        clipboard.setMimeData(mime)
        field.paste()
        assert field.toPlainText() == "<b>bold</b>"
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(FILES[0]))])
        clipboard.setMimeData(mime)
        field.paste()
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(BEA.device_id, (FILES[0],))]


@pytest.mark.qt_log_ignore("propagateSizeHints")
async def test_files_chosen_with_the_button_are_offered(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        composer = window.window.page.composer
        QTest.mouseClick(composer.attach, Qt.MouseButton.LeftButton)
        dialog = composer.findChild(QWidget, "QFileDialog")
        assert dialog is not None
        dialog.filesSelected.emit([str(each) for each in FILES])  # type: ignore[attr-defined]
        dialog.close()
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(BEA.device_id, tuple(FILES))]


async def test_files_dropped_on_a_row_go_to_that_device_and_no_conversation_is_opened(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        devices = window.window.rail.devices
        await until(lambda: window.controller.order.rowCount() == 2)
        devices.doItemsLayout()
        devices.files_dropped.emit(BEA.device_id, FILES)
        await until(was_called(node, "send_files"))
        assert window.controller.opened is None


@pytest.mark.parametrize(
    ("action", "command"), [(CardAction.ACCEPT, "accept"), (CardAction.DECLINE, "decline")], ids=str
)
async def test_an_offer_is_answered_on_its_card(theme: Theme, action: CardAction, command: str) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, action)
        await until(was_called(node, command))
        assert node.called(command)[0][0] == TRANSFER_ID


async def test_a_stranger_s_offer_opens_no_sheet_and_one_of_a_known_device_does(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        assert window.window.page.sheet.isHidden()
        known = make_peer(trust=Trust.KNOWN)
        other = TransferId("8" * 32)
        await push(window, node, PeerFound(peer=known), TransferOffered(transfer=make_transfer(transfer_id=other)))
        await until(window.window.page.sheet.isVisible)
        assert window.controller.reviewer.reviewed == other
        assert window.window.page.sheet.position.text() == "2 of 2 offers"


async def test_the_sheet_lists_the_files_and_accepts_into_another_folder(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["offered_files"] = lambda _: (
        OfferedFile(path="a.txt", size_bytes=10, safe_path="a.txt"),
        OfferedFile(path="../b.txt", size_bytes=20, safe_path="b.txt"),
    )
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.REVIEW)
        sheet = window.window.page.sheet
        assert sheet.isVisible()
        assert sheet.title.text() == "Bea wants to send 2 files"
        await until(lambda: sheet.files.rowCount() == 2)
        await until(lambda: "free now" in sheet.space.text())
        assert sheet.files.index(1, 2).data() == "Not a safe name. Saved as “b.txt”."
        assert face_of(window) == "Being reviewed below"
        sheet.set_directory(str(tmp_path / "else"))
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))
        assert node.called("accept") == [(TRANSFER_ID, tmp_path / "else", KEEPS_BOTH)]
        assert sheet.isHidden()


async def test_escape_leaves_the_decision_for_later_and_ctrl_r_comes_back_to_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        sheet = window.window.page.sheet
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        QTest.keyClick(window.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        await until(sheet.isVisible)
        QTest.keyClick(sheet.accept, Qt.Key.Key_Escape)
        await until(sheet.isHidden)
        assert not node.called("decline")
        assert not node.called("accept")
        assert "Accept" in [each.label for each in card_face(window.cards(BEA.device_id)[0].facts).buttons]


async def test_the_sheet_closes_when_the_sender_withdraws(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        await push(window, node, state_changed(TransferState.CANCELED, reason=TransferReason.CANCELED_BY_PEER))
        await until(window.window.page.sheet.isHidden)
        assert face_of(window) == "Canceled by Bea"


async def test_progress_moves_the_card_and_the_foot_and_cancel_asks_the_node(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, state_changed(TransferState.TRANSFERRING, lane=LaneKind.DATA_CHANNEL))
        await push(
            window,
            node,
            TransferProgressed(
                transfer_id=TRANSFER_ID, bytes_done=2_500_000, size_bytes=5_000_000, bytes_per_second=1e6, eta_s=2.5
            ),
        )
        await until(lambda: face_of(window) == "2.5 of 5 MB · 1.0 MB/s · 2 s left")
        assert window.window.rail.foot.line.text() == "↓ 1.0 MB/s · 1 active"
        await window.press(TRANSFER_ID, CardAction.CANCEL)
        await until(was_called(node, "cancel"))
        assert node.called("cancel") == [(TRANSFER_ID,)]


async def test_a_transfer_is_paused_and_goes_on_by_its_buttons_and_by_space(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, state_changed(TransferState.TRANSFERRING))
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.PAUSE)
        await until(was_called(node, "pause"))
        await push(window, node, state_changed(TransferState.PAUSED, reason=TransferReason.USER))
        await until(lambda: face_of(window).startswith("Paused"))
        view = window.window.page.view
        view.setFocus()
        view.setCurrentIndex(window.conversation(BEA.device_id).index_of(TRANSFER_ID))
        QTest.keyClick(view, Qt.Key.Key_Space)
        await until(was_called(node, "resume"))
        assert node.called("pause") == node.called("resume") == [(TRANSFER_ID,)]


async def test_delete_cancels_the_current_card(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, state_changed(TransferState.TRANSFERRING))
        await until(lambda: window.cards(BEA.device_id))
        view = window.window.page.view
        view.setFocus()
        view.setCurrentIndex(window.conversation(BEA.device_id).index_of(TRANSFER_ID))
        QTest.keyClick(view, Qt.Key.Key_Delete)
        await until(was_called(node, "cancel"))


async def test_what_arrived_is_shown_in_its_folder_and_only_what_cannot_run_is_opened(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        for number, name in enumerate(("photo.jpg", "setup.sh")):
            transfer_id = TransferId(str(number + 1) * 32)
            done = state_changed(TransferState.COMPLETED, transfer_id=transfer_id, label=name, file_count=1)
            completed = TransferCompleted(
                transfer_id=transfer_id,
                direction=Direction.INCOMING,
                device_id=BEA.device_id,
                files=(PublishedFile(path=Path("/in") / name, size_bytes=1, digest="blake3:" + "0" * 64),),
                size_bytes=1,
                lane=LaneKind.DATA_CHANNEL,
                path=None,
                seconds=1.0,
            )
            await push(window, node, done, completed)
        await until(lambda: all(each.facts.published for each in window.cards(BEA.device_id)))
        await window.press(TransferId("1" * 32), CardAction.OPEN)
        await window.press(TransferId("2" * 32), CardAction.SHOW_IN_FOLDER)
        assert window.opened_paths == [Path("/in/photo.jpg"), Path("/in")]
        script = window.conversation(BEA.device_id).card(TransferId("2" * 32))
        assert script is not None
        assert CardAction.OPEN not in [each.action for each in card_face(script.facts).buttons]


async def test_a_failed_transfer_is_sent_again_from_the_same_files(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop(FILES)
        await until(was_called(node, "send_files"))
        outgoing = Direction.OUTGOING
        await push(
            window,
            node,
            TransferOffered(transfer=make_transfer(direction=outgoing)),
            state_changed(TransferState.FAILED, reason=TransferReason.DISK_FULL, direction=outgoing),
        )
        await until(lambda: face_of(window) == "The disk on Bea is full.")
        await window.press(TRANSFER_ID, CardAction.RETRY)
        await until(lambda: len(node.called("send_files")) == 2)
        assert node.called("send_files")[1] == (BEA.device_id, tuple(FILES))


def offered(*names: str) -> tuple[OfferedFile, ...]:
    return tuple(OfferedFile(path=each, size_bytes=1_000_000, safe_path=each) for each in names)


async def test_the_sheet_takes_only_what_is_ticked_and_says_how_much_that_is(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["offered_files"] = lambda _: offered("a.txt", "b.txt", "c.txt")
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        sheet = window.window.page.sheet
        await until(lambda: sheet.files.rowCount() == 3)
        assert sheet.accept.text() == "Accept 3 files · 3 MB"
        sheet.list.setCurrentIndex(sheet.files.index(1, 0))
        QTest.keyClick(sheet.list, Qt.Key.Key_Space)
        assert sheet.accept.text() == "Accept 2 files · 2 MB"
        for row in (0, 2):
            sheet.files.setData(sheet.files.index(row, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
        assert not sheet.accept.isEnabled()
        sheet.files.setData(sheet.files.index(2, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))
        assert node.called("accept") == [(TRANSFER_ID, None, {"chosen": (2,), **KEEPS_BOTH})]


async def test_the_sheet_counts_empty_folders_beside_the_files(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    empty = OfferedFile(path="old", size_bytes=0, safe_path="old", is_folder=True)
    node.replies["offered_files"] = lambda _: (*offered("a.txt"), empty)
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer(file_count=1, folder_count=1)))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        sheet = window.window.page.sheet
        assert sheet.title.text() == "Bea wants to send 1 file, 1 empty folder"
        await until(lambda: sheet.files.rowCount() == 2)
        assert sheet.accept.text() == "Accept 1 file · 1 MB"
        sheet.files.setData(sheet.files.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
        assert sheet.accept.text() == "Accept 1 empty folder"


async def test_the_sheet_says_what_becomes_of_names_that_are_taken(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["offered_files"] = lambda _: offered("a.txt", "b.txt", "c.txt")
    node.replies["conflicts"] = lambda *_: (
        FileConflict(index=0, outcome=ConflictOutcome.IDENTICAL, kept_as="a (1).txt"),
        FileConflict(index=1, outcome=ConflictOutcome.DIFFERENT, kept_as="b (1).txt"),
    )
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        sheet = window.window.page.sheet

        def notes() -> list[str]:
            return [sheet.files.index(row, 2).data() for row in range(sheet.files.rowCount())]

        kept = ["Kept beside as “a (1).txt”", "Kept beside as “b (1).txt”", "New"]
        await until(lambda: notes() == kept)
        for position, choice in enumerate(ConflictChoice):
            sheet.choice.setCurrentIndex(position)
            sheet.choice.activated.emit(position)
            assert sheet.choice.currentData() == choice
            assert (
                notes()
                == {
                    ConflictChoice.KEEP_BOTH: kept,
                    ConflictChoice.SKIP_IDENTICAL: ["Same size and date: skipped", kept[1], "New"],
                    ConflictChoice.REPLACE: ["Replaces the file that is there"] * 2 + ["New"],
                }[choice]
            )
            count = 2 if choice is ConflictChoice.SKIP_IDENTICAL else 3
            assert sheet.accept.text() == f"Accept {count} files · {count} MB"
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))
        assert node.called("accept") == [(TRANSFER_ID, None, {"conflicts": ConflictChoice.REPLACE})]


async def test_the_sheet_names_the_new_folder_that_a_file_is_kept_in(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    node.replies["offered_files"] = lambda _: offered("Prints/notes.txt")
    conflict = FileConflict(
        index=0, outcome=ConflictOutcome.DIFFERENT, kept_as="notes (1).txt", new_folder="Prints (1)"
    )
    node.replies["conflicts"] = lambda *_: (conflict,)
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        files = window.window.page.sheet.files

        def note() -> str:
            return str(files.index(0, 2, files.index(0, 0)).data())

        await until(lambda: note() == "Kept in “Prints (1)”", what="the new folder is named")
        files.set_choice(ConflictChoice.SKIP_IDENTICAL)
        assert note() == "Kept beside as “notes (1).txt”", "then it goes into the folder that is there"


@pytest.mark.parametrize("trust", [Trust.KNOWN, Trust.VERIFIED])
async def test_only_a_verified_device_can_be_accepted_for_always(theme: Theme, trust: Trust) -> None:
    peer = make_peer(trust=trust)
    node = FakeNode([peer])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        sheet = window.window.page.sheet
        await until(sheet.isVisible)
        is_verified = trust is Trust.VERIFIED
        assert sheet.remember.isVisible() is is_verified
        assert sheet.remember_help.isVisible() is is_verified
        if is_verified:
            assert sheet.remember_help.text() == "Possible because Bea is verified."
            sheet.remember.click()
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))
        told = {"remember": True} if is_verified else {}
        assert node.called("accept") == [(TRANSFER_ID, None, {**KEEPS_BOTH, **told})]


async def test_what_does_not_fit_cannot_be_accepted_there(theme: Theme, tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node, downloads=tmp_path) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer(size_bytes=10**18)))
        await until(lambda: window.cards(BEA.device_id))
        window.controller.reviewer.review(TRANSFER_ID)
        sheet = window.window.page.sheet
        await until(lambda: "Not enough space here" in sheet.space.text())
        assert not sheet.accept.isEnabled()
