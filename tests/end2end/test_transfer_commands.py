"""Transfers seen and steered from other processes than the one that sends."""

import asyncio
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

from tests.end2end.test_command_line import DONE_S, START_S, Machine
from tests.terminal_process import TerminalProcess
from tests.until import until

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


async def test_the_same_send_after_a_kill_goes_on_where_it_was_and_makes_no_second_copy(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    tree = tmp_path / "tree"
    tree.mkdir()
    contents = {f"{number}.bin": os.urandom(MIB) for number in range(8)}
    for name, content in contents.items():
        (tree / name).write_bytes(content)
    async with ben.start("serve", "--accept", "all", "--dir", ben.inbox) as receiver:
        await receiver.expect("node_started", within_s=START_S)
        to = ("--to", ben.address)
        async with ana.start("send", tree, *to, "--limit", "2MB/s") as killed:
            await until(lambda: (ben.inbox / "tree" / "1.bin").exists())
            await killed.stop(signal.SIGKILL)
        (offered,) = killed.of("transfer_offered")
        async with ana.start("send", tree, *to) as again:
            await again.expect_exit(0, within_s=DONE_S)
        assert {each["transfer_id"] for each in again.of("transfer_completed")} == {offered["transfer_id"]}
    assert {path.name: path.read_bytes() for path in (ben.inbox / "tree").iterdir()} == contents
    assert [path.name for path in ben.inbox.iterdir()] == ["tree"]


async def test_some_files_of_a_standing_offer_are_taken_elsewhere_and_another_one_is_declined(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    tree = tmp_path / "photos"
    for name in ("1.jpg", "2.jpg", "raw/3.dng", "notes.txt"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(os.urandom(50_000))
    async with ana.start("serve", "--hold", "--dir", ana.inbox) as server:
        await server.expect("node_started", within_s=START_S)
        async with ben.start("send", tree, "--to", ana.address) as sender:
            offered = await server.expect("transfer_offered", within_s=DONE_S)
            short = offered["transfer_id"][:8]
            async with ana.attach("files", short) as other:
                await other.expect_exit(0, within_s=START_S)
            listed = [(each["number"], each["path"], each["files"]) for each in other.of("offered_file")]
            assert listed[0] == (1, "photos/", 4)
            assert {path for _, path, _ in listed[1:]} == {
                *("photos/1.jpg", "photos/2.jpg", "photos/notes.txt", "photos/raw/", "photos/raw/3.dng")
            }
            # None of that costs the offer anything.
            for options, code in ((("--only", "99"), 2), (("--dir", "/proc/nowhere"), 1)):
                async with ana.attach("accept", short, *options) as other:
                    await other.expect_exit(code, within_s=START_S)
                assert "The offer stands." in other.of("error")[0]["message"]
                assert other.of("error")[0]["next_step"]
            elsewhere = tmp_path / "else where"
            async with ana.attach("accept", short, "--only", "2", "raw", "--dir", elsewhere) as other:
                await other.expect_exit(0, within_s=START_S)
            (taken,) = other.of("transfer")
            assert (taken["left_out"], taken["directory"]) == (2, str(elsewhere))
            await sender.expect_exit(0, within_s=DONE_S)
            await server.expect("transfer_completed", within_s=DONE_S)
        assert {path.relative_to(elsewhere).as_posix() for path in elsewhere.rglob("*") if path.is_file()} == {
            *("photos/1.jpg", "photos/raw/3.dng")
        }
        assert not any(ana.inbox.rglob("*"))
        async with ben.start("send", tree, "--to", ana.address) as sender:
            offered = await server.expect("transfer_offered", within_s=DONE_S)
            async with ana.attach("decline", offered["transfer_id"][:8]) as other:
                await other.expect_exit(0, within_s=START_S)
            await sender.expect_exit(5, within_s=DONE_S)
        assert sender.of("error")[0]["reason"] == "DECLINED"


async def test_at_a_terminal_files_and_folder_are_chosen_for_one_offer(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    tree, elsewhere = tmp_path / "photos", tmp_path / "else where"
    tree.mkdir()
    for name in ("1.jpg", "2.jpg", "notes.txt"):
        (tree / name).write_text(name)
    own = ("--home", ana.home, "--name", "Ana", "--port", str(ana.port))
    async with TerminalProcess("receive", *own, "--dir", ana.inbox, "--count", "1") as receiver:
        await receiver.shows("addresses", within_s=START_S)
        async with ben.start("send", tree, "--to", ana.address) as sender:
            await receiver.shows("Take it from Ben? [y/N]", within_s=DONE_S)
            receiver.type("c")
            await receiver.shows("Which files?", within_s=DONE_S)
            receiver.type("*.gif")
            await receiver.shows("Nothing in this offer fits *.gif.", within_s=DONE_S)
            await receiver.shows("Which files?", within_s=DONE_S, times=2)
            receiver.type("2 *.txt")
            await receiver.shows("Take 2 of 3 files (14 B) from Ben? [y/N]", within_s=DONE_S)
            receiver.type("e")
            await receiver.shows("Save it in which folder?", within_s=DONE_S)
            receiver.type(str(elsewhere))
            await receiver.shows("is not there. Make it? [y/N]", within_s=DONE_S)
            receiver.type("y")
            await receiver.shows(f"into {elsewhere}? [y/N]", within_s=DONE_S)
            receiver.type("y")
            await sender.expect_exit(0, within_s=DONE_S)
        assert await receiver.exit_code(within_s=DONE_S) == 0
    assert {path.name for path in (elsewhere / "photos").iterdir()} == {"1.jpg", "notes.txt"}
    assert not any(ana.inbox.iterdir())


async def test_without_a_terminal_only_what_fits_is_taken_and_names_that_are_there_are_replaced(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    tree = tmp_path / "photos"
    for folder, content in ((tree, "new"), (ana.inbox / "photos", "old")):
        folder.mkdir(parents=True)
        for name in ("1.jpg", "notes.txt"):
            (folder / name).write_text(content)
    options = ("--dir", ana.inbox, "--accept", "all", "--only", "*.JPG", "--conflicts", "replace", "--count", "1")
    async with ana.start("receive", *options) as receiver:
        await receiver.expect("node_started", within_s=START_S)
        async with ben.start("send", tree / "notes.txt", "--to", ana.address) as sender:
            await sender.expect_exit(5, within_s=DONE_S)
        async with ben.start("send", tree, "--to", ana.address) as sender:
            await sender.expect_exit(0, within_s=DONE_S)
        await receiver.expect_exit(0, within_s=DONE_S)
    assert "nothing that Ben offers fits --only" in receiver.stderr
    found = {path.name: path.read_text() for path in (ana.inbox / "photos").iterdir()}
    assert found == {"1.jpg": "new", "notes.txt": "old"}


def badly_named(folder: Path) -> Path:
    """A file in *folder* whose name is no Unicode."""
    path = Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff"))
    path.write_bytes(b"bad")
    return path


async def test_a_name_that_is_no_unicode_stays_behind_and_the_rest_is_sent_and_listed(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "good").write_bytes(b"good")
    bad = badly_named(tree)
    async with (
        ben.start("receive", "--accept", "all", "--dir", ben.inbox) as receiver,
        ana.start("serve") as server,
    ):
        await receiver.expect("node_started", within_s=START_S)
        await server.expect("node_started", within_s=START_S)
        async with ana.attach("send", tree, "--to", ben.address) as sender:
            await sender.expect_exit(6, within_s=DONE_S)
        (error,) = sender.of("error")
        assert error["next_step"].startswith("Rename")
        async with ana.attach("transfers") as other:
            listed = await other.expect("transfer", within_s=START_S)
            await other.expect_exit(0, within_s=START_S)
        assert listed["state"] == "COMPLETED"
        shown = f"{tree}/bad\N{REPLACEMENT CHARACTER}"
        assert listed["problems"] == [{"path": shown, "reason": "BAD_NAME"}]
        async with ana.attach("send", bad, "--to", ben.address) as sender:
            await sender.expect_exit(1, within_s=DONE_S)
        assert shown in sender.of("error")[0]["message"]
    assert (ben.inbox / "tree" / "good").read_bytes() == b"good"


async def test_a_second_time_what_is_there_already_is_told_as_that(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    source = tmp_path / "film.bin"
    source.write_bytes(os.urandom(5000))
    own = ("--home", ana.home, "--name", "Ana", "--port", str(ana.port))
    taking = ("--accept", "all", "--conflicts", "skip", "--dir", ana.inbox, "--count", "2")
    async with TerminalProcess("receive", *own, *taking) as receiver:
        await receiver.shows("addresses", within_s=START_S)
        for told in ("Received from Ben: 1 file, 5.0 kB", "Received from Ben: 1 file was there already"):
            to = ("--to", ana.address, "--home", ben.home, "--name", "Ben", "--port", str(ben.port))
            async with TerminalProcess("send", source, *to) as sender:
                await receiver.shows(told, within_s=DONE_S)
                await sender.shows(told.replace("Received from Ben", "Sent to Ana"), within_s=DONE_S)
                assert await sender.exit_code(within_s=DONE_S) == 0
        assert await receiver.exit_code(within_s=DONE_S) == 0


async def test_what_failed_is_sent_again_or_thrown_away(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    source = tmp_path / "film.bin"
    source.write_bytes(os.urandom(3 * MIB))
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    async with (
        ben.start("serve", "--accept", "all", "--dir", ben.inbox) as receiver,
        ana.start("serve") as server,
    ):
        await receiver.expect("node_started", within_s=START_S)
        await server.expect("node_started", within_s=START_S)

        async def send_in_vain() -> str:
            """Break it off half way by a disk that takes no more of it; its ID."""
            async with ana.attach("send", source, "--to", ben.address, "--limit", "300kB/s") as sender:
                offered = await sender.expect("transfer_offered", within_s=DONE_S)
                await sender.expect("transfer_progress", within_s=DONE_S, at_least={"bytes": MIB // 4})
                resource.prlimit(receiver.pid, resource.RLIMIT_FSIZE, (MIB, hard))
                await sender.expect_exit(6, within_s=DONE_S)
            failed = await receiver.expect("transfer_failed", within_s=DONE_S)
            assert (failed["transfer_id"], failed["reason"]) == (offered["transfer_id"], "DISK")
            resource.prlimit(receiver.pid, resource.RLIMIT_FSIZE, (hard, hard))
            return str(offered["transfer_id"])

        transfer_id = await send_in_vain()
        async with ana.attach("retry", transfer_id[:8]) as other:
            await other.expect_exit(0, within_s=START_S)
        assert other.of("transfer")[-1]["transfer_id"] == transfer_id
        await receiver.expect("transfer_completed", within_s=DONE_S, transfer_id=transfer_id)
        assert (ben.inbox / "film.bin").read_bytes() == source.read_bytes()
        await server.expect("transfer_completed", within_s=DONE_S, transfer_id=transfer_id)

        (ben.inbox / "film.bin").unlink()
        transfer_id = await send_in_vain()
        async with ben.attach("retry", transfer_id[:8]) as other:
            await other.expect_exit(0, within_s=START_S)
        assert other.of("transfer")[-1]["transfer_id"] == transfer_id
        await receiver.expect("transfer_completed", within_s=DONE_S, transfer_id=transfer_id)
        assert (ben.inbox / "film.bin").read_bytes() == source.read_bytes()
        await server.expect("transfer_completed", within_s=DONE_S, transfer_id=transfer_id)

        transfer_id = await send_in_vain()
        assert len(list(ben.inbox.rglob("*"))) > 1
        async with ben.attach("discard", transfer_id[:8]) as other:
            await other.expect_exit(0, within_s=START_S)
        assert [path.name for path in ben.inbox.rglob("*")] == ["film.bin"]
        async with ana.attach("discard", transfer_id[:8]) as other:
            await other.expect_exit(3, within_s=START_S)
        assert "peerdrop retry" in other.of("error")[0]["next_step"]


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


async def test_what_was_paused_limited_and_moved_is_so_after_a_kill(tmp_path: Path) -> None:
    ana, ben = Machine("Ana", tmp_path), Machine("Ben", tmp_path)
    sources = [tmp_path / name for name in ("a.bin", "b.bin")]
    for source in sources:
        source.write_bytes(os.urandom(1000))
    async with ben.start("serve") as server:
        await server.expect("node_started", within_s=START_S)
        async with ana.start("message", "hello", "--to", ben.address) as met:
            await met.expect_exit(0, within_s=DONE_S)
    async with ana.start("serve") as server:
        await server.expect("node_started", within_s=START_S)
        jobs = []
        for source in sources:
            later = ("--later", "--wait", "1", "--timeout", "1")
            async with ana.attach("send", source, "--to", "Ben", *later) as sender:
                jobs.append((await sender.expect("waiting", within_s=DONE_S))["item_id"])
                await sender.expect_exit(0, within_s=DONE_S)
        for command in (("pause", jobs[0]), ("limit", jobs[0], "50kB/s"), ("move", jobs[1], "first")):
            async with ana.attach(*command) as other:
                await other.expect_exit(0, within_s=START_S)
        # The command is done when the node knows; the disk knows a moment later.
        files = [ana.home / "outbox" / f"{job}.job" for job in jobs]
        await until(lambda: b"50000" in files[0].read_bytes() and b'"rank"' in files[1].read_bytes())
        await server.stop(signal.SIGKILL)
    async with ana.start("serve") as server:
        await server.expect("node_started", within_s=START_S)
        async with ana.attach("transfers") as other:
            await other.expect_exit(0, within_s=START_S)
        found = {
            each["label"]: (each["position"], each["held"], each["limit_bytes_per_second"])
            for each in other.of("transfer")
        }
        assert found == {"a.bin": (2, True, 50_000), "b.bin": (1, False, 0)}
