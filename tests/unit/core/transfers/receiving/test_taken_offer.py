"""From a yes to the writer that carries it out."""

from pathlib import Path

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.errors import NotEnoughSpace, UsageError
from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.disk import space_claims
from peerdrop.core.transfers.disk.completed_jobs import CompletedJobs
from peerdrop.core.transfers.disk.journal import JobLine, journal_path, read_journal
from peerdrop.core.transfers.disk.landing import Landing
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.disk.space_claims import SpaceClaims
from peerdrop.core.transfers.flow.data_channel_lane import DataChannelLanes
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.receiving.selection import Selection
from peerdrop.core.transfers.receiving.taken_offer import TOPS_MAX, TakenOffer
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry
from tests.manual_clock import ManualClock

ID = TransferId("a" * 32)


def taken(root: Path, count: int, selection: Selection, space: SpaceClaims | None = None) -> TakenOffer:
    clock = ManualClock()
    context = TransferContext(
        home=root / "home",
        bus=Bus(),
        clock=clock,
        completed=CompletedJobs(root / "home", clock),
        open_part=PartFile,
        lanes=DataChannelLanes(),
        space=space or SpaceClaims(),
        suspend_timeout_s=60,
        verify_timeout_s=60,
    )
    entries = tuple(FileEntry(index=index, path=str(index), size_bytes=10) for index in range(count))
    head = JobLine(
        transfer_id=ID,
        device_id=DeviceId("A" * 52),
        peer_name="Alice",
        label="l",
        directory=str(root / "inbox"),
        at=1.0,
        entries=entries,
    )
    return TakenOffer(
        context, head, [(str(index),) for index in range(count)], frozenset(), selection, lambda: 10 * count
    )


def test_the_journal_keeps_what_was_chosen(tmp_path: Path) -> None:
    selection = Selection.chosen([1, 2], 4, ConflictChoice.REPLACE)
    offer = taken(tmp_path, 4, selection)
    offer.open()
    head = read_journal(journal_path(tmp_path / "home", ID))[0]
    assert isinstance(head, JobLine)
    assert head.conflicts is ConflictChoice.REPLACE
    assert [(each.first, each.last) for each in head.left_out] == [(0, 0), (3, 3)]
    assert offer.stream.fetch_bytes == 20
    assert offer.writer is not None
    offer.writer.discard()


def test_only_what_is_fetched_needs_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_claims, "free_bytes", lambda directory: 25)
    with pytest.raises(NotEnoughSpace):
        taken(tmp_path, 4, Selection()).open()
    offer = taken(tmp_path, 4, Selection.chosen([0, 1], 4, ConflictChoice.KEEP_BOTH))
    offer.open()
    assert offer.writer is not None
    offer.writer.discard()


def test_what_the_user_keeps_free_takes_the_place_of_the_share_and_holds_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = SpaceClaims()
    monkeypatch.setattr(space_claims, "free_bytes", lambda directory: 45)
    space.reserve_bytes = 10
    with pytest.raises(NotEnoughSpace, match="what is kept free"):
        taken(tmp_path, 4, Selection(), space).open()
    space.reserve_bytes = 5
    offer = taken(tmp_path, 4, Selection(), space)
    offer.open()
    assert offer.writer is not None
    assert offer.writer.has_space()
    # More than any disk has: it is as if that were full.
    space.reserve_bytes = 10**18
    assert offer.writer.free_bytes() == 0
    assert not offer.writer.has_space()
    offer.writer.discard()


def test_too_many_gaps_make_nothing(tmp_path: Path) -> None:
    offer = taken(tmp_path, 9000, Selection.chosen(range(0, 9000, 2), 9000, ConflictChoice.KEEP_BOTH))
    with pytest.raises(UsageError):
        offer.open()
    assert not (tmp_path / "inbox").exists()
    assert not (tmp_path / "home" / "transfers").exists()


def test_it_tells_where_its_files_stand_unless_that_is_too_much(tmp_path: Path) -> None:
    offer = taken(tmp_path, 1, Selection())
    offer.open()
    assert offer.writer is not None
    offer.writer.tops["photos"] = "photos (1)"
    assert offer.landing == Landing(directory=str(tmp_path / "inbox"), tops={"photos": "photos (1)"})
    offer.writer.tops.update((str(number), "x") for number in range(TOPS_MAX))
    assert offer.landing is None
    offer.writer.discard()
