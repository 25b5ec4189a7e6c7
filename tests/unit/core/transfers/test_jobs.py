"""Finding jobs; that old ones make room is seen in test_transfers.py."""

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.wire.identifiers import DeviceId, TransferId


def test_a_job_that_is_not_there_is_said_to_be_none() -> None:
    jobs = Jobs()
    nobody = TransferId("1" * 32)
    for find in (jobs.known, jobs.live, jobs.incoming):
        with pytest.raises(NoSuchTransfer):
            find(nobody)
    assert jobs.get(nobody) is None
    assert jobs.of(DeviceId("A" * 52)) == ()
