"""What the user is told about a transfer that did not arrive: one sentence and one next step."""

from typing import Final

from peerdrop.cli.errors import OfferRefused, TransferUnsuccessful
from peerdrop.cli.figures import missing_text
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import TransferCompleted, TransferFailed
from peerdrop.core.states import Asked, Direction
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
    Reason.NO_SPACE: ("There is not enough free space on {name}.", "Free some there, then send again."),
    Reason.DISK: ("A disk could not be written or read.", "Check the folder for received files, then send again."),
    Reason.DISK_FULL: ("The disk of {name} is full.", "Free some space there, then send again."),
    Reason.SOURCE_CHANGED: ("A file changed while it was sent.", "Send it again when nothing writes to it."),
    Reason.SOURCE_UNREADABLE: (
        "A file could not be read to its end.",
        "Check that it is still there, then send again.",
    ),
    Reason.BAD_NAME: ("A file has a name that can't be used.", "Rename it, then send it again."),
    Reason.DAMAGED: ("The content arrived damaged.", _AGAIN),
    Reason.LOST: ("The connection with {name} was lost.", "Check both networks, then send again."),
    Reason.FORGOTTEN: ("{name} does not know this transfer any more.", "Send the files anew."),
    Reason.TOO_OFTEN: ("{name} was asked too often.", "Try again in a minute."),
    Reason.LINK: ("A link is not followed.", "Send what it leads to."),
    Reason.SPECIAL_FILE: ("That is neither a file nor a folder.", "Send files and folders only."),
    Reason.PROTOCOL: ("The two devices did not understand each other.", "Update PeerDrop on both."),
    Reason.OTHER: ("The transfer with {name} failed.", _AGAIN),
}
# Of what comes to us: who is here is the receiver.
_HERE: Final[dict[Reason, tuple[str, str]]] = {
    Reason.OFFER_TIMEOUT: ("The offer was not answered in time.", "Ask {name} to send again."),
    Reason.VERIFY_TIMEOUT: ("Not everything came in time.", "Ask {name} to send again."),
    Reason.NO_SPACE: ("There is not enough free space here.", "Free some, then ask {name} to send again."),
    Reason.DISK: ("The disk here could not be written.", "Check the folder for received files, then ask for it again."),
    Reason.DISK_FULL: ("The disk here is full.", "Free some space, then ask for it again."),
    Reason.SOURCE_CHANGED: ("A file changed on {name} while it was sent.", "Ask {name} to send it again."),
    Reason.SOURCE_UNREADABLE: ("A file on {name} could not be read to its end.", "Ask {name} to send it again."),
    Reason.BAD_NAME: ("A file has a name that can't be used here.", "Ask {name} to rename it and to send it again."),
    Reason.FORGOTTEN: ("{name} does not know this transfer any more.", "Ask {name} to send the files anew."),
}
# What this side refused is told to it in its own words.
_DECLINED_HERE: Final[dict[Reason, str]] = {
    Reason.DECLINED: "Declined.",
    Reason.NOT_ATTENDED: "Declined, as nobody is here to accept. Start with --accept known or all to take files.",
    Reason.NOT_FROM_YOU: "Declined, as files are taken from another device only.",
}
_ASKED: Final = {
    Asked.WAITING: "waits for {name} to send it again",
    Asked.CHANGED: "the files on {name} have changed since, and {name} must send them anew",
    Asked.GONE: "{name} can't read the files any more",
    Asked.FORGOTTEN: "{name} does not know it any more and must send the files anew",
    Asked.CANCELED: "{name} has canceled it",
    Asked.TOO_OFTEN: "{name} was asked too often: try again in a minute",
    Asked.UNABLE: "PeerDrop on {name} is too old to be asked, and {name} must send the files anew",
    Asked.REFUSED: "{name} does not send it again",
}
_ASKED_US: Final = {
    Asked.CHANGED: "{name} asked for it again, but the files have changed",
    Asked.GONE: "{name} asked for it again, but the files can't be read any more",
}


def transfer_sentence(reason: Reason, peer_name: str, direction: Direction = Direction.OUTGOING) -> tuple[str, str]:
    """What happened, and what to do next. *peer_name* must be fit to show."""
    sentence, next_step = _template(reason, direction)
    return sentence.format(name=peer_name), next_step.format(name=peer_name)


def failure_words(reason: Reason, peer_name: str, direction: Direction) -> str:
    """The same sentence as a part of another one."""
    words = _DECLINED_HERE[reason] if _is_declined_here(reason, direction) else _template(reason, direction)[0]
    words = words.partition(". ")[0].removesuffix(".")
    if not words.startswith("{name}"):
        words = words[0].lower() + words[1:]
    return words.format(name=peer_name)


def asked_words(asked: Asked | None, peer_name: str, direction: Direction) -> str:
    """What became of asking for a transfer again; "" if nobody did. *peer_name* must be fit to show."""
    words = _ASKED if direction is Direction.INCOMING else _ASKED_US
    return words[asked].format(name=peer_name) if asked in words else ""


def ending_sentence(event: TransferFailed, peer_name: str) -> str:
    """How a transfer ended, for whoever watches both directions. *peer_name* must be fit to show."""
    if _is_declined_here(event.reason, event.direction):
        return _DECLINED_HERE[event.reason]
    return transfer_sentence(event.reason, peer_name, event.direction)[0]


def transfer_error(reason: Reason, peer_name: str, *, declined: bool) -> PeerDropError:
    """The error with which a command ends whose transfer failed."""
    sentence, next_step = transfer_sentence(reason, peer_name)
    if declined or reason in REFUSALS:
        return OfferRefused(sentence, next_step=next_step, refusal=reason)
    return TransferUnsuccessful(sentence, next_step=next_step, failure=reason)


def problems_error(completed: TransferCompleted) -> PeerDropError:
    """The error with which a command ends whose transfer left files out."""
    count = len(completed.problems)
    to_us = completed.direction is Direction.INCOMING
    send = "Ask the sender to send" if to_us else "Send"
    next_step = f"{send} what is listed as a problem again."
    if badly_named := sum(problem.reason is Reason.BAD_NAME for problem in completed.problems):
        # Sent as it is it would not arrive the next time either.
        rename = "Ask the sender to rename" if to_us else "Rename"
        next_step = f"{rename} what has a name that can't be used, {'and to' if to_us else 'then'} send it again."
        if badly_named < count:
            next_step = f"{next_step} {send} the rest again."
    return TransferUnsuccessful(
        f"{missing_text(count)}.",
        next_step=next_step,
        failure=completed.problems[0].reason,
    )


def _template(reason: Reason, direction: Direction) -> tuple[str, str]:
    here = _HERE if direction is Direction.INCOMING else {}
    return here.get(reason) or _SENTENCES.get(reason) or _SENTENCES[Reason.OTHER]


def _is_declined_here(reason: Reason, direction: Direction) -> bool:
    return direction is Direction.INCOMING and reason in _DECLINED_HERE
