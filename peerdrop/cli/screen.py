"""Whether a window can be opened here. Qt ends the whole process when it can't, so it is asked about before."""

import ctypes
import sys
from collections.abc import Mapping
from typing import Final

# What Qt's own plugin for X needs and a minimal system lacks; Qt's message about the first one misleads.
_X_LIBRARIES: Final = ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1", "libxkbcommon-x11.so.0")
_XCB: Final = "libxcb.so.1"


def why_no_window(environ: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """The sentence why no window can be opened; None if nothing speaks against it."""
    if not platform.startswith("linux") or environ.get("QT_QPA_PLATFORM"):
        return None
    if environ.get("WAYLAND_DISPLAY"):
        return None
    display = environ.get("DISPLAY")
    if not display:
        return "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)."
    for library in _X_LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError:
            return f"A library that windows need is missing: {library}."
    return None if _x_answers(display) else f"The screen {display} does not answer."


def _x_answers(display: str) -> bool:
    try:
        xcb = ctypes.CDLL(_XCB)
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
