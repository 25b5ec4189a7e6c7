"""Fetching our mail from devices that can't call us."""

import asyncio
import logging
import random
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import EPOCH_S, POLL_WAIT_S
from server.discovery.registry import Registry
from server.errors import BackendError
from server.record import DeviceRecord
from server.signaling.contact import Contacts
from server.signaling.courier import Courier
from server.tasks import Tasks

logger = logging.getLogger(__name__)

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 8.0


class Poller:
    """One task per device that said it can't call us (a held poll), or that is being dialed (polls farther and farther
    apart)."""

    def __init__(
        self,
        registry: Registry,
        contacts: Contacts,
        courier: Courier,
        tasks: Tasks,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._registry = registry
        self._contacts = contacts
        self._courier = courier
        self._tasks = tasks
        self._clock = clock
        self._rng = rng
        self._watched: set[DeviceId] = set()
        self._polling: dict[DeviceId, asyncio.Task[None]] = {}

    def watch(self, device_id: DeviceId) -> None:
        """Poll *device_id* until `unwatch`."""
        self._watched.add(device_id)
        self.adjust(device_id)

    def unwatch(self, device_id: DeviceId) -> None:
        """Stop, unless the device can't call us."""
        self._watched.discard(device_id)
        self.adjust(device_id)

    def is_polling(self, device_id: DeviceId) -> bool:
        return device_id in self._polling

    def adjust(self, device_id: DeviceId) -> None:
        """Start or stop as the device's record says now."""
        record = self._registry.get(device_id)
        running = self._polling.get(device_id)
        wanted = record is not None and (self._holds(record) or device_id in self._watched)
        if wanted and running is None:
            task = self._tasks.spawn(self._poll(device_id), name=f"poll:{device_id[:8]}")
            if task is not None:
                self._polling[device_id] = task
        elif not wanted and running is not None and running is not asyncio.current_task():
            del self._polling[device_id]
            running.cancel()

    def _holds(self, record: DeviceRecord) -> bool:
        return record.online and record.called_by is Reach.NO and record.can_call is not Reach.NO

    async def _poll(self, device_id: DeviceId) -> None:
        pause_s = _FIRST_PAUSE_S
        met_at = self._clock.monotonic()
        me = asyncio.current_task()
        try:
            while (record := self._registry.get(device_id)) is not None:
                holds = self._holds(record)
                if not holds and device_id not in self._watched:
                    return
                if self._clock.monotonic() - met_at > EPOCH_S / 2:
                    # It can't ask us for our epoch, and what it stores for us must name a valid one.
                    met_at = self._clock.monotonic()
                    await self._meet_again(record)
                began_at = self._clock.monotonic()
                try:
                    came = await self._courier.poll(device_id, wait_s=POLL_WAIT_S if holds else 0)
                except BackendError as exc:
                    logger.debug("poll failed device=%s: %s", device_id[:8], exc)
                else:
                    if holds:
                        # At once again, but for a peer that does not hold its answers back.
                        pause_s = _FIRST_PAUSE_S
                        if came or self._clock.monotonic() - began_at >= _FIRST_PAUSE_S:
                            continue
                await self._clock.sleep(pause_s * self._rng.uniform(0.8, 1.2))
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        finally:
            if self._polling.get(device_id) is me:
                del self._polling[device_id]

    async def _meet_again(self, record: DeviceRecord) -> None:
        try:
            await self._contacts.meet(record.endpoints[0], record.source, device_id=record.device_id)
        except BackendError as exc:
            logger.debug("contact was not renewed device=%s: %s", record.device_id[:8], exc)
