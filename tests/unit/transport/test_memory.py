import asyncio
import random

import pytest

from peerdrop.link import Description, DescriptionRefused, LinkClosed, LinkCongested, LinkFailure, Path
from peerdrop.transport.memory import CONTROL_QUEUE_BYTES, FRAME_QUEUE_BYTES, MemoryNetwork, Stream, fingerprint_of
from tests.link_witness import WitnessedLink, negotiate
from tests.manual_clock import ManualClock, settle


async def connect(network: MemoryNetwork) -> tuple[WitnessedLink, WitnessedLink]:
    ours, theirs = WitnessedLink(network.factory()), WitnessedLink(network.factory())
    await negotiate(ours.link, theirs.link)
    await settle()
    return ours, theirs


async def test_both_ends_open_once_and_know_each_others_fingerprint() -> None:
    ours, theirs = await connect(MemoryNetwork())
    assert (ours.witness.opened, theirs.witness.opened) == (1, 1)
    assert ours.link.own_fingerprint == theirs.link.peer_fingerprint
    assert theirs.link.own_fingerprint == ours.link.peer_fingerprint
    assert ours.link.path is theirs.link.path is Path.LAN


async def test_the_called_end_opens_first_and_may_send_at_once() -> None:
    network = MemoryNetwork()
    ours, theirs = WitnessedLink(network.factory()), WitnessedLink(network.factory())
    theirs.witness.link_opened = lambda: theirs.link.send_control(b"first")  # type: ignore[method-assign]
    await negotiate(ours.link, theirs.link)
    await settle()
    assert ours.witness.order == ["opened", "control"]


async def test_messages_of_a_stream_arrive_unchanged_and_in_order() -> None:
    ours, theirs = await connect(MemoryNetwork())
    for number in range(5):
        ours.link.send_control(b"c%d" % number)
        await ours.link.send_frame(b"f%d" % number)
    theirs.link.send_control(b"back")
    await ours.link.drain()
    await settle()
    assert theirs.witness.control == [b"c0", b"c1", b"c2", b"c3", b"c4"]
    assert theirs.witness.frames == [b"f0", b"f1", b"f2", b"f3", b"f4"]
    assert ours.witness.control == [b"back"]


async def test_nothing_can_be_sent_before_the_link_is_open_or_after_it_is_closed() -> None:
    network = MemoryNetwork()
    link = WitnessedLink(network.factory()).link
    with pytest.raises(LinkClosed):
        link.send_control(b"early")
    link.close()
    with pytest.raises(LinkClosed):
        await link.send_frame(b"late")
    with pytest.raises(LinkClosed):
        await link.create_offer()


async def test_a_cut_network_keeps_everything_and_healing_delivers_it() -> None:
    network = MemoryNetwork()
    ours, theirs = await connect(network)
    network.cut()
    ours.link.send_control(b"waits")
    await settle()
    assert theirs.witness.control == []
    network.heal()
    await settle()
    assert theirs.witness.control == [b"waits"]


async def test_a_link_that_connects_over_a_cut_network_opens_when_it_heals() -> None:
    network = MemoryNetwork()
    network.cut()
    ours, theirs = await connect(network)
    assert (ours.witness.opened, theirs.witness.opened) == (0, 0)
    network.heal()
    await settle()
    assert (ours.witness.opened, theirs.witness.opened) == (1, 1)


async def test_messages_take_the_networks_delay() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock, delay_s=0.5)
    ours, theirs = await connect(network)
    await clock.advance(1.0)
    ours.link.send_control(b"slow")
    await clock.advance(0.4)
    assert theirs.witness.control == []
    await clock.advance(0.2)
    assert theirs.witness.control == [b"slow"]


async def test_a_held_stream_is_overtaken_by_the_other_and_keeps_its_order() -> None:
    network = MemoryNetwork()
    ours, theirs = await connect(network)
    network.hold(Stream.CONTROL)
    ours.link.send_control(b"1")
    ours.link.send_control(b"2")
    await ours.link.send_frame(b"data")
    await settle()
    assert (theirs.witness.frames, theirs.witness.control) == ([b"data"], [])
    network.release(Stream.CONTROL)
    await settle()
    assert theirs.witness.control == [b"1", b"2"]


@pytest.mark.parametrize("seed", range(5))
async def test_shuffled_streams_keep_the_order_within_each(seed: int) -> None:
    network = MemoryNetwork(shuffle=random.Random(seed))
    ours, theirs = await connect(network)
    for number in range(8):
        ours.link.send_control(bytes([number]))
        await ours.link.send_frame(bytes([number]))
    await ours.link.drain()
    await settle()
    assert theirs.witness.control == theirs.witness.frames == [bytes([number]) for number in range(8)]


