"""What the node tells in its thread comes out as signals in the main thread, in order, and not too often."""

import threading

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QApplication

from peerdrop.core.events import Event, MessageDelivered, MessageReceived, PeerFound, TransferProgressed
from peerdrop.core.states import TransferState
from peerdrop.gui.bridge import Bridge
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, make_peer, state_changed
from tests.until import until


def progress(done: int) -> TransferProgressed:
    return TransferProgressed(
        transfer_id=TRANSFER_ID, bytes_done=done, size_bytes=1000, bytes_per_second=1.0, eta_s=None
    )


def message(number: int) -> MessageReceived:
    return MessageReceived(
        message_id=MessageId(f"{number:032x}"), device_id=make_peer().device_id, name="B", text="x", at=1.0
    )


def from_another_thread(bridge: Bridge, events: list[Event]) -> None:
    def deliver() -> None:
        for event in events:
            bridge.deliver(event)

    thread = threading.Thread(target=deliver)
    thread.start()
    thread.join()


async def test_events_come_in_order_in_the_main_thread(qapp: QApplication) -> None:
    bridge = Bridge()
    came: list[tuple[Event, bool]] = []

    def note(event: Event) -> None:
        came.append((event, QThread.currentThread() is qapp.thread()))

    for signal in (bridge.message_received, bridge.peer_changed, bridge.message_delivered):
        signal.connect(note)
    told: list[Event] = [
        message(1),
        PeerFound(peer=make_peer()),
        message(2),
        MessageDelivered(message_id=MESSAGE_ID, device_id=make_peer().device_id),
        *(message(each) for each in range(3, 500)),
    ]
    from_another_thread(bridge, told)
    assert came == [], "nothing is emitted in the thread that delivers"
    await until(lambda: len(came) == len(told))
    assert came == [(event, True) for event in told]


async def test_many_steps_of_progress_become_few_and_the_last_one_counts(qapp: QApplication) -> None:
    bridge = Bridge()
    came: list[int] = []
    bridge.transfer_progressed.connect(lambda event: came.append(event.bytes_done))
    from_another_thread(bridge, [progress(each) for each in range(1000)])
    await until(lambda: bool(came) and came[-1] == 999)
    # One, unless a busy machine kept the main thread from a turn for longer than the pause between two.
    assert len(came) < 10


async def test_progress_that_waits_is_dropped_when_the_state_changes(qapp: QApplication) -> None:
    bridge = Bridge()
    came: list[str] = []
    bridge.transfer_progressed.connect(lambda event: came.append("progress"))
    bridge.transfer_state_changed.connect(lambda event: came.append("state"))
    bridge.message_received.connect(lambda event: came.append("later"))
    from_another_thread(bridge, [progress(5), state_changed(TransferState.COMPLETED)])
    await until(lambda: came == ["state"])
    bridge._flush_progress()
    assert came == ["state"]


class Emitter(QObject):
    anything = Signal(object)
    yes = Signal(bool)


async def test_two_thousand_emissions_cost_none_and_true_no_references(qapp: QApplication) -> None:
    # A release of PySide took a reference to None and True away with each emission, until the interpreter aborted.
    import sys

    emitter = Emitter()
    seen = 0

    def count(_: object) -> None:
        nonlocal seen
        seen += 1

    emitter.anything.connect(count)
    emitter.yes.connect(count)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(2000):
        emitter.anything.emit(None)
        emitter.anything.emit(True)
        emitter.yes.emit(True)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert seen == 6000
    assert all(abs(one - other) < 500 for one, other in zip(before, after, strict=True)), (before, after)
