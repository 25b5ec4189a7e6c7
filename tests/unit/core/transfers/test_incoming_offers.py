"""Offers as they come in. Hostile senders are in test_receiver.py."""

from pathlib import Path

from peerdrop.core.bus import Bus
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.transfers import Credit, FileEntry, Manifest, TransferOffer
from tests.manual_clock import ManualClock
from tests.scripted_session import ScriptedSession

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
