"""What a sender lets itself be asked for."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferFailed
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.resending import ASKS_MAX, ASKS_PER_S
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import AskAgain, Cancel, TransferError, TransferOffer
from tests.session_pair import SessionPair
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

STRANGER = DeviceId("C" * 52)


async def ask(sessions: SessionPair, transfer_id: TransferId) -> Message:
    """Ask from Bob's end; what Alice sends then."""
    before = len(sessions.alice.sent)
    sessions.bob.send(AskAgain(transfer_id=transfer_id))
    await until(lambda: len(sessions.alice.sent) > before)
    return sessions.alice.sent[before]


def refusal(transfer_id: TransferId, reason: TransferReason) -> TransferError:
    return TransferError(transfer_id=transfer_id, reason=reason)


async def failed_job(pair: TransferPair) -> TransferId:
    pair.decision = OfferDecision.ask()
    transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(9))], offer_timeout_s=5)
    await until(lambda: pair.bob.snapshots())
    await pair.clock.advance(6)
    await pair.alice_events.expect(TransferFailed)
    return transfer_id


async def test_what_was_offered_to_one_device_is_not_even_told_of_to_another(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await failed_job(pair)
        pair.sessions.cut()
        strangers = SessionPair(pair.alice, pair.bob)
        strangers.alice.device_id = STRANGER
        pair.alice.session_opened(strangers.alice)
        for asked_for in (transfer_id, TransferId("0" * 32)):
            assert await ask(strangers, asked_for) == refusal(asked_for, TransferReason.FORGOTTEN)
        assert not strangers.alice.of(TransferOffer)


async def test_a_job_that_came_from_the_asking_device_is_not_sent_back(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await failed_job(pair)
        before = len(pair.sessions.bob.sent)
        pair.sessions.alice.send(AskAgain(transfer_id=transfer_id))
        await until(lambda: len(pair.sessions.bob.sent) > before)
        assert isinstance(pair.sessions.bob.sent[-1], TransferError)


async def test_a_job_that_is_complete_or_canceled_is_not_sent_again(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        whole = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")])
        await pair.alice_events.expect(TransferCompleted)
        assert await ask(pair.sessions, whole) == refusal(whole, TransferReason.OTHER)
        pair.decision = OfferDecision.ask()
        canceled = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("b", b"1")])
        await until(lambda: pair.alice.snapshot(canceled).state is TransferState.OFFERED)
        await pair.alice.cancel(canceled)
        assert await ask(pair.sessions, canceled) == Cancel(transfer_id=canceled)


async def test_a_device_that_asks_too_often_is_not_served(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await failed_job(pair)
        (pair.outbox / "a").unlink()
        for _ in range(ASKS_MAX):
            assert await ask(pair.sessions, transfer_id) == refusal(transfer_id, TransferReason.SOURCE_UNREADABLE)
        assert await ask(pair.sessions, transfer_id) == refusal(transfer_id, TransferReason.TOO_OFTEN)
        await pair.clock.advance(ASKS_PER_S)
        assert await ask(pair.sessions, transfer_id) == refusal(transfer_id, TransferReason.SOURCE_UNREADABLE)


async def test_a_job_that_goes_on_is_left_to_itself(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")])
        await until(lambda: pair.bob.snapshots())
        pair.sessions.bob.send(AskAgain(transfer_id=transfer_id))
        # An answer to the second, and none to the first.
        unknown = TransferId("0" * 32)
        assert await ask(pair.sessions, unknown) == refusal(unknown, TransferReason.FORGOTTEN)
        assert pair.alice.snapshot(transfer_id).state is TransferState.OFFERED


@asynccontextmanager
async def half_sent(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair, and a job of which "b" did not arrive, but stands as it was offered again; Bob would be asked."""
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        kept = pair.source("b", b"kept")
        dates = kept.stat()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"a"), kept])
        await until(lambda: pair.bob.snapshots())
        kept.write_bytes(b"changed")
        await pair.bob.accept(transfer_id)
        await pair.alice_events.expect(TransferCompleted)
        kept.write_bytes(b"kept")
        os.utime(kept, ns=(dates.st_atime_ns, dates.st_mtime_ns))
        yield pair, transfer_id


async def test_a_rest_that_is_on_its_way_is_not_sent_twice(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        assert isinstance(await ask(pair.sessions, transfer_id), TransferOffer)
        for _ in range(ASKS_MAX):
            pair.sessions.bob.send(AskAgain(transfer_id=transfer_id))
        # An answer to the last, and none to the others.
        unknown = TransferId("0" * 32)
        pair.sessions.bob.send(AskAgain(transfer_id=unknown))
        await until(lambda: pair.sessions.alice.of(TransferError))
        assert pair.sessions.alice.of(TransferError) == [refusal(unknown, TransferReason.FORGOTTEN)]
        with pytest.raises(NoSuchTransfer):
            await pair.alice.retry(transfer_id)
        assert len(pair.alice.snapshots()) == 2
        assert len([*(tmp_path / "alice" / "outbox").iterdir()]) == 1


async def test_a_rest_that_its_user_canceled_can_be_sent_anew(tmp_path: Path) -> None:
    async with half_sent(tmp_path) as (pair, transfer_id):
        await pair.alice.cancel(await pair.alice.retry(transfer_id))
        again = await pair.alice.retry(transfer_id)
        assert pair.alice.snapshot(again).file_count == 1


async def test_a_name_that_the_asking_device_can_not_use_leaves_nothing_to_be_sent(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        sources = [pair.source("a", b"1"), pair.source("~", b"2")]
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources)
        (problem,) = (await pair.alice_events.expect(TransferCompleted)).problems
        assert problem.reason is TransferReason.BAD_NAME
        assert await ask(pair.sessions, transfer_id) == refusal(transfer_id, TransferReason.OTHER)
