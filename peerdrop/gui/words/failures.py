"""Every error is a cause and one next step."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QLocale

from peerdrop.core.errors import ConnectionFailed, FolderUnwritable, PeerDropError, PortTaken, TextTooLong, UsageError
from peerdrop.core.events import WarningRaised
from peerdrop.core.states import FailureReason, OlderSide
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import size_text
from peerdrop.wire.conversation import text_size_bytes
from peerdrop.wire.limits import TEXT_BYTES, TEXT_CHARS


class NextStep(Enum):
    """What the button of an error bar does."""

    NONE = auto()
    RETRY = auto()
    """Do again what failed, or connect again."""
    SEARCH = auto()
    """Look for the device's new address."""
    CHOOSE_FOLDER = auto()
    """Choose where received files are saved."""
    CHOOSE_PORT = auto()
    """Choose at which port this device can be reached."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What an error bar says: the cause, one line of help, and the button."""

    cause: str
    help: str = ""
    step: NextStep = NextStep.NONE
    step_label: str = ""
    heals_on_connect: bool = False
    """A new connection with the device makes it past."""


_CONNECTION: Final = {
    FailureReason.SIGNALING: ("Could not reach {name}.", "Its address may have changed.", "Search again"),
    FailureReason.SIGNALING_TIMEOUT: (
        "Could not connect: {name} did not answer.",
        "Check that it is awake and on the same network.",
        "Retry",
    ),
    FailureReason.ICE: ("No direct way to {name}: a firewall or a strict network is between you.", "", "Retry"),
    FailureReason.CONNECT_TIMEOUT: ("{name} answered, but the connection did not open in time.", "", "Retry"),
    FailureReason.HELLO_TIMEOUT: ("{name} connected but did not prove who it is.", "", "Retry"),
    FailureReason.IDENTITY: (
        "This is not the {name} you know.",
        "Its identity has changed, so nothing was sent.",
        "",
    ),
    FailureReason.LOST: (
        "The connection to {name} was lost.",
        "It is tried again in the background.",
        "Retry now",
    ),
}


_STEPS: Final = {
    "Retry": NextStep.RETRY,
    "Retry now": NextStep.RETRY,
    "Search again": NextStep.SEARCH,
}
_VERSION: Final = {
    OlderSide.PEER: ("{name} runs an older PeerDrop that this one cannot talk to.", "Update PeerDrop on {name}.", ""),
    OlderSide.OWN: ("{name} runs a newer PeerDrop that this one cannot talk to.", "Update this PeerDrop.", ""),
    None: ("{name} runs another PeerDrop that this one cannot talk to.", "Update the older one.", ""),
}


def connection_failure(name: str, reason: FailureReason | None, older: OlderSide | None = None) -> Failure:
    """What is said of a device that could not be connected; *older* comes with VERSION."""
    if reason is FailureReason.VERSION:
        cause, help_line, label = _VERSION[older]
    else:
        cause, help_line, label = _CONNECTION[reason or FailureReason.SIGNALING_TIMEOUT]
    shown_name = isolated(one_line(name))
    return Failure(
        cause=cause.format(name=shown_name),
        help=help_line.format(name=shown_name),
        step=_STEPS.get(label, NextStep.NONE),
        step_label=label,
        heals_on_connect=True,
    )


def command_failure(name: str, error: PeerDropError) -> Failure:
    """What is said when a command did not work; the error carries the user's sentence."""
    if isinstance(error, ConnectionFailed) and error.failure in FailureReason.__members__:
        return connection_failure(name, FailureReason[error.failure])
    if isinstance(error, FolderUnwritable):
        return Failure(error.message, error.next_step, NextStep.CHOOSE_FOLDER, "Choose another folder…")
    return Failure(
        cause=error.message,
        help=error.next_step,
        step=NextStep.RETRY,
        step_label="Retry",
        heals_on_connect=isinstance(error, ConnectionFailed),
    )


def text_refused(text: str, error: UsageError) -> Failure:
    """A message that can't be sent; it stays in the composer."""
    if not isinstance(error, TextTooLong):
        return Failure(cause=error.message, help=error.next_step)
    locale = QLocale()
    if len(text) > TEXT_CHARS:
        length, limit = f"{locale.toString(len(text))} characters", locale.toString(TEXT_CHARS)
    else:
        length, limit = size_text(text_size_bytes(text)), size_text(TEXT_BYTES)
    return Failure(
        cause=f"Too long for a message: {length}, the limit is {limit}.", help="Shorten it, or send it as a file."
    )


def not_started(error: PeerDropError) -> Failure:
    """PeerDrop itself could not start."""
    if isinstance(error, PortTaken):
        return Failure(cause=error.message, step=NextStep.CHOOSE_PORT, step_label="Choose another port…")
    return Failure(cause=error.message, help=error.next_step, step=NextStep.RETRY, step_label="Retry")


def unexpected_failure() -> PeerDropError:
    """For what should not happen; the log has the rest."""
    return PeerDropError(
        "Something in PeerDrop went wrong.", next_step="Try it again. If it happens again, look into the log."
    )


def warning(event: WarningRaised) -> Failure:
    """Something the user should know, which stops nothing."""
    return Failure(cause=event.message, help=event.next_step)
