"""peerdrop/cli/screen.py: what is known before Qt is asked, which would end the process."""

import pytest

from peerdrop.cli.screen import why_no_window


def test_no_display_is_said() -> None:
    assert "no screen" in (why_no_window({}, "linux") or "")


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux"),
        ({}, "win32"),
        ({}, "darwin"),
    ],
)
def test_where_nothing_speaks_against_a_window_one_is_tried(environ: dict[str, str], platform: str) -> None:
    assert why_no_window(environ, platform) is None


def test_a_display_that_does_not_answer_is_said() -> None:
    # Without the libraries of X, that is what is said instead.
    why = why_no_window({"DISPLAY": ":4711"}, "linux")
    assert why is not None
    assert ":4711 does not answer" in why or "missing" in why
