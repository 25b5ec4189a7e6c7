"""What was typed, parsed."""

import argparse
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import peerdrop
from peerdrop.app_link import AppLink, is_app_link, local_file, parse_app_link
from peerdrop.cli.speed import parse_speed
from peerdrop.core.errors import UsageError
from peerdrop.core.states import AcceptMode, ConflictChoice, QueueMove
from peerdrop.settings import default_home
from peerdrop.wire.limits import NAME_CHARS

HOME_VARIABLE: Final = "PEERDROP_HOME"
COMMAND_NAMES: Final = (
    *("serve", "peers", "message", "send", "receive", "outbox"),
    *("transfers", "pause", "resume", "cancel", "move", "limit"),
    *("files", "accept", "decline", "retry", "discard"),
)
_ChoiceT = TypeVar("_ChoiceT", bound=StrEnum)

_ID_HELP: Final = "the first 4 or more characters of its ID"
_CONFLICT_CHOICES: Final = {
    "keep-both": ConflictChoice.KEEP_BOTH,
    "skip": ConflictChoice.SKIP_IDENTICAL,
    "replace": ConflictChoice.REPLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """One command with its options; `command` None is the window. Paths are absolute.

    *paths* are what to send, or what the window is to offer for sending; *link* and *at_login*,
    started with the computer, are for the window only.
    """

    command: str | None = None
    home: Path
    name: str | None = None
    port: int | None = None
    wait_s: float = 10.0
    timeout_s: float = 60.0
    json: bool = False
    verbose: bool = False
    accept: AcceptMode | None = None
    directory: Path | None = None
    to: str = ""
    text: str = ""
    paths: tuple[Path, ...] = ()
    offer_timeout_s: float = 600.0
    sender: str | None = None
    count: int | None = None
    later: bool = False
    withdraw: str | None = None
    link: AppLink | None = None
    at_login: bool = False
    transfer: str = ""
    move: QueueMove | None = None
    limit: int | None = None
    """Bytes a second, 0 for none."""
    only: tuple[str, ...] = ()
    """Which files of an offer: patterns, and for `accept` numbers too."""
    conflicts: ConflictChoice | None = None
    hold: bool = False

    @property
    def picks(self) -> bool:
        """What is taken without asking is not taken as a node does it: whole, with both files kept."""
        takes = self.accept in (AcceptMode.KNOWN, AcceptMode.ALL)
        return takes and (bool(self.only) or self.conflicts is not None)


def parse_arguments(argv: Sequence[str], environ: Mapping[str, str]) -> Arguments:
    """The arguments in *argv*; raises UsageError. --help and --version raise SystemExit(0), as argparse does."""
    parser = _parser() if _names_a_command(argv) else _window_parser()
    given = {key: value for key, value in vars(parser.parse_args(argv)).items() if value is not None}
    paths = tuple(path.absolute() for path in given.pop("paths", ()))
    only = tuple(given.pop("only", ()))
    if "words" in given:
        paths, given["link"] = _openings(given.pop("words"))
    if "home" not in given:
        from_environ = environ.get(HOME_VARIABLE)
        given["home"] = Path(from_environ) if from_environ else default_home()
    given["home"] = given["home"].expanduser().absolute()
    return Arguments(paths=paths, only=only, **given)


class _Parser(argparse.ArgumentParser):
    """Raises where argparse would print and exit, so that --json can tell of it too."""

    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:]
        raise UsageError(f"{sentence}.", next_step=f"Try `{self.prog} --help`.")


def _names_a_command(argv: Sequence[str]) -> bool:
    """Whether the first word that belongs to no option is a command; also where there is none, or an option is bad."""
    looking = _Parser(parents=[_common_options()], add_help=False)
    looking.add_argument("word", nargs="?")
    try:
        word = looking.parse_known_args(argv)[0].word
    except UsageError:
        return True
    return word is None or word in COMMAND_NAMES


def _window_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="peerdrop", parents=[_common_options()], description="Open the window with files or a link.")
    parser.add_argument("words", nargs="+", metavar="FILE or peerdrop://...")
    return parser


