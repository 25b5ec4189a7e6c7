"""What a face can do with a node, whether it runs in this process or in another one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.events import Event, NodeStarted
from peerdrop.core.snapshots import OfferedFile, PeerSnapshot, TransferSnapshot
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId


class NodeHandle(Protocol):
    """Commands go down as awaitable methods; facts come up as events; state is read as snapshots.

    Every command raises a PeerDropError that carries the user's sentence.
    """

    async def started(self) -> NodeStarted:
        """How the node started; waits until it has."""

    def events(self) -> AbstractAsyncContextManager[AsyncIterator[Event]]:
        """Every event from entering on, in order."""

    async def peers(self) -> tuple[PeerSnapshot, ...]:
        """Every device with a signed card, and those of old."""

    async def transfers(self) -> tuple[TransferSnapshot, ...]:
        """Every job of this run, oldest first."""

    async def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        """The manifest of a job."""

    async def add_address(self, address: str) -> PeerSnapshot:
        """Make contact with `host`, `host:port` or `[v6]:port`; raises AddressInvalid, NothingAnswers, OwnAddress."""

    async def scan(self) -> None:
        """Ask every address around; returns when done."""

    async def connect(self, device_id: DeviceId) -> None:
        """Be CONNECTED with a device; raises ConnectionFailed or NoSuchPeer."""

    async def disconnect(self, device_id: DeviceId) -> None:
        """Say bye and close; returns when CLOSED."""

    async def send_message(self, device_id: DeviceId, text: str) -> MessageId:
        """Send *text*, dialing if need be; MessageDelivered or MessageFailed follows. Raises TextTooLong."""

    async def send_files(self, device_id: DeviceId, paths: Sequence[Path]) -> TransferId:
        """Offer files and folders as one job, dialing if need be. Raises SourceUnreadable or ConnectionFailed."""

    async def accept(self, transfer_id: TransferId, directory: Path | None = None) -> None:
        """Take an offer; raises NoSuchTransfer or FolderUnwritable."""

    async def decline(self, transfer_id: TransferId) -> None:
        """Refuse an offer."""

    async def cancel(self, transfer_id: TransferId) -> None:
        """End a job at any step, from either side."""

    def hold_policy(self, policy: AcceptPolicy) -> AbstractAsyncContextManager[None]:
        """Answer offers by *policy* until left; the last one held wins."""
