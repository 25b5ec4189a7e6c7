"""Every device this backend knows, and how it stands."""

import asyncio
import contextlib
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, InstanceId
from server.events import BackendEvent, DeviceFound, DeviceLost, DeviceRestarted, DeviceUpdated
from server.record import DeviceRecord, Endpoint, Source

logger = logging.getLogger(__name__)

STALE_S: Final = 35.0
_ENDPOINTS: Final = 8
_HEARD: Final = 512
_INSTANCES_REMEMBERED: Final = 16
# Loopback stands for a whole crowd of test nodes; elsewhere one host with many identities is one attacker.
_ROWS_PER_HOST: Final = 64
# A peer that polls us holds each poll 20 s; two lost ones still leave it "polling".
_POLLING_S: Final = 60.0


class TableFull(Exception):
    """No room for another device."""


class InstanceRetired(Exception):
    """The card is of an instance that was already followed by another one: a recording, or very late."""


@dataclass(slots=True, kw_only=True)
class _Row:
    record: DeviceRecord
    alive_at: float
    reached_at: float | None = None
    polled_at: float | None = None
    retired: deque[InstanceId] = field(default_factory=lambda: deque(maxlen=_INSTANCES_REMEMBERED))


class Registry:
    """The table of devices; the only place that changes a DeviceRecord, and that tells of it.

    Only checked cards come in. A packet that proves nothing can at most show that a known device still lives.
    """

    def __init__(self, clock: Clock, on_event: Callable[[BackendEvent], None], *, max_devices: int) -> None:
        self._clock = clock
        self._on_event = on_event
        self._max_devices = max_devices
        self._rows: dict[DeviceId, _Row] = {}
        self._heard: OrderedDict[DeviceId, None] = OrderedDict()
        self._expected: dict[str, tuple[Source, asyncio.Future[DeviceRecord]]] = {}

    def records(self) -> tuple[DeviceRecord, ...]:
        return tuple(row.record for row in self._rows.values())

    def get(self, device_id: DeviceId) -> DeviceRecord | None:
        row = self._rows.get(device_id)
        return None if row is None else row.record

    def heard(self, device_id: DeviceId) -> None:
        """An announcement of *device_id* came: if its card follows, broadcast is how it was found."""
        self._heard[device_id] = None
        self._heard.move_to_end(device_id)
        if len(self._heard) > _HEARD:
            self._heard.popitem(last=False)

    @contextlib.contextmanager
    def expectation(self, hosts: Iterable[str], source: Source) -> "Iterator[asyncio.Future[DeviceRecord]]":
        """Until left, a device that makes contact from one of *hosts* counts as found by *source*, and is the result
        of the future."""
        future: asyncio.Future[DeviceRecord] = asyncio.get_running_loop().create_future()
        mine = {host: (source, future) for host in hosts}
        self._expected.update(mine)
        try:
            yield future
        finally:
            future.cancel()
            for host, entry in mine.items():
                if self._expected.get(host) is entry:
                    del self._expected[host]

    def expects(self, host: str) -> bool:
        """A device is about to make contact from *host*, as we asked it to."""
        return host in self._expected

    def learn(
        self,
        card: Card,
        *,
        source: Source,
        endpoint: Endpoint,
        can_call: Reach = Reach.UNKNOWN,
        called_by: Reach = Reach.UNKNOWN,
        lead: bool = False,
    ) -> DeviceRecord:
        """Take in a checked card from *endpoint*; UNKNOWN leaves what is known of a direction.

        With *lead* the endpoint moves to the front. Raises TableFull or InstanceRetired.
        """
        row = self._rows.get(card.device_id)
        expected = self._expected.get(endpoint.host)
        if row is None:
            self._make_room(endpoint.host)
            if expected is not None:
                source = expected[0]
            elif source is Source.CONTACT and card.device_id in self._heard:
                source = Source.BROADCAST
            row = self._add(card, source, endpoint, can_call, called_by)
        else:
            self._renew(row, card, endpoint, can_call, called_by, lead)
        if expected is not None and not expected[1].done():
            expected[1].set_result(row.record)
        return row.record

    def sign_of_life(self, device_id: DeviceId) -> None:
        """Something came that only the living device sends, or at least looks so; brings it back if it was lost."""
        if (row := self._rows.get(device_id)) is not None:
            self._change(row)

    def polled(self, device_id: DeviceId) -> None:
        """The device has polled us, or holds a poll: it reaches us."""
        if (row := self._rows.get(device_id)) is not None:
            row.polled_at = self._clock.monotonic()
            self._change(row, called_by=Reach.YES)

    def worked(self, device_id: DeviceId, endpoint: Endpoint) -> None:
        """The device answered us at *endpoint*."""
        if (row := self._rows.get(device_id)) is not None:
            row.reached_at = self._clock.monotonic()
            endpoints = _merged(row.record.endpoints, endpoint, lead=True)
            self._change(row, can_call=Reach.YES, endpoints=endpoints)

    def unreachable(self, device_id: DeviceId) -> None:
        """The device lives but none of its endpoints answers us."""
        if (row := self._rows.get(device_id)) is not None and row.record.can_call is not Reach.NO:
            row.record = replace(row.record, can_call=Reach.NO)
            self._on_event(DeviceUpdated(record=row.record))

    def moved_away(self, device_id: DeviceId, endpoint: Endpoint) -> None:
        """Another device answers at *endpoint*."""
        row = self._rows.get(device_id)
        if row is None or endpoint not in row.record.endpoints or len(row.record.endpoints) == 1:
            return
        rest = tuple(known for known in row.record.endpoints if known != endpoint)
        row.record = replace(row.record, endpoints=rest)
        self._on_event(DeviceUpdated(record=row.record))

    def doubt(self, device_id: DeviceId, *, stale_in_s: float) -> None:
        """Let the device go stale in *stale_in_s* unless a sign of life comes."""
        if (row := self._rows.get(device_id)) is not None:
            row.alive_at = min(row.alive_at, self._clock.monotonic() - STALE_S + stale_in_s)

    def lose(self, device_id: DeviceId) -> None:
        """The device is silent and does not answer."""
        row = self._rows.get(device_id)
        if row is None or not row.record.online:
            return
        row.polled_at = None
        row.record = replace(row.record, online=False)
        logger.info("device lost device=%s", device_id[:8])
        self._on_event(DeviceLost(record=row.record))

    def forget(self, device_id: DeviceId, *, though_online: bool = False) -> None:
        """Drop the device's record; one of a device that is online only on request."""
        row = self._rows.get(device_id)
        if row is not None and (though_online or not row.record.online):
            del self._rows[device_id]

    def stale(self) -> tuple[DeviceRecord, ...]:
        """Devices shown online of which nothing came for STALE_S."""
        limit = self._clock.monotonic() - STALE_S
        return tuple(row.record for row in self._rows.values() if row.record.online and row.alive_at <= limit)

    def polls_us(self, device_id: DeviceId) -> bool:
        """The device collects what waits for it here: it polled lately, or is about to as it knows we can't call."""
        row = self._rows.get(device_id)
        if row is None:
            return False
        if row.polled_at is not None and self._clock.monotonic() - row.polled_at <= _POLLING_S:
            return True
        return row.record.online and row.record.can_call is Reach.NO and row.record.called_by is Reach.YES

    def _add(self, card: Card, source: Source, endpoint: Endpoint, can_call: Reach, called_by: Reach) -> _Row:
        now = self._clock.monotonic()
        record = DeviceRecord(
            device_id=card.device_id,
            card=card,
            endpoints=(endpoint,),
            source=source,
            can_call=can_call,
            called_by=called_by,
            online=True,
            last_seen=self._clock.wall(),
        )
        row = _Row(record=record, alive_at=now, reached_at=now if can_call is Reach.YES else None)
        self._rows[card.device_id] = row
        logger.info("device found device=%s source=%s at=%s", card.device_id[:8], source, endpoint.host)
        self._on_event(DeviceFound(record=record))
        return row

    def _renew(self, row: _Row, card: Card, endpoint: Endpoint, can_call: Reach, called_by: Reach, lead: bool) -> None:
        previous = row.record.card.instance
        if card.instance in row.retired:
            raise InstanceRetired(card.instance)
        restarted = card.instance != previous
        now = self._clock.monotonic()
        old_port, known_endpoints = row.record.card.port, row.record.endpoints
        if card.port != old_port:
            # One backend has one port: where it was at the old one it is at the new one now.
            known_endpoints = tuple(
                dict.fromkeys(
                    replace(known, port=card.port) if known.port == old_port else known for known in known_endpoints
                )
            )
        endpoints = _merged(known_endpoints, endpoint, lead=lead or restarted)
        if restarted:
            row.retired.append(previous)
            row.reached_at = row.polled_at = None
            endpoints = (endpoint, *(known for known in endpoints if known.host != endpoint.host))
        if can_call is Reach.YES:
            row.reached_at = now
        elif can_call is Reach.NO and row.reached_at is not None and now - row.reached_at < STALE_S:
            # One of its addresses does not answer; another one did a moment ago.
            can_call = Reach.YES
        if restarted:
            row.record = replace(row.record, card=card, endpoints=endpoints)
            logger.info("device restarted device=%s", card.device_id[:8])
            self._on_event(DeviceRestarted(record=row.record, previous=previous))
        self._change(
            row,
            card=card,
            endpoints=endpoints,
            can_call=row.record.can_call if can_call is Reach.UNKNOWN else can_call,
            called_by=row.record.called_by if called_by is Reach.UNKNOWN else called_by,
        )

    def _change(
        self,
        row: _Row,
        *,
        card: Card | None = None,
        endpoints: tuple[Endpoint, ...] | None = None,
        can_call: Reach | None = None,
        called_by: Reach | None = None,
    ) -> None:
        before = row.record
        row.alive_at = self._clock.monotonic()
        row.record = replace(
            before,
            card=card or before.card,
            endpoints=endpoints or before.endpoints,
            can_call=can_call or before.can_call,
            called_by=called_by or before.called_by,
            online=True,
            last_seen=self._clock.wall(),
        )
        if not before.online:
            self._on_event(DeviceFound(record=row.record))
        elif _shown(before) != _shown(row.record):
            self._on_event(DeviceUpdated(record=row.record))

    def _make_room(self, host: str) -> None:
        at_host = sum(1 for row in self._rows.values() if row.record.endpoints[0].host == host)
        if len(self._rows) < self._max_devices and at_host < _ROWS_PER_HOST:
            return
        silent = [row for row in self._rows.values() if not row.record.online]
        if at_host >= _ROWS_PER_HOST:
            silent = [row for row in silent if row.record.endpoints[0].host == host]
        if not silent:
            raise TableFull
        oldest = min(silent, key=lambda row: row.alive_at)
        del self._rows[oldest.record.device_id]


def _merged(known: tuple[Endpoint, ...], endpoint: Endpoint, *, lead: bool) -> tuple[Endpoint, ...]:
    if endpoint in known and not lead:
        return known
    rest = tuple(other for other in known if other != endpoint)
    return ((endpoint, *rest) if lead else (*rest, endpoint))[:_ENDPOINTS]


def _shown(record: DeviceRecord) -> tuple[object, ...]:
    card = record.card
    return (
        (card.name, card.kind, card.features, card.protocol_min, card.protocol_max, card.app_version, card.sealing_key),
        (record.endpoints, record.can_call, record.called_by, record.online),
    )
