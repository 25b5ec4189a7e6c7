"""What the backend tells the program it lives in: frozen facts, on the loop, by one plain call each."""

from dataclasses import dataclass

from peerdrop.wire.envelope import Envelope
from peerdrop.wire.identifiers import InstanceId
from server.record import DeviceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFound:
    """A device is here (again); its card was checked."""

    record: DeviceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUpdated:
    """Something of a known device changed: name, endpoints, reachability."""

    record: DeviceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRestarted:
    """A known device runs another instance now: what was open to *previous* is gone."""

    record: DeviceRecord
    previous: InstanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLost:
    """A device is silent and its HTTP face does not answer either."""

    record: DeviceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalArrived:
    """A checked envelope for this device, handed over once however often it came."""

    envelope: Envelope
    payload_hash: str
    """SHA-256 of the signed payload, hex."""
    via_mailbox: bool
    """It was collected by polling the sender's backend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneHeard:
    """Another machine uses this device's identity, at *host*."""

    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChanged:
    """This machine's own addresses changed, or it woke up: links are worth a ping. *addresses* as in Backend."""

    addresses: tuple[str, ...]
    after_sleep: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProgressed:
    """A scan has asked *done* of *total* addresses, at first none. *in_background*: nobody asked for it."""

    done: int
    total: int
    in_background: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEnded:
    """A scan is over or was given up: *asked* addresses, *found* devices that were not online before."""

    asked: int
    found: int
    in_background: bool


BackendEvent = (
    DeviceFound
    | DeviceUpdated
    | DeviceRestarted
    | DeviceLost
    | SignalArrived
    | CloneHeard
    | NetworkChanged
    | ScanProgressed
    | ScanEnded
)
