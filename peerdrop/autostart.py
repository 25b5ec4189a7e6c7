"""Starting with the computer, for this user only: asked of the system and told to it, never kept elsewhere."""

import configparser
import contextlib
import hashlib
import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol
from xml.parsers.expat import ExpatError

from peerdrop.identity.private_file import write_private
from peerdrop.launch_command import LaunchCommand
from peerdrop.settings import APP_NAME, default_home

_MARK_CHARS: Final = 16
_GROUP: Final = "Desktop Entry"
_RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"


class Autostart(Protocol):
    """One home's place among what starts with the session. Touches the disk; raises OSError."""

    def is_on(self) -> bool:
        """It starts with the next session."""

    def switch_on(self, command: LaunchCommand) -> None:
        """Run *command* whenever a session begins; what was there is replaced whole or not at all.

        Raises ValueError too, for a path that the system can't be told.
        """

    def switch_off(self) -> None:
        """Start with no session any more; nothing happens if it does not."""


def autostart_of(desktop_id: str, home: Path, environ: Mapping[str, str] | None = None) -> Autostart | None:
    """That of *home* for this system and user; None where there is none for us: a sandbox has its own ways."""
    environ = os.environ if environ is None else environ
    if environ.get("FLATPAK_ID") or environ.get("SNAP"):
        return None
    # Each home is switched on and off by itself.
    mark = "" if home == default_home() else hashlib.sha256(os.fsencode(home)).hexdigest()[:_MARK_CHARS]
    if sys.platform == "win32":
        return RunKeyAutostart(f"{APP_NAME} {mark}".rstrip())
    name = f"{desktop_id}.{mark}".rstrip(".")
    if sys.platform == "darwin":
        return LaunchAgentAutostart(Path.home() / "Library" / "LaunchAgents", name)
    config = environ.get("XDG_CONFIG_HOME", "")
    # A path that is not absolute is to be ignored, by the specification.
    folder = Path(config) if os.path.isabs(config) else Path.home() / ".config"  # noqa: PTH117 - "" is none
    return XdgAutostart(folder / "autostart", name, icon=desktop_id)


class XdgAutostart:
    """A desktop entry in *folder*, by freedesktop.org's Desktop Application Autostart Specification."""

    def __init__(self, folder: Path, name: str, *, icon: str) -> None:
        self._path = folder / f"{name}.desktop"
        self._icon = icon

    def is_on(self) -> bool:
        parser = configparser.RawConfigParser(strict=False, interpolation=None, delimiters=("=",))
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read_string(self._path.read_text(encoding="utf-8", errors="replace"))
        except (FileNotFoundError, NotADirectoryError, configparser.Error):
            return False
        # Desktops switch an entry off by either of these, and leave it there.
        entry = parser[_GROUP] if parser.has_section(_GROUP) else {}
        is_hidden = entry.get("Hidden", "false").strip().lower() == "true"
        is_disabled = entry.get("X-GNOME-Autostart-enabled", "true").strip().lower() == "false"
        return bool(entry.get("Exec")) and not is_hidden and not is_disabled

    def switch_on(self, command: LaunchCommand) -> None:
        lines = [f"[{_GROUP}]", "Type=Application", f"Name={APP_NAME}", f"Icon={self._icon}", "Terminal=false"]
        lines.append("Exec=" + _escaped(" ".join(_quoted(each) for each in command.arguments)))
        if command.directory is not None:
            lines.append(f"Path={_escaped(str(command.directory))}")
        lines += ["X-GNOME-Autostart-enabled=true", ""]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_private(self._path, "\n".join(lines).encode())

    def switch_off(self) -> None:
        self._path.unlink(missing_ok=True)


class LaunchAgentAutostart:
    """A property list in the user's LaunchAgents, which launchd reads when the session begins."""

    def __init__(self, folder: Path, label: str) -> None:
        self._path = folder / f"{label}.plist"
        self._label = label

    def is_on(self) -> bool:
        try:
            agent = plistlib.loads(self._path.read_bytes())
        except (FileNotFoundError, ValueError, ExpatError):
            return False
        return isinstance(agent, dict) and agent.get("RunAtLoad") is True and not agent.get("Disabled")

    def switch_on(self, command: LaunchCommand) -> None:
        agent: dict[str, object] = {
            "Label": self._label,
            "ProgramArguments": list(command.arguments),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
        if command.directory is not None:
            agent["WorkingDirectory"] = str(command.directory)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_private(self._path, plistlib.dumps(agent))

    def switch_off(self) -> None:
        self._path.unlink(missing_ok=True)


class RunKeyAutostart:
    """A value under the user's Run key in Windows' registry."""

    def __init__(self, name: str) -> None:
        self._name = name

    def is_on(self) -> bool:
        import winreg

        with contextlib.suppress(FileNotFoundError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            return bool(winreg.QueryValueEx(key, self._name)[0])  # type: ignore[attr-defined,unused-ignore]
        return False

    def switch_on(self, command: LaunchCommand) -> None:
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            line = subprocess.list2cmdline(command.arguments)
            winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, line)  # type: ignore[attr-defined,unused-ignore]

    def switch_off(self) -> None:
        import winreg

        access = winreg.KEY_SET_VALUE  # type: ignore[attr-defined,unused-ignore]
        with (
            contextlib.suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY, 0, access) as key,  # type: ignore[attr-defined,unused-ignore]
        ):
            winreg.DeleteValue(key, self._name)  # type: ignore[attr-defined,unused-ignore]


def _quoted(argument: str) -> str:
    """One argument of Exec, quoted by the Desktop Entry Specification; a percent sign would begin a field code."""
    escaped = "".join(f"\\{each}" if each in '"`$\\' else each for each in argument)
    return '"' + escaped.replace("%", "%%") + '"'


def _escaped(value: str) -> str:
    """A string value of a desktop entry."""
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
