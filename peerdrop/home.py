"""The folder that belongs to one node: who may use it, and where things are in it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.core.errors import HomeError, HomeInUse
from peerdrop.identity.private_file import write_private
from peerdrop.wire.identifiers import PortField

LOCK_FILE: Final = "node.lock"
CONTROL_FILE: Final = "control.json"


class ControlPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where the node that runs on a home takes commands of this user's other processes, and the key to it."""

    port: PortField
    token: Annotated[str, msgspec.Meta(min_length=32)]
    pid: int
    version: str


class Home:
    """One home. It is free or held by one process; the operating system lets go when that process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def lock_file(self) -> Path:
        """Locked while a node runs; its content means nothing."""
        return self.path / LOCK_FILE

    @property
    def control_file(self) -> Path:
        """The ControlPoint of the node that holds the home; what a killed node left is stale."""
        return self.path / CONTROL_FILE

    def create(self) -> None:
        """Make the folder, for this user only; raises HomeError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except FileExistsError as exc:
            raise HomeError(
                f"The home {self.path} is not a folder.", next_step="Choose another folder with --home."
            ) from exc
        except OSError as exc:
            raise self._unusable(exc) from exc

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Be the one process that uses this home, until left; raises HomeInUse or HomeError."""
        self.create()
        try:
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        except OSError as exc:
            raise self._unusable(exc) from exc
        try:
            if not _lock(descriptor):
                raise HomeInUse(
                    f"Another PeerDrop already runs on {self.path}.",
                    next_step="Use that one, or start this one with another --home.",
                )
            # Left by a node that was killed: while the lock is ours, nobody listens there.
            self.clear_control()
            yield
        finally:
            # Closing lets go of the lock. The file stays: removing it would let two processes hold two files.
            os.close(descriptor)

    def publish_control(self, point: ControlPoint) -> None:
        """Tell this user's other processes where to send commands; the file is 0600. Raises HomeError."""
        try:
            write_private(self.control_file, msgspec.json.encode(point))
        except OSError as exc:
            raise self._unusable(exc) from exc

    def read_control(self) -> ControlPoint | None:
        """What the holder published; None while it has published nothing (whole)."""
        try:
            return msgspec.json.decode(self.control_file.read_bytes(), type=ControlPoint)
        except (FileNotFoundError, msgspec.DecodeError, UnicodeError):
            return None
        except OSError as exc:
            raise self._unusable(exc) from exc

    def clear_control(self) -> None:
        """Take back what `publish_control` told."""
        with contextlib.suppress(OSError):
            self.control_file.unlink()

    def _unusable(self, exc: OSError) -> HomeError:
        return HomeError(
            f"The home {self.path} can't be used ({exc.strerror}).",
            next_step="Check its permissions and free space, or choose another folder with --home.",
        )


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        # flock belongs to the open file, not to the process: two nodes in one process exclude each other too.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
