"""peerdrop/cli/offer_dialog.py and attendant.py: what a person at a terminal is asked about an offer, and can say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.errors import FolderUnwritable, HomeError, NoSuchTransfer, NotEnoughSpace
from peerdrop.core.events import TransferOffered
from peerdrop.core.snapshots import FileConflict
from peerdrop.core.states import ConflictChoice, ConflictOutcome, TransferState
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import TRANSFER_ID, FakeNode, make_transfer, raising, state_changed
from tests.manual_clock import settle
from tests.typed_command import TypedCommand
from tests.unit.cli.offered import Answers, node_offering, offered_file, photos_offered
from tests.until import until


@asynccontextmanager
async def asked(
    node: FakeNode, home: Path, answers: Answers, *options: str, offer: TransferOffered | None = None
) -> AsyncIterator[TypedCommand]:
    async with TypedCommand(node, home, "receive", *options, questions=answers) as command:
        await until(lambda: node.policies)
        node.push(offer or photos_offered())
        yield command


async def accepted(node: FakeNode) -> tuple[object, ...]:
    await until(lambda: node.called("accept"), what="it was accepted")
    (call,) = node.called("accept")
    assert node.called("decline") == []
    return call


@pytest.mark.parametrize("typed", ["y", "Yes", " y "])
async def test_yes_takes_all_of_it(tmp_path: Path, typed: str) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers(typed)) as command:
        assert await accepted(node) == (TRANSFER_ID, None)
    assert "Take it from Bea? [y/N] (c choose files, e save elsewhere) " in command.stderr


@pytest.mark.parametrize("typed", ["n", "No", "", "  ", None])
async def test_no_an_empty_line_and_the_end_of_input_decline(tmp_path: Path, typed: str | None) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers(typed)):
        await until(lambda: node.called("decline") == [(TRANSFER_ID,)])
    assert node.called("accept") == []


async def test_what_is_no_answer_is_asked_again(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("yo", "cancel", "k", "y")) as command:
        await accepted(node)
    assert command.stderr.count("That is no answer; it is one of y, n, c, e.") == 3


async def test_a_single_file_offers_no_choice_of_files(tmp_path: Path) -> None:
    node = node_offering(offered_file("a"))
    offer = TransferOffered(transfer=make_transfer(file_count=1))
    async with asked(node, tmp_path, Answers("c", "y"), offer=offer) as command:
        assert await accepted(node) == (TRANSFER_ID, None)
    assert "Take it from Bea? [y/N] (e save elsewhere) " in command.stderr
    assert "one of y, n, e." in command.stderr


# Choosing files


async def test_files_are_listed_with_numbers_and_only_those_chosen_are_taken(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("c", "2 '*.txt'", "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None, {"chosen": (0, 3)})
    assert "1   33.0 MB  photos/ (3 files)\n2    1.0 MB  photos/1.jpg\n" in command.stderr
    assert "Take 2 of 4 files (1.0 MB) from Bea? [y/N]" in command.stderr


@pytest.mark.parametrize(("typed", "says"), [("9", "no number 9"), ("*.gif", "fits *.gif"), ("'it", "fits 'it")])
async def test_what_means_no_file_is_told_and_asked_again(tmp_path: Path, typed: str, says: str) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("c", typed, "notes.txt", "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None, {"chosen": (3,)})
    assert says in command.stderr


async def test_the_end_of_the_list_or_of_the_input_leaves_the_choice_as_it_was(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("c", "notes.txt", "c", "", "c", None, "y")):
        assert await accepted(node) == (TRANSFER_ID, None, {"chosen": (3,)})


async def test_all_of_them_one_by_one_are_all(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("c", "1-6", "y")):
        assert await accepted(node) == (TRANSFER_ID, None)


async def test_a_long_list_comes_in_pages(tmp_path: Path) -> None:
    node = node_offering(*(offered_file(f"{number}.bin") for number in range(45)))
    async with asked(node, tmp_path, Answers("c", "", "", "45", "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None, {"chosen": (44,)})
    assert [f"... and {left} more lines" in command.stderr for left in (25, 5)] == [True, True]
    assert command.stderr.count(".bin") == 45


async def test_only_is_what_a_yes_takes(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("y"), "--only", "*.jpg") as command:
        assert await accepted(node) == (TRANSFER_ID, None, {"chosen": (0, 1)})
    assert "Take 2 of 4 files (3.0 MB) from Bea?" in command.stderr


async def test_only_that_fits_nothing_is_told_before_the_question(tmp_path: Path) -> None:
    node = node_offering()
    async with asked(node, tmp_path, Answers("n"), "--only", "*.gif") as command:
        await until(lambda: node.called("decline"))
    assert "Nothing in it fits --only; a yes takes all of it." in command.stderr


# Where it goes


async def test_one_offer_is_saved_elsewhere_and_the_next_one_is_not(tmp_path: Path) -> None:
    node, answers = node_offering(), Answers("e", str(tmp_path / "here"), "y")
    (tmp_path / "here").mkdir()
    second = TransferId("2" * 32)
    async with asked(node, tmp_path, answers, "--dir", str(tmp_path / "in")) as command:
        await until(lambda: node.called("accept") == [(TRANSFER_ID, tmp_path / "here")])
        node.push(photos_offered(transfer_id=second))
        answers.given.put_nowait("y")
        await until(lambda: node.called("accept")[1:] == [(second, tmp_path / "in")])
    assert f"from Bea into {tmp_path / 'here'}? [y/N]" in command.stderr


async def test_a_folder_is_made_only_after_a_yes(tmp_path: Path) -> None:
    node, folder = node_offering(), tmp_path / "new"
    async with asked(node, tmp_path, Answers("e", str(folder), "n", "e", "", "e", None, "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None)
    assert f"{folder} is not there. Make it? [y/N]" in command.stderr
    assert not folder.exists()
    node = node_offering()
    async with asked(node, tmp_path, Answers("e", str(folder), "y", "y")):
        assert await accepted(node) == (TRANSFER_ID, folder)
    assert folder.is_dir()


@pytest.mark.parametrize("typed", ["{0}/file", "{0}/file/in", "~nobody-of-that-name/x", "nul\0", "{0}/" + "x" * 300])
async def test_a_folder_that_can_not_be_is_told_and_another_one_asked_for(tmp_path: Path, typed: str) -> None:
    (tmp_path / "file").write_text("kept")
    node = node_offering()
    # The "n" is for those that could be made.
    async with asked(node, tmp_path, Answers("e", typed.format(tmp_path), "y", "y", "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None)
    assert "Give another" in command.stderr
    assert (tmp_path / "file").read_text() == "kept"


# Names that are there


def conflict(index: int) -> FileConflict:
    return FileConflict(index=index, outcome=ConflictOutcome.DIFFERENT, kept_as="x (1)")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("k", [{"conflicts": ConflictChoice.KEEP_BOTH}]),
        ("s", [{"conflicts": ConflictChoice.SKIP_IDENTICAL}]),
        ("replace", [{"conflicts": ConflictChoice.REPLACE}]),
    ],
)
async def test_what_becomes_of_names_that_are_there_is_said_and_can_be_chosen(
    tmp_path: Path, typed: str, told: list[object]
) -> None:
    node = node_offering()
    node.replies["conflicts"] = lambda *_: (conflict(0), conflict(3))
    async with asked(node, tmp_path, Answers(typed, "y")) as command:
        assert await accepted(node) == (TRANSFER_ID, None, *told)
    assert "2 names are there already: both files are kept (k keeps both, s skips" in command.stderr


async def test_names_of_files_that_are_not_taken_do_not_matter(tmp_path: Path) -> None:
    node = node_offering()
    node.replies["conflicts"] = lambda *_: (conflict(0), conflict(3))
    async with asked(node, tmp_path, Answers("c", "3", "y"), "--conflicts", "skip") as command:
        chosen = {"chosen": (1,), "conflicts": ConflictChoice.SKIP_IDENTICAL}
        assert await accepted(node) == (TRANSFER_ID, None, chosen)
    assert "k/s/r" not in command.stderr.splitlines()[-1]


# What goes wrong


@pytest.mark.parametrize(
    "error",
    [
        FolderUnwritable("Can't write to /x.", next_step="Choose another folder."),
        NotEnoughSpace("Not enough space.", next_step="Free some."),
    ],
)
async def test_an_answer_that_can_not_be_carried_out_is_asked_for_again_with_what_was_chosen(
    tmp_path: Path, error: Exception
) -> None:
    node, answers = node_offering(), Answers("c", "2", "y")
    node.replies["accept"] = raising(error)
    async with asked(node, tmp_path, answers) as command:
        await until(lambda: str(error) in command.stderr)
        del node.replies["accept"]
        answers.given.put_nowait("y")
        await until(lambda: node.called("accept") == [(TRANSFER_ID, None, {"chosen": (0,)})] * 2)
    assert node.called("decline") == []


async def test_a_folder_that_can_not_be_read_for_names_is_told_by_the_yes(tmp_path: Path) -> None:
    node = node_offering()
    node.replies["conflicts"] = raising(FolderUnwritable("Can't read it."))
    async with asked(node, tmp_path, Answers("y")):
        await accepted(node)


@pytest.mark.parametrize("command_of_node", ["conflicts", "offered_files", "accept"])
async def test_an_offer_that_is_gone_meanwhile_is_told_and_the_next_one_asked_about(
    tmp_path: Path, command_of_node: str
) -> None:
    node, answers = node_offering(), Answers("c", "2", "y")
    node.replies[command_of_node] = raising(NoSuchTransfer("That transfer is over."))
    async with asked(node, tmp_path, answers) as command:
        await until(lambda: "decided without you, or taken back" in command.stderr)
        node.replies[command_of_node] = lambda *_: ()
        while not answers.given.empty():
            answers.given.get_nowait()
        node.push(photos_offered(transfer_id=TransferId("2" * 32)))
        answers.given.put_nowait("y")
        await until(lambda: (TransferId("2" * 32), None) in node.called("accept"))


@pytest.mark.parametrize("command_of_node", ["conflicts", "offered_files", "accept"])
async def test_whatever_else_goes_wrong_is_told_and_the_next_offer_asked_about(
    tmp_path: Path, command_of_node: str
) -> None:
    node, answers = node_offering(), Answers("c" if command_of_node == "offered_files" else "y")
    node.replies[command_of_node] = raising(HomeError("The home is gone.", next_step="Bring it back."))
    async with asked(node, tmp_path, answers) as command:
        await until(lambda: "The home is gone. Bring it back." in command.stderr)
        del node.replies[command_of_node]
        answers.given = asyncio.Queue()
        answers.given.put_nowait("y")
        node.push(photos_offered(transfer_id=TransferId("2" * 32)))
        await until(lambda: (TransferId("2" * 32), None) in node.called("accept"))


async def test_a_lost_connection_takes_no_question_back(tmp_path: Path) -> None:
    node, answers = node_offering(), Answers()
    async with asked(node, tmp_path, answers):
        await until(lambda: answers.asked == 1)
        node.push(state_changed(TransferState.SUSPENDED), state_changed(TransferState.OFFERED))
        await settle()
        answers.given.put_nowait("y")
        assert await accepted(node) == (TRANSFER_ID, None)
    assert answers.asked == 1
