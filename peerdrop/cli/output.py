"""Where a command says what happens."""

from collections.abc import Sequence
from typing import Protocol

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event
from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot


class Output(Protocol):
    """What happened goes to stdout, all else to stderr. Never waits."""

    def event(self, event: Event) -> None:
        """Tell *event*, in the order of the calls."""

    def peers(self, peers: Sequence[PeerSnapshot]) -> None:
        """List devices at the end of a search, where events alone would not show them."""

    def transfers(self, transfers: Sequence[TransferSnapshot]) -> None:
        """How transfers stand, when that was asked for."""

    def note(self, text: str) -> None:
        """Tell the user one sentence of our own."""

    def question(self, text: str) -> None:
        """Ask; what is typed follows on the same line."""

    def error(self, error: PeerDropError) -> None:
        """Tell why the command ended; the last call."""
