"""peerdrop transfers, pause, resume, cancel, move, limit: on the transfers of a node that runs."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.snapshots import ProblemFile, SpaceShortage, TransferSnapshot
from peerdrop.core.states import Asked, Direction, QueueMove, TransferReason, TransferState
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_transfer, raising
from tests.typed_command import TypedCommand

S = TransferState
OUT = Direction.OUTGOING
FIRST = TransferId("abcd" + "1" * 28)
SECOND = TransferId("abce" + "2" * 28)


def node_with(*transfers: TransferSnapshot) -> FakeNode:
    node = FakeNode()
    node.replies["transfers"] = lambda: transfers
    return node


MISSING = (
    ProblemFile(path="a", reason=TransferReason.SOURCE_CHANGED),
    ProblemFile(path="b", reason=TransferReason.BAD_NAME),
)
RUNNING = make_transfer(transfer_id=FIRST, state=S.TRANSFERRING, direction=OUT, queue_position=1)


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        (("pause", "abcd"), ("pause", FIRST)),
        (("resume", "ABCD1"), ("resume", FIRST)),
        (("cancel", FIRST), ("cancel", FIRST)),
        (("move", "abcd", "first"), ("move", FIRST, QueueMove.FIRST)),
        (("limit", "abcd", "5MB/s"), ("limit", FIRST, 5_000_000)),
        (("limit", "abcd", "none"), ("limit", FIRST, 0)),
    ],
)
async def test_a_command_does_one_thing_to_one_transfer_and_tells_how_it_stands(
    tmp_path: Path, typed: tuple[str, ...], called: tuple[object, ...]
) -> None:
    node = node_with(RUNNING, make_transfer(transfer_id=SECOND))
    async with TypedCommand(node, tmp_path, *typed) as command:
        assert await command.exit_code() == 0
    assert [call for call in node.calls if call[0] != "transfers"] == [called]
    assert command.names == ["node_started", "transfer"]
    assert command.events[-1]["transfer_id"] == FIRST
    assert command.events[-1]["state"] == "TRANSFERRING"


async def test_the_limit_of_all_is_kept_in_the_settings(tmp_path: Path) -> None:
    node = FakeNode()
    node.kept_settings = Settings(name="Desk")
    async with TypedCommand(node, tmp_path, "limit", "all", "2MB/s") as command:
        assert await command.exit_code() == 0
    assert node.kept_settings == Settings(name="Desk", speed_limit_bytes_per_second=2_000_000)


@pytest.mark.parametrize(
    ("transfers", "wish", "code", "says"),
    [
        ((), "abcd", 3, "is unknown"),
        ((replace(RUNNING, state=S.COMPLETED),), "abcd", 3, "is over"),
        ((RUNNING, make_transfer(transfer_id=TransferId("abcd" + "3" * 28))), "abcd", 2, "Several"),
    ],
)
async def test_a_transfer_that_can_not_be_meant_is_refused(
    tmp_path: Path, transfers: tuple[TransferSnapshot, ...], wish: str, code: int, says: str
) -> None:
    node = node_with(*transfers)
    async with TypedCommand(node, tmp_path, "pause", wish) as command:
        assert await command.exit_code() == code
    assert says in command.error["message"]
    assert command.error["next_step"]
    assert node.called("pause") == []


async def test_a_transfer_that_is_over_meanwhile_says_so(tmp_path: Path) -> None:
    node = node_with(RUNNING)
    node.replies["pause"] = raising(NoSuchTransfer("That transfer is over.", next_step="Send the files again."))
    async with TypedCommand(node, tmp_path, "pause", "abcd") as command:
        assert await command.exit_code() == 3
    assert command.error["reason"] == "NO_SUCH_TRANSFER"


@pytest.mark.parametrize(
    "typed", [("pause", "xyz!"), ("pause", "abc"), ("move", "abcd", "away"), ("limit", "abcd", "5")]
)
async def test_what_can_not_be_typed_is_a_usage_error(tmp_path: Path, typed: tuple[str, ...]) -> None:
    from peerdrop.cli.arguments import parse_arguments
    from peerdrop.core.errors import UsageError

    with pytest.raises(UsageError):
        parse_arguments(typed, {})


async def test_people_read_a_table(tmp_path: Path) -> None:
    node = node_with(
        replace(RUNNING, bytes_done=2_500_000, bytes_per_second=1_000_000.0, eta_s=62.4, peer_name="Cem\x1b[31m"),
        replace(RUNNING, state=S.PAUSED, reason=TransferReason.QUEUED, limit_bytes_per_second=5_000_000),
        make_transfer(state=S.PAUSED, reason=TransferReason.PEER, bytes_done=5),
        make_transfer(
            state=S.PAUSED,
            reason=TransferReason.DISK_FULL,
            shortage=SpaceShortage(needed_bytes=3_100_000_000, free_bytes=120_000_000),
        ),
        replace(RUNNING, state=S.OFFERED, held=True),
        replace(RUNNING, state=S.NEW, reason=TransferReason.WAITING, label="x" * 60),
        make_transfer(state=S.FAILED, reason=TransferReason.DISK),
        make_transfer(state=S.COMPLETED, left_out=3),
        make_transfer(state=S.COMPLETED, problems=MISSING, asked=Asked.CHANGED),
        make_transfer(state=S.FAILED, reason=TransferReason.FORGOTTEN),
        make_transfer(state=S.FAILED, reason=TransferReason.LOST),
        replace(RUNNING, state=S.PAUSED, reason=TransferReason.USER, limit_bytes_per_second=5_000_000),
        replace(RUNNING, state=S.DECLINED, reason=TransferReason.DECLINED),
        make_transfer(state=S.DECLINED, reason=TransferReason.NOT_ATTENDED),
        replace(RUNNING, state=S.FAILED, reason=TransferReason.NO_SPACE),
    )
    async with TypedCommand(node, tmp_path, "transfers", as_json=False) as command:
        assert await command.exit_code() == 0
    rows = [[cell.strip() for cell in re.split(r"  +", line)] for line in command.stdout.splitlines()]
    assert rows[0] == ["ID", "DEVICE", "WHAT", "DONE", "HOW IT STANDS"]
    assert rows[1] == ["abcd1111", "to Cem<U+001B>[31m", "photo.jpg", "2.5 MB of 5.0 MB", "1.0 MB/s, 1:02 left"]
    assert [row[4] for row in rows[2:]] == [
        "next in line, at most 5.0 MB/s",
        "paused by Bea",
        "paused, the disk here is full: 3.1 GB needed, 120 MB free",
        "offered, paused here",
        "waits for Bea",
        "failed: the disk here could not be written",
        "done, 3 left out",
        "done, 2 files did not arrive, the files on Bea have changed since, and Bea must send them anew",
        "failed: Bea does not know this transfer any more",
        "failed: the connection with Bea was lost",
        "paused",
        "Bea declined",
        "declined, as nobody is here to accept",
        "failed: there is not enough free space on Bea",
    ]
    assert rows[3][1] == "from Bea"
    assert rows[6][2] == "x" * 31 + "\N{HORIZONTAL ELLIPSIS}"


async def test_what_did_not_arrive_is_listed_by_file(tmp_path: Path) -> None:
    node = node_with(make_transfer(transfer_id=FIRST, state=S.COMPLETED, problems=MISSING, bytes_done=3_000_000))
    async with TypedCommand(node, tmp_path, "files", "abcd", as_json=False) as command:
        assert await command.exit_code() == 0
    assert "3.0 MB of 5.0 MB  done, 2 files did not arrive" in command.stdout
    assert command.stdout.splitlines()[2:] == [
        "Not arrived: a (A file changed on Bea while it was sent.)",
        "Not arrived: b (A file has a name that can't be used here.)",
    ]
    async with TypedCommand(node, tmp_path, "files", "abcd") as command:
        assert await command.exit_code() == 0
    assert [each["path"] for each in command.events[-1]["problems"]] == ["a", "b"]


async def test_what_arrived_whole_has_no_files_to_list_any_more(tmp_path: Path) -> None:
    async with TypedCommand(
        node_with(make_transfer(transfer_id=FIRST, state=S.COMPLETED)), tmp_path, "files", "abcd"
    ) as c:
        assert await c.exit_code() == 3
    assert "is over" in c.error["message"]


async def test_without_transfers_people_are_told_so(tmp_path: Path) -> None:
    async with TypedCommand(node_with(), tmp_path, "transfers", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout == "No transfers.\n"


async def test_programs_get_every_field(tmp_path: Path) -> None:
    skipped = (ProblemFile(path="/a/link", reason=TransferReason.LINK),)
    shortage = SpaceShortage(needed_bytes=7, free_bytes=3)
    node = node_with(
        replace(
            RUNNING, state=S.PAUSED, reason=TransferReason.DISK_FULL, skipped=skipped, shortage=shortage, eta_s=1.23
        )
    )
    async with TypedCommand(node, tmp_path, "transfers") as command:
        assert await command.exit_code() == 0
    told = command.events[-1]
    assert told["event"] == "transfer"
    assert told["skipped"] == [{"path": "/a/link", "reason": "LINK"}]
    assert (told["needed_bytes"], told["free_bytes"], told["position"], told["eta_s"]) == (7, 3, 1, 1.2)
    assert (told["state"], told["reason"], told["direction"]) == ("PAUSED", "DISK_FULL", "outgoing")
