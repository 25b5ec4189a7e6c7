"""Two whole nodes that start again: what their users made of a job stands, also after a kill."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from peerdrop.core.events import TransferCompleted
from peerdrop.core.states import QueueMove, TransferReason, TransferState
from peerdrop.core.transfers.sending.outbox import Outbox, OutboxPlace
from peerdrop.core.transfers.sending.sources import read_sources
from peerdrop.settings import Settings
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.identifiers import DeviceId, TransferId
from tests.integration.test_transfer_control import reached
from tests.two_nodes import make_file, two_nodes

MIB = 1024 * 1024
S = TransferState

# Changes one job again and again, and says after each which it was.
_CHANGES = """
import sys
from fractions import Fraction
from pathlib import Path
from peerdrop.core.transfers.sending.outbox import Outbox, OutboxPlace
from peerdrop.core.transfers.disk.wishes import Wishes

outbox = Outbox(Path(sys.argv[1]))
(job,) = outbox.load()
place = OutboxPlace(outbox, job)
number = int(place.rank)
while True:
    number += 1
    wishes = Wishes(paused=number % 2 == 0, bytes_per_second=number)
    place.note(wishes=wishes, rank=Fraction(number), bytes_done=number, fetch_bytes=1000)
    print(number, flush=True)
"""


async def test_order_limits_and_pauses_of_both_sides_stand_after_both_started_again(tmp_path: Path) -> None:
    files = [make_file(tmp_path / "from" / name, MIB, seed) for seed, name in enumerate("abc")]
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ana.node.change_settings(Settings(speed_limit_bytes_per_second=100_000, transfers_at_once=1))
        a, b, c = [await ana.node.send_files(ben.device_id, [file], later=True) for file in files]
        await reached(ana, "a", S.TRANSFERRING)
        await reached(ben, "c", S.PAUSED, TransferReason.QUEUED)
        await ana.node.move(c, QueueMove.FIRST)
        await reached(ana, "c", S.TRANSFERRING)
        await ana.node.pause(c)
        await reached(ben, "c", S.PAUSED, TransferReason.PEER)
        await ben.node.pause(a)
        await reached(ana, "a", S.PAUSED, TransferReason.PEER)
        await ana.node.limit(b, 20_000)
        await ben.node.limit(b, 30_000)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        shown = {each.label: each for each in await ana.node.transfers()}
        assert [shown[label].queue_position for label in "cab"] == [1, 2, 3]
        assert (shown["c"].held, shown["b"].limit_bytes_per_second) == (True, 20_000)
        await reached(ben, "a", S.PAUSED, TransferReason.USER)
        await reached(ben, "c", S.PAUSED, TransferReason.PEER)
        await reached(ana, "a", S.PAUSED, TransferReason.PEER)
        await reached(ana, "c", S.PAUSED, TransferReason.USER)
        await reached(ben, "b", S.TRANSFERRING)
        (there,) = [each for each in await ben.node.transfers() if each.label == "b"]
        assert there.limit_bytes_per_second == 30_000
        for node in (ana.node, ben.node):
            await node.limit(b, 0)
        await ben.node.resume(a)
        await ana.node.resume(c)
        for _ in files:
            await ana.said.expect(TransferCompleted, within_s=30)
        for file in files:
            assert (ben.downloads / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_in_the_midst_of_changes_loses_at_most_the_last_and_never_the_job(tmp_path: Path, seed: int) -> None:
    outbox = Outbox(tmp_path)
    roots = [make_file(tmp_path / "from" / name, 10) for name in "abc"]
    place = OutboxPlace.make(
        outbox,
        transfer_id=TransferId("1" * 32),
        device_id=DeviceId("A" * 52),
        peer_name="Ben",
        at=1.0,
        roots=roots,
        sources=read_sources(roots),
    )
    sources = place.go()
    program = (sys.executable, "-c", _CHANGES, str(tmp_path))
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        told = 1
        for _ in range(random.Random(seed).randrange(1, 40)):
            told = int(process.stdout.readline())
        process.kill()
        # It may have said more before it died.
        told = max([told, *(int(line) for line in process.stdout if line.endswith("\n"))])
    (found,) = Outbox(tmp_path).load()
    kept = OutboxPlace(Outbox(tmp_path), found)
    assert int(kept.rank) in {told, told + 1}
    assert found.wishes.bytes_per_second == found.bytes_done == kept.rank
    assert kept.sources() == sources
    assert [path.name for path in outbox.directory.iterdir()] == [f"{'1' * 32}.job"]
