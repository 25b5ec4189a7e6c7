"""Two links of the real transport over loopback, in one process."""

import asyncio
import gc
import re
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aioice import ice, stun

from peerdrop.clock import SystemClock
from peerdrop.link import Description, DescriptionRefused, Link, LinkClosed, LinkFailure, Path
from peerdrop.transport.hooks import replace_method
from peerdrop.transport.send_queue import WINDOW_MAX_BYTES
from peerdrop.transport.webrtc import WebRtcFactory, WebRtcLink
from tests.link_witness import LinkWitness, WitnessedLink, negotiate
from tests.until import until

FRAME_BYTES = 32 + 128 * 1024
MESSAGE_BYTES = 256 * 1024


def make_factory(addresses: Sequence[str] = ()) -> WebRtcFactory:
    return WebRtcFactory(lambda: addresses, clock=SystemClock())


@asynccontextmanager
async def factories(count: int = 2) -> AsyncIterator[list[WebRtcFactory]]:
    """Factories that are closed at the end, after which nothing of them may be left."""
    made = [make_factory() for _ in range(count)]
    try:
        yield made
    finally:
        for factory in made:
            await factory.aclose()
        assert open_udp_sockets() == []


def open_udp_sockets() -> list[socket.socket]:
    """The UDP sockets that this process has not closed."""
    gc.collect()
    return [
        each
        for each in gc.get_objects()
        if type(each) is socket.socket and each.type == socket.SOCK_DGRAM and each.fileno() != -1
    ]


async def connect(ours: WitnessedLink, theirs: WitnessedLink) -> None:
    await negotiate(ours.link, theirs.link)
    await until(lambda: ours.witness.opened and theirs.witness.opened, what="both links are open")


def concrete(link: Link) -> WebRtcLink:
    assert isinstance(link, WebRtcLink)
    return link


async def test_two_links_open_and_name_each_others_certificate() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        assert (ours.link.own_fingerprint, ours.link.peer_fingerprint, ours.link.path) == ("", "", None)
        await connect(ours, theirs)
        assert ours.link.own_fingerprint == theirs.link.peer_fingerprint
        assert theirs.link.own_fingerprint == ours.link.peer_fingerprint
        assert ours.link.own_fingerprint != theirs.link.own_fingerprint
        assert ours.link.path is theirs.link.path is Path.LAN
        ours.link.close()
        assert ours.link.path is Path.LAN
        assert (ours.witness.opened, theirs.witness.opened) == (1, 1)


async def test_both_sides_exchange_control_messages_in_order() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        sent = [b"%d" % number for number in range(200)]
        for raw in sent:
            ours.link.send_control(raw)
            theirs.link.send_control(raw)
        await until(lambda: len(ours.witness.control) == len(theirs.witness.control) == 200)
        assert ours.witness.control == theirs.witness.control == sent


async def test_twenty_megabytes_of_frames_pass_unchanged_while_little_waits() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        link = concrete(ours.link)
        most = 0
        frames = [bytes([number]) * FRAME_BYTES for number in range(153)]
        for frame in frames:
            await link.send_frame(frame)
            most = max(most, link.waiting_bytes)
        await link.drain()
        await until(lambda: len(theirs.witness.frames) == len(frames))
        assert theirs.witness.frames == frames
        assert 0 < most <= WINDOW_MAX_BYTES
        assert link.waiting_bytes == 0


