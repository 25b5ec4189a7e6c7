"""peerdrop/cli/arguments.py: what can be typed, and what is refused."""

from pathlib import Path

import pytest

from peerdrop.app_link import AppLink
from peerdrop.cli.arguments import COMMAND_NAMES, Arguments, parse_arguments, wants_json
from peerdrop.cli.command_line import COMMANDS
from peerdrop.core.errors import UsageError
from peerdrop.core.states import AcceptMode, ConflictChoice
from peerdrop.settings import default_home

HOME = Path("/home/of/mine")


def parse(*argv: str) -> Arguments:
    return parse_arguments(argv, {"PEERDROP_HOME": str(HOME)})


def test_nothing_typed_is_the_window_with_the_defaults() -> None:
    assert parse() == Arguments(command=None, home=HOME, wait_s=10, timeout_s=60, offer_timeout_s=600)


def test_the_home_is_the_option_or_the_variable_or_the_users_own() -> None:
    assert parse("serve", "--home", "/x").home == Path("/x")
    assert parse("serve").home == HOME
    assert parse_arguments(["serve"], {}).home == default_home()
    assert parse_arguments(["serve", "--home", "here"], {}).home == Path.cwd() / "here"


def test_options_of_every_command_may_stand_before_it_and_after_it() -> None:
    typed = ("--name", "Ada", "--port", "3005", "--wait", "2.5", "--timeout", "3", "--json", "--verbose")
    expected = Arguments(
        command="serve", home=HOME, name="Ada", port=3005, wait_s=2.5, timeout_s=3, json=True, verbose=True
    )
    assert parse(*typed, "serve") == parse("serve", *typed) == expected


def test_send_takes_paths_a_peer_and_how_long_the_offer_stands() -> None:
    arguments = parse("send", "a", "/b", "--to", "Bea", "--offer-timeout", "20")
    assert arguments.paths == (Path.cwd() / "a", Path("/b"))
    assert (arguments.to, arguments.offer_timeout_s) == ("Bea", 20)


def test_message_takes_a_text_as_it_is() -> None:
    assert parse("message", " two\nlines ", "--to", "Bea").text == " two\nlines "
    assert parse("message", "--to", "Bea", "--", "--json").text == "--json"


def test_receive_takes_a_folder_a_sender_a_mode_and_a_count() -> None:
    arguments = parse("receive", "--dir", "in", "--from", "Bea", "--accept", "known", "--count", "3")
    assert arguments.directory == Path.cwd() / "in"
    assert (arguments.sender, arguments.accept, arguments.count) == ("Bea", AcceptMode.KNOWN, 3)


@pytest.mark.parametrize("command", ["receive", "serve"])
def test_what_is_taken_of_offers_can_be_chosen_before_they_come(command: str) -> None:
    arguments = parse(command, "--only", "*.jpg", "a b", "--only", "c", "--conflicts", "skip", "--hold")
    assert arguments.only == ("*.jpg", "a b", "c")
    assert arguments.conflicts is ConflictChoice.SKIP_IDENTICAL
    assert arguments.hold


@pytest.mark.parametrize(
    ("argv", "picks"),
    [
        (("--accept", "all", "--only", "x"), True),
        (("--accept", "known", "--conflicts", "replace"), True),
        (("--accept", "all"), False),
        (("--only", "x"), False),
        (("--accept", "ask", "--only", "x"), False),
    ],
)
def test_only_what_is_taken_without_asking_is_picked_from(argv: tuple[str, ...], picks: bool) -> None:
    assert parse("receive", *argv).picks is picks


def test_an_offer_is_named_by_the_begin_of_its_id() -> None:
    arguments = parse("accept", "3F2a", "--only", "1,3-4", "*.jpg", "--dir", "in", "--conflicts", "keep-both")
    assert (arguments.transfer, arguments.only) == ("3F2a", ("1,3-4", "*.jpg"))
    assert arguments.directory == Path.cwd() / "in"
    assert arguments.conflicts is ConflictChoice.KEEP_BOTH


