"""Cards: what stands still, what is missing, what is taken, and what can be done about it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard
from PySide6.QtTest import QTest

from peerdrop.core.events import TransferOffered, TransferProgressed
from peerdrop.core.snapshots import FileConflict, ProblemFile
from peerdrop.core.states import ConflictOutcome, Direction, TransferReason, TransferState
from peerdrop.gui.models.stalls import STALL_S
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import contents_text
from peerdrop.gui.words.card_face import CardAction, CardFace, CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.notifications import offer_lines
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.manual_clock import ManualClock
from tests.until import until

BEA = make_peer()
OUT = Direction.OUTGOING
UNREADABLE = ProblemFile(path="album/b.jpg", reason=TransferReason.SOURCE_UNREADABLE)
DAMAGED = ProblemFile(path="album/c.jpg", reason=TransferReason.DAMAGED)


def face_in(window: OpenedWindow) -> CardFace:
    card = window.conversation(BEA.device_id).card(TRANSFER_ID)
    assert card is not None
    return card_face(card.facts)


def progressed(bytes_done: int) -> TransferProgressed:
    return TransferProgressed(
        transfer_id=TRANSFER_ID, bytes_done=bytes_done, size_bytes=5_000_000, bytes_per_second=1e6, eta_s=3.0
    )


async def test_a_transfer_without_a_byte_for_15_seconds_says_so_until_one_comes(theme: Theme) -> None:
    node, clock = FakeNode([BEA]), ManualClock()
    async with opened_window(theme, FakeEngine(node).open_node, clock=clock) as window:
        await window.open(BEA.device_id)
        await push(window, node, state_changed(TransferState.TRANSFERRING), progressed(1_000_000))
        await until(lambda: "1 of 5 MB" in face_in(window).status)
        await clock.advance(STALL_S - 1)
        window.controller.stalls.look()
        assert "1 of 5 MB" in face_in(window).status
        await clock.advance(1)
        window.controller.stalls.look()
        assert face_in(window).status == "No data for 15 s. Still trying."
        assert [each.action for each in face_in(window).buttons] == [CardAction.PAUSE, CardAction.CANCEL]
        await push(window, node, progressed(2_000_000))
        await until(lambda: "2 of 5 MB" in face_in(window).status)
        await push(window, node, state_changed(TransferState.SUSPENDED, TransferState.TRANSFERRING))
        await clock.advance(STALL_S)
        window.controller.stalls.look()
        assert face_in(window).status == "Connection lost. Continues by itself."


def test_what_failed_on_the_way_says_where_it_stopped() -> None:
    transfer = make_transfer(
        state=TransferState.FAILED, direction=OUT, bytes_done=2_050_000, reason=TransferReason.DISK_FULL
    )
    face = card_face(CardFacts(transfer=transfer, can_send_again=True))
    assert face.detail == "2 files · 5 MB · stopped at 41 %"
    assert [each.label for each in face.buttons] == ["Resume", "Dismiss"]


def test_a_folder_has_the_picture_of_a_folder() -> None:
    assert card_face(CardFacts(transfer=make_transfer(label="Prints 2026 final"))).icon == "folder"
    assert card_face(CardFacts(transfer=make_transfer(label="photo.jpg"))).icon == "files"
    assert card_face(CardFacts(transfer=make_transfer(label="photo.jpg", file_count=1))).icon == "picture"


@pytest.mark.parametrize(
    ("label", "files", "folders", "title", "detail", "icon"),
    [
        ("Prints", 2, 1, "Prints", "2 files, 1 empty folder · 5 MB", "folder"),
        ("photo.jpg", 1, 2, "photo.jpg and 2 more", "1 file, 2 empty folders · 5 MB", "files"),
        ("photo.jpg", 1, 0, "photo.jpg", "5 MB", "picture"),
        ("empty", 0, 1, "empty", "1 empty folder", "folder"),
    ],
)
def test_an_empty_folder_is_no_file_of_a_card(
    label: str, files: int, folders: int, title: str, detail: str, icon: str
) -> None:
    transfer = make_transfer(
        label=label, file_count=files, folder_count=folders, direction=OUT, state=TransferState.NEW
    )
    face = card_face(CardFacts(transfer=transfer))
    assert (face.title, face.detail, face.icon) == (title, detail, icon)
    assert offer_lines(transfer, shows_content=False)[0] == f"Bea wants to send {contents_text(files, folders)}"


def test_what_arrived_in_part_offers_the_rest_and_the_reasons() -> None:
    done = make_transfer(state=TransferState.COMPLETED, direction=OUT, file_count=3, problems=(UNREADABLE, DAMAGED))
    face = card_face(CardFacts(transfer=done, can_send_again=True))
    assert face.status == "1 of 3 files delivered. 2 could not be sent."
    assert [each.label for each in face.buttons] == ["Send those 2", "Details"]
    one = make_transfer(state=TransferState.COMPLETED, direction=OUT, problems=(DAMAGED,))
    assert card_face(CardFacts(transfer=one, can_send_again=True)).buttons[0].label == "Send that one"


def test_what_cannot_be_read_here_is_said_while_the_rest_goes() -> None:
    for state in (TransferState.OFFERED, TransferState.TRANSFERRING):
        face = card_face(CardFacts(transfer=make_transfer(state=state, direction=OUT, problems=(UNREADABLE,))))
        assert face.note == "1 file can't be read here. The rest goes."
        assert CardAction.DETAILS in [each.action for each in face.buttons]


async def test_the_rest_is_sent_and_the_reasons_are_shown_and_copied(theme: Theme, clipboard: QClipboard) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        done = state_changed(
            TransferState.COMPLETED, direction=OUT, file_count=3, problems=(UNREADABLE, DAMAGED), label="album"
        )
        await push(window, node, done)
        await until(lambda: window.cards(BEA.device_id))
        window.controller.conversations.set_sources(TRANSFER_ID, (Path("/home/ana/album"),))
        await window.press(TRANSFER_ID, CardAction.DETAILS)
        dialog = window.controller.problems
        assert dialog.isVisible()
        assert dialog.title.text() == "2 files did not arrive"
        assert dialog.lines.stringList()[1] == "album/c.jpg: arrived damaged, not saved"
        QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
        assert clipboard.text().startswith("album/b.jpg: could not be read where it was\nalbum/c.jpg")
        QTest.keyClick(dialog.list, Qt.Key.Key_Escape)
        assert dialog.isHidden()
        await window.press(TRANSFER_ID, CardAction.SEND_THOSE)
        await until(was_called(node, "retry"))
        assert node.called("retry") == [(TRANSFER_ID,)]
        assert not node.called("send_files")


@pytest.mark.parametrize(("taken", "words"), [(1, "1 name is"), (2, "2 names are")])
async def test_an_offer_says_how_many_of_its_names_are_taken(theme: Theme, taken: int, words: str) -> None:
    node = FakeNode([BEA])
    conflicts = tuple(
        FileConflict(index=each, outcome=ConflictOutcome.DIFFERENT, kept_as="photo (1).jpg") for each in range(taken)
    )
    node.replies["conflicts"] = lambda *_: conflicts
    async with opened_window(theme, FakeEngine(node).open_node, downloads=Path("/nowhere/Downloads")) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id) and face_in(window).note)
        assert face_in(window).note == f"{words} already in “Downloads”. Both are kept."
        assert not window.error_text


async def test_a_big_transfer_is_canceled_only_after_a_question(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        big = state_changed(TransferState.TRANSFERRING, size_bytes=3_800_000_000, bytes_done=2_400_000_000)
        await push(window, node, big)
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.CANCEL)
        question = window.controller.asking.question
        assert question is not None
        assert question.title.text() == "Cancel and throw away 2.4 GB?"
        QTest.mouseClick(question.refuse, Qt.MouseButton.LeftButton)
        assert not node.called("cancel")
        await window.press(TRANSFER_ID, CardAction.CANCEL)
        question = window.controller.asking.question
        assert question is not None
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(was_called(node, "cancel"))


async def test_a_failed_card_is_dismissed_from_the_history_too(theme: Theme) -> None:
    node = FakeNode([BEA])
    failed = state_changed(TransferState.FAILED, reason=TransferReason.DAMAGED)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, failed)
        await until(lambda: window.cards(BEA.device_id))
        await window.press(TRANSFER_ID, CardAction.DISMISS)
        await until(lambda: not window.cards(BEA.device_id))
        assert node.called("history_delete_item") == [(BEA.device_id, TRANSFER_ID)]
        await push(window, node, failed)
        assert not window.cards(BEA.device_id), "news of it bring it back"
