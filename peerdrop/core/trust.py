"""What this user has decided of devices, kept across starts and bound to device IDs, never to names."""

import threading
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.core.damaged_file import set_aside
from peerdrop.core.states import Trust
from peerdrop.identity.private_file import write_private
from peerdrop.wire.identifiers import DeviceId

TRUST_FILE: Final = "devices.json"

_Name = Annotated[str, msgspec.Meta(max_length=256)]


class _Decided(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    trust: Trust
    since: float
    name: _Name = ""
    """As the device called itself when the user decided."""
    own_name: _Name = ""
    """As the user calls it."""


class TrustStore:
    """The trust of each device, and the name the user gave it. It has a file of its own, which is written only when
    the user decides something: whatever happens to histories, decisions stay.

    Reading is instant; `save` writes what changed and may block: not on a loop. The constructor raises OSError.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / TRUST_FILE
        self._devices: dict[DeviceId, _Decided] = {}
        self._writing = threading.Lock()
        self.damaged: Path | None = None
        """Where a damaged file was set aside; None if all was well."""
        self._load()

    def of(self, device_id: DeviceId) -> Trust:
        """SEEN unless this user has decided otherwise."""
        entry = self._devices.get(device_id)
        return Trust.SEEN if entry is None else entry.trust

    def own_name(self, device_id: DeviceId) -> str:
        """As the user calls the device; "" if by no name of their own."""
        entry = self._devices.get(device_id)
        return "" if entry is None else entry.own_name

    def decided(self) -> tuple[DeviceId, ...]:
        """Every device of which something was decided."""
        return tuple(self._devices)

    def name_then(self, device_id: DeviceId) -> str:
        """As the device called itself when the user decided; "" if nothing was."""
        entry = self._devices.get(device_id)
        return "" if entry is None else entry.name

    def met(self, device_id: DeviceId, name: str, at: float) -> bool:
        """The user accepted something of the device: it is KNOWN from now on; True if that is new."""
        if self.of(device_id) is not Trust.SEEN:
            return False
        self._decide(device_id, Trust.KNOWN, name, at)
        return True

    def block(self, device_id: DeviceId, name: str, at: float) -> None:
        """Nothing is taken from the device any more."""
        self._decide(device_id, Trust.BLOCKED, name, at)

    def unblock(self, device_id: DeviceId, at: float) -> None:
        """Take back `block`: the device is SEEN."""
        if self.of(device_id) is not Trust.BLOCKED:
            return
        if not self.own_name(device_id):
            self.forget(device_id)
        else:
            self._decide(device_id, Trust.SEEN, self.name_then(device_id), at)

    def rename(self, device_id: DeviceId, own_name: str, name: str, at: float) -> None:
        """Call the device *own_name*, "" to call it as it calls itself: *name*."""
        entry = self._devices.get(device_id) or _Decided(trust=Trust.SEEN, since=at, name=name[:256])
        self._devices[device_id] = msgspec.structs.replace(entry, own_name=own_name[:256])

    def forget(self, device_id: DeviceId) -> None:
        """As if nothing had ever been decided."""
        self._devices.pop(device_id, None)

    def save(self) -> None:
        """Keep everything, whole or not at all; raises OSError. Several threads may save at once: the latest stays."""
        with self._writing:
            # A copy, made at once: the loop may go on changing the table.
            write_private(self._path, msgspec.json.encode(dict(self._devices)))

    def _decide(self, device_id: DeviceId, trust: Trust, name: str, at: float) -> None:
        self._devices[device_id] = _Decided(trust=trust, since=at, name=name[:256], own_name=self.own_name(device_id))

    def _load(self) -> None:
        try:
            self._devices = msgspec.json.decode(self._path.read_bytes(), type=dict[DeviceId, _Decided])
        except FileNotFoundError:
            return
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            # The devices are asked about anew meanwhile.
            self.damaged = set_aside(self._path)
