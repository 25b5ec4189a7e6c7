"""What a face can do with a node, whether it runs in this process or in another one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from peerdrop.control.history_handle import HistoryHandle
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.events import Event, NodeStarted, WarningRaised
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.core.states import ConflictChoice, QueueMove
from peerdrop.link import ServerReport
from peerdrop.settings import IceServer, Settings
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId


class NodeHandle(Protocol):
    """Commands go down as awaitable methods; facts come up as events; state is read as snapshots.

    Every command raises a PeerDropError that carries the user's sentence.
    """

    @property
    def history(self) -> HistoryHandle:
        """Conversations of this and earlier runs, and what waits for devices that are away."""

    async def started(self) -> NodeStarted:
        """How the node started, under the name and the visibility of now; waits until it has."""

    def events(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Every event from entering on, in order."""

    async def warnings(self) -> tuple[WarningRaised, ...]:
        """What this run has warned of so far, the oldest first; what comes later is an event."""

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        """Every device with a signed card, and those of old."""

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        """Every job of this run, oldest first."""

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        """The manifest of a job."""

    async def add_address(self, address: str) -> PeerSnapshot:
        """Make contact with `host`, `host:port` or `[v6]:port`; raises AddressInvalid, NothingAnswers, OwnAddress."""

    async def scan(self) -> None:
        """Ask every address around; returns when done. ScanProgressed and ScanEnded tell how it goes."""

    async def connect(self, device_id: DeviceId, *, anyway: bool = False) -> None:
        """Be CONNECTED with a device; raises ConnectionFailed or NoSuchPeer.

        As many as the settings allow are connected at once. Beyond it an idle connection is closed to make room; if
        none is idle the device is FAILED(LIMIT), and what waits for it goes when another one has left. *anyway*
        goes beyond the own limit. FAILED(BUSY): the other device has no place.
        """

    async def disconnect(self, device_id: DeviceId) -> None:
        """Say bye and close; returns when CLOSED."""

    async def send_message(self, device_id: DeviceId, text: str, *, later: bool = False) -> MessageId:
        """Send *text*, dialing if need be; MessageDelivered or MessageFailed follows. Raises TextTooLong.

        *later*: it waits for a device that is away, also across restarts, until delivered or withdrawn.
        """

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path], *, later: bool = False) -> TransferId:
        """Offer files and folders as one job, dialing if need be. Raises SourceUnreadable or ConnectionFailed.

        *later*: as for texts; then no ConnectionFailed, the job waits in NEW.
        """

    async def accept(
        self,
        transfer_id: TransferId,
        directory: Path | None = None,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice | None = None,
        remember: bool = False,
    ) -> None:
        """Take an offer; raises NoSuchTransfer, FolderUnwritable or NotEnoughSpace.

        *chosen* are indices into `offered_files`, None for all; *conflicts* None: as the settings say. *remember* takes
        every later offer of this device without asking, bound to its ID; only for a verified one, else UsageError and
        nothing is accepted.
        """

    async def conflicts(self, transfer_id: TransferId, directory: Path | None = None) -> tuple[FileConflict, ...]:
        """The entries of an offer whose names are taken in *directory* (None: the default one), by index."""

    async def free_bytes(self, directory: Path | None = None) -> int:
        """Room in *directory* or where it would be made (None: the default one); raises FolderUnwritable."""

    async def decline(self, transfer_id: TransferId) -> None:
        """Refuse an offer."""

    async def cancel(self, transfer_id: TransferId) -> None:
        """End a job at any step, from either side."""

    async def pause(self, transfer_id: TransferId) -> None:
        """Stop the bytes of a job, from either side; raises NoSuchTransfer."""

    async def resume(self, transfer_id: TransferId) -> None:
        """Take back `pause`; the other side may still hold the job. Raises NoSuchTransfer."""

    async def retry(self, transfer_id: TransferId) -> TransferId:
        """Send what an outgoing job that failed in this run was made of; it waits if its device is away.

        Under its old ID, and from where it stopped, if its files are as they were; else under a new one, as a new job.
        Of a job that is complete but for some files those go, as a job whose files belong beside the others.

        Of an incoming job its sender is asked for the same, as soon as it is there; *asked* of the snapshot tells what
        it says, TransferRearranged when. It sends only what is as it was offered; under the old ID nobody here is
        asked, and the files that were missing go where the others are. Raises NoSuchTransfer, SourceUnreadable or
        HomeError.
        """

    async def discard(self, transfer_id: TransferId) -> None:
        """Throw away what has arrived of an incoming job that failed; whole files stay. Raises NoSuchTransfer."""

    async def limit(self, transfer_id: TransferId, bytes_per_second: int) -> None:
        """Let a job be no faster than that from now on, 0: as fast as it goes. The limit of all transfers holds too.

        Raises NoSuchTransfer, or UsageError below SPEED_LIMIT_MIN. TransferRearranged tells all faces.
        """

    async def move(self, transfer_id: TransferId, move: QueueMove) -> None:
        """Put a job that goes from here elsewhere in the line to its device; the first of them run.

        Raises NoSuchTransfer, also for one that comes to us: its order is decided there.
        """

    async def settings(self) -> Settings:
        """What is kept in the home, without what holds for this run only (`--name`, `--port`, `--accept`)."""

    async def change_settings(self, settings: Settings) -> Settings:
        """Keep *settings* whole, and follow them; what is in force then. Calls are served one after the other.

        Raises UsageError, or HomeError if they can't be written.

        Refused as a whole, with nothing kept, if *name* is none that others take, if *directory* is neither "" nor
        absolute, if a network of *scan_networks* is no CIDR or has more than SCAN_ADDRESSES, if an ICE server is none,
        or if *accept* is ALL (never stored); PortTaken, with nothing kept either, if *port* or *discovery_port* can't
        be opened. All counts at once: *port* and *discovery_port* (connections go on, devices that know this one are
        told), *name* (every device that knows this one is told), *discoverable*, *configured_names* (the next request),
        *accept* and *directory* (the next offer; a held policy still wins), *conflicts* (the next yes),
        *reserve_bytes*, *retention* (what is older goes from every conversation for which nothing else was chosen),
        *scan_networks* (the next scan), *ice_servers* and *max_connections* (the next dial),
        *speed_limit_bytes_per_second* (also refused below SPEED_LIMIT_MIN) and *transfers_at_once*. What was not
        changed stays as it is for this run. SettingsChanged follows.

        *theme*, *language*, *notification_content*, *close_to_tray* and *start_hidden* are the window's own.
        """

    async def test_ice_server(self, server: IceServer) -> ServerReport:
        """Ask a STUN server for our address, or a TURN server for one of its own; 5 s at most, nothing is kept."""

    async def connections(self, device_id: DeviceId) -> tuple[PastConnection, ...]:
        """The connections with a device, of earlier runs too, the latest first; none of one that is not remembered."""

    async def rename(self, device_id: DeviceId, name: str) -> None:
        """Show a device under *name* on this machine, "" under its own again. Raises NoSuchPeer or UsageError."""

    async def forget(self, device_id: DeviceId) -> None:
        """Lose all that was kept of a device: trust, name, addresses, connections, and what waits for it.

        PeerForgotten follows. One that is connected stays so, as a stranger; another one is gone from `peers` until
        it is heard anew. Its conversation is kept. Raises NoSuchPeer or HomeError.
        """

    async def block(self, device_id: DeviceId) -> None:
        """Say bye, and take nothing from the device any more, until `unblock`."""

    async def unblock(self, device_id: DeviceId) -> None:
        """Take back `block`: the device is as any other that was seen."""

    def hold_policy(self, policy: AcceptPolicy) -> AbstractAsyncContextManager[None]:
        """Answer offers by *policy* until left; the last one held wins."""
