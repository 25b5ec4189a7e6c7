"""A node for tests of its faces: it does what the test says, and tells what it was asked for."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.bus import Bus
from peerdrop.core.event_stream import event_stream
from peerdrop.core.events import Event, NodeStarted, SettingsChanged, TransferStateChanged, WarningRaised
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.core.states import (
    ConflictChoice,
    ConnectionState,
    Direction,
    FoundBy,
    QueueMove,
    TransferReason,
    TransferState,
    Trust,
)
from peerdrop.link import ServerReport
from peerdrop.settings import IceServer, Settings
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId
from tests.fake_history import FakeHistory

OWN_ID = DeviceId("OWN" + "A" * 49)
TRANSFER_ID = TransferId("7" * 32)
MESSAGE_ID = MessageId("5" * 32)


class FakeNode:
    """A NodeHandle. *replies* by command name: a function of the command's arguments whose result (awaited, if it can
    be) or exception is the command's. Without one a command succeeds.
    """

    def __init__(self, peers: Sequence[PeerSnapshot] = ()) -> None:
        self.bus = Bus()
        self.history = FakeHistory(self._do)
        self.known = list(peers)
        self.replies: dict[str, Callable[..., Any]] = {}
        self.calls: list[tuple[Any, ...]] = []
        """Each command and its arguments, in order."""
        self.later: list[bool] = []
        """Of each text and each job, whether it may wait."""
        self.kept_settings = Settings()
        self.warned: list[WarningRaised] = []
        self.policies: list[AcceptPolicy] = []
        """Those held now."""
        self.policies_seen: list[AcceptPolicy] = []
        self.started_as = NodeStarted(
            device_id=OWN_ID, name="Own", port=3001, discovery_port=3001, addresses=("192.168.1.2", "fe80::1")
        )

    def push(self, *events: Event) -> None:
        """Tell *events*."""
        for event in events:
            self.bus.publish(event)

    def called(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of each call of a command so far."""
        return [call[1:] for call in self.calls if call[0] == name]

    async def started(self) -> NodeStarted:
        return self.started_as

    def events(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        return event_stream(self.bus)

    async def warnings(self) -> tuple[WarningRaised, ...]:
        return tuple(self.warned)

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        return tuple(self.known)

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        result: tuple[TransferSnapshot, ...] = await self._do("transfers", default=())
        return result

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        result: tuple[OfferedFile, ...] = await self._do("offered_files", transfer_id, default=())
        return result

    async def add_address(self, address: str) -> PeerSnapshot:
        result: PeerSnapshot = await self._do("add_address", address, default=make_peer(address=address))
        return result

    async def scan(self) -> None:
        await self._do("scan")

    async def connect(self, device_id: DeviceId, *, anyway: bool = False) -> None:
        """*anyway* is told of only where it is True."""
        await self._do("connect", device_id, *([True] if anyway else []))

    async def disconnect(self, device_id: DeviceId) -> None:
        await self._do("disconnect", device_id)

    async def send_message(self, device_id: DeviceId, text: str, *, later: bool = False) -> MessageId:
        self.later.append(later)
        result: MessageId = await self._do("send_message", device_id, text, default=MESSAGE_ID)
        return result

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path], *, later: bool = False) -> TransferId:
        self.later.append(later)
        result: TransferId = await self._do("send_files", device_id, tuple(paths), default=TRANSFER_ID)
        return result

    async def accept(
        self,
        transfer_id: TransferId,
        directory: Path | None = None,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice | None = None,
        remember: bool = False,
    ) -> None:
        """Keyword arguments are told of only where they are not the defaults."""
        given = {"chosen": chosen, "conflicts": conflicts, "remember": remember}
        standing = {"chosen": None, "conflicts": None, "remember": False}
        told = {name: value for name, value in given.items() if value != standing[name]}
        await self._do("accept", transfer_id, directory, *([told] if told else []))

    async def conflicts(self, transfer_id: TransferId, directory: Path | None = None) -> tuple[FileConflict, ...]:
        result: tuple[FileConflict, ...] = await self._do("conflicts", transfer_id, directory, default=())
        return result

    async def free_bytes(self, directory: Path | None = None) -> int:
        result: int = await self._do("free_bytes", directory, default=106_000_000_000)
        return result

    async def decline(self, transfer_id: TransferId) -> None:
        await self._do("decline", transfer_id)

    async def cancel(self, transfer_id: TransferId) -> None:
        await self._do("cancel", transfer_id)

    async def pause(self, transfer_id: TransferId) -> None:
        await self._do("pause", transfer_id)

    async def resume(self, transfer_id: TransferId) -> None:
        await self._do("resume", transfer_id)

    async def retry(self, transfer_id: TransferId) -> TransferId:
        result: TransferId = await self._do("retry", transfer_id, default=transfer_id)
        return result

    async def discard(self, transfer_id: TransferId) -> None:
        await self._do("discard", transfer_id)

    async def limit(self, transfer_id: TransferId, bytes_per_second: int) -> None:
        await self._do("limit", transfer_id, bytes_per_second)

    async def move(self, transfer_id: TransferId, move: QueueMove) -> None:
        await self._do("move", transfer_id, move)

    async def settings(self) -> Settings:
        result: Settings = await self._do("settings", default=self.kept_settings)
        return result

    async def change_settings(self, settings: Settings) -> Settings:
        """In force unless a reply says otherwise."""
        result: Settings = await self._do("change_settings", settings, default=settings)
        self.kept_settings = result
        name = result.name or self.started_as.name
        self.push(SettingsChanged(name=name, discoverable=result.discoverable))
        return result

    async def test_ice_server(self, server: IceServer) -> ServerReport:
        works = ServerReport(rtt_ms=41.0, address="203.0.113.9")
        result: ServerReport = await self._do("test_ice_server", server, default=works)
        return result

    async def connections(self, device_id: DeviceId) -> tuple[PastConnection, ...]:
        result: tuple[PastConnection, ...] = await self._do("connections", device_id, default=())
        return result

    async def rename(self, device_id: DeviceId, name: str) -> None:
        await self._do("rename", device_id, name)

    async def forget(self, device_id: DeviceId) -> None:
        await self._do("forget", device_id)

    async def block(self, device_id: DeviceId) -> None:
        await self._do("block", device_id)

    async def unblock(self, device_id: DeviceId) -> None:
        await self._do("unblock", device_id)

    @asynccontextmanager
    async def hold_policy(self, policy: AcceptPolicy) -> AsyncIterator[None]:
        self.policies.append(policy)
        self.policies_seen.append(policy)
        try:
            yield
        finally:
            self.policies.remove(policy)

    async def _do(self, name: str, *arguments: object, default: object = None) -> Any:
        self.calls.append((name, *arguments))
        reply = self.replies.get(name)
        if reply is None:
            return default
        result = reply(*arguments)
        return await result if inspect.isawaitable(result) else result


