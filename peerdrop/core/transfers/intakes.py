"""The offers whose manifests are still coming in, of all devices."""

from typing import Final

from peerdrop.core.transfers.receiving.offer_intake import OfferIntake
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Manifest, TransferOffer

INTAKES_PER_DEVICE: Final = 4


class Intakes:
    """Keeps a device's unfinished offers apart from all others', and few of them."""

    def __init__(self) -> None:
        self._intakes: dict[tuple[DeviceId, TransferId], OfferIntake] = {}

    def begin(self, device_id: DeviceId, offer: TransferOffer) -> bool:
        """Wait for the manifest of *offer*; False if too many of that device are waited for."""
        if sum(owner == device_id for owner, _ in self._intakes) >= INTAKES_PER_DEVICE:
            return False
        self._intakes[device_id, offer.transfer_id] = OfferIntake(offer)
        return True

    def knows(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        """A manifest of that offer is waited for."""
        return (device_id, transfer_id) in self._intakes

    def add(self, device_id: DeviceId, manifest: Manifest) -> OfferIntake | None:
        """Take a piece; the intake once it is whole. It is dropped when MalformedMessage is raised."""
        key = (device_id, manifest.transfer_id)
        intake = self._intakes[key]
        try:
            is_whole = intake.add(manifest)
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