async def test_closing_tells_the_other_side_once_and_not_ourselves() -> None:
    ours, theirs = await connect(MemoryNetwork())
    ours.link.close()
    ours.link.close()
    await settle()
    assert ours.witness.failures == []
    assert theirs.witness.failures == [LinkFailure.CLOSED]


async def test_closing_throws_away_what_was_not_drained() -> None:
    ours, theirs = await connect(MemoryNetwork())
    ours.link.send_control(b"lost")
    ours.link.close()
    await settle()
    assert theirs.witness.control == []


async def test_a_side_that_closes_over_a_cut_network_is_missed_only_when_it_heals() -> None:
    network = MemoryNetwork()
    ours, theirs = await connect(network)
    network.cut()
    ours.link.close()
    await settle()
    assert theirs.witness.failures == []
    network.heal()
    await settle()
    assert theirs.witness.failures == [LinkFailure.CLOSED]


async def test_broken_links_fail_at_both_ends() -> None:
    network = MemoryNetwork()
    ours, theirs = await connect(network)
    network.break_links()
    assert ours.witness.failures == theirs.witness.failures == [LinkFailure.CLOSED]
    with pytest.raises(LinkClosed):
        ours.link.send_control(b"late")


async def test_a_network_that_refuses_fails_both_ends_with_ice() -> None:
    network = MemoryNetwork()
    network.refuses = True
    ours, theirs = await connect(network)
    assert ours.witness.failures == theirs.witness.failures == [LinkFailure.ICE]
    assert (ours.witness.opened, theirs.witness.opened) == (0, 0)


async def test_a_fingerprint_that_was_changed_on_the_way_never_opens() -> None:
    network = MemoryNetwork()
    ours, theirs = WitnessedLink(network.factory()), WitnessedLink(network.factory())
    offer = await ours.link.create_offer()
    false = fingerprint_of(999)
    changed = Description(sdp=offer.sdp.replace(offer.fingerprint, false), fingerprint=false)
    await ours.link.apply_answer(await theirs.link.create_answer(changed))
    await settle()
    assert ours.witness.opened == theirs.witness.opened == 0
    assert theirs.witness.failures == [LinkFailure.PROTOCOL]


@pytest.mark.parametrize("sdp", ["", "v=0\r\n", "memory answer 1 " + fingerprint_of(1), "memory offer 77 "])
async def test_a_description_of_something_else_is_refused(sdp: str) -> None:
    network = MemoryNetwork()
    link = WitnessedLink(network.factory()).link
    with pytest.raises(DescriptionRefused):
        await link.create_answer(Description(sdp=sdp, fingerprint=fingerprint_of(1)))


async def test_frames_wait_while_the_queue_is_full() -> None:
    network = MemoryNetwork()
    ours, theirs = await connect(network)
    network.cut()
    frame = bytes(FRAME_QUEUE_BYTES // 2)
    await ours.link.send_frame(frame)
    await ours.link.send_frame(frame)
    third = asyncio.ensure_future(ours.link.send_frame(b"third"))
    await settle()
    assert not third.done()
    network.heal()
    await third
    await settle()
    assert theirs.witness.frames == [frame, frame, b"third"]


async def test_a_waiting_frame_ends_when_the_link_closes() -> None:
    network = MemoryNetwork()
    ours, _ = await connect(network)
    network.cut()
    await ours.link.send_frame(bytes(FRAME_QUEUE_BYTES))
    waiting = [asyncio.ensure_future(ours.link.send_frame(b"next")) for _ in range(3)]
    await settle()
    ours.link.close()
    assert all(isinstance(each, LinkClosed) for each in await asyncio.gather(*waiting, return_exceptions=True))


async def test_control_messages_that_nobody_reads_are_refused() -> None:
    network = MemoryNetwork()
    ours, _ = await connect(network)
    network.cut()
    for _ in range(CONTROL_QUEUE_BYTES // 65_536):
        ours.link.send_control(bytes(65_536))
    with pytest.raises(LinkCongested):
        ours.link.send_control(b"one more")


async def test_closing_the_factory_closes_its_links() -> None:
    network = MemoryNetwork()
    factory = network.factory()
    ours, theirs = WitnessedLink(factory), WitnessedLink(network.factory())
    await negotiate(ours.link, theirs.link)
    await settle()
    assert factory.links == (ours.link,)
    await factory.aclose()
    await settle()
    assert not factory.links
    assert theirs.witness.failures == [LinkFailure.CLOSED]
