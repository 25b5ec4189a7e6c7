"""Saying "I am here" to the neighbours, and going to see those who say it."""

import logging
import random
from collections import OrderedDict
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.announcement import Announcement, AnnouncementKind, decode_announcement, encode_announcement
from peerdrop.wire.contact import Reach
from peerdrop.wire.errors import WireError
from peerdrop.wire.identifiers import InstanceId
from peerdrop.wire.limits import PROTOCOL_MAX
from server.discovery.broadcast import Broadcast
from server.discovery.interfaces import Interface
from server.discovery.presence import Presence
from server.discovery.registry import Registry
from server.discovery.visibility import Visibility
from server.errors import BackendError, PortsTaken
from server.record import Endpoint, Source
from server.refusals import Refusal, Refusals
from server.signaling.contact import Contacts
from server.tasks import Tasks
from server.this_device import ThisDevice
from server.token_buckets import TokenBuckets

logger = logging.getLogger(__name__)

_FIRST_PAUSES_S: Final = (0.5, 1.5)
_PAUSE_S: Final = 10.0
_JITTER: Final = 0.2
_CONTACT_WITHIN_S: Final = 0.3
_ANSWER_EACH_S: Final = 2.0
_FIRST_RETRY_S: Final = 2.0
_LONGEST_RETRY_S: Final = 60.0
_VISITS: Final = 512
_VISITS_AT_ONCE: Final = 64
# A neighbour announces every 10 s, from each of its addresses, to two destinations.
_PER_SOURCE: Final = (5.0, 40.0)
_IN_ALL: Final = (200.0, 400.0)

_Visit = tuple[InstanceId, Endpoint]


