"""The composition root: builds every part of one PeerDrop, starts it, and ends it in order."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from peerdrop import __version__
from peerdrop.backend_adapter import BackendAdapter, address_error, start_error
from peerdrop.clock import Clock, SystemClock
from peerdrop.core.accept_policy import AcceptPolicies, AcceptPolicy
from peerdrop.core.alarm import Alarm
from peerdrop.core.bus import Bus
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.conversations import Conversations
from peerdrop.core.errors import ConnectionFailed, FolderUnwritable, HomeDamaged, HomeError
from peerdrop.core.event_stream import event_stream
from peerdrop.core.events import Event, NodeStarted, WarningRaised
from peerdrop.core.features import FeatureSet
from peerdrop.core.peers import Peers
from peerdrop.core.session_context import SessionContext
from peerdrop.core.snapshots import OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.core.states import FailureReason, TransferReason
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.core.trust import TrustStore
from peerdrop.identity.errors import KeyFileDamaged, KeyFileUnreadable
from peerdrop.identity.identity import Identity
from peerdrop.link import LinkFactory, TransportUnfit
from peerdrop.machine_profile import machine_kind, machine_name
from peerdrop.settings import Settings
from peerdrop.wire.card import fit_name
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId
from server.backend import Backend
from server.config import BackendConfig, Profile
from server.errors import BackendError, PortsTaken

PROTOCOL_FEATURES: Final = ("text", "files")
# More than a session takes by its own limits, so that each says bye before it is cut off.
_LEAVE_S: Final = 5.0
_DELIVERY_S: Final = 30.0

LinkFactoryMaker = Callable[[Callable[[], Sequence[str]]], LinkFactory]


class Node:
    """One PeerDrop on one home, as a NodeHandle; lives on the loop it was entered on.

        async with Node(home, settings) as node:
            await node.send_files(device_id, [path])

    The caller owns the home's lock. Entering raises a HomeError or a NetworkError.
    """

    def __init__(
        self,
        home: Path,
        settings: Settings,
        *,
        clock: Clock | None = None,
        make_links: LinkFactoryMaker | None = None,
        limits: ConnectionLimits | None = None,
        offer_timeout_s: float = 600.0,
    ) -> None:
        self._home = home
        self._settings = settings
        self._clock = clock or SystemClock()
        self._make_links = make_links or self._webrtc_links
        self._limits = limits or ConnectionLimits()
        self._offer_timeout_s = offer_timeout_s
        self._name = fit_name(settings.name or machine_name())
        self.bus = Bus()
        self._supervisor = Supervisor("node")
        self._started: asyncio.Future[NodeStarted] | None = None
        self._parts = AsyncExitStack()
        """Ends each part; what was begun last, first."""

    async def __aenter__(self) -> Self:
        self._started = asyncio.get_running_loop().create_future()
        # Whatever ends the start, an error or the user's patience, ends the parts that stand by then.
        async with AsyncExitStack() as parts:
            parts.callback(self._started.cancel)
            try:
                await self._start(parts)
            except (TransportUnfit, ImportError, PortsTaken, OSError) as exc:
                raise start_error(exc, self._settings.port) from exc
            self._parts = parts.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        parts, self._parts = self._parts, AsyncExitStack()
        async with parts:
            self.peers_known.close_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await self.peers_known.all_closed()

    # NodeHandle: what can be asked

    async def started(self) -> NodeStarted:
        """How the node started; waits until it has."""
        assert self._started is not None, "the node was not entered"
        return await asyncio.shield(self._started)

    def events(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Every event from entering on, in order."""
        return event_stream(self.bus)

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        """Every device with a signed card, and those of old."""
        return self.peers_known.snapshots()

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        """Every job of this run, oldest first."""
        return self.jobs.snapshots()

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        """The manifest of a job."""
        return self.jobs.offered_files(transfer_id)

    # NodeHandle: commands

    async def add_address(self, address: str) -> PeerSnapshot:
        """Make contact with `host`, `host:port` or `[v6]:port`."""
        try:
            record = await self.backend.add_address(address)
        except BackendError as exc:
            raise address_error(exc, address) from exc
        return self.peers_known.snapshot(record.device_id)

    async def scan(self) -> None:
        """Announce anew and ask around; returns when done."""
        await self.backend.refresh_network()

    async def connect(self, device_id: DeviceId) -> None:
        """Be CONNECTED with a device."""
        await self.peers_known.connect(device_id)

    async def disconnect(self, device_id: DeviceId) -> None:
        """Say bye and close."""
        await self.peers_known.disconnect(device_id)

    async def send_message(self, device_id: DeviceId, text: str) -> MessageId:
        """Send *text*, dialing if need be; MessageDelivered or MessageFailed follows."""
        self.peers_known.snapshot(device_id)
        message_id = self.conversations.post(device_id, text)
        self._supervisor.spawn(self._deliver(device_id, message_id), name=f"deliver:{message_id[:8]}")
        return message_id

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path]) -> TransferId:
        """Offer files as one job, dialing if need be."""
        name = self.peers_known.snapshot(device_id).name
        transfer_id = await self.jobs.offer(device_id, name, paths)
        try:
            await self.peers_known.connect(device_id)
        except BaseException:
            # Also when whoever asked gave up or died meanwhile: nobody would know of a job that waited here.
            self.jobs.fail(transfer_id, TransferReason.LOST)
            raise
        return transfer_id

    async def accept(self, transfer_id: TransferId, directory: Path | None = None) -> None:
        """Take an offer; its device is known from now on."""
        await self.jobs.accept(transfer_id, directory or self._directory())
        await self._remember(self.jobs.snapshot(transfer_id).device_id)

    async def decline(self, transfer_id: TransferId) -> None:
        """Refuse an offer."""
        await self.jobs.decline(transfer_id, TransferReason.DECLINED)

    async def cancel(self, transfer_id: TransferId) -> None:
        """End a job at any step."""
        await self.jobs.cancel(transfer_id)

    @asynccontextmanager
    async def hold_policy(self, policy: AcceptPolicy) -> AsyncIterator[None]:
        """Answer offers by *policy* until left; the last one held wins."""
        if policy.directory is not None:
            await asyncio.to_thread(_check_folder, policy.directory)
        with self._policies.hold(policy):
            yield

    # Building

    async def _start(self, parts: AsyncExitStack) -> None:
        identity, self._trust = await asyncio.to_thread(self._open_home)
        self._policies = AcceptPolicies(
            AcceptPolicy(mode=self._settings.accept, directory=self._settings.download_directory),
            self._trust.of,
        )
        await self._build(identity)
        parts.push_async_callback(self.links.aclose)
        parts.push_async_callback(self._supervisor.aclose)
        parts.push_async_callback(self.backend.stop)
        parts.push_async_callback(self.jobs.aclose)
        parts.callback(self.peers_known.discard_all)
        await self.links.check()
        await self.backend.start()
        started = NodeStarted(
            device_id=identity.device_id,
            name=self._name,
            port=self.backend.port,
            discovery_port=self._settings.discovery_port,
            addresses=self.backend.addresses,
        )
        assert self._started is not None
        self._started.set_result(started)
        self.bus.publish(started)
        self._adapter.begin()
        self._warn_of_damage()

    def _open_home(self) -> tuple[Identity, TrustStore]:
        try:
            return Identity.load_or_create(self._home), TrustStore(self._home)
        except KeyFileDamaged as exc:
            # The text says how to stay the same device; this is what is left.
            raise HomeDamaged(str(exc), next_step="Or start with another folder: --home.") from exc
        except KeyFileUnreadable as exc:
            raise HomeError(str(exc), next_step="Or start with another folder: --home.") from exc
        except OSError as exc:
            raise HomeError(
                f"The folder {self._home} can't be used ({exc.strerror}).",
                next_step="Check its permissions, or choose another with --home.",
            ) from exc

    async def _build(self, identity: Identity) -> None:
        adapter = self._adapter = BackendAdapter(self.bus)
        self.backend = Backend(
            identity,
            Profile(name=self._name, kind=machine_kind(), features=PROTOCOL_FEATURES, app_version=__version__),
            BackendConfig(
                port=self._settings.port,
                discovery_port=self._settings.discovery_port,
                discoverable=self._settings.discoverable,
                host_names=self._settings.configured_names,
            ),
            clock=self._clock,
            on_event=adapter.event_happened,
        )
        self.links = await asyncio.to_thread(self._make_links, lambda: self.backend.addresses)
        self.conversations = Conversations(self.bus, self._clock)
        self.jobs = Transfers(
            home=self._home,
            bus=self.bus,
            clock=self._clock,
            policy=self._decide,
            default_directory=self._directory,
            offer_timeout_s=self._offer_timeout_s,
        )
        context = SessionContext(
            identity=identity,
            name=lambda: self._name,
            protocol_features=PROTOCOL_FEATURES,
            features=FeatureSet((self.conversations,), self.jobs),
            links=self.links,
            signaling=adapter,
            clock=self._clock,
            supervisor=self._supervisor,
            limits=self._limits,
        )
        self.peers_known = Peers(
            context,
            self.bus,
            trust_of=self._trust.of,
            work_waits=lambda device_id: (
                self.conversations.has_work_for(device_id) or self.jobs.has_work_for(device_id)
            ),
            random=random.random,
            max_connections=self._settings.max_connections,
        )
        adapter.attach(self.backend, self.peers_known)

    def _webrtc_links(self, addresses: Callable[[], Sequence[str]]) -> LinkFactory:
        # Imported late and in a thread: aiortc takes a third of a second, and nodes over memory links do without it.
        from peerdrop.transport.ice_server import IceServer
        from peerdrop.transport.webrtc import WebRtcFactory

        servers = tuple(
            IceServer(url=server.url, username=server.username, credential=server.credential)
            for server in self._settings.ice_servers
        )
        return WebRtcFactory(addresses=addresses, clock=self._clock, ice_servers=servers)

    # Own work

    async def _deliver(self, device_id: DeviceId, message_id: MessageId) -> None:
        try:
            await self.peers_known.connect(device_id)
            limit = Alarm(self._clock)
            limit.set(_DELIVERY_S, lambda: self.conversations.withdraw(message_id, "NOT_DELIVERED"))
            try:
                await self.conversations.delivered(message_id)
            finally:
                limit.cancel()
        except ConnectionFailed as exc:
            self.conversations.withdraw(message_id, exc.failure or exc.reason)
        finally:
            # The node ends: nobody would know of a text that waited for its next run.
            self.conversations.withdraw(message_id, FailureReason.LOST)

    def _decide(self, device_id: DeviceId) -> OfferDecision:
        if not self._policies.is_wanted(device_id):
            return OfferDecision.decline(TransferReason.NOT_FROM_YOU)
        if self._policies.takes(device_id):
            return OfferDecision.accept(self._directory())
        if self._policies.is_attended:
            return OfferDecision.ask()
        return OfferDecision.decline(TransferReason.NOT_ATTENDED)

    def _directory(self) -> Path:
        return self._policies.directory or self._settings.download_directory

    async def _remember(self, device_id: DeviceId) -> None:
        if self._trust.met(device_id, self.peers_known.name_of(device_id), self._clock.wall()):
            try:
                await asyncio.to_thread(self._trust.save)
            except OSError as exc:
                self.bus.publish(
                    WarningRaised(
                        reason="HOME",
                        message=f"The list of known devices could not be saved ({exc.strerror}).",
                        next_step="Check the permissions and the free space of PeerDrop's folder.",
                    )
                )

    def _warn_of_damage(self) -> None:
        if self._trust.damaged is not None:
            self.bus.publish(
                WarningRaised(
                    reason="HOME_DAMAGED",
                    message=f"The list of known devices was damaged and set aside as {self._trust.damaged.name}.",
                    next_step="You will be asked about every device again.",
                )
            )


def _check_folder(directory: Path) -> None:
    if not directory.is_dir():
        raise FolderUnwritable(f"{directory} is not a folder.", next_step="Choose a folder that exists.")
