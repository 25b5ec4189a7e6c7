"""What a card says of files that do not simply come or go."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Asked, Direction, TransferReason
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import files_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.phrase import Phrase, translate


def not_sent_text(transfer: TransferSnapshot) -> str:
    """What of a job of ours stays here: files that can't be read, links and what is no file. "" if nothing does."""
    if transfer.direction is not Direction.OUTGOING:
        return ""
    # Of a job that is over its status says what did not arrive.
    unreadable = 0 if transfer.state.is_final else len(transfer.problems)
    skipped = len(transfer.skipped)
    if unreadable and skipped:
        return translate("Cards", "%Ln items are not sent. The rest goes.", n=unreadable + skipped)
    if unreadable == 1:
        return translate("Cards", "1 file can't be read here. The rest goes.")
    if unreadable:
        return translate("Cards", "%Ln files can't be read here. The rest goes.", n=unreadable)
    if skipped == 1:
        return translate("Cards", "1 link or special file is not sent.")
    return translate("Cards", "%Ln links and special files are not sent.", n=skipped) if skipped else ""


_ASKED: Final = {
    Asked.WAITING: Phrase("Cards", "{name} was asked to send it again."),
    Asked.CHANGED: Phrase("Cards", "The files on {name} have changed since. {name} must send them anew."),
    Asked.GONE: Phrase("Cards", "{name} can't read the files any more."),
    Asked.FORGOTTEN: Phrase("Cards", "{name} does not know this transfer any more and must send the files anew."),
    Asked.CANCELED: Phrase("Cards", "{name} has canceled this transfer."),
    Asked.TOO_OFTEN: Phrase("Cards", "{name} was asked too often. Try again in a minute."),
    Asked.UNABLE: Phrase("Cards", "PeerDrop on {name} is too old to be asked. {name} must send the files anew."),
    Asked.REFUSED: Phrase("Cards", "{name} does not send it again."),
}
_ASKED_US: Final = {
    Asked.CHANGED: Phrase("Cards", "{name} asked for this again. The files have changed, so nothing was sent."),
    Asked.GONE: Phrase("Cards", "{name} asked for this again, but the files can't be read any more."),
}


def asked_text(transfer: TransferSnapshot) -> str:
    """What became of asking for a transfer again; "" if nobody did."""
    if transfer.asked is None:
        return ""
    words = _ASKED if transfer.direction is Direction.INCOMING else _ASKED_US
    phrase = words.get(transfer.asked)
    return "" if phrase is None else phrase.translated(name=isolated(one_line(transfer.peer_name)))


def missing_count(transfer: TransferSnapshot) -> int:
    """How many files of a transfer did not arrive that may arrive when they are sent again."""
    return sum(each.reason is not TransferReason.BAD_NAME for each in transfer.problems)


def held_text() -> str:
    """Our user has paused what does not move yet."""
    return translate("Cards", "Paused by you")


def taken_text(facts: CardFacts) -> str:
    """So many names of an offer are taken; "" if none."""
    folder = isolated(one_line(facts.taken_in))
    if not facts.taken_names:
        return ""
    if facts.taken_names == 1:
        return translate("Cards", "1 name is already in “{folder}”. Both are kept.").format(folder=folder)
    text = translate("Cards", "%Ln names are already in “{folder}”. Both are kept.", n=facts.taken_names)
    return text.format(folder=folder)


def problems_text(transfer: TransferSnapshot, *, outgoing: bool) -> str:
    """How much of a job arrived that did not arrive whole."""
    count = len(transfer.problems)
    # What could not even be offered is no file of the job: it is named by its path here.
    total = transfer.file_count + sum(Path(each.path).is_absolute() for each in transfer.problems if outgoing)
    if outgoing:
        text = translate("Cards", "{arrived} of {files} delivered. {count} could not be sent.")
    else:
        text = translate("Cards", "{arrived} of {files} saved. {count} could not be written.")
    number = QLocale().toString
    return text.format(arrived=number(max(0, total - count)), files=files_text(total), count=number(count))
