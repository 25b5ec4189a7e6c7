"""Backends on loopback, each with its own identity, that find nobody but each other."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from peerdrop.clock import Clock, SystemClock
from peerdrop.identity.identity import Identity
from peerdrop.wire.envelope import Offer, Presence
from peerdrop.wire.identifiers import DeviceId, SessionId
from server.backend import Backend
from server.config import BackendConfig, Profile
from server.discovery.interfaces import Interface, Interfaces
from server.events import BackendEvent
from server.record import Endpoint
from server.signaling.courier import SentEnvelope
from tests.ports import free_port
from tests.until import LIMIT_S, until

EventT = TypeVar("EventT")

LOOPBACK = Interface(name="lo", index=1, ip="127.0.0.1", prefix=8)
SESSION = SessionId("5e" * 16)
FINGERPRINT = ":".join(["AB"] * 32)
OFFER = Offer(sdp="v=0", fingerprint=FINGERPRINT, ice="host")  # type: ignore[arg-type]


def loopback_only() -> Interfaces:
    """A machine without network."""
    return Interfaces(lambda: (LOOPBACK,), frozenset)


@dataclass
class Host:
    """One backend and what it told."""

    identity: Identity
    backend: Backend
    events: list[BackendEvent] = field(default_factory=list)

    @property
    def device_id(self) -> DeviceId:
        return self.identity.device_id

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self.backend.port)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.backend.port}"

    def of(self, event_type: type[EventT]) -> list[EventT]:
        return [event for event in self.events if isinstance(event, event_type)]

    async def told(
        self, event_type: type[EventT], where: Callable[[EventT], bool] = lambda event: True, within_s: float = LIMIT_S
    ) -> EventT:
        """The first event of that kind that fits, now or later."""
        await until(lambda: any(where(event) for event in self.of(event_type)), within_s, what=event_type.__name__)
        return next(event for event in self.of(event_type) if where(event))

    async def send(self, to: "Host", body: Offer | Presence | None = None) -> SentEnvelope:
        return await self.backend.send_signal(to.device_id, session_id=SESSION, generation=0, body=body or Presence())


def make_host(
    name: str = "host",
    *,
    discovery_port: int = 0,
    identity: Identity | None = None,
    clock: Clock | None = None,
    interfaces: Interfaces | None = None,
    saved: dict[DeviceId, tuple[Endpoint, ...]] | None = None,
    **config: Any,
) -> Host:
    """A host that is not started; it hears nobody unless it shares its *discovery_port*."""
    identity = identity or Identity.generate()
    events: list[BackendEvent] = []
    backend = Backend(
        identity,
        Profile(name=name, kind="desktop", features=("text",), app_version="1.0"),
        BackendConfig(
            port=config.pop("port", 0) or free_port(),
            discovery_port=discovery_port or free_port(socket.SOCK_DGRAM),
            **config,
        ),
        clock=clock or SystemClock(),
        on_event=events.append,
        interfaces=interfaces or loopback_only(),
        saved=saved,
    )
    return Host(identity, backend, events)


@asynccontextmanager
async def running(*hosts: Host) -> AsyncIterator[None]:
    """*hosts*, started, until left."""
    try:
        for host in hosts:
            await host.backend.start()
        yield
    finally:
        for host in hosts:
            await host.backend.stop()
