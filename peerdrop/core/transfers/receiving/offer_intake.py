"""An offer whose manifest is still coming in, piece by piece."""

from typing import Final

from peerdrop.core.transfers.receiving.target_names import TargetNames
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import EntryKind, FileEntry, Manifest, TransferOffer

MANIFEST_PATH_BYTES: Final = 32 * MIB
"""What one offer may keep in memory before anybody said yes to it."""


class OfferIntake:
    """Takes the pieces and checks that they are what the offer announced. Raises MalformedMessage."""

    def __init__(self, offer: TransferOffer) -> None:
        self.offer = offer
        self.entries: list[FileEntry] = []
        self.names: list[tuple[str, ...] | None] = []
        """Where each entry goes; None: its name is not safe."""
        self._targets = TargetNames()
        self._size_bytes = 0
        self._path_bytes = 0

    def add(self, manifest: Manifest) -> bool:
        """Take the next piece; True when the manifest is whole."""
        for entry in manifest.entries:
            self._add_entry(entry)
        if not manifest.last:
            if not manifest.entries:
                raise MalformedMessage("an empty piece of a manifest that goes on")
            return False
        if len(self.entries) != self.offer.file_count:
            raise MalformedMessage(f"{self.offer.file_count} entries announced, {len(self.entries)} came")
        if self._size_bytes != self.offer.size_bytes:
            raise MalformedMessage(f"{self.offer.size_bytes} bytes announced, the files add up to {self._size_bytes}")
        if not self.entries:
            raise MalformedMessage("an offer of nothing")
        return True

    def _add_entry(self, entry: FileEntry) -> None:
        if entry.index != len(self.entries):
            raise MalformedMessage("entries out of order")
        if len(self.entries) >= self.offer.file_count:
            raise MalformedMessage("more entries than announced")
        if entry.kind is EntryKind.FOLDER and entry.size_bytes:
            raise MalformedMessage("a folder with bytes of its own")
        self._size_bytes += entry.size_bytes
        self._path_bytes += len(entry.path)
        if self._size_bytes > self.offer.size_bytes or self._path_bytes > MANIFEST_PATH_BYTES:
            raise MalformedMessage("more than announced")
        self.names.append(self._targets.add(entry))
        self.entries.append(entry)
