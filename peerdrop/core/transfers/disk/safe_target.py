"""What an incoming name becomes on this machine: one function for every name, the same answer on every platform."""

import re
import unicodedata
from typing import Final

from peerdrop.wire.limits import PATH_BYTES, PATH_DEPTH

COMPONENT_BYTES: Final = 200
"""Of the 255 that file systems allow: the rest is for " (1)"."""
_EXTENSION_BYTES: Final = 32
UNTITLED: Final = "untitled"
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
# Cc: control. Cf: bidi overrides, zero-width and other invisible signs. Zl, Zp: line breaks in disguise.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)


class BadName(ValueError):
    """A name that no honest sender sends; the text names the rule it breaks."""


def safe_target(path: str) -> tuple[str, ...]:
    """The components, below the folder for received files, under which *path* ("/"-joined) may be saved.

    Each is at most 200 bytes, in NFC, and means the same on Linux, macOS and Windows. Raises BadName.
    """
    components = _split(path)
    return tuple(_map_component(component, is_top=number == 0) for number, component in enumerate(components))


def safe_label(text: str) -> str:
    """*text* as one line that hides nothing."""
    return _without_tricks(unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))) or UNTITLED


def numbered(name: str, number: int) -> str:
    """*name* for the *number*-th file that wants it: "notes (1).txt"."""
    stem, extension = split_extension(name)
    return f"{stem} ({number}){extension}"


def collision_key(name: str) -> str:
    """Equal for two names that one of the common file systems takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def split_extension(name: str) -> tuple[str, str]:
    """("archive", ".tar.gz"); a leading dot begins no extension."""
    stem, dot, extension = name.rpartition(".")
    if not stem.strip(".") or not extension or len(extension.encode()) >= _EXTENSION_BYTES or " " in extension:
        return name, ""
    if stem.lower().endswith(".tar") and len(stem) > len(".tar"):
        return stem[: -len(".tar")], stem[-len(".tar") :] + dot + extension
    return stem, dot + extension


def _split(path: str) -> list[str]:
    try:
        raw = path.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise BadName("not Unicode text") from exc
    if len(raw) > PATH_BYTES:
        raise BadName(f"longer than {PATH_BYTES} bytes")
    if "\0" in path:
        raise BadName("holds a NUL")
    if path.startswith(("/", "\\")):
        raise BadName("absolute")
    if _DRIVE.match(path):
        raise BadName("names a drive")
    components = path.split("/")
    if len(components) > PATH_DEPTH:
        raise BadName(f"deeper than {PATH_DEPTH} folders")
    if any(component in {"", ".", ".."} for component in components):
        raise BadName("steps out of its folder")
    if components[0] == "~":
        raise BadName("names a home folder")
    return components


def _map_component(component: str, *, is_top: bool) -> str:
    name = _without_tricks(unicodedata.normalize("NFC", component))
    name = "".join("_" if sign in _FORBIDDEN else sign for sign in name)
    name = _cut(_trim(name)) or UNTITLED
    if is_top and name[0] in ".~":
        # No .bashrc, no .ssh, nothing that a shell expands.
        name = "_" + name
    if _is_reserved(name):
        name = "_" + name
    return name


def _without_tricks(text: str) -> str:
    return "".join("_" if unicodedata.category(sign) in _INVISIBLE else sign for sign in text)


def _trim(name: str) -> str:
    # Windows drops trailing dots and spaces, so that "x.exe." would become another file than was checked.
    return name.rstrip(". ").lstrip(" ")


def _cut(name: str) -> str:
    if len(name.encode()) <= COMPONENT_BYTES:
        return name
    stem, extension = split_extension(name)
    room = COMPONENT_BYTES - len(extension.encode())
    return _trim(stem.encode()[:room].decode("utf-8", "ignore") + extension)


def _is_reserved(name: str) -> bool:
    # "COM¹" and full-width letters are the device as well; NFKC is for comparing only, it would make "../" of U+FF0E.
    base = unicodedata.normalize("NFKC", name.split(".")[0]).strip().casefold()
    return base in _RESERVED
