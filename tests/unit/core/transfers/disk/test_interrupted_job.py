from pathlib import Path

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.interrupted_job import interrupted_job
from peerdrop.core.transfers.disk.journal import (
    AgainLine,
    BootLine,
    JobLine,
    PartLine,
    ProblemLine,
    PublishedLine,
    TopLine,
    WishLine,
    WrittenLine,
)
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry, IndexRange

JOB = JobLine(
    transfer_id=TransferId("a" * 32),
    device_id=DeviceId("A" * 52),
    peer_name="Alice",
    label="day",
    directory="/inbox",
    at=1.0,
    entries=tuple(FileEntry(index=index, path=f"day/{index}", size_bytes=100) for index in range(3)),
    boot="monday",
)
PART = PartLine(index=1, name=".p", device=1, inode=2)
DIGEST = "0" * 64


def test_a_journal_of_nothing_tells_nothing() -> None:
    assert interrupted_job((), "monday") is None
    assert interrupted_job((PART,), "monday") is None


def test_it_goes_on_behind_what_is_finished() -> None:
    found = interrupted_job(
        (
            JOB,
            TopLine(wanted="day", got="day (1)"),
            PartLine(index=0, name=".o", device=1, inode=1),
            PublishedLine(index=0, path="/inbox/day (1)/0", digest=DIGEST),
            PartLine(index=1, name=".p", device=1, inode=2),
            ProblemLine(index=1, reason="DAMAGED"),
        ),
        "monday",
    )
    assert found is not None
    assert (found.index, found.offset, found.part) == (2, 0, None)
    assert found.tops == {"day": "day (1)"}
    assert found.problems == {1: TransferReason.DAMAGED}
    assert found.published[0].path == Path("/inbox/day (1)/0")
    assert found.published[0].digest == f"blake3:{DIGEST}"


def test_after_a_crash_of_the_program_every_written_byte_counts() -> None:
    lines = (JOB, PART, WrittenLine(index=1, offset=10, synced=True), WrittenLine(index=1, offset=90))
    found = interrupted_job(lines, "monday")
    assert found is not None
    assert (found.index, found.offset, found.part) == (1, 90, PART)
    assert found.synced_offset == 10, "a disk may have been pulled out as well"


def test_what_was_synced_of_one_file_says_nothing_of_the_next() -> None:
    lines = (
        JOB,
        PartLine(index=0, name=".o", device=1, inode=1),
        WrittenLine(index=0, offset=100, synced=True),
        PublishedLine(index=0, path="/inbox/day/0", digest=DIGEST),
        PART,
        WrittenLine(index=1, offset=7),
    )
    found = interrupted_job(lines, "monday")
    assert found is not None
    assert (found.index, found.offset, found.synced_offset) == (1, 7, 0)


def test_after_a_crash_of_the_machine_only_what_was_synced_counts() -> None:
    lines = (JOB, PART, WrittenLine(index=1, offset=10, synced=True), WrittenLine(index=1, offset=90))
    for boot in ("tuesday", ""):
        found = interrupted_job(lines, boot)
        assert found is not None
        assert found.offset == 10


def test_each_run_of_the_machine_is_judged_for_itself() -> None:
    lines = (
        JOB,
        PART,
        WrittenLine(index=1, offset=50),
        BootLine(boot="tuesday"),
        PART,
        WrittenLine(index=1, offset=70),
    )
    found = interrupted_job(lines, "tuesday")
    assert found is not None
    assert found.offset == 70
    found = interrupted_job(lines, "monday")
    assert found is not None
    assert found.offset == 0


def test_lines_about_files_that_are_not_in_the_job_are_left_out() -> None:
    found = interrupted_job((JOB, PublishedLine(index=9, path="/x", digest=DIGEST)), "monday")
    assert found is not None
    assert found.published == {}


def test_what_comes_once_more_begins_at_the_first() -> None:
    lines = (
        JOB,
        PublishedLine(index=0, path="/inbox/0", digest=DIGEST),
        ProblemLine(index=1, reason="DAMAGED"),
        ProblemLine(index=2, reason="SOURCE_CHANGED"),
        AgainLine(indexes=(IndexRange(first=1, last=1),)),
    )
    found = interrupted_job(lines, "monday")
    assert found is not None
    assert (found.again, found.index, found.part) == (frozenset({1}), 0, None)
    assert found.problems == {2: TransferReason.SOURCE_CHANGED}
    later = interrupted_job((*lines, PublishedLine(index=1, path="/inbox/1", digest=DIGEST)), "monday")
    assert later is not None
    assert (later.again, later.index, set(later.published)) == (frozenset({1}), 2, {0, 1})


def test_what_its_user_wanted_last_holds_whatever_came_after() -> None:
    lines = (
        JOB,
        WishLine(wishes=Wishes(paused=True)),
        PART,
        WishLine(wishes=Wishes(bytes_per_second=20_000)),
        WrittenLine(index=1, offset=50),
        BootLine(boot="tuesday"),
        AgainLine(indexes=(IndexRange(first=1, last=1),)),
    )
    found = interrupted_job(lines, "tuesday")
    assert found is not None
    assert found.wishes == Wishes(bytes_per_second=20_000)
    earlier = interrupted_job(lines[:3], "monday")
    assert earlier is not None
    assert earlier.wishes == Wishes(paused=True)


def test_a_part_of_no_entry_is_none() -> None:
    found = interrupted_job((JOB, PartLine(index=3, name=".p", device=1, inode=2)), "monday")
    assert found is not None
    assert (found.index, found.part) == (0, None)
