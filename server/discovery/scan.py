"""Asking every address around, for networks on which announcements don't get through."""

import asyncio
import contextlib
import itertools
import logging
import random
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.limits import DEFAULT_PORT
from server.discovery.interfaces import Interface
from server.discovery.registry import Registry
from server.discovery.scan_networks import ADDRESSES_MAX, Network, hosts_in, own_networks
from server.discovery.visibility import Visibility
from server.errors import BackendError
from server.events import BackendEvent, ScanEnded, ScanProgressed
from server.record import Endpoint, Source
from server.signaling.contact import Contacts
from server.tasks import Tasks

logger = logging.getLogger(__name__)

SILENCE_S: Final = 3.0
_REST_S: Final = 600.0
_PROGRESS_EACH: Final = 16
# A long list of devices of old must not take the place of the neighbours.
_KNOWN_MAX: Final = 256
# Who opens a connection and then dawdles holds a visit, never the asking of other addresses.
_VISITS_AT_ONCE: Final = 64
_VISIT_LIMIT_S: Final = 3.0

Opens = Callable[[Endpoint, float], Awaitable[bool]]
"""Whether a TCP connection to the endpoint opens within so many seconds."""
OnProgress = Callable[[int, int], None]
"""Called with how many addresses are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one address may take to open, and how many are asked at once."""

    limit_s: float
    at_once: int


# One SYN fits in either limit; sleepy Wi-Fi and ARP need up to 0.3 s.
BACKGROUND: Final = Pace(0.5, 64)
ASKED: Final = Pace(1.2, 128)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """*asked*: addresses that were asked; *found*: devices that were not online before."""

    asked: int
    found: int


class Scan:
    """Looks for backends on port 3001 of every address around; one scan at a time.

    By itself it does so while nobody is online, 3 s after the start at the earliest, and in each network at most every
    10 min. *known* gives the endpoints at which devices may be again: they come first.
    """

    def __init__(
        self,
        registry: Registry,
        contacts: Contacts,
        tasks: Tasks,
        clock: Clock,
        rng: random.Random,
        *,
        interfaces: Callable[[], tuple[Interface, ...]],
        networks: Sequence[Network],
        known: Callable[[], Iterable[Endpoint]],
        visibility: Visibility,
        on_event: Callable[[BackendEvent], None],
        opens: Opens | None = None,
    ) -> None:
        self._registry = registry
        self._contacts = contacts
        self._tasks = tasks
        self._clock = clock
        self._rng = rng
        self._interfaces = interfaces
        self._listed = tuple(networks)
        self._known = known
        self._visibility = visibility
        self._on_event = on_event
        self._opens = opens or tcp_opens
        self._scanned_at: dict[Network, float] = {}
        self._turn = asyncio.Lock()
        self._user_waits = 0
        self._asked_for = 0
        self._latest = ScanResult(asked=0, found=0)

    def start(self) -> None:
        """Scan in the background whenever nobody is found."""
        self._tasks.spawn(self._scan_in_silence(), name="scan")

    def change_networks(self, networks: Sequence[Network]) -> None:
        """From the next scan on, ask *networks* beside the own ones."""
        self._listed = tuple(networks)

    async def run(self, on_progress: OnProgress | None = None) -> ScanResult:
        """Scan now, at the user's pace; a scan of our own accord gives way. Cancelling it ends it.

        Whoever asks while another's scan runs gets the result of that one.
        """
        before = self._asked_for
        self._user_waits += 1
        try:
            await self._turn.acquire()
        finally:
            self._user_waits -= 1
        try:
            if self._asked_for != before:
                return self._latest
            networks = (*self._listed, *own_networks(self._interfaces(), asked=True))
            self._latest = await self._scan(networks, ASKED, on_progress, in_background=False)
            self._asked_for += 1
            return self._latest
        finally:
            self._turn.release()

    async def _scan_in_silence(self) -> None:
        while True:
            await self._clock.sleep(SILENCE_S)
            if self._turn.locked() or any(record.online for record in self._registry.records()):
                continue
            due = self._due()
            if due:
                async with self._turn:
                    await self._scan(due, BACKGROUND, None, in_background=True)

    def _due(self) -> tuple[Network, ...]:
        rested = self._clock.monotonic() - _REST_S
        return tuple(
            network
            for network in (*self._listed, *own_networks(self._interfaces(), asked=False))
            if self._scanned_at.get(network, float("-inf")) <= rested
        )

    async def _scan(
        self, networks: Sequence[Network], pace: Pace, on_progress: OnProgress | None, *, in_background: bool
    ) -> ScanResult:
        now = self._clock.monotonic()
        # Networks this machine has left are forgotten here, or a traveller's list would only grow.
        self._scanned_at = {each: at for each, at in self._scanned_at.items() if now - at < _REST_S}
        self._scanned_at.update(dict.fromkeys(networks, now))
        targets = self._targets(networks)
        round_ = _Round(len(targets), on_progress, self._on_event, in_background=in_background)
        logger.info("scan begins addresses=%d in_background=%s", len(targets), in_background)
        try:
            waiting = iter(targets)
            async with asyncio.TaskGroup() as group:
                for number in range(min(pace.at_once, len(targets))):
                    group.create_task(self._ask(waiting, pace, round_, group), name=f"scan:{number}")
        finally:
            result = ScanResult(asked=round_.done, found=round_.found)
            self._on_event(ScanEnded(asked=result.asked, found=result.found, in_background=in_background))
        logger.info("scan ended asked=%d found=%d", result.asked, result.found)
        return result

    def _targets(self, networks: Sequence[Network]) -> list[Endpoint]:
        """Whom to ask: those known and silent, then everybody in random order; not ourselves, nor who is here."""
        here = {endpoint for record in self._registry.records() if record.online for endpoint in record.endpoints}
        own = {interface.ip for interface in self._interfaces()}
        hosts = [Endpoint(host, DEFAULT_PORT) for host in hosts_in(networks) if host not in own]
        self._rng.shuffle(hosts)
        wanted = dict.fromkeys((*itertools.islice(self._known(), _KNOWN_MAX), *hosts))
        return [endpoint for endpoint in wanted if endpoint not in here][:ADDRESSES_MAX]

    async def _ask(self, waiting: "Iterable[Endpoint]", pace: Pace, round_: "_Round", group: asyncio.TaskGroup) -> None:
        """Take one address after the other until none is left."""
        for endpoint in waiting:
            if round_.in_background and self._user_waits:
                return
            if await self._opens(endpoint, pace.limit_s):
                await round_.visits.acquire()
                group.create_task(self._visit(endpoint, round_), name=f"scan:visit:{endpoint.host}")
            round_.advance()

    async def _visit(self, endpoint: Endpoint, round_: "_Round") -> None:
        online = {record.device_id for record in self._registry.records() if record.online}
        try:
            async with asyncio.timeout(_VISIT_LIMIT_S):
                record = await self._contacts.meet(endpoint, Source.SCAN, reveal=self._visibility.discoverable)
        except (BackendError, TimeoutError) as exc:
            logger.debug("scan: no contact at %s: %s", endpoint.host, exc)
        else:
            if record.device_id not in online:
                round_.devices.add(record.device_id)
        finally:
            round_.visits.release()


