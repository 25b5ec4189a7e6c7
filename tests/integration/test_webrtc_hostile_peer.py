"""The real transport against a peer that is not ours: an unmodified one, a clumsy one, one that means harm."""

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from peerdrop.clock import SystemClock
from peerdrop.link import LinkFailure
from peerdrop.transport import guards
from peerdrop.transport.sdp import parse
from peerdrop.transport.webrtc import WebRtcFactory
from tests.integration.plain_peer import PlainPeer, throw_at
from tests.link_witness import WitnessedLink, negotiate
from tests.until import until


@asynccontextmanager
async def called_link() -> AsyncIterator[tuple[WitnessedLink, PlainPeer]]:
    """A link that a plain peer has called."""
    factory = WebRtcFactory(lambda: (), clock=SystemClock())
    link, peer = WitnessedLink(factory), PlainPeer()
    try:
        yield link, peer
    finally:
        await asyncio.gather(peer.aclose(), factory.aclose())


async def open_link(link: WitnessedLink, peer: PlainPeer) -> None:
    await peer.call(link.link)
    await until(lambda: link.witness.opened, what="the link is open")
    await until(lambda: all(channel.readyState == "open" for channel in peer.channels.values()))


async def test_an_unmodified_peer_calls_us() -> None:
    async with called_link() as (ours, peer):
        await open_link(ours, peer)
        peer.channels["control"].send(b"hello")
        peer.channels["control"].send("text")
        peer.channels["data"].send(bytes(262_144))
        ours.link.send_control(b"back")
        await until(lambda: len(ours.witness.control) == 2 and ours.witness.frames and peer.received)
        assert ours.witness.control == [b"hello", b"text"]
        assert peer.received == [("control", b"back")]


async def test_an_unmodified_peer_is_called_by_us() -> None:
    async with called_link() as (ours, peer):
        await peer.be_called(ours.link)
        await until(lambda: ours.witness.opened)
        await ours.link.send_frame(bytes(100_000))
        await until(lambda: peer.received)
        assert peer.received == [("data", bytes(100_000))]
        peer.channels["control"].send(b"back")
        await until(lambda: ours.witness.control)


Offence = Callable[[PlainPeer], Awaitable[None]]


async def wrong_parameter(peer: PlainPeer) -> None:
    await peer.send_chunk(4, struct.pack("!HH", 1, 3))


async def tiny_data_chunk(peer: PlainPeer) -> None:
    await peer.send_chunk(0, b"abc")


async def bad_text(peer: PlainPeer) -> None:
    await peer.send_data(b"\xff\xff", protocol=51)


async def open_twice(peer: PlainPeer) -> None:
    await peer.open_again("control")


async def third_channel(peer: PlainPeer) -> None:
    peer.pc.createDataChannel("third")


async def skipped_data(peer: PlainPeer) -> None:
    await peer.send_chunk(192, struct.pack("!L", 1))


async def never_finished(peer: PlainPeer) -> None:
    for number in range(300):
        await peer.send_data(bytes(1000), flags=2 if number == 0 else 0)
        await asyncio.sleep(0)


async def full_of_gaps(peer: PlainPeer) -> None:
    for _ in range(300):
        await peer.send_data(bytes(1000), flags=0, skip=1)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "offence",
    [wrong_parameter, tiny_data_chunk, bad_text, open_twice, third_channel, skipped_data, never_finished, full_of_gaps],
)
async def test_a_peer_that_breaks_the_rules_loses_its_link_quietly(
    offence: Offence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "HELD_BYTES_MAX", 200_000)
    async with called_link() as (ours, peer):
        await open_link(ours, peer)
        with suppress(ConnectionError):
            await offence(peer)
        await until(lambda: ours.witness.failures)
        assert ours.witness.failures == [LinkFailure.PROTOCOL]
        await until(lambda: peer.pc.connectionState == "closed")


async def test_whom_we_call_may_open_nothing() -> None:
    async with called_link() as (ours, peer):
        await peer.be_called(ours.link)
        await until(lambda: ours.witness.opened)
        peer.pc.createDataChannel("control")
        await until(lambda: ours.witness.failures)
        assert ours.witness.failures == [LinkFailure.PROTOCOL]


async def test_a_peer_that_opens_too_little_never_opens_the_link() -> None:
    async with called_link() as (ours, peer):
        await peer.call(ours.link, labels=("control",))
        await until(lambda: peer.channels["control"].readyState == "open")
        for _ in range(20):
            peer.channels["control"].send(b"already")
        await until(lambda: ours.witness.failures)
        assert (ours.witness.opened, ours.witness.control) == (0, [])


async def test_a_peer_that_closes_one_channel_closes_the_link() -> None:
    async with called_link() as (ours, peer):
        await open_link(ours, peer)
        peer.channels["data"].close()
        await until(lambda: ours.witness.failures)
        assert ours.witness.failures == [LinkFailure.CLOSED]


async def test_datagrams_from_strangers_change_nothing() -> None:
    factory = WebRtcFactory(lambda: (), clock=SystemClock())
    ours, theirs = WitnessedLink(factory), WitnessedLink(factory)
    offer = await ours.link.create_offer()
    await ours.link.apply_answer(await theirs.link.create_answer(offer))
    await until(lambda: ours.witness.opened and theirs.witness.opened)
    (candidate,) = parse(offer.sdp).candidates
    throw_at(candidate.port, b"", b"\x15\xfe\xfd", b"\x17" * 100, b"\x80" * 100, b"\x00\x01\x00\x00", bytes(20), b"")
    for number in range(50):
        theirs.link.send_control(b"%d" % number)
    await until(lambda: len(ours.witness.control) == 50)
    assert ours.witness.failures == theirs.witness.failures == []
    await factory.aclose()


async def test_links_of_one_machine_do_not_disturb_each_other() -> None:
    factory = WebRtcFactory(lambda: (), clock=SystemClock())
    pairs = [(WitnessedLink(factory), WitnessedLink(factory)) for _ in range(2)]
    for ours, theirs in pairs:
        await negotiate(ours.link, theirs.link)
        await until(lambda ours=ours: ours.witness.opened)  # type: ignore[misc]
    pairs[0][0].link.close()
    await until(lambda: pairs[0][1].witness.failures)
    pairs[1][0].link.send_control(b"still here")
    await until(lambda: pairs[1][1].witness.control)
    await factory.aclose()