def _openings(words: Sequence[str]) -> tuple[tuple[Path, ...], AppLink | None]:
    """What the window is to be filled with; raises UsageError."""
    paths: list[Path] = []
    links: list[AppLink] = []
    for word in words:
        if is_app_link(word):
            link = parse_app_link(word)
            if link is None:
                raise UsageError(f"{word[:100]!r} is not a link to a device.", next_step="Try `peerdrop --help`.")
            links.append(link)
            continue
        path = local_file(word) or Path(word)
        if not word or not _exists(path):
            raise UsageError(
                f"{word[:100]!r} is neither a command nor a file nor a peerdrop:// link.",
                next_step="Try `peerdrop --help`.",
            )
        paths.append(path.absolute())
    if len(links) > 1:
        raise UsageError("Only one peerdrop:// link can be opened at a time.")
    return tuple(paths), links[0] if links else None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        # A name too long for the file system, or a folder nobody may look into.
        return False


def _common_options() -> _Parser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    options = common.add_argument_group("options of every command")
    options.add_argument(
        "--home", type=_path, metavar="DIR", help=f"where PeerDrop keeps its things (or {HOME_VARIABLE})"
    )
    options.add_argument("--name", type=_name, help="how other devices see this one, for this run")
    options.add_argument(
        "--port", type=_port, metavar="N", help="exactly this TCP port (default: the first free of 3001-3010)"
    )
    options.add_argument("--wait", type=_seconds, dest="wait_s", metavar="S", help="how long to look for devices (10)")
    options.add_argument(
        "--timeout", type=_seconds, dest="timeout_s", metavar="S", help="how long to try to connect (60)"
    )
    # Written by the window itself where the system starts programs from; nobody needs to type it.
    options.add_argument("--at-login", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--json", action="store_true", help="one JSON object a line on stdout")
    options.add_argument("--verbose", action="store_true", help="log to stderr")
    return common


def _saving_options() -> _Parser:
    saving = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    saving.add_argument("--dir", type=_directory, dest="directory", metavar="DIR", help="where files are saved")
    saving.add_argument(
        "--only",
        type=_pattern,
        nargs="+",
        action="extend",
        metavar="PATTERN",
        help="take only these of the files that are offered: '*.jpg' in any folder, 'photos' with all that is in it,"
        " 'photos/**/*.jpg'",
    )
    saving.add_argument(
        "--conflicts",
        type=_conflicts,
        metavar="keep-both|skip|replace",
        help="where a name is there already: keep both files (default), skip those with the same size and date,"
        " or replace the file that is there",
    )
    return saving


def _parser() -> argparse.ArgumentParser:
    common = _common_options()
    saving = _saving_options()
    receiving = _Parser(parents=[saving], add_help=False, argument_default=argparse.SUPPRESS)
    receiving.add_argument(
        "--accept",
        type=_accept_mode,
        metavar="ask|known|all",
        help="whose files are taken: ask on a terminal (default), take from known devices, or from anyone",
    )
    receiving.add_argument(
        "--hold", action="store_true", help="ask nobody; leave offers open for `peerdrop accept` and `decline`"
    )

    parser = _Parser(
        prog="peerdrop",
        parents=[common],
        description="Share files and messages straight from machine to machine. Without a command: the window, with the"
        " FILES or the peerdrop:// link given.",
        epilog="PEER is a name, a device ID, the first 8 or more characters of one, or an address.",
    )
    parser.add_argument("--version", action="version", version=f"PeerDrop {peerdrop.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, summary: str, *parents: _Parser) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, parents=[common, *parents], help=summary, description=summary, argument_default=argparse.SUPPRESS
        )

    add("serve", "run without a window until Ctrl-C", receiving)
    add("peers", "list the devices found")
    waiting = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    waiting.add_argument(
        "--later", action="store_true", help="leave it in the outbox if the device is away; it goes when it is back"
    )
    message = add("message", "send a text", waiting)
    message.add_argument("text", metavar="TEXT", type=_text)
    message.add_argument("--to", required=True, metavar="PEER")
    send = add("send", "send files", waiting)
    send.add_argument("paths", metavar="PATH", type=_path, nargs="+")
    send.add_argument("--to", required=True, metavar="PEER")
    send.add_argument(
        "--offer-timeout",
        type=_seconds,
        dest="offer_timeout_s",
        metavar="S",
        help="how long they may take to accept (600)",
    )
    send.add_argument("--limit", type=_speed, metavar="SPEED", help="be no faster than that, for example 5MB/s")
    receive = add("receive", "take files", receiving)
    receive.add_argument("--from", dest="sender", metavar="PEER", help="decline all other devices")
    receive.add_argument("--count", type=_count, metavar="N", help="leave after N completed transfers")
    outbox = add("outbox", "list what waits for devices that are away")
    outbox.add_argument("--withdraw", metavar="ID", help="take this out, by its ID or the first 8 characters of it")
    add("transfers", "list the transfers of the PeerDrop that runs")
    for name, summary in (
        ("pause", "stop a transfer until `resume`"),
        ("resume", "go on with a transfer that was paused here"),
        ("cancel", "end a transfer on both sides"),
        ("move", "change the order in which transfers go to a device"),
        ("limit", "let a transfer, or all together, be no faster than that"),
    ):
        ids = "ID" if name != "limit" else "ID|all"
        one = add(name, summary)
        one.add_argument("transfer", metavar=ids, type=_transfer, help=_ID_HELP)
        if name == "move":
            one.add_argument("move", type=_move, metavar="first|up|down|last")
        elif name == "limit":
            one.add_argument("limit", type=_speed, metavar="SPEED", help="for example 5MB/s, or none")
    for name, summary, *parents in (
        ("files", "list the files of a transfer, with their numbers"),
        ("accept", "take an offer, or with --only some of its files, also by number: 1,4-6", saving),
        ("decline", "refuse an offer"),
        ("retry", "send again what failed, or have it sent again, from where it stopped"),
        ("discard", "throw away what is left of a transfer to this device that failed; whole files stay"),
    ):
        one = add(name, summary, *parents)
        one.add_argument("transfer", metavar="ID", type=_transfer_id, help=_ID_HELP)
    return parser


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return value


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of transfers (1 or more)")
    return int(text)


def _speed(text: str) -> int:
    try:
        return parse_speed(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(str(exc)) from exc


def _transfer(text: str) -> str:
    return text if text == "all" else _transfer_id(text)


def _transfer_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{4,32}", text):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not the begin of an ID: 4 to 32 characters of 0-9 and a-f")
    return text


def _pattern(text: str) -> str:
    if not text.strip("/"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a pattern for file names")
    return text


def _conflicts(text: str) -> ConflictChoice:
    if text not in _CONFLICT_CHOICES:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is none of {', '.join(_CONFLICT_CHOICES)}")
    return _CONFLICT_CHOICES[text]


def _accept_mode(text: str) -> AcceptMode:
    return _one_of(AcceptMode, text)


def _move(text: str) -> QueueMove:
    return _one_of(QueueMove, text)


def _one_of(choices: type[_ChoiceT], text: str) -> _ChoiceT:
    try:
        return choices(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is none of {', '.join(choices)}") from exc


def _name(text: str) -> str:
    name = unicodedata.normalize("NFC", text).strip()
    if not name or len(name) > NAME_CHARS or any(unicodedata.category(each)[0] == "C" for each in name):
        raise argparse.ArgumentTypeError(f"a name has 1 to {NAME_CHARS} characters, none of them invisible")
    return name


def _text(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("a message can't be empty")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise argparse.ArgumentTypeError("the message is not valid text (UTF-8)") from exc
    return text


def _path(text: str) -> Path:
    # An empty variable in a script, most likely: Path("") is the working directory, which nobody has asked for.
    if not text:
        raise argparse.ArgumentTypeError("a path can't be empty; give . for the working directory")
    return Path(text)


def _directory(text: str) -> Path:
    return _path(text).expanduser().absolute()


def wants_json(argv: Sequence[str]) -> bool:
    """Whether --json was asked for, in arguments that may be wrong otherwise."""
    options = argv[: argv.index("--")] if "--" in argv else argv
    return "--json" in options
