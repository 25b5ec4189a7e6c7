"""Making sure that a silent device is gone before it is shown so, and noticing when one is back."""

import asyncio
import logging
from enum import Enum, auto
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, InstanceId
from server.discovery.registry import InstanceRetired, Registry, TableFull
from server.discovery.visibility import Visibility
from server.errors import BackendError
from server.record import DeviceRecord, Endpoint, Source
from server.signaling.contact import Contacts
from server.signaling.errors import CallError, CallFailed
from server.tasks import Tasks

logger = logging.getLogger(__name__)

_SWEEP_S: Final = 2.5
_ASK_LIMIT_S: Final = 2.0
_TRIES: Final = 2
_AFTER_BYE_S: Final = 3.0
_RECHECK_UNREACHABLE_S: Final = 30.0
_FIRST_RETRY_S: Final = 10.0
_LONGEST_PAUSE_S: Final = 300.0
# Devices on this network say when they are back; those behind a typed address may not be heard.
_RETRIED_SOURCES: Final = frozenset({Source.ADDRESS, Source.SAVED})


class Presence:
    """Asks devices that went silent or said bye, and tries those again that it can't reach."""

    def __init__(
        self,
        registry: Registry,
        contacts: Contacts,
        tasks: Tasks,
        clock: Clock,
        visibility: Visibility,
    ) -> None:
        self._registry = registry
        self._contacts = contacts
        self._tasks = tasks
        self._clock = clock
        self._visibility = visibility
        self._asking: set[DeviceId] = set()
        self._next_try: dict[DeviceId, tuple[float, float]] = {}

    def start(self) -> None:
        self._tasks.spawn(self._sweep(), name="presence")

    def said_bye(self, device_id: DeviceId, instance: InstanceId, host: str) -> None:
        """A bye is a hint that anybody can send: ask the device itself."""
        record = self._registry.get(device_id)
        if record is None or not record.online or record.card.instance != instance:
            return
        if all(endpoint.host != host for endpoint in record.endpoints):
            return
        if record.can_call is Reach.NO:
            self._registry.doubt(device_id, stale_in_s=_AFTER_BYE_S)
        else:
            self._ask_beside(device_id, said_bye=True)

    def meet_all(self) -> None:
        """The network may be another one: make contact anew with every device."""
        for record in self._registry.records():
            self._meet_beside(record)

    def meet_again(self, device_id: DeviceId) -> None:
        """What the device says of itself, or we of us, may have changed: make contact anew."""
        if (record := self._registry.get(device_id)) is not None:
            self._meet_beside(record)

    async def _sweep(self) -> None:
        while True:
            await self._clock.sleep(_SWEEP_S)
            for record in self._registry.stale():
                self._ask_beside(record.device_id, said_bye=False)
            self._try_again()

    def _ask_beside(self, device_id: DeviceId, *, said_bye: bool) -> None:
        if device_id in self._asking:
            return
        self._asking.add(device_id)
        self._tasks.spawn(self._ask(device_id, said_bye), name=f"ask:{device_id[:8]}")

    async def _ask(self, device_id: DeviceId, said_bye: bool) -> None:
        try:
            for _ in range(_TRIES):
                record = self._registry.get(device_id)
                if record is None:
                    return
                answers = await asyncio.gather(*(self._ask_at(device_id, each) for each in record.endpoints))
                if _Answer.YES in answers:
                    return
                if record.can_call is Reach.NO or all(answer is _Answer.NOBODY for answer in answers):
                    break
            if said_bye or any(record.device_id == device_id for record in self._registry.stale()):
                self._registry.lose(device_id)
            else:
                # Its announcements or its polls still come.
                self._registry.unreachable(device_id)
        finally:
            self._asking.discard(device_id)

    async def _ask_at(self, device_id: DeviceId, endpoint: Endpoint) -> "_Answer":
        try:
            card = await self._contacts.card_of(device_id, endpoint, limit_s=_ASK_LIMIT_S)
        except CallError as exc:
            return _Answer.NOBODY if isinstance(exc, CallFailed) and exc.refused else _Answer.NO
        if card.device_id != device_id:
            self._registry.moved_away(device_id, endpoint)
            return _Answer.NOBODY
        try:
            self._registry.learn(card, source=Source.CONTACT, endpoint=endpoint, can_call=Reach.YES)
        except (InstanceRetired, TableFull):
            return _Answer.NO
        return _Answer.YES

    def _try_again(self) -> None:
        now = self._clock.monotonic()
        known = self._registry.records()
        for record in known:
            first_pause_s = _first_pause_s(record)
            if first_pause_s is None:
                self._next_try.pop(record.device_id, None)
                continue
            due, pause_s = self._next_try.setdefault(record.device_id, (now + first_pause_s, first_pause_s))
            if due <= now:
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                self._next_try[record.device_id] = (now + pause_s, pause_s)
                self._meet_beside(record)
        for forgotten in self._next_try.keys() - {record.device_id for record in known}:
            del self._next_try[forgotten]

    def _meet_beside(self, record: DeviceRecord) -> None:
        self._tasks.spawn(self._meet(record), name=f"meet:{record.device_id[:8]}")

    async def _meet(self, record: DeviceRecord) -> None:
        for endpoint in record.endpoints:
            try:
                reveal = self._visibility.is_for(record.device_id)
                await self._contacts.meet(endpoint, record.source, reveal=reveal, device_id=record.device_id)
            except BackendError as exc:
                logger.debug("no contact at %s: %s", endpoint.host, exc)
            else:
                return


class _Answer(Enum):
    YES = auto()
    NO = auto()
    NOBODY = auto()
    """The machine is there and says that the device is not."""


def _first_pause_s(record: DeviceRecord) -> float | None:
    if record.online:
        return _RECHECK_UNREACHABLE_S if record.can_call is Reach.NO else None
    return _FIRST_RETRY_S if record.source in _RETRIED_SOURCES else None
