"""Links that stay in this process: the same seam without sockets, for tests and for whoever embeds a node.

Two factories of one network reach each other. Everything runs on the running loop and on the network's clock, one
message a turn, so that a test sees the same order every time:

    network = MemoryNetwork()
    ours, theirs = network.factory(), network.factory()
"""

import asyncio
import hashlib
import itertools
import random
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from peerdrop.clock import Clock, SystemClock, Timer
from peerdrop.link import (
    Description,
    DescriptionRefused,
    LinkClosed,
    LinkCongested,
    LinkEvents,
    LinkFailure,
    Path,
)
from peerdrop.wire.envelope import IceScope
from peerdrop.wire.limits import KIB, MIB

FRAME_QUEUE_BYTES: Final = 256 * KIB
CONTROL_QUEUE_BYTES: Final = 4 * MIB
MESSAGE_BYTES: Final = 256 * KIB

_SDP: Final = re.compile(r"memory (offer|answer) ([0-9]+) ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})")


class Stream(Enum):
    """One of the two message streams of a link."""

    CONTROL = auto()
    DATA = auto()


class MemoryNetwork:
    """What lies between memory links, and what can go wrong there.

    *delay_s* is how long a message is under way, one way; *shuffle* decides at random which stream goes first, while
    each stream keeps its order. *path* is what the links report.
    """

    def __init__(
        self, clock: Clock | None = None, *, delay_s: float = 0.0, shuffle: random.Random | None = None
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.delay_s = delay_s
        self.shuffle = shuffle
        self.path = Path.LAN
        self.refuses = False
        """No way through is found: links that connect from now on fail with ICE."""
        self._is_cut = False
        self._held: set[Stream] = set()
        self._links: dict[int, MemoryLink] = {}
        self._tokens = itertools.count(1)

    def factory(self) -> "MemoryLinkFactory":
        """The links of one more machine on this network."""
        return MemoryLinkFactory(self)

    @property
    def is_cut(self) -> bool:
        """Nothing passes now."""
        return self._is_cut

    def cut(self) -> None:
        """Let nothing pass from now on; nobody is told, and what is sent waits."""
        self._is_cut = True

    def heal(self) -> None:
        """Let everything pass again, first what waited."""
        self._is_cut = False
        self._wake()

    def hold(self, stream: Stream) -> None:
        """Keep back one stream of every link, so that the other overtakes it."""
        self._held.add(stream)

    def release(self, stream: Stream) -> None:
        """Let go what `hold` kept back."""
        self._held.discard(stream)
        self._wake()

    def break_links(self, failure: LinkFailure = LinkFailure.CLOSED) -> None:
        """End every link that is open or opening; both sides are told, and what is under way is lost."""
        for link in list(self._links.values()):
            link.fail(failure)

    def _holds(self, stream: Stream) -> bool:
        return stream in self._held

    def _join(self, link: "MemoryLink") -> int:
        token = next(self._tokens)
        self._links[token] = link
        return token

    def _keep(self, token: int, link: "MemoryLink") -> None:
        self._links[token] = link

    def _leave(self, token: int) -> None:
        self._links.pop(token, None)

    def _find(self, token: int) -> "MemoryLink | None":
        return self._links.get(token)

    def _wake(self) -> None:
        for link in list(self._links.values()):
            link.wake()


class MemoryLinkFactory:
    """Makes the memory links of one machine."""

    def __init__(self, network: MemoryNetwork) -> None:
        self._network = network
        self._links: list[MemoryLink] = []

    @property
    def links(self) -> "tuple[MemoryLink, ...]":
        """Every link that is not closed, oldest first."""
        self._links = [link for link in self._links if not link.is_closed]
        return tuple(self._links)

    async def check(self) -> None:
        """Memory is always fit."""

    def create(self, events: LinkEvents, *, ice: IceScope, peer_addresses: Sequence[str]) -> "MemoryLink":
        """A new link that is not open yet; *ice* and *peer_addresses* make no difference here."""
        link = MemoryLink(self._network, events)
        self._links.append(link)
        return link

    async def aclose(self) -> None:
        """Close all links."""
        for link in self.links:
            link.close()


@dataclass(slots=True)
class _Parcel:
    """One thing under way; with no stream it opens or closes the link at the other end."""

    stream: Stream | None
    raw: bytes
    due_s: float
    failure: LinkFailure | None = None


class MemoryLink:
    """One end of a link in memory."""

    def __init__(self, network: MemoryNetwork, events: LinkEvents) -> None:
        self._network = network
        self._events = events
        self._token = network._join(self)
        self._fingerprint = fingerprint_of(self._token)
        self._described = False
        self._peer: MemoryLink | None = None
        self._peer_fingerprint = ""
        self._under_way: deque[_Parcel] = deque()
        self._timer: Timer | asyncio.Handle | None = None
        self._changed = asyncio.Event()
        self._turn = asyncio.Lock()
        self._is_open = False
        self._is_closed = False
        self._path: Path | None = None

    def __repr__(self) -> str:
        return f"<MemoryLink {self._token}>"

    @property
    def is_closed(self) -> bool:
        """Closed by us, or failed."""
        return self._is_closed

    @property
    def own_fingerprint(self) -> str:
        return self._fingerprint if self._described else ""

    @property
    def peer_fingerprint(self) -> str:
        return self._peer_fingerprint

    @property
    def path(self) -> Path | None:
        return self._path

    async def create_offer(self) -> Description:
        return self._describe("offer")

    async def create_answer(self, offer: Description) -> Description:
        self._pair_with(self._read(offer, "offer"), offer)
        return self._describe("answer")

    async def apply_answer(self, answer: Description) -> None:
        peer = self._read(answer, "answer")
        self._pair_with(peer, answer)
        if self._network.refuses:
            self._later(self.fail, LinkFailure.ICE)
            self._later(peer.fail, LinkFailure.ICE)
        elif self._peer_fingerprint != peer._fingerprint:
            self._later(self.fail, LinkFailure.PROTOCOL)
        elif peer._peer_fingerprint != self._fingerprint:
            self._later(peer.fail, LinkFailure.PROTOCOL)
        elif not peer._is_closed:
            # The offerer opens the channels: the called side knows first, the answer to that opens ours.
            self._put(_Parcel(None, b"", self._due_s()))

    def send_control(self, raw: bytes) -> None:
        self._check_open()
        self._check_size(raw)
        if self._queued_bytes(Stream.CONTROL) + len(raw) > CONTROL_QUEUE_BYTES:
            raise LinkCongested(f"{self._queued_bytes(Stream.CONTROL)} bytes of control messages wait")
        self._put(_Parcel(Stream.CONTROL, bytes(raw), self._due_s()))

    async def send_frame(self, raw: bytes) -> None:
        self._check_size(raw)
        async with self._turn:
            self._check_open()
            while (queued := self._queued_bytes(Stream.DATA)) and queued + len(raw) > FRAME_QUEUE_BYTES:
                await self._next_change()
                self._check_open()
            self._put(_Parcel(Stream.DATA, bytes(raw), self._due_s()))

    async def drain(self) -> None:
        while self._under_way and not self._is_closed:
            await self._next_change()

    def close(self) -> None:
        if self._is_closed:
            return
        was_open = self._is_open
        self._end()
        if was_open:
            # The real transport throws its queue away as well: whoever wants it delivered drains first.
            self._network._keep(self._token, self)
            self._put(_Parcel(None, b"", self._due_s(), LinkFailure.CLOSED))

    def fail(self, failure: LinkFailure) -> None:
        """End it as the network would: the session is told."""
        if self._is_closed:
            return
        self._end()
        self._events.link_failed(failure)

    def wake(self) -> None:
        """Go on with what is under way, if the network lets it pass."""
        if self._timer is not None:
            return
        due_s = min((self._under_way[index].due_s for index in self._passable()), default=None)
        if due_s is None:
            return
        wait_s = due_s - self._network.clock.monotonic()
        if wait_s > 0:
            self._timer = self._network.clock.call_later(wait_s, self._deliver)
        else:
            self._timer = asyncio.get_running_loop().call_soon(self._deliver)

    def _describe(self, kind: str) -> Description:
        if self._is_closed:
            raise LinkClosed("the link is closed")
        self._described = True
        return Description(sdp=f"memory {kind} {self._token} {self._fingerprint}", fingerprint=self._fingerprint)

    def _read(self, description: Description, kind: str) -> "MemoryLink":
        if self._is_closed:
            raise LinkClosed("the link is closed")
        match = _SDP.fullmatch(description.sdp)
        if match is None or match[1] != kind:
            raise DescriptionRefused(f"this is no {kind} of a memory link")
        if match[3] != description.fingerprint:
            raise DescriptionRefused("the fingerprint is not the one in the description")
        peer = self._network._find(int(match[2]))
        if peer is None or peer is self:
            raise DescriptionRefused("there is no such link on this network")
        return peer

    def _pair_with(self, peer: "MemoryLink", description: Description) -> None:
        if self._peer is not None:
            raise DescriptionRefused("the link has a description of the other side already")
        self._peer = peer
        self._peer_fingerprint = description.fingerprint

    def _later(self, call: Callable[[LinkFailure], None], failure: LinkFailure) -> None:
        asyncio.get_running_loop().call_soon(call, failure)

    def _due_s(self) -> float:
        return self._network.clock.monotonic() + self._network.delay_s

    def _put(self, parcel: _Parcel) -> None:
        self._under_way.append(parcel)
        self.wake()

    def _queued_bytes(self, stream: Stream) -> int:
        return sum(len(parcel.raw) for parcel in self._under_way if parcel.stream is stream)

    def _passable(self) -> list[int]:
        """The first parcel of each stream that may go now; what opens or closes the link never overtakes."""
        heads: dict[Stream, int] = {}
        if self._network.is_cut:
            return []
        for index, parcel in enumerate(self._under_way):
            if parcel.stream is None:
                return [index] if index == 0 else list(heads.values())
            if not self._network._holds(parcel.stream):
                heads.setdefault(parcel.stream, index)
            if len(heads) == len(Stream):
                break
        return list(heads.values())

    def _deliver(self) -> None:
        self._timer = None
        now_s = self._network.clock.monotonic()
        due = [index for index in self._passable() if self._under_way[index].due_s <= now_s]
        try:
            if due and self._peer is not None:
                index = self._network.shuffle.choice(due) if self._network.shuffle is not None else min(due)
                parcel = self._under_way[index]
                del self._under_way[index]
                self._announce_change()
                self._peer._take(parcel)
        finally:
            if self._is_closed and not self._under_way:
                self._network._leave(self._token)
            self.wake()

    def _take(self, parcel: _Parcel) -> None:
        if self._is_closed:
            return
        if parcel.stream is Stream.CONTROL:
            self._events.control_received(parcel.raw)
        elif parcel.stream is Stream.DATA:
            self._events.frame_received(parcel.raw)
        elif parcel.failure is not None:
            self.fail(parcel.failure)
        elif not self._is_open:
            self._is_open = True
            self._path = self._network.path
            answers = self._peer is not None and not self._peer._is_open
            if answers:
                self._put(_Parcel(None, b"", self._due_s()))
            self._events.link_opened()

    def _end(self) -> None:
        self._under_way.clear()
        self._is_closed = True
        self._is_open = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._network._leave(self._token)
        self._announce_change()

    def _check_open(self) -> None:
        if self._is_closed or not self._is_open:
            raise LinkClosed("the link is closed" if self._is_closed else "the link is not open yet")

    def _check_size(self, raw: bytes) -> None:
        if len(raw) > MESSAGE_BYTES:
            raise ValueError(f"{len(raw)} bytes in one message, the limit is {MESSAGE_BYTES}")

    def _announce_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _next_change(self) -> None:
        await self._changed.wait()


def fingerprint_of(token: int) -> str:
    """The made-up fingerprint of the memory link numbered *token*."""
    digest = hashlib.sha256(f"memory link {token}".encode()).hexdigest().upper()
    return ":".join(digest[index : index + 2] for index in range(0, len(digest), 2))