async def test_the_longest_messages_pass_both_ways() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        long, empty = bytes(range(256)) * (MESSAGE_BYTES // 256), b""
        for each in (ours, theirs):
            each.link.send_control(long)
            await each.link.send_frame(long)
            each.link.send_control(empty)
        for each in (ours, theirs):
            await until(lambda each=each: len(each.witness.control) == 2 and each.witness.frames)  # type: ignore[misc]
        assert ours.witness.control == theirs.witness.control == [long, empty]
        assert ours.witness.frames == theirs.witness.frames == [long]


async def test_control_overtakes_the_frames_that_wait() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        sending = asyncio.gather(*(ours.link.send_frame(bytes(FRAME_BYTES)) for _ in range(40)))
        await until(lambda: theirs.witness.frames)
        ours.link.send_control(b"first")
        ours.link.send_control(b"second")
        await sending
        await ours.link.drain()
        await until(lambda: len(theirs.witness.order) == 43, what="opened, two messages and forty frames")
        assert theirs.witness.control == [b"first", b"second"]
        assert theirs.witness.order.index("control") < len(theirs.witness.order) - 20


async def test_closing_one_side_tells_the_other_at_once() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        ours.link.close()
        ours.link.close()
        await until(lambda: theirs.witness.failures)
        assert theirs.witness.failures == [LinkFailure.CLOSED]
        assert ours.witness.failures == []
        for link in (ours.link, theirs.link):
            with pytest.raises(LinkClosed):
                link.send_control(b"late")
            with pytest.raises(LinkClosed):
                await link.send_frame(b"late")


async def test_whoever_waits_for_room_is_let_go_when_the_link_closes() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        waiting = [asyncio.ensure_future(ours.link.send_frame(bytes(FRAME_BYTES))) for _ in range(100)]
        draining = asyncio.ensure_future(ours.link.drain())
        await until(lambda: theirs.witness.frames)
        theirs.link.close()
        await until(lambda: ours.witness.failures)
        outcomes = await asyncio.gather(*waiting, draining, return_exceptions=True)
        assert any(isinstance(each, LinkClosed) for each in outcomes)
        assert all(each is None or isinstance(each, LinkClosed) for each in outcomes)


async def test_nothing_can_be_sent_before_the_link_is_open() -> None:
    async with factories(1) as (here,):
        ours = WitnessedLink(here)
        await ours.link.create_offer()
        with pytest.raises(LinkClosed):
            ours.link.send_control(b"early")
        with pytest.raises(LinkClosed):
            await ours.link.send_frame(b"early")
        await ours.link.drain()


async def test_a_link_that_is_closed_while_it_connects_leaves_nothing() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await negotiate(ours.link, theirs.link)
        ours.link.close()
        theirs.link.close()


async def test_a_caller_that_is_canceled_while_it_gathers_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    open_socket = loop.create_datagram_endpoint
    opened, gate = asyncio.Event(), asyncio.Event()

    async def open_and_stand_still(*arguments: Any, **more: Any) -> Any:
        made = await open_socket(*arguments, **more)
        opened.set()
        await gate.wait()
        return made

    async with factories(1) as (here,):
        ours = WitnessedLink(here)
        monkeypatch.setattr(loop, "create_datagram_endpoint", open_and_stand_still)
        offering = asyncio.ensure_future(ours.link.create_offer())
        await until(opened.is_set)
        connection = concrete(ours.link)._connection
        assert connection is not None
        assert connection._gathering
        offering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await offering
        ours.link.close()
        gate.set()


async def test_a_link_that_was_closed_makes_no_description() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        offer = await ours.link.create_offer()
        theirs.link.close()
        with pytest.raises(LinkClosed):
            await theirs.link.create_answer(offer)


async def test_a_changed_fingerprint_is_refused_or_never_opens() -> None:
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        offer = await ours.link.create_offer()
        false = ":".join(["00"] * 32)
        with pytest.raises(DescriptionRefused, match="fingerprint"):
            await theirs.link.create_answer(Description(sdp=offer.sdp, fingerprint=false))
        changed = Description(sdp=offer.sdp.replace(offer.fingerprint, false), fingerprint=false)
        await ours.link.apply_answer(await theirs.link.create_answer(changed))
        await until(lambda: theirs.witness.failures)
        assert theirs.witness.failures == [LinkFailure.PROTOCOL]
        assert ours.witness.opened == theirs.witness.opened == 0


async def test_a_link_that_finds_no_way_through_fails_with_ice(monkeypatch: pytest.MonkeyPatch) -> None:
    # Once instead of seven times over a minute.
    monkeypatch.setattr(stun, "RETRY_MAX", 0)
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        answer = await theirs.link.create_answer(await ours.link.create_offer())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            port = silent.getsockname()[1]
            elsewhere = re.sub(r"127\.0\.0\.1 [0-9]+", f"127.0.0.1 {port}", answer.sdp)
            theirs.link.close()
            await ours.link.apply_answer(Description(sdp=elsewhere, fingerprint=answer.fingerprint))
            await until(lambda: ours.witness.failures)
        assert ours.witness.failures == [LinkFailure.ICE]
        assert (ours.witness.opened, ours.link.path) == (0, None)


async def test_a_peer_that_vanishes_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ice, "CONSENT_INTERVAL", 0.01)
    monkeypatch.setattr(ice, "CONSENT_FAILURES", 2)
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there)
        await connect(ours, theirs)
        silence(concrete(theirs.link))
        sending = asyncio.gather(*(ours.link.send_frame(bytes(FRAME_BYTES)) for _ in range(10)), return_exceptions=True)
        await until(lambda: ours.witness.failures)
        assert ours.witness.failures == [LinkFailure.CLOSED]
        assert ours.link.path is Path.LAN
        assert any(isinstance(each, LinkClosed) for each in await sending)


def silence(link: WebRtcLink) -> None:
    """Nothing comes from *link* any more, and nothing reaches it."""
    connection = link._connection
    assert connection is not None
    for protocol in connection.sctp.transport.transport._connection._protocols:
        replace_method(protocol, "datagram_received", lambda *_: None)
        replace_method(protocol.transport, "sendto", lambda *_: None)


async def test_many_links_at_once_open_and_close() -> None:
    async with factories() as (here, there):
        pairs = [(WitnessedLink(here), WitnessedLink(there)) for _ in range(8)]
        await asyncio.gather(*(connect(*pair) for pair in pairs))
        for ours, _ in pairs:
            ours.link.close()
        await until(lambda: all(theirs.witness.failures for _, theirs in pairs))


async def test_what_a_session_raises_is_its_own_fault_and_not_the_peers(expected_log) -> None:  # type: ignore[no-untyped-def]
    class Clumsy(LinkWitness):
        def control_received(self, raw: bytes) -> None:
            super().control_received(raw)
            raise ValueError("clumsy")

    expected_log("control_received.* failed")
    async with factories() as (here, there):
        ours, theirs = WitnessedLink(here), WitnessedLink(there, witness=Clumsy())
        await connect(ours, theirs)
        ours.link.send_control(b"1")
        ours.link.send_control(b"2")
        await until(lambda: len(theirs.witness.control) == 2)
        assert theirs.witness.failures == []
