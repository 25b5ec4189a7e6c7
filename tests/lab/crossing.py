"""One folder on its way from one running node to another, whatever happens to the two meanwhile."""

import asyncio
import random
import signal
import stat
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Self

from peerdrop.wire.identifiers import DeviceId
from tests.lab.device import Device, started
from tests.lab.firewall import ByteCounter
from tests.lab.indoors import Indoors
from tests.lab.network import Lab
from tests.lab.tree import Tree
from tests.peerdrop_process import PeerdropProcess
from tests.until import until

MIB = 1 << 20
WINDOW_BYTES = 8 * MIB
_MEET_LIMIT_S = 60.0
_ARRIVE_LIMIT_S = 150.0
# Of a full packet: IPv4, UDP, DTLS and SCTP.
_PACKET_HEAD_BYTES = 20 + 8 + 37 + 28
# Signaling runs over TCP; what else comes by UDP are acknowledgements, pings, ICE and announcements.
_BESIDE_BYTES = MIB


class Side:
    """One of the two: its device and the node that runs there at the moment, begun anew by `restart`."""

    def __init__(self, device: Device, stack: AsyncExitStack) -> None:
        self.device = device
        self._stack = stack
        self.runs: list[PeerdropProcess] = []

    @property
    def node(self) -> PeerdropProcess:
        """The run that goes on."""
        return self.runs[-1]

    async def start(self) -> str:
        """Its device ID, once it runs."""
        process = self.device.serve("--accept", "all")
        self.runs.append(await self._stack.enter_async_context(process))
        (device_id,) = await started(process)
        return device_id

    async def kill(self) -> None:
        """As a power cut would, but for what the system has in its cache."""
        await self.node.stop(signal.SIGKILL)


class Crossing:
    """Ada gets what Bea sends, after `begun`; both take up their work by themselves after `Side.kill` and `start`."""

    def __init__(self, lab: Lab, folder: Path, stack: AsyncExitStack, rng: random.Random) -> None:
        self.rng = rng
        h1, h2 = lab.add_hosts(2)
        self.ada = Side(Device("Ada", h1, folder), stack)
        self.bea = Side(Device("Bea", h2, folder), stack)
        self._indoors = stack.enter_context(Indoors(h2))
        self.tree = Tree.create(folder / "holiday", rng, big_bytes=36 * MIB, small_files=40, empty_files=2)
        self._counters: list[ByteCounter] = []
        self._counted: set[str] = set()
        self.count_the_sender()

    @classmethod
    @asynccontextmanager
    async def begun(cls, lab: Lab, folder: Path, rng: random.Random) -> AsyncIterator[Self]:
        """Both run, and the folder is on its way: as many bytes are there as chance would have it."""
        async with AsyncExitStack() as stack:
            crossing = cls(lab, folder, stack, rng)
            ada_id = await crossing.ada.start()
            await crossing.bea.start()
            bea = crossing.bea
            await bea.node.expect("peer_found", device_id=ada_id, within_s=_MEET_LIMIT_S)
            await crossing._indoors.ask(
                bea.device.home, lambda node: node.send_files(DeviceId(ada_id), [crossing.tree.path], later=True)
            )
            await crossing.bytes_arrived(rng.randrange(MIB // 4, crossing.tree.size_bytes - WINDOW_BYTES))
            yield crossing

    async def bytes_arrived(self, at_least: int) -> None:
        """Return once so many bytes of it are written, which no event tells so soon."""
        await until(lambda: self.bytes_written() >= at_least, _MEET_LIMIT_S, what=f"{at_least} bytes are written")

    def bytes_written(self) -> int:
        """What stands in the receiver's folder, in files with and without their names."""
        size_bytes = 0
        for path in self.ada.device.downloads.rglob("*"):
            # A part file gets its name between a look at the folder and one at the file.
            with suppress(FileNotFoundError):
                found = path.stat()
                size_bytes += found.st_size if stat.S_ISREG(found.st_mode) else 0
        return size_bytes

    async def more_bytes_arrived(self, size_bytes: int) -> None:
        """Return once *size_bytes* more are written than now, or all."""
        enough = min(self.bytes_written() + size_bytes, self.tree.size_bytes)
        await self.bytes_arrived(enough)

    def count_the_sender(self) -> None:
        """Count what comes from the addresses that the sender has now, too."""
        addresses = set(self.bea.device.host.all_addresses) - self._counted
        if addresses:
            self._counters.append(self.ada.device.host.firewall.count_udp_from(sorted(addresses)))
            self._counted |= addresses

    async def assert_arrived(self, *, interruptions: int = 1, within_s: float = _ARRIVE_LIMIT_S) -> None:
        """It is there by itself: whole, once, nothing beside it, and little of it was sent twice."""
        # Not by an event: a run that was killed may not have lived to tell of it.
        await until(lambda: not self._waits(self.bea), within_s, what="the sender knows that all is there")
        await until(lambda: not self._waits(self.ada), what="the receiver tidied up")
        await self.ada.node.stop()
        await self.bea.node.stop()
        downloads = self.ada.device.downloads
        assert [found.name for found in downloads.iterdir()] == [self.tree.path.name]
        assert self.tree.is_at(downloads / self.tree.path.name)
        assert not [*self._waits(self.ada), *self._waits(self.bea)]
        twice = self.bytes_carried() - self.tree.size_bytes
        print(f"sent twice: {twice / MIB:.2f} MiB")  # noqa: T201
        assert twice <= interruptions * WINDOW_BYTES + _BESIDE_BYTES

    @staticmethod
    async def clock_s(seconds: float) -> None:
        """Let real time pass: what is tested is that so much of it goes by."""
        await asyncio.sleep(seconds)

    @staticmethod
    def _waits(side: Side) -> list[Path]:
        """The journals and the outgoing jobs in the home of *side*."""
        return [*side.device.home.glob("transfers/*"), *side.device.home.glob("outbox/*")]

    def bytes_carried(self) -> int:
        """What came to the receiver's host over the connection, without the heads of its packets."""
        return sum(each.read_bytes() - _PACKET_HEAD_BYTES * each.read_packets() for each in self._counters)
