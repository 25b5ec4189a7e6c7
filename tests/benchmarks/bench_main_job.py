"""How fast the main job is on a lab LAN, beside other ways to move the same file between the same two hosts.

    sudo .venv/bin/python -m tests.benchmarks.bench_main_job [--rounds 5] [--megabytes 100]

Not part of the test run. Times of one machine say little; what lasts is the ratio in the last column.
"""
# ruff: noqa: T201

import argparse
import asyncio
import contextlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from tests.lab.device import Device, started
from tests.lab.namespace import missing_for_namespaces
from tests.lab.network import Host, Lab
from tests.lab.payload import Payload

_ROOT = Path(__file__).parents[2]
_LIMIT_S = 300.0
_HTTP_PORT = 8000


async def measure_node(lab: Lab, payload: Payload, folder: Path) -> tuple[float, float, float]:
    """Seconds to find each other, milliseconds to connect, MB/s of one file, on two fresh devices."""
    h1, h2 = lab.add_hosts(2)
    left, right = Device("Ada", h1, folder), Device("Bea", h2, folder)
    async with left.serve("--accept", "all") as ada, right.serve() as bea:
        await started(ada, bea)
        found = [
            (await ada.expect("peer_found", name="Bea", within_s=30))["time"],
            (await bea.expect("peer_found", name="Ada", within_s=30))["time"],
        ]
        begun = max(node.of("node_started")[0]["time"] for node in (ada, bea))
        async with right.attach("send", payload.path, "--to", "Ada") as sending:
            await sending.expect_exit(0, within_s=_LIMIT_S)
        dialed = bea.of("peer_state_changed", state="SIGNALING")[0]["time"]
        connected = bea.of("peer_state_changed", state="CONNECTED")[0]["time"]
        received = await ada.expect("transfer_completed", within_s=_LIMIT_S)
        if not payload.is_at(received["files"][0]["path"]):
            sys.exit("the file arrived damaged")
    return max(found) - begun, (connected - dialed) * 1000, payload.size_bytes / received["seconds"] / 1e6


async def measure_raw_channel(lab: Lab, payload: Payload) -> float:
    """MB/s of a bare aiortc data channel: no files, no hashes."""
    h1, h2 = lab.add_hosts(2)
    async with contextlib.AsyncExitStack() as stack:
        sender, receiver = [
            await stack.enter_async_context(_piped(host, "tests.benchmarks.raw_channel", role, str(payload.size_bytes)))
            for host, role in ((h1, "send"), (h2, "receive"))
        ]
        receiver.tell(await sender.hear())
        sender.tell(await receiver.hear())
        seconds = float(json.loads(await receiver.hear())["seconds"])
        await sender.process.wait()
        receiver.tell("\n")
        await receiver.process.wait()
    return payload.size_bytes / seconds / 1e6


class Piped:
    """A process that is talked with by lines."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def tell(self, line: str) -> None:
        """Write *line*."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode())

    async def hear(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), _LIMIT_S)).decode()


@contextlib.asynccontextmanager
async def _piped(host: Host, module: str, *argv: str) -> AsyncIterator[Piped]:
    process = await asyncio.create_subprocess_exec(
        *host.namespace.command(sys.executable, "-m", module, *argv),
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        yield Piped(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def measure_curl(lab: Lab, payload: Payload, folder: Path) -> float:
    """MB/s of curl from Python's own plain HTTP server: one TCP connection, nothing encrypted, nothing hashed."""
    h1, h2 = lab.add_hosts(2)
    argv = (sys.executable, "-u", "-m", "http.server", str(_HTTP_PORT), "--directory", str(payload.path.parent))
    with subprocess.Popen(h1.namespace.command(*argv), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            server.stdout.readline()
            target = folder / "curl.bin"
            url = f"http://{h1.address}:{_HTTP_PORT}/{payload.path.name}"
            begun = time.monotonic()
            h2.run("curl", "-sf", "-o", str(target), url)
            seconds = time.monotonic() - begun
            target.unlink()
        finally:
            server.kill()
    return payload.size_bytes / seconds / 1e6


def describe_machine() -> str:
    """What these figures were measured on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"
    )


def row(what: str, unit: str, values: Sequence[float], beside: float | None = None) -> str:
    """One line of the table: median, lowest, highest, and the ratio to what stands beside it."""
    middle = statistics.median(values)
    ratio = f"{middle / beside:8.2f}" if beside else ""
    return f"{what:44} {middle:8.2f} {min(values):8.2f} {max(values):8.2f} {unit:5}{ratio}"


async def main(rounds: int, megabytes: int) -> None:
    """Measure and print."""
    print(describe_machine())
    nodes: list[tuple[float, float, float]] = []
    raw: list[float] = []
    curl: list[float] = []
    with tempfile.TemporaryDirectory(prefix="peerdrop-bench-") as name:
        folder = Path(name)
        payload = Payload.create(folder / "film.bin", megabytes * 1_000_000)
        # In turns, so that what else the machine does falls on all alike.
        for number in range(rounds):
            with contextlib.closing(Lab()) as lab:
                nodes.append(await measure_node(lab, payload, folder / f"round{number}"))
            with contextlib.closing(Lab()) as lab:
                raw.append(await measure_raw_channel(lab, payload))
            if shutil.which("curl"):
                with contextlib.closing(Lab()) as lab:
                    curl.append(measure_curl(lab, payload, folder))
    found, connect, speed = zip(*nodes, strict=True)
    beside = statistics.median(raw)
    print(f"{f'{rounds} rounds of {megabytes} MB':44}   median   lowest  highest         ratio")
    print(row("found by both after the later one started", "s", found))
    print(row("dialed to CONNECTED", "ms", connect))
    print(row("peerdrop send, hashed and written", "MB/s", speed, beside))
    print(row("bare aiortc channel, memory to memory", "MB/s", raw, beside))
    if curl:
        print(row("curl, plain HTTP, written", "MB/s", curl, beside))


if __name__ == "__main__":
    if missing := missing_for_namespaces():
        sys.exit(missing)
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=100)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.rounds, chosen.megabytes))