@pytest.mark.parametrize(
    "argv",
    [
        ("nonsense",),
        ("serve", "--nonsense"),
        ("serve", "--port", "0"),
        ("serve", "--port", "65536"),
        ("serve", "--port", "x"),
        ("serve", "--name", ""),
        ("serve", "--name", "x" * 65),
        ("serve", "--name", "a\x1b"),
        ("serve", "--name", "a\u202e"),
        ("serve", "--wait", "-1"),
        ("serve", "--wait", "nan"),
        ("serve", "--timeout", "soon"),
        ("serve", "--accept", "some"),
        ("serve", "--count", "1"),
        ("receive", "--count", "0"),
        ("message", "hi"),
        ("message", "", "--to", "Bea"),
        ("message", "\udcff", "--to", "Bea"),
        ("message", "--to", "Bea"),
        ("send", "--to", "Bea"),
        ("send", "a"),
        ("peers", "--accept", "all"),
        ("receive", "--only"),
        ("receive", "--only", ""),
        ("receive", "--only", "/"),
        ("receive", "--conflicts", "keep_both"),
        ("accept",),
        ("accept", "all"),
        ("accept", "xyz!"),
        ("accept", "3f2a", "--hold"),
        ("decline", "3f2a", "--dir", "in"),
        ("retry", "3f"),
        ("discard", "3f2a", "5d5d"),
        ("send", "", "--to", "Bea"),
        ("send", "a", "", "--to", "Bea"),
        ("receive", "--dir", ""),
        ("serve", "--dir", ""),
        ("accept", "3f2a", "--dir", ""),
        ("serve", "--home", ""),
        ("",),
    ],
)
def test_what_cannot_be_typed_is_a_usage_error_with_a_next_step(argv: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse(*argv)
    assert "--help" in caught.value.next_step
    assert "seconds value" not in caught.value.message


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("move", "3f2a", "sideways"), "'sideways' is none of first, up, down, last"),
        (("serve", "--accept", "some"), "'some' is none of ask, known, all"),
    ],
)
def test_a_word_that_is_no_choice_is_told_with_those_that_are(argv: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse(*argv)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [(["serve", "--json"], True), (["serve"], False), (["message", "--to", "x", "--", "--json"], False)],
)
def test_json_is_seen_in_arguments_that_are_wrong_otherwise(argv: list[str], expected: bool) -> None:
    assert wants_json(argv) is expected


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_printed_and_end_it(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(option)
    assert caught.value.code == 0
    assert "eer" in capsys.readouterr().out


def test_files_and_a_link_without_a_command_are_for_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a b.txt", "send"):
        (tmp_path / name).touch()
    arguments = parse("--name", "Ada", "a b.txt", "peerdrop://10.0.0.5:3002", (tmp_path / "a b.txt").as_uri(), "./send")
    assert arguments.command is None
    assert arguments.paths == (tmp_path / "a b.txt", tmp_path / "a b.txt", tmp_path / "send")
    assert arguments.link == AppLink(address="10.0.0.5:3002")
    assert arguments.name == "Ada"
    assert parse("send", "x", "--to", "Bea").command == "send"
    assert parse("--json", "peers").command == "peers"


@pytest.mark.parametrize(
    "argv",
    [
        ("peer",),
        ("no-such-file",),
        ("x" * 5000,),
        ("peerdrop://",),
        ("peerdrop://x/y",),
        ("peerdrop://a", "peerdrop://b"),
        ("/", "--dir", "/"),
        ("/", "no-such-file"),
        ("/", "serve"),
    ],
)
def test_a_word_that_is_no_command_no_file_and_no_link_is_refused(
    argv: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        parse(*argv)


def test_every_command_is_known_by_its_name() -> None:
    assert set(COMMAND_NAMES) == set(COMMANDS)