class _Round:
    """How far one scan has come."""

    def __init__(
        self,
        total: int,
        on_progress: OnProgress | None,
        on_event: Callable[[BackendEvent], None],
        *,
        in_background: bool,
    ) -> None:
        self.total = total
        self.done = 0
        self.devices: set[str] = set()
        self.in_background = in_background
        self.visits = asyncio.Semaphore(_VISITS_AT_ONCE)
        self._on_progress = on_progress
        self._on_event = on_event
        self._tell()

    @property
    def found(self) -> int:
        return len(self.devices)

    def advance(self) -> None:
        """One more address is done."""
        self.done += 1
        if self.done % _PROGRESS_EACH == 0 or self.done == self.total:
            self._tell()

    def _tell(self) -> None:
        self._on_event(ScanProgressed(done=self.done, total=self.total, in_background=self.in_background))
        if self._on_progress is not None:
            self._on_progress(self.done, self.total)


async def tcp_opens(endpoint: Endpoint, limit_s: float) -> bool:
    """Whether somebody listens at *endpoint*; the connection is closed at once."""
    plain, _, zone = endpoint.host.partition("%")
    with contextlib.suppress(OSError, TimeoutError):
        with socket.socket(socket.AF_INET6 if ":" in plain else socket.AF_INET, socket.SOCK_STREAM) as asking:
            asking.setblocking(False)
            address: tuple[object, ...] = (endpoint.host, endpoint.port)
            if zone:
                address = (plain, endpoint.port, 0, _scope_of(zone))
            async with asyncio.timeout(limit_s):
                await asyncio.get_running_loop().sock_connect(asking, address)
        return True
    return False


def _scope_of(zone: str) -> int:
    return int(zone) if zone.isdigit() else socket.if_nametoindex(zone)
