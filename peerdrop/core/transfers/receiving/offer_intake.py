"""An offer whose manifest is still coming in, piece by piece."""

from dataclasses import dataclass

from peerdrop.core.transfers.receiving.target_names import TargetNames
from peerdrop.core.transfers.receiving.target_paths import TargetPaths
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.limits import JOB_PATH_BYTES
from peerdrop.wire.transfers import EntryKind, FileEntry, Manifest, TransferOffer


class OfferIntake:
    """Takes the pieces and checks that they are what the offer announced. Raises MalformedMessage."""

    def __init__(self, offer: TransferOffer) -> None:
        self.offer = offer
        self.entries: list[FileEntry] = []
        self.names = TargetPaths()
        """Where each entry goes; None: its name is not safe."""
        self._targets = TargetNames()
        self._size_bytes = 0
        self._path_bytes = 0

    @property
    def weight(self) -> "ManifestWeight":
        """What the whole of it will take in memory, as far as that is known."""
        return ManifestWeight(
            entries=self.offer.file_count, path_bytes=self._path_bytes, folders=self._targets.folder_count
        )

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
        self._path_bytes += len(entry.path.encode("utf-8", "surrogatepass"))
        if self._size_bytes > self.offer.size_bytes:
            raise MalformedMessage("more bytes than announced")
        if self._path_bytes > JOB_PATH_BYTES:
            raise MalformedMessage("longer paths than one job may have")
        self.names.append(self._targets.add(entry), entry.path)
        self.entries.append(entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestWeight:
    """What manifests take in memory before anybody said yes to them. *folders* are counted until they are whole."""

    entries: int = 0
    path_bytes: int = 0
    folders: int = 0

    def __add__(self, other: "ManifestWeight") -> "ManifestWeight":
        return ManifestWeight(
            entries=self.entries + other.entries,
            path_bytes=self.path_bytes + other.path_bytes,
            folders=self.folders + other.folders,
        )
