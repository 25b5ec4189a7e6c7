"""Offers as they come in. Hostile senders are in test_receiver.py."""

from pathlib import Path

from peerdrop.core.bus import Bus
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Accept, Credit, FileEntry, Manifest, TransferError, TransferOffer
from tests.manual_clock import ManualClock
from tests.scripted_session import ScriptedSession
from tests.until import until

ID = TransferId("1" * 32)


async def test_each_piece_but_the_last_is_acknowledged(tmp_path: Path) -> None:
    jobs = Transfers(
        home=tmp_path / "home",
        bus=Bus(),
        clock=ManualClock(),
        policy=lambda device_id: OfferDecision.ask(),
        default_directory=lambda: tmp_path / "inbox",
    )
    mallory = ScriptedSession(jobs)
    head = TransferOffer(transfer_id=ID, label="many", file_count=3, size_bytes=0, lanes=("data_channel",))
    pieces = [
        Manifest(transfer_id=ID, entries=(FileEntry(index=index, path=str(index), size_bytes=0),), last=index == 2)
        for index in range(3)
    ]
    mallory.say(head, *pieces)
    assert [credit.files_done for credit in mallory.heard(Credit)] == [1, 2]
    mallory.told.clear()
    # The same again, as after a cut: nobody waits for it, but the sender may.
    mallory.say(head, *pieces)
    assert [credit.files_done for credit in mallory.heard(Credit)] == [1, 2]
    await jobs.aclose()


async def test_a_job_is_not_replaced_by_the_offer_of_another_device_that_was_begun_before_it(tmp_path: Path) -> None:
    jobs = Transfers(
        home=tmp_path / "home",
        bus=Bus(),
        clock=ManualClock(),
        policy=lambda device_id: OfferDecision.accept(),
        default_directory=lambda: tmp_path / "inbox",
    )
    mallory, alice = ScriptedSession(jobs), ScriptedSession(jobs, DeviceId("A" * 52))
    head = TransferOffer(transfer_id=ID, label="one", file_count=1, size_bytes=1, lanes=("data_channel",))
    manifest = Manifest(transfer_id=ID, entries=(FileEntry(index=0, path="one", size_bytes=1),), last=True)
    mallory.say(head)
    alice.say(head, manifest)
    await until(lambda: alice.heard(Accept))
    mallory.say(manifest)
    assert [each.reason for each in mallory.heard(TransferError)] == [TransferReason.PROTOCOL]
    assert jobs.snapshot(ID).device_id == alice.device_id
    await jobs.aclose()


async def test_an_empty_piece_for_an_offer_that_waits_for_an_answer_changes_nothing(tmp_path: Path) -> None:
    jobs = Transfers(
        home=tmp_path / "home",
        bus=Bus(),
        clock=ManualClock(),
        policy=lambda device_id: OfferDecision.ask(),
        default_directory=lambda: tmp_path / "inbox",
    )
    mallory = ScriptedSession(jobs)
    head = TransferOffer(transfer_id=ID, label="one", file_count=1, size_bytes=1, lanes=("data_channel",))
    entry = FileEntry(index=0, path="one", size_bytes=1)
    mallory.say(head, Manifest(transfer_id=ID, entries=(entry,), last=True))
    mallory.say(Manifest(transfer_id=ID, entries=(), last=False))
    assert jobs.snapshot(ID).state is TransferState.OFFERED
    assert mallory.told == []
    await jobs.aclose()
