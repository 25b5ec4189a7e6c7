"""A file to send, and how to tell that it arrived whole."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Payload:
    """A file of random bytes, which nothing on the way can shorten or guess."""

    path: Path
    size_bytes: int
    sha256: str

    @classmethod
    def create(cls, path: Path, size_bytes: int) -> Self:
        """Write it."""
        digest = hashlib.sha256()
        with path.open("wb") as file:
            left = size_bytes
            while left:
                block = os.urandom(min(_BLOCK_BYTES, left))
                digest.update(block)
                file.write(block)
                left -= len(block)
        return cls(path, size_bytes, digest.hexdigest())

    def is_at(self, path: str | Path) -> bool:
        """Whether the file at *path* has these bytes, of which SHA-256 speaks: not the hash that PeerDrop uses."""
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
