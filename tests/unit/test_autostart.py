"""Starting with the computer: what is written where the system looks, and what is read there."""

import plistlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from peerdrop.autostart import (
    Autostart,
    LaunchAgentAutostart,
    RunKeyAutostart,
    XdgAutostart,
    autostart_of,
)
from peerdrop.launch_command import LaunchCommand
from peerdrop.settings import default_home

ID = "io.github.peerdrop.PeerDrop"
AWKWARD = LaunchCommand(
    arguments=("/opt/a b/peerdrop", "--home", '/x/100 %f "q" $HOME `id` \\n'), directory=Path("/a b")
)


def xdg(folder: Path) -> XdgAutostart:
    return XdgAutostart(folder, ID, icon=ID)


def entry(folder: Path) -> Path:
    return folder / f"{ID}.desktop"


class FakeRegistry(ModuleType):
    """The part of winreg that is used, over a dict."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = 1, 1, 2

    def __init__(self) -> None:
        super().__init__("winreg")
        self.values: dict[str, str] = {}

    def __enter__(self) -> "FakeRegistry":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def OpenKey(self, *_: object) -> "FakeRegistry":
        return self

    CreateKey = OpenKey

    def QueryValueEx(self, key: object, name: str) -> tuple[str, int]:
        if name not in self.values:
            raise FileNotFoundError(name)
        return self.values[name], self.REG_SZ

    def SetValueEx(self, key: object, name: str, _: int, kind: int, value: str) -> None:
        self.values[name] = value

    def DeleteValue(self, key: object, name: str) -> None:
        if self.values.pop(name, None) is None:
            raise FileNotFoundError(name)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> FakeRegistry:
    fake = FakeRegistry()
    monkeypatch.setitem(sys.modules, "winreg", fake)
    return fake


@pytest.mark.parametrize(
    "kind", [xdg, lambda folder: LaunchAgentAutostart(folder, ID), lambda _: RunKeyAutostart("PeerDrop")]
)
def test_it_is_on_from_the_switch_on_to_the_switch_off(
    tmp_path: Path, registry: FakeRegistry, kind: Callable[[Path], Autostart]
) -> None:
    autostart = kind(tmp_path / "not" / "yet")
    assert not autostart.is_on()
    autostart.switch_off()
    for _ in range(2):
        autostart.switch_on(AWKWARD)
        assert autostart.is_on()
    autostart.switch_off()
    assert not autostart.is_on()
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_the_desktop_entry_runs_exactly_the_command(tmp_path: Path) -> None:
    xdg(tmp_path).switch_on(AWKWARD)
    assert [each.name for each in tmp_path.iterdir()] == [f"{ID}.desktop"]
    lines = dict(line.split("=", 1) for line in entry(tmp_path).read_text().splitlines()[1:])
    assert lines["Type"] == "Application"
    assert lines["Path"] == "/a b"
    # As the specification reads it: first the string value, then the quoted arguments, then the field codes.
    exec_line = lines["Exec"].replace("\\\\", "\\").replace("%%", "%")
    told = subprocess.run(["sh", "-c", f"printf '%s\\n' {exec_line}"], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == list(AWKWARD.arguments)


@pytest.mark.parametrize(
    ("text", "is_on"),
    [
        ("[Desktop Entry]\nExec=peerdrop\n", True),
        ("[Desktop Entry]\nExec=peerdrop\nHidden=true\n", False),
        ("[Desktop Entry]\nExec=peerdrop\nX-GNOME-Autostart-enabled=false\n", False),
        ("[Desktop Entry]\nExec=peer%drop\nExec=twice\nName[de]=Ä\n", True),
        ("[Desktop Entry]\nName=PeerDrop\n", False),
        ("[Other]\nExec=peerdrop\n", False),
        ("no entry at all", False),
        ("", False),
    ],
)
def test_what_the_desktop_or_the_user_made_of_the_entry_is_what_is_shown(
    tmp_path: Path, text: str, is_on: bool
) -> None:
    entry(tmp_path).write_text(text)
    assert xdg(tmp_path).is_on() is is_on


def test_the_launch_agent_runs_exactly_the_command(tmp_path: Path) -> None:
    agent = LaunchAgentAutostart(tmp_path, ID)
    agent.switch_on(AWKWARD)
    told = plistlib.loads((tmp_path / f"{ID}.plist").read_bytes())
    assert (told["Label"], told["ProgramArguments"]) == (ID, list(AWKWARD.arguments))
    assert told["WorkingDirectory"] == "/a b"
    (tmp_path / f"{ID}.plist").write_bytes(b"<plist")
    assert not agent.is_on()


def test_the_run_key_holds_one_line_that_windows_reads_back_as_the_command(registry: FakeRegistry) -> None:
    RunKeyAutostart("PeerDrop").switch_on(LaunchCommand(arguments=(r"C:\a b\peerdrop.exe", "--home", r"C:\x y")))
    assert registry.values == {"PeerDrop": r'"C:\a b\peerdrop.exe" --home "C:\x y"'}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG's folders are Linux's")
def test_the_folder_is_that_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for config, folder in (("", tmp_path / ".config"), ("relative", tmp_path / ".config"), ("/c", Path("/c"))):
        autostart = autostart_of(ID, default_home(), {"XDG_CONFIG_HOME": config})
        assert isinstance(autostart, XdgAutostart)
        assert autostart._path == folder / "autostart" / f"{ID}.desktop"
    assert autostart_of(ID, default_home(), {"FLATPAK_ID": ID}) is None


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_home_is_switched_on_and_off_by_itself(
    tmp_path: Path, registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", platform)
    homes = (default_home(), tmp_path / "one", tmp_path / "other")
    usual, one, other = (autostart_of(ID, home, {"XDG_CONFIG_HOME": str(tmp_path / "config")}) for home in homes)
    assert usual is not None
    assert one is not None
    assert other is not None
    usual.switch_on(AWKWARD)
    assert [each.is_on() for each in (usual, one, other)] == [True, False, False]
    one.switch_on(AWKWARD)
    usual.switch_off()
    other.switch_off()
    assert [each.is_on() for each in (usual, one, other)] == [False, True, False]


def test_another_home_has_the_same_icon(tmp_path: Path) -> None:
    XdgAutostart(tmp_path, f"{ID}.0123", icon=ID).switch_on(AWKWARD)
    assert f"Icon={ID}" in (tmp_path / f"{ID}.0123.desktop").read_text().splitlines()


def test_the_command_starts_this_home_and_an_appimage_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = LaunchCommand.at_login(default_home(), {})
    assert usual.arguments[-3:] == ("-m", "peerdrop", "--at-login")
    assert usual.directory is not None
    assert (usual.directory / "peerdrop" / "__main__.py").is_file()
    assert LaunchCommand.at_login(tmp_path, {}).arguments[-2:] == ("--home", str(tmp_path))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert LaunchCommand.at_login(default_home(), {}).arguments == (sys.executable, "--at-login")
    packed = LaunchCommand.at_login(default_home(), {"APPIMAGE": "/home/ana/PeerDrop.AppImage"})
    assert packed.arguments == ("/home/ana/PeerDrop.AppImage", "--at-login")
