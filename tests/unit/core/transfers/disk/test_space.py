import errno
from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.space import free_bytes, is_enough, is_nearly_full, means_full
from peerdrop.wire.limits import MIB


def test_the_space_of_a_folder_that_is_not_there_is_that_of_its_parent(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there") > 0


@pytest.mark.parametrize(
    ("free", "size", "enough"),
    [
        (0, 0, True),
        (1000, 1000, False),
        (1050, 1000, True),
        (100 * MIB, 99 * MIB, False),
        (1_000_000 * MIB, 998_000 * MIB, True),
    ],
)
def test_a_share_stays_free(free: int, size: int, enough: bool) -> None:
    assert is_enough(free, size) is enough


def test_a_disk_is_nearly_full_when_the_rest_does_not_fit() -> None:
    assert is_nearly_full(5 * MIB, 6 * MIB)
    assert is_nearly_full(15 * MIB, 600 * MIB)
    assert not is_nearly_full(17 * MIB, 600 * MIB)
    assert not is_nearly_full(0, 0)


def test_a_full_disk_and_a_used_up_quota_are_told_from_a_broken_disk() -> None:
    assert means_full(OSError(errno.ENOSPC, "full"))
    assert means_full(OSError(errno.EDQUOT, "quota"))
    assert not means_full(OSError(errno.EIO, "broken"))
