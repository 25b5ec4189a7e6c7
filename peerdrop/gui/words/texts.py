"""What is said of a message beside its own text."""

from typing import Final

from peerdrop.core.states import Direction
from peerdrop.gui.models.entries import TextEntry, Tick
from peerdrop.gui.safe_text import isolated, many_lines, one_line
from peerdrop.gui.words.amounts import clock_text
from peerdrop.gui.words.card_face import ButtonKind, CardAction, CardButton
from peerdrop.gui.words.phrase import Phrase, translate

_NOT_SENT: Final = {
    "WITHDRAWN": Phrase("Texts", "Withdrawn, not sent"),
    "LOST": Phrase("Texts", "Not sent: the connection was lost"),
    "NOT_DELIVERED": Phrase("Texts", "Not sent: no answer came in time"),
    "BUSY": Phrase("Texts", "Not sent: the device is connected with as many others as it may"),
    "LIMIT": Phrase("Texts", "Not sent: as many devices as the settings allow are connected already"),
    "TRANSPORT": Phrase("Texts", "Not sent: this device could not prepare a connection"),
    "IDENTITY": Phrase("Texts", "Not sent: the other device’s identity has changed"),
    "VERSION": Phrase("Texts", "Not sent: the other device runs another PeerDrop"),
    "SIGNALING": Phrase("Texts", "Not sent: the device could not be reached"),
    "SIGNALING_TIMEOUT": Phrase("Texts", "Not sent: the device did not answer"),
    "ICE": Phrase("Texts", "Not sent: no direct way to the device"),
    "CONNECT_TIMEOUT": Phrase("Texts", "Not sent: the connection did not open in time"),
    "HELLO_TIMEOUT": Phrase("Texts", "Not sent: the device did not prove who it is"),
}
_CANCEL: Final = CardButton(CardAction.CANCEL, ButtonKind.LINK)
_RETRY: Final = CardButton(CardAction.RETRY, ButtonKind.LINK)


def text_notice(entry: TextEntry, away_name: str) -> str:
    """The line below a message of ours that waits for a device or was not sent; "" if there is none.

    *away_name*: the device's name while it is away, else "".
    """
    if entry.tick is Tick.FAILED:
        reason = _NOT_SENT.get(entry.reason or "")
        return reason.translated() if reason is not None else translate("Texts", "Not sent")
    if entry.tick is Tick.WAITING and away_name:
        return translate("Texts", "Goes when {name} is back online").format(name=isolated(away_name))
    return ""


def text_buttons(entry: TextEntry, away_name: str) -> tuple[CardButton, ...]:
    """What can be done about such a message."""
    if entry.tick is Tick.FAILED:
        return (_RETRY,)
    return (_CANCEL,) if entry.tick is Tick.WAITING and away_name else ()


def spoken_text(entry: TextEntry, sender: str) -> str:
    """A message for a screen reader; *sender* is the device of the conversation."""
    time, text = clock_text(entry.at), many_lines(entry.text)
    if entry.direction is Direction.INCOMING:
        #: A message as a screen reader says it; {name} is the device it came from.
        return translate("Texts", "{name}, {time}: {text}").format(name=one_line(sender), time=time, text=text)
    said = translate("Texts", "You, {time}: {text}").format(time=time, text=text)
    end = _SPOKEN_TICKS.get(entry.tick)
    if entry.tick is Tick.FAILED:
        notice = text_notice(entry, "")
        return translate("Texts", "{message} {notice}. Enter tries again.").format(message=said, notice=notice)
    return said if end is None else f"{said} {end.translated()}"


_SPOKEN_TICKS: Final = {
    Tick.WAITING: Phrase("Texts", "Waiting."),
    Tick.DELIVERED: Phrase("Texts", "Delivered."),
}
