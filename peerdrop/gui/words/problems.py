"""Why single files of a transfer did not arrive."""

from collections.abc import Iterable
from typing import Final

from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import TransferReason
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.phrase import Phrase, translate

_PATH_CHARS: Final = 1024
_REASONS: Final = {
    TransferReason.SOURCE_UNREADABLE: Phrase("Problems", "could not be read where it was"),
    TransferReason.SOURCE_CHANGED: Phrase("Problems", "was changed while it was sent"),
    TransferReason.DISK: Phrase("Problems", "could not be written"),
    TransferReason.DISK_FULL: Phrase("Problems", "had no room on the disk"),
    TransferReason.NO_SPACE: Phrase("Problems", "had no room on the disk"),
    TransferReason.BAD_NAME: Phrase("Problems", "has a name that can't be used"),
    TransferReason.DAMAGED: Phrase("Problems", "arrived damaged, not saved"),
    TransferReason.LOST: Phrase("Problems", "was cut off"),
    TransferReason.LINK: Phrase("Problems", "is a link, and not sent"),
    TransferReason.SPECIAL_FILE: Phrase("Problems", "is neither a file nor a folder, and not sent"),
}
_OTHER: Final = Phrase("Problems", "did not arrive")


def problem_lines(problems: Iterable[ProblemFile]) -> list[str]:
    """A line for each file: its name and why."""
    return [problem_line(each) for each in problems]


def problem_line(problem: ProblemFile) -> str:
    """ "photos/IMG_1.jpg: could not be read where it was"."""
    reason = _REASONS.get(problem.reason, _OTHER).translated()
    path = isolated(one_line(problem.path, limit_chars=_PATH_CHARS))
    return translate("Problems", "{path}: {reason}").format(path=path, reason=reason)


def problems_title(count: int, *, is_over: bool = True) -> str:
    """Over the list; while the rest still goes, of what does not."""
    if not is_over:
        return (
            translate("Problems", "1 item is not sent")
            if count == 1
            else translate("Problems", "%Ln items are not sent", n=count)
        )
    if count == 1:
        return translate("Problems", "1 file did not arrive")
    return translate("Problems", "%Ln files did not arrive", n=count)
