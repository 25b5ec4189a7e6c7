"""Who is polled, when, and until when."""

import itertools
import random

from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import EPOCH_S, POLL_WAIT_S
from server.discovery.registry import Registry
from server.errors import DeviceUnreachable
from server.record import DeviceRecord, Endpoint, Source
from server.signaling.poller import Poller
from server.tasks import Tasks
from tests.manual_clock import ManualClock
from tests.unit.server.devices import learn, make_device, make_registry


class Peers:
    """Stands where courier and contacts do; keeps what was asked."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.polls: list[tuple[float, int]] = []
        self.met: list[Endpoint] = []
        self.fails = False
        self.hold = True
        self.mail = 0

    async def poll(self, device_id: DeviceId, *, wait_s: int) -> bool:
        self.polls.append((self._clock.monotonic(), wait_s))
        if self.fails:
            raise DeviceUnreachable("away")
        if self.mail:
            self.mail -= 1
            return True
        if self.hold:
            await self._clock.sleep(wait_s)
        return False

    async def meet(self, endpoint: Endpoint, source: Source, *, device_id: DeviceId) -> DeviceRecord | None:
        self.met.append(endpoint)
        return None


class Polling:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.peers = Peers(self.clock)
        self.registry: Registry
        self.registry, _ = make_registry(self.clock)
        self.tasks = Tasks()
        self.poller = Poller(
            self.registry,
            self.peers,  # type: ignore[arg-type]
            self.peers,  # type: ignore[arg-type]
            self.tasks,
            self.clock,
            random.Random(1),
        )
        self.device = make_device()

    def learn(self, called_by: Reach, can_call: Reach = Reach.YES) -> DeviceId:
        learn(self.registry, self.device.card, called_by=called_by, can_call=can_call)
        self.poller.adjust(self.device.device_id)
        return self.device.device_id

    @property
    def pauses(self) -> list[float]:
        times = [at for at, _ in self.peers.polls]
        return [later - earlier for earlier, later in itertools.pairwise(times)]


async def test_a_device_that_can_call_us_is_not_polled() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.YES)
    await polling.clock.advance(60)
    assert not polling.peers.polls
    assert not polling.poller.is_polling(device_id)


async def test_a_device_that_cannot_call_us_is_polled_held_and_again_at_once() -> None:
    polling = Polling()
    polling.learn(Reach.NO)
    await polling.clock.advance(3 * POLL_WAIT_S)
    assert {wait_s for _, wait_s in polling.peers.polls} == {POLL_WAIT_S}
    assert polling.pauses == [POLL_WAIT_S] * 3
    await polling.tasks.aclose()


async def test_after_mail_the_next_poll_follows_at_once() -> None:
    polling = Polling()
    polling.peers.mail = 3
    polling.learn(Reach.NO)
    await polling.clock.advance(0)
    assert len(polling.peers.polls) == 4
    await polling.tasks.aclose()


async def test_a_device_that_does_not_hold_its_answers_is_not_asked_in_a_loop() -> None:
    polling = Polling()
    polling.peers.hold = False
    polling.learn(Reach.NO)
    await polling.clock.advance(60)
    assert len(polling.peers.polls) < 150
    assert min(polling.pauses) >= 0.4
    await polling.tasks.aclose()


async def test_a_device_that_is_dialed_is_polled_farther_and_farther_apart() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.YES)
    polling.poller.watch(device_id)
    await polling.clock.advance(60)
    assert {wait_s for _, wait_s in polling.peers.polls} == {0}
    pauses = polling.pauses
    assert 0.4 <= pauses[0] <= 0.6
    assert all(later > earlier for earlier, later in itertools.pairwise(pauses[:5]))
    assert max(pauses) <= 9.6
    await polling.tasks.aclose()


async def test_polling_ends_when_the_channel_is_there() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.YES)
    polling.poller.watch(device_id)
    await polling.clock.advance(1)
    polling.poller.unwatch(device_id)
    count = len(polling.peers.polls)
    await polling.clock.advance(60)
    assert len(polling.peers.polls) == count
    assert not polling.poller.is_polling(device_id)


async def test_a_device_that_cannot_call_us_is_polled_on_when_the_channel_is_there() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.NO)
    polling.poller.watch(device_id)
    polling.poller.unwatch(device_id)
    await polling.clock.advance(0)
    assert polling.poller.is_polling(device_id)
    await polling.tasks.aclose()


async def test_polling_ends_when_the_device_reaches_us_or_is_lost() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.NO)
    await polling.clock.advance(0)
    polling.learn(Reach.YES)
    assert not polling.poller.is_polling(device_id)
    polling.learn(Reach.NO)
    assert polling.poller.is_polling(device_id)
    polling.registry.lose(device_id)
    polling.poller.adjust(device_id)
    assert not polling.poller.is_polling(device_id)
    await polling.tasks.aclose()


async def test_a_device_that_fails_is_asked_less_and_less() -> None:
    polling = Polling()
    polling.peers.fails = True
    polling.learn(Reach.NO)
    await polling.clock.advance(60)
    assert len(polling.peers.polls) < 15
    await polling.tasks.aclose()


async def test_nobody_is_polled_in_both_impossible_directions() -> None:
    polling = Polling()
    device_id = polling.learn(Reach.NO, can_call=Reach.NO)
    assert not polling.poller.is_polling(device_id)


async def test_a_polled_device_learns_our_new_epoch_before_the_old_one_ends() -> None:
    polling = Polling()
    polling.learn(Reach.NO)
    await polling.clock.advance(EPOCH_S)
    assert len(polling.peers.met) >= 1
    await polling.tasks.aclose()


async def test_watching_a_stranger_is_harmless_and_starts_when_it_is_met() -> None:
    polling = Polling()
    polling.poller.watch(polling.device.device_id)
    assert not polling.poller.is_polling(polling.device.device_id)
    polling.learn(Reach.YES)
    assert polling.poller.is_polling(polling.device.device_id)
    await polling.tasks.aclose()
