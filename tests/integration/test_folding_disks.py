"""Transfers to a disk as Windows, macOS and most sticks have: "A.txt" and "a.txt" are one file there."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from peerdrop.core.events import TransferCompleted, TransferOffered
from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.limits import MIB
from tests.folding_disk import FoldingDisk, missing_for_folding_disks
from tests.own_mounts import OwnMounts
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

BIG = 6 * MIB
SLOW = TransferLimits(bytes_per_second=1_000_000)
COLLIDING = (
    "A.txt",
    "a.txt",
    "a.TXT",
    "Straße",
    "STRASSE",
    "strasse (1)",
    "e\u0301",
    "\u00e9",
    "E\u0301",
    "\u03a3",
    "\u03c2",
    "\u03c3",
)
REFUSED = (
    "what?",
    "what*",
    "what_",
    'say "it"',
    "one:two",
    "a|b<c>",
    "back\\slash",
    "tab\there",
    "x",
    "x.",
    "x. ",
    "con",
)
LONG = ("n" * 255, "N" * 255, "n" * 251 + ".txt", "ü" * 127, "Ü" * 127, "u\u0308" * 85, "文" * 85)

pytestmark = pytest.mark.skipif(bool(missing_for_folding_disks()), reason=missing_for_folding_disks())


@pytest.fixture(params=["stick", "mac"])
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[FoldingDisk]:
    with OwnMounts(), FoldingDisk(tmp_path / "inbox", request.param) as made:
        yield made


async def received(pair: TransferPair, sources: list[Path], conflicts: ConflictChoice) -> TransferCompleted:
    pair.decision = OfferDecision.ask()
    job = await pair.alice.offer(pair.bob_id, "Bob", sources)
    await pair.bob_events.expect(TransferOffered, where=lambda event: event.transfer.transfer_id == job)
    await pair.bob.accept(job, conflicts=conflicts)
    return await pair.bob_events.expect(TransferCompleted, where=lambda event: event.transfer_id == job, within_s=20)


def contents(folder: Path) -> list[bytes]:
    """Of every file that can be found."""
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("names", [COLLIDING, REFUSED, LONG], ids=["colliding", "refused", "long"])
@pytest.mark.parametrize("conflicts", list(ConflictChoice))
async def test_every_file_of_a_job_arrives_whatever_its_name(
    tmp_path: Path, disk: FoldingDisk, conflicts: ConflictChoice, names: tuple[str, ...]
) -> None:
    async with transfer_pair(tmp_path) as pair:
        wanted = {name: f"{number} {name}".encode() for number, name in enumerate(names)}
        sources = [pair.source(name, content) for name, content in wanted.items()]
        sources += [pair.source(f"{folder}/{name}", b"in " + wanted[name]).parent for folder, name in in_folders(names)]
        expected = sorted([*wanted.values(), *(b"in " + wanted[name] for _, name in in_folders(names))])
        done = await received(pair, list(dict.fromkeys(sources)), conflicts)
        assert done.problems == ()
        assert sorted(each.path.read_bytes() for each in done.files) == expected
        assert contents(pair.inbox) == expected
        assert await pair.leftovers() == []


def in_folders(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Two folders that only differ in case, with some of *names* in each."""
    return [(folder, name) for folder in ("Folder", "folder") for name in names[:5]]


@pytest.mark.parametrize("conflicts", list(ConflictChoice))
async def test_a_file_that_is_there_in_another_case_is_a_conflict(
    tmp_path: Path, disk: FoldingDisk, conflicts: ConflictChoice
) -> None:
    async with transfer_pair(tmp_path) as pair:
        (pair.inbox / "photo.jpg").write_bytes(b"mine, and longer")
        (pair.inbox / "same.jpg").write_bytes(b"same")
        (pair.inbox / "album").mkdir()
        (pair.inbox / "album" / "cover").write_bytes(b"my cover")
        sources = [
            pair.source("PHOTO.JPG", b"hers"),
            pair.source("Same.jpg", b"same"),
            pair.source("Album/Cover", b"her cover").parent,
        ]
        done = await received(pair, sources, conflicts)
        assert done.problems == ()
        assert [each.path.read_bytes() for each in done.files] == [b"hers", b"same", b"her cover"]
        kept = {
            ConflictChoice.KEEP_BOTH: [b"her cover", b"hers", b"mine, and longer", b"my cover", b"same", b"same"],
            ConflictChoice.SKIP_IDENTICAL: [b"her cover", b"hers", b"mine, and longer", b"my cover", b"same"],
            ConflictChoice.REPLACE: [b"her cover", b"hers", b"same"],
        }
        assert contents(pair.inbox) == kept[conflicts]
        assert await pair.leftovers() == []


async def test_two_jobs_at_once_that_want_one_name_get_two(tmp_path: Path, disk: FoldingDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        names = ["notes", "NOTES", "Notes"]
        for name in names:
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(name, name.encode())])
        await until(lambda: len(pair.bob_events.of(TransferCompleted)) == len(names), 20)
        assert contents(pair.inbox) == sorted(name.encode() for name in names)
        assert await pair.leftovers() == []


async def test_a_job_goes_on_after_the_disk_was_plugged_in_again(tmp_path: Path, disk: FoldingDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(SLOW)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("Big?", os.urandom(BIG))])
        await time_passes(pair, lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].bytes_done > 4 * MIB)
        pair.sessions.cut()
        await pair.bob.aclose()
        disk.plug_in_again()
        pair.restart_bob()
        pair.decision = OfferDecision.ask()
        pair.alice.change_limits(TransferLimits())
        link = pair.connect()
        await time_passes(pair, lambda: pair.alice_events.of(TransferCompleted))
        assert contents(pair.inbox) == [(pair.outbox / "Big?").read_bytes()]
        assert link.alice.frame_bytes_sent < BIG - 3 * MIB, "what was on the disk came a second time"
        assert await pair.leftovers() == []


async def time_passes(pair: TransferPair, predicate: Callable[[], object]) -> None:
    for _ in range(4000):
        if predicate():
            return
        await pair.clock.advance(0.1)
        await asyncio.sleep(0.001)
    raise AssertionError("time alone does not help")
