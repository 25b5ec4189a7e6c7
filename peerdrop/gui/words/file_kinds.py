"""What kind of file a name stands for."""

from pathlib import PurePath
from typing import Final

_BY_SUFFIX: Final = {
    "picture": "png jpg jpeg gif webp heic svg tif tiff bmp raw",
    "video": "mov mp4 mkv webm avi m4v",
    "sound": "mp3 wav flac ogg m4a opus aac",
    "archive": "zip gz xz zst tar 7z rar bz2 tgz",
    "document": "pdf txt md doc docx odt xls xlsx ods csv ppt pptx odp rtf html",
}
_ICON_OF: Final = {suffix: icon for icon, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
# Only what a viewer shows and nothing runs.
_OPENABLE: Final = frozenset({"picture", "video", "sound"})
_OPENABLE_SUFFIXES: Final = frozenset({"pdf", "txt", "md", "odt", "docx", "ods", "xlsx", "csv", "odp", "pptx"})


def file_icon(name: str) -> str:
    """The picture for a file of that name."""
    return _ICON_OF.get(PurePath(name).suffix.lower().lstrip("."), "file")


def may_open(name: str) -> bool:
    """Opening a file of that name can't run a program."""
    return file_icon(name) in _OPENABLE or PurePath(name).suffix.lower().lstrip(".") in _OPENABLE_SUFFIXES


def looks_like_a_file(name: str) -> bool:
    """A name that ends as files do: a job called so is one file or begins with one."""
    suffix = PurePath(name).suffix[1:]
    return suffix.isalnum() and len(suffix) <= 5 and not suffix.isdigit()
