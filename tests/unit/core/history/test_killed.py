"""kill -9 at any moment loses no text that was acknowledged, and shows none twice."""

import asyncio
import sys
from pathlib import Path

from tests.kept_history import BEA, kept_history, message_id, received
from tests.until import LIMIT_S

KEEP_UNTIL_KILLED = """
import asyncio, pathlib, sys
from tests.kept_history import kept_history, received, sent

async def main():
    number = int(sys.argv[2])
    async with kept_history(pathlib.Path(sys.argv[1])) as kept:
        while True:
            kept.bus.publish(sent("ours", 1_000_000 + number))
            five = [kept.history.keep(received(f"text {n}", n)) for n in range(number, number + 5)]
            assert all(await asyncio.gather(*five))
            for n in range(number, number + 5):
                sys.stdout.write(f"{n}\\n")
            sys.stdout.flush()
            number += 5

asyncio.run(main())
"""


async def test_a_killed_program_has_kept_everything_it_acknowledged(tmp_path: Path) -> None:
    acknowledged: set[int] = set()
    for lines in (1, 7, 30, 111):
        writer = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            KEEP_UNTIL_KILLED,
            str(tmp_path),
            # Whatever the killed one had begun after that stands somewhere below.
            str(lines * 100_000),
            stdout=asyncio.subprocess.PIPE,
        )
        assert writer.stdout is not None
        for _ in range(lines):
            acknowledged.add(int(await asyncio.wait_for(writer.stdout.readline(), LIMIT_S)))
        writer.kill()
        acknowledged.update(
            int(line) for line in (await writer.stdout.read()).splitlines(keepends=True) if line[-1:] == b"\n"
        )
        await writer.wait()
    async with kept_history(tmp_path) as kept:
        assert kept.said.events == []
        texts = await kept.texts(limit=1_000)
        assert set(texts) - {"ours"} >= {f"text {number}" for number in acknowledged}
        assert len(texts) - texts.count("ours") == len(set(texts) - {"ours"})
        for number in acknowledged:
            assert await kept.history.seen(BEA, message_id(number))
            assert not await kept.history.keep(received("again", number))
        # What was taken on and neither delivered nor withdrawn still waits.
        assert len(await kept.outbox.all()) == texts.count("ours")
