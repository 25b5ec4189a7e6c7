"""Which devices this user has dealt with, kept across starts and bound to device IDs, never to names."""

import logging
import threading
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.core.states import Trust
from peerdrop.identity.identity import write_private
from peerdrop.wire.identifiers import DeviceId

logger = logging.getLogger(__name__)

TRUST_FILE: Final = "devices.json"


class _Trusted(msgspec.Struct, frozen=True, kw_only=True):
    trust: Trust
    since: float
    name: Annotated[str, msgspec.Meta(max_length=256)] = ""


class TrustStore:
    """The trust of each device. Reading is instant; `save` writes what changed and may block: not on a loop."""

    def __init__(self, home: Path) -> None:
        self._path = home / TRUST_FILE
        self._saving = threading.Lock()
        self._devices: dict[DeviceId, _Trusted] = {}
        self.damaged: Path | None = None
        """Where a damaged file was set aside; None if all was well."""
        self._load()

    def of(self, device_id: DeviceId) -> Trust:
        """SEEN unless this user has decided otherwise."""
        entry = self._devices.get(device_id)
        return Trust.SEEN if entry is None else entry.trust

    def met(self, device_id: DeviceId, name: str, at: float) -> bool:
        """The user accepted something of the device: it is KNOWN from now on; True if that is new."""
        if self.of(device_id) is not Trust.SEEN:
            return False
        self._devices[device_id] = _Trusted(trust=Trust.KNOWN, since=at, name=name[:256])
        return True

    def save(self) -> None:
        """Keep everything, whole or not at all; raises OSError."""
        with self._saving:
            write_private(self._path, msgspec.json.encode(self._devices))

    def _load(self) -> None:
        try:
            self._devices = msgspec.json.decode(self._path.read_bytes(), type=dict[DeviceId, _Trusted])
        except FileNotFoundError:
            return
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            # Never written over: a user may want to mend it. The devices are asked about anew meanwhile.
            self.damaged = self._path.with_name(TRUST_FILE + ".damaged")
            self._path.replace(self.damaged)
