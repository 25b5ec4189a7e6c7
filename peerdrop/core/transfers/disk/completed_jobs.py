"""The jobs that are over for good, remembered for 7 days so that none makes a second copy or comes back."""

import logging
import threading
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from peerdrop.clock import Clock
from peerdrop.core.transfers.disk.landing import Landing
from peerdrop.identity.private_file import write_private
from peerdrop.wire.identifiers import DeviceId, DeviceIdField, TransferId, TransferIdField
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import FileProblem

logger = logging.getLogger(__name__)

COMPLETED_FILE: Final = "completed.json"
KEPT_S: Final = 7 * 24 * 60 * 60
DEVICE_BYTES: Final = 2 * MIB
"""So much of the file is one device's: it is written anew whenever a job is over."""
_MISSING_MAX_CHARS: Final = 256 * 1024


class CompletedJob(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One job that is here, or that the user here canceled, whichever way it went; *at* is Unix seconds."""

    device_id: DeviceIdField
    transfer_id: TransferIdField
    at: float
    problems: tuple[FileProblem, ...] = ()
    landing: Landing | None = None
    """Where the others stand, if there are *problems*."""
    missing: tuple[str, ...] = ()
    """The paths of the *problems* as they were offered; none if that would be too much to remember."""
    canceled: bool = False


class CompletedJobs:
    """What was completed or canceled, per device. A damaged file is left aside: at worst a second copy comes.

    So it is if a device has more than its share: its oldest jobs are forgotten.
    """

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / COMPLETED_FILE
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[tuple[DeviceId, TransferId], CompletedJob] = {}
        self._used_bytes: Counter[DeviceId] = Counter()
        for job in self._load():
            self._remember(job)
        self._forget()

    def find(self, device_id: DeviceId, transfer_id: TransferId) -> CompletedJob | None:
        """The job with that device, if it was completed or canceled here in the last 7 days."""
        self._forget()
        return self._jobs.get((device_id, transfer_id))

    def add(
        self,
        device_id: DeviceId,
        transfer_id: TransferId,
        problems: tuple[FileProblem, ...],
        landing: Landing | None = None,
        missing: tuple[str, ...] = (),
    ) -> None:
        """Remember a job; `save` makes it last."""
        self._remember(
            CompletedJob(
                device_id=device_id,
                transfer_id=transfer_id,
                at=self._clock.wall(),
                problems=problems,
                landing=landing if problems else None,
                missing=missing if sum(map(len, missing)) <= _MISSING_MAX_CHARS else (),
            )
        )

    def add_canceled(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Remember that a job is not wanted: the other side may be away, and would offer it or ask for it once more."""
        self._remember(CompletedJob(device_id=device_id, transfer_id=transfer_id, at=self._clock.wall(), canceled=True))

    def save(self) -> None:
        """Write what is remembered; to be called in a thread. Raises OSError."""
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(self._path, msgspec.json.encode(tuple(self._jobs.values())))

    def _load(self) -> tuple[CompletedJob, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[CompletedJob, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.DecodeError, UnicodeError) as exc:
            logger.info("completed transfers forgotten error=%s", type(exc).__name__)
            return ()

    def _remember(self, job: CompletedJob) -> None:
        key = job.device_id, job.transfer_id
        if key in self._jobs:
            self._drop(key)
        self._jobs[key] = job
        self._used_bytes[job.device_id] += _size_bytes(job)
        while self._used_bytes[job.device_id] > DEVICE_BYTES:
            self._drop(next(each for each in self._jobs if each[0] == job.device_id))

    def _drop(self, key: tuple[DeviceId, TransferId]) -> None:
        self._used_bytes[key[0]] -= _size_bytes(self._jobs.pop(key))

    def _forget(self) -> None:
        oldest = self._clock.wall() - KEPT_S
        for key in [key for key, job in self._jobs.items() if job.at < oldest]:
            self._drop(key)


def _size_bytes(job: CompletedJob) -> int:
    return len(msgspec.json.encode(job))