def raising(error: Exception) -> Callable[..., Any]:
    """A reply that raises *error*."""

    def reply(*_arguments: object) -> Any:
        raise error

    return reply


def waiting_forever(*_arguments: object) -> "asyncio.Future[None]":
    """A reply that never comes."""
    return asyncio.get_running_loop().create_future()


def make_peer(name: str = "Bea", id_start: str = "BEA", **changes: Any) -> PeerSnapshot:
    """A device that is here; its ID is *id_start* and as many 2 as it takes."""
    peer = PeerSnapshot(
        device_id=DeviceId(id_start.ljust(52, "2")),
        name=name,
        kind="desktop",
        address="192.168.1.7",
        port=3001,
        found_by=FoundBy.BROADCAST,
        can_call=Reach.YES,
        called_by=Reach.YES,
        online=True,
        last_seen_at=1_750_000_000.0,
        trust=Trust.SEEN,
        state=ConnectionState.NEW,
    )
    return replace(peer, **changes)


def make_transfer(**changes: Any) -> TransferSnapshot:
    """A job of two files that was offered to us by `make_peer()`."""
    transfer = TransferSnapshot(
        transfer_id=TRANSFER_ID,
        direction=Direction.INCOMING,
        device_id=make_peer().device_id,
        peer_name="Bea",
        label="photo.jpg",
        file_count=2,
        size_bytes=5_000_000,
        state=TransferState.OFFERED,
        reason=None,
        bytes_done=0,
        bytes_per_second=0.0,
        eta_s=None,
        lane=None,
        path=None,
        directory=None,
        at=1_750_000_000.0,
    )
    return replace(transfer, **changes)


def state_changed(
    state: TransferState,
    previous: TransferState = TransferState.OFFERED,
    reason: TransferReason | None = None,
    **changes: Any,
) -> TransferStateChanged:
    """`make_transfer(**changes)` came to *state*."""
    transfer = make_transfer(state=state, reason=reason, **changes)
    return TransferStateChanged(
        transfer_id=transfer.transfer_id, state=state, previous=previous, reason=reason, transfer=transfer
    )
