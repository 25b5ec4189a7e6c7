"""What a card says of files that do not simply come or go."""

from PySide6.QtCore import QLocale

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import files_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.phrase import translate


def unreadable_text(count: int) -> str:
    """So many files of a job of ours can't go."""
    if count == 1:
        return translate("Cards", "1 file can't be read here. The rest goes.")
    return translate("Cards", "%Ln files can't be read here. The rest goes.", n=count)


def taken_text(facts: CardFacts) -> str:
    """So many names of an offer are taken; "" if none."""
    folder = isolated(one_line(facts.taken_in))
    if not facts.taken_names:
        return ""
    if facts.taken_names == 1:
        return translate("Cards", "1 name is already in {folder}. Both are kept.").format(folder=folder)
    text = translate("Cards", "%Ln names are already in {folder}. Both are kept.", n=facts.taken_names)
    return text.format(folder=folder)


def problems_text(transfer: TransferSnapshot, *, outgoing: bool) -> str:
    """How much of a job arrived that did not arrive whole."""
    count = len(transfer.problems)
    if outgoing:
        text = translate("Cards", "{arrived} of {files} delivered. {count} could not be sent.")
    else:
        text = translate("Cards", "{arrived} of {files} saved. {count} could not be written.")
    number = QLocale().toString
    return text.format(
        arrived=number(transfer.file_count - count), files=files_text(transfer.file_count), count=number(count)
    )
