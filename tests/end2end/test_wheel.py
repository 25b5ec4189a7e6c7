"""The wheel, installed where nothing of the source tree can be seen, starts with all it needs."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from peerdrop import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of a fresh virtual environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", str(commands / "python"))
    run(*pip, "install", "--no-index", "--no-deps", "--no-warn-script-location", str(wheel))
    # Its dependencies are borrowed from the environment of this test. Only a real site folder has its .pth files read,
    # so the one that links the source tree stays without effect.
    site = Path(run(str(commands / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return commands


def run(*argv: str, cwd: Path | None = None) -> str:
    """What it printed; AssertionError with what it said when it failed."""
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_holds_both_packages_the_protocol_and_the_resources_and_no_more(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names} == {"peerdrop", "server", f"peerdrop-{__version__}.dist-info"}
    assert {"peerdrop/wire/PROTOCOL.md", "server/__main__.py"} <= names
    resources = {path.relative_to(ROOT / "resources").as_posix() for path in files_under(ROOT / "resources")}
    packed = {name.removeprefix("peerdrop/_resources/") for name in names if name.startswith("peerdrop/_resources/")}
    # All but the pictures for the README.
    assert packed == {name for name in resources if not name.startswith("screenshots/")}


def test_the_installed_app_is_the_installed_one_and_finds_its_resources(installed: Path, tmp_path: Path) -> None:
    script = "import peerdrop, server; from peerdrop.gui.resources import resource_path as find; "
    script += "print(peerdrop.__file__, server.__file__, find('icons/peerdrop.svg').is_file())"
    package, backend, has_icon = run(str(installed / "python"), "-c", script, cwd=tmp_path).split()
    fresh = str(installed.parent)
    assert package.startswith(fresh)
    assert backend.startswith(fresh)
    assert has_icon == "True"


def test_the_installed_commands_explain_themselves(installed: Path, tmp_path: Path) -> None:
    assert "send" in run(str(installed / "peerdrop"), "--help", cwd=tmp_path)
    assert run(str(installed / "peerdrop"), "--version", cwd=tmp_path).split()[-1] == __version__
    assert "usage" in run(str(installed / "python"), "-m", "server", "--help", cwd=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="SIGTERM has no like on Windows")
def test_the_installed_app_serves_until_it_is_told_to_end(installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    # On a port of its own, so that it meets no other node of this machine.
    (home / "settings.json").write_text('{"discovery_port": 3987, "discoverable": false}', encoding="utf-8")
    with subprocess.Popen(
        [installed / "peerdrop", "serve", "--json", "--home", home], cwd=tmp_path, stdout=subprocess.PIPE
    ) as node:
        try:
            assert node.stdout is not None
            started = json.loads(node.stdout.readline())
        finally:
            node.send_signal(signal.SIGTERM)
        assert node.wait(30) == 0
    assert started["event"] == "node_started"
    assert started["addresses"]


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
