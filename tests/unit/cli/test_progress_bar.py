"""peerdrop/cli/progress_bar.py: one line, whatever runs."""

import pytest

from peerdrop.cli.progress_bar import ProgressBar
from peerdrop.core.events import TransferProgressed
from peerdrop.wire.identifiers import TransferId


def progress(number: int, done: int, size: int = 100) -> TransferProgressed:
    return TransferProgressed(
        transfer_id=TransferId(f"{number:032x}"), bytes_done=done, size_bytes=size, bytes_per_second=1, eta_s=None
    )


@pytest.mark.parametrize(
    ("done", "size", "shown"),
    [(0, 100, "[------------------------]   0%"), (100, 100, "[########################] 100%"), (0, 0, "100%")],
)
def test_the_bar_shows_the_share_that_is_done(done: int, size: int, shown: str) -> None:
    bar = ProgressBar(100)
    bar.update(progress(1, done, size))
    assert shown in bar.draw()


def test_of_several_transfers_the_last_to_move_shows_and_the_others_are_counted() -> None:
    bar = ProgressBar(100)
    for each in (progress(1, 10), progress(2, 20), progress(1, 30)):
        bar.update(each)
    assert " 30%" in bar.draw()
    assert "and 1 more" in bar.draw()
    bar.remove(progress(1, 0).transfer_id)
    assert " 20%" in bar.draw()
    assert "more" not in bar.draw()


def test_nothing_is_erased_that_was_not_drawn() -> None:
    bar = ProgressBar(100)
    assert bar.erase() == bar.draw() == ""
    bar.update(progress(1, 10))
    assert bar.draw()
    bar.remove(progress(1, 0).transfer_id)
    assert bar.draw() == "\r\x1b[K"
    assert bar.draw() == ""
