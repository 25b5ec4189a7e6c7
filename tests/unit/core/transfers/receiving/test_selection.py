"""A user's yes in detail: which files, and what becomes of names that are taken."""

import os
from pathlib import Path

import pytest

from peerdrop.core.errors import UsageError
from peerdrop.core.events import TransferCompleted, TransferOffered, TransferProgressed
from peerdrop.core.feature import FeatureSession
from peerdrop.core.states import ConflictChoice, ConflictOutcome, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.receiving.selection import Selection
from peerdrop.wire.frames import FrameKind, decode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from tests.gated_disk import GatedDisk
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

KEEP, SKIP, REPLACE = ConflictChoice


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def put(path: Path, content: bytes, *, like: Path | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if like is not None:
        os.utime(path, ns=(0, like.stat().st_mtime_ns))


async def offered(pair: TransferPair, *paths: Path) -> TransferId:
    pair.decision = OfferDecision.ask()
    transfer_id = await pair.alice.offer(pair.bob_id, "Bob", list(paths))
    await pair.bob_events.expect(TransferOffered)
    return transfer_id


async def completed(pair: TransferPair) -> tuple[TransferCompleted, TransferCompleted]:
    return await pair.alice_events.expect(TransferCompleted), await pair.bob_events.expect(TransferCompleted)


async def test_only_what_was_chosen_is_fetched_and_counted(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        sources = [pair.source(name, name.encode() * 1000) for name in ("a", "bb", "ccc", "dddd")]
        transfer_id = await offered(pair, *sources)
        await pair.bob.accept(transfer_id, chosen=[3, 1])
        sent, received = await completed(pair)
        assert tree(pair.inbox) == {"bb": b"bb" * 1000, "dddd": b"dddd" * 1000}
        assert [file.path.name for file in sent.files] == [file.path.name for file in received.files] == ["bb", "dddd"]
        assert sent.size_bytes == received.size_bytes == 6000
        assert sent.problems == received.problems == ()
        for events, end in ((pair.alice_events, pair.alice), (pair.bob_events, pair.bob)):
            assert {event.size_bytes for event in events.of(TransferProgressed)} == {6000}
            assert events.of(TransferProgressed)[-1].bytes_done == 6000
            shown = end.snapshot(transfer_id)
            assert (shown.left_out, shown.file_count, shown.size_bytes, shown.bytes_done) == (2, 4, 6000, 6000)


@pytest.mark.parametrize("round_", ["first", "second"])
async def test_more_than_a_window_left_out_in_the_middle_is_no_place_to_wait(tmp_path: Path, round_: str) -> None:
    async with transfer_pair(tmp_path) as pair:
        content = {name: os.urandom(size * MIB) for name, size in (("a", 2), ("b", 9), ("c", 3))}
        sources = [pair.source(name, each) for name, each in content.items()]
        taken = pair.bob.frame_received
        if round_ == "second":
            spoilt: set[int] = set()

            def spoil(session: FeatureSession, raw: bytes) -> None:
                frame = decode_frame(raw)
                if frame.kind is FrameKind.DATA and frame.file_index != 1 and frame.file_index not in spoilt:
                    spoilt.add(frame.file_index)
                    raw = raw[:-1] + bytes([raw[-1] ^ 1])
                taken(session, raw)

            pair.bob.frame_received = spoil  # type: ignore[method-assign]
        transfer_id = await offered(pair, *sources)
        chosen = [0, 2] if round_ == "first" else [0, 1, 2]
        await pair.bob.accept(transfer_id, chosen=chosen)
        sent, received = await completed(pair)
        assert sent.problems == received.problems == ()
        assert tree(pair.inbox) == {"abc"[index]: content["abc"[index]] for index in chosen}


async def test_an_unsafe_name_is_a_problem_and_not_left_out_by_choice(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        sources = [pair.source(name, b"1234") for name in ("~", "b", "c")]
        transfer_id = await offered(pair, *sources)
        await pair.bob.accept(transfer_id, chosen=[0, 1])
        sent, received = await completed(pair)
        assert [problem.reason for problem in sent.problems] == [TransferReason.BAD_NAME]
        assert sent.problems == received.problems
        assert pair.alice.snapshot(transfer_id).left_out == pair.bob.snapshot(transfer_id).left_out == 1
        assert tree(pair.inbox) == {"b": b"1234"}


@pytest.mark.parametrize("chosen", [[], [2], [-1]])
async def test_a_choice_of_nothing_leaves_the_offer(tmp_path: Path, chosen: list[int]) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await offered(pair, pair.source("a", b"1"), pair.source("b", b"2"))
        with pytest.raises(UsageError):
            await pair.bob.accept(transfer_id, chosen=chosen)
        assert pair.bob.snapshot(transfer_id).state is TransferState.OFFERED
        await pair.bob.accept(transfer_id, chosen=[0])
        await completed(pair)
        assert tree(pair.inbox) == {"a": b"1"}


async def test_more_gaps_than_one_accept_can_tell_are_refused(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(8300):
            pair.source(f"many/{number:05}", b"")
        transfer_id = await offered(pair, pair.outbox / "many")
        with pytest.raises(UsageError, match="scattered"):
            await pair.bob.accept(transfer_id, chosen=range(0, 8300, 2))
        assert pair.bob.snapshot(transfer_id).state is TransferState.OFFERED


async def test_what_is_here_already_is_not_fetched_again(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        same, other, new = (pair.source(f"day/{name}", name.encode() * 100) for name in ("same", "other", "new"))
        put(pair.inbox / "day" / "same", same.read_bytes(), like=same)
        put(pair.inbox / "day" / "other", b"mine")
        transfer_id = await offered(pair, pair.outbox / "day")
        found = {each.index: each for each in await pair.bob.conflicts(transfer_id)}
        files = pair.bob.offered_files(transfer_id)
        assert {files[index].path: each.outcome for index, each in found.items()} == {
            "day/same": ConflictOutcome.IDENTICAL,
            "day/other": ConflictOutcome.DIFFERENT,
        }
        await pair.bob.accept(transfer_id, conflicts=SKIP)
        sent, received = await completed(pair)
        assert tree(pair.inbox) == {
            "day/same": same.read_bytes(),
            "day/other": b"mine",
            "day/other (1)": other.read_bytes(),
            "day/new": new.read_bytes(),
        }
        assert {file.path.name: file.digest[:7] for file in received.files} == {
            "same": "",
            "other (1)": "blake3:",
            "new": "blake3:",
        }
        assert sent.problems == received.problems == ()
        assert pair.alice.snapshot(transfer_id).left_out == 1
        assert sent.size_bytes == len(other.read_bytes()) + len(new.read_bytes())


async def test_a_job_of_which_everything_is_here_completes_without_a_byte(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        source = pair.source("a", b"hello")
        put(pair.inbox / "a", b"hello", like=source)
        await pair.bob.accept(await offered(pair, source), conflicts=SKIP)
        sent, received = await completed(pair)
        assert tree(pair.inbox) == {"a": b"hello"}
        assert sent.size_bytes == 0
        assert sent.problems == ()
        assert [file.path for file in received.files] == [pair.inbox / "a"]
        assert await pair.leftovers() == []


async def test_the_same_bytes_under_another_date_make_no_second_copy(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        put(pair.inbox / "a", b"hello")
        os.utime(pair.inbox / "a", (1, 1))
        await pair.bob.accept(await offered(pair, pair.source("a", b"hello")), conflicts=SKIP)
        await completed(pair)
        assert tree(pair.inbox) == {"a": b"hello"}


async def test_a_file_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=2)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(MIB)
        put(pair.inbox / "a", b"old")
        await pair.bob.accept(await offered(pair, pair.source("a", content)), conflicts=REPLACE)
        await until(disk.waiting.is_set)
        assert (pair.inbox / "a").read_bytes() == b"old"
        disk.gate.set()
        await completed(pair)
        assert tree(pair.inbox) == {"a": content}


async def test_a_source_that_vanishes_leaves_the_old_file(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        put(pair.inbox / "a", b"old")
        gone, stays = pair.source("a", b"new"), pair.source("b", b"b")
        transfer_id = await offered(pair, gone, stays)
        gone.unlink()
        await pair.bob.accept(transfer_id, conflicts=REPLACE)
        await completed(pair)
        assert tree(pair.inbox) == {"a": b"old", "b": b"b"}


async def test_a_folder_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        put(pair.inbox / "a" / "mine", b"mine")
        (pair.inbox / "link").symlink_to(pair.inbox / "a" / "mine")
        sources = pair.source("a", b"new"), pair.source("link", b"new")
        await pair.bob.accept(await offered(pair, *sources), conflicts=REPLACE)
        await completed(pair)
        assert (pair.inbox / "a" / "mine").read_bytes() == b"mine"
        assert (pair.inbox / "link").is_symlink()
        assert (pair.inbox / "a (1)").read_bytes() == (pair.inbox / "link (1)").read_bytes() == b"new"


async def test_a_link_inside_a_folder_that_is_there_leads_nowhere(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        (tmp_path / "elsewhere").mkdir()
        (pair.inbox / "day").mkdir(parents=True)
        (pair.inbox / "day" / "raw").symlink_to(tmp_path / "elsewhere")
        pair.source("day/raw/x", b"x")
        pair.source("day/raw/y", b"y")
        await pair.bob.accept(await offered(pair, pair.outbox / "day"), conflicts=REPLACE)
        await completed(pair)
        assert list((tmp_path / "elsewhere").iterdir()) == []
        assert (pair.inbox / "day" / "raw (1)" / "x").read_bytes() == b"x"
        assert (pair.inbox / "day" / "raw (1)" / "y").read_bytes() == b"y"


async def test_canceling_leaves_folders_that_were_there(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=0)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        (pair.inbox / "day").mkdir(parents=True)
        pair.source("day/x", b"x")
        transfer_id = await offered(pair, pair.outbox / "day")
        await pair.bob.accept(transfer_id, conflicts=REPLACE)
        await until(disk.waiting.is_set)
        ending = pair.bob.cancel(transfer_id)
        disk.gate.set()
        await ending
        assert (pair.inbox / "day").is_dir()


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("choice", [SKIP, REPLACE])
async def test_a_choice_holds_after_a_cut_and_a_restart(tmp_path: Path, choice: ConflictChoice, restart: bool) -> None:
    disk = GatedDisk(free_writes=12)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = {name: os.urandom(MIB) for name in ("a", "b", "c", "d")}
        sources = [pair.source(name, each) for name, each in content.items()]
        put(pair.inbox / "b", b"old b")
        put(pair.inbox / "c", content["c"], like=sources[2])
        transfer_id = await offered(pair, *sources)
        await pair.bob.accept(transfer_id, chosen=[0, 1, 2], conflicts=choice)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        if restart:
            await pair.bob.aclose()
            pair.restart_bob()
        pair.connect()
        await pair.clock.advance(2)
        sent, received = await completed(pair)
        kept = {"b": b"old b", "b (1)": content["b"]} if choice is SKIP else {"b": content["b"]}
        assert tree(pair.inbox) == {"a": content["a"], "c": content["c"], **kept}
        assert [file.path.name for file in received.files] == ["a", "b (1)" if choice is SKIP else "b", "c"]
        assert sent.problems == received.problems == ()
        assert pair.alice.snapshot(transfer_id).left_out == (2 if choice is SKIP else 1)
        assert await pair.leftovers() == []


async def test_room_is_told_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        assert await pair.bob.free_bytes() > 0
        assert await pair.bob.free_bytes(tmp_path / "not" / "there") > 0
        assert not pair.inbox.exists()


def test_all_is_chosen_unless_said() -> None:
    assert Selection.chosen(None, 3, KEEP).skip == frozenset()
    assert Selection.chosen([0, 1, 2], 3, KEEP).skip == frozenset()
    assert Selection.chosen([1], 3, KEEP).skip == {0, 2}
