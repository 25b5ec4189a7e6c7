"""peerdrop/cli/main.py: arguments in, exit code out, on this process's own streams."""

import json
from pathlib import Path

import pytest

from peerdrop.cli import main
from peerdrop.cli.arguments import Arguments


def no_window(_arguments: Arguments) -> int:
    raise AssertionError("no window was asked for")


@pytest.fixture(autouse=True)
def leave_logging_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("logging.basicConfig", lambda **_options: None)


def test_wrong_arguments_are_told_to_people_in_one_line_and_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["serve", "--port", "x"], show_window=no_window) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "peerdrop: Argument --port: 'x' is not a port (1 to 65535). Try `peerdrop serve --help`.\n"


def test_wrong_arguments_are_told_to_programs_as_an_error_and_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["nonsense", "--json"], show_window=no_window) == 2
    printed = capsys.readouterr()
    error = json.loads(printed.out)
    assert (error["event"], error["reason"]) == ("error", "USAGE")
    assert printed.err == ""


def test_help_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"], show_window=no_window) == 0
    assert "receive" in capsys.readouterr().out


def test_nothing_typed_opens_the_window_where_there_is_a_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(main, "why_no_window", lambda _environ: None)
    shown: list[Arguments] = []

    def show(arguments: Arguments) -> int:
        shown.append(arguments)
        return 7

    assert main.run(["--home", str(tmp_path), "--name", "Ada"], show_window=show) == 7
    assert (shown[0].home, shown[0].name) == (tmp_path, "Ada")


def missing(_arguments: Arguments) -> int:
    raise ImportError("libEGL.so.1")


@pytest.mark.parametrize(("why_not", "said"), [("There is no screen.", "no screen"), (None, "libEGL.so.1")])
def test_without_a_screen_or_its_libraries_it_says_so_and_serves(
    why_not: str | None, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[Arguments] = []

    def execute(arguments: Arguments) -> int:
        served.append(arguments)
        return 0

    monkeypatch.setattr(main, "why_no_window", lambda _environ: why_not)
    monkeypatch.setattr(main, "_execute", execute)
    assert main.run([], show_window=missing) == 0
    assert served[0].command == "serve"
    assert said in capsys.readouterr().err


def test_files_for_a_window_that_can_not_be_opened_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "why_no_window", lambda _environ: "There is no screen.")
    assert main.run(["--home", str(tmp_path), str(tmp_path)], show_window=no_window) == 1
    assert "peerdrop send" in capsys.readouterr().err
