"""Where a command says what happens."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from peerdrop.cli.offer_list import OfferList
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event
from peerdrop.core.history.entries import OutboxItem
from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot
from peerdrop.wire.identifiers import DeviceId


class Output(Protocol):
    """What happened goes to stdout, all else to stderr. Never waits."""

    def event(self, event: Event) -> None:
        """Tell *event*, in the order of the calls."""

    def peers(self, peers: Sequence[PeerSnapshot]) -> None:
        """List devices at the end of a search, where events alone would not show them."""

    def outbox(self, items: Sequence[OutboxItem], names: Mapping[DeviceId, str]) -> None:
        """List what waits, oldest first; *names* are those of the devices."""

    def waits(self, item_id: str, peer: PeerSnapshot) -> None:
        """What was to be sent to *peer* is left in the outbox."""

    def transfers(self, transfers: Sequence[TransferSnapshot]) -> None:
        """How transfers stand, when that was asked for."""

    def files(self, transfer: TransferSnapshot, offer: OfferList) -> None:
        """What a transfer holds, when that was asked for."""

    def missing(self, transfer: TransferSnapshot) -> None:
        """How a transfer ended and what of it did not arrive, when that was asked for."""

    def note(self, text: str) -> None:
        """Tell the user one sentence of our own."""

    def question(self, text: str) -> None:
        """Ask; what is typed follows on the same line. Whatever is told before `answered` does not hide it."""

    def answered(self) -> None:
        """Nobody waits for the answer any more."""

    def error(self, error: PeerDropError) -> None:
        """Tell why the command ended; the last call."""
