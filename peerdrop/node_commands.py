"""What can be asked of a node: the commands of NodeHandle over the parts that Node has built."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from peerdrop.backend_adapter import address_error, moving_error
from peerdrop.clock import Clock
from peerdrop.core.accept_policy import AcceptPolicies, AcceptPolicy
from peerdrop.core.alarm import Alarm
from peerdrop.core.bus import Bus
from peerdrop.core.connection_table import LIVE
from peerdrop.core.conversations import Conversations
from peerdrop.core.device_memory import DeviceMemory
from peerdrop.core.errors import ConnectionFailed, FolderUnwritable, NotWaiting, UsageError
from peerdrop.core.event_stream import event_stream
from peerdrop.core.events import Event, NodeStarted, SettingsChanged, WarningRaised
from peerdrop.core.history.desk import HistoryDesk
from peerdrop.core.history.history import History
from peerdrop.core.peers import Peers
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.core.states import ConflictChoice, FailureReason, QueueMove, TransferReason, Trust
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.core.trust import TrustStore
from peerdrop.core.warning_log import WarningLog
from peerdrop.link import ServerReport
from peerdrop.live_settings import LiveSettings
from peerdrop.settings import IceServer, Settings, check_speed_limit
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId
from server.backend import Backend
from server.errors import BackendError, PortsTaken

_DELIVERY_S: Final = 30.0


class NodeCommands:
    """The commands; Node, which is one, builds the parts before anybody can ask."""

    bus: Bus
    backend: Backend
    conversations: Conversations
    jobs: Transfers
    peers_known: Peers
    history: HistoryDesk
    _live: LiveSettings
    _warnings: WarningLog
    _clock: Clock
    _supervisor: Supervisor
    _policies: AcceptPolicies
    _trust: TrustStore
    _memory: DeviceMemory
    _history: History
    _started: asyncio.Future[NodeStarted] | None

    async def started(self) -> NodeStarted:
        """How the node started; waits until it has."""
        assert self._started is not None, "the node was not entered"
        started = await asyncio.shield(self._started)
        now = replace(
            started,
            name=self._live.name,
            discoverable=self._live.now.discoverable,
            port=self.backend.port,
            discovery_port=self._live.now.discovery_port,
        )
        return started if now == started else now

    def events(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Every event from entering on, in order."""
        return event_stream(self.bus)

    async def warnings(self) -> tuple[WarningRaised, ...]:
        """What this run has warned of so far, the oldest first."""
        return self._warnings.snapshot()

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        """Every device with a signed card, and those of old."""
        here = self.peers_known.snapshots()
        return here + self._memory.away({peer.device_id for peer in here})

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        """Every job of this run, oldest first."""
        return self.jobs.snapshots()

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        """The manifest of a job."""
        # To name 10,000 files takes a tenth of a second.
        return await asyncio.to_thread(self.jobs.offered_files, transfer_id)

    # Devices

    async def add_address(self, address: str) -> PeerSnapshot:
        """Make contact with `host`, `host:port` or `[v6]:port`."""
        try:
            record = await self.backend.add_address(address)
        except BackendError as exc:
            raise address_error(exc, address) from exc
        return self.peers_known.snapshot(record.device_id)

    async def scan(self) -> None:
        """Announce anew and ask every address around; returns when done."""
        await self.backend.refresh_network()
        await self.backend.scan()

    async def connect(self, device_id: DeviceId, *, anyway: bool = False) -> None:
        """Be CONNECTED with a device; one that is not here is looked for at every address where it was."""
        known = self.peers_known.snapshot(device_id) if self.peers_known.knows(device_id) else None
        is_here = known is not None and (known.online or known.state in LIVE)
        if not is_here and device_id in self._memory.endpoints():
            try:
                # At all its addresses at once: the one it had last may be another device's by now.
                await self.backend.call_saved(device_id)
            except BackendError as exc:
                if known is None:
                    raise ConnectionFailed(
                        "That device does not answer where it was.", next_step="Search again.", failure="SIGNALING"
                    ) from exc
        await self.peers_known.connect(device_id, anyway=anyway)

    async def disconnect(self, device_id: DeviceId) -> None:
        """Say bye and close."""
        await self.peers_known.disconnect(device_id)

    async def connections(self, device_id: DeviceId) -> tuple[PastConnection, ...]:
        """The connections with a device, of earlier runs too, the latest first."""
        return self._memory.connections(device_id)

    async def rename(self, device_id: DeviceId, name: str) -> None:
        """Show a device under *name* on this machine."""
        await self._memory.rename(device_id, name)

    async def forget(self, device_id: DeviceId) -> None:
        """Lose all that was kept of a device."""
        for item in await self.history.outbox():
            if item.device_id == device_id:
                with suppress(NotWaiting):
                    await self.history.withdraw(item.item_id)
        await self._memory.forget(device_id, stays=not self.peers_known.forget(device_id))

    async def block(self, device_id: DeviceId) -> None:
        """Take nothing from the device any more."""
        await self._memory.block(device_id)
        if self.peers_known.knows(device_id):
            await self.peers_known.disconnect(device_id)

    async def unblock(self, device_id: DeviceId) -> None:
        """Take back `block`."""
        await self._memory.unblock(device_id)

    # Texts and files

    async def send_message(self, device_id: DeviceId, text: str, *, later: bool = False) -> MessageId:
        """Send *text*, dialing if need be; MessageDelivered or, unless it may wait, MessageFailed follows."""
        self._name_of(device_id, later=later)
        message_id = self.conversations.post(device_id, text)
        # Before anything is waited for: whoever asked may give up or die meanwhile, and the text would wait for nobody.
        self._supervisor.spawn(self._deliver(device_id, message_id, later=later), name=f"deliver:{message_id[:8]}")
        await self._history.written()
        return message_id

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path], *, later: bool = False) -> TransferId:
        """Offer files as one job, dialing if need be."""
        name = self._name_of(device_id, later=later)
        transfer_id = await self.jobs.offer(device_id, name, paths, later=later)
        if later:
            self._supervisor.spawn(self._try_to_connect(device_id), name=f"dial:{transfer_id[:8]}")
            return transfer_id
        try:
            await self.connect(device_id)
        except BaseException:
            # Also when whoever asked gave up or died meanwhile: nobody would know of a job that waited here.
            self.jobs.fail(transfer_id, TransferReason.LOST)
            raise
        return transfer_id

    async def accept(
        self,
        transfer_id: TransferId,
        directory: Path | None = None,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice | None = None,
        remember: bool = False,
    ) -> None:
        """Take an offer; its device is known from now on."""
        device_id = self.jobs.snapshot(transfer_id).device_id
        if remember and self._trust.of(device_id) is not Trust.VERIFIED:
            raise UsageError("Only a verified device can be accepted always.", next_step="Verify this device first.")
        choice = conflicts or self._live.now.conflicts.choice
        await self.jobs.accept(transfer_id, directory, chosen=chosen, conflicts=choice)
        await self._remember(device_id)

    async def conflicts(self, transfer_id: TransferId, directory: Path | None = None) -> tuple[FileConflict, ...]:
        """The entries of an offer whose names are taken in *directory*."""
        return await self.jobs.conflicts(transfer_id, directory)

    async def free_bytes(self, directory: Path | None = None) -> int:
        """Room in *directory* or where it would be made."""
        return await self.jobs.free_bytes(directory or self._directory())

    async def decline(self, transfer_id: TransferId) -> None:
        """Refuse an offer."""
        await self.jobs.decline(transfer_id, TransferReason.DECLINED)

    async def cancel(self, transfer_id: TransferId) -> None:
        """End a job at any step."""
        await self.jobs.cancel(transfer_id)

    async def pause(self, transfer_id: TransferId) -> None:
        """Stop the bytes of a job, from either side."""
        self.jobs.pause(transfer_id)

    async def resume(self, transfer_id: TransferId) -> None:
        """Take back `pause`."""
        self.jobs.resume(transfer_id)

    async def retry(self, transfer_id: TransferId) -> TransferId:
        """Send what a job that failed was made of, or have its sender do so, dialing if need be."""
        device_id = await self.jobs.device_of(transfer_id)
        again = await self.jobs.retry(transfer_id)
        self._supervisor.spawn(self._try_to_connect(device_id), name=f"dial:{again[:8]}")
        return again

    async def discard(self, transfer_id: TransferId) -> None:
        """Throw away what has arrived of a job that failed."""
        await self.jobs.discard(transfer_id)

    async def limit(self, transfer_id: TransferId, bytes_per_second: int) -> None:
        """Let a job be no faster than that."""
        check_speed_limit(bytes_per_second)
        self.jobs.limit(transfer_id, bytes_per_second)

    async def move(self, transfer_id: TransferId, move: QueueMove) -> None:
        """Put a job elsewhere in the line to its device."""
        self.jobs.move(transfer_id, move)

    # Settings

    async def settings(self) -> Settings:
        """What is kept in the home, without what holds for this run only."""
        return await self._live.kept()

    async def change_settings(self, settings: Settings) -> Settings:
        """Keep *settings* whole and follow them as NodeHandle says."""
        await self._live.change(settings, self._follow_settings, self._move)
        return settings

    async def test_ice_server(self, server: IceServer) -> ServerReport:
        """Ask a STUN server for our address, or a TURN server for one of its own."""
        # Imported late, as all of the transport.
        from peerdrop.transport.ice_server import IceServer as AskedServer
        from peerdrop.transport.server_probe import probe_server

        asked = AskedServer(url=server.url, username=server.username, credential=server.credential)
        return await probe_server(asked, clock=self._clock)

    @asynccontextmanager
    async def hold_policy(self, policy: AcceptPolicy) -> AsyncIterator[None]:
        """Answer offers by *policy* until left; the last one held wins."""
        if policy.directory is not None:
            await asyncio.to_thread(_check_folder, policy.directory)
        with self._policies.hold(policy):
            yield

    # Own work

    def _follow_settings(self, before: Settings, now: Settings) -> None:
        self._policies.change_standing(AcceptPolicy(mode=now.accept, directory=now.download_directory))
        self.jobs.change_limits(now.transfer_limits)
        self.jobs.change_reserve(now.reserve_bytes)
        self._history.change_default(now.retention)
        self.backend.change_scan_networks(now.scan_networks)
        self.backend.change_host_names(now.configured_names)
        self.backend.change_discoverable(now.discoverable)
        if now.name != before.name:
            self.backend.rename(self._live.name)
        self.bus.publish(SettingsChanged(name=self._live.name, discoverable=now.discoverable))

    async def _move(self, before: Settings, now: Settings) -> None:
        """Be reached where *now* says; raises PortTaken, and nothing has moved then."""
        # The one that goes back to exactly where it was comes first: a port of 0 may become another one.
        if now.discovery_port != before.discovery_port:
            try:
                await self.backend.move_discovery(now.discovery_port)
            except PortsTaken as exc:
                raise moving_error(exc) from exc
        if now.port != before.port:
            try:
                await self.backend.move(now.port)
            except PortsTaken as exc:
                if now.discovery_port != before.discovery_port:
                    with suppress(PortsTaken):
                        await self.backend.move_discovery(before.discovery_port)
                raise moving_error(exc) from exc

    def _name_of(self, device_id: DeviceId, *, later: bool) -> str:
        """The device's name; raises NoSuchPeer unless it was found in this run, or for *later* in an earlier one."""
        if later and not self.peers_known.knows(device_id):
            for peer in self._memory.away(()):
                if peer.device_id == device_id:
                    return peer.name
        return self.peers_known.snapshot(device_id).name

    async def _try_to_connect(self, device_id: DeviceId) -> None:
        try:
            await self.connect(device_id)
        except ConnectionFailed:
            return  # It is dialed again when the device is back.

    async def _deliver(self, device_id: DeviceId, message_id: MessageId, *, later: bool) -> None:
        if later:
            await self._try_to_connect(device_id)
            return
        try:
            await self.connect(device_id)
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

    def _directory(self) -> Path:
        return self._policies.directory or self._live.now.download_directory

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


def _check_folder(directory: Path) -> None:
    if not directory.is_dir():
        raise FolderUnwritable(f"{directory} is not a folder.", next_step="Choose a folder that exists.")
