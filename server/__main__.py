"""python -m server: the backend alone, until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from peerdrop import __version__
from peerdrop.clock import SystemClock
from peerdrop.identity.errors import IdentityError
from peerdrop.identity.identity import Identity
from peerdrop.wire.card import DeviceKind, fit_name
from peerdrop.wire.identifiers import short_id
from peerdrop.wire.limits import DEFAULT_PORT
from server.backend import Backend
from server.config import BackendConfig, Profile
from server.errors import PortsTaken
from server.events import BackendEvent, CloneHeard, DeviceFound, DeviceLost, SignalArrived


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a backend as *arguments* say; the exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.WARNING, stream=sys.stderr)
    try:
        identity = Identity.load_or_create(options.home)
    except IdentityError as exc:
        return _fail(str(exc))
    profile = Profile(
        name=fit_name(options.name or socket.gethostname().split(".")[0]),
        kind=DeviceKind.SERVER,
        features=(),
        app_version=__version__,
    )
    config = BackendConfig(port=options.port, discovery_port=options.discovery_port)
    backend = Backend(identity, profile, config, clock=SystemClock(), on_event=_tell)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_serve(backend))
    return 0


async def _serve(backend: Backend) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers on its loop: there Ctrl-C arrives as KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    try:
        await backend.start()
    except PortsTaken as exc:
        return _fail(f"Could not start: {exc} Choose another with --port, or stop the program that uses it.")
    try:
        card = backend.card
        print(f"Name:      {card.name}")
        print(f"Device ID: {card.device_id}")
        for address in backend.addresses:
            print(f"Address:   {f'[{address}]' if ':' in address else address}:{backend.port}")
        print("Press Ctrl-C to stop.", flush=True)
        await stopped.wait()
    finally:
        await backend.stop()
    return 0


def _tell(event: BackendEvent) -> None:
    match event:
        case DeviceFound(record=record):
            line = f"Found {_plain(record.card.name)} ({short_id(record.device_id)}) at {record.endpoints[0].host}"
        case DeviceLost(record=record):
            line = f"Lost {_plain(record.card.name)} ({short_id(record.device_id)})"
        case SignalArrived(envelope=envelope):
            line = f"A signal from {short_id(envelope.sender)} came, but no PeerDrop runs here to answer it."
        case CloneHeard(host=host):
            line = f"The machine at {host} uses the same identity. Move identity.json away on one of the two."
        case _:
            return
    print(line, flush=True)


def _plain(text: str) -> str:
    """*text* of a stranger, fit for a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    home = os.environ.get("PEERDROP_HOME") or platformdirs.user_data_dir("PeerDrop", appauthor=False)
    parser = argparse.ArgumentParser(prog="python -m server", description="The PeerDrop backend alone.")
    parser.add_argument("--home", type=Path, default=Path(home), help="where the identity is kept (%(default)s)")
    parser.add_argument("--port", type=_port, default=0, help="exactly this port; else the first free of 3001 to 3010")
    parser.add_argument("--name", default="", help="what others see; else the host's name")
    parser.add_argument("--discovery-port", type=_port, default=DEFAULT_PORT, help="UDP port (%(default)s)")
    parser.add_argument("--verbose", action="store_true", help="tell on stderr what happens")
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")


if __name__ == "__main__":
    sys.exit(main())
