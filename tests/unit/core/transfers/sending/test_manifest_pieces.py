from peerdrop.core.transfers.sending.manifest_pieces import manifest_pieces
from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import CONTROL_BYTES, MANIFEST_ENTRIES, PATH_BYTES
from peerdrop.wire.transfers import FileEntry, Manifest


def entries(count: int, path: str = "a") -> list[FileEntry]:
    return [FileEntry(index=index, path=path, size_bytes=2**53) for index in range(count)]


def test_the_last_piece_alone_is_the_last() -> None:
    pieces = list(manifest_pieces(entries(2 * MANIFEST_ENTRIES + 1)))
    assert [(len(piece), last) for piece, last in pieces] == [
        (MANIFEST_ENTRIES, False),
        (MANIFEST_ENTRIES, False),
        (1, True),
    ]
    assert [entry.index for piece, _ in pieces for entry in piece] == list(range(2 * MANIFEST_ENTRIES + 1))


def test_names_of_any_length_fit_into_their_messages() -> None:
    # Each of these signs is six bytes in JSON.
    for piece, last in manifest_pieces(entries(500, "\x01" * PATH_BYTES)):
        message = Manifest(transfer_id=TransferId("0" * 32), entries=piece, last=last)
        assert len(encode(message)) <= CONTROL_BYTES


def test_nothing_is_one_empty_piece() -> None:
    assert list(manifest_pieces([])) == [((), True)]
