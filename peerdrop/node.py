"""The composition root: builds every part of one PeerDrop, starts it, and ends it in order."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from peerdrop import __version__
from peerdrop.backend_adapter import BackendAdapter, endpoints_of, start_error
from peerdrop.clock import Clock, SystemClock
from peerdrop.core.accept_policy import AcceptPolicies, AcceptPolicy
from peerdrop.core.bus import Bus
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.conversations import Conversations
from peerdrop.core.device_memory import DeviceMemory
from peerdrop.core.errors import HomeDamaged, HomeError
from peerdrop.core.events import NodeStarted, WarningRaised
from peerdrop.core.features import FeatureSet
from peerdrop.core.history.desk import HistoryDesk
from peerdrop.core.history.entries import OutboxItem
from peerdrop.core.history.history import History
from peerdrop.core.history.outbox import Outbox
from peerdrop.core.peers import Peers
from peerdrop.core.saved_devices import SavedDevices
from peerdrop.core.session_context import SessionContext
from peerdrop.core.states import ConflictPolicy, TransferReason
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.asks import ASK_AGAIN_FEATURE
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.core.trust import TrustStore
from peerdrop.core.warning_log import WarningLog
from peerdrop.identity.errors import KeyFileDamaged, KeyFileUnreadable
from peerdrop.identity.identity import Identity
from peerdrop.link import LinkFactory, TransportUnfit
from peerdrop.live_settings import LiveSettings
from peerdrop.machine_profile import machine_kind
from peerdrop.node_commands import NodeCommands
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId
from server.backend import Backend
from server.config import BackendConfig, Profile
from server.errors import PortsTaken

PROTOCOL_FEATURES: Final = ("text", "files", ASK_AGAIN_FEATURE)
# More than a session takes by its own limits, so that each says bye before it is cut off.
_LEAVE_S: Final = 5.0
_DELIVERY_S: Final = 30.0

LinkFactoryMaker = Callable[[Callable[[], Sequence[str]]], LinkFactory]


class Node(NodeCommands):
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
        self._live = LiveSettings(home, settings)
        self._clock = clock or SystemClock()
        self._make_links = make_links or self._webrtc_links
        self._limits = limits or ConnectionLimits()
        self._offer_timeout_s = offer_timeout_s
        self.bus = Bus()
        self._warnings = WarningLog(self.bus)
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
                raise start_error(exc, self._live.now.port) from exc
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

    # Building

    async def _start(self, parts: AsyncExitStack) -> None:
        identity, self._trust, self._saved = await asyncio.to_thread(self._open_home)
        self._policies = AcceptPolicies(
            AcceptPolicy(mode=self._live.now.accept, directory=self._live.now.download_directory),
            self._trust.of,
        )
        waiting = await self._open_history(parts)
        await self._build(identity)
        parts.push_async_callback(self.links.aclose)
        parts.push_async_callback(self._supervisor.aclose)
        parts.push_async_callback(self.backend.stop)
        parts.push_async_callback(self._live.aclose)
        parts.push_async_callback(self._memory.aclose)
        parts.push_async_callback(self.conversations.aclose)
        parts.push_async_callback(self.jobs.aclose)
        parts.callback(self.peers_known.discard_all)
        self.conversations.restore(waiting)
        await self.jobs.restore()
        await self.links.check()
        await self.backend.start()
        started = NodeStarted(
            device_id=identity.device_id,
            name=self._live.name,
            port=self.backend.port,
            discovery_port=self._live.now.discovery_port,
            discoverable=self._live.now.discoverable,
            addresses=self.backend.addresses,
        )
        assert self._started is not None
        self._started.set_result(started)
        self.bus.publish(started)
        self._adapter.begin()
        self._warn_of_damage()

    async def _open_history(self, parts: AsyncExitStack) -> tuple[OutboxItem, ...]:
        """Open what was said and sent; the texts that wait since an earlier run."""
        kept = self._history = History(self._home, self.bus, self._clock, default=self._live.now.retention)
        parts.push_async_callback(kept.aclose)
        await kept.open()
        outbox = self._outbox = Outbox(kept.database, self.bus, self._clock)
        parts.callback(outbox.close)
        outbox.open()
        return await outbox.all()

    def _open_home(self) -> tuple[Identity, TrustStore, SavedDevices]:
        try:
            return Identity.load_or_create(self._home), TrustStore(self._home), SavedDevices(self._home)
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
        memory = self._memory = DeviceMemory(self._trust, self._saved, self.bus, self._clock, self._supervisor)
        self.backend = Backend(
            identity,
            Profile(name=self._live.name, kind=machine_kind(), features=PROTOCOL_FEATURES, app_version=__version__),
            BackendConfig(
                port=self._live.now.port,
                discovery_port=self._live.now.discovery_port,
                discoverable=self._live.now.discoverable,
                host_names=self._live.now.configured_names,
                scan_networks=self._live.now.scan_networks,
            ),
            clock=self._clock,
            on_event=adapter.event_happened,
            saved={device_id: endpoints_of(each) for device_id, each in memory.endpoints().items()},
        )
        self.links = await asyncio.to_thread(self._make_links, lambda: self.backend.addresses)
        self.conversations = Conversations(self.bus, self._clock, keep=self._history.keep)
        self.jobs = Transfers(
            home=self._home,
            bus=self.bus,
            clock=self._clock,
            policy=self._decide,
            default_directory=self._directory,
            offer_timeout_s=self._offer_timeout_s,
            limits=self._live.now.transfer_limits,
        )
        self.jobs.change_reserve(self._live.now.reserve_bytes)
        context = SessionContext(
            identity=identity,
            name=lambda: self._live.name,
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
            max_connections=lambda: self._live.now.max_connections,
        )
        adapter.attach(self.backend, self.peers_known, memory)
        memory.attach(adapter, self.peers_known.updated)
        self.history = HistoryDesk(
            self._history,
            self._outbox,
            withdraw_text=self.conversations.withdraw,
            withdraw_job=self.cancel,
            jobs=self.jobs.snapshots,
        )

    def _webrtc_links(self, addresses: Callable[[], Sequence[str]]) -> LinkFactory:
        # Imported late and in a thread: aiortc takes a third of a second, and nodes over memory links do without it.
        from peerdrop.transport.ice_server import IceServer
        from peerdrop.transport.webrtc import WebRtcFactory

        def servers() -> tuple[IceServer, ...]:
            return tuple(
                IceServer(url=each.url, username=each.username, credential=each.credential)
                for each in self._live.now.ice_servers
            )

        return WebRtcFactory(addresses=addresses, clock=self._clock, ice_servers=servers)

    # Own work

    def _decide(self, device_id: DeviceId) -> OfferDecision:
        if not self._policies.is_wanted(device_id):
            return OfferDecision.decline(TransferReason.NOT_FROM_YOU)
        if self._policies.takes(device_id):
            return OfferDecision.accept(self._directory(), self._conflicts())
        if self._policies.is_attended:
            return OfferDecision.ask()
        return OfferDecision.decline(TransferReason.NOT_ATTENDED)

    def _conflicts(self) -> ConflictPolicy:
        conflicts = self._live.now.conflicts
        # Whoever chose to be asked wants nothing to be lost: so too where nobody is there to answer.
        is_unanswered = conflicts is ConflictPolicy.ASK and not self._policies.is_attended
        return ConflictPolicy.KEEP_BOTH if is_unanswered else conflicts

    def _warn_of_damage(self) -> None:
        for damaged, what, next_step in (
            (self._trust.damaged, "known devices", "You will be asked about every device again."),
            (self._saved.damaged, "saved addresses", "Devices are saved again as they appear."),
        ):
            if damaged is not None:
                message = f"The list of {what} was damaged and set aside as {damaged.name}."
                self.bus.publish(WarningRaised(reason="HOME_DAMAGED", message=message, next_step=next_step))
