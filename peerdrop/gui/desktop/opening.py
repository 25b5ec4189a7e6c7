"""What the window was opened with, by a file manager, a link or the command line. It fills in, it never acts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.app_link import AppLink, parse_app_link

MAX_FILES: Final = 10_000
MAX_BYTES: Final = 4 * 1024 * 1024
_PathText = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Absolute *files* to offer for sending, and a device to fill in. Nothing in it: only show the window."""

    files: tuple[Path, ...] = ()
    link: AppLink | None = None


class _OnTheWay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: Annotated[tuple[_PathText, ...], msgspec.Meta(max_length=MAX_FILES)] = ()
    link: Annotated[str, msgspec.Meta(max_length=300)] = ""


def encode_opening(opening: Opening) -> bytes:
    """For `decode_opening` in another process of this user. Files beyond MAX_FILES are left out."""
    link = opening.link
    target = "" if link is None else f"peerdrop://{link.device_id or link.address}"
    return msgspec.json.encode(_OnTheWay(tuple(str(each) for each in opening.files[:MAX_FILES]), target))


def decode_opening(raw: bytes) -> Opening | None:
    """What another process handed over, checked as if it came from a stranger; None if anything in it is wrong."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        taken = msgspec.json.decode(raw, type=_OnTheWay)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    files = tuple(map(Path, taken.files))
    link = parse_app_link(taken.link) if taken.link else None
    if any("\0" in each or not path.is_absolute() for each, path in zip(taken.files, files, strict=True)):
        return None
    if taken.link and link is None:
        return None
    return Opening(files=files, link=link)
