"""What was said and sent is there after a restart, as long as it was wanted, and not a moment longer."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from peerdrop.core.errors import HistoryError
from peerdrop.core.events import (
    MessageDelivered,
    MessageFailed,
    TransferCompleted,
    TransferOffered,
    TransferProgressed,
    WarningRaised,
)
from peerdrop.core.history.archive import Archive
from peerdrop.core.history.history import HISTORY_FILE, SWEEP_S
from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import ProblemFile, PublishedFile, TransferSnapshot
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from tests.fake_node import make_transfer, state_changed
from tests.kept_history import (
    BEA,
    CID,
    KeptHistory,
    bytes_in,
    files_in,
    kept_history,
    message_id,
    modes_in,
    received,
    sent,
    smash,
    sql,
    texts_of,
)
from tests.manual_clock import ManualClock, settle

DAY_S = 24 * 60 * 60.0
MINE = make_transfer(direction=Direction.OUTGOING, device_id=BEA)
THEIRS = make_transfer(device_id=BEA)


async def only_transfer(kept: KeptHistory) -> TransferSnapshot:
    (entry,) = (await kept.history.page(BEA)).entries
    assert entry.transfer is not None
    return entry.transfer


async def test_texts_and_transfers_come_back_after_a_restart_newest_first(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(sent("one", 1))
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        assert await kept.history.keep(received("two", 2))
        kept.bus.publish(received("two", 2))
        kept.bus.publish(sent("elsewhere", 3, CID))
    async with kept_history(tmp_path) as kept:
        page = await kept.history.page(BEA)
        assert texts_of(page.entries) == ["two", "one"]
        assert page.entries[1].transfer == replace(THEIRS, state=TransferState.FAILED, reason=TransferReason.LOST)
        assert page.before is None
        assert [entry.unread for entry in page.entries] == [True, True, False]
        assert await kept.texts(CID) == ["elsewhere"]


async def test_what_becomes_of_a_text_of_ours_is_kept(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number, text in enumerate(("delivered", "failed", "waiting")):
            kept.bus.publish(sent(text, number))
        kept.bus.publish(MessageDelivered(message_id=message_id(0), device_id=BEA))
        kept.bus.publish(MessageFailed(message_id=message_id(1), device_id=BEA, reason="ICE"))
    async with kept_history(tmp_path) as kept:
        messages = [entry.message for entry in (await kept.history.page(BEA)).entries]
        assert [(each.text, each.delivered, each.reason) for each in messages if each] == [
            ("waiting", False, None),
            ("failed", False, "ICE"),
            ("delivered", True, None),
        ]


async def test_a_text_that_nobody_holds_any_more_is_said_to_be_lost(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(sent("hello"))
        await kept.history.written()
        await kept.outbox.withdraw(message_id(0))
    async with kept_history(tmp_path) as kept:
        (entry,) = (await kept.history.page(BEA)).entries
        assert entry.message is not None
        assert entry.message.reason == "LOST"


async def test_pages_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(25):
            kept.bus.publish(sent(str(number), number))
        seen: list[str] = []
        before: int | None = None
        sizes: list[int] = []
        while True:
            page = await kept.history.page(BEA, before, limit=10)
            seen += texts_of(page.entries)
            sizes.append(len(page.entries))
            before = page.before
            if before is None:
                break
        assert seen == [str(number) for number in reversed(range(25))]
        assert sizes == [10, 10, 5]
        assert (await kept.history.page(BEA, limit=25)).before is None
        assert len((await kept.history.page(BEA, limit=-1)).entries) == 1
        assert (await kept.history.page(CID)).entries == ()


async def test_a_text_is_new_once_also_after_a_restart(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        assert not await kept.history.seen(BEA, message_id(1))
        assert await kept.history.keep(received("hello", 1))
        assert not await kept.history.keep(received("hello", 1))
        assert await kept.history.keep(received("hello", 1, CID))
    async with kept_history(tmp_path) as kept:
        assert await kept.history.seen(BEA, message_id(1))
        assert not await kept.history.keep(received("hello", 1))
        assert await kept.texts() == ["hello"]


async def test_a_deleted_text_does_not_come_back_with_its_next_copy(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.history.keep(received("hello"))
        await kept.history.delete_conversation(BEA)
        assert not await kept.history.keep(received("hello"))
        assert await kept.texts() == []


async def test_a_text_told_on_the_bus_alone_is_kept_too(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(received("hello"))
        assert await kept.texts() == ["hello"]


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ud800", "a\udcffb\u202e", "<img src=x>", "x" * 65_536])
async def test_odd_texts_and_names_are_kept_and_found(tmp_path: Path, text: str) -> None:
    problem = ProblemFile(path=text, reason=TransferReason.BAD_NAME)
    transfer = make_transfer(device_id=BEA, label=text, peer_name=text, problems=(problem,), folder_count=3)
    async with kept_history(tmp_path) as kept:
        await kept.history.keep(received(text))
        kept.bus.publish(TransferOffered(transfer=transfer))
        assert await kept.texts() == [text]
        assert (await kept.history.page(BEA)).entries[0].transfer == transfer
        assert len(await kept.history.search(text)) == 2


async def test_a_transfer_is_kept_with_its_final_facts(tmp_path: Path) -> None:
    files = tuple(
        PublishedFile(path=Path(f"/in/caf\udcff{number}.txt"), size_bytes=number, digest="blake3:" + "0" * 64)
        for number in range(150)
    )
    problem = ProblemFile(path="bad", reason=TransferReason.DAMAGED)
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        for state in (TransferState.ACCEPTED, TransferState.TRANSFERRING, TransferState.COMPLETED):
            kept.bus.publish(state_changed(state, device_id=BEA, directory=Path("/in"), bytes_done=5_000_000))
        kept.bus.publish(
            TransferCompleted(
                transfer_id=THEIRS.transfer_id,
                direction=Direction.INCOMING,
                device_id=BEA,
                files=files,
                size_bytes=5_000_000,
                lane=LaneKind.DATA_CHANNEL,
                path=None,
                seconds=2.5,
                problems=(problem,),
            )
        )
    async with kept_history(tmp_path) as kept:
        (entry,) = (await kept.history.page(BEA)).entries
        assert entry.transfer == replace(
            THEIRS,
            state=TransferState.COMPLETED,
            directory=Path("/in"),
            bytes_done=5_000_000,
            lane=LaneKind.DATA_CHANNEL,
            problems=(problem,),
        )
        assert entry.files == files[:100]
        assert entry.seconds == 2.5
        assert len(await kept.history.search("77.TXT")) == 1


async def test_an_ended_transfer_is_kept_with_its_reason(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(TransferOffered(transfer=MINE))
        failed = replace(MINE, state=TransferState.FAILED, reason=TransferReason.NO_SPACE, bytes_done=7)
        kept.bus.publish(
            state_changed(failed.state, reason=failed.reason, direction=Direction.OUTGOING, device_id=BEA, bytes_done=7)
        )
    async with kept_history(tmp_path) as kept:
        assert await only_transfer(kept) == failed


@pytest.mark.parametrize(
    ("direction", "state", "then", "reason"),
    [
        (Direction.INCOMING, TransferState.TRANSFERRING, TransferState.SUSPENDED, TransferReason.LOST),
        (Direction.INCOMING, TransferState.PAUSED, TransferState.SUSPENDED, TransferReason.LOST),
        (Direction.INCOMING, TransferState.OFFERED, TransferState.FAILED, TransferReason.LOST),
        (Direction.OUTGOING, TransferState.TRANSFERRING, TransferState.FAILED, TransferReason.LOST),
        (Direction.INCOMING, TransferState.DECLINED, TransferState.DECLINED, None),
    ],
)
async def test_a_transfer_that_a_restart_cut_off_is_not_said_to_run(
    tmp_path: Path, direction: Direction, state: TransferState, then: TransferState, reason: TransferReason | None
) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(state_changed(state, direction=direction, device_id=BEA))
        kept.bus.publish(
            TransferProgressed(
                transfer_id=THEIRS.transfer_id, bytes_done=123, size_bytes=5, bytes_per_second=1.0, eta_s=None
            )
        )
    for _ in range(2):
        async with kept_history(tmp_path) as kept:
            transfer = await only_transfer(kept)
            assert (transfer.state, transfer.reason) == (then, reason)
            assert transfer.bytes_done == (0 if state.is_final else 123)


async def test_a_job_that_goes_on_after_a_restart_is_the_same_entry(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(state_changed(TransferState.TRANSFERRING, device_id=BEA))
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        kept.bus.publish(state_changed(TransferState.COMPLETED, device_id=BEA))
        assert (await only_transfer(kept)).state is TransferState.COMPLETED


async def test_a_job_that_waits_in_the_outbox_still_waits_after_a_restart(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        waiting = state_changed(
            TransferState.NEW, reason=TransferReason.WAITING, direction=Direction.OUTGOING, device_id=BEA
        )
        kept.bus.publish(waiting)
        await kept.outbox.add_job(BEA, MINE.transfer_id, [Path("/a")])
    async with kept_history(tmp_path) as kept:
        transfer = await only_transfer(kept)
        assert (transfer.state, transfer.reason) == (TransferState.NEW, TransferReason.WAITING)


async def test_a_deleted_transfer_that_goes_on_does_not_come_back(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        assert len((await kept.history.page(BEA)).entries) == 1
        await kept.history.delete_item(BEA, THEIRS.transfer_id)
        await kept.history.delete_item(BEA, THEIRS.transfer_id)
        kept.bus.publish(state_changed(TransferState.ACCEPTED, device_id=BEA))
        kept.bus.publish(state_changed(TransferState.COMPLETED, device_id=BEA))
        assert (await kept.history.page(BEA)).entries == ()


# Search


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("beach", ["Grüße from the BEACH", "beach ball"]),
        ("GRÜSSE", ["Grüße from the BEACH"]),
        ("ball beach", ["beach ball"]),
        ("每天", ["我每天都来"]),
        ("eac", ["Grüße from the BEACH", "beach ball"]),
        ("100%", ['100% "AND" (x* OR -y)']),
        ('"AND" (x*', ['100% "AND" (x* OR -y)']),
        ("_", []),
        ("%", ['100% "AND" (x* OR -y)']),
        ('NEAR("', []),
        ("text:x", []),
        ("  ", []),
        ("", []),
    ],
)
async def test_a_search_takes_what_is_typed_as_it_is(tmp_path: Path, asked: str, found: list[str]) -> None:
    async with kept_history(tmp_path) as kept:
        for number, text in enumerate(("beach ball", "我每天都来", '100% "AND" (x* OR -y)', "Grüße from the BEACH")):
            kept.bus.publish(sent(text, number))
        assert texts_of(await kept.history.search(asked)) == found


async def test_a_search_can_be_of_one_device_and_has_a_limit(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(10):
            kept.bus.publish(sent(f"x{number}", number, CID if number % 2 else BEA))
        kept.bus.publish(TransferOffered(transfer=make_transfer(device_id=CID, label="x-ray.png")))
        assert texts_of(await kept.history.search("x", BEA)) == ["x8", "x6", "x4", "x2", "x0"]
        assert texts_of(await kept.history.search("x", BEA, limit=2)) == ["x8", "x6"]
        (first, *_) = await kept.history.search("ray")
        assert first.transfer is not None


# Unread


async def test_unread_is_counted_until_it_is_read_also_across_a_restart(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(3):
            await kept.history.keep(received("x", number))
        kept.bus.publish(sent("mine", 9))
        await kept.history.keep(received("y", 1, CID, at=1_760_000_000.0))
    async with kept_history(tmp_path) as kept:
        known = await kept.history.conversations()
        assert [(each.device_id, each.unread, each.last_at) for each in known] == [
            (CID, 1, 1_760_000_000.0),
            (BEA, 3, 1_750_000_000.0),
        ]
        await kept.history.mark_read(BEA)
        assert [each.unread for each in await kept.history.conversations()] == [1, 0]


# Deleting


async def test_a_deleted_conversation_is_in_no_file_any_more(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(1_000):
            text = f"ours {number} " + "secret " * (number % 40)
            kept.bus.publish(sent(text, number, CID if number % 7 == 0 else BEA))
            kept.bus.publish(MessageDelivered(message_id=message_id(number), device_id=BEA))
        for number in range(0, 1_000, 7):
            kept.bus.publish(MessageDelivered(message_id=message_id(number), device_id=CID))
        await kept.history.written()
        assert b"secret" in bytes_in(tmp_path)
        await kept.history.delete_conversation(BEA)
        assert await kept.texts() == []
        await kept.history.delete_conversation(CID)
        assert b"secret" not in bytes_in(tmp_path)
        assert (tmp_path / HISTORY_FILE).stat().st_size < 200_000
    assert b"secret" not in bytes_in(tmp_path)


async def test_one_deleted_entry_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(3):
            kept.bus.publish(received(f"text-{number}", number))
        middle = (await kept.history.page(BEA)).entries[1].message
        assert middle is not None
        await kept.history.delete_item(CID, middle.message_id)
        assert await kept.texts() == ["text-2", "text-1", "text-0"], "that is a message of another conversation"
        await kept.history.delete_item(BEA, middle.message_id)
        assert await kept.texts() == ["text-2", "text-0"]
        assert b"text-1" not in bytes_in(tmp_path)


async def test_one_entry_is_deleted_by_the_index_without_a_look_at_the_others(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        seen: list[str] = []

        def explain(sql: sqlite3.Connection) -> None:
            sql.set_trace_callback(seen.append)
            Archive(sql).delete_item(BEA, "1" * 32)
            sql.set_trace_callback(None)
            plan = sql.execute(f"EXPLAIN QUERY PLAN {seen[-1]}").fetchall()
            seen[:] = [row[-1] for row in plan]

        await kept.history.database.change(explain)
        assert len(seen) == 1
        assert "SEARCH entries" in seen[0]
        assert "item_id=?" in seen[0]


async def test_traces_that_could_not_be_removed_are_said_and_what_was_deleted_is_gone(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(20):
            kept.bus.publish(received("x" * 3_000, number))
        page = await kept.history.page(BEA)

        def refuse(sql: sqlite3.Connection) -> None:
            sql.set_authorizer(lambda action, name, *_: sqlite3.SQLITE_DENY if name == "wal_checkpoint" else 0)

        await kept.history.database.read(refuse)
        newest = page.entries[0].message
        assert newest is not None
        with pytest.raises(HistoryError, match="is deleted, but") as caught:
            await kept.history.delete_item(BEA, newest.message_id)
        assert caught.value.next_step
        assert len((await kept.history.page(BEA)).entries) == 19


# Retention


async def test_what_is_older_than_its_conversation_keeps_is_swept(tmp_path: Path) -> None:
    clock = ManualClock()
    now = clock.wall()
    async with kept_history(tmp_path, clock) as kept:
        for device_id in (BEA, CID):
            kept.bus.publish(received("old", 1, device_id, at=now - 2 * DAY_S))
            kept.bus.publish(received("new", 2, device_id, at=now - 0.9 * DAY_S))
        await kept.history.set_retention(BEA, Retention.DAY)
        assert await kept.texts() == ["new"]
        clock.suspend(0.2 * DAY_S)
        await clock.advance(SWEEP_S)
        # The sweep was submitted before this question.
        assert await kept.texts() == []
        assert await kept.texts(CID) == ["new", "old"]


async def test_a_sweep_is_made_at_the_start(tmp_path: Path) -> None:
    clock = ManualClock()
    async with kept_history(tmp_path, clock) as kept:
        kept.bus.publish(received("hello", at=clock.wall()))
        await kept.history.set_retention(BEA, Retention.WEEK)
        assert await kept.texts() == ["hello"]
    async with kept_history(tmp_path, ManualClock(wall=clock.wall() + 7 * DAY_S + 1)) as kept:
        assert await kept.history.retention(BEA) is Retention.WEEK
        await settle()
        assert await kept.texts() == []


async def test_off_keeps_nothing_and_deletes_what_was_there(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(received("before", 1))
        await kept.history.set_retention(BEA, Retention.OFF)
        assert await kept.history.keep(received("during", 2))
        kept.bus.publish(sent("mine", 3))
        kept.bus.publish(MessageDelivered(message_id=message_id(3), device_id=BEA))
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        assert (await kept.history.page(BEA)).entries == ()
        assert not await kept.history.keep(received("during", 2))
        await kept.history.set_retention(BEA, Retention.FOR_EVER)
        kept.bus.publish(received("after", 4))
        assert await kept.texts() == ["after"]
    assert not any(word in bytes_in(tmp_path) for word in (b"before", b"during", b"mine", b"photo"))


async def test_every_conversation_is_kept_for_ever_unless_chosen_otherwise(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        assert await kept.history.retention(BEA) is Retention.FOR_EVER
        await kept.history.set_retention(BEA, Retention.OFF)
        assert [(each.device_id, each.retention) for each in await kept.history.conversations()] == [
            (BEA, Retention.OFF)
        ]


async def test_the_default_holds_where_nothing_else_was_chosen_and_can_be_changed_while_it_runs(tmp_path: Path) -> None:
    clock = ManualClock()
    now = clock.wall()
    async with kept_history(tmp_path, clock) as kept:
        await kept.history.set_retention(CID, Retention.FOR_EVER)
        for device_id in (BEA, CID):
            kept.bus.publish(received("old", 1, device_id, at=now - 2 * DAY_S))
            kept.bus.publish(received("new", 2, device_id, at=now))
        kept.history.change_default(Retention.DAY)
        await settle()
        assert await kept.texts() == ["new"]
        assert await kept.texts(CID) == ["new", "old"]
        assert {each.device_id: each.retention for each in await kept.history.conversations()} == {
            BEA: Retention.DAY,
            CID: Retention.FOR_EVER,
        }
        kept.history.change_default(Retention.OFF)
        await settle()
        kept.bus.publish(received("after", 3))
        assert await kept.texts() == []


# Bad files


@pytest.mark.parametrize("content", [b"x", b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_damaged_file_is_set_aside_and_said_and_a_new_one_begun(tmp_path: Path, content: bytes) -> None:
    (tmp_path / HISTORY_FILE).write_bytes(content)
    (tmp_path / f"{HISTORY_FILE}.damaged-1").write_bytes(b"an earlier one")
    async with kept_history(tmp_path) as kept:
        warning = await kept.said.expect(WarningRaised)
        assert warning.reason == "HISTORY_DAMAGED"
        assert f"{HISTORY_FILE}.damaged-2" in warning.message
        assert await kept.history.keep(received("hello"))
        assert await kept.texts() == ["hello"]
    assert (tmp_path / f"{HISTORY_FILE}.damaged-2").read_bytes() == content
    assert (tmp_path / f"{HISTORY_FILE}.damaged-1").read_bytes() == b"an earlier one"


async def test_damage_that_shows_only_while_it_runs_stops_nothing(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        for number in range(300):
            kept.bus.publish(received("x" * 500, number))
    async with kept_history(tmp_path) as kept:
        await kept.history.written()
        smash(tmp_path, "entries")
        # Another program has changed the file: what this one has of it in memory is not valid any more.
        sql(tmp_path, "PRAGMA user_version = 1")
        assert await kept.history.keep(received("hello", 999))
        await kept.said.expect(WarningRaised, where=lambda event: event.reason == "HISTORY_DAMAGED")
        assert await kept.texts() == ["hello"]
        assert kept.history.is_open
    assert f"{HISTORY_FILE}.damaged-1" in files_in(tmp_path)


async def test_choices_and_what_waits_outlive_damage_elsewhere(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.history.set_retention(CID, Retention.OFF)
        kept.bus.publish(sent("waits", 7))
        await kept.history.keep(received("hello", 8))
        await kept.history.written()
    smash(tmp_path, "entries")
    async with kept_history(tmp_path) as kept:
        warning = await kept.said.expect(WarningRaised)
        assert warning.reason == "HISTORY_DAMAGED"
        assert "waits to be sent" not in warning.next_step
        assert await kept.texts() == []
        assert await kept.history.retention(CID) is Retention.OFF
        assert [item.text for item in await kept.outbox.all()] == ["waits"]
        assert not await kept.history.keep(received("hello", 8))


async def test_choices_that_are_lost_with_the_file_are_said_to_be(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        await kept.history.set_retention(CID, Retention.OFF)
    smash(tmp_path, "conversations")
    async with kept_history(tmp_path) as kept:
        warning = await kept.said.expect(WarningRaised)
        assert "how long conversations are kept" in warning.next_step


async def test_a_database_of_something_else_is_not_written_into(tmp_path: Path) -> None:
    sql(tmp_path, "CREATE TABLE recipes (name TEXT)")
    async with kept_history(tmp_path) as kept:
        await kept.said.expect(WarningRaised, where=lambda event: event.reason == "HISTORY_DAMAGED")
        kept.bus.publish(received("hello"))
        assert await kept.texts() == ["hello"]


async def test_a_newer_database_is_left_as_it_is_and_history_is_off(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(received("hello"))
    sql(tmp_path, "PRAGMA user_version = 99")
    before = bytes_in(tmp_path)
    async with kept_history(tmp_path) as kept:
        warning = await kept.said.expect(WarningRaised)
        assert warning.reason == "HISTORY_NEWER"
        assert not kept.history.is_open
        kept.bus.publish(received("more", 1))
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        assert await kept.history.keep(received("again", 2))
        assert (await kept.history.page(BEA)).entries == ()
        assert await kept.history.search("hello") == ()
        assert await kept.history.conversations() == ()
        assert await kept.outbox.all() == ()
        await kept.history.mark_read(BEA)
        with pytest.raises(HistoryError):
            await kept.history.delete_conversation(BEA)
    assert bytes_in(tmp_path) == before
    assert files_in(tmp_path) == [HISTORY_FILE]


async def test_a_folder_in_the_place_of_the_file_only_turns_history_off(tmp_path: Path) -> None:
    (tmp_path / HISTORY_FILE).mkdir()
    async with kept_history(tmp_path) as kept:
        warning = await kept.said.expect(WarningRaised)
        assert warning.reason == "HISTORY_UNUSABLE"
        assert warning.next_step
        assert await kept.history.keep(received("hello"))


async def test_an_entry_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(received("one", 1))
        kept.bus.publish(TransferOffered(transfer=THEIRS))
        kept.bus.publish(received("two", 2))
    sql(tmp_path, "UPDATE entries SET content = x'ff00' WHERE kind = 'transfer'")
    async with kept_history(tmp_path) as kept:
        assert await kept.texts() == ["two", "one"]


async def test_the_files_are_for_this_user_only(tmp_path: Path) -> None:
    async with kept_history(tmp_path) as kept:
        kept.bus.publish(received("hello"))
        await kept.history.written()
        assert modes_in(tmp_path) == {0o600}


async def test_closing_twice_or_unopened_is_no_matter(tmp_path: Path) -> None:
    kept = KeptHistory(tmp_path)
    await kept.history.aclose()
    kept = KeptHistory(tmp_path)
    await kept.history.open()
    await kept.history.aclose()
    await kept.history.aclose()
    kept.bus.publish(received("late"))
