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
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.told import told, told_error
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
    SEND_AS_FILE = auto()
    """Send what is no message as a file."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What an error bar says: the cause, one line of help, and the button."""

    cause: str
    help: str = ""
    step: NextStep = NextStep.NONE
    step_label: str = ""
    heals_on_connect: bool = False
    """A new connection with the device makes it past."""


@dataclass(frozen=True, slots=True)
class _Known:
    cause: Phrase
    help: Phrase | None
    step: tuple[NextStep, Phrase | None]


_NO_STEP: Final = (NextStep.NONE, None)
_RETRY: Final = (NextStep.RETRY, Phrase("Failures", "Retry"))
_RETRY_NOW: Final = (NextStep.RETRY, Phrase("Failures", "Retry now"))
_SEARCH: Final = (NextStep.SEARCH, Phrase("Failures", "Search again"))
_CONNECTION: Final = {
    FailureReason.SIGNALING: _Known(
        Phrase("Failures", "Could not reach {name}."), Phrase("Failures", "Its address may have changed."), _SEARCH
    ),
    FailureReason.SIGNALING_TIMEOUT: _Known(
        Phrase("Failures", "Could not connect: {name} did not answer."),
        Phrase("Failures", "Check that it is awake and on the same network."),
        _RETRY,
    ),
    FailureReason.ICE: _Known(
        Phrase("Failures", "No direct way to {name}: a firewall or a strict network is between you."), None, _RETRY
    ),
    FailureReason.CONNECT_TIMEOUT: _Known(
        Phrase("Failures", "{name} answered, but the connection did not open in time."), None, _RETRY
    ),
    FailureReason.HELLO_TIMEOUT: _Known(
        Phrase("Failures", "{name} connected but did not prove who it is."), None, _RETRY
    ),
    FailureReason.IDENTITY: _Known(
        Phrase("Failures", "This is not the {name} you know."),
        Phrase("Failures", "Its identity has changed, so nothing was sent."),
        _NO_STEP,
    ),
    FailureReason.LOST: _Known(
        Phrase("Failures", "The connection to {name} was lost."),
        Phrase("Failures", "It is tried again in the background."),
        _RETRY_NOW,
    ),
    FailureReason.LIMIT: _Known(
        Phrase("Failures", "{name} is not connected: as many devices as the settings allow are connected already."),
        Phrase("Failures", "Disconnect one of them, or connect anyway."),
        _NO_STEP,
    ),
    FailureReason.BUSY: _Known(
        Phrase("Failures", "{name} is connected with as many devices as it may."),
        Phrase("Failures", "Try again later, or disconnect one of them there."),
        _RETRY,
    ),
    FailureReason.TRANSPORT: _Known(
        Phrase("Failures", "This device could not prepare a connection to {name}."), None, _RETRY
    ),
}
_VERSION: Final = {
    OlderSide.PEER: _Known(
        Phrase("Failures", "{name} runs an older PeerDrop that this one cannot talk to."),
        Phrase("Failures", "Update PeerDrop on {name}."),
        _NO_STEP,
    ),
    OlderSide.OWN: _Known(
        Phrase("Failures", "{name} runs a newer PeerDrop that this one cannot talk to."),
        Phrase("Failures", "Update this PeerDrop."),
        _NO_STEP,
    ),
    None: _Known(
        Phrase("Failures", "{name} runs another PeerDrop that this one cannot talk to."),
        Phrase("Failures", "Update the older one."),
        _NO_STEP,
    ),
}


def connection_failure(name: str, reason: FailureReason | None, older: OlderSide | None = None) -> Failure:
    """What is said of a device that could not be connected; *older* comes with VERSION."""
    if reason is FailureReason.VERSION:
        known = _VERSION[older]
    else:
        known = _CONNECTION[reason or FailureReason.SIGNALING_TIMEOUT]
    shown_name = isolated(one_line(name))
    step, label = known.step
    return Failure(
        cause=known.cause.translated(name=shown_name),
        help=known.help.translated(name=shown_name) if known.help is not None else "",
        step=step,
        step_label=label.translated() if label is not None else "",
        heals_on_connect=True,
    )


def command_failure(name: str, error: PeerDropError) -> Failure:
    """What is said when a command did not work; the error carries the user's sentence."""
    if isinstance(error, ConnectionFailed) and error.failure in FailureReason.__members__:
        return connection_failure(name, FailureReason[error.failure])
    if isinstance(error, FolderUnwritable):
        return Failure(*told_error(error), NextStep.CHOOSE_FOLDER, translate("Failures", "Choose another folder…"))
    cause, help_line = told_error(error)
    return Failure(
        cause=cause,
        help=help_line,
        step=NextStep.RETRY,
        step_label=translate("Failures", "Retry"),
        heals_on_connect=isinstance(error, ConnectionFailed),
    )


def text_refused(text: str, error: UsageError) -> Failure:
    """A message that can't be sent; it stays in the composer."""
    if not isinstance(error, TextTooLong):
        return Failure(*told_error(error))
    locale = QLocale()
    if len(text) > TEXT_CHARS:
        length = translate("Failures", "%Ln characters", n=len(text))
        limit = locale.toString(TEXT_CHARS)
    else:
        length, limit = size_text(text_size_bytes(text)), size_text(TEXT_BYTES)
    cause = translate("Failures", "Too long for a message: {length}, the limit is {limit}.")
    return Failure(
        cause=cause.format(length=length, limit=limit),
        help=translate("Failures", "Shorten it, or send it as a file."),
        step=NextStep.SEND_AS_FILE,
        step_label=translate("Failures", "Send as a file"),
    )


def not_started(error: PeerDropError) -> Failure:
    """PeerDrop itself could not start."""
    if isinstance(error, PortTaken):
        label = translate("Failures", "Choose another port…")
        return Failure(cause=told(error.message), step=NextStep.CHOOSE_PORT, step_label=label)
    return Failure(*told_error(error), step=NextStep.RETRY, step_label=translate("Failures", "Retry"))


def unexpected_failure() -> PeerDropError:
    """For what should not happen; the log has the rest."""
    return PeerDropError(
        "Something in PeerDrop went wrong.", next_step="Try it again. If it happens again, look into the log."
    )


def warning(event: WarningRaised) -> Failure:
    """Something the user should know, which stops nothing."""
    return Failure(cause=told(event.message), help=told(event.next_step))
