"""Sizes, speeds and times as people read them."""

from typing import Final

_UNITS: Final = ("B", "kB", "MB", "GB", "TB")


def size_text(size_bytes: float) -> str:
    """1500000 as "1.5 MB" (SI, as file managers show it)."""
    value = float(size_bytes)
    unit = 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value /= 1000
        unit += 1
    return f"{value:.0f} {_UNITS[unit]}" if unit == 0 or value >= 99.95 else f"{value:.1f} {_UNITS[unit]}"


def speed_text(bytes_per_second: float) -> str:
    """Bytes per second with their unit."""
    return f"{size_text(bytes_per_second)}/s"


def time_text(seconds: float) -> str:
    """72 as "1:12", 3672 as "1:01:12"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def files_text(count: int) -> str:
    """The number of files with the right word."""
    return "1 file" if count == 1 else f"{count} files"


def missing_text(count: int) -> str:
    """How many files are not there, in short."""
    return f"{files_text(count)} did not arrive"


def contents_text(file_count: int, folder_count: int) -> str:
    """ "2 files, 1 empty folder"; only the one where there is none of the other."""
    if not folder_count:
        return files_text(file_count)
    folders = "1 empty folder" if folder_count == 1 else f"{folder_count} empty folders"
    return f"{files_text(file_count)}, {folders}" if file_count else folders
