"""What a user does with the window, and what the node is asked for."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from peerdrop.core.errors import (
    AddressInvalid,
    ConnectionFailed,
    NothingAnswers,
    OwnAddress,
    PortTaken,
    SourceUnreadable,
)
from peerdrop.core.events import (
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    MessageSent,
    PeerFound,
    PeerLost,
    PeerStateChanged,
    TransferCompleted,
    TransferOffered,
    TransferProgressed,
)
from peerdrop.core.snapshots import OfferedFile, PublishedFile
from peerdrop.core.states import (
    ConnectionState,
    Direction,
    FailureReason,
    LaneKind,
    TransferReason,
    TransferState,
    Trust,
)
from peerdrop.gui.models.entries import TextEntry, Tick
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import MessageId, TransferId
from peerdrop.wire.limits import TEXT_CHARS
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, FakeNode, make_peer, make_transfer, raising, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
FILES = [Path("/tmp/one.txt"), Path("/tmp/two.txt")]


def failed(reason: FailureReason) -> PeerStateChanged:
    return PeerStateChanged(
        device_id=BEA.device_id,
        state=ConnectionState.FAILED,
        previous=ConnectionState.SIGNALING,
        reason=reason,
        path=None,
        via_mailbox=False,
    )


def connected() -> PeerStateChanged:
    return PeerStateChanged(
        device_id=BEA.device_id,
        state=ConnectionState.CONNECTED,
        previous=ConnectionState.AUTHENTICATING,
        reason=None,
        path=None,
        via_mailbox=False,
    )


def ticks(window: OpenedWindow) -> list[Tick]:
    return [each.tick for each in window.conversation(BEA.device_id).entries() if isinstance(each, TextEntry)]


def face_of(window: OpenedWindow, transfer_id: TransferId = TRANSFER_ID) -> str:
    card = window.conversation(BEA.device_id).card(transfer_id)
    assert card is not None
    return card_face(card.facts).status


async def test_a_device_that_is_found_stands_in_the_list_and_leaves_for_offline(theme: Theme) -> None:
    node = FakeNode()
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        assert window.window.rail.empty.isVisible()
        await push(window, node, PeerFound(peer=BEA))
        await until(lambda: window.controller.order.rowCount() == 2, what="head and device")
        assert window.controller.order.index(0, 0).data() == "Nearby"
        assert not window.window.rail.empty.isVisible()
        await push(window, node, PeerLost(peer=BEA))
        await until(lambda: window.controller.order.index(0, 0).data() == "Offline")


async def test_enter_sends_the_message_and_empties_the_field(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.type("good morning")
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "good morning")]
        assert window.window.page.composer.field.toPlainText() == ""


async def test_shift_enter_begins_a_line_and_blank_text_is_not_sent(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        window.type("   ")
        assert not window.window.page.composer.send.isEnabled()
        field.clear()
        window.type("one", enter=False)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        window.type("two")
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "one\ntwo")]


@pytest.mark.parametrize("text", ["x" * (TEXT_CHARS + 1), "\N{GRINNING FACE}" * 60_000], ids=["characters", "bytes"])
async def test_a_text_that_is_too_long_stays_in_the_field_and_says_so(theme: Theme, text: str) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        field.setPlainText(text)
        window.window.page.composer.submit()
        assert "Too long" in window.error_text
        assert field.toPlainText() == text
        assert not node.called("send_message")


async def test_ticks_follow_a_message_of_ours(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, MessageSent(message_id=MESSAGE_ID, device_id=BEA.device_id, text="hi", at=1.0))
        await until(lambda: ticks(window) == [Tick.WAITING])
        await push(window, node, MessageDelivered(message_id=MESSAGE_ID, device_id=BEA.device_id))
        await until(lambda: ticks(window) == [Tick.DELIVERED])


async def test_a_message_that_was_not_sent_can_be_sent_again_by_a_click(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(
            window,
            node,
            MessageSent(message_id=MESSAGE_ID, device_id=BEA.device_id, text="hi", at=1.0),
            MessageFailed(message_id=MESSAGE_ID, device_id=BEA.device_id, reason="SIGNALING"),
        )
        await until(lambda: ticks(window) == [Tick.FAILED])
        view = window.window.page.view
        view.setFocus()
        view.setCurrentIndex(window.conversation(BEA.device_id).index_of(MESSAGE_ID))
        QTest.keyClick(view, Qt.Key.Key_Return)
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "hi")]
        assert ticks(window) == []


async def test_a_message_for_another_conversation_is_counted_as_unread_until_that_is_opened(theme: Theme) -> None:
    other = make_peer("Cid", "CID")
    node = FakeNode([BEA, other])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        received = MessageReceived(
            message_id=MESSAGE_ID, device_id=other.device_id, name="Cid", text="<b>hi</b>", at=2.0
        )
        await push(window, node, received, received)
        index = window.controller.order.index_of
        await until(lambda: "1 unread" in index(other.device_id).data(Qt.ItemDataRole.AccessibleTextRole))
        assert window.controller.order.device_ids()[0] == other.device_id, "what is unread stands first"
        await window.open(other.device_id)
        assert "unread" not in index(other.device_id).data(Qt.ItemDataRole.AccessibleTextRole)


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


async def test_web_addresses_are_no_files_to_drop(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        mime = QMimeData()
        mime.setUrls([QUrl("https://example.org/a")])
        window.window.page.composer.field.insertFromMimeData(mime)
        window.drop([])
        assert not node.called("send_files")


async def test_pasted_files_are_offered_and_pasted_markup_is_text(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        mime = QMimeData()
        mime.setHtml("<b>bold</b>")
        mime.setText("<b>bold</b>")
        QGuiApplication.clipboard().setMimeData(mime)
        field.paste()
        assert field.toPlainText() == "<b>bold</b>"
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(FILES[0]))])
        QGuiApplication.clipboard().setMimeData(mime)
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
        assert node.called("accept") == [(TRANSFER_ID, tmp_path / "else")]
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
        await until(lambda: face_of(window) == "2.5 of 5 MB · 1 MB/s · 2 s left")
        assert window.window.rail.foot.line.text() == "↓ 1 MB/s · 1 active"
        await window.press(TRANSFER_ID, CardAction.CANCEL)
        await until(was_called(node, "cancel"))
        assert node.called("cancel") == [(TRANSFER_ID,)]


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


async def test_a_connection_that_fails_says_why_and_retry_dials_again(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, failed(FailureReason.SIGNALING_TIMEOUT))
        await until(lambda: window.error_text == "Could not connect: Bea did not answer.")
        bar = window.window.page.error_bar
        assert bar.help.text() == "Check that it is awake and on the same network."
        assert bar.step.text() == "Retry"
        QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton)
        await until(was_called(node, "connect"))
        assert window.error_text == ""


async def test_a_new_connection_takes_the_error_away_and_another_conversation_never_shows_it(theme: Theme) -> None:
    other = make_peer("Cid", "CID")
    node = FakeNode([BEA, other])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, failed(FailureReason.ICE))
        await until(lambda: bool(window.error_text))
        await window.open(other.device_id)
        assert window.error_text == ""
        await window.open(BEA.device_id)
        assert window.error_text == "No direct way to Bea: a firewall or a strict network is between you."
        await push(window, node, connected())
        await until(lambda: window.error_text == "")


async def test_a_command_that_fails_can_be_retried_as_it_was(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.replies["send_files"] = raising(ConnectionFailed("No.", failure="CONNECT_TIMEOUT"))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop(FILES)
        await until(lambda: window.error_text == "Bea answered, but the connection did not open in time.")
        del node.replies["send_files"]
        QTest.mouseClick(window.window.page.error_bar.step, Qt.MouseButton.LeftButton)
        await until(lambda: len(node.called("send_files")) == 2)
        assert node.called("send_files")[1] == (BEA.device_id, tuple(FILES))
        assert window.error_text == ""


async def test_a_file_that_cannot_be_read_is_named_in_the_bar(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.replies["send_files"] = raising(SourceUnreadable("/tmp/one.txt is gone.", next_step="Choose another file."))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.drop(FILES)
        await until(lambda: window.error_text == "/tmp/one.txt is gone.")
        assert window.window.page.error_bar.help.text() == "Choose another file."


async def test_a_bug_in_the_node_is_logged_and_said_without_ending_the_window(theme: Theme, expected_log) -> None:  # type: ignore[no-untyped-def]
    expected_log("a command failed unexpectedly")
    node = FakeNode([BEA])
    node.replies["send_message"] = raising(RuntimeError("boom"))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.type("hi")
        await until(lambda: window.error_text == "Something in PeerDrop went wrong.")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (AddressInvalid("x"), "That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001."),
        (NothingAnswers("x"), "Nothing answers at 192.168.1.20. Is PeerDrop running there?"),
        (OwnAddress("x"), "This is this device."),
    ],
    ids=["invalid", "silent", "own"],
)
async def test_an_address_that_does_not_do_is_said_beside_the_field(
    theme: Theme, error: Exception, sentence: str
) -> None:
    node = FakeNode()
    node.replies["add_address"] = raising(error)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        dialog = window.window.add_address
        window.window.rail.add.click()
        assert dialog.isVisible()
        dialog.field.setText("192.168.1.20")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await until(lambda: dialog.answer.text() == sentence)
        assert dialog.field.text() == "192.168.1.20"
        assert dialog.add.isEnabled()


async def test_a_device_that_answers_at_a_typed_address_is_opened(theme: Theme) -> None:
    node = FakeNode()
    node.replies["add_address"] = lambda address: BEA
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.add_address.ask("192.168.1.7")
        QTest.mouseClick(window.window.add_address.add, Qt.MouseButton.LeftButton)
        await until(lambda: window.controller.opened == BEA.device_id)
        assert window.window.add_address.isHidden()
        assert node.called("add_address") == [("192.168.1.7",)]


async def test_escape_closes_the_address_dialog_and_the_focus_stays_inside_while_it_is_open(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode()).open_node) as window:
        dialog = window.window.add_address
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        dialog.ask()
        for _ in range(6):
            QTest.keyClick(window.window.focusWidget(), Qt.Key.Key_Tab)
            assert dialog.isAncestorOf(window.window.focusWidget())
        QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
        assert dialog.isHidden()


async def test_a_node_that_does_not_start_says_why_and_retry_starts_it_again(theme: Theme) -> None:
    engine = FakeEngine(FakeNode([BEA]))
    busy = PortTaken("Could not start: ports 3001 to 3010 are all in use.", next_step="Choose another.")
    engine.refusals.append(busy)
    async with opened_window(theme, engine.open_node, wait=False) as window:
        bar = window.window.first_start.error_bar
        await until(bar.isVisible)
        assert bar.cause.text() == "Could not start: ports 3001 to 3010 are all in use."
        assert not window.window.first_start.scan.isEnabled()
        await until(lambda: not window.engine.is_alive)
        QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton)
        await until(window.window.first_start.scan.isEnabled)
        assert engine.opens == 2
        assert bar.isHidden()


async def test_keys_go_through_the_devices(theme: Theme) -> None:
    peers = [make_peer(name, name) for name in ("ANA", "BEA", "CID")]
    async with opened_window(theme, FakeEngine(FakeNode(peers)).open_node) as window:
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        await until(lambda: len(window.controller.order.device_ids()) == 3)
        QTest.keyClick(window.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert window.controller.opened == peers[1].device_id
        QTest.keyClick(window.window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[2].device_id
        QTest.keyClick(window.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[1].device_id
        assert window.window.focusWidget() is window.window.page.composer.field
        QTest.keyClick(window.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert window.window.focusWidget() is window.window.rail.search
        QTest.keyClicks(window.window.rail.search, "ci")
        assert window.controller.order.device_ids() == (peers[2].device_id,)
        QTest.keyClick(window.window.rail.search, Qt.Key.Key_Escape)
        assert len(window.controller.order.device_ids()) == 3


async def test_a_narrow_window_keeps_the_rail_to_its_tiles(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        window.window.resize(500, 700)
        assert window.window.rail.width() == 64
        assert not window.window.rail.search.isVisible()
        window.window.resize(1180, 700)
        assert window.window.rail.width() >= 288
        assert window.window.rail.search.isVisible()


async def test_messages_of_one_id_are_shown_once(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        received = MessageReceived(message_id=MessageId("1" * 32), device_id=BEA.device_id, name="B", text="x", at=1.0)
        await push(window, node, received, received)
        await until(lambda: len(window.conversation(BEA.device_id).entries()) == 2)
