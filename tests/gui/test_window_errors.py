"""What goes wrong is said in its place, with one next step; and adding a device by its address."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from peerdrop.core.errors import (
    AddressInvalid,
    ConnectionFailed,
    FolderUnwritable,
    NetworkError,
    NothingAnswers,
    OwnAddress,
    SourceUnreadable,
)
from peerdrop.core.events import (
    MessageFailed,
    MessageSent,
    PeerStateChanged,
)
from peerdrop.core.states import (
    ConnectionState,
    FailureReason,
)
from peerdrop.gui.models.entries import TextEntry, Tick
from peerdrop.gui.theme import Theme
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, FakeNode, make_peer, raising, waiting_forever
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


async def test_retry_sends_again_what_was_not_sent(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        other = MessageId("6" * 32)
        await push(
            window,
            node,
            MessageSent(message_id=MESSAGE_ID, device_id=BEA.device_id, text="one", at=1.0),
            MessageSent(message_id=other, device_id=BEA.device_id, text="two", at=2.0),
            failed(FailureReason.SIGNALING),
            MessageFailed(message_id=MESSAGE_ID, device_id=BEA.device_id, reason="SIGNALING"),
            MessageFailed(message_id=other, device_id=BEA.device_id, reason="SIGNALING"),
        )
        await until(lambda: ticks(window) == [Tick.FAILED] * 2)
        QTest.mouseClick(window.window.page.error_bar.step, Qt.MouseButton.LeftButton)
        await until(lambda: len(node.called("send_message")) == 2)
        assert [text for _, text in node.called("send_message")] == ["one", "two"]
        assert not node.called("connect")


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


async def test_a_bug_in_work_beside_the_node_is_logged_and_said_too(theme: Theme, expected_log) -> None:  # type: ignore[no-untyped-def]
    expected_log("a command failed unexpectedly")

    def work() -> None:
        raise ZeroDivisionError

    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        await window.open(BEA.device_id)
        window.controller.commands.work(BEA.device_id, work, lambda _: None)
        await until(lambda: bool(window.error_text))
        assert window.window.page.error_bar.close_button.isVisible()


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
        assert dialog.agree.isEnabled()


async def test_return_pressed_twice_asks_once_and_the_button_says_what_it_does(theme: Theme) -> None:
    node = FakeNode()
    node.replies["add_address"] = waiting_forever
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        dialog = window.window.add_address
        dialog.ask("192.168.1.7")
        for _ in range(2):
            QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await until(lambda: bool(node.called("add_address")))
        assert dialog.agree.text() == "Asking…"
        dialog.show_error(NothingAnswers("192.168.1.7"))
        assert dialog.agree.text() == "&Try again"
        QTest.keyClicks(dialog.field, "8")
        assert (dialog.agree.text(), dialog.answer.text()) == ("&Add", "")
        assert len(node.called("add_address")) == 1


async def test_a_device_that_answers_at_a_typed_address_is_opened(theme: Theme) -> None:
    node = FakeNode()
    node.replies["add_address"] = lambda address: BEA
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.add_address.ask("192.168.1.7")
        QTest.mouseClick(window.window.add_address.agree, Qt.MouseButton.LeftButton)
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
    engine.refusals.append(NetworkError("Could not start: this machine gives no network sockets.", next_step="Wait."))
    async with opened_window(theme, engine.open_node, wait=False) as window:
        bar = window.window.first_start.error_bar
        await until(bar.isVisible)
        assert bar.cause.text() == "Could not start: this machine gives no network sockets."
        assert not window.window.first_start.scan.isEnabled()
        await until(lambda: not window.engine.is_alive)
        QTest.mouseClick(bar.step, Qt.MouseButton.LeftButton)
        await until(window.window.first_start.scan.isEnabled)
        assert engine.opens == 2
        assert bar.isHidden()


async def test_a_folder_that_cannot_be_written_leads_to_where_another_is_chosen(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.replies["accept"] = raising(FolderUnwritable("Cannot write to Downloads: no permission."))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.controller.commands.accept(BEA.device_id, TRANSFER_ID)
        await until(lambda: window.error_text == "Cannot write to Downloads: no permission.")
        bar = window.window.page.error_bar
        assert bar.step.text() == "Choose another folder…"
        bar.step.click()
        assert window.window.stack.currentWidget() is window.window.settings
        assert window.window.settings.transfers.folder.isVisible()
