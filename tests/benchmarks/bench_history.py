"""How quick the history is with many messages in it.

    .venv/bin/python -m tests.benchmarks.bench_history [--messages 10000] [--rounds 20]

Not part of the test run.
"""
# ruff: noqa: T201

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from peerdrop.core.history.history import HISTORY_FILE
from tests.kept_history import BEA, CID, KeptHistory, kept_history, received, sent

WORDS = [
    "photo",
    "beach",
    "train",
    "meeting",
    "Grüße",
    "tomorrow",
    "file",
    "invoice",
    "coffee",
    "lake",
    "window",
    "märz",
    "每天",
    "hello",
    "world",
]


async def measure(name: str, rounds: int, work: Callable[[], Awaitable[object]]) -> None:
    """Print the median and the slowest of *rounds*, in milliseconds."""
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await work()
        took.append((time.perf_counter() - begun) * 1000)
    print(f"{name:48} {statistics.median(took):9.2f} {max(took):9.2f} ms")


async def fill(kept: KeptHistory, messages: int) -> None:
    """Two conversations of some 100 characters a message."""
    random = Random(1)
    for number in range(messages):
        text = " ".join(random.choices(WORDS, k=16))
        device_id = CID if number % 3 == 0 else BEA
        kept.bus.publish(sent(text, number, device_id) if number % 2 else received(text, number, device_id))
    await kept.history.written()


async def main(messages: int, rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="peerdrop-bench-") as name:
        home = Path(name)
        async with kept_history(home) as kept:
            begun = time.perf_counter()
            await fill(kept, messages)
            print(f"{messages} messages recorded in {time.perf_counter() - begun:.2f} s")
        size_bytes = (await asyncio.to_thread((home / HISTORY_FILE).stat)).st_size
        print(f"{size_bytes / 1e6:.1f} MB on disk {'':32} median   slowest")

        async def start() -> None:
            async with kept_history(home):
                pass

        await measure("open and close", 5, start)
        async with kept_history(home) as kept:
            history = kept.history
            middle = (await history.page(BEA, limit=1_000)).before
            await measure("newest page of 100", rounds, lambda: history.page(BEA))
            await measure("older page of 100", rounds, lambda: history.page(BEA, middle))
            await measure("search, found often", rounds, lambda: history.search("beach"))
            await measure("search, found never", rounds, lambda: history.search("zebra crossing"))
            await measure("search in one conversation, found never", rounds, lambda: history.search("zebra", BEA))
            await measure("conversations with unread", rounds, history.conversations)
            numbers = iter(range(messages, messages + rounds))
            await measure("keep one text (one fsync)", rounds, lambda: history.keep(received("x", next(numbers))))
            await measure("delete a conversation", 1, lambda: history.delete_conversation(BEA))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.messages, chosen.rounds))
