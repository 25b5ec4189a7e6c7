"""peerdrop retry, discard: on a transfer that failed at a node that runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer, SourceUnreadable
from peerdrop.core.snapshots import ProblemFile, TransferSnapshot
from peerdrop.core.states import Asked, Direction, TransferReason, TransferState
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_peer, make_transfer, raising
from tests.typed_command import TypedCommand

S = TransferState
ID = TransferId("abcd" + "1" * 28)
NEW_ID = TransferId("ef01" + "2" * 28)
COMING = make_transfer(transfer_id=ID, state=S.FAILED, reason=TransferReason.DISK, bytes_done=5)
GOING = replace(COMING, direction=Direction.OUTGOING)
PROBLEMS = (ProblemFile(path="a", reason=TransferReason.SOURCE_CHANGED),)


def node_with(*transfers: TransferSnapshot) -> FakeNode:
    node = FakeNode()
    node.started_as = replace(node.started_as, attached=True)
    node.replies["transfers"] = lambda: transfers
    return node


async def test_what_failed_is_sent_again_and_tells_how_it_stands(tmp_path: Path) -> None:
    node = node_with(GOING)
    node.replies["retry"] = lambda transfer_id: (
        node.replies.update(transfers=lambda: (replace(GOING, state=S.NEW),)) or transfer_id
    )
    async with TypedCommand(node, tmp_path, "retry", "ABCD") as command:
        assert await command.exit_code() == 0
    assert node.called("retry") == [(ID,)]
    assert command.names == ["node_started", "transfer"]
    assert (command.events[-1]["transfer_id"], command.events[-1]["state"]) == (ID, "NEW")
    assert command.stderr == ""


async def test_files_that_have_changed_go_under_another_id_and_the_person_is_told(tmp_path: Path) -> None:
    node = node_with(GOING, replace(GOING, transfer_id=NEW_ID, state=S.NEW))
    node.replies["retry"] = lambda _: NEW_ID
    async with TypedCommand(node, tmp_path, "retry", "abcd") as command:
        assert await command.exit_code() == 0
    assert command.events[-1]["transfer_id"] == NEW_ID
    assert "new transfer" in command.stderr


@pytest.mark.parametrize("missed", [COMING, replace(COMING, state=S.COMPLETED, problems=PROBLEMS)])
async def test_of_what_did_not_come_whole_the_sender_is_asked(tmp_path: Path, missed: TransferSnapshot) -> None:
    node = node_with(missed)
    node.replies["retry"] = lambda transfer_id: (
        node.replies.update(transfers=lambda: (replace(missed, asked=Asked.WAITING),)) or transfer_id
    )
    async with TypedCommand(node, tmp_path, "retry", "abcd") as command:
        assert await command.exit_code() == 0
    assert node.called("retry") == [(ID,)]
    assert command.events[-1]["asked"] == "WAITING"
    assert "Bea is asked" in command.stderr


@pytest.mark.parametrize(("is_here", "told"), [(True, "again.\n"), (False, "again as soon as it is there.\n")])
async def test_a_sender_that_is_away_is_asked_later_and_the_row_says_that_it_waits(
    tmp_path: Path, is_here: bool, told: str
) -> None:
    node = node_with(replace(COMING, state=S.COMPLETED, problems=PROBLEMS, asked=Asked.WAITING, bytes_done=5))
    node.known = [make_peer(online=is_here)]
    async with TypedCommand(node, tmp_path, "retry", "abcd", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stderr == f"Bea is asked to send it {told}"
    assert command.stdout.splitlines()[-1].endswith("done, 1 file did not arrive, waits for Bea to send it again")


async def test_of_what_arrived_in_part_the_rest_is_sent(tmp_path: Path) -> None:
    node = node_with(
        replace(GOING, state=S.COMPLETED, problems=PROBLEMS), replace(GOING, transfer_id=NEW_ID, state=S.NEW)
    )
    node.replies["retry"] = lambda _: NEW_ID
    async with TypedCommand(node, tmp_path, "retry", "abcd") as command:
        assert await command.exit_code() == 0
    assert command.events[-1]["transfer_id"] == NEW_ID
    assert "beside the rest" in command.stderr


async def test_what_is_left_of_one_to_us_is_thrown_away(tmp_path: Path) -> None:
    node = node_with(COMING)
    async with TypedCommand(node, tmp_path, "discard", "abcd") as command:
        assert await command.exit_code() == 0
    assert node.called("discard") == [(ID,)]
    assert command.names == ["node_started", "transfer"]
    assert "files that are whole stay" in command.stderr


async def test_what_is_left_of_an_earlier_run_is_named_by_its_whole_id(tmp_path: Path) -> None:
    node = node_with()
    async with TypedCommand(node, tmp_path, "discard", NEW_ID.upper()) as command:
        assert await command.exit_code() == 0
    assert node.called("discard") == [(NEW_ID,)]
    node.replies["discard"] = raising(NoSuchTransfer("There is no such transfer.", next_step="Look."))
    async with TypedCommand(node, tmp_path, "discard", NEW_ID) as command:
        assert await command.exit_code() == 3
    assert command.error["reason"] == "NO_SUCH_TRANSFER"
    assert "thrown away" not in command.stderr


@pytest.mark.parametrize(
    ("command_name", "transfers", "code", "says", "next_step"),
    [
        ("retry", (replace(COMING, state=S.DECLINED),), 3, "has not failed", "Ask Bea"),
        ("retry", (replace(GOING, state=S.COMPLETED),), 3, "has not failed", "peerdrop send"),
        ("discard", (GOING,), 3, "is sent from here", "peerdrop retry"),
        ("retry", (replace(GOING, state=S.TRANSFERRING),), 3, "is not over", "peerdrop cancel abcd1111"),
        ("discard", (replace(COMING, state=S.PAUSED),), 3, "is not over", "peerdrop cancel abcd1111"),
        ("retry", (replace(GOING, state=S.DECLINED),), 3, "has not failed", "peerdrop send"),
        ("discard", (replace(COMING, state=S.COMPLETED),), 3, "has not failed", "peerdrop transfers"),
        ("retry", (replace(COMING, reason=TransferReason.FORGOTTEN),), 3, "is not known to Bea any more", "Ask Bea"),
        ("retry", (replace(COMING, asked=Asked.FORGOTTEN),), 3, "is not known to Bea any more", "Ask Bea"),
        ("retry", (replace(COMING, asked=Asked.CANCELED),), 3, "was canceled by Bea", "Ask Bea"),
        ("discard", (replace(COMING, reason=TransferReason.FORGOTTEN),), 3, "has left nothing here", "transfers"),
        ("discard", (replace(COMING, bytes_done=0),), 3, "has left nothing here", "transfers"),
        ("retry", (), 3, "is unknown", "peerdrop transfers"),
        ("retry", (GOING, replace(GOING, transfer_id=TransferId("abcd" + "3" * 28))), 2, "Several", "more of the ID"),
    ],
)
async def test_a_transfer_that_can_not_be_meant_is_refused(
    tmp_path: Path, command_name: str, transfers: tuple[TransferSnapshot, ...], code: int, says: str, next_step: str
) -> None:
    node = node_with(*transfers)
    async with TypedCommand(node, tmp_path, command_name, "abcd") as command:
        assert await command.exit_code() == code
    assert says in command.error["message"]
    assert next_step in command.error["next_step"]
    assert node.called("retry") == node.called("discard") == []


async def test_files_that_are_gone_are_own_trouble(tmp_path: Path) -> None:
    node = node_with(GOING)
    node.replies["retry"] = raising(SourceUnreadable("/x can't be read.", next_step="Check the path."))
    async with TypedCommand(node, tmp_path, "retry", "abcd") as command:
        assert await command.exit_code() == 1
    assert command.error["reason"] == "SOURCE_UNREADABLE"
