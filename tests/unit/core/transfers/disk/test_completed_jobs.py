from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.completed_jobs import COMPLETED_FILE, DEVICE_BYTES, KEPT_S, CompletedJobs
from peerdrop.core.transfers.disk.landing import Landing
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileProblem
from tests.manual_clock import ManualClock

ALICE, BOB = DeviceId("A" * 52), DeviceId("B" * 52)
JOB = TransferId("1" * 32)
PROBLEMS = (FileProblem(index=1, reason="DAMAGED"),)


def test_a_job_is_remembered_across_a_restart(tmp_path: Path) -> None:
    clock = ManualClock()
    jobs = CompletedJobs(tmp_path / "home", clock)
    jobs.add(ALICE, JOB, PROBLEMS)
    jobs.save()
    found = CompletedJobs(tmp_path / "home", clock).find(ALICE, JOB)
    assert found is not None
    assert found.problems == PROBLEMS


def test_where_files_stand_is_remembered_only_if_some_are_missing(tmp_path: Path) -> None:
    jobs = CompletedJobs(tmp_path, ManualClock())
    landing = Landing(directory="/in", tops={"photos": "photos (1)"})
    jobs.add(ALICE, JOB, PROBLEMS, landing)
    jobs.add(BOB, JOB, (), landing)
    jobs.save()
    again = CompletedJobs(tmp_path, ManualClock())
    assert [found.landing for device in (ALICE, BOB) if (found := again.find(device, JOB))] == [landing, None]


def test_the_paths_that_are_missing_are_remembered_unless_they_are_too_long(tmp_path: Path) -> None:
    jobs = CompletedJobs(tmp_path, ManualClock())
    landing = Landing(directory="/in")
    jobs.add(ALICE, JOB, PROBLEMS, landing, ("photos/a",))
    jobs.add(BOB, JOB, PROBLEMS, landing, tuple(f"{number:04}" * 256 for number in range(257)))
    jobs.save()
    again = CompletedJobs(tmp_path, ManualClock())
    assert [found.missing for device in (ALICE, BOB) if (found := again.find(device, JOB))] == [("photos/a",), ()]


def test_a_job_is_its_senders_alone(tmp_path: Path) -> None:
    jobs = CompletedJobs(tmp_path, ManualClock())
    jobs.add(ALICE, JOB, ())
    assert jobs.find(BOB, JOB) is None


async def test_a_job_is_forgotten_after_seven_days(tmp_path: Path) -> None:
    clock = ManualClock()
    jobs = CompletedJobs(tmp_path, clock)
    jobs.add(ALICE, JOB, ())
    clock.suspend(KEPT_S - 1)
    assert jobs.find(ALICE, JOB) is not None
    clock.suspend(2)
    assert jobs.find(ALICE, JOB) is None
    jobs.save()
    assert CompletedJobs(tmp_path, ManualClock()).find(ALICE, JOB) is None


@pytest.mark.parametrize("content", [b"", b"{", b'[{"device_id": 3}]', b"\xff"])
def test_a_damaged_file_forgets_and_stops_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / COMPLETED_FILE).write_bytes(content)
    jobs = CompletedJobs(tmp_path, ManualClock())
    assert jobs.find(ALICE, JOB) is None
    jobs.add(ALICE, JOB, ())
    jobs.save()
    assert CompletedJobs(tmp_path, ManualClock()).find(ALICE, JOB) is not None


def test_one_device_makes_the_file_grow_no_further_than_its_share_and_others_keep_theirs(tmp_path: Path) -> None:
    jobs = CompletedJobs(tmp_path, ManualClock())
    jobs.add(BOB, JOB, PROBLEMS)
    many = tuple(FileProblem(index=index, reason="DAMAGED") for index in range(4096))
    missing = tuple(f"{index:050}" for index in range(4096))
    landing = Landing(directory="/in", tops={f"{number:050}": f"{number:050}" for number in range(1000)})
    ids = [TransferId(f"{number:032x}") for number in range(30)]
    for transfer_id in ids:
        jobs.add(ALICE, transfer_id, many, landing, missing)
        jobs.add(ALICE, transfer_id, many, landing, missing)
    jobs.save()
    for again in (jobs, CompletedJobs(tmp_path, ManualClock())):
        assert DEVICE_BYTES // 2 < (tmp_path / COMPLETED_FILE).stat().st_size < DEVICE_BYTES * 1.1
        kept = [transfer_id for transfer_id in ids if again.find(ALICE, transfer_id)]
        assert kept == ids[-len(kept) :], "the latest"
        assert again.find(BOB, JOB) is not None


async def test_what_is_forgotten_makes_room_for_its_device(tmp_path: Path) -> None:
    clock = ManualClock()
    jobs = CompletedJobs(tmp_path, clock)
    missing = tuple(f"{index:050}" for index in range(4096))
    for number in range(30):
        jobs.add(ALICE, TransferId(f"{number:032x}"), PROBLEMS, missing=missing)
    clock.suspend(KEPT_S + 1)
    for number in range(100, 103):
        jobs.add(ALICE, TransferId(f"{number:032x}"), PROBLEMS, missing=missing)
    assert all(jobs.find(ALICE, TransferId(f"{number:032x}")) for number in range(100, 103))
