"""The local backend: finds other machines and carries signaling for this one."""

import logging
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from peerdrop.clock import Clock
from peerdrop.identity.identity import Identity
from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import Presence as PresenceSignal
from peerdrop.wire.envelope import SignalBody
from peerdrop.wire.identifiers import DeviceId, InstanceId, SessionId
from peerdrop.wire.limits import DEFAULT_PORT, PORT_WALK
from server.config import BackendConfig, Profile
from server.discovery.announcer import Announcer
from server.discovery.interfaces import Interface, Interfaces, usable_addresses
from server.discovery.presence import Presence
from server.discovery.registry import Registry
from server.discovery.saved import SavedDevices
from server.discovery.scan import OnProgress, Scan, ScanResult
from server.discovery.scan_networks import parse_networks
from server.discovery.typed_address import TypedAddress
from server.discovery.visibility import Visibility
from server.epochs import Epochs, new_nonce
from server.errors import BackendError
from server.events import (
    BackendEvent,
    CloneHeard,
    DeviceFound,
    DeviceLost,
    DeviceRestarted,
    DeviceUpdated,
    NetworkChanged,
    SignalArrived,
)
from server.record import DeviceRecord, Endpoint, Source
from server.refusals import Refusal, Refusals
from server.signaling.bounds import Bounds
from server.signaling.client import Client
from server.signaling.contact import Contacts
from server.signaling.courier import Courier, SentEnvelope
from server.signaling.inbox import Inbox
from server.signaling.listener import Listener
from server.signaling.mailbox import Mailbox
from server.signaling.poller import Poller
from server.signaling.public_face import PublicFace
from server.signaling.reception import Reception
from server.signaling.replay_guard import ReplayGuard
from server.tasks import Tasks
from server.this_device import ThisDevice
from server.token_buckets import TokenBuckets

__all__ = ["Backend", "BackendConfig", "Profile", "ScanResult", "SentEnvelope"]

logger = logging.getLogger(__name__)

_LOOK_S: Final = 3.0
_READ_INTERFACES_S: Final = 15.0
_SLEPT_S: Final = 5.0
_BURST_S: Final = 3.0


