"""Offers for tests of the command line, and somebody at the terminal."""

import asyncio

from peerdrop.core.events import TransferOffered
from peerdrop.core.snapshots import OfferedFile
from tests.fake_node import FakeNode, make_transfer


class Answers:
    """Somebody at the terminal, whose answers the test gives."""

    def __init__(self, *typed: str | None) -> None:
        self.asked = 0
        self.given: asyncio.Queue[str | None] = asyncio.Queue()
        for line in typed:
            self.given.put_nowait(line)

    async def ask(self) -> str | None:
        self.asked += 1
        return await self.given.get()


def offered_file(
    path: str, size_bytes: int = 1, *, safe_path: str | None = None, is_folder: bool = False
) -> OfferedFile:
    """One entry, saved under its own path if nothing else is said."""
    saved_as = path if safe_path is None else safe_path
    return OfferedFile(path=path, size_bytes=size_bytes, safe_path=saved_as, is_folder=is_folder)


PHOTOS = (
    offered_file("photos/1.jpg", 1_000_000),
    offered_file("photos/2.jpg", 2_000_000),
    offered_file("photos/raw/3.dng", 30_000_000),
    offered_file("notes.txt", 500),
)
"""In a list: 1 photos/, 2 1.jpg, 3 2.jpg, 4 raw/, 5 3.dng, 6 notes.txt."""


def node_offering(*files: OfferedFile) -> FakeNode:
    """One whose every transfer holds *files*; PHOTOS if none are given."""
    node = FakeNode()
    node.replies["offered_files"] = lambda _transfer_id: files or PHOTOS
    return node


def photos_offered(**changes: object) -> TransferOffered:
    """PHOTOS, from `make_peer()`."""
    transfer = make_transfer(label="photos", file_count=4, size_bytes=33_000_500, **changes)
    return TransferOffered(transfer=transfer)
