"""Calling devices of earlier runs where they were."""

import asyncio
import logging
import random
from collections.abc import Iterable
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.identifiers import DeviceId
from server.discovery.address import is_literal
from server.discovery.registry import Registry
from server.errors import BackendError, NobodyAnswers
from server.record import DeviceRecord, Endpoint, Source
from server.signaling.contact import Contacts
from server.signaling.errors import CallError
from server.tasks import Tasks

logger = logging.getLogger(__name__)

SAVED_DEVICES: Final = 256
SAVED_ENDPOINTS: Final = 8
_LIMIT_S: Final = 1.2
_AT_ONCE: Final = 64
_SWEEP_S: Final = 2.5
_FIRST_PAUSE_S: Final = 5.0
_LONGEST_PAUSE_S: Final = 300.0
_JITTER: Final = 0.2


class SavedDevices:
    """The endpoints at which devices answered once. While such a device is not online all of them are tried, at once
    at the start and then less and less often. Nobody but the device itself gets our card there.
    """

    def __init__(
        self,
        registry: Registry,
        contacts: Contacts,
        tasks: Tasks,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._registry = registry
        self._contacts = contacts
        self._tasks = tasks
        self._clock = clock
        self._rng = rng
        self._endpoints: dict[DeviceId, tuple[Endpoint, ...]] = {}
        self._next_call: dict[DeviceId, tuple[float, float]] = {}
        self._calling: set[DeviceId] = set()
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._running = False

    def start(self) -> None:
        """Call all, and go on calling those that stay silent."""
        self._running = True
        self._call_due()
        self._tasks.spawn(self._sweep(), name="saved")

    def remember(self, device_id: DeviceId, endpoints: Iterable[Endpoint]) -> None:
        """The device may be at any of *endpoints*, the likeliest first; what was known of it is replaced.

        No more than 256 devices and 8 endpoints of each are kept: the first that came.
        """
        if device_id not in self._endpoints and len(self._endpoints) >= SAVED_DEVICES:
            return
        # What was kept in a file may be anything: a name would ask a name server.
        kept = tuple(dict.fromkeys(each for each in endpoints if is_literal(each.host)))[:SAVED_ENDPOINTS]
        before = self._endpoints.get(device_id, ())
        self._endpoints[device_id] = kept
        if set(kept) - set(before):
            self._next_call.pop(device_id, None)
            if self._running:
                self._call_due()

    def forget(self, device_id: DeviceId) -> None:
        """Call it no more."""
        self._endpoints.pop(device_id, None)
        self._next_call.pop(device_id, None)

    def call_all(self) -> None:
        """The network may be another one: call everybody who is not here at once."""
        self._next_call.clear()
        if self._running:
            self._call_due()

    def knows(self, device_id: DeviceId) -> bool:
        """It is one of the saved."""
        return device_id in self._endpoints

    def is_at(self, host: str) -> bool:
        """One of the saved is or was at *host*."""
        for device_id, saved in self._endpoints.items():
            record = self._registry.get(device_id)
            met = record.endpoints if record is not None else ()
            if any(endpoint.host == host for endpoint in (*saved, *met)):
                return True
        return False

    def silent(self) -> tuple[Endpoint, ...]:
        """Where those may be that are not online."""
        return tuple(
            endpoint
            for device_id, endpoints in self._endpoints.items()
            if not self._is_online(device_id)
            for endpoint in endpoints
        )

    async def call(self, device_id: DeviceId) -> DeviceRecord:
        """Make contact with the device at the first of its endpoints that answers, all tried at once.

        Raises NobodyAnswers, also when the device is not one of the saved.
        """
        endpoints = self._endpoints.get(device_id, ())
        attempts = [
            asyncio.create_task(self._answers(device_id, endpoint), name=f"saved:{endpoint.host}")
            for endpoint in endpoints
        ]
        try:
            for finished in asyncio.as_completed(attempts):
                if (endpoint := await finished) is not None:
                    return await self._contacts.meet(endpoint, Source.SAVED, lead=True, device_id=device_id)
        finally:
            for attempt in attempts:
                attempt.cancel()
            await asyncio.gather(*attempts, return_exceptions=True)
        raise NobodyAnswers(f"Device {device_id[:8]} answers at none of its {len(endpoints)} addresses.")

    async def _answers(self, device_id: DeviceId, endpoint: Endpoint) -> Endpoint | None:
        """*endpoint* if the device, and not another one that has its address now, answers there."""
        async with self._free:
            try:
                card = await self._contacts.card_of(device_id, endpoint, limit_s=_LIMIT_S)
            except CallError as exc:
                logger.debug("saved device=%s not at %s: %s", device_id[:8], endpoint.host, exc)
                return None
        return endpoint if card.device_id == device_id else None

    async def _sweep(self) -> None:
        while True:
            await self._clock.sleep(_SWEEP_S)
            self._call_due()

    def _call_due(self) -> None:
        now = self._clock.monotonic()
        for device_id, endpoints in self._endpoints.items():
            if not endpoints:
                continue
            if self._is_online(device_id):
                # When it goes away it begins anew.
                self._next_call.pop(device_id, None)
                continue
            due, pause_s = self._next_call.get(device_id, (now, _FIRST_PAUSE_S))
            if due <= now and device_id not in self._calling:
                following_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                next_due = now + pause_s * self._rng.uniform(1 - _JITTER, 1 + _JITTER)
                self._next_call[device_id] = (next_due, following_s)
                self._calling.add(device_id)
                self._tasks.spawn(self._call_quietly(device_id), name=f"saved:{device_id[:8]}")

    async def _call_quietly(self, device_id: DeviceId) -> None:
        try:
            await self.call(device_id)
        except BackendError as exc:
            logger.debug("saved device=%s: %s", device_id[:8], exc)
        finally:
            self._calling.discard(device_id)

    def _is_online(self, device_id: DeviceId) -> bool:
        record = self._registry.get(device_id)
        return record is not None and record.online
