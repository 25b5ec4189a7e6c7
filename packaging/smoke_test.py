#!/usr/bin/env python3
"""smoke_test.py COMMAND...: does this PeerDrop, frozen or installed, do its main job on this machine?

Two nodes with homes of their own find each other by broadcast on a port of their own, and one sends the other a file.
COMMAND is how this PeerDrop is started: dist/peerdrop/peerdrop, or python -m peerdrop. Needs the standard library only.
Exit code 0 when the file arrived whole and both nodes ended with 0; else 1, and everything they said.
"""

import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

START_LIMIT_S = 30
TRANSFER_LIMIT_S = 60
FILE_SIZE_BYTES = 5 * 1024 * 1024 + 1


class Node:
    """One PeerDrop process whose JSON lines are read as they come."""

    def __init__(self, command: Sequence[str], *arguments: str, home: Path) -> None:
        self.said: list[dict[str, Any]] = []
        self.errors = (home / "stderr.txt").open("w+", encoding="utf-8")
        self._started = threading.Event()
        self._process = subprocess.Popen(
            [*command, *arguments, "--home", str(home), "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(json.loads(line))
            if self.said[-1]["event"] == "node_started":
                self._started.set()
        # An early end has to wake who waits for the start, too.
        self._started.set()

    def has_started(self) -> bool:
        """True once it said so; False when it ended without, or the limit passed."""
        return self._started.wait(START_LIMIT_S) and any(fact["event"] == "node_started" for fact in self.said)

    def exit_code(self) -> int | None:
        """Its exit code, None when the limit passed."""
        try:
            return self._process.wait(TRANSFER_LIMIT_S)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Leave nothing of it behind."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self.errors.close()

    def report(self) -> str:
        """Everything it said, for a person."""
        self.errors.seek(0)
        return "\n".join([*(json.dumps(fact) for fact in self.said), self.errors.read()])


def make_home(folder: Path, discovery_port: int) -> Path:
    """A fresh home whose node meets only nodes on the same *discovery_port*."""
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"discovery_port": discovery_port}), encoding="utf-8")
    return folder


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        port: int = probe.getsockname()[1]
        return port


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def send_a_file(command: Sequence[str], folder: Path) -> str | None:
    """What went wrong, None when nothing did."""
    port = free_udp_port()
    file = folder / "smoke test.bin"
    file.write_bytes(os.urandom(FILE_SIZE_BYTES))
    arrived = folder / "arrived"
    arrived.mkdir()
    nodes: list[Node] = []
    try:
        receiver = Node(
            command,
            *("receive", "--accept", "all", "--count", "1", "--dir", str(arrived), "--name", "smoke-receiver"),
            home=make_home(folder / "receiver", port),
        )
        nodes.append(receiver)
        if not receiver.has_started():
            return f"the receiver did not start:\n{receiver.report()}"
        sender = Node(
            command,
            *("send", str(file), "--to", "smoke-receiver", "--name", "smoke-sender"),
            home=make_home(folder / "sender", port),
        )
        nodes.append(sender)
        codes = sender.exit_code(), receiver.exit_code()
        whole = (arrived / file.name).is_file() and sha256(arrived / file.name) == sha256(file)
        if codes == (0, 0) and whole:
            return None
        return (
            f"exit codes of sender and receiver: {codes}; the file arrived whole: {whole}\n"
            f"--- sender\n{sender.report()}\n--- receiver\n{receiver.report()}"
        )
    finally:
        for node in nodes:
            node.end()


def main(command: Sequence[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=START_LIMIT_S)
    if version.returncode != 0 or not version.stdout.strip():
        print(f"--version failed with {version.returncode}: {version.stdout}{version.stderr}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="peerdrop-smoke-") as folder:
        trouble = send_a_file(command, Path(folder))
    print(f"FAILED: {trouble}" if trouble else f"{version.stdout.strip()}: a file went over, whole")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
