"""Why a transfer failed, as one sentence."""

from typing import Final

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferReason
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.phrase import Phrase, translate

_HERE: Final = {
    TransferReason.NO_SPACE: Phrase("Cards", "Not enough space here."),
    TransferReason.DISK: Phrase("Cards", "Could not be written here."),
    TransferReason.DISK_FULL: Phrase("Cards", "The disk here is full."),
    TransferReason.SOURCE_CHANGED: Phrase("Cards", "A file was changed on {name} while it was sent."),
    TransferReason.SOURCE_UNREADABLE: Phrase("Cards", "A file on {name} could not be read."),
}
_THERE: Final = {
    TransferReason.NO_SPACE: Phrase("Cards", "Not enough space on {name}."),
    TransferReason.DISK: Phrase("Cards", "Could not be written on {name}."),
    TransferReason.DISK_FULL: Phrase("Cards", "The disk on {name} is full."),
    TransferReason.SOURCE_CHANGED: Phrase("Cards", "A file was changed while it was sent."),
    TransferReason.SOURCE_UNREADABLE: Phrase("Cards", "A file could not be read."),
}
_ANYWHERE: Final = {
    TransferReason.OFFER_TIMEOUT: Phrase("Cards", "{name} did not decide in time."),
    TransferReason.VERIFY_TIMEOUT: Phrase("Cards", "{name} did not confirm that everything arrived."),
    TransferReason.BAD_NAME: Phrase("Cards", "A file has a name that can't be used."),
    TransferReason.DAMAGED: Phrase("Cards", "Arrived damaged, not saved."),
    TransferReason.LOST: Phrase("Cards", "The connection to {name} was lost."),
    TransferReason.FORGOTTEN: Phrase("Cards", "{name} does not know this transfer any more."),
    TransferReason.PROTOCOL: Phrase("Cards", "{name} sent something that can't be understood."),
    TransferReason.CANCELED: Phrase("Cards", "Canceled by you"),
    TransferReason.CANCELED_BY_PEER: Phrase("Cards", "Canceled by {name}"),
}
_OTHER: Final = Phrase("Cards", "The transfer with {name} failed.")


def failure_text(transfer: TransferSnapshot) -> str:
    """Why a transfer failed, as one sentence."""
    reason = transfer.reason or TransferReason.OTHER
    side = _HERE if transfer.direction is Direction.INCOMING else _THERE
    if reason is TransferReason.OFFER_TIMEOUT and transfer.direction is Direction.INCOMING:
        return translate("Cards", "The offer was not answered in time.")
    phrase = side.get(reason) or _ANYWHERE.get(reason, _OTHER)
    return phrase.translated(name=isolated(one_line(transfer.peer_name)))
