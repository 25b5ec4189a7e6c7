"""What did not arrive of a job that is over goes as a job of its own, and comes to stand beside the others."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from blake3 import blake3

from peerdrop.core.errors import NoSuchTransfer, SourceChanged, SourceUnreadable
from peerdrop.core.events import TransferCompleted, TransferOffered
from peerdrop.core.states import ConflictChoice, ConflictPolicy, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.completed_jobs import COMPLETED_FILE
from peerdrop.core.transfers.sending.rest import Rest
from peerdrop.core.transfers.sending.sources import read_sources
from peerdrop.wire.frames import Frame, FrameKind, encode_frame
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Accept, FileEntry, Manifest, TransferError, TransferOffer
from tests.session_pair import SessionPair
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

JOB = TransferId("1" * 32)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rest_of(*paths: Path, top: Path) -> Rest:
    entries = {path: entry for path, entry in zip(*_read(top), strict=True) if path in paths}
    return Rest(of=JOB, offered=entries)


def _read(top: Path) -> tuple[tuple[Path, ...], tuple[FileEntry, ...]]:
    found = read_sources([top])
    return found.paths, found.entries


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    for name in ("a", "deep/b", "deep/c"):
        (folder / name).write_bytes(name.encode())
    return folder


def test_it_is_only_what_is_missing_under_its_old_names(photos: Path) -> None:
    chosen = rest_of(photos / "deep" / "c", top=photos).choose(read_sources([photos]))
    assert [(entry.index, entry.path) for entry in chosen.entries] == [(0, "photos/deep/c")]
    assert (chosen.paths, chosen.label, chosen.problems) == ((photos / "deep" / "c",), "photos", ())


def test_a_file_is_known_by_where_it_is_though_it_would_be_named_otherwise_now(photos: Path) -> None:
    rest = Rest(of=JOB, offered={photos / "a": FileEntry(index=7, path="photos (1)/a", size_bytes=1)})
    assert [entry.path for entry in rest.choose(read_sources([photos])).entries] == ["photos (1)/a"]


def test_what_is_gone_is_told_and_the_others_go(photos: Path) -> None:
    rest = rest_of(photos / "a", photos / "deep" / "b", top=photos)
    (photos / "a").unlink()
    chosen = rest.choose(read_sources([photos]))
    assert [entry.path for entry in chosen.entries] == ["photos/deep/b"]
    assert [(each.path, each.reason) for each in chosen.problems] == [
        (str(photos / "a"), TransferReason.SOURCE_UNREADABLE)
    ]
    (photos / "deep" / "b").unlink()
    with pytest.raises(SourceUnreadable):
        rest.choose(read_sources([photos]))


def test_what_could_not_be_read_then_goes_if_it_can_be_read_now(photos: Path) -> None:
    chosen = Rest(of=JOB, unread=(photos / "deep",)).choose(read_sources([photos]))
    assert [entry.path for entry in chosen.entries] == ["photos/deep/b", "photos/deep/c"]


def test_only_what_is_as_it_was_offered_goes_if_that_is_wanted(photos: Path) -> None:
    rest = rest_of(photos / "a", photos / "deep" / "b", top=photos)
    (photos / "a").write_bytes(b"another")
    chosen = rest.choose(read_sources([photos]), as_offered=True)
    assert [entry.path for entry in chosen.entries] == ["photos/deep/b"]
    assert [each.reason for each in chosen.problems] == [TransferReason.SOURCE_CHANGED]
    (photos / "deep" / "b").write_bytes(b"another")
    with pytest.raises(SourceChanged):
        rest.choose(read_sources([photos]), as_offered=True)
    with pytest.raises(SourceChanged):
        Rest(of=JOB, unread=(photos / "deep",)).choose(read_sources([photos]), as_offered=True)


# Between two


@asynccontextmanager
async def half_sent(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair, and a job of "photos" of which "deep/b" was changed after it was offered."""
    async with transfer_pair(tmp_path) as pair:
        for name in ("a", "deep/b", "deep/c"):
            pair.source(f"photos/{name}", name.encode())
        # The name is taken: the job's folder is another one.
        (pair.inbox / "photos").mkdir(parents=True)
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "photos"])
        await pair.bob_events.expect(TransferOffered)
        pair.source("photos/deep/b", b"changed")
        await pair.bob.accept(transfer_id)
        for events in (pair.alice_events, pair.bob_events):
            assert [each.path for each in (await events.expect(TransferCompleted)).problems] == ["photos/deep/b"]
        await until(lambda: pair.bob.snapshot(transfer_id).state is TransferState.COMPLETED)
        yield pair, transfer_id


