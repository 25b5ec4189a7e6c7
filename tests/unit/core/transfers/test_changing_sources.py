"""What becomes of a file that is not what it was when it was offered, while the job runs."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from peerdrop.core.events import TransferCompleted
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.limits import MIB
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

R = TransferReason
BIG = 8 * MIB


def shrink(path: Path) -> None:
    os.truncate(path, 5)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def rewrite(path: Path) -> None:
    content = os.urandom(path.stat().st_size)
    with path.open("r+b") as file:
        file.write(content)


def vanish(path: Path) -> None:
    path.unlink()


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_a_link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def lose_its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


async def begun(pair: TransferPair, *paths: Path) -> None:
    """The first MiB of the first file is there."""
    pair.alice.change_limits(TransferLimits(bytes_per_second=1_000_000))
    job = await pair.alice.offer(pair.bob_id, "Bob", paths)
    await until(lambda: pair.bob.snapshots())
    await pair.advance_until(lambda: pair.bob.snapshot(job).bytes_done >= MIB)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (shrink, R.SOURCE_CHANGED),
        (grow, R.SOURCE_CHANGED),
        (rewrite, R.SOURCE_CHANGED),
        (vanish, R.SOURCE_UNREADABLE),
        (become_a_pipe, R.SOURCE_CHANGED),
        (become_a_link, R.SOURCE_UNREADABLE),
        (become_a_folder, R.SOURCE_CHANGED),
        (lose_its_folder, R.SOURCE_UNREADABLE),
    ],
)
async def test_a_file_not_yet_sent_is_listed_and_the_rest_arrives(
    tmp_path: Path, change: Callable[[Path], None], reason: TransferReason
) -> None:
    async with transfer_pair(tmp_path) as pair:
        big = pair.source("big", os.urandom(BIG))
        wanted = pair.source("folder/wanted", os.urandom(MIB))
        last = pair.source("last", b"last")
        await begun(pair, big, wanted.parent, last)
        change(wanted)
        pair.alice.change_limits(TransferLimits())
        for events in (pair.alice_events, pair.bob_events):
            done = await events.expect(TransferCompleted)
            assert [(problem.path, problem.reason) for problem in done.problems] == [("folder/wanted", reason)]
            assert [file.path.name for file in done.files] == ["big", "last"]
            assert done.size_bytes == BIG + len(b"last")
        for transfers in (pair.alice, pair.bob):
            (job,) = transfers.snapshots()
            assert (job.bytes_done, job.size_bytes) == (BIG + len(b"last"), BIG + MIB + len(b"last"))
        assert not (pair.inbox / "folder" / "wanted").exists()
        assert (pair.inbox / "big").read_bytes() == big.read_bytes()
        assert await pair.leftovers() == []


@pytest.mark.parametrize("change", [shrink, grow, rewrite])
async def test_a_file_that_changes_while_it_is_sent_gets_no_name(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    async with transfer_pair(tmp_path) as pair:
        big, last = pair.source("big", os.urandom(BIG)), pair.source("last", b"last")
        await begun(pair, big, last)
        change(big)
        pair.alice.change_limits(TransferLimits())
        for events in (pair.alice_events, pair.bob_events):
            done = await events.expect(TransferCompleted)
            assert [(problem.path, problem.reason) for problem in done.problems] == [("big", R.SOURCE_CHANGED)]
        assert [path.name for path in pair.inbox.iterdir()] == ["last"]
        assert await pair.leftovers() == []


async def test_a_file_that_changes_during_a_cut_is_noticed(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        big, last = pair.source("big", os.urandom(BIG)), pair.source("last", b"last")
        await begun(pair, big, last)
        pair.sessions.cut()
        rewrite(big)
        pair.alice.change_limits(TransferLimits())
        pair.connect()
        done = await pair.bob_events.expect(TransferCompleted)
        assert [(problem.path, problem.reason) for problem in done.problems] == [("big", R.SOURCE_CHANGED)]
        assert [path.name for path in pair.inbox.iterdir()] == ["last"]


async def test_what_is_not_sent_is_listed_on_the_sender_and_is_no_problem(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.source("tree/a", b"a")
        (pair.outbox / "tree" / "link").symlink_to("a")
        os.mkfifo(pair.outbox / "tree" / "pipe")
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"])
        done = await pair.alice_events.expect(TransferCompleted)
        listed = {(Path(each.path).name, each.reason) for each in done.skipped}
        assert listed == {("link", R.LINK), ("pipe", R.SPECIAL_FILE)}
        assert pair.alice.snapshot(job).skipped == done.skipped
        assert done.problems == ()
        received = await pair.bob_events.expect(TransferCompleted)
        assert received.skipped == ()


async def test_what_is_not_sent_is_still_known_after_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = pair.decision.ask()
        pair.source("tree/a", b"a")
        (pair.outbox / "tree" / "link").symlink_to("a")
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"], later=True)
        pair.sessions.cut()
        await pair.alice.aclose()
        pair.restart_alice()
        await pair.alice.restore()
        assert [(Path(each.path).name, each.reason) for each in pair.alice.snapshot(job).skipped] == [("link", R.LINK)]
