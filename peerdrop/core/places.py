"""Who of all devices may be connected: at most so many at once (PROTOCOL.md 7.1)."""

from collections.abc import Callable, Collection
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.peer import Peer
from peerdrop.core.states import ConnectionState
from peerdrop.wire.identifiers import DeviceId

IDLE_AFTER_S: Final = 60.0
"""A connection over which nothing was said for so long, and for which nothing waits, gives way to a new one."""
_QUEUE_MAX: Final = 256
_ENTERED: Final = frozenset({ConnectionState.CONNECTING, ConnectionState.AUTHENTICATING})


class Places:
    """`limit()` places for the *peers*; whoever came in vain is served, first come first, when one is free again.

    *work_waits* tells whether something is to be sent to a device, or a job with it is not over. *invite* asks a
    device that called in vain to call again.
    """

    def __init__(
        self,
        limit: Callable[[], int],
        peers: Callable[[], Collection[Peer]],
        clock: Clock,
        *,
        work_waits: Callable[[DeviceId], bool],
        invite: Callable[[DeviceId], None],
    ) -> None:
        self._limit = limit
        self._peers = peers
        self._clock = clock
        self._work_waits = work_waits
        self._invite = invite
        self._queue: dict[DeviceId, bool] = {}

    def make_room_for(self, peer: Peer) -> bool:
        """*peer* may begin to be connected. If need be those connections are closed for it that were idle longest."""
        taken = [other for other in self._peers() if other is not peer and _takes_place(other)]
        too_many = len(taken) - self._limit() + 1
        if peer.is_connected or too_many <= 0:
            return True
        idle = sorted((other for other in taken if self._is_idle(other)), key=lambda other: other.used_at)
        if len(idle) < too_many:
            return False
        for other in idle[:too_many]:
            other.disconnect()
        return True

    def has_place_for(self, peer: Peer) -> bool:
        """*peer* may become connected now. Of several that came so far at the same time the first ones may."""
        others = sum(_is_in(other) for other in self._peers() if other is not peer)
        return peer.is_connected or others < self._limit()

    def turned_away(self, device_id: DeviceId, *, called: bool) -> None:
        """There was no place for the device; *called*: it was told so, too."""
        if len(self._queue) < _QUEUE_MAX:
            self._queue[device_id] = called or self._queue.get(device_id, False)

    def forget(self, device_id: DeviceId) -> None:
        """The device waits no more."""
        self._queue.pop(device_id, None)

    def changed(self) -> None:
        """A connection began or ended: if places are free, serve those that wait."""
        if not self._queue:
            return
        known = {peer.device_id: peer for peer in self._peers()}
        free = self._limit() - sum(peer.is_connected or peer.attempt is not None for peer in known.values())
        for device_id, called in tuple(self._queue.items()):
            if free <= 0:
                return
            self._queue.pop(device_id, None)
            peer = known.get(device_id)
            if peer is not None and peer.place_freed():
                free -= 1
            elif peer is not None and called:
                # It may have lost interest meanwhile, so the next in line is asked as well.
                self._invite(device_id)

    def _is_idle(self, peer: Peer) -> bool:
        return (
            peer.is_connected
            and peer.attempt is None
            and not self._work_waits(peer.device_id)
            and self._clock.monotonic() - peer.used_at >= IDLE_AFTER_S
        )


def _is_in(peer: Peer) -> bool:
    """It is connected, or said HELLO."""
    return peer.is_connected or (peer.attempt is not None and peer.attempt.state is ConnectionState.AUTHENTICATING)


def _takes_place(peer: Peer) -> bool:
    """It is connected, or there and about to be. Whom we only dial may not even be there."""
    attempt = peer.attempt
    return peer.is_connected or (attempt is not None and (not attempt.dialed or attempt.state in _ENTERED))
