"""How this PeerDrop is started again."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from peerdrop.settings import default_home


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCommand:
    """Program and arguments; None is any *directory*."""

    arguments: tuple[str, ...]
    directory: Path | None = None

    @classmethod
    def at_login(cls, home: Path, environ: Mapping[str, str] | None = None) -> Self:
        """Open the window of *home* as it is opened when the computer starts."""
        environ = os.environ if environ is None else environ
        options = ("--at-login",) if home == default_home() else ("--at-login", "--home", str(home))
        if getattr(sys, "frozen", False):
            # An AppImage is unpacked anew under another name each time; it tells its own.
            return cls(arguments=(environ.get("APPIMAGE") or sys.executable, *options))
        # From a checkout the package is found only beside itself.
        folder = Path(__file__).resolve().parents[1]
        return cls(arguments=(_windowed(sys.executable), "-m", "peerdrop", *options), directory=folder)


def _windowed(python: str) -> str:
    """The Python that opens no console, where there are two."""
    windowed = Path(python).with_name("pythonw.exe")
    return str(windowed) if sys.platform == "win32" and windowed.exists() else python
