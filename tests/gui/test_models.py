"""The lists behind the views keep Qt's rules, their order and their windows."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from peerdrop.core.events import PeerLost, PeerStateChanged, TransferCompleted, TransferProgressed
from peerdrop.core.history.entries import HistoryEntry, HistoryPage
from peerdrop.core.snapshots import MessageSnapshot, OfferedFile
from peerdrop.core.states import ConnectionState, Direction, LaneKind, TransferState
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.models.devices import DeviceModel, DeviceOrder, DeviceRole
from peerdrop.gui.models.entries import CardEntry, DayEntry, TextEntry, Tick
from peerdrop.gui.models.row_window import ENTRY_ROLE, OLDER_ROWS, WINDOW_ROWS
from peerdrop.gui.widgets.offered_files_model import OfferedFilesModel
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import TRANSFER_ID, make_peer, make_transfer

NOW = 1_750_000_000.0
# A message of Qt at WARNING fails the test.
WARN = QAbstractItemModelTester.FailureReportingMode.Warning


def wall() -> float:
    return NOW


def message_id(number: int) -> MessageId:
    return MessageId(f"{number:032x}")


@pytest.fixture
def devices(qapp: QApplication) -> DeviceModel:
    return DeviceModel(wall)


@pytest.fixture
def conversation(qapp: QApplication) -> ConversationModel:
    return ConversationModel(make_peer().device_id, wall)


def shown(order: DeviceOrder) -> list[str]:
    return [order.index(row, 0).data() for row in range(order.rowCount())]


def test_devices_stand_under_the_heads_of_their_sections_and_empty_ones_are_hidden(devices: DeviceModel) -> None:
    order = DeviceOrder(devices)
    QAbstractItemModelTester(order, WARN)
    assert shown(order) == []
    devices.put(make_peer("Zoe", "ZOE"))
    devices.put(make_peer("Ann", "ANN"))
    devices.put(make_peer("Off", "OFF", online=False))
    assert shown(order) == ["Nearby", "Ann", "Zoe", "Offline", "Off"]
    event = PeerStateChanged(
        device_id=make_peer("Zoe", "ZOE").device_id,
        state=ConnectionState.CONNECTED,
        previous=ConnectionState.AUTHENTICATING,
        reason=None,
        path=None,
        via_mailbox=False,
    )
    devices.state_changed(event)
    assert shown(order) == ["Connected", "Zoe", "Nearby", "Ann", "Offline", "Off"]
    devices.peer_changed(PeerLost(peer=make_peer("Ann", "ANN")))
    assert shown(order) == ["Connected", "Zoe", "Offline", "Ann", "Off"]


def test_what_is_unread_and_then_what_was_last_active_stands_first(devices: DeviceModel) -> None:
    order = DeviceOrder(devices)
    peers = [make_peer(name, name) for name in ("ANA", "BEN", "CID")]
    for peer in peers:
        devices.put(peer)
    devices.set_active(peers[1].device_id, NOW)
    assert order.device_ids() == tuple(peers[each].device_id for each in (1, 0, 2))
    devices.set_unread(peers[2].device_id, 3)
    assert order.device_ids() == tuple(peers[each].device_id for each in (2, 1, 0))


def test_of_those_that_are_away_the_one_seen_last_stands_first(devices: DeviceModel) -> None:
    order = DeviceOrder(devices)
    for name, ago_s in (("ANA", 900.0), ("BEN", 60.0), ("CID", 300.0)):
        devices.put(make_peer(name, name, online=False, last_seen_at=NOW - ago_s))
    assert shown(order) == ["Offline", "BEN", "CID", "ANA"]
    devices.put(make_peer("CID", "CID", last_seen_at=NOW))
    devices.put(make_peer("BEN", "BEN", last_seen_at=NOW - 60))
    assert shown(order) == ["Nearby", "BEN", "CID", "Offline", "ANA"], "whoever is here has no such order"


def test_the_search_looks_at_names_ids_and_addresses(devices: DeviceModel) -> None:
    order = DeviceOrder(devices)
    devices.put(make_peer("Studio", "STU", address="10.0.0.5"))
    devices.put(make_peer("Lab", "LAB", address="10.0.0.6"))
    for wanted, name in (("stud", "Studio"), ("LAB2-2", "Lab"), ("0.0.5", "Studio")):
        order.set_wanted(wanted)
        assert shown(order) == ["Nearby", name]
    order.set_wanted("nobody")
    assert shown(order) == []


def test_heads_can_neither_be_chosen_nor_dropped_on(devices: DeviceModel) -> None:
    devices.put(make_peer())
    order = DeviceOrder(devices)
    assert order.flags(order.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert order.flags(order.index(1, 0)) & Qt.ItemFlag.ItemIsDropEnabled


def test_a_name_of_a_peer_is_one_line_in_row_tooltip_and_speech(devices: DeviceModel) -> None:
    devices.put(make_peer("<img src=x>\n\u202egpj"))
    index = devices.index_of(make_peer().device_id)
    assert index.data() == "<img src=x> gpj"
    assert "&lt;img" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "\n" not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert index.data(DeviceRole.PEER).name.startswith("<img")


def test_a_conversation_labels_each_day_once(conversation: ConversationModel) -> None:
    QAbstractItemModelTester(conversation, WARN)
    for number, at in enumerate((NOW - 200_000, NOW - 199_999, NOW)):
        conversation.add_text(message_id(number), Direction.INCOMING, "x", at)
    kinds = [type(each) for each in conversation.entries()]
    assert kinds == [DayEntry, TextEntry, TextEntry, DayEntry, TextEntry]


def test_the_view_sees_a_window_of_a_long_conversation(conversation: ConversationModel) -> None:
    QAbstractItemModelTester(conversation, WARN)
    conversation.follows_end = False
    for number in range(1000):
        conversation.add_text(message_id(number), Direction.INCOMING, str(number), NOW)
    conversation.forget_older()
    assert conversation.rowCount() == WINDOW_ROWS
    last = conversation.index(conversation.rowCount() - 1).data(ENTRY_ROLE)
    assert last.text == "999"
    assert conversation.show_older()
    assert conversation.rowCount() == WINDOW_ROWS + OLDER_ROWS
    while conversation.show_older():
        pass
    assert conversation.rowCount() == 1001
    assert conversation.index_of(message_id(0)).isValid()
    conversation.forget_older()
    assert not conversation.index_of(message_id(0)).isValid()
    conversation.set_tick(message_id(0), Tick.FAILED)
    conversation.remove(message_id(0))
    assert conversation.index_of(message_id(999)).row() == WINDOW_ROWS - 1


def test_removing_a_text_keeps_every_other_row_findable(conversation: ConversationModel) -> None:
    for number in range(5):
        conversation.add_text(message_id(number), Direction.OUTGOING, str(number), NOW)
    conversation.remove(message_id(2))
    assert conversation.text(message_id(2)) is None
    for number in (0, 1, 3, 4):
        entry = conversation.text(message_id(number))
        assert entry is not None
        assert entry.text == str(number)


def test_progress_asks_for_one_row_and_never_for_a_new_layout(conversation: ConversationModel) -> None:
    repainted: list[int] = []
    changed: list[QModelIndex] = []
    conversation.put_transfer(make_transfer(state=TransferState.TRANSFERRING))
    conversation.row_repainted.connect(repainted.append)
    conversation.dataChanged.connect(lambda first, *_: changed.append(first))
    for done in range(5):
        conversation.transfer_progressed(
            TransferProgressed(
                transfer_id=TRANSFER_ID, bytes_done=done + 1, size_bytes=9, bytes_per_second=1.0, eta_s=None
            )
        )
    assert (repainted, changed) == ([1] * 5, [])


def test_late_progress_does_not_move_what_is_over(conversation: ConversationModel) -> None:
    conversation.put_transfer(make_transfer(state=TransferState.CANCELED, bytes_done=3))
    conversation.transfer_progressed(
        TransferProgressed(transfer_id=TRANSFER_ID, bytes_done=9, size_bytes=9, bytes_per_second=1.0, eta_s=None)
    )
    card = conversation.card(TRANSFER_ID)
    assert card is not None
    assert card.facts.transfer.bytes_done == 3


def test_completion_brings_the_files_and_a_later_snapshot_keeps_them(conversation: ConversationModel) -> None:
    transfer = make_transfer(state=TransferState.COMPLETED)
    conversation.put_transfer(transfer)
    conversation.transfer_completed(
        TransferCompleted(
            transfer_id=TRANSFER_ID,
            direction=Direction.INCOMING,
            device_id=transfer.device_id,
            files=(),
            size_bytes=1,
            lane=LaneKind.DATA_CHANNEL,
            path=None,
            seconds=2.5,
        )
    )
    conversation.put_transfer(replace(transfer, bytes_done=5))
    card = conversation.card(TRANSFER_ID)
    assert isinstance(card, CardEntry)
    assert card.facts.seconds == 2.5


def test_sources_are_kept_for_sending_again(conversation: ConversationModel) -> None:
    conversation.put_transfer(make_transfer(direction=Direction.OUTGOING))
    conversation.set_sources(TRANSFER_ID, (Path("/a"),))
    card = conversation.card(TRANSFER_ID)
    assert card is not None
    assert card.sources == (Path("/a"),)
    assert card.facts.can_send_again


def test_ten_thousand_files_are_listed_as_they_are_scrolled_to(qapp: QApplication) -> None:
    model = OfferedFilesModel()
    QAbstractItemModelTester(model, WARN)
    model.set_files(tuple(OfferedFile(path=str(each), size_bytes=1, safe_path=str(each)) for each in range(10_000)))
    assert model.rowCount() == 256
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == 10_000
    assert model.index(9_999, 0).data() == "9999"


def offered(*paths: str) -> tuple[OfferedFile, ...]:
    return tuple(OfferedFile(path=each, size_bytes=10, safe_path=each) for each in paths)


def test_a_folder_of_an_offer_is_ticked_half_ticked_or_not_with_what_is_in_it(qapp: QApplication) -> None:
    model = OfferedFilesModel()
    QAbstractItemModelTester(model, WARN)
    model.set_files(offered("a.txt", "album/1.jpg", "album/best/2.jpg", "album/best/3.jpg", "../../etc/CON"))
    assert [model.index(row, 0).data() for row in range(3)] == ["a.txt", "album (3 files)", "../../etc/CON"]
    album = model.index(1, 0)
    best = model.index(1, 0, album)
    assert best.data() == "best (2 files)"
    assert model.index(1, 1).data() == "30 B"
    box, checked = Qt.ItemDataRole.CheckStateRole, Qt.CheckState
    assert model.setData(model.index(0, 0, best), checked.Unchecked, box)
    assert [each.data(box) for each in (album, best, model.index(1, 0, best))] == [
        checked.PartiallyChecked,
        checked.PartiallyChecked,
        checked.Checked,
    ]
    assert model.chosen() == (0, 1, 3, 4)
    assert model.setData(best, checked.Unchecked, box)
    assert best.data(box) is checked.Unchecked
    assert model.fetched_amount() == (3, 0, 30)
    assert model.setData(album, checked.Checked, box)
    assert model.chosen() is None


def test_empty_folders_of_an_offer_are_not_counted_as_files(qapp: QApplication) -> None:
    model = OfferedFilesModel()
    empty = [OfferedFile(path=each, size_bytes=0, safe_path=each, is_folder=True) for each in ("day/old", "nothing")]
    model.set_files((*offered("day/a.txt", "day/b.txt"), *empty))
    assert [model.index(row, 0).data() for row in range(2)] == ["day (2 files, 1 empty folder)", "nothing"]
    assert model.fetched_amount() == (2, 2, 20)
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.fetched_amount() == (2, 1, 20)


def test_a_folder_of_ten_thousand_is_fetched_as_it_is_scrolled(qapp: QApplication) -> None:
    model = OfferedFilesModel()
    model.set_files(offered(*(f"folder/{each}" for each in range(10_000))))
    folder = model.index(0, 0)
    assert folder.data() in ("folder (10000 files)", "folder (10,000 files)")
    assert model.rowCount(folder) == 256
    model.fetchMore(folder)
    assert model.rowCount(folder) == 512
    assert model.index(511, 0, folder).data() == "511"


def test_rows_stay_under_the_pointer_until_it_leaves(qapp: QApplication) -> None:
    devices = DeviceModel(lambda: 0.0)
    order = DeviceOrder(devices)
    ann, bea = make_peer("Ann", "ANN"), make_peer("Bea", "BEA")
    for peer in (ann, bea):
        devices.put(peer)
    order.set_held(True)
    devices.set_unread(bea.device_id, 1)
    assert order.device_ids() == (ann.device_id, bea.device_id)
    order.set_held(False)
    assert order.device_ids() == (bea.device_id, ann.device_id)


def kept(number: int, at: float) -> HistoryEntry:
    message_id = MessageId(f"{number:032x}")
    message = MessageSnapshot(
        message_id=message_id,
        device_id=make_peer().device_id,
        direction=Direction.OUTGOING,
        text=f"kept {number}",
        at=at,
        delivered=True,
    )
    return HistoryEntry(entry_id=number, device_id=make_peer().device_id, at=at, unread=False, message=message)


def test_pages_of_the_history_come_before_what_was_said_in_this_run(qapp: QApplication) -> None:
    noon = datetime(2026, 11, 21, 12).astimezone().timestamp()
    model = ConversationModel(make_peer().device_id, lambda: noon)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.add_text(MessageId(f"{4:032x}"), Direction.OUTGOING, "now", noon)
    yesterday = noon - 86_400
    # The newest page holds the message of this run too, which stays as it is.
    page = (kept(4, noon), kept(3, noon - 60), kept(2, yesterday))
    model.add_history(HistoryPage(entries=page, before=2))
    assert model.older_from == 2
    model.add_history(HistoryPage(entries=(kept(1, yesterday - 60),)))
    assert model.older_from is None
    shown = ["day" if isinstance(each, DayEntry) else each.text for each in model.entries()]
    assert shown == ["day", "kept 1", "kept 2", "day", "kept 3", "now"]
    for number in range(1, 5):
        identifier = MessageId(f"{number:032x}")
        assert model.index_of(identifier).data(ENTRY_ROLE).message_id == identifier
    assert model.rowCount() == 6
