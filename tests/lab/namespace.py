"""One network namespace of this test process, and what runs in it."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from pathlib import Path

# The process that made a namespace is part of its name: test runs side by side never meet, and what a run that was
# killed left behind is told from what is in use.
_PREFIX = "pdtest-"
_COMMAND_LIMIT_S = 20.0


class Namespace:
    """A network namespace, made at once; `delete` ends what runs in it and removes it."""

    def __init__(self, label: str) -> None:
        self.name = f"{_PREFIX}{os.getpid()}-{secrets.token_hex(3)}-{label}"
        run("ip", "netns", "add", self.name)
        # The kernel would hold back every IPv6 address for a second or two to look for duplicates.
        self.write_sysctl("ipv6/conf/default/accept_dad", "0")
        self.write_sysctl("ipv6/conf/all/accept_dad", "0")
        self.ip("link set lo up")

    def command(self, *argv: str) -> list[str]:
        """The command line that runs *argv* inside; it replaces itself by *argv*, so the process ID stays."""
        return ["ip", "netns", "exec", self.name, *argv]

    def run(self, *argv: str, stdin: str = "") -> str:
        """Run *argv* inside and give its output; raises LabError."""
        return run(*self.command(*argv), stdin=stdin)

    def ip(self, *commands: str) -> None:
        """Run `ip` commands inside, in order; raises LabError at the first that fails."""
        run("ip", "-n", self.name, "-batch", "-", stdin="\n".join(commands) + "\n")

    def write_sysctl(self, key: str, value: str) -> None:
        """Set net/*key*."""
        self.run("sh", "-c", f"echo {value} > /proc/sys/net/{key}")

    def pids(self) -> list[int]:
        """The processes that run inside."""
        return _pids(self.name)

    def delete(self) -> list[str]:
        """Remove it; the command lines of the processes that had to be killed for that."""
        return _delete(self.name)


class LabError(Exception):
    """A command that makes or changes the lab failed."""


def missing_for_namespaces() -> str | None:
    """Why this machine can't have network namespaces of ours; None if it must be able to."""
    if not sys.platform.startswith("linux"):
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "network namespaces need root"
    return None if shutil.which("ip") else "network namespaces need `ip` (apt install iproute2)"


def remove_leftovers() -> None:
    """Remove the namespaces of test processes that are gone; those of living ones are not ours to touch."""
    for line in run("ip", "netns", "list").splitlines():
        name = line.split()[0] if line.strip() else ""
        owner = name.removeprefix(_PREFIX).partition("-")[0]
        if name.startswith(_PREFIX) and owner.isdigit() and not Path(f"/proc/{owner}").exists():
            _delete(name)


def run(*argv: str, stdin: str = "") -> str:
    """Run *argv* on this machine and give its output; raises LabError with what it said."""
    completed = subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=_COMMAND_LIMIT_S, check=False)
    if completed.returncode != 0:
        raise LabError(f"{' '.join(argv)} gave {completed.returncode}: {completed.stderr.strip()}\n{stdin}")
    return completed.stdout


def _pids(name: str) -> list[int]:
    return [int(pid) for pid in run("ip", "netns", "pids", name).split()]


def _delete(name: str) -> list[str]:
    killed = []
    for pid in _pids(name):
        killed.append(_command_line(pid))
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            killed.pop()
    run("ip", "netns", "delete", name)
    return killed


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return f"process {pid}"
