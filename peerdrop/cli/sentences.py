"""What the user is told about a transfer that did not arrive: one sentence and one next step."""

from typing import Final

from peerdrop.cli.errors import OfferRefused, TransferUnsuccessful
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import TransferCompleted, TransferFailed
from peerdrop.core.states import Direction
from peerdrop.core.states import TransferReason as Reason

REFUSALS: Final = frozenset({Reason.DECLINED, Reason.NOT_ATTENDED, Reason.NOT_FROM_YOU, Reason.OFFER_TIMEOUT})

_AGAIN: Final = "Send again."
_SENTENCES: Final[dict[Reason, tuple[str, str]]] = {
    Reason.DECLINED: ("{name} declined.", "Ask them, then send again."),
    Reason.NOT_ATTENDED: (
        "Nobody is at {name} to accept.",
        "Have somebody there open PeerDrop, or run `peerdrop receive --accept all`, then send again.",
    ),
    Reason.NOT_FROM_YOU: ("{name} takes files from another device only.", "Ask them, then send again."),
    Reason.OFFER_TIMEOUT: ("{name} did not answer the offer in time.", "Ask them to accept, then send again."),
    Reason.CANCELED: ("The transfer was canceled.", _AGAIN),
    Reason.CANCELED_BY_PEER: ("{name} canceled the transfer.", "Ask them, then send again."),
    Reason.VERIFY_TIMEOUT: ("{name} did not confirm that the files arrived.", "Look there, then send again."),
    Reason.NO_SPACE: ("The receiver has not enough free space.", "Free some there, then send again."),
    Reason.DISK: ("A disk could not be written or read.", "Check the folder for received files, then send again."),
    Reason.DISK_FULL: ("The receiver's disk is full.", "Free some space there, then send again."),
    Reason.SOURCE_CHANGED: ("A file changed while it was sent.", "Send it again when nothing writes to it."),
    Reason.SOURCE_UNREADABLE: (
        "A file could not be read to its end.",
        "Check that it is still there, then send again.",
    ),
    Reason.BAD_NAME: ("A file has a name that can't be used.", "Rename it, then send it again."),
    Reason.DAMAGED: ("The content arrived damaged.", _AGAIN),
    Reason.LOST: ("The connection with {name} was lost.", "Check both networks, then send again."),
    Reason.PROTOCOL: ("The two devices did not understand each other.", "Update PeerDrop on both."),
}
# What this side refused is told to it in its own words.
_DECLINED_HERE: Final[dict[Reason, str]] = {
    Reason.DECLINED: "Declined.",
    Reason.NOT_ATTENDED: "Declined, as nobody is here to accept. Start with --accept known or all to take files.",
    Reason.NOT_FROM_YOU: "Declined, as files are taken from another device only.",
}
_OTHER: Final = ("The transfer did not work.", _AGAIN)


def transfer_sentence(reason: Reason, peer_name: str) -> tuple[str, str]:
    """What happened, and what to do next. *peer_name* must be fit to show."""
    sentence, next_step = _SENTENCES.get(reason, _OTHER)
    return sentence.format(name=peer_name), next_step


def ending_sentence(event: TransferFailed, peer_name: str) -> str:
    """How a transfer ended, for whoever watches both directions. *peer_name* must be fit to show."""
    if event.direction is Direction.INCOMING and event.reason in _DECLINED_HERE:
        return _DECLINED_HERE[event.reason]
    return transfer_sentence(event.reason, peer_name)[0]


def transfer_error(reason: Reason, peer_name: str, *, declined: bool) -> PeerDropError:
    """The error with which a command ends whose transfer failed."""
    sentence, next_step = transfer_sentence(reason, peer_name)
    if declined or reason in REFUSALS:
        return OfferRefused(sentence, next_step=next_step, refusal=reason)
    return TransferUnsuccessful(sentence, next_step=next_step, failure=reason)


def problems_error(completed: TransferCompleted) -> PeerDropError:
    """The error with which a command ends whose transfer left files out."""
    count = len(completed.problems)
    badly_named = sum(problem.reason is Reason.BAD_NAME for problem in completed.problems)
    next_step = "Send what is listed as a problem again."
    if badly_named:
        # Sent as it is it would not arrive the next time either.
        rest = "" if badly_named == count else " Send the rest again."
        next_step = f"Rename what has a name that can't be used, then send it again.{rest}"
    return TransferUnsuccessful(
        f"{count} {'file' if count == 1 else 'files'} did not arrive.",
        next_step=next_step,
        failure=completed.problems[0].reason,
    )
