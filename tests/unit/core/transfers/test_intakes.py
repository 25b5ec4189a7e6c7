import pytest

from peerdrop.core.transfers import intakes as intakes_module
from peerdrop.core.transfers.intakes import INTAKES_PER_DEVICE, Intakes, TooMuchWaits
from peerdrop.core.transfers.receiving.offer_intake import ManifestWeight
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry, Manifest, TransferOffer

ALICE, BOB = DeviceId("A" * 52), DeviceId("B" * 52)
NOTHING = ManifestWeight()


def job(number: int) -> TransferId:
    return TransferId(f"{number:032x}")


def offer(number: int) -> TransferOffer:
    return TransferOffer(transfer_id=job(number), label="l", file_count=1, size_bytes=1, lanes=("data_channel",))


def manifest(number: int, size_bytes: int = 1) -> Manifest:
    entry = FileEntry(index=0, path="a", size_bytes=size_bytes)
    return Manifest(transfer_id=job(number), entries=(entry,), last=True)


def test_a_whole_manifest_is_handed_out_once() -> None:
    intakes = Intakes()
    assert intakes.begin(ALICE, offer(1), NOTHING)
    assert intakes.knows(ALICE, job(1))
    intake = intakes.add(ALICE, manifest(1), NOTHING)
    assert intake is not None
    assert intake.offer == offer(1)
    assert not intakes.knows(ALICE, job(1))


def test_a_device_can_not_add_to_anothers_offer() -> None:
    intakes = Intakes()
    intakes.begin(ALICE, offer(1), NOTHING)
    assert not intakes.knows(BOB, job(1))


def test_a_bad_manifest_is_forgotten() -> None:
    intakes = Intakes()
    intakes.begin(ALICE, offer(1), NOTHING)
    with pytest.raises(MalformedMessage):
        intakes.add(ALICE, manifest(1, size_bytes=2), NOTHING)
    assert not intakes.knows(ALICE, job(1))


def test_a_device_has_only_so_many_unfinished_offers() -> None:
    intakes = Intakes()
    assert all(intakes.begin(ALICE, offer(number), NOTHING) for number in range(INTAKES_PER_DEVICE))
    assert not intakes.begin(ALICE, offer(99), NOTHING)
    assert intakes.begin(BOB, offer(99), NOTHING)
    intakes.drop(ALICE, job(0))
    assert intakes.begin(ALICE, offer(98), NOTHING)
    intakes.drop(ALICE)
    assert not intakes.knows(ALICE, job(1))
    assert intakes.knows(BOB, job(99))


def test_the_entries_of_a_device_that_wait_are_those_of_one_job_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intakes_module, "JOB_FILES_MAX", 3)
    intakes = Intakes()
    assert not intakes.begin(ALICE, offer(1), ManifestWeight(entries=3))
    assert intakes.begin(ALICE, offer(1), ManifestWeight(entries=1))
    assert not intakes.begin(ALICE, offer(2), ManifestWeight(entries=2)), "the unfinished one counts too"
    assert intakes.begin(BOB, offer(2), NOTHING)


def test_the_paths_and_folders_of_a_device_that_wait_are_those_of_one_job_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intakes_module, "JOB_PATH_BYTES", 3)
    monkeypatch.setattr(intakes_module, "JOB_FOLDERS_MAX", 3)
    for waiting in (ManifestWeight(path_bytes=3), ManifestWeight(folders=4)):
        intakes = Intakes()
        assert intakes.begin(ALICE, offer(1), waiting)
        with pytest.raises(TooMuchWaits):
            intakes.add(ALICE, manifest(1), waiting)
        assert not intakes.knows(ALICE, job(1))
    assert intakes.begin(ALICE, offer(1), NOTHING)
    assert intakes.add(ALICE, manifest(1), ManifestWeight(path_bytes=2, folders=3)) is not None
