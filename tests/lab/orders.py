"""Orders a node that already runs on --home about, as it is told line by line: `python -m tests.lab.orders`.

A command of the command line takes a second to start; a test that must act in mid-transfer, or twice at one instant,
has an attached process waiting instead. Lines in: `connect ID`, `disconnect ID`, `message ID TEXT`. Lines out: events
`attached`, and for each order `done` or `refused` with its text.
"""
# ruff: noqa: T201

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from peerdrop.control.client import AttachedNode
from peerdrop.core.errors import PeerDropError
from peerdrop.home import Home
from peerdrop.wire.identifiers import DeviceId


async def _serve(home: Path) -> None:
    point = Home(home).read_control()
    if point is None:
        sys.exit(f"no node runs on {home}")
    async with AttachedNode(point) as node:
        _say("attached")
        while line := (await asyncio.to_thread(sys.stdin.readline)).rstrip("\n"):
            order, device, *text = line.split(" ", 2)
            device_id = DeviceId(device)
            try:
                if order == "connect":
                    await node.connect(device_id)
                elif order == "disconnect":
                    await node.disconnect(device_id)
                else:
                    await node.send_message(device_id, text[0])
            except PeerDropError as exc:
                _say("refused", order=line, reason=exc.reason, message=exc.message)
            else:
                _say("done", order=line)


def _say(event: str, **fields: str) -> None:
    print(json.dumps({"event": event, "time": time.time(), **fields}), flush=True)


if __name__ == "__main__":
    _parser = argparse.ArgumentParser()
    _parser.add_argument("command")
    _parser.add_argument("--json", action="store_true")
    _parser.add_argument("--home", type=Path, required=True)
    asyncio.run(_serve(_parser.parse_args().home))
