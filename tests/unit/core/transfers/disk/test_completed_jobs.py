from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.completed_jobs import COMPLETED_FILE, KEPT_S, CompletedJobs
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
