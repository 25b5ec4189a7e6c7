"""A backend that hides, asked by others over real HTTP. Nobody asks from the address at which it knows its friend."""

import pytest

from peerdrop.identity.identity import Identity
from peerdrop.wire.contact import Reach
from server.errors import NobodyAnswers
from server.events import DeviceFound, DeviceLost, SignalArrived
from server.record import Endpoint
from tests.ports import free_port
from tests.unit.server.hosts import Host, make_host, running
from tests.unit.server.signaling.raw_http import GOOD_HOST, JSON, exchange, post, request
from tests.until import until

ELSEWHERE = Endpoint("127.9.9.9", 1)
NOTHING = b"404: Not Found"


def hiding_from_all_but(friend: Identity, port: int = 0) -> Host:
    return make_host("hidden", port=port, discoverable=False, saved={friend.device_id: (ELSEWHERE,)})


@pytest.mark.parametrize(
    "raw",
    [
        request("GET /api/health?nonce=" + "a" * 32, GOOD_HOST),
        request("GET /api/health", GOOD_HOST),
        request("GET /", "Host: evil.example"),
        request("PUT /api/health", GOOD_HOST),
        post("/api/contact", b"{}"),
        request("POST /api/mailbox", GOOD_HOST, JSON, "Content-Length: 9999999"),
    ],
)
async def test_whatever_a_stranger_asks_nothing_tells_of_peerdrop(raw: bytes) -> None:
    host = hiding_from_all_but(Identity.generate())
    async with running(host):
        reply = await exchange(host, raw)
        assert (reply.status, reply.body) == (404, NOTHING)
        assert b"peerdrop" not in reply.body.lower()


async def test_a_stranger_who_has_the_address_and_the_id_finds_nobody() -> None:
    port = free_port()
    hidden = hiding_from_all_but(Identity.generate(), port)
    stranger = make_host("stranger", saved={hidden.device_id: (Endpoint("127.0.0.1", port),)})
    async with running(hidden, stranger):
        with pytest.raises(NobodyAnswers):
            await stranger.backend.call_saved(hidden.device_id)
        with pytest.raises(NobodyAnswers):
            await stranger.backend.add_address(hidden.address)
        assert not stranger.backend.devices()
        assert not hidden.backend.devices()


async def test_a_saved_device_at_an_address_of_which_nobody_knew_is_answered_by_its_signature() -> None:
    identity, port = Identity.generate(), free_port()
    hidden = hiding_from_all_but(identity, port)
    friend = make_host("friend", identity=identity, saved={hidden.device_id: (Endpoint("127.0.0.1", port),)})
    async with running(hidden, friend):
        found = await friend.told(DeviceFound)
        assert found.record.device_id == hidden.device_id
        met = await hidden.told(DeviceFound)
        assert (met.record.device_id, met.record.can_call) == (friend.device_id, Reach.YES)
        await friend.send(hidden)
        await hidden.told(SignalArrived)
        await hidden.send(friend)
        await friend.told(SignalArrived)


async def test_whoever_is_called_from_here_may_answer() -> None:
    hidden, called = hiding_from_all_but(Identity.generate()), make_host("called")
    async with running(hidden, called):
        record = await hidden.backend.add_address(called.address)
        assert record.called_by is Reach.YES
        await called.told(DeviceFound)
        await called.send(hidden)
        await hidden.told(SignalArrived)


async def test_who_hides_is_lost_to_strangers_at_once_and_found_again_when_it_shows_itself() -> None:
    port = free_port()
    stranger, hiding = make_host("stranger", discovery_port=port), make_host("hiding", discovery_port=port)
    async with running(stranger, hiding):
        await stranger.told(DeviceFound)
        await hiding.told(DeviceFound)
        hiding.backend.change_discoverable(False)
        await stranger.told(DeviceLost)
        hiding.backend.change_discoverable(True)
        await until(lambda: len(stranger.of(DeviceFound)) == 2)


async def test_who_hides_stays_for_a_saved_device() -> None:
    port = free_port()
    friend, hiding = make_host("friend", discovery_port=port), make_host("hiding", discovery_port=port)
    async with running(friend, hiding):
        await friend.told(DeviceFound)
        await hiding.told(DeviceFound)
        hiding.backend.remember(friend.device_id, (ELSEWHERE,))
        hiding.backend.change_discoverable(False)
        record = await friend.backend.add_address(hiding.address)
        assert record.device_id == hiding.device_id
        await friend.send(hiding)
        await hiding.told(SignalArrived)
        assert not friend.of(DeviceLost)
