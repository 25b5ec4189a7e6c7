"""The frozen app, built as `make frozen` does it, does the main job without this machine's Python and packages."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab.namespace import Namespace, missing_for_namespaces

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packaging/peerdrop.spec is for Linux"),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the frozen app."""
    assert shutil.which("objdump"), "PyInstaller needs `objdump` (apt install binutils)"
    folder = tmp_path_factory.mktemp("frozen")
    built = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
            *("--distpath", str(folder / "dist"), "--workpath", str(folder / "build")),
            str(ROOT / "packaging" / "peerdrop.spec"),
        ],
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert built.returncode == 0, built.stderr
    return folder / "dist" / "peerdrop"


@pytest.fixture
def on_a_quiet_network() -> Iterator[Callable[..., list[str]]]:
    """Makes a command line run where only itself is; on this machine where that can't be."""
    if missing_for_namespaces():
        yield lambda *argv: list(argv)
        return
    namespace = Namespace("frozen")
    try:
        yield namespace.command
    finally:
        killed = namespace.delete()
    assert not killed, f"still running after the test: {killed}"


def test_two_frozen_nodes_find_each_other_and_send_a_file(
    frozen: Path, on_a_quiet_network: Callable[..., list[str]], tmp_path: Path
) -> None:
    # No PATH, no home, no Python settings: only what the folder holds.
    bare = ("env", "-i", f"HOME={tmp_path}", "LANG=C.UTF-8", sys.executable, "-I")
    done = subprocess.run(
        on_a_quiet_network(*bare, str(ROOT / "packaging" / "smoke_test.py"), str(frozen / "peerdrop")),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_frozen_app_leaves_out_the_codecs_and_keeps_the_window(frozen: Path) -> None:
    inside = frozen / "_internal"
    files = {str(path.relative_to(inside)) for path in inside.rglob("*") if path.is_file()}
    assert not [name for name in files if "libav" in name or "x264" in name or "x265" in name]
    assert {name for name in files if name.startswith("PySide6/Qt/plugins/platforms/")} >= {
        f"PySide6/Qt/plugins/platforms/libq{platform}.so" for platform in ("xcb", "wayland", "offscreen")
    }
    resources = {str(path.relative_to(ROOT)) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert {name for name in resources if not name.startswith("resources/screenshots/")} <= files
