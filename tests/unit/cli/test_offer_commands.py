"""peerdrop accept, decline, files: on an offer that stands open at a node that runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, NotEnoughSpace, UsageError
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import ConflictChoice, Direction, TransferState
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_transfer, raising
from tests.typed_command import TypedCommand
from tests.unit.cli.offered import node_offering, offered_file

S = TransferState
FIRST = TransferId("abcd" + "1" * 28)
SECOND = TransferId("abce" + "2" * 28)
OFFER = make_transfer(transfer_id=FIRST)


def node_with(*transfers: TransferSnapshot) -> FakeNode:
    node = node_offering()
    node.started_as = replace(node.started_as, attached=True)
    node.replies["transfers"] = lambda: transfers
    return node


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), (None,)),
        (("--only", "*.jpg"), (None, {"chosen": (0, 1)})),
        (("--only", "4", "notes.txt"), (None, {"chosen": (2, 3)})),
        (("--only", "2-3,6"), (None, {"chosen": (0, 1, 3)})),
        (("--only", "*"), (None,)),
        (("--conflicts", "skip"), (None, {"conflicts": ConflictChoice.SKIP_IDENTICAL})),
        (("--conflicts", "replace"), (None, {"conflicts": ConflictChoice.REPLACE})),
        (("--conflicts", "keep-both"), (None, {"conflicts": ConflictChoice.KEEP_BOTH})),
    ],
)
async def test_an_offer_is_taken_as_the_options_say(
    tmp_path: Path, options: tuple[str, ...], told: tuple[object, ...]
) -> None:
    node = node_with(OFFER, make_transfer(transfer_id=SECOND))
    async with TypedCommand(node, tmp_path, "accept", "ABCD", *options) as command:
        assert await command.exit_code() == 0
    assert node.called("accept") == [(FIRST, *told)]
    assert command.names == ["node_started", "transfer"]
    assert (command.events[-1]["transfer_id"], command.events[-1]["left_out"]) == (FIRST, 0)
    assert command.events[-1]["directory"] is None


async def test_an_offer_is_saved_elsewhere_in_a_folder_that_is_made(tmp_path: Path) -> None:
    node, folder = node_with(OFFER), tmp_path / "new" / "in"
    async with TypedCommand(node, tmp_path, "accept", "abcd", "--dir", str(folder)) as command:
        assert await command.exit_code() == 0
    assert node.called("accept") == [(FIRST, folder)]
    assert folder.is_dir()


async def test_an_offer_is_declined(tmp_path: Path) -> None:
    node = node_with(OFFER)
    async with TypedCommand(node, tmp_path, "decline", "abcd") as command:
        assert await command.exit_code() == 0
    assert node.called("decline") == [(FIRST,)]
    assert command.names == ["node_started", "transfer"]


async def test_one_that_lost_its_connection_before_it_was_answered_can_be_answered(tmp_path: Path) -> None:
    node = node_with(replace(OFFER, state=S.SUSPENDED))
    async with TypedCommand(node, tmp_path, "accept", "abcd") as command:
        assert await command.exit_code() == 0
    assert node.called("accept") == [(FIRST, None)]


# What can't be: the offer stands


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--only", "*.gif"), "Nothing in this offer fits *.gif. The offer stands."),
        (("--only", "*.jpg", "*.gif"), "Nothing in this offer fits *.gif."),
        (("--only", "7"), "There is no number 7 in this offer."),
        (("--only", "3-9"), "There are no numbers 3 to 9 in this offer."),
    ],
)
async def test_a_choice_of_nothing_is_a_usage_error_and_the_offer_stands(
    tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    node, folder = node_with(OFFER), tmp_path / "new"
    async with TypedCommand(node, tmp_path, "accept", "abcd", "--dir", str(folder), *options) as command:
        assert await command.exit_code() == 2
    assert command.error["message"].startswith(says)
    assert "peerdrop files abcd1111" in command.error["next_step"]
    assert node.called("accept") == node.called("decline") == []
    assert not folder.exists()


async def test_a_folder_that_can_not_be_written_is_own_trouble_and_the_offer_stands(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    node = node_with(OFFER)
    async with TypedCommand(node, tmp_path, "accept", "abcd", "--dir", str(tmp_path / "file")) as command:
        assert await command.exit_code() == 1
    assert command.error["reason"] == "FOLDER_UNWRITABLE"
    assert command.error["message"].endswith("The offer stands.")
    assert "--dir" in command.error["next_step"]
    assert node.called("accept") == []


@pytest.mark.parametrize(
    ("error", "code", "reason", "next_step"),
    [
        (FolderUnwritable("No."), 1, "FOLDER_UNWRITABLE", "--dir"),
        (NotEnoughSpace("No."), 1, "NO_SPACE", "--only"),
        (UsageError("Too many."), 2, "USAGE", "peerdrop files"),
    ],
)
async def test_what_the_node_can_not_do_says_that_the_offer_stands(
    tmp_path: Path, error: Exception, code: int, reason: str, next_step: str
) -> None:
    node = node_with(OFFER)
    node.replies["accept"] = raising(error)
    async with TypedCommand(node, tmp_path, "accept", "abcd") as command:
        assert await command.exit_code() == code
    assert (command.error["reason"], command.error["message"]) == (reason, f"{error} The offer stands.")
    assert next_step in command.error["next_step"]


@pytest.mark.parametrize("command_name", ["accept", "decline"])
@pytest.mark.parametrize(
    ("transfers", "code", "says"),
    [
        ((), 3, "is unknown"),
        ((replace(OFFER, state=S.COMPLETED),), 3, "is over"),
        ((replace(OFFER, state=S.CANCELED),), 3, "is over"),
        ((replace(OFFER, direction=Direction.OUTGOING, peer_name="B\x1b"),), 3, "is sent from here: B<U+001B> decides"),
        ((replace(OFFER, state=S.TRANSFERRING, directory=Path("/in")),), 3, "was accepted already"),
        ((replace(OFFER, state=S.SUSPENDED, directory=Path("/in")),), 3, "was accepted already"),
        ((OFFER, make_transfer(transfer_id=TransferId("abcd" + "3" * 28))), 2, "Several"),
    ],
)
async def test_a_transfer_that_is_no_open_offer_is_refused(
    tmp_path: Path, command_name: str, transfers: tuple[TransferSnapshot, ...], code: int, says: str
) -> None:
    node = node_with(*transfers)
    async with TypedCommand(node, tmp_path, command_name, "abcd") as command:
        assert await command.exit_code() == code
    assert says in command.error["message"]
    assert command.error["next_step"]
    assert node.called("accept") == node.called("decline") == []


async def test_where_no_peerdrop_runs_that_is_what_is_told(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "accept", "abcd") as command:
        assert await command.exit_code() == 3
    assert "no PeerDrop was running" in command.error["message"]
    assert "peerdrop serve" in command.error["next_step"]


async def test_an_offer_that_is_taken_back_meanwhile_says_so(tmp_path: Path) -> None:
    node = node_with(OFFER)
    node.replies["accept"] = raising(NoSuchTransfer("That transfer is over.", next_step="Ask for the files again."))
    async with TypedCommand(node, tmp_path, "accept", "abcd") as command:
        assert await command.exit_code() == 3
    assert command.error["message"] == "That transfer is over."


# What is in it


async def test_programs_get_a_line_for_each_file_and_folder(tmp_path: Path) -> None:
    node = node_with(OFFER)
    node.replies["offered_files"] = lambda _: (
        offered_file("d/a", 5),
        offered_file("d/../x", 6, safe_path=""),
        offered_file("e", 0, is_folder=True),
    )
    async with TypedCommand(node, tmp_path, "files", "abcd") as command:
        assert await command.exit_code() == 0
    told = [{key: each[key] for key in each if key != "time"} for each in command.events[1:]]
    line = {"event": "offered_file", "transfer_id": FIRST}
    assert told == [
        line | {"number": 1, "path": "d/", "folder": True, "files": 1, "bytes": 5, "saved_as": "d/"},
        line | {"number": 2, "path": "d/a", "folder": False, "files": 1, "bytes": 5, "saved_as": "d/a"},
        line | {"number": 3, "path": "d/../x", "folder": False, "files": 1, "bytes": 6, "saved_as": None},
        line | {"number": 4, "path": "e/", "folder": True, "files": 0, "bytes": 0, "saved_as": "e/"},
    ]


async def test_people_read_a_list_and_how_to_choose_of_it(tmp_path: Path) -> None:
    async with TypedCommand(node_with(OFFER), tmp_path, "files", "abcd", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout.splitlines() == [
        "1   33.0 MB  photos/ (3 files)",
        "2    1.0 MB  photos/1.jpg",
        "3    2.0 MB  photos/2.jpg",
        "4   30.0 MB  photos/raw/ (1 file)",
        "5   30.0 MB  photos/raw/3.dng",
        "6     500 B  notes.txt",
        "4 files, 33.0 MB from Bea",
    ]
    assert "peerdrop accept abcd1111 --only" in command.stderr


async def test_what_is_sent_from_here_is_listed_and_nobody_is_told_to_accept_it(tmp_path: Path) -> None:
    node = node_with(replace(OFFER, direction=Direction.OUTGOING))
    async with TypedCommand(node, tmp_path, "files", "abcd", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout.splitlines()[-1] == "4 files, 33.0 MB to Bea"
    assert command.stderr == ""
