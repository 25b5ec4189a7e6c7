"""Speed limits: what may be chosen, what may be typed, and what is said of them."""

import re
from typing import Final

from PySide6.QtCore import QLocale

from peerdrop.core.transfers.flow.transfer_limits import SPEED_LIMIT_MIN
from peerdrop.gui.safe_text import isolated
from peerdrop.gui.words.amounts import limit_text
from peerdrop.gui.words.phrase import translate

NO_LIMIT: Final = 0
MEGABYTE: Final = 1_000_000
SPEED_CHOICES: Final = (NO_LIMIT, MEGABYTE, 5 * MEGABYTE)
"""Bytes a second, in the order of the menu; what comes after them is typed."""
_FASTEST_MB: Final = 100_000


class SpeedRefused(Exception):
    """What was typed is no speed; its text is the user's sentence."""


def choice_text(bytes_per_second: int) -> str:
    """ "No limit" or "5 MB/s"."""
    if not bytes_per_second:
        return translate("Speeds", "No limit")
    return limit_text(bytes_per_second)


def at_most_text(bytes_per_second: int) -> str:
    """ "at most 5 MB/s"."""
    #: Behind the size of a transfer whose speed is limited: "at most 5 MB/s".
    return translate("Speeds", "at most {rate}").format(rate=limit_text(bytes_per_second))


def together_text(bytes_per_second: int) -> str:
    """For all transfers: "No speed limit" or "Limited to 5 MB/s"."""
    if not bytes_per_second:
        return translate("Speeds", "No speed limit")
    return translate("Speeds", "Limited to {rate}").format(rate=limit_text(bytes_per_second))


def speed_of_one(title: str) -> str:
    """Over the question for one transfer's speed."""
    return translate("Speeds", "How fast may {what} be?").format(what=isolated(title))


def speed_of_all() -> str:
    """Over the question for the speed of all transfers."""
    return translate("Speeds", "How fast may all transfers together be?")


def speed_field_text(bytes_per_second: int) -> str:
    """What stands in a field of MB/s; "" without a limit."""
    if not bytes_per_second:
        return ""
    megabytes = f"{bytes_per_second / MEGABYTE:.6f}".rstrip("0").rstrip(".")
    return megabytes.replace(".", QLocale().decimalPoint())


def parse_speed(text: str) -> int:
    """MB/s as typed, with a point or a comma, in bytes a second; "" and 0 are no limit. Raises SpeedRefused."""
    figure = text.strip().lower().removesuffix("mb/s").strip().replace(",", ".")
    if not figure:
        return NO_LIMIT
    # float() takes "nan", other scripts' figures and underscores as well.
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{0,6})?|\.[0-9]{1,6}", figure) or float(figure) > _FASTEST_MB:
        raise SpeedRefused(translate("Speeds", "Write a number, such as 5 or 0.5. Empty means no limit."))
    bytes_per_second = round(float(figure) * MEGABYTE)
    if 0 < bytes_per_second < SPEED_LIMIT_MIN:
        raise SpeedRefused(
            translate("Speeds", "That is too slow to be of use: at least {rate}.").format(
                rate=limit_text(SPEED_LIMIT_MIN)
            )
        )
    return bytes_per_second
