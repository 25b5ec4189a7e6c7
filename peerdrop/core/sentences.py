"""What the user reads when a connection or a message failed: what happened, and what to do next."""

from typing import Final

from peerdrop.core.states import FailureReason, OlderSide

_SENTENCES: Final = {
    FailureReason.SIGNALING: (
        "Could not reach {name}. Its address may have changed.",
        "Search again, or add it by its address.",
    ),
    FailureReason.SIGNALING_TIMEOUT: (
        "Could not connect: {name} did not answer.",
        "Check that it is awake and on the same network, then try again.",
    ),
    FailureReason.ICE: (
        "No direct way to {name}: a firewall or a strict network is between you.",
        "Allow PeerDrop in both firewalls, or set up a TURN server, then try again.",
    ),
    FailureReason.CONNECT_TIMEOUT: (
        "{name} answered, but the connection did not open in time.",
        "Try again; if it stays so, allow PeerDrop's UDP in both firewalls.",
    ),
    FailureReason.IDENTITY: (
        "This is not the {name} that was asked for. Nothing was sent.",
        "Compare the device IDs on both screens before you try again.",
    ),
    FailureReason.HELLO_TIMEOUT: ("{name} connected but did not prove who it is.", "Try again."),
    FailureReason.LOST: ("The connection to {name} was lost.", "It is tried again in the background."),
    FailureReason.LIMIT: (
        "{name} is not connected: this device is connected with as many others as it may, and all are in use.",
        "Disconnect one of them, or connect anyway. What waits for {name} goes when one has left.",
    ),
    FailureReason.BUSY: (
        "{name} is connected with as many devices as it may.",
        "Try again later, or disconnect one of them there. What waits for {name} goes when one has left.",
    ),
    FailureReason.TRANSPORT: (
        "This device could not prepare a connection to {name}.",
        "Try again; if it stays so, start PeerDrop anew.",
    ),
}


_VERSION_SENTENCES: Final = {
    OlderSide.PEER: ("{name} runs an older PeerDrop that this one cannot talk to.", "Update PeerDrop on {name}."),
    OlderSide.OWN: ("{name} runs a newer PeerDrop that this one cannot talk to.", "Update PeerDrop on this device."),
    None: ("{name} runs a PeerDrop that this one cannot talk to.", "Update the older of the two."),
}


def connection_failure(reason: FailureReason, name: str, older: OlderSide | None = None) -> tuple[str, str]:
    """The sentence and the next step for *reason*; *name* is the device's, *older* comes with VERSION."""
    message, next_step = _VERSION_SENTENCES[older] if reason is FailureReason.VERSION else _SENTENCES[reason]
    return message.format(name=name), next_step.format(name=name)


_MESSAGE_SENTENCES: Final = {
    "WITHDRAWN": ("The message to {name} was taken back before it arrived.", ""),
    "NOT_DELIVERED": ("{name} did not confirm the message in time.", "Look there whether it came, or send it again."),
    "LOST": ("The connection to {name} was lost before the message arrived.", "Send it again."),
}
_MESSAGE_OTHER: Final = ("The message did not reach {name}.", "Send it again.")


def message_failure(reason: str, name: str) -> tuple[str, str]:
    """The sentence and the next step for the *reason* of a MessageFailed to the device called *name*."""
    if reason not in _MESSAGE_SENTENCES and reason in FailureReason.__members__:
        return connection_failure(FailureReason[reason], name)
    message, next_step = _MESSAGE_SENTENCES.get(reason, _MESSAGE_OTHER)
    return message.format(name=name), next_step