async def test_what_did_not_arrive_comes_beside_what_did(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.accept()
        again = await pair.alice.retry(transfer_id)
        assert again != transfer_id
        for events in (pair.alice_events, pair.bob_events):
            done = await events.expect(TransferCompleted)
            assert (done.transfer_id, done.problems) == (again, ())
        assert tree(pair.inbox) == {
            "photos (1)/a": b"a",
            "photos (1)/deep/b": b"changed",
            "photos (1)/deep/c": b"deep/c",
        }
        offer = pair.sessions.alice.of(TransferOffer)[-1]
        assert isinstance(offer, TransferOffer)
        assert (offer.rest_of, offer.file_count, offer.label) == (transfer_id, 1, "photos")
        assert not await pair.leftovers()


async def test_the_receivers_user_is_asked_and_is_shown_where_it_belongs(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        elsewhere = tmp_path / "elsewhere"
        again = await pair.alice.retry(transfer_id)
        await until(lambda: len(pair.bob.snapshots()) == 2)
        assert pair.bob.snapshot(again).directory == pair.inbox
        assert await pair.bob.conflicts(again) == ()
        await pair.bob.accept(again, elsewhere)
        await pair.bob_events.expect(TransferCompleted)
        assert tree(elsewhere) == {"photos/deep/b": b"changed"}


async def test_what_came_meanwhile_is_not_fetched_again(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.accept()
        for _ in range(2):
            await pair.alice.retry(transfer_id)
            await pair.alice_events.expect(TransferCompleted)
            await pair.bob_events.expect(TransferCompleted)
        accept = pair.sessions.bob.of(Accept)[-1]
        assert isinstance(accept, Accept)
        assert len(accept.skip) == 1
        assert sorted(tree(pair.inbox)) == ["photos (1)/a", "photos (1)/deep/b", "photos (1)/deep/c"]


async def test_it_comes_beside_the_others_after_a_restart_of_both(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.accept()
        pair.sessions.cut()
        again = await pair.alice.retry(transfer_id)
        waiting = pair.alice.snapshot(again)
        assert (waiting.state, waiting.file_count) == (TransferState.NEW, 1)
        await pair.alice.aclose()
        await pair.bob.aclose()
        pair.restart_alice()
        pair.restart_bob()
        assert await pair.alice.restore() == (pair.bob_id,)
        pair.connect()
        for _ in range(40):
            await pair.clock.advance(0.1)
        await pair.bob_events.expect(TransferCompleted)
        assert tree(pair.inbox)["photos (1)/deep/b"] == b"changed"
        assert not await pair.leftovers()


async def test_where_the_others_are_gone_it_stands_alone(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        (pair.inbox / "photos (1)").rename(tmp_path / "moved")
        pair.decision = OfferDecision.accept()
        await pair.alice.retry(transfer_id)
        await pair.bob_events.expect(TransferCompleted)
        assert tree(pair.inbox) == {"photos (1)/deep/b": b"changed"}


async def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        outside = tmp_path / "outside"
        (pair.inbox / "photos (1)").rename(outside)
        (pair.inbox / "photos (1)").symlink_to(outside)
        before = tree(outside)
        pair.decision = OfferDecision.accept()
        await pair.alice.retry(transfer_id)
        await pair.bob_events.expect(TransferCompleted)
        assert tree(outside) == before
        assert (pair.inbox / "photos (1) (1)" / "deep" / "b").read_bytes() == b"changed"


async def test_a_rest_that_failed_goes_on_as_itself(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        again = await pair.alice.retry(transfer_id)
        await until(lambda: len(pair.bob.snapshots()) == 2)
        pair.sessions.cut()
        pair.alice.fail(again, TransferReason.LOST)
        assert await pair.alice.retry(again) == again
        assert pair.alice.snapshot(again).file_count == 1


async def test_a_user_may_keep_to_other_choices(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        (pair.inbox / "photos (1)" / "deep" / "b").write_bytes(b"mine")
        again = await pair.alice.retry(transfer_id)
        await until(lambda: len(pair.bob.snapshots()) == 2)
        (conflict,) = await pair.bob.conflicts(again)
        assert (conflict.index, conflict.kept_as, conflict.new_folder) == (0, "b (1)", ""), "it goes where the rest is"
        await pair.bob.accept(again, conflicts=ConflictChoice.REPLACE)
        await pair.bob_events.expect(TransferCompleted)
        assert tree(pair.inbox)["photos (1)/deep/b"] == b"changed"


async def test_a_job_that_arrived_whole_has_no_rest(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(9))])
        await pair.alice_events.expect(TransferCompleted)
        with pytest.raises(NoSuchTransfer):
            await pair.alice.retry(transfer_id)


# What a sender may not make of it


@asynccontextmanager
async def saved_by_hand(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId, Path]]:
    """A pair, and a job that Bob took by hand into a folder of his own; "b" is missing. "own/tools" is his.

    From then on Alice's offers are taken at once, into "auto".
    """
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        own = tmp_path / "own"
        (own / "tools").mkdir(parents=True)
        sources = [pair.source("a", b"a"), pair.source("b", b"b")]
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources)
        await pair.bob_events.expect(TransferOffered)
        pair.source("b", b"changed")
        await pair.bob.accept(transfer_id, own)
        await pair.bob_events.expect(TransferCompleted)
        pair.decision = OfferDecision.accept(tmp_path / "auto")
        yield pair, transfer_id, own


async def claim(pair: TransferPair, whole: TransferId, *entries: tuple[str, bytes], number: int = 1) -> TransferId:
    """Offer *entries* from Alice's end as the rest of *whole*."""
    transfer_id = TransferId(f"{number:032x}")
    size_bytes = sum(len(content) for _, content in entries)
    # Her program knows nothing of it, and would say so.
    pair.sessions.alice.drop = lambda message: isinstance(message, TransferError)
    pair.sessions.alice.send(
        TransferOffer(
            transfer_id=transfer_id,
            label="x",
            file_count=len(entries),
            size_bytes=size_bytes,
            lanes=("data_channel",),
            rest_of=whole,
        )
    )
    listed = tuple(
        FileEntry(index=index, path=path, size_bytes=len(content)) for index, (path, content) in enumerate(entries)
    )
    pair.sessions.alice.send(Manifest(transfer_id=transfer_id, entries=listed, last=True))
    await until(lambda: any(each.transfer_id == transfer_id for each in pair.bob.snapshots()))
    return transfer_id


async def send(pair: TransferPair, transfer_id: TransferId, *entries: tuple[str, bytes]) -> None:
    """The bytes of what was claimed, when Bob's end wants them, and all that there is of it."""
    await until(lambda: any(getattr(each, "transfer_id", "") == transfer_id for each in pair.sessions.bob.of(Accept)))
    for index, (_, content) in enumerate(entries):
        await _send_frame(pair, transfer_id, FrameKind.DATA, index, 0, content)
        await _send_frame(pair, transfer_id, FrameKind.FILE_END, index, len(content), blake3(content).digest())
    await _send_frame(pair, transfer_id, FrameKind.JOB_END, len(entries), 0, b"")
    assert (await pair.bob_events.expect(TransferCompleted)).transfer_id == transfer_id


async def _send_frame(
    pair: TransferPair, transfer_id: TransferId, kind: FrameKind, index: int, offset: int, payload: bytes
) -> None:
    frame = Frame(kind=kind, transfer_id=transfer_id, file_index=index, offset=offset, payload=payload)
    await pair.sessions.alice.send_frame(encode_frame(frame))


async def test_what_was_not_missing_opens_no_folder_that_its_user_did_not_name(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        files = (("b", b"b"), ("tools/virus", b"!"))
        await send(pair, await claim(pair, whole, *files), *files)
        assert tree(own) == {"a": b"a"}
        assert tree(tmp_path / "auto") == {"b": b"b", "tools/virus": b"!"}


async def test_where_auto_accept_goes_what_was_not_missing_is_not_mixed_with_what_is_there(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        pair.decision = OfferDecision.accept(own)
        await send(pair, await claim(pair, whole, ("tools/virus", b"!")), ("tools/virus", b"!"))
        assert tree(own) == {"a": b"a", "tools (1)/virus": b"!"}


async def test_its_user_may_let_it_in_and_it_is_mixed_with_nothing_that_did_not_come_with_it(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        pair.decision = OfferDecision.ask()
        transfer_id = await claim(pair, whole, ("tools/new", b"!"))
        assert pair.bob.snapshot(transfer_id).directory == own
        await pair.bob.accept(transfer_id)
        await send(pair, transfer_id, ("tools/new", b"!"))
        assert tree(own) == {"a": b"a", "tools (1)/new": b"!"}


async def test_what_was_missing_comes_beside_the_others_and_replaces_nothing(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        pair.decision = OfferDecision.accept(tmp_path / "auto", ConflictPolicy.REPLACE)
        (own / "b").write_bytes(b"mine")
        await send(pair, await claim(pair, whole, ("b", b"hers")), ("b", b"hers"))
        assert tree(own) == {"a": b"a", "b": b"mine", "b (1)": b"hers"}


async def test_what_an_older_version_remembered_opens_no_folder(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        done = tmp_path / "bob" / COMPLETED_FILE
        await pair.bob.aclose()
        jobs = json.loads(done.read_bytes())
        assert [each.pop("missing") for each in jobs] == [["b"]]
        done.write_text(json.dumps(jobs))
        pair.sessions.cut()
        pair.restart_bob()
        pair.connect()
        await send(pair, await claim(pair, whole, ("b", b"b")), ("b", b"b"))
        assert tree(own) == {"a": b"a"}
        assert tree(tmp_path / "auto") == {"b": b"b"}


async def test_the_rest_of_another_devices_job_is_an_offer_like_all_others(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, whole, own):
        strangers = SessionPair(pair.alice, pair.bob)
        strangers.bob.device_id = DeviceId("C" * 52)
        pair.bob.session_opened(strangers.bob)
        pair.sessions = strangers
        for number, of in enumerate((whole, TransferId("0" * 32)), 1):
            name = f"c{number}"
            await send(pair, await claim(pair, of, (name, b"c"), number=number), (name, b"c"))
        assert tree(own) == {"a": b"a"}
        assert tree(tmp_path / "auto") == {"c1": b"c", "c2": b"c"}


async def test_the_rest_of_a_job_that_runs_or_of_itself_is_an_offer_like_all_others(tmp_path: Path) -> None:
    async with saved_by_hand(tmp_path) as (pair, _, own):
        pair.decision = OfferDecision.ask()
        running = await claim(pair, TransferId(f"{1:032x}"), ("tools/c", b"c"))
        await pair.bob.accept(running, own)
        pair.decision = OfferDecision.accept(tmp_path / "auto")
        await send(pair, await claim(pair, running, ("tools/d", b"d"), number=2), ("tools/d", b"d"))
        assert pair.bob.snapshot(running).state is TransferState.TRANSFERRING
        await send(pair, running, ("tools/c", b"c"))
        assert tree(own) == {"a": b"a", "tools (1)/c": b"c"}
        assert tree(tmp_path / "auto") == {"tools/d": b"d"}
