"""Where devices were, and when they were connected: what can be learned again, kept across starts."""

import threading
from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Annotated, Final

import msgspec

from peerdrop.core.damaged_file import set_aside
from peerdrop.core.facts import PeerEndpoint
from peerdrop.identity.private_file import write_private
from peerdrop.link import Path
from peerdrop.wire.identifiers import DeviceId

SAVED_FILE: Final = "addresses.json"
DEVICES_MAX: Final = 256
ENDPOINTS_MAX: Final = 8
CONNECTIONS_MAX: Final = 50

_Name = Annotated[str, msgspec.Meta(max_length=256)]


class PastConnection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One connection with a device. *ended_at* None: it is open, or PeerDrop ended before it did. *reason*: the
    FailureReason by which it ended, None after a good-bye. *address*: the IP literal at which the device was known
    then, "" where that was not kept."""

    connected_at: float
    ended_at: float | None = None
    path: Path | None = None
    reason: str | None = None
    address: _Name = ""


class SavedDevice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device. *name* and *kind* as its card said last; *endpoints*: every one that ever worked, up to 8, the one
    that worked last first; *connections*: up to 50, the latest first. Times are Unix seconds."""

    name: _Name
    kind: _Name
    last_seen_at: float
    endpoints: tuple[PeerEndpoint, ...] = ()
    connections: tuple[PastConnection, ...] = ()

    @property
    def last_connected_at(self) -> float | None:
        """When the latest connection began."""
        return self.connections[0].connected_at if self.connections else None


class SavedDevices:
    """The table of saved devices; at most 256, of which those seen longest ago go first.

    Reading is instant; `save` may block: not on a loop. The constructor raises OSError.
    """

    def __init__(self, home: FilePath) -> None:
        self._path = home / SAVED_FILE
        self._devices: dict[DeviceId, SavedDevice] = {}
        self._writing = threading.Lock()
        self.damaged: FilePath | None = None
        """Where a damaged file was set aside; None if all was well."""
        self._load()

    def get(self, device_id: DeviceId) -> SavedDevice | None:
        return self._devices.get(device_id)

    def all(self) -> dict[DeviceId, SavedDevice]:
        """Every saved device, the one seen last first."""
        latest_first = sorted(self._devices.items(), key=lambda entry: entry[1].last_seen_at, reverse=True)
        return dict(latest_first)

    def seen(self, device_id: DeviceId, *, name: str, kind: str, endpoints: Iterable[PeerEndpoint], at: float) -> bool:
        """The device was seen; *endpoints* are those that work, best first. True if something new is to be saved."""
        before = self._devices.get(device_id)
        known = before.endpoints if before is not None else ()
        after = SavedDevice(
            name=name[:256],
            kind=kind[:256],
            last_seen_at=at,
            endpoints=tuple(dict.fromkeys((*endpoints, *known)))[:ENDPOINTS_MAX],
            connections=before.connections if before is not None else (),
        )
        self._devices[device_id] = after
        self._make_room()
        return before is None or after != msgspec.structs.replace(before, last_seen_at=at)

    def connected(self, device_id: DeviceId, *, path: Path | None, address: str, at: float) -> None:
        """A connection with a saved device began."""
        if (device := self._devices.get(device_id)) is not None:
            latest = PastConnection(connected_at=at, path=path, address=address[:256])
            connections = (latest, *device.connections)[:CONNECTIONS_MAX]
            self._devices[device_id] = msgspec.structs.replace(device, connections=connections)

    def disconnected(self, device_id: DeviceId, *, reason: str | None, at: float) -> None:
        """The connection with a saved device ended."""
        device = self._devices.get(device_id)
        if device is None or not device.connections or device.connections[0].ended_at is not None:
            return
        ended = msgspec.structs.replace(device.connections[0], ended_at=at, reason=reason)
        self._devices[device_id] = msgspec.structs.replace(
            device, last_seen_at=at, connections=(ended, *device.connections[1:])
        )

    def forget(self, device_id: DeviceId) -> None:
        """Keep nothing of the device."""
        self._devices.pop(device_id, None)

    def save(self) -> None:
        """Keep everything, whole or not at all; raises OSError. Several threads may save at once: the latest stays."""
        with self._writing:
            # A copy, made at once: the loop may go on changing the table.
            write_private(self._path, msgspec.json.encode(dict(self._devices)))

    def _make_room(self) -> None:
        while len(self._devices) > DEVICES_MAX:
            del self._devices[min(self._devices, key=lambda each: self._devices[each].last_seen_at)]

    def _load(self) -> None:
        try:
            self._devices = msgspec.json.decode(self._path.read_bytes(), type=dict[DeviceId, SavedDevice])
        except FileNotFoundError:
            return
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            # Trust is kept elsewhere; where devices are is learned again.
            self.damaged = set_aside(self._path)
