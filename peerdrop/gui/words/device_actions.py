"""What can be done with a device: in its menu, by Enter on its row, by the button in its header."""

from enum import Enum, auto
from typing import Final

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason, Trust
from peerdrop.gui.safe_text import figure, isolated, one_line
from peerdrop.gui.words.devices import is_over_the_limit, is_tried_again
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.wire.identifiers import short_id


class DeviceAction(Enum):
    """One thing that can be done with a device."""

    OPEN = auto()
    """Show its conversation, ready to write."""
    CONNECT = auto()
    TRY_NOW = auto()
    """Dial at once, where it would be dialed by itself in a while."""
    RETRY = auto()
    CONNECT_ANYWAY = auto()
    DISCONNECT = auto()
    STOP = auto()
    RENAME = auto()
    HISTORY = auto()
    COPY_ID = auto()
    BLOCK = auto()
    UNBLOCK = auto()
    FORGET = auto()


_LABELS: Final = {
    DeviceAction.OPEN: Phrase("Devices", "&Open"),
    DeviceAction.CONNECT: Phrase("Devices", "&Connect"),
    DeviceAction.TRY_NOW: Phrase("Devices", "&Try now"),
    DeviceAction.RETRY: Phrase("Devices", "Re&try"),
    DeviceAction.CONNECT_ANYWAY: Phrase("Devices", "&Connect anyway"),
    DeviceAction.DISCONNECT: Phrase("Devices", "&Disconnect"),
    DeviceAction.STOP: Phrase("Devices", "&Stop"),
    DeviceAction.RENAME: Phrase("Devices", "Re&name…"),
    DeviceAction.HISTORY: Phrase("Devices", "Connection &history…"),
    DeviceAction.BLOCK: Phrase("Devices", "&Block…"),
    DeviceAction.UNBLOCK: Phrase("Devices", "Un&block"),
    DeviceAction.FORGET: Phrase("Devices", "&Forget…"),
}
_CALLING: Final = frozenset({ConnectionState.SIGNALING, ConnectionState.CONNECTING, ConnectionState.AUTHENTICATING})
_STANDING: Final = frozenset({ConnectionState.CONNECTED, ConnectionState.DISCONNECTED})


def action_label(action: DeviceAction, peer: PeerSnapshot) -> str:
    """The words of a menu or a button; an "&" marks the mnemonic."""
    if action is DeviceAction.COPY_ID:
        return translate("Devices", "Cop&y ID ({id})").format(id=figure(short_id(peer.device_id)))
    return _LABELS[action].translated()


def device_menu(peer: PeerSnapshot) -> tuple[tuple[DeviceAction, ...], ...]:
    """What the menu of *peer* offers now, in groups."""
    group = (DeviceAction.RENAME, DeviceAction.HISTORY, DeviceAction.COPY_ID)
    standing = DeviceAction.UNBLOCK if peer.trust is Trust.BLOCKED else DeviceAction.BLOCK
    link = link_action(peer)
    return (*(((link,),) if link is not None else ()), group, (standing, DeviceAction.FORGET))


def link_action(peer: PeerSnapshot) -> DeviceAction | None:
    """What can be done about the connection with *peer*; None while there is nothing to do."""
    if peer.trust is Trust.BLOCKED or peer.state is ConnectionState.CLOSING:
        return None
    if peer.state in _STANDING:
        return DeviceAction.DISCONNECT
    if peer.state in _CALLING:
        return DeviceAction.STOP
    if is_over_the_limit(peer):
        return DeviceAction.CONNECT_ANYWAY
    if is_tried_again(peer):
        return DeviceAction.TRY_NOW
    if peer.state is ConnectionState.FAILED:
        return DeviceAction.RETRY
    return DeviceAction.CONNECT


def main_action(peer: PeerSnapshot) -> DeviceAction | None:
    """What Enter on the row of *peer* does; None while there is nothing to do."""
    if peer.trust is Trust.BLOCKED:
        return DeviceAction.UNBLOCK
    if peer.state is ConnectionState.CONNECTED:
        return DeviceAction.OPEN
    if peer.state in (ConnectionState.CLOSING, ConnectionState.DISCONNECTED):
        return None
    if peer.state is ConnectionState.FAILED and peer.reason is FailureReason.IDENTITY:
        return DeviceAction.OPEN
    link = link_action(peer)
    if link is DeviceAction.CONNECT and (not peer.online or peer.trust is Trust.SEEN):
        # Nobody is called who is away, or whom this user has never dealt with: the first message calls.
        return DeviceAction.OPEN
    return link


def header_action(peer: PeerSnapshot) -> DeviceAction | None:
    """What the header of the conversation offers as a button; what the error bar offers is not said twice."""
    action = main_action(peer)
    if action is DeviceAction.TRY_NOW and peer.state is ConnectionState.FAILED:
        return None
    return None if action in (DeviceAction.OPEN, DeviceAction.RETRY, DeviceAction.CONNECT) else action


def forget_question(peer: PeerSnapshot) -> tuple[str, str]:
    """What is asked before all that is kept of a device is lost: title and line."""
    title = translate("Devices", "Forget {name}?").format(name=isolated(one_line(peer.name)))
    return title, translate(
        "Devices",
        "The name you gave it, its addresses and past connections are lost, and that you know it. Messages stay.",
    )


def block_question(peer: PeerSnapshot) -> tuple[str, str]:
    """What is asked before a device is blocked: title and line."""
    title = translate("Devices", "Block {name}?").format(name=isolated(one_line(peer.name)))
    return title, translate(
        "Devices",
        "It is disconnected, and nothing is taken from it any more, until you unblock it. It is not told.",
    )