class Backend:
    """Everything that one machine shows to others; lives on the loop it was started on, once.

    *on_event* is called on that loop with each BackendEvent and must return quickly. *saved*: as `remember` takes it.
    Raises NetworkMalformed if the config lists networks that can't be scanned.
    """

    def __init__(
        self,
        identity: Identity,
        profile: Profile,
        config: BackendConfig,
        *,
        clock: Clock,
        on_event: Callable[[BackendEvent], None],
        interfaces: Interfaces | None = None,
        rng: random.Random | None = None,
        saved: Mapping[DeviceId, Iterable[Endpoint]] | None = None,
    ) -> None:
        networks = parse_networks(config.scan_networks)
        self._config = config
        self._clock = clock
        self._on_event = on_event
        self._interfaces = interfaces or Interfaces()
        self._present: tuple[Interface, ...] = ()
        self._clones_told: set[str] = set()
        self._tasks = Tasks()
        rng = rng or random.Random()
        epochs = Epochs(clock)
        own = self._own = ThisDevice(identity, profile, epochs)
        refusals = self._refusals = Refusals()
        registry = self._registry = Registry(clock, self._device_changed, max_devices=config.max_devices)
        client = self._client = Client()
        guard = ReplayGuard(lambda: epochs.valid)
        # A contact that comes twice does no harm, and strangers must not be able to use up the room for envelopes.
        contact_guard = ReplayGuard(lambda: epochs.valid, forgets_oldest=True)
        mailbox = self._mailbox = Mailbox(clock)
        inbox = Inbox(own, registry, guard, self._signal_arrived)
        visibility = self._visibility = Visibility(
            discoverable=config.discoverable,
            is_saved=lambda device_id: self._saved.knows(device_id),
            is_at=lambda host: self._saved.is_at(host),
            is_expected=registry.expects,
        )
        contacts = self._contacts = Contacts(
            own, registry, client, contact_guard, self._tasks, self._clone_heard, visibility
        )
        self._courier = Courier(
            own, registry, client, contacts, inbox, mailbox, refusals, self._tasks, config, clock, rng
        )
        self._poller = Poller(registry, contacts, self._courier, self._tasks, clock, rng)
        self._saved = SavedDevices(registry, contacts, self._tasks, clock, rng)
        self._presence = Presence(registry, contacts, self._tasks, clock, visibility)
        self._announcer = Announcer(
            own,
            registry,
            contacts,
            self._presence,
            refusals,
            self._tasks,
            clock,
            rng,
            port=config.discovery_port,
            visibility=visibility,
        )
        self._typed = TypedAddress(registry, contacts, self._announcer)
        for device_id, endpoints in (saved or {}).items():
            self._saved.remember(device_id, endpoints)
        self._scan = Scan(
            registry,
            contacts,
            self._tasks,
            clock,
            rng,
            interfaces=lambda: self._present,
            networks=networks,
            known=self._silent_endpoints,
            visibility=visibility,
            on_event=self._tell,
        )
        buckets = TokenBuckets(
            clock,
            rate=config.requests_per_second,
            burst=config.requests_per_second * _BURST_S,
            total_rate=config.requests_per_second_total,
            total_burst=config.requests_per_second_total * _BURST_S,
        )
        self._bounds = Bounds(config.host_names, buckets)
        self._listener = Listener(refusals, per_address=config.connections_per_address, total=config.connections_total)
        self._face = PublicFace(
            own,
            Reception(own, registry, contacts, inbox, mailbox, guard, visibility),
            self._bounds,
            refusals,
            self._listener,
            visibility,
        )

    async def start(self) -> None:
        """Return once HTTP listens on 0.0.0.0 and [::], the sockets are open and the first announcement is out.

        Raises PortsTaken. A machine without network starts too: it listens on what there is.
        """
        self._own.port = self._listener.bind(self._config.port)
        await self._client.start()
        await self._face.start()
        self._present = self._interfaces.read()
        await self._announcer.open(self._present)
        if not self._announcer.is_listening:
            logger.warning(
                "UDP port %d can't be opened: devices are found by address only", self._config.discovery_port
            )
        self._presence.start()
        self._saved.start()
        self._scan.start()
        self._tasks.spawn(self._watch_network(self._ahead_s()), name="network")

    async def stop(self) -> None:
        """Say bye and end everything; returns when nothing runs. May be called twice, and after a failed start."""
        # Who hears the bye asks whether it is true: by then nobody must answer any more.
        await self._face.stop_accepting()
        self._announcer.say_bye()
        self._mailbox.release()
        await self._tasks.aclose()
        await self._face.aclose()
        await self._client.aclose()
        self._announcer.say_bye()
        self._announcer.close()

    @property
    def port(self) -> int:
        """The real HTTP port; 0 before `start`."""
        return self._own.port

    @property
    def addresses(self) -> tuple[str, ...]:
        """Own IP literals, best first; 127.0.0.1 only when there is nothing else."""
        return usable_addresses(self._present)

    @property
    def instance(self) -> InstanceId:
        return self._own.instance

    @property
    def card(self) -> Card:
        """What this backend says of itself now."""
        return self._own.card

    @property
    def refusals(self) -> Mapping[Refusal, int]:
        """What was refused so far, and how often; a snapshot."""
        return self._refusals.snapshot()

    def devices(self) -> tuple[DeviceRecord, ...]:
        """Every device met, those that went away included."""
        return self._registry.records()

    def device(self, device_id: DeviceId) -> DeviceRecord | None:
        return self._registry.get(device_id)

    async def add_address(self, text: str, source: Source = Source.ADDRESS) -> DeviceRecord:
        """Make contact with `host`, `host:port` or `[v6]:port`; all addresses of a name are tried at once.

        Without a port 3001 is asked first. If nobody answers there, the ports to which a backend walks are asked,
        and the host is told by UDP: it has 2 s to make contact with us. Raises AddressMalformed, NobodyAnswers,
        AnswersItself or NoCommonVersion.
        """
        return await self._typed.meet(text, source)

    async def scan(self, *, on_progress: OnProgress | None = None) -> ScanResult:
        """Ask every address around, those of saved and lost devices first; a few seconds. Cancelling ends it.

        *on_progress* is called with how many addresses are done and of how many, beside the events of the scan.
        """
        return await self._scan.run(on_progress)

    def change_scan_networks(self, texts: Sequence[str]) -> None:
        """From the next scan on, ask these networks beside the own ones; NetworkMalformed if that can't be."""
        self._scan.change_networks(parse_networks(texts))

    def change_host_names(self, host_names: Iterable[str]) -> None:
        """From the next request on, be asked under these names, beside the addresses."""
        self._bounds.change_host_names(host_names)

    def change_discoverable(self, discoverable: bool) -> None:
        """Hidden: from now on nothing is announced, and only saved devices and those that are called from here get our
        card and an answer; others that had it find nobody here any more. Visible again: everybody around is told at
        once.
        """
        if discoverable != self._visibility.discoverable:
            # Who hears the bye asks whether it is true, and is answered if we don't hide from it.
            self._announcer.say_bye()
            self._visibility.change(discoverable=discoverable)
            self._announcer.announce()
            if discoverable:
                self._presence.meet_all()

    def rename(self, name: str) -> None:
        """Be called *name* from now on; every device that may know where we are is told, beside this call."""
        self._own.rename(name)
        self._tell_our_card()

    async def move(self, port: int) -> None:
        """Listen on *port* from now on, 0 is any of 3001 to 3010; as `rename`. Connections that exist go on.

        Raises PortsTaken, and this backend stays where it was.
        """
        is_there = self.port in range(DEFAULT_PORT, DEFAULT_PORT + PORT_WALK) if port == 0 else port == self.port
        if not is_there:
            self._own.port = await self._face.move(port)
            self._announcer.announce()
            self._tell_our_card()

    async def move_discovery(self, port: int) -> None:
        """Announce and listen on the UDP *port* from now on; devices that were found stay.

        Raises PortsTaken, and this backend stays where it was.
        """
        await self._announcer.move(port, self._present)

    def _tell_our_card(self) -> None:
        for record in self._registry.records():
            if record.online and record.can_call is Reach.NO:
                # It fetches that, and then our card.
                self._tasks.spawn(self._ask_to_be_met(record.device_id), name=f"tell:{record.device_id[:8]}")
            else:
                self._presence.meet_again(record.device_id)

    def remember(self, device_id: DeviceId, endpoints: Iterable[Endpoint]) -> None:
        """The device was at *endpoints* once, the likeliest first: it is looked for there whenever it is not online.

        What was remembered of it before is replaced.
        """
        self._saved.remember(device_id, endpoints)

    def forget(self, device_id: DeviceId, *, though_online: bool = False) -> None:
        """Look for the device no more; if it is not here now, its record goes too.

        *though_online*: also if it is here; it is found anew when it is heard again.
        """
        self._saved.forget(device_id)
        self._registry.forget(device_id, though_online=though_online)

    async def call_saved(self, device_id: DeviceId) -> DeviceRecord:
        """Look for a remembered device now, at all its endpoints at once; raises NobodyAnswers within 1.2 s, or
        NoCommonVersion."""
        return await self._saved.call(device_id)

    async def send_signal(
        self, to: DeviceId, *, session_id: SessionId, generation: int, body: SignalBody
    ) -> SentEnvelope:
        """Deliver one signal, with retries, or store it here until the device polls.

        Raises DeviceUnknown, DeviceUnreachable, OtherDeviceAnswers or NoCommonVersion.
        """
        if (record := self._registry.get(to)) is not None:
            self._visibility.reveal_to(to, *(endpoint.host for endpoint in record.endpoints))
        return await self._courier.send(to, session_id=session_id, generation=generation, body=body)

    def watch(self, device_id: DeviceId) -> None:
        """Poll a device that is being dialed, each 0.5 s at first and 8 s in the end."""
        self._poller.watch(device_id)

    def unwatch(self, device_id: DeviceId) -> None:
        """Stop polling it, unless it can't call us."""
        self._poller.unwatch(device_id)

    async def refresh_network(self) -> None:
        """Read the interfaces again, make the sockets anew and announce."""
        await self._reopen(after_sleep=False)

    def _ahead_s(self) -> float:
        """By how much the wall clock is ahead of the one that stands still in sleep."""
        return self._clock.wall() - self._clock.monotonic()

    async def _watch_network(self, ahead_s: float) -> None:
        read_at = self._clock.monotonic()
        while True:
            await self._clock.sleep(_LOOK_S)
            was_ahead_s, ahead_s = ahead_s, self._ahead_s()
            if ahead_s - was_ahead_s > _SLEPT_S:
                logger.info("the machine slept %.0f s", ahead_s - was_ahead_s)
                read_at = self._clock.monotonic()
                await self._reopen(after_sleep=True)
            elif self._clock.monotonic() - read_at >= _READ_INTERFACES_S:
                read_at = self._clock.monotonic()
                if self._announcer.is_damaged or set(self._interfaces.read()) != set(self._present):
                    await self._reopen(after_sleep=False)

    async def _reopen(self, *, after_sleep: bool) -> None:
        previous = set(self._present)
        self._present = self._interfaces.read()
        await self._announcer.open(self._present)
        if after_sleep or set(self._present) != previous:
            self._tell(NetworkChanged(addresses=self.addresses, after_sleep=after_sleep))
            self._presence.meet_all()
            self._saved.call_all()

    def _silent_endpoints(self) -> tuple[Endpoint, ...]:
        """Where devices may be that are not online: those lost in this run, then those of earlier ones."""
        lost = (endpoint for record in self.devices() if not record.online for endpoint in record.endpoints)
        return (*lost, *self._saved.silent())

    def _device_changed(self, event: BackendEvent) -> None:
        if isinstance(event, DeviceFound | DeviceUpdated | DeviceRestarted | DeviceLost):
            self._poller.adjust(event.record.device_id)
        self._tell(event)

    def _signal_arrived(self, event: SignalArrived) -> None:
        if isinstance(event.envelope.body, PresenceSignal):
            self._presence.meet_again(event.envelope.sender)
        self._tell(event)

    async def _ask_to_be_met(self, device_id: DeviceId) -> None:
        try:
            await self._courier.send(device_id, session_id=SessionId(new_nonce()), generation=0, body=PresenceSignal())
        except BackendError as exc:
            logger.debug("device=%s was not told of our new card: %s", device_id[:8], exc)

    def _clone_heard(self, host: str) -> None:
        if host not in self._clones_told:
            self._clones_told.add(host)
            self._tell(CloneHeard(host=host))

    def _tell(self, event: BackendEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            # What the listener gets wrong must not turn into our answer to another machine.
            logger.exception("listener failed event=%s", type(event).__name__)
