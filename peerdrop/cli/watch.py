"""What a command sees of its node: every event printed, devices kept, and waiting for some of the events."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from peerdrop.cli.output import Output
from peerdrop.core.events import Event, NodeStarted, PeerFound, PeerLost, PeerUpdated
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from peerdrop.wire.identifiers import DeviceId


class Inbox(Protocol):
    """Events from some moment on, for one reader."""

    async def get(self) -> Event:
        """The next one; waits for it."""

    def get_nowait(self) -> Event:
        """The next one, which must be there."""

    def empty(self) -> bool:
        """None is there."""


class Watch:
    """Takes every event of a node by `take`. Nothing is printed before `begin`, so that node_started comes first."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._held: list[Event] | None = []
        self._peers: dict[DeviceId, PeerSnapshot] = {}
        self._inboxes: list[asyncio.Queue[Event]] = []

    @property
    def peers(self) -> tuple[PeerSnapshot, ...]:
        """The devices that are here."""
        return tuple(self._peers.values())

    def trusts(self, device_id: DeviceId) -> bool:
        """That device is here, and this user accepted something of it before or verified it."""
        peer = self._peers.get(device_id)
        return peer is not None and peer.trust in (Trust.KNOWN, Trust.VERIFIED)

    def begin(self, started: NodeStarted, peers: Sequence[PeerSnapshot]) -> None:
        """The node runs and knew *peers* then; print that, and what was taken meanwhile."""
        self._output.event(started)
        for peer in peers:
            if peer.online:
                self._handle(PeerFound(peer=peer))
        held, self._held = self._held or [], None
        for event in held:
            self._handle(event)

    def take(self, event: Event) -> None:
        """The node's next event."""
        if self._held is not None:
            self._held.append(event)
        else:
            self._handle(event)

    @contextmanager
    def listen(self) -> Iterator[Inbox]:
        """Every event from now on. Enter before the command whose outcome is awaited is given."""
        inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._inboxes.append(inbox)
        try:
            yield inbox
        finally:
            self._inboxes.remove(inbox)

    def _handle(self, event: Event) -> None:
        if self._is_news(event):
            self._output.event(event)
        for inbox in self._inboxes:
            inbox.put_nowait(event)

    def _is_news(self, event: Event) -> bool:
        """Keep the devices, and tell whether *event* says what was not printed before."""
        match event:
            case NodeStarted():
                return False
            case PeerFound():
                known = self._peers.get(event.peer.device_id)
                self._peers[event.peer.device_id] = event.peer
                return known is None
            case PeerUpdated():
                known = self._peers.get(event.peer.device_id)
                if known is None:
                    return False
                self._peers[event.peer.device_id] = event.peer
                return _facts(known) != _facts(event.peer)
            case PeerLost():
                return self._peers.pop(event.peer.device_id, None) is not None
        return True


def _facts(peer: PeerSnapshot) -> tuple[object, ...]:
    return (peer.name, peer.address, peer.port, peer.can_call, peer.called_by)
