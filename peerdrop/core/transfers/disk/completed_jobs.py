"""The jobs that are over for good, remembered for 7 days so that none makes a second copy or comes back."""

import logging
import threading
from pathlib import Path
from typing import Final

import msgspec

from peerdrop.clock import Clock
from peerdrop.core.transfers.disk.landing import Landing
from peerdrop.identity.private_file import write_private
from peerdrop.wire.identifiers import DeviceId, DeviceIdField, TransferId, TransferIdField
from peerdrop.wire.transfers import FileProblem

logger = logging.getLogger(__name__)

COMPLETED_FILE: Final = "completed.json"
KEPT_S: Final = 7 * 24 * 60 * 60
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
    """What was completed or canceled, per device. A damaged file is left aside: at worst a second copy comes."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._path = home / COMPLETED_FILE
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[tuple[DeviceId, TransferId], CompletedJob] = {}
        for job in self._load():
            self._jobs[job.device_id, job.transfer_id] = job
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
        self._jobs[job.device_id, job.transfer_id] = job

    def _forget(self) -> None:
        oldest = self._clock.wall() - KEPT_S
        for key in [key for key, job in self._jobs.items() if job.at < oldest]:
            del self._jobs[key]
