"""A folder to send, and how to tell that it arrived whole."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FOLDER = "folder"
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Tree:
    """A file, or a folder with all in it: for each path below *path* the SHA-256 of its file, or FOLDER."""

    path: Path
    size_bytes: int
    content: dict[str, str]

    @classmethod
    def create(
        cls, path: Path, rng: random.Random, *, big_bytes: int, small_files: int = 0, empty_files: int = 0
    ) -> Self:
        """Write a folder: one big file, and small and empty ones and an empty folder around it."""
        path.mkdir(parents=True)
        for number in range(small_files):
            folder = path / f"notes {number % 5}"
            folder.mkdir(exist_ok=True)
            (folder / f"{number}.txt").write_bytes(rng.randbytes(rng.randrange(1, 20_000)))
        for number in range(empty_files):
            (path / f"empty {number}").touch()
        (path / "nothing in it").mkdir()
        if big_bytes:
            cls.write_file(path / "film.bin", rng, big_bytes)
        return cls.read(path)

    @classmethod
    def create_file(cls, path: Path, rng: random.Random, size_bytes: int) -> Self:
        """Write one file."""
        cls.write_file(path, rng, size_bytes)
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """What stands at *path* now."""
        if path.is_file():
            return cls(path, path.stat().st_size, {"": _sha256(path)})
        content = {
            str(found.relative_to(path)): FOLDER if found.is_dir() else _sha256(found) for found in path.rglob("*")
        }
        size_bytes = sum(found.stat().st_size for found in path.rglob("*") if found.is_file())
        return cls(path, size_bytes, content)

    @staticmethod
    def write_file(path: Path, rng: random.Random, size_bytes: int) -> None:
        """A file of random bytes, which nothing on the way can shorten or guess."""
        with path.open("wb") as file:
            for start in range(0, size_bytes, _BLOCK_BYTES):
                file.write(rng.randbytes(min(_BLOCK_BYTES, size_bytes - start)))

    def is_at(self, path: Path) -> bool:
        """Whether the very same stands at *path*: every byte, every name, and nothing else."""
        return path.exists() and Tree.read(path).content == self.content


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
