"""What a node remembers of devices: it listens to what happens to them, and keeps it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final, Protocol

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.errors import HomeError, NoSuchPeer
from peerdrop.core.events import Event, PeerForgotten, PeerStateChanged, PeerUpdated, WarningRaised
from peerdrop.core.facts import PeerEndpoint, PeerFacts
from peerdrop.core.saved_devices import PastConnection, SavedDevices
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FoundBy, Trust
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.trust import TrustStore
from peerdrop.wire.card import fit_name
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId

logger = logging.getLogger(__name__)

SAVE_AFTER_S: Final = 2.0
_FACTS_MAX: Final = 512
_ENDED: Final = frozenset({ConnectionState.FAILED, ConnectionState.CLOSED})


class Finder(Protocol):
    """Who looks for saved devices: the backend."""

    def remember(self, device_id: DeviceId, endpoints: tuple[PeerEndpoint, ...]) -> None:
        """Look for the device at *endpoints* whenever it is not online."""

    def forget(self, device_id: DeviceId) -> None:
        """Look for it no more."""

    def lose(self, device_id: DeviceId) -> None:
        """Look for it no more, and tell of it as of a new one when it is heard again."""


class DeviceMemory:
    """Remembers the devices this user deals with: those with trust or a name, those added by address, and those that
    were connected. Of others it keeps nothing.

    `told` takes what the backend tells; the rest it hears on the bus. What changed is saved 2 s later, in a thread.
    """

    def __init__(self, trust: TrustStore, saved: SavedDevices, bus: Bus, clock: Clock, supervisor: Supervisor) -> None:
        self._trust = trust
        self._saved = saved
        self._bus = bus
        self._clock = clock
        self._supervisor = supervisor
        self._finder: Finder | None = None
        self._retell: Callable[[PeerFacts], None] = lambda _: None
        self._facts: OrderedDict[DeviceId, PeerFacts] = OrderedDict()
        self._connected: set[DeviceId] = set()
        self._dirty = False
        # When devices were seen last is worth no write of its own.
        self._seen_since = False
        self._saving: asyncio.Task[None] | None = None
        self._warned = False
        self._unsubscribe = bus.subscribe(self._happened)

    def attach(self, finder: Finder, retell: Callable[[PeerFacts], None]) -> None:
        """From now on tell *finder* where to look, and *retell* (Peers.updated) of devices whose name changed."""
        self._finder, self._retell = finder, retell

    async def aclose(self) -> None:
        """Save what is not saved; hear nothing more."""
        self._unsubscribe()
        now = self._clock.wall()
        for device_id in tuple(self._connected):
            self._disconnected(device_id, None, now)
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.wait({self._saving})
            # It may have been in the middle of it.
            self._dirty = True
        if self._dirty or self._seen_since:
            await self._save_changes()

    # What is known

    def told(self, facts: PeerFacts) -> PeerFacts:
        """Take what the backend tells of a device; the same under the name the user gave it."""
        device_id = facts.device_id
        self._facts[device_id] = facts
        self._facts.move_to_end(device_id)
        if len(self._facts) > _FACTS_MAX:
            self._facts.popitem(last=False)
        if self._is_worth_keeping(facts):
            self._keep(facts)
        return replace(facts, name=self._trust.own_name(device_id) or facts.name)

    def endpoints(self) -> dict[DeviceId, tuple[PeerEndpoint, ...]]:
        """Where to look for the devices of earlier runs, the one seen last first; without the blocked ones.

        Those of which no endpoint is known are there too: they may find this device where it hides.
        """
        remembered = dict.fromkeys((*self._saved.all(), *self._trust.decided()))
        saved = {each: self._saved.get(each) for each in remembered if self._trust.of(each) is not Trust.BLOCKED}
        return {device_id: device.endpoints if device is not None else () for device_id, device in saved.items()}

    def away(self, here: Collection[DeviceId]) -> tuple[PeerSnapshot, ...]:
        """The devices that are remembered and not among *here*, the one seen last first."""
        remembered = dict.fromkeys((*self._saved.all(), *self._trust.decided()))
        return tuple(self._snapshot(device_id) for device_id in remembered if device_id not in here)

    def connections(self, device_id: DeviceId) -> tuple[PastConnection, ...]:
        """The connections with a device, the latest first; none if it is not remembered."""
        device = self._saved.get(device_id)
        return () if device is None else device.connections

    # Commands

    async def rename(self, device_id: DeviceId, name: str) -> None:
        """Show the device as *name*, "" as it calls itself. Raises NoSuchPeer or HomeError."""
        own_name = fit_name(name) if name.strip() else ""
        self._trust.rename(device_id, own_name, self._card_name(device_id), self._clock.wall())
        await self._decided(device_id)

    async def block(self, device_id: DeviceId) -> None:
        """Nothing is taken from the device any more, and it is not looked for. Raises NoSuchPeer or HomeError."""
        self._trust.block(device_id, self._card_name(device_id), self._clock.wall())
        if self._finder is not None:
            self._finder.forget(device_id)
        await self._decided(device_id)

    async def unblock(self, device_id: DeviceId) -> None:
        """Take back `block`; what the device was trusted before has to be earned again. Raises as `block` does."""
        self._card_name(device_id)
        self._trust.unblock(device_id, self._clock.wall())
        if self._finder is not None and (device := self._saved.get(device_id)) is not None:
            self._finder.remember(device_id, device.endpoints)
        await self._decided(device_id)

    async def forget(self, device_id: DeviceId, *, stays: bool = False) -> None:
        """Keep nothing of the device, its trust included; PeerForgotten follows. Raises NoSuchPeer or HomeError.

        *stays*: it is connected and so goes on to be told of, under its own name.
        """
        self._card_name(device_id)
        self._trust.forget(device_id)
        self._saved.forget(device_id)
        self._connected.discard(device_id)
        if self._finder is not None:
            if stays:
                self._finder.forget(device_id)
            else:
                self._finder.lose(device_id)
        facts = self._facts.get(device_id) if stays else self._facts.pop(device_id, None)
        self._bus.publish(PeerForgotten(device_id=device_id, stays=stays))
        if stays and facts is not None:
            self._retell(facts)
        await self._save_now()

    # What happens

    def _happened(self, event: Event) -> None:
        match event:
            case PeerStateChanged(state=ConnectionState.CONNECTED) if event.device_id not in self._connected:
                self._connected.add(event.device_id)
                address = ""
                if (facts := self._facts.get(event.device_id)) is not None:
                    self._keep(facts)
                    address = facts.addresses[0] if facts.addresses else ""
                self._saved.connected(event.device_id, path=event.path, address=address, at=self._clock.wall())
                self._changed()
            case PeerStateChanged() if event.state in _ENDED and event.device_id in self._connected:
                self._disconnected(event.device_id, event.reason, self._clock.wall())

    def _disconnected(self, device_id: DeviceId, reason: str | None, at: float) -> None:
        self._connected.discard(device_id)
        self._saved.disconnected(device_id, reason=reason, at=at)
        self._changed()

    def _is_worth_keeping(self, facts: PeerFacts) -> bool:
        device_id = facts.device_id
        return (
            self._saved.get(device_id) is not None
            or device_id in self._connected
            or self._trust.of(device_id) is not Trust.SEEN
            or bool(self._trust.own_name(device_id))
            or facts.found_by is FoundBy.ADDRESS
        )

    def _keep(self, facts: PeerFacts) -> None:
        # Addresses from which a device only called us say nothing of where it answers.
        working = facts.endpoints if facts.can_call is Reach.YES else ()
        is_news = self._saved.seen(
            facts.device_id, name=facts.name, kind=facts.kind, endpoints=working, at=facts.last_seen_at
        )
        self._seen_since = True
        if is_news:
            self._changed()
            device = self._saved.get(facts.device_id)
            if self._finder is not None and device is not None and self._trust.of(facts.device_id) is not Trust.BLOCKED:
                self._finder.remember(facts.device_id, device.endpoints)

    def _card_name(self, device_id: DeviceId) -> str:
        """As the device calls itself, "" where that is not known; raises NoSuchPeer if nothing is known of it."""
        if (facts := self._facts.get(device_id)) is not None:
            return facts.name
        if (device := self._saved.get(device_id)) is not None:
            return device.name
        if device_id in self._trust.decided():
            return self._trust.name_then(device_id)
        raise NoSuchPeer(f"No device {device_id[:8]} is known.", next_step="Look for it first, or add its address.")

    def _snapshot(self, device_id: DeviceId) -> PeerSnapshot:
        device = self._saved.get(device_id)
        endpoint = device.endpoints[0] if device is not None and device.endpoints else None
        return PeerSnapshot(
            device_id=device_id,
            name=self._trust.own_name(device_id) or self._card_name(device_id),
            kind="" if device is None else device.kind,
            address="" if endpoint is None else endpoint.host,
            port=0 if endpoint is None else endpoint.port,
            found_by=FoundBy.SAVED,
            can_call=Reach.UNKNOWN,
            called_by=Reach.UNKNOWN,
            online=False,
            last_seen_at=0.0 if device is None else device.last_seen_at,
            trust=self._trust.of(device_id),
            state=ConnectionState.NEW,
        )

    # Telling and saving

    async def _decided(self, device_id: DeviceId) -> None:
        if (facts := self._facts.get(device_id)) is not None:
            self._keep(facts)
            self._retell(self.told(facts))
        else:
            self._bus.publish(PeerUpdated(peer=self._snapshot(device_id)))
        await self._save_now()

    async def _save_now(self) -> None:
        try:
            await asyncio.to_thread(self._save)
        except OSError as exc:
            raise HomeError(
                f"The list of devices could not be saved ({exc.strerror}).",
                next_step="Check the permissions and the free space of PeerDrop's folder.",
            ) from exc

    def _save(self) -> None:
        self._trust.save()
        self._saved.save()

    def _changed(self) -> None:
        self._dirty = True
        if self._saving is None or self._saving.done():
            self._saving = self._supervisor.spawn(self._save_soon(), name="save devices")

    async def _save_soon(self) -> None:
        while self._dirty:
            await self._clock.sleep(SAVE_AFTER_S)
            await self._save_changes()

    async def _save_changes(self) -> None:
        self._dirty = False
        try:
            await asyncio.to_thread(self._saved.save)
        except OSError as exc:
            logger.info("the list of devices could not be saved: %s", exc)
            if not self._warned:
                self._warned = True
                self._bus.publish(
                    WarningRaised(
                        reason="HOME",
                        message=f"Where devices were could not be saved ({exc.strerror}).",
                        next_step="Check the permissions and the free space of PeerDrop's folder.",
                    )
                )
        else:
            self._warned = False
