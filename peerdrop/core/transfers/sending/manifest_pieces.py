"""A long list of files, cut so that each piece fits into one message."""

from collections.abc import Iterator, Sequence
from typing import Final

from peerdrop.wire.codec import encode
from peerdrop.wire.limits import CONTROL_BYTES, MANIFEST_ENTRIES
from peerdrop.wire.transfers import FileEntry

_PIECE_BYTES: Final = CONTROL_BYTES // 2


def manifest_pieces(entries: Sequence[FileEntry]) -> Iterator[tuple[tuple[FileEntry, ...], bool]]:
    """*entries* in pieces that fit into one message each, and whether it is the last."""
    piece: list[FileEntry] = []
    size_bytes = 0
    for entry in entries:
        entry_bytes = len(encode(entry)) + 1
        if len(piece) == MANIFEST_ENTRIES or size_bytes + entry_bytes > _PIECE_BYTES:
            yield tuple(piece), False
            piece, size_bytes = [], 0
        piece.append(entry)
        size_bytes += entry_bytes
    yield tuple(piece), True