class Announcer:
    """Announces on a schedule, and makes contact with every instance that it hears at an address not known yet.

    A packet proves nothing: it never changes a record, at most it shows that a device still lives where it lived.
    """

    def __init__(
        self,
        this_device: ThisDevice,
        registry: Registry,
        contacts: Contacts,
        presence: Presence,
        refusals: Refusals,
        tasks: Tasks,
        clock: Clock,
        rng: random.Random,
        *,
        port: int,
        visibility: Visibility,
    ) -> None:
        self._this_device = this_device
        self._registry = registry
        self._contacts = contacts
        self._presence = presence
        self._refusals = refusals
        self._tasks = tasks
        self._clock = clock
        self._rng = rng
        self._visibility = visibility
        self._broadcast = Broadcast(port, self._packet_received)
        self._buckets = TokenBuckets(
            clock, rate=_PER_SOURCE[0], burst=_PER_SOURCE[1], total_rate=_IN_ALL[0], total_burst=_IN_ALL[1]
        )
        self._answered_at = float("-inf")
        self._visiting: set[_Visit] = set()
        self._failed: OrderedDict[_Visit, tuple[float, float]] = OrderedDict()
        self._round = 0

    @property
    def is_damaged(self) -> bool:
        """Sending failed somewhere; `open` may help."""
        return self._broadcast.is_damaged

    @property
    def is_listening(self) -> bool:
        """Announcements of others can be heard."""
        return bool(self._broadcast.heard)

    async def open(self, interfaces: tuple[Interface, ...]) -> None:
        """(Re)make the sockets for *interfaces*, announce at once, and again 0.5 and 2 s later."""
        await self._broadcast.open(interfaces)
        self._failed.clear()
        self._round += 1
        self.announce()
        self._tasks.spawn(self._announce_on(self._round), name="announce")

    async def move(self, port: int, interfaces: tuple[Interface, ...]) -> None:
        """Use another port from now on, as `open`.

        Raises PortsTaken if an IP version can't be heard there that was heard until now, or none can; it stays then.
        """
        before, heard = self._broadcast.port, self._broadcast.heard
        self._broadcast.move(port)
        # Before anything is announced there: neighbours must not answer where nobody listens.
        await self._broadcast.open(interfaces)
        refusals = self._broadcast.refusals
        # A machine without IPv6 is no reason to stay.
        lost = [exc for family, exc in refusals.items() if family in heard or not self._broadcast.heard]
        if lost:
            self._broadcast.move(before)
        await self.open(interfaces)
        if lost:
            raise PortsTaken.of(f"UDP port {port}", lost[0])

    def announce(self) -> None:
        """Tell all neighbours now, unless this device is not to be discovered."""
        if self._visibility.discoverable:
            self._broadcast.send(self._packet(AnnouncementKind.ANNOUNCE))

    def announce_to(self, host: str) -> None:
        """Tell one host (an IP literal), so that it can make contact; also when not discoverable."""
        self._broadcast.send_to(self._packet(AnnouncementKind.ANNOUNCE), host)

    def say_bye(self) -> None:
        """Tell all neighbours that this instance ends."""
        if self._visibility.discoverable:
            self._broadcast.send(self._packet(AnnouncementKind.BYE))

    def close(self) -> None:
        """Close the sockets."""
        self._broadcast.close()

    async def _announce_on(self, series: int) -> None:
        pauses_s = iter(_FIRST_PAUSES_S)
        while True:
            pause_s = next(pauses_s, None) or _PAUSE_S * self._rng.uniform(1 - _JITTER, 1 + _JITTER)
            await self._clock.sleep(pause_s)
            # Opening again began a series of its own.
            if series != self._round:
                return
            self.announce()

    def _packet(self, kind: AnnouncementKind) -> bytes:
        own = self._this_device
        return encode_announcement(
            Announcement(version=PROTOCOL_MAX, kind=kind, device_id=own.device_id, instance=own.instance, port=own.port)
        )

    def _packet_received(self, payload: bytes, host: str) -> None:
        if self._this_device.instance.encode("ascii") in payload:
            # Our own broadcasts come back on every interface; they must not use up what is left for others.
            return
        if not self._buckets.take(host):
            self._refusals.count(Refusal.ANNOUNCEMENT_FLOOD)
            return
        try:
            announcement = decode_announcement(payload)
        except WireError:
            self._refusals.count(Refusal.ANNOUNCEMENT_MALFORMED)
            return
        if announcement.kind is AnnouncementKind.BYE:
            self._presence.said_bye(announcement.device_id, announcement.instance, host)
        else:
            self._heard(announcement, Endpoint(host, announcement.port))

    def _heard(self, announcement: Announcement, endpoint: Endpoint) -> None:
        self._registry.heard(announcement.device_id)
        record = self._registry.get(announcement.device_id)
        is_known = record is not None and record.card.instance == announcement.instance
        is_where_it_was = record is not None and is_known and endpoint in record.endpoints
        # What is lost and can be called has to answer before it is shown again.
        if record is not None and is_where_it_was and (record.online or record.can_call is Reach.NO):
            self._registry.sign_of_life(announcement.device_id)
            return
        visit = (announcement.instance, endpoint)
        if visit in self._visiting or len(self._visiting) >= _VISITS_AT_ONCE:
            return
        due, _ = self._failed.get(visit, (float("-inf"), 0.0))
        if self._clock.monotonic() < due:
            return
        self._visiting.add(visit)
        self._tasks.spawn(self._visit(visit, answer=not is_known), name=f"visit:{endpoint.host}")

    async def _visit(self, visit: _Visit, *, answer: bool) -> None:
        instance, endpoint = visit
        try:
            # A whole office must not call the newcomer in the same instant. And of the addresses by which one instance
            # is heard at the same time, the one that people know it by comes first.
            is_second_choice = ":" in endpoint.host or endpoint.host.startswith("127.")
            delay_s = self._rng.uniform(0, _CONTACT_WITHIN_S) + (_CONTACT_WITHIN_S if is_second_choice else 0)
            await self._clock.sleep(delay_s)
            if answer:
                self._answer()
            if self._was_met(instance, endpoint):
                return
            await self._contacts.meet(endpoint, Source.BROADCAST, reveal=self._visibility.discoverable)
            self._failed.pop(visit, None)
        except BackendError as exc:
            logger.debug("no contact with %s: %s", endpoint.host, exc)
            self._postpone(visit)
        finally:
            self._visiting.discard(visit)

    def _answer(self) -> None:
        # To all and not larger than what was heard, so that nobody can aim it.
        now = self._clock.monotonic()
        if now - self._answered_at >= _ANSWER_EACH_S:
            self._answered_at = now
            self.announce()

    def _was_met(self, instance: InstanceId, endpoint: Endpoint) -> bool:
        """While we waited, it made contact from there itself and both directions are known."""
        return any(
            record.card.instance == instance
            and endpoint in record.endpoints
            and record.online
            and Reach.UNKNOWN not in (record.can_call, record.called_by)
            for record in self._registry.records()
        )

    def _postpone(self, visit: _Visit) -> None:
        _, pause_s = self._failed.pop(visit, (0.0, _FIRST_RETRY_S / 2))
        pause_s = min(2 * pause_s, _LONGEST_RETRY_S)
        self._failed[visit] = (self._clock.monotonic() + pause_s, pause_s)
        if len(self._failed) > _VISITS:
            self._failed.popitem(last=False)
