"""A device of the lab: a name, a home and a host, and peerdrop run there."""

import sys
from pathlib import Path

from tests.lab.network import Host
from tests.peerdrop_process import Fields, PeerdropProcess

_START_LIMIT_S = 60.0


class Device:
    """What one user has: a machine, a name, a home folder and a folder for what comes."""

    def __init__(self, name: str, host: Host, folder: Path) -> None:
        self.name = name
        self.host = host
        self.home = folder / name
        self.downloads = folder / f"{name}-downloads"
        self.downloads.mkdir(parents=True)

    def start(self, command: str, *arguments: str | Path) -> PeerdropProcess:
        """A node of its own for *command*."""
        return self.attach(command, *arguments, "--name", self.name)

    def serve(self, *arguments: str | Path) -> PeerdropProcess:
        """`peerdrop serve` that saves into `downloads`."""
        return self.start("serve", "--dir", self.downloads, *arguments)

    def receive(self, *arguments: str | Path) -> PeerdropProcess:
        """`peerdrop receive --accept all --count 1` into `downloads`."""
        return self.start("receive", "--accept", "all", "--count", "1", "--dir", self.downloads, *arguments)

    def attach(self, command: str, *arguments: str | Path) -> PeerdropProcess:
        """One more command on the home of the node that already runs."""
        # Verbose: a task that fails tells of it in the log, and what is logged explains a test that fails.
        return PeerdropProcess(command, *arguments, "--verbose", home=self.home, host=self.host)

    def orders(self) -> PeerdropProcess:
        """Attached, and waiting for `tell`: see orders.py."""
        program = (sys.executable, "-m", "tests.lab.orders")
        return PeerdropProcess("orders", home=self.home, host=self.host, program=program, takes_lines=True)


async def started(*processes: PeerdropProcess) -> list[str]:
    """The device IDs of *processes*, once all of them have started."""
    return [(await process.expect("node_started", within_s=_START_LIMIT_S))["device_id"] for process in processes]


def only(events: list[Fields]) -> Fields:
    """The one event of a list that must have one."""
    assert len(events) == 1, events
    return events[0]
