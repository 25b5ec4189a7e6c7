"""Transfers seen and steered from other processes than the one that sends."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from tests.end2end.test_command_line import DONE_S, START_S, Machine

MIB = 1024 * 1024
RESIDENT_MAX_BYTES = 150 * MIB


async def test_a_transfer_is_listed_limited_paused_and_resumed_from_another_process(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    source = tmp_path / "film.bin"
    source.write_bytes(os.urandom(8 * MIB))
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "file").write_bytes(b"x")
    (tmp_path / "tree" / "link").symlink_to("file")
    async with (
        ben.start("receive", "--accept", "all", "--dir", ben.inbox, "--count", "1") as receiver,
        ana.start("serve") as server,
    ):
        await receiver.expect("node_started", within_s=START_S)
        await server.expect("node_started", within_s=START_S)
        to = ("--to", ben.address, "--limit", "100kB/s")
        async with ana.attach("send", source, tmp_path / "tree", *to) as sender:
            offered = await sender.expect("transfer_offered", within_s=DONE_S)
            assert [(Path(each["path"]).name, each["reason"]) for each in offered["skipped"]] == [("link", "LINK")]
            await sender.expect("transfer_state_changed", within_s=DONE_S, state="TRANSFERRING")
            short = offered["transfer_id"][:8]
            for command, state, held in (("pause", "PAUSED", True), ("resume", "TRANSFERRING", False)):
                async with ana.attach(command, short) as other:
                    listed = await other.expect("transfer", within_s=START_S)
                    await other.expect_exit(0, within_s=START_S)
                assert (listed["state"], listed["held"], listed["limit_bytes_per_second"]) == (state, held, 100_000)
            async with ana.attach("limit", short, "none") as other:
                await other.expect_exit(0, within_s=START_S)
            await sender.expect_exit(0, within_s=DONE_S)
        async with ana.attach("transfers") as other:
            listed = await other.expect("transfer", within_s=START_S)
            await other.expect_exit(0, within_s=START_S)
        assert (listed["state"], listed["label"]) == ("COMPLETED", "film.bin")
        await receiver.expect_exit(0, within_s=DONE_S)
    assert (ben.inbox / "film.bin").read_bytes() == source.read_bytes()


async def test_many_files_and_a_large_one_take_little_memory(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    for number in range(2000):
        path = tmp_path / "tree" / str(number // 100) / str(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * number)
    large = tmp_path / "tree" / "large"
    large.touch()
    os.truncate(large, 24 * MIB)
    peaks: dict[str, int] = {}
    async with ben.start("receive", "--accept", "all", "--dir", ben.inbox, "--count", "1") as receiver:
        await receiver.expect("node_started", within_s=START_S)
        async with ana.start("send", tmp_path / "tree", "--to", ben.address) as sender:
            while not receiver.of("transfer_completed"):
                for name, process in (("sender", sender), ("receiver", receiver)):
                    # Each may have ended before what it said last is read here.
                    with suppress(AssertionError):
                        peaks[name] = process.peak_resident_bytes()
                await asyncio.sleep(0.05)
            await sender.expect_exit(0, within_s=DONE_S)
        await receiver.expect_exit(0, within_s=DONE_S)
    assert peaks.keys() == {"sender", "receiver"}
    assert max(peaks.values()) < RESIDENT_MAX_BYTES, peaks
    assert sum(1 for path in ben.inbox.rglob("*") if path.is_file()) == 2001
