"""The offers whose manifests are still coming in, of all devices."""

from typing import Final

from peerdrop.core.transfers.receiving.offer_intake import ManifestWeight, OfferIntake
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import JOB_FILES_MAX, JOB_FOLDERS_MAX, JOB_PATH_BYTES
from peerdrop.wire.transfers import Manifest, TransferOffer

INTAKES_PER_DEVICE: Final = 4


class Intakes:
    """Keeps a device's unfinished offers apart from all others', and few of them.

    *waiting* is what that device's whole offers take, to which nobody has said yes yet: together with those they are
    no more than one job may be.
    """

    def __init__(self) -> None:
        self._intakes: dict[tuple[DeviceId, TransferId], OfferIntake] = {}

    def begin(self, device_id: DeviceId, offer: TransferOffer, waiting: ManifestWeight) -> bool:
        """Wait for the manifest of *offer*; False if too much of that device is waited for."""
        if self.count(device_id) >= INTAKES_PER_DEVICE:
            return False
        if self._weight(device_id, waiting).entries + offer.file_count > JOB_FILES_MAX:
            return False
        self._intakes[device_id, offer.transfer_id] = OfferIntake(offer)
        return True

    def knows(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        """A manifest of that offer is waited for."""
        return (device_id, transfer_id) in self._intakes

    def count(self, device_id: DeviceId) -> int:
        """How many manifests of that device are waited for."""
        return sum(owner == device_id for owner, _ in self._intakes)

    def add(self, device_id: DeviceId, manifest: Manifest, waiting: ManifestWeight) -> OfferIntake | None:
        """Take a piece; the intake once it is whole. It is dropped when MalformedMessage or TooMuchWaits is raised."""
        key = (device_id, manifest.transfer_id)
        intake = self._intakes[key]
        try:
            is_whole = intake.add(manifest)
            weight = self._weight(device_id, waiting)
            if weight.path_bytes > JOB_PATH_BYTES or weight.folders > JOB_FOLDERS_MAX:
                raise TooMuchWaits("other offers wait for an answer")
        except MalformedMessage:
            del self._intakes[key]
            raise
        if not is_whole:
            return None
        return self._intakes.pop(key)

    def drop(self, device_id: DeviceId, transfer_id: TransferId | None = None) -> None:
        """Forget one offer of that device, or all."""
        for key in [key for key in self._intakes if key[0] == device_id and transfer_id in {None, key[1]}]:
            del self._intakes[key]

    def _weight(self, device_id: DeviceId, waiting: ManifestWeight) -> ManifestWeight:
        own = (intake.weight for (owner, _), intake in self._intakes.items() if owner == device_id)
        return sum(own, waiting)


class TooMuchWaits(MalformedMessage):
    """The offer is sound; beside the others of its device it is too much."""
