import pytest

from peerdrop.core.transfers.intakes import INTAKES_PER_DEVICE, Intakes
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry, Manifest, TransferOffer

ALICE, BOB = DeviceId("A" * 52), DeviceId("B" * 52)


def job(number: int) -> TransferId:
    return TransferId(f"{number:032x}")


def offer(number: int) -> TransferOffer:
    return TransferOffer(transfer_id=job(number), label="l", file_count=1, size_bytes=1, lanes=("data_channel",))


def manifest(number: int, size_bytes: int = 1) -> Manifest:
    entry = FileEntry(index=0, path="a", size_bytes=size_bytes)
    return Manifest(transfer_id=job(number), entries=(entry,), last=True)


def test_a_whole_manifest_is_handed_out_once() -> None:
    intakes = Intakes()
    assert intakes.begin(ALICE, offer(1))
    assert intakes.knows(ALICE, job(1))
    intake = intakes.add(ALICE, manifest(1))
    assert intake is not None
    assert intake.offer == offer(1)
    assert not intakes.knows(ALICE, job(1))


def test_a_device_can_not_add_to_anothers_offer() -> None:
    intakes = Intakes()
    intakes.begin(ALICE, offer(1))
    assert not intakes.knows(BOB, job(1))


def test_a_bad_manifest_is_forgotten() -> None:
    intakes = Intakes()
    intakes.begin(ALICE, offer(1))
    with pytest.raises(MalformedMessage):
        intakes.add(ALICE, manifest(1, size_bytes=2))
    assert not intakes.knows(ALICE, job(1))


def test_a_device_has_only_so_many_unfinished_offers() -> None:
    intakes = Intakes()
    assert all(intakes.begin(ALICE, offer(number)) for number in range(INTAKES_PER_DEVICE))
    assert not intakes.begin(ALICE, offer(99))
    assert intakes.begin(BOB, offer(99))
    intakes.drop(ALICE, job(0))
    assert intakes.begin(ALICE, offer(98))
    intakes.drop(ALICE)
    assert not intakes.knows(ALICE, job(1))
    assert intakes.knows(BOB, job(99))
