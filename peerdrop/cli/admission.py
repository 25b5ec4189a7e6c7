"""Whose offers a command takes without asking, and whose it has nothing to do with."""

from dataclasses import dataclass

from peerdrop.cli.watch import Watch
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import AcceptMode, Direction, TransferState
from peerdrop.wire.identifiers import DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """--accept and --from. *only_from* None is anyone; offers of others are declined by the node's policy."""

    watch: Watch
    mode: AcceptMode | None
    only_from: DeviceId | None

    def concerns(self, offer: TransferSnapshot) -> bool:
        """It comes to us, from one of those who may offer something, and stands open."""
        if offer.direction is not Direction.INCOMING or offer.state is not TransferState.OFFERED:
            return False
        return self.only_from in (None, offer.device_id)

    def lets_in(self, offer: TransferSnapshot) -> bool:
        """It is taken without asking."""
        if self.mode is AcceptMode.ALL:
            return True
        return self.mode is AcceptMode.KNOWN and self.watch.trusts(offer.device_id)
