"""How large a job may be: memory of both processes, and how long the loop stands still, with many and with huge files.

    sudo .venv/bin/python -m tests.benchmarks.bench_size [--files 10000] [--gib 20] [--joined-gib 20]

Not part of the test run. Two real processes on loopback, in a network of their own; the large files are sparse. The
stalls are those of both ends in one process on a joined pair of sessions, so twice what one user's loop sees; so is the
memory of the file that goes there, which no network slows down.
"""
# ruff: noqa: T201

import argparse
import asyncio
import json
import os
import resource
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peerdrop.clock import SystemClock
from peerdrop.core.bus import Bus
from peerdrop.core.events import TransferCompleted
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.settings import SETTINGS_FILE
from tests.own_network import enter_own_network
from tests.peerdrop_process import PeerdropProcess
from tests.ports import free_port
from tests.recorder import Recorder
from tests.session_pair import BOB, SessionPair

_START_S: Final = 60.0
_SAMPLE_S: Final = 0.2
_SMALL_BYTES: Final = 4096


@dataclass
class Cost:
    """What one job took. Memory is the most that a process ever held."""

    seconds: float
    size_bytes: int
    sender_bytes: int
    receiver_bytes: int

    def row(self, what: str) -> str:
        """One line of the table."""
        speed = self.size_bytes / self.seconds / 1e6
        sender, receiver = (each / 2**20 for each in (self.sender_bytes, self.receiver_bytes))
        return f"{what:28} {self.seconds:8.1f} s {speed:8.1f} MB/s {sender:8.1f} MiB {receiver:8.1f} MiB"


def home(folder: Path, name: str) -> Path:
    """A fresh one, that announces itself to nobody."""
    made = folder / name
    made.mkdir(parents=True)
    settings = {"discovery_port": free_port(socket.SOCK_DGRAM)}
    (made / SETTINGS_FILE).write_text(json.dumps(settings))
    return made


async def send(folder: Path, source: Path, size_bytes: int, limit_s: float) -> Cost:
    """*source* from one process to another."""
    port = free_port(socket.SOCK_STREAM)
    receive = ("--accept", "all", "--count", "1", "--dir", folder / "inbox", "--name", "Bea", "--port", str(port))
    (folder / "inbox").mkdir(parents=True)
    async with PeerdropProcess("receive", *receive, home=home(folder, "bea")) as receiver:
        await receiver.expect("node_started", within_s=_START_S)
        to = ("--to", f"127.0.0.1:{port}", "--name", "Ana", "--port", str(free_port(socket.SOCK_STREAM)))
        async with PeerdropProcess("send", source, *to, home=home(folder, "ana")) as sender:
            begun = time.monotonic()
            peaks = [0, 0]
            while not receiver.of("transfer_completed") and time.monotonic() < begun + limit_s:
                await asyncio.sleep(_SAMPLE_S)
                for index, process in enumerate((sender, receiver)):
                    try:
                        peaks[index] = process.peak_resident_bytes()
                    except (AssertionError, OSError):
                        break  # It has ended.
            done = await receiver.expect("transfer_completed", within_s=_START_S)
            await sender.expect_exit(0, within_s=_START_S)
        await receiver.expect_exit(0, within_s=_START_S)
    return Cost(float(done["seconds"]), size_bytes, *peaks)


class Ticker:
    """Wants to run every 5 ms, and notes how late it was at most, and how long the loop computed meanwhile.

    The latter is what the program is to blame for, where other programs take the processor too.
    """

    def __init__(self) -> None:
        self.late_s = 0.0
        self.busy_s = 0.0
        self._task = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """No more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            due, busy = time.monotonic() + 0.005, time.thread_time()
            await asyncio.sleep(0.005)
            self.late_s = max(self.late_s, time.monotonic() - due)
            self.busy_s = max(self.busy_s, time.thread_time() - busy)


async def stalls(folder: Path, source: Path) -> tuple[Ticker, float]:
    """The stalls, and the seconds of the job, of both ends together in this process."""
    buses = Bus(), Bus()
    ends = [
        Transfers(
            home=folder / name,
            bus=bus,
            clock=SystemClock(),
            policy=lambda device_id: OfferDecision.accept(),
            default_directory=lambda: folder / "joined-inbox",
        )
        for name, bus in zip(("joined-ana", "joined-bea"), buses, strict=True)
    ]
    said = Recorder(buses[0])
    SessionPair(*ends).open()
    ticker = Ticker()
    begun = time.monotonic()
    await ends[0].offer(BOB, "Bea", [source])
    await said.expect(TransferCompleted, within_s=3600)
    seconds = time.monotonic() - begun
    await ticker.stop()
    for end in ends:
        await end.aclose()
    return ticker, seconds


async def main(files: int, gib: float, joined_gib: float) -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="peerdrop-bench-") as name:
        folder = Path(name)
        many = folder / "many"
        for number in range(files):
            path = many / str(number // 100) / f"{number}.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(_SMALL_BYTES))
        huge = folder / "huge.bin"
        huge.touch()
        os.truncate(huge, int(gib * 2**30))
        print(f"{'':28} {'time':>10} {'speed':>13} {'sender':>12} {'receiver':>12}")
        cost = await send(folder / "a", many, files * _SMALL_BYTES, 1200)
        print(cost.row(f"{files} files of 4 KiB"), flush=True)
        ticker, seconds = await stalls(folder, many)
        stall = f"longest stall {ticker.late_s * 1000:.0f} ms, computing {ticker.busy_s * 1000:.0f} ms"
        print(f"{'  both ends in one process':28} {seconds:8.1f} s   {stall}", flush=True)
        whole = folder / "joined.bin"
        whole.touch()
        os.truncate(whole, int(joined_gib * 2**30))
        ticker, seconds = await stalls(folder, whole)
        both = Cost(seconds, whole.stat().st_size, *(2 * [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024]))
        print(both.row(f"{joined_gib:g} GiB, both in one process"), flush=True)
        print(
            f"{'':28} longest stall {ticker.late_s * 1000:.0f} ms, computing {ticker.busy_s * 1000:.0f} ms", flush=True
        )
        (folder / "joined-inbox" / "joined.bin").unlink()
        cost = await send(folder / "b", huge, huge.stat().st_size, 3600 * 4)
        print(cost.row(f"one sparse file of {gib:g} GiB"))


if __name__ == "__main__":
    if problem := enter_own_network():
        sys.exit(problem)
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--gib", type=float, default=20.0)
    parser.add_argument("--joined-gib", type=float, default=20.0)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.files, chosen.gib, chosen.joined_gib))
