"""Tells how an offer that nobody here is asked about can be answered."""

from typing import Final

from peerdrop.cli.admission import Admission
from peerdrop.cli.run import Run
from peerdrop.cli.watch import Inbox
from peerdrop.core.events import TransferOffered
from peerdrop.core.snapshots import TransferSnapshot

_ID_CHARS: Final = 8


class HeldOffers:
    """With --hold, what --accept does not let in stands open for `peerdrop accept` and `peerdrop decline`."""

    def __init__(self, run: Run, admission: Admission) -> None:
        self._run = run
        self._admission = admission

    async def attend(self, inbox: Inbox) -> None:
        """Tell of each until cancelled."""
        while True:
            match await inbox.get():
                case TransferOffered(transfer=offer) if self._admission.concerns(offer):
                    if not self._admission.lets_in(offer):
                        self._tell(offer)

    def _tell(self, offer: TransferSnapshot) -> None:
        short = offer.transfer_id[:_ID_CHARS]
        self._run.output.note(
            f"Take it with: peerdrop accept {short} (its files: peerdrop files {short}),"
            f" or refuse it: peerdrop decline {short}"
        )
